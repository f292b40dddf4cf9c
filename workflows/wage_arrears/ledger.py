"""What follows from the ledger after every change of it: figures, instalments, and where the case stands."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State

from cases.models import Clock, Instalment, InstalmentState, Performance, RepaymentPlan
from cases.wages import schedules
from cases.wages.balances import ZERO, Ledger
from record.names import EventName
from workflows.machine import step
from workflows.shared.base import noon

from . import who
from .base import Base
from .clocks import PAY_DAY
from .states import S, state


class Ledgering(Base):
    """Called by every verb that changes a claim, a plan or a payment."""

    def recount(self) -> Ledger:
        """涉及金额, 追回金额, 人数, 履行情况, instalments and state, from the ledger; returns it."""
        self.touched = True
        ledger, case = self.ledger(), self.case
        if ledger.lines:
            case.amount_involved = ledger.owed
        case.amount_recovered = ledger.paid
        # A worker this step brings has no key yet: counted by code, or a whole list would be one person.
        case.people = max(case.people, len({row.party_id or row.party.code for row in self.claims}))
        case.person_times = max(case.person_times, case.people)
        for plan in self.plans:
            self._fill(plan, ledger)
        case.performance = self._performance(ledger)
        self._move(ledger)
        return ledger

    def _fill(self, plan: RepaymentPlan, ledger: Ledger) -> None:
        """How far the plan has come, laid on its instalments in their order."""
        covers = [(cover.amount, code) for code, cover in self.covers.items() if cover.plan_id == plan.pk]
        # What this step makes has no key yet, and there is one new plan a step at most.
        # A claim that was dropped or moved away since lacks nothing any more.
        lacking = {line.key: line.outstanding for line in ledger.lines}
        brought = schedules.progress((amount, lacking.get(code, ZERO)) for amount, code in covers)
        rows = [row for row in self.instalments if row.plan_id == plan.pk]
        for row, paid in zip(rows, schedules.fill([row.amount for row in rows], brought), strict=True):
            self._mark(row, paid)

    def _mark(self, row: Instalment, paid: Decimal) -> None:
        found = schedules.state_of(row.amount, paid, row.missed_at is not None)
        if (row.state, row.paid) == (found, paid):
            return
        row.state, row.paid = found, paid
        if row not in self.draft.born and row not in self.draft.changed:
            self.draft.changed.append(row)
        book = self.draft.clocks
        if found in (InstalmentState.PAID, InstalmentState.LATE):
            book.stop(PAY_DAY, row.code)
        elif row.missed_at is None and book.get(PAY_DAY, row.code) is None:
            self.watch_pay_day(row)

    def watch_pay_day(self, row: Instalment) -> Clock | None:
        """Start the clock of an instalment: the law moves its day back over rest days (条例 14)."""
        return self.draft.clocks.start(PAY_DAY, row.code, at=noon(row.due_on))

    def _performance(self, ledger: Ledger) -> str:
        if ledger.is_settled:
            return Performance.FULL
        if any(row.state == InstalmentState.MISSED for row in self.instalments):
            return Performance.OVERDUE
        if ledger.paid:
            return Performance.PART
        return Performance.NOT_DUE if self.instalments else ""

    def _move(self, ledger: Ledger) -> None:
        """The state the ledger asks for, if it is another one."""
        self.settling = True
        place = self.case.state
        if place == S.CLEARED and not ledger.is_settled:
            self.owe_again()
        elif place in (S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.HANDED_OVER):
            if ledger.is_settled:
                self.clear()
            elif place == S.PLANNED and any(row.paid for row in self.instalments):
                self.begin_repaying()
        self.settling = False

    @step(state, S.PLANNED, target=S.REPAYING, may=who.by_ledger, label=_("开始还款"), by_hand=False)
    def begin_repaying(self) -> None:
        """开始还款: the first money of the plan came in."""

    @step(
        state, [S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.HANDED_OVER], target=S.CLEARED,
        may=who.by_ledger, label=_("清偿完毕"), by_hand=False,
    )  # fmt: skip
    def clear(self) -> None:
        """清偿完毕: nothing is lacking on any claim, whoever brought it about."""
        for clock in list(self.draft.clocks):
            if clock.rule_id == PAY_DAY:
                self.draft.clocks.stop(PAY_DAY, clock.key)
        if self.draft.before["state"] != S.CLEARED:
            self.say(EventName.ARREARS_CLEARED, recovered=self.case.amount_recovered)

    @step(
        state, S.CLEARED, target=State.GET_STATE(lambda flow: flow.owing_state(), states=[S.CONFIRMED, S.REPAYING]),
        may=who.by_ledger, label=_("又有欠薪"), by_hand=False,
    )  # fmt: skip
    def owe_again(self) -> None:
        """又有欠薪: a payment was reversed or a claim added after all had been settled."""
        self.say(EventName.OWED_AGAIN, outstanding=self.ledger().outstanding)

    def owing_state(self) -> S:
        """Where a case stands that owes: repaying while a plan lives, else confirmed."""
        return S.REPAYING if self.plans else S.CONFIRMED
