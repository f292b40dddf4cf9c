"""What the chair decides: asked, answered step by step by whoever must sign, and only then done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from protection import personal
from record.names import EventName
from workflows.machine import common
from workflows.models import Approval, ApprovalKind

from . import guards as g
from . import who
from .base import ReportedBase
from .signers import Signers


class Approving(Signers):
    """Everything that can be done with an approval."""


class Reopening(Approving, ReportedBase):
    """重开: asked for by who handles the case, or by the worker."""

    @common("closed", may=who.any_of(who.handler, who.intake), label=gettext_lazy("提请重开"), weight=60,
        when=[g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_reopen(self, *, reason: str, ask_again: bool = False) -> None:
        """提请重开: the only signature a closed case may wait for."""
        self.put_to_chair(ApprovalKind.REOPEN, reason, ask_again=ask_again)

    @common(
        "closed",
        may=who.receipt,
        label=gettext_lazy("问题没有解决，要求重开"),
        weight=60,
        when=[g.reopening_not_asked_yet, g.nothing_awaits_approval],
    )
    def worker_asks_reopen(self, *, reason: str) -> None:
        """职工要求重开: goes to the chair as it is."""
        self.detail.reopening_asked_at = self.draft.at
        self.say(EventName.REOPENING_ASKED, {"reason": reason})
        self.put_to_chair(ApprovalKind.REOPEN, reason)


def reason_of(approval: Approval) -> str:
    """What the asker wrote."""
    return str(personal.read(approval.reason_key).get("reason", ""))
