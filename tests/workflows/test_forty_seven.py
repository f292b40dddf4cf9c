"""One wage case of 47 workers from the first report to cleared: every figure to the fen, every clock, every hand it goes through."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.figures import totals
from cases.imports.claims import read_claims
from cases.models import Case, Clock, Instalment, Party, Seat, SeatKind
from cases.wages.balances import ZERO
from cases.wages.reading import ledger_of
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Level, PartnerBody, PartnerKind
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, MONDAY, World, paper, person_of
from tests.forty_seven import (
    APART,
    MISTYPED,
    ON_LIST,
    ON_PHONE,
    OWED,
    OWED_APART,
    PERIOD,
    WORKERS,
    owed,
    sheet,
)
from tests.mediations import Table
from tests.wages import Arrears
from tests.workflows.walking import AtTime, pass_time
from workflows.engine import perform
from workflows.errors import BadInput
from workflows.models import BodyAnswer, CheckAnswer, JointCheck
from workflows.sweep import perform_due
from workflows.wage_arrears.importing import comparison

pytestmark = pytest.mark.django_db
BOUND = OWED - OWED_APART
#: A Sunday in a long holiday, another, and a plain Wednesday; the law moves the first two back to a working day.
PAY_DAYS = (datetime.date(2026, 4, 5), datetime.date(2026, 5, 3), datetime.date(2026, 6, 10))
KEPT_DAYS = (datetime.date(2026, 4, 3), datetime.date(2026, 4, 30), datetime.date(2026, 6, 10))
#: Two versions of three sums for all 47; what remains of the second for the 44 is in proportion.
FIRST = (Decimal(100_000), Decimal(100_000), OWED - 200_000)
SECOND = (Decimal(150_000), Decimal(120_000), OWED - 270_000)


class Story:
    """The case, the table held for it, and what time it is."""

    def __init__(self, world: World, at_time: AtTime) -> None:
        self.world, self.at_time, self.moment = world, at_time, MONDAY
        self.one = Arrears(
            world, place=world.hamlet, employer=world.shop, people=4, amount=Decimal(20_000), name=ON_PHONE,
            phone=WORKERS[0].phone, claims=[{"period": PERIOD, "due": Decimal(5_000)}],
        )  # fmt: skip
        self.table: Table

    def until(self, moment: datetime.datetime) -> None:
        """Let time pass, what is due being done on the way."""
        pass_time(self.at_time, self.moment, moment)
        self.moment = moment
        self.at_time(moment)
        self.one.fresh()

    def body(self, kind: str, name: str) -> PartnerBody:
        """A body beside the town."""
        found = PartnerBody.objects.filter(beside=self.world.town, name=name).first()
        return found or actions.add_partner(acting=SYSTEM, beside=self.world.town, kind=kind, name=name)

    def party(self, number: int) -> Party:
        """The party of the ``number``-th worker of the list."""
        claim = {claim.owed: claim for claim in self.one.claims}[WORKERS[number - 1].owed]
        return claim.party

    def seats(self, *numbers: int) -> list[Seat]:
        """Seats of these workers."""
        keys = [self.party(number).pk for number in numbers]
        return list(Seat.objects.filter(case=self.table.case, party__in=keys, is_active=True))

    # ── Report, the ladder, the list ────────────────────────────────────────────────────────────────────────────

    def reported(self) -> None:
        """At the enterprise's union nobody answers; by Thursday it is the town's."""
        assert (self.one.case.unit, self.one.case.wage_arrears.warn_level) == (self.world.shop_union, 1)
        self.until(MONDAY + 3 * DAY)
        assert self.one.case.unit == self.world.town
        self.one.do("contact", self.one.mediator, note="已电话联系").assign()

    def listed(self) -> None:
        """The list comes twice: once with a mistyped number, then put right."""
        self._import(sheet(right=False), refused=1)
        assert (len(self.one.claims), self.one.fresh().people) == (46, 46)
        assert (
            self.one.ledger.owed
            == owed(*(one.number for one in WORKERS if one.number not in (1, MISTYPED))) + 5_000
        )
        rival = next(claim for claim in self.one.claims if claim.has_rival)
        self.one.do("choose_claim", self.one.mediator, claim=rival.code, keep="rival", note="以考勤为准")
        self._import(sheet(), refused=0)
        case = self.one.fresh()
        assert (len(self.one.claims), case.people, case.person_times, case.amount_involved) == (
            47,
            47,
            47,
            OWED,
        )
        assert (case.is_group, case.is_emergency, case.wage_arrears.warn_level) == (True, True, 3)
        self.one.do("emergency_entry", self.one.mediator, note="职工情绪平稳", lead=person_of(self.one.chair))
        self.one.do("stand_down", self.one.chair, reason="已稳定")

    def _import(self, data: bytes, refused: int) -> None:
        read = read_claims(data, today())
        assert [refusal.row for refusal in read.refused] == [MISTYPED + 1] * refused
        assert all("校验码" in refusal.reason for refusal in read.refused)
        doubts = comparison(self.one.case, read.rows, {}).doubts
        before = self.one.case.version
        if doubts:
            assert list(doubts) == [2], f"{ON_PHONE} and {ON_LIST} share a telephone"
            with pytest.raises(BadInput, match="同一人"):
                perform(self.one.case, "import_claims", actor=self.one.mediator, rows=read.rows)
            assert self.one.fresh().version == before
        self.one.do("import_claims", self.one.mediator, rows=read.rows, same={2: True}, refused=refused)

    # ── The joint check ─────────────────────────────────────────────────────────────────────────────────────────

    def checked(self) -> None:
        """Three bodies are asked at once; the last is late, urged, and answers after all."""
        asked = {
            kind: self.body(kind, name)
            for kind, name in (
                (PartnerKind.LABOUR_OFFICE, "枫桥人社所"),
                (PartnerKind.JUSTICE_OFFICE, "枫桥司法所"),
                (PartnerKind.SAFETY_OFFICE, "枫桥安监所"),
            )
        }
        bodies = [{"partner": partner} for partner in asked.values()]
        self.one.do("ask_bodies", self.one.mediator, bodies=bodies, until=today() + 3 * DAY)
        for kind in (PartnerKind.JUSTICE_OFFICE, PartnerKind.LABOUR_OFFICE):
            self._body_answers(asked[kind])
        self.until(self.moment + 5 * DAY)
        late = CheckAnswer.objects.get(joint_check__case=self.one.case, answer=BodyAnswer.OPEN)
        self.one.do("urge_check", self.one.mediator, body=late.code, note="请尽快答复")
        self._body_answers(asked[PartnerKind.SAFETY_OFFICE])
        self.one.do("sum_up", self.one.mediator, conclusion="confirmed", note="三家意见一致：欠薪属实")
        assert JointCheck.objects.get(case=self.one.case).state == "done"
        self.one.found().do("confirm_arrears", self.one.mediator).do("send_tip", self.one.mediator)
        assert self.one.case.state == "demanded"

    def _body_answers(self, partner: PartnerBody) -> None:
        row = CheckAnswer.objects.get(joint_check__case=self.one.case, partner=partner)
        person = self.world.made.person(f"{partner.name[-3:]}干部")
        officer = Acting(person, Role.PARTNER_OFFICER, partner=partner)
        self.one.do("answer_check", officer, body=row.code, answer="true", note="已核对工资表")

    # ── The table ───────────────────────────────────────────────────────────────────────────────────────────────

    def met(self) -> None:
        """The worker lets his name be known, three represent the others, four parties meet, adjourn and meet again."""
        self.one.do("change_disclosure", self.one.worker, disclosure="open")
        self.one.do("add_evidence", self.one.mediator, file=paper("推举书.pdf"), kind="mandate")
        chosen = [self.party(number).code for number in (1, 2, 3)]
        others = [self.party(number).code for number in range(4, 24)]
        self.one.do("name_representatives", self.one.mediator, representatives=chosen, stands_for=others)
        self.table = Table(self.world, served=self.one.case)
        self.table.complete().notify().open()
        mandate = self.table.file("mandate", "特别授权.pdf")
        trusting = [seat.code for seat in self.seats(*(n for n in range(4, 24) if n not in APART))]
        self.table.do("authorise", seats=trusting, evidence=mandate)
        self.table.do("adjourn", reason="等会计对账", starts_at=self.moment + 2 * DAY, place="三楼会议室")
        self.until(self.moment + 2 * DAY)
        self.table.open()

    def terms(self, sums: tuple[Decimal, ...]) -> list[dict[str, object]]:
        """Three instalments."""
        return [
            {"what": f"支付第{n}期工资", "amount": amount, "due_on": day, "nature": "wages"}
            for n, (amount, day) in enumerate(zip(sums, PAY_DAYS, strict=True), 1)
        ]

    def proposed(self) -> None:
        """The first version finds no favour with the workers; the second voids what was said to it."""
        self.table.do("propose", text="分三期付清。", terms=self.terms(FIRST), replaces=0).do("ask_consents")
        self.table.by_paper(self.seats(30, 31, 32), "no", "第一期太少")
        self.table.answer(self.table.seat(SeatKind.EMPLOYER))
        self.table.do("propose", text="分三期付清，首期提高。", terms=self.terms(SECOND), replaces=1)
        self.table.do("ask_consents")
        assert not any(row.answer for row in self.table.waiting())

    def consented(self) -> None:
        """In an order nobody planned: seats, a late worker, the employer, the representative, and again somebody."""
        table = self.table
        table.answer(table.seat(SeatKind.COMMITTEE), "no", "建议缩短第三期")
        table.by_link(table.link(self.seats(47)[0]), "no", phone_tail=WORKERS[46].phone[-4:])
        table.answer(table.seat(SeatKind.EMPLOYER))
        table.by_paper(self.seats(46, 44, 45, 24))
        table.do("answer_consent", table.worker, answer="yes", **table.asked)
        table.by_link(table.link(self.seats(APART[0])[0]), "no", phone_tail=WORKERS[APART[0] - 1].phone[-4:])
        table.by_paper(self.seats(APART[1]), "no")
        table.by_paper(self.seats(47), note="想通了")
        table.by_paper(self.seats(*(n for n in (2, 3, *range(25, 44)) if n not in APART)))
        table.answer(table.seat(SeatKind.GOVERNMENT))
        assert [row.seat.party_id for row in table.waiting() if row.seat and row.seat.is_side] == [
            self.party(APART[2]).pk
        ]
        table.do("end_collection", reason="期满未表态", **table.asked)
        assert table.fresh().state == "signing"

    def signed(self) -> None:
        """44 are bound: the representative signs for those he stands for; then the employer, the mediator, the seal."""
        self.table.sign().seal()
        assert self.table.fresh().state == "in_force"
        case = self.one.fresh()
        assert (case.state, case.wage_arrears.agreement_mediation) == ("planned", self.table.case.code)
        bound = Event.objects.get(subject=self.table.case.subject, name=EventName.IN_FORCE).data["bound"]
        assert len(bound) == 44
        assert not {self.party(number).code for number in APART} & set(bound)

    # ── Three instalments ───────────────────────────────────────────────────────────────────────────────────────

    @property
    def instalments(self) -> list[Instalment]:
        """The plan's, in order."""
        return self.one.instalments

    def planned(self) -> None:
        """The sums of the 44 come to what the 44 are owed; the three stay open, apart."""
        rows, ledger = self.instalments, self.one.ledger
        assert sum(row.amount for row in rows) == BOUND
        assert [row.due_on for row in rows] == list(PAY_DAYS)
        clocks = Clock.objects.filter(case=self.one.case, rule_id="payday_holiday").order_by("due_on")
        assert [clock.due_on for clock in clocks] == list(KEPT_DAYS)
        assert (len(ledger.planned), len(ledger.unplanned)) == (44, 3)
        assert sum(line.outstanding for line in ledger.unplanned) == OWED_APART
        assert {line.party for line in ledger.unplanned} == {self.party(number).pk for number in APART}
        assert (ledger.outstanding, ledger.waived, ledger.paid) == (OWED, ZERO, ZERO)

    def first_paid(self) -> None:
        """On the last working day before the holiday, in two parts; the second a fen too little at first."""
        self.until(datetime.datetime.combine(KEPT_DAYS[0], datetime.time(10), MONDAY.tzinfo))
        first = self.instalments[0]
        self.one.pay(100_000).pay(first.amount - 100_000 - Decimal("0.01"))
        assert self.instalments[0].state == "part"
        self.one.pay(Decimal("0.01"))
        assert [row.state for row in self.instalments] == ["paid", "pending", "pending"]
        self.agree(first.amount)
        assert self.one.fresh().state == "repaying"

    def second_missed(self) -> None:
        """The pay day passes at midnight; a breach, then from the town to the county, told on the way."""
        day = datetime.datetime.combine(KEPT_DAYS[1], datetime.time(23, 59), MONDAY.tzinfo)
        self.until(day)
        assert self.instalments[1].state == "pending"
        self.at_time(day + 2 * datetime.timedelta(minutes=1))
        perform_due()
        assert self.instalments[1].state == "missed"
        assert (self.one.fresh().performance, self.one.case.unit) == ("overdue", self.world.town)
        self.until(day + 11 * DAY)
        assert (self.one.case.unit, self.one.case.level) == (self.world.county, Level.COUNTY)
        handed = Event.objects.filter(subject=self.one.case.subject, name=EventName.HANDED_UP).order_by(
            "version"
        )
        assert [(event.data["frm"], event.data["to"]) for event in handed] == [
            (self.world.shop_union.code, self.world.town.code),
            (self.world.town.code, self.world.county.code),
        ]
        assert handed[1].data["rule"] == "instalment_follow"
        assert self.one.case.told_level == Level.COUNTY

    def second_made_good(self) -> None:
        """The county sees to it and gives it back, the town names who goes on; the employer pays the second and the third in advance."""
        if self.one.case.wage_arrears.order_open:
            self.one.do("answer_order", self.one.chair, note="已约谈单位负责人")
        self.one.do("hand_down", self.one.above, unit=self.world.town, reason="单位已承诺本周付清")
        self.one.do("reassign", self.one.chair, mediator=self.one.mediator.person, reason="请继续跟进")
        second, third = self.instalments[1:]
        self.one.pay(second.amount)
        assert [row.state for row in self.instalments] == ["paid", "late", "pending"]
        self.one.pay(third.amount)
        assert [row.state for row in self.instalments] == ["paid", "late", "paid"]
        self.agree(BOUND)
        assert (self.one.fresh().state, self.one.ledger.people_owed) == ("repaying", 3)

    def cleared(self) -> None:
        """The three are paid by name, in full: nobody gave up anything for them."""
        apart = {
            claim.code: claim.owed for claim in self.one.claims if claim.owed in {owed(n) for n in APART}
        }
        with pytest.raises(BadInput, match="超过尚欠"):
            self.one.pay(OWED_APART + Decimal("0.01"))
        self.one.pay(OWED_APART, allocation="named", scope="all", named=apart)
        self.agree(OWED)
        assert self.one.fresh().state == "cleared"

    def closed(self) -> None:
        """Both end: the table is filed, the case closed by its chair, rated by its worker."""
        self.table.do("close_table")
        self.one.do("ask_close", self.one.mediator, reason="已全部付清").answer()
        self.one.do("rate", self.one.worker, stars=5)
        assert (self.one.fresh().state, self.one.case.conclusion) == ("closed", "written_agreement")

    def agree(self, paid: Decimal) -> None:
        """Every figure agrees with the ledger, to the fen."""
        case, ledger = self.one.fresh(), ledger_of(self.one.case)
        assert (case.amount_involved, case.amount_recovered) == (OWED, paid)
        assert (ledger.owed, ledger.paid, ledger.outstanding, ledger.credit) == (
            OWED,
            paid,
            OWED - paid,
            ZERO,
        )
        assert (case.people, case.person_times, ledger.people) == (47, 47, 47)
        assert sum(row.paid for row in self.instalments) == min(paid, BOUND)


STEPS = (
    "reported", "listed", "checked", "met", "proposed", "consented", "signed", "planned", "first_paid",
    "second_missed", "second_made_good", "cleared", "closed",
)  # fmt: skip


def test_forty_seven_workers_are_followed_from_the_first_report_to_the_last_fen(
    world: World, at_time: AtTime
) -> None:
    story = Story(world, at_time)
    for step in STEPS:
        getattr(story, step)()
        seal_all()
        assert [str(finding) for finding in findings()] == [], step
    found = totals(Case.objects.filter(pk=story.one.case.pk))
    assert (found.people, found.person_times, found.involved, found.recovered) == (47, 47, OWED, OWED)
