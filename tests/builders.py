"""A county with people at every post, and a driver that brings a dispute into any state, by ``perform()`` alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.documents import StoredFile, store
from cases.models import Case, Party, Term
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Employer, PartnerBody, Person, Post, Unit, UnitKind
from organizations.roles import Role
from protection import receipts
from record.timekeeping import SHANGHAI, now, today
from tests.organizations.county import START, add, make_county
from workflows.dispute.states import S
from workflows.engine import open_case, open_cases, perform
from workflows.models import Approval

#: A plain Monday morning, with no holiday in the fortnight after it.
MONDAY = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
DAY = datetime.timedelta(days=1)
STORY = "三个月没发工资，老板说再等等𠮷😡"
NAME, PHONE = "王小𠮷", "13900001111"


class World:
    """Units, one employer with a union and one without, and whoever is asked for."""

    def __init__(self) -> None:
        made = make_county()
        self.city, self.county, self.town = made.city, made.county, made.town
        self.other_town, self.village = made.other_town, made.village
        self.made = made
        actions.change_unit(made.town, acting=SYSTEM, has_committee=True)
        self.town.refresh_from_db()
        self.hamlet = actions.add_unit(
            acting=SYSTEM, parent=made.town, kind=UnitKind.VILLAGE, name="栎桥村联合工会", has_committee=True
        )
        self.shop_union = actions.add_unit(
            acting=SYSTEM,
            parent=self.hamlet,
            kind=UnitKind.ENTERPRISE,
            name="示例袜业工会",
            has_committee=True,
        )
        self.shop = self.employer("示例袜业有限公司", self.hamlet, self.shop_union)
        self.mill = self.employer("示例轻纺厂", self.town)
        for unit in (self.town, self.county):
            self.who(Role.CHAIR, unit)

    def employer(self, name: str, unit: Unit, union: Unit | None = None) -> Employer:
        """An employer, with its union or without."""
        return actions.add_employer(acting=SYSTEM, unit=unit, name=name, union=union)

    def partner(self) -> PartnerBody:
        """A partner body beside the town."""
        found = PartnerBody.objects.filter(beside=self.town).first()
        return found or actions.add_partner(
            acting=SYSTEM, beside=self.town, kind="labour_office", name="枫桥人社所"
        )

    def who(self, role: Role, unit: Unit, nth: int = 1) -> Acting:
        """The ``nth`` holder of ``role`` at ``unit``, acting."""
        return self.made.acting(f"{unit.name[:4]}{role.label}{nth}", role, unit)

    def employer_rep(self, employer: Employer) -> Acting:
        """Who signs in for an employer."""
        person = self.made.person(f"{employer.name[:4]}代表")
        if not Post.objects.filter(person=person).exists():
            actions.give_post(
                acting=SYSTEM, person=person, role=Role.EMPLOYER_REP, place=employer, starts_on=START
            )
        return Acting(person=person, role=Role.EMPLOYER_REP, employer=employer)

    def enterprise(self, name: str) -> Unit:
        """One more enterprise union below the village."""
        return add(self.village, UnitKind.ENTERPRISE, name)


@contextmanager
def undone() -> Generator[None, None, None]:
    """What happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def paper(name: str = "凭证.pdf") -> StoredFile:
    """A small real file, stored."""
    return store(SimpleUploadedFile(name, b"%PDF-1.4\nproof"))


