"""A driver that brings a wage case into any state, by ``perform()`` alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cases.models import Case, Claim, Instalment, Party, Payment
from cases.wages.balances import Ledger
from cases.wages.reading import ledger_of
from organizations.acting import Acting
from organizations.roles import Role
from protection import receipts
from record.timekeeping import today
from tests.builders import DAY, NAME, PHONE, STORY, World, paper
from workflows.engine import open_case, perform
from workflows.models import Approval
from workflows.wage_arrears.states import S

PERIODS = ("2025-11", "2025-12", "2026-01")
#: 应发 of each month; three of them are the case's 18,000 yuan.
MONTH = Decimal(6_000)


class Arrears:
    """One wage case and the people who handle it. Each step is a ``perform()``; ``case`` is as the last one left it."""

    def __init__(self, world: World, **facts: Any) -> None:
        self.world = world
        given: dict[str, Any] = {
            "place": world.town, "employer": world.mill, "story": STORY, "name": NAME, "phone": PHONE,
            "amount": Decimal(18_000), "receipt_code": receipts.issue(), "actor": Acting(None, Role.RECEIPT),
            "employment_ended_on": today() - 30 * DAY,
            "signals": [{"kind": "late_pay", "value": Decimal(20), "source": "report", "observed_on": today()}],
        } | facts  # fmt: skip
        #: What is done on the way, once: ``{"verifying": …, "demanded": …}``.
        self.on_the_way: dict[str, Callable[[Arrears], object]] = given.pop("on_the_way", {})
        given.setdefault("employer_name", given["employer"].name if given["employer"] else "某厂")
        self.case: Case = open_case("wage_arrears", **given)

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
    def earlier(self) -> Case:
        """A wage case that was there before this one, and still is."""
        rows = Case.objects.filter(kind="wage_arrears", pk__lt=self.case.pk, closed_at__isnull=True)
        return rows.order_by("pk")[0]

    @property
    def worker(self) -> Acting:
        """Who holds the receipt."""
        return Acting.receipt(self.case)

    # ── One step ────────────────────────────────────────────────────────────────────────────────────────────────

    def do(self, verb: str, who: Acting | None, at: datetime.datetime | None = None, **data: Any) -> Arrears:
        """Take one step."""
        self.case = perform(self.case, verb, actor=who, at=at, **data)
        return self

    def fresh(self) -> Case:
        """The case as the database has it."""
        self.case = Case.objects.select_related("wage_arrears", "unit", "county").get(pk=self.case.pk)
        return self.case

    @property
    def approval(self) -> Approval:
        """The open approval."""
        return Approval.objects.get(case=self.case, verdict="open")

    def answer(self, verb: str = "approve", who: Acting | None = None, note: str = "请补充") -> Arrears:
        """The chair answers the open approval."""
        asked = self.approval
        return self.do(verb, who or self.chair, approval=asked.code, round=asked.round, note=note)

    # ── What is on file ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def claims(self) -> list[Claim]:
        """Live claims, by period."""
        return list(Claim.objects.filter(case=self.case, state="live").select_related("party"))

    @property
    def ledger(self) -> Ledger:
        """What is owed, paid and lacking."""
        return ledger_of(self.case)

    @property
    def instalments(self) -> list[Instalment]:
        """Instalments of live plans, in order."""
        return list(Instalment.objects.filter(case=self.case, plan__is_live=True))

    @property
    def payment(self) -> Payment:
        """The last payment recorded."""
        return Payment.objects.filter(case=self.case).latest("id")

    @property
    def parties(self) -> list[Party]:
        """The workers."""
        return list(Party.objects.filter(case=self.case))

    # ── Ways ────────────────────────────────────────────────────────────────────────────────────────────────────

    def assign(self) -> Arrears:
        """指派."""
        return self.do("assign", self.chair, mediator=self.mediator.person)

    def contact(self) -> Arrears:
        """首次联系, if it was not made yet."""
        if self.fresh().wage_arrears.contacted_at is None:
            self.do("contact", self.mediator, note="已电话联系")
        return self

    def found(self, finding: str = "confirmed") -> Arrears:
        """记录核实情况."""
        return self.do("record_finding", self.mediator, finding=finding, note="工资表和考勤都对得上")

    def claim(self, name: str = "", periods: tuple[str, ...] = PERIODS, due: Decimal = MONTH) -> Arrears:
        """登记欠薪 of one worker, ``PERIODS`` months of ``due`` each; the reporter unless named."""
        for period in periods:
            who: dict[str, Any] = {"name": name} if name else {"name": NAME, "phone": PHONE}
            self.do("add_claim", self.mediator, period=period, due=due, **who)
        return self

    def plan(self, days: tuple[int, ...] = (10, 40, 70), **data: Any) -> Arrears:
        """约定还款计划: equal instalments (the last takes the rest) of all that is lacking."""
        lacking = self.ledger.outstanding
        each = (lacking / len(days)).quantize(Decimal("0.01"))
        amounts = [each] * (len(days) - 1) + [lacking - each * (len(days) - 1)]
        rows = [
            {"amount": amount, "due_on": today() + day * DAY}
            for amount, day in zip(amounts, days, strict=True)
        ]
        return self.do("agree_plan", self.mediator, instalments=rows, agreed_on=today(), **data)

    def pay(self, amount: Decimal | int | None = None, **data: Any) -> Arrears:
        """登记收款; everything that is lacking unless said."""
        value = self.ledger.outstanding if amount is None else Decimal(amount)
        given: dict[str, Any] = {"amount": value, "paid_on": today(), "voucher": paper()} | data
        return self.do("record_payment", self.mediator, **given)

    def to(self, state: str) -> Arrears:
        """Into ``state``, by the shortest lawful way; from 已预警."""
        _WAYS[S(state)](self)
        return self


def _passing(one: Arrears, place: str) -> Arrears:
    if place in one.on_the_way:
        one.on_the_way.pop(place)(one)
    return one


def _verifying(one: Arrears) -> Arrears:
    return _passing(one.assign().claim(), "verifying")


def _confirmed(one: Arrears) -> Arrears:
    return _verifying(one).contact().found().do("confirm_arrears", one.mediator)


def _demanded(one: Arrears) -> Arrears:
    return _passing(_confirmed(one).do("send_tip", one.mediator), "demanded")


def _planned(one: Arrears) -> Arrears:
    return _demanded(one).plan()


def _repaying(one: Arrears) -> Arrears:
    return _planned(one).pay(1_000)


def _cleared(one: Arrears) -> Arrears:
    return _repaying(one).pay()


def _handed_over(one: Arrears) -> Arrears:
    return _demanded(one).do(
        "hand_over", one.mediator, road="inspection", reason="单位拒不配合", partner=one.world.partner()
    )


def _closing(one: Arrears) -> Arrears:
    return _cleared(one).do("ask_close", one.mediator, reason="已全部付清")


def _closed(one: Arrears) -> Arrears:
    return _closing(one).answer()


def suspend(one: Arrears, days: int = 20) -> Arrears:
    """中止 from wherever it is."""
    return one.do(
        "suspend", one.chair, ground="both_asked", review_on=today() + days * DAY, reason="双方都要求等一等"
    )


_WAYS: dict[S, Callable[[Arrears], Arrears]] = {
    S.WARNED: lambda one: one,
    S.VERIFYING: _verifying,
    S.CONFIRMED: _confirmed,
    S.DEMANDED: _demanded,
    S.PLANNED: _planned,
    S.REPAYING: _repaying,
    S.CLEARED: _cleared,
    S.HANDED_OVER: _handed_over,
    S.CLOSING: _closing,
    S.CLOSED: _closed,
    S.SUSPENDED: lambda one: suspend(_verifying(one)),
}
