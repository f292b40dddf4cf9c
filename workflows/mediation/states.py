"""States of 三方/四方协商, who owns each, and which clocks run in each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State


class S(models.TextChoices):
    """状态."""

    PREPARING = "preparing", _("筹备中")
    NOTIFIED = "notified", _("已通知开会")
    IN_SESSION = "in_session", _("协商中")
    ADJOURNED = "adjourned", _("休会")
    PROPOSED = "proposed", _("已有方案")
    CONSENTING = "consenting", _("征求各方意见")
    SIGNING = "signing", _("签字盖章")
    IN_FORCE = "in_force", _("已生效")
    FAILED = "failed", _("协商不成")
    CLOSED = "closed", _("已结束")


#: Where it is not decided yet whether there will be an agreement.
TALKING = (S.PREPARING, S.NOTIFIED, S.IN_SESSION, S.ADJOURNED, S.PROPOSED, S.CONSENTING, S.SIGNING)
ENDED = (S.IN_FORCE, S.FAILED)
OPEN = (*TALKING, *ENDED)
#: Where seats may come and go: no proposal is out for answers.
SEATING = (S.PREPARING, S.NOTIFIED, S.IN_SESSION, S.ADJOURNED, S.PROPOSED)
#: Where a proposal is out for answers or signatures.
ASKING = (S.CONSENTING, S.SIGNING)

#: Where each shared verb holds.
GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "moving": OPEN,
    "any": (*OPEN, S.CLOSED),
    "closed": (S.CLOSED,),
    "asked": OPEN,
    "performing": (S.IN_FORCE,),
    "breachable": (S.IN_FORCE,),
}

#: Who must act in each state.
OWNERS = {
    S.PREPARING: _("调解员"),
    S.NOTIFIED: _("调解员"),
    S.IN_SESSION: _("调解员"),
    S.ADJOURNED: _("调解员"),
    S.PROPOSED: _("调解员"),
    S.CONSENTING: _("各方当事人和席位"),
    S.SIGNING: _("各方当事人和调解员"),
    S.IN_FORCE: _("调解员"),
    S.FAILED: _("调解员"),
    S.CLOSED: _("承办工会"),
}

#: The line of states as the chart shows it; 休会 and 协商不成 stand beside it.
MAIN_LINE = (
    S.PREPARING,
    S.NOTIFIED,
    S.IN_SESSION,
    S.PROPOSED,
    S.CONSENTING,
    S.SIGNING,
    S.IN_FORCE,
    S.CLOSED,
)

#: One State object for all the files of this workflow: its class is put together from them.
state = State(S, default=S.PREPARING)


@state.getter()
def _get(flow: object) -> str:
    value: str = flow.case.state  # type: ignore[attr-defined]  # a Workflow; viewflow passes plain objects
    return value


@state.setter()
def _set(flow: object, value: str) -> None:
    flow.case.state = str(value)  # type: ignore[attr-defined]  # as above