class Scene:
    """One dispute and the people who handle it. Each step is a ``perform()``; ``case`` is as the last one left it."""

    def __init__(self, world: World, **facts: Any) -> None:
        self.world = world
        given: dict[str, Any] = {
            "place": world.town, "category": "unpaid_wages", "employer": world.mill, "story": STORY, "name": NAME,
            "phone": PHONE, "amount": Decimal(30_000), "receipt_code": receipts.issue(),
            "employment_ended_on": today() - 30 * DAY, "actor": Acting(None, Role.RECEIPT),
        } | facts  # fmt: skip
        given.setdefault("employer_name", given["employer"].name if given["employer"] else "某厂")
        self.case: Case = open_case("dispute", **given)

    # ── Who ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def at_unit(self, role: Role) -> Acting:
        """Somebody in ``role`` at the handling union."""
        return self.world.who(role, self.case.unit)

    @property
    def mediator(self) -> Acting:
        """The mediator of the handling union, who becomes the handler."""
        return self.at_unit(Role.MEDIATOR)

    @property
    def chair(self) -> Acting:
        """The chair of the handling union."""
        return self.at_unit(Role.CHAIR)

    @property
    def above(self) -> Acting:
        """The county's chair."""
        return self.world.who(Role.CHAIR, self.world.county)

    @property
    def worker(self) -> Acting:
        """Who holds the receipt."""
        return Acting.receipt(self.case)

    # ── One step ────────────────────────────────────────────────────────────────────────────────────────────────

    def do(self, verb: str, who: Acting | None, at: datetime.datetime | None = None, **data: Any) -> Scene:
        """Take one step."""
        self.case = perform(self.case, verb, actor=who, at=at, **data)
        return self

    def fresh(self) -> Case:
        """The case as the database has it."""
        self.case = Case.objects.select_related("dispute", "unit", "county").get(pk=self.case.pk)
        return self.case

    @property
    def approval(self) -> Approval:
        """The open approval."""
        return Approval.objects.get(case=self.case, verdict="open")

    def answer(self, verb: str = "approve", who: Acting | None = None, note: str = "请补充") -> Scene:
        """The chair answers the open approval."""
        asked = self.approval
        return self.do(verb, who or self.chair, approval=asked.code, round=asked.round, note=note)

    @property
    def term(self) -> Term:
        """The first agreed term of this life."""
        return Term.objects.filter(case=self.case, epoch=self.case.epoch).order_by("order")[0]

    # ── Ways ────────────────────────────────────────────────────────────────────────────────────────────────────

    def contact(self) -> Scene:
        """首次联系, if it was not made yet."""
        if self.fresh().dispute.contacted_at is None:
            self.do("contact", self.mediator, note="已电话联系")
        return self

    def accept(self) -> Scene:
        """受理."""
        return self.contact().do("accept", self.mediator)

    def assign(self) -> Scene:
        """指派."""
        return self.do("assign", self.chair, mediator=self.mediator.person)

    def apply(self, **data: Any) -> Scene:
        """收到调解申请."""
        given: dict[str, Any] = {"form": "written", "received_on": today(), "names_applicant": True} | data
        return self.do("receive_application", self.mediator, **given)

    def both_agree(self) -> Scene:
        """征询, 同意."""
        self.do("ask_other_side", self.mediator, asked_on=today())
        return self.do("other_side_agrees", self.mediator, answered_on=today())

    def crowd(self, people: int) -> Scene:
        """Enough named workers to choose representatives from."""
        for number in range(Party.objects.filter(case=self.case).count(), people):
            self.do("add_party", self.mediator, name=f"工人{number}")
        return self

    def represent(self, how_many: int = 3) -> Scene:
        """推举代表, with the signed mandate."""
        self.crowd(how_many + 1).do("add_evidence", self.mediator, file=paper("推举书.pdf"), kind="mandate")
        codes = list(Party.objects.filter(case=self.case).order_by("id").values_list("code", flat=True))
        return self.do(
            "name_representatives",
            self.mediator,
            representatives=codes[:how_many],
            stands_for=codes[how_many:],
        )

    def consent(self) -> Scene:
        """本人同意, of the first worker."""
        party = Party.objects.filter(case=self.case).order_by("id")[0]
        return self.do(
            "record_consent", self.mediator, party=party.code, consent="agreed", consented_on=today()
        )

    def agree(self, agreement: str = "written_agreement", days: int = 10, amount: int = 30_000) -> Scene:
        """达成协议, one term of money."""
        if self.case.is_group:
            self.consent()
        terms = [{"what": "付清所欠工资", "amount": Decimal(amount), "due_on": today() + days * DAY}]
        return self.do("agree", self.mediator, agreement=agreement, terms=terms, signed_on=today())

    def pay(self, paid: int = 30_000) -> Scene:
        """履行 of the first term."""
        term = self.term
        return self.do(
            "perform_term",
            self.mediator,
            term=term.code,
            paid=Decimal(paid),
            performed_on=today(),
            note="转账凭证",
        )

    def prove(self) -> Scene:
        """The proof of payment on file."""
        return self.do("add_evidence", self.mediator, file=paper(), kind="proof")

    def to(self, state: str) -> Scene:
        """Into ``state``, by the shortest lawful way; from待受理."""
        _WAYS[S(state)](self)
        return self


def _accepted(scene: Scene) -> Scene:
    return scene.accept()


def _verifying(scene: Scene) -> Scene:
    return _accepted(scene).assign()


def _mediating(scene: Scene) -> Scene:
    _verifying(scene).apply()
    if scene.case.is_group:
        scene.represent()
    return scene.both_agree().do("start_mediation", scene.mediator)


def _performing(scene: Scene) -> Scene:
    return _mediating(scene).agree()


def _failed(scene: Scene) -> Scene:
    return _mediating(scene).do("fail", scene.mediator, ground="no_agreement_in_time")


def _closing(scene: Scene) -> Scene:
    return _performing(scene).pay().prove().do("ask_close", scene.mediator, reason="已付清")


def _closed(scene: Scene) -> Scene:
    return _closing(scene).answer()


def suspend(scene: Scene, days: int = 20) -> Scene:
    """中止 from wherever it is."""
    return scene.do(
        "suspend", scene.chair, ground="both_asked", review_on=today() + days * DAY, reason="双方都要求等一等"
    )


_WAYS: dict[S, Callable[[Scene], Scene]] = {
    S.REPORTED: lambda scene: scene,
    S.ACCEPTED: _accepted,
    S.VERIFYING: _verifying,
    S.MEDIATING: _mediating,
    S.PERFORMING: _performing,
    S.FAILED: _failed,
    S.CLOSING: _closing,
    S.CLOSED: _closed,
    S.SUSPENDED: lambda scene: suspend(_verifying(scene)),
}


def imported(world: World, **facts: Any) -> Case:
    """A case from an old ledger."""
    given = {
        "imported": True, "place": world.town, "number": "〔2025〕9001", "employer_name": "旧厂", "category": "unpaid_wages",
        "source": "visit", "people": 1, "reported_at": now() - 200 * DAY, "ledger_number": "旧1", "ledger_digest": "d",
    } | facts  # fmt: skip
    return open_cases("dispute", [given], actor=SYSTEM)[0]


def person_of(acting: Acting) -> Person:
    """The person of an acting that has one."""
    assert acting.person is not None
    return acting.person
