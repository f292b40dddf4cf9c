"""A table of three or four parties and the people at it: a driver that brings a mediation into any state."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from cases.models import Case, Party, Proposal, Seat, SeatKind, Session, TableForm
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Employer, PartnerBody, PartnerKind, Person
from organizations.roles import Role
from protection import invitations
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World, paper, person_of
from tests.organizations.county import START
from workflows.engine import open_case, perform
from workflows.mediation.states import S
from workflows.models import Approval, Signature

#: Bodies beside the town, and the seat each takes.
BODIES = (
    (SeatKind.GOVERNMENT, PartnerKind.LABOUR_OFFICE, "枫桥人社所"),
    (SeatKind.EMPLOYERS_BODY, PartnerKind.CHAMBER, "枫桥商会"),
    (SeatKind.COMMITTEE, PartnerKind.PROTECTION_COMMITTEE, "枫桥劳动保护监督委员会"),
)
TEXT = "单位分期付清所欠工资，双方再无其他争议。"


def terms(*amounts: int, days: int = 10) -> list[dict[str, Any]]:
    """Terms of money, the first due in ``days``, the others ten days apart."""
    return [
        {
            "what": f"支付第{n}笔工资",
            "amount": Decimal(amount),
            "due_on": today() + (days + 10 * n) * DAY,
            "nature": "wages",
        }
        for n, amount in enumerate(amounts or (30_000,))
    ]


class Table:
    """One mediation and the people at it. Each step is a ``perform()``; ``case`` is as the last one left it.

    ``scene`` is the dispute it serves, None for a table that stands alone with an agenda; ``token`` a one-time link that
    a test made and keeps for later.
    """

    token = ""

    def __init__(
        self, world: World, scene: Scene | None = None, served: Case | None = None, **facts: Any
    ) -> None:
        self.world, self.scene = world, scene
        self.served = served or (scene.case if scene else None)
        given: dict[str, Any] = {"actor": world.who(Role.MEDIATOR, world.town), "form": TableForm.FOUR}
        if self.served is not None:
            given["serves"] = self.served
        else:
            given |= {
                "place": world.town,
                "title": "工资集体协商",
                "topics": ["最低工资标准", "高温津贴", "夜班餐补"],
            }
        self.case: Case = open_case("mediation", **(given | facts))

    # ── Who ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def mediator(self) -> Acting:
        """Who mediates, or where nobody does the mediator of the handling union."""
        if self.case.handler is not None:
            return Acting(self.case.handler, Role.MEDIATOR, unit=self.world.town)
        return self.world.who(Role.MEDIATOR, self.world.town)

    @property
    def chair(self) -> Acting:
        """The chair of the handling union."""
        return self.world.who(Role.CHAIR, self.case.unit)

    @property
    def boss(self) -> Acting:
        """Who signs in for the employer."""
        employer = self.seat(SeatKind.EMPLOYER).employer
        assert isinstance(employer, Employer)
        return self.world.employer_rep(employer)

    @property
    def worker(self) -> Acting:
        """Who holds the receipt of the case served; of a table that stands alone nobody has one."""
        return Acting.receipt(self.served or self.case)

    def officer(self, kind: str) -> Acting:
        """An officer of the body on this seat."""
        body = self.seat(kind).partner
        assert isinstance(body, PartnerBody)
        person = self.world.made.person(f"{body.name[-4:]}干部")
        return Acting(person, Role.PARTNER_OFFICER, partner=body)

    def posted(self, kind: str) -> Acting:
        """As ``officer``, and holds a post there: can sign in."""
        found = self.officer(kind)
        assert found.partner is not None
        actions.give_post(
            acting=SYSTEM, person=person_of(found), role=Role.PARTNER_OFFICER, place=found.partner, starts_on=START
        )  # fmt: skip
        return found

    def holders(self) -> list[Acting]:
        """Everybody with an account who sits here, made if they were not yet."""
        bodies = [self.officer(seat.kind) for seat in self.seats() if seat.partner_id]
        return [*([self.boss] if self.seats(SeatKind.EMPLOYER) else []), *bodies, self.chair, self.mediator]

    def body(self, kind: str, name: str) -> PartnerBody:
        """A body beside the town."""
        found = PartnerBody.objects.filter(beside=self.world.town, name=name).first()
        return found or actions.add_partner(acting=SYSTEM, beside=self.world.town, kind=kind, name=name)

    # ── One step ────────────────────────────────────────────────────────────────────────────────────────────────

    def do(
        self, verb: str, who: Acting | None = None, at: datetime.datetime | None = None, **data: Any
    ) -> Table:
        """Take one step, as the mediator unless said."""
        self.case = perform(self.case, verb, actor=who or self.mediator, at=at, **data)
        return self

    def fresh(self) -> Case:
        """The case as the database has it."""
        self.case = Case.objects.select_related("mediation", "unit", "county").get(pk=self.case.pk)
        return self.case

    def fresh_served(self) -> Case:
        """The case served, as the database has it."""
        assert self.served is not None
        return Case.objects.select_related("dispute", "wage_arrears").get(pk=self.served.pk)

    # ── What is there ───────────────────────────────────────────────────────────────────────────────────────────

    def seats(self, kind: str = "") -> list[Seat]:
        """Active seats, all or of a kind, in order."""
        found = Seat.objects.filter(case=self.case, is_active=True)
        return list(found.filter(kind=kind) if kind else found)

    def seat(self, kind: str) -> Seat:
        """The first seat of a kind."""
        return self.seats(kind)[0]

    @property
    def question(self) -> Approval:
        """The round of answers or signatures that is open."""
        return Approval.objects.get(case=self.case, verdict="open", kind__in=("consent", "sign"))

    @property
    def asked(self) -> dict[str, Any]:
        """What an answer must say: which round was read."""
        return {"approval": self.question.code, "round": self.question.round}

    def waiting(self) -> list[Signature]:
        """Signatures of seats still open in the open round."""
        rows = Signature.objects.filter(step__approval=self.question, answer="", seat__isnull=False)
        return list(rows.select_related("seat", "step").order_by("step__order", "id"))

    @property
    def proposal(self) -> Proposal:
        """The newest version."""
        return Proposal.objects.filter(case=self.case).order_by("-version")[0]

    @property
    def session(self) -> Session:
        """The newest session."""
        return Session.objects.filter(case=self.case).order_by("-number")[0]

    def file(self, kind: str, name: str = "材料.pdf") -> str:
        """A paper put on file; returns its code."""
        self.do("add_evidence", file=paper(name), kind=kind)
        return str(self.case.evidence.order_by("-id").values_list("code", flat=True)[0])

    # ── Ways ────────────────────────────────────────────────────────────────────────────────────────────────────

    def complete(self) -> Table:
        """Seats of all four parties."""
        there = {seat.kind for seat in self.seats()}
        for kind, body, name in BODIES:
            if kind not in there:
                self.do("add_seat", kind=kind, partner=self.body(body, name))
        if SeatKind.UNION not in there:
            self.do("add_seat", kind=SeatKind.UNION, unit=self.world.town)
        return self

    def notify(self, days: int = 2, place: str = "镇总工会三楼会议室", **data: Any) -> Table:
        """通知开会."""
        if {seat.kind for seat in self.seats()} < {SeatKind.UNION, *(body[0] for body in BODIES)} or len(
            self.seats()
        ) < 4:
            self.complete()
        return self.do("notify", starts_at=now() + days * DAY, place=place, **data)

    def open(self) -> Table:
        """开会, everybody there."""
        return self.do("open_session", attendance={seat.code: "came" for seat in self.seats()})

    def propose(self, *amounts: int, text: str = TEXT, **data: Any) -> Table:
        """提出方案, replacing the newest."""
        made = Proposal.objects.filter(case=self.case).count()
        return self.do("propose", text=text, terms=terms(*amounts), replaces=made, **data)

    def answer(self, seat: Seat, answer: str = "yes", note: str = "") -> Table:
        """An answer of one seat, in the way it has: signed in, by link, or recorded by the mediator."""
        if seat.employer_id:
            return self.do("answer_consent", self.boss, answer=answer, note=note, **self.asked)
        if seat.partner_id:
            return self.do("answer_consent", self.officer(seat.kind), answer=answer, note=note, **self.asked)
        if seat.unit_id:
            return self.do("answer_consent", self.chair, answer=answer, note=note, **self.asked)
        return self.by_paper([seat], answer, note)

    def by_paper(self, seats: Sequence[Seat], answer: str = "yes", note: str = "") -> Table:
        """Answers recorded by the mediator."""
        evidence = self.file("answer", "签字页.pdf")
        codes = [seat.code for seat in seats]
        return self.do(
            "record_answer", seats=codes, answer=answer, evidence=evidence, note=note, **self.asked
        )

    def link(self, seat: Seat) -> str:
        """A one-time link of one seat; returns the token."""
        token = invitations.issue()
        self.do("offer_links", tokens={seat.code: token}, **self.asked)
        return token

    def by_link(self, token: str, answer: str = "yes", **data: Any) -> Table:
        """An answer by one-time link."""
        return self.do("answer_by_link", Acting.invited(self.case.pk, token), answer=answer, **data)

    def all_yes(self) -> Table:
        """Everybody who must answers yes: the workers on one paper, then the employer and the seats."""
        asked = self.question.code
        workers = [row.seat for row in self.waiting() if row.seat and row.seat.kind == SeatKind.WORKER]
        others = [row.seat for row in self.waiting() if row.seat and row.seat.kind != SeatKind.WORKER]
        if workers:
            self.by_paper(workers)
        for seat in others:
            if Approval.objects.filter(code=asked, verdict="open").exists():
                self.answer(seat)
        return self

    def by_paper_all(self, answer: str = "yes") -> Table:
        """Every worker still waited for, on one paper."""
        return self.by_paper(
            [row.seat for row in self.waiting() if row.seat and row.seat.kind == SeatKind.WORKER], answer
        )

    def back_and_again(self, *amounts: int) -> Table:
        """A new version in the middle of it, and everybody says yes to that."""
        return self.propose(*amounts).do("ask_consents").all_yes()

    def seal(self) -> Table:
        """Mediator's signature and the seal."""
        evidence = self.file("agreement", "协议.pdf")
        return self.do("record_seal", sealed_on=today(), evidence=evidence)

    def sign(self) -> Table:
        """Everybody signs."""
        self.do("sign_as_mediator", **self.asked)
        return self.all_yes()

    def approve(self, who: Acting | None = None) -> Table:
        """The chair says yes to the question put to them."""
        asked = Approval.objects.exclude(kind__in=("consent", "sign")).get(case=self.case, verdict="open")
        return self.do("approve", who or self.chair, approval=asked.code, round=asked.round)

    def to(self, state: str) -> Table:
        """Into ``state``, by the shortest lawful way; from 筹备中."""
        _WAYS[S(state)](self)
        return self


