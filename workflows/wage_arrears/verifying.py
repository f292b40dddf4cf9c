"""已预警 → 核实中 → 已核实: somebody is named, looks, and says whether it is so."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from organizations.code_values import Result
from organizations.models import Person
from record.names import EventName
from workflows.machine import step
from workflows.models import ApprovalKind
from workflows.shared import guards as shared
from workflows.shared.approving import Reopening
from workflows.shared.handling import Taken

from . import guards as g
from . import who
from .base import Base
from .states import S, state


class Verifying(Taken, Reopening, Base):
    """From the warning to the finding."""

    @step(
        state, [S.WARNED, S.VERIFYING], target=S.VERIFYING, may=who.any_of(who.chair, who.chair_above),
        label=pgettext_lazy("step", "指派调解员"), weight=20, when=[shared.nothing_awaits_approval],
    )  # fmt: skip
    def assign(self, *, mediator: Person, note: str = "") -> None:
        """指派: the chair names who looks into it. That answers the warning in time."""
        self.take_mediator(mediator)
        self.detail.first_step_at = self.detail.first_step_at or self.draft.at
        self.draft.clocks.stop("relay")
        self.say(EventName.ASSIGNED, {"note": note}, mediator=mediator.pk)

    @step(
        state, S.VERIFYING, target=S.CONFIRMED, may=who.handler, label=gettext_lazy("确认欠薪属实"), weight=11,
        when=[shared.worker_was_contacted, g.finding_confirms, shared.nothing_awaits_approval],
    )  # fmt: skip
    def confirm_arrears(self, *, note: str = "") -> None:
        """确认属实, in full or in part: from now on the employer is told to pay."""
        self.say(EventName.ARREARS_CONFIRMED, {"note": note}, finding=self.detail.finding)

    @step(
        state, S.VERIFYING, may=who.handler, label=gettext_lazy("提请认定不属实"), weight=75,
        when=[g.something_was_found, shared.nothing_awaits_approval, shared.no_table_open],
    )  # fmt: skip
    def ask_not_confirmed(self, *, reason: str, ask_again: bool = False) -> None:
        """提请认定不属实: the chair decides, and the case ends."""
        self.put_to_chair(ApprovalKind.NOT_CONFIRMED, reason, ask_again=ask_again)

    @step(state, S.VERIFYING, target=S.CLOSED, may=who.approved, label=gettext_lazy("不属实"), by_hand=False)
    def not_confirm(self) -> None:
        """不属实: verified, and it was not so."""
        self.end(Result.NOT_CONFIRMED)
        self.say(EventName.NOT_CONFIRMED)
