"""States of 劳动争议调处, who owns each, and which clocks run in each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State


class S(models.TextChoices):
    """状态."""

    REPORTED = "reported", _("待受理")
    ACCEPTED = "accepted", _("已受理")
    VERIFYING = "verifying", _("调查核实")
    MEDIATING = "mediating", _("调解中")
    PERFORMING = "performing", _("履行中")
    FAILED = "failed", _("调解不成")
    CLOSING = "closing", _("待结案")
    SUSPENDED = "suspended", _("中止")
    CLOSED = "closed", _("已结案")


#: Where something may still happen in the ordinary course.
MOVING = (S.REPORTED, S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.PERFORMING, S.FAILED, S.CLOSING)
OPEN = (*MOVING, S.SUSPENDED)
#: Where a mediator works.
WORKED = (S.VERIFYING, S.MEDIATING, S.PERFORMING, S.FAILED)

#: A case that waits for its closing is not suspended: the chair decides first.
SUSPENDABLE = tuple(place for place in MOVING if place != S.CLOSING)
#: Where each shared verb holds.
GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "moving": MOVING,
    "closed": (S.CLOSED,),
    "any": (*OPEN, S.CLOSED),
    "suspendable": SUSPENDABLE,
    "suspended": (S.SUSPENDED,),
    # Where a question to the chair can be open; elsewhere moving on has closed it.
    "asked": (S.REPORTED, S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.CLOSING, S.CLOSED),
    "contactable": (S.REPORTED, S.ACCEPTED),
    "verifying": (S.VERIFYING,),
    "performing": (S.PERFORMING,),
    # A term can fall due while the case stands elsewhere; it is recorded as late there.
    "breachable": (S.PERFORMING, S.CLOSING, S.SUSPENDED),
    # How far a lead can come: nobody applies for mediation in its name.
    "leads": (S.REPORTED, S.ACCEPTED, S.VERIFYING, S.SUSPENDED),
    "correctable": (S.REPORTED, S.ACCEPTED, S.VERIFYING, S.MEDIATING),
    "reassignable": (S.MEDIATING, S.PERFORMING, S.FAILED, S.SUSPENDED),
    "checkable": WORKED,
    # A check goes on beside the case, wherever that stands, until the case is over.
    "checking": (*WORKED, S.CLOSING, S.SUSPENDED),
    "mergeable": (S.REPORTED, S.ACCEPTED, S.VERIFYING),
    "notifiable": (S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.PERFORMING),
    # No paper goes to an employer before 受理, so none is answered.
    "after_intake": tuple(place for place in OPEN if place != S.REPORTED),
}

#: Who must act in each state: a name of ``who``.
OWNERS = {
    S.REPORTED: _("受理岗位(窗口、调解员)"),
    S.ACCEPTED: _("主席"),
    S.VERIFYING: _("调解员"),
    S.MEDIATING: _("调解员"),
    S.PERFORMING: _("调解员"),
    S.FAILED: _("调解员"),
    S.CLOSING: _("主席"),
    S.SUSPENDED: _("调解员"),
    S.CLOSED: _("承办工会"),
}

#: The line of states as the chart shows it; 中止 and 调解不成 stand beside it.
MAIN_LINE = (S.REPORTED, S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.PERFORMING, S.CLOSING, S.CLOSED)

#: One State object for all the files of this workflow: its class is put together from them.
state = State(S, default=S.REPORTED)


@state.getter()
def _get(flow: object) -> str:
    value: str = flow.case.state  # type: ignore[attr-defined]  # a Workflow; viewflow passes plain objects
    return value


@state.setter()
def _set(flow: object, value: str) -> None:
    flow.case.state = str(value)  # type: ignore[attr-defined]  # as above