def _notified(table: Table) -> Table:
    return table.complete().notify()


def _in_session(table: Table) -> Table:
    return _notified(table).open()


def _adjourned(table: Table) -> Table:
    return _in_session(table).do(
        "adjourn", reason="等会计对账", starts_at=now() + 4 * DAY, place="镇总工会三楼会议室"
    )


def _proposed(table: Table) -> Table:
    return _in_session(table).propose()


def _consenting(table: Table) -> Table:
    return _proposed(table).do("ask_consents")


def _signing(table: Table) -> Table:
    return _consenting(table).all_yes()


def _in_force(table: Table) -> Table:
    return _signing(table).sign().seal()


def _failed(table: Table) -> Table:
    return _in_session(table).do("fail", ground="other_side_refused", note="单位不再参加")


def _closed(table: Table) -> Table:
    _failed(table).do("inform_parties", note="已书面告知")
    if table.served is not None:
        return table.do("close_table")
    return table.do("ask_close", reason="没有结果").approve()


_WAYS: dict[S, Callable[[Table], Table]] = {
    S.PREPARING: lambda table: table,
    S.NOTIFIED: _notified,
    S.IN_SESSION: _in_session,
    S.ADJOURNED: _adjourned,
    S.PROPOSED: _proposed,
    S.CONSENTING: _consenting,
    S.SIGNING: _signing,
    S.IN_FORCE: _in_force,
    S.FAILED: _failed,
    S.CLOSED: _closed,
}


def for_dispute(world: World, **facts: Any) -> Table:
    """A table for a dispute that is being mediated."""
    return Table(world, Scene(world, **facts).to("mediating"))


def for_group(world: World, workers: int = 12, **facts: Any) -> Table:
    """A table for a group of named workers with representatives."""
    scene = Scene(world, people=workers, **facts).to("verifying").crowd(workers).apply().represent()
    scene.both_agree().do("start_mediation", scene.mediator)
    return Table(world, scene)


def alone(world: World, **facts: Any) -> Table:
    """A table without a case: an agenda."""
    return Table(world, **facts)


def parties(table: Table) -> list[Party]:
    """The workers of the case served."""
    return list(Party.objects.filter(case=table.served).order_by("id"))


def named(acting: Acting) -> Person:
    """The person of an acting that has one."""
    return person_of(acting)
