"""待结案、已结案、重开, and two cases about the same wages becoming one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from viewflow.fsm import State

from cases.models import Case, OpinionOutcome, RoadOutcome
from organizations.code_values import Result, Road
from record.names import EventName
from workflows.errors import BadInput, NotPossible
from workflows.machine import common, step
from workflows.models import ApprovalKind
from workflows.shared import guards as shared
from workflows.shared.base import plain_choice

from . import who
from .absorbing import Absorbing
from .handing_over import HandingOver
from .states import S, state
from .verifying import Verifying

#: The step an approved request opens.
STEP_OF = {
    ApprovalKind.NOT_CONFIRMED: "not_confirm",
    ApprovalKind.CLOSE: "close",
    ApprovalKind.REOPEN: "reopen",
}
RESULT_OF_ROAD = {
    Road.ARBITRATION: Result.TO_ARBITRATION,
    Road.INSPECTION: Result.TO_INSPECTION,
    Road.LAWSUIT: Result.TO_COURT,
    Road.PAYMENT_ORDER: Result.TO_COURT,
    Road.ENFORCEMENT: Result.TO_COURT,
    Road.POLICE: Result.TO_POLICE,
    Road.LEGAL_AID: Result.REFERRED,
}
SETTLED = (Result.WRITTEN_AGREEMENT, Result.ORAL_AGREEMENT, Result.PERFORMED_AT_ONCE)


class Closing(Absorbing, HandingOver, Verifying):
    """The end, and a second life."""

    step_of: ClassVar[Mapping[ApprovalKind, str]] = STEP_OF
    back_of: ClassVar[Mapping[ApprovalKind, str]] = {ApprovalKind.CLOSE: "return_to_work"}

    @step(
        state, [S.CLEARED, S.HANDED_OVER], target=S.CLOSING, may=who.handler, label=pgettext_lazy("step", "提请结案"), weight=25,
        when=[shared.nothing_awaits_approval, shared.no_table_open],
    )  # fmt: skip
    def ask_close(self, *, reason: str, conclusion: str = "", ask_again: bool = False) -> None:
        """提请结案: all is paid, or another road has it. ``conclusion`` is a code of 结果, empty for the usual one."""
        came_from = str(self.draft.before["state"])
        conclusion = conclusion or self._usual_conclusion(came_from)
        if conclusion not in self.conclusions(came_from):
            raise BadInput(_("这个结果与案件的情况不符。"), "conclusion")
        self.case.back_to, self.detail.closing_conclusion = came_from, conclusion
        self.say(EventName.CLOSING_ASKED, conclusion=conclusion)
        self.put_to_chair(ApprovalKind.CLOSE, reason, ask_again=ask_again, conclusion=conclusion)

    def _usual_conclusion(self, came_from: str) -> str:
        if came_from == S.CLEARED:
            return str(Result.WRITTEN_AGREEMENT if self.plans else Result.PERFORMED_AT_ONCE)
        return str(RESULT_OF_ROAD.get(Road(self.detail.road), Result.REFERRED))

    def conclusions(self, came_from: str) -> set[str]:
        """Codes of 结果 a case may close with from here."""
        if came_from == S.CLEARED:
            return {str(result) for result in SETTLED}
        return {self._usual_conclusion(came_from)}

    @step(
        state, S.CLOSING, target=S.CLOSED, may=who.approved, label=pgettext_lazy("step", "结案"), by_hand=False
    )  # fmt: skip
    def close(self, *, conclusion: str) -> None:
        """结案, with a coded conclusion."""
        self.end(plain_choice(conclusion, Result, "conclusion"))
        self.say(EventName.CLOSED, conclusion=conclusion)

    @step(
        state, S.CLOSING, target=State.GET_STATE(lambda flow: flow.case.back_to, states=[S.CLEARED, S.HANDED_OVER]),
        may=who.approved, label=gettext_lazy("退回办理"), by_hand=False,
    )  # fmt: skip
    def return_to_work(self) -> None:
        """退回: back to where it came from; its state's clocks start anew."""
        self.detail.closing_conclusion, self.case.back_to = "", ""
        self.say(EventName.CLOSING_RETURNED)

    @step(
        state, S.CLOSED, target=S.VERIFYING, may=who.approved, label=pgettext_lazy("step", "重开"), by_hand=False
    )  # fmt: skip
    def reopen(self) -> None:
        """重开: a new epoch. The mediator is named anew and papers go out anew; the ledger stays: what was paid was paid."""
        case, detail = self.case, self.detail
        case.epoch += 1
        case.closed_at, case.conclusion, case.back_to, case.told_level = None, "", "", 0
        case.merged_into, case.handler = None, None
        detail.tip_sent_on = detail.opinion_sent_on = detail.opinion_reply_by = detail.advice_sent_on = None
        detail.advice_feedback_on = detail.handed_on = detail.handed_to = detail.advice_to = None
        detail.opinion_outcome, detail.road_outcome = OpinionOutcome.NONE, RoadOutcome.NONE
        detail.road, detail.handed_from, detail.closing_conclusion, detail.finding = "", "", "", ""
        detail.return_called_at = detail.rating = detail.rated_at = detail.reopening_asked_at = None
        self.start_limitation()
        for row in self.instalments:
            if row.paid < row.amount and row.missed_at is None:
                self.watch_pay_day(row)
        self.say(EventName.REOPENED, epoch=case.epoch, outstanding=self.ledger().outstanding)

    @common(
        "mergeable", target="closed", may=who.any_of(who.intake, who.handler), label=gettext_lazy("并入另一案件"), weight=90,
        when=[shared.nothing_awaits_approval, shared.no_table_open],
    )  # fmt: skip
    def merge(self, *, into: Case, note: str = "", same: Mapping[str, bool] | None = None) -> None:
        """并案 into the case that was there first: workers, claims and what was paid go there, this one keeps none.

        ``same`` answers, by the party's code here, whether a worker ``absorbing.doubts_between`` is in doubt about is the
        one over there.
        """
        if into.pk > self.case.pk:
            raise NotPossible(_("请把后登记的案件并入先登记的案件。"))
        super().merge(into=into, note=note)
        self.carry_over(into, same or {})
