"""States of 欠薪跟踪, who owns each, and where the verbs it shares with other kinds hold."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State


class S(models.TextChoices):
    """状态."""

    WARNED = "warned", _("已预警")
    VERIFYING = "verifying", _("核实中")
    CONFIRMED = "confirmed", _("已核实")
    DEMANDED = "demanded", _("督促中")
    PLANNED = "planned", _("已约定还款")
    REPAYING = "repaying", _("还款中")
    CLEARED = "cleared", _("已清偿")
    HANDED_OVER = "handed_over", _("已移交")
    SUSPENDED = "suspended", _("中止")
    CLOSING = "closing", _("待结案")
    CLOSED = "closed", _("已结案")


#: Where something may still happen in the ordinary course.
MOVING = (
    S.WARNED, S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED, S.HANDED_OVER, S.CLOSING,
)  # fmt: skip
OPEN = (*MOVING, S.SUSPENDED)
#: A case that waits for its closing is not suspended: the chair decides first.
SUSPENDABLE = tuple(place for place in MOVING if place != S.CLOSING)
#: Where claims are entered and put right; a claim added to a cleared case makes it owe again.
CLAIMABLE = SUSPENDABLE
#: Where a claim can be dropped: on a cleared case every one received its money.
DROPPABLE = tuple(place for place in CLAIMABLE if place != S.CLEARED)
#: Where money may come in.
PAYABLE = (S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.HANDED_OVER)
#: Where a payment may turn out not to have been one.
REVERSIBLE = (*PAYABLE, S.CLEARED)
#: From where a plan is made, or made anew.
PLANNABLE = (S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.HANDED_OVER)
#: Where a mediation's agreement is taken over; all that was signed for may be paid before the seal is on it.
ADOPTABLE = (S.VERIFYING, *PLANNABLE, S.CLEARED)
#: Where the pay day of an instalment can pass: wherever a plan can still live.
BREACHABLE = tuple(place for place in OPEN if place != S.WARNED)
#: Where a 建议书 that went out can still be answered.
ADVISED = (S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED, S.HANDED_OVER, S.CLOSING, S.SUSPENDED)
#: Where each shared verb holds.
GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "moving": MOVING,
    "closed": (S.CLOSED,),
    "any": (*OPEN, S.CLOSED),
    "suspendable": SUSPENDABLE,
    "suspended": (S.SUSPENDED,),
    "asked": (S.VERIFYING, S.CLOSING, S.CLOSED),
    "contactable": (S.WARNED, S.VERIFYING),
    "verifying": (S.VERIFYING,),
    "leads": OPEN,
    "correctable": (S.WARNED, S.VERIFYING, S.CONFIRMED, S.DEMANDED),
    "reassignable": (S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED, S.HANDED_OVER, S.SUSPENDED),
    "checkable": (S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING),
    # A check goes on beside the case, wherever that stands, until the case is over.
    "checking": tuple(place for place in OPEN if place != S.WARNED),
    "mergeable": (S.WARNED, S.VERIFYING, S.CONFIRMED, S.DEMANDED),
    "notifiable": (S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING),
    # No paper goes to an employer before somebody verifies, so none is answered.
    "after_intake": tuple(place for place in OPEN if place != S.WARNED),
}

#: Who must act in each state.
OWNERS = {
    S.WARNED: _("受理岗位和主席"),
    S.VERIFYING: _("调解员"),
    S.CONFIRMED: _("调解员"),
    S.DEMANDED: _("调解员"),
    S.PLANNED: _("调解员"),
    S.REPAYING: _("调解员"),
    S.CLEARED: _("调解员"),
    S.HANDED_OVER: _("调解员"),
    S.SUSPENDED: _("调解员"),
    S.CLOSING: _("主席"),
    S.CLOSED: _("承办工会"),
}

#: The line of states as the chart shows it; 中止 and 移交 stand beside it.
MAIN_LINE = (
    S.WARNED, S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED, S.CLOSING, S.CLOSED,
)  # fmt: skip

#: One State object for all the files of this workflow: its class is put together from them.
state = State(S, default=S.WARNED)


@state.getter()
def _get(flow: object) -> str:
    value: str = flow.case.state  # type: ignore[attr-defined]  # a Workflow; viewflow passes plain objects
    return value


@state.setter()
def _set(flow: object, value: str) -> None:
    flow.case.state = str(value)  # type: ignore[attr-defined]  # as above
