"""履行中, 调解不成, 待结案, 已结案: terms followed one by one, the roads after, the end, and a second life."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from viewflow.fsm import State

from organizations.code_values import Result, Road
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared import who
from workflows.shared.base import plain_choice

from .intake import Intake
from .mediation import Mediation
from .states import S, state

#: Roads out of a failed mediation.
AFTER_FAILURE = (Road.LEGAL_AID, Road.ARBITRATION, Road.INSPECTION, Road.LAWSUIT, Road.POLICE)
RESULT_OF_ROAD = {
    Road.ARBITRATION: Result.TO_ARBITRATION,
    Road.INSPECTION: Result.TO_INSPECTION,
    Road.LAWSUIT: Result.TO_COURT,
    Road.POLICE: Result.TO_POLICE,
}


class Performing(Mediation, Intake):
    """After agreement or failure."""

    @step(state, S.FAILED, may=who.handler, label=pgettext_lazy("step", "告知双方"), weight=5)
    def inform_parties(self, *, note: str) -> None:
        """告知: mediation failed, and where to go now; in writing."""
        self.detail.informed_at = self.draft.at
        self.draft.clocks.stop("inform_failed")
        self.say(EventName.PARTIES_INFORMED, {"note": note})

    @step(state, S.FAILED, may=who.handler, label=pgettext_lazy("step", "转入后续途径"), weight=20)
    def take_road(self, *, road: str, note: str) -> None:
        """法律援助、仲裁、监察、诉讼: what the worker goes on with."""
        if road not in AFTER_FAILURE:
            raise BadInput(_("请从列表中选择一项。"), "road")
        self.detail.road = road
        # The road is chosen; from here the same clock runs to the closing.
        self.draft.clocks.start("failed_road", because="road_taken")
        self.say(EventName.ROAD_TAKEN, {"note": note}, road=road)

    @step(
        state,
        S.CLOSING,
        target=S.CLOSED,
        may=who.approved,
        label=pgettext_lazy("step", "结案"),
        by_hand=False,
    )
    def close(self, *, conclusion: str) -> None:
        """结案, with a coded conclusion."""
        self.end(plain_choice(conclusion, Result, "conclusion"))
        self.say(EventName.CLOSED, conclusion=conclusion)

    @step(
        state, S.CLOSING, target=State.GET_STATE(lambda flow: flow.case.back_to, states=[S.PERFORMING, S.FAILED]),
        may=who.approved, label=gettext_lazy("退回办理"), by_hand=False,
    )  # fmt: skip
    def return_to_work(self) -> None:
        """退回: back to where it came from; its state's clocks start anew."""
        if self.case.back_to == S.PERFORMING:
            self.watch_breaches()
            self.draft.clocks.start("performance_check")
        self.detail.closing_conclusion, self.case.back_to = "", ""
        self.say(EventName.CLOSING_RETURNED)

    @step(
        state,
        S.CLOSED,
        target=S.ACCEPTED,
        may=who.approved,
        label=pgettext_lazy("step", "重开"),
        by_hand=False,
    )
    def reopen(self) -> None:
        """重开: a new epoch. The mediator is named anew, clocks start anew, the application must be made anew."""
        case, detail = self.case, self.detail
        case.epoch += 1
        case.closed_at, case.conclusion, case.performance, case.back_to = None, "", "", ""
        case.told_level, case.merged_into, case.handler = 0, None, None
        detail.applied_on, detail.other_side, detail.other_side_asked_on = None, "", None
        detail.other_side_answered_on, detail.fail_ground, detail.road, detail.agreement = None, "", "", ""
        detail.informed_at = detail.return_called_at = detail.rating = detail.rated_at = None
        detail.reopening_asked_at, detail.finding, detail.closing_conclusion = None, "", ""
        self.start_limitation()
        self.say(EventName.REOPENED, epoch=case.epoch)
