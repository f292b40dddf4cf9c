"""States of 走访, who owns each, and where the verbs it shares with other kinds hold."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from viewflow.fsm import State


class S(models.TextChoices):
    """状态."""

    PLANNED = "planned", _("已安排走访")
    RECORDED = "recorded", _("已记录走访")
    FOLLOWING = "following", _("清单办理中")
    CLOSED = "closed", _("走访已办结")


class VisitEnd(models.TextChoices):
    """How a visit ended."""

    NO_FINDINGS = "no_findings", _("没有需要办理的事项")
    ALL_ANSWERED = "all_answered", _("清单事项全部答复")
    CANCELLED = "visit_cancelled", pgettext_lazy("visit", "取消走访")


OPEN = (S.PLANNED, S.RECORDED, S.FOLLOWING)
#: Where the visit has been made and its list is still worked on.
LISTING = (S.RECORDED, S.FOLLOWING)
#: Where an answer can be rated.
RATABLE = (*LISTING, S.CLOSED)

#: Where each shared verb holds.
GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "moving": OPEN,
    "any": (*OPEN, S.CLOSED),
    "closed": (S.CLOSED,),
}

#: Who must act in each state.
OWNERS = {
    S.PLANNED: _("走访人"),
    S.RECORDED: _("走访人"),
    S.FOLLOWING: _("清单事项的办理人"),
    S.CLOSED: _("走访工会"),
}

#: The line of states as the chart shows it; a cancelled visit goes from the first to the last.
MAIN_LINE = (S.PLANNED, S.RECORDED, S.FOLLOWING, S.CLOSED)

#: One State object for all the files of this workflow: its class is put together from them.
state = State(S, default=S.PLANNED)


@state.getter()
def _get(flow: object) -> str:
    value: str = flow.case.state  # type: ignore[attr-defined]  # a Workflow; viewflow passes plain objects
    return value


@state.setter()
def _set(flow: object, value: str) -> None:
    flow.case.state = str(value)  # type: ignore[attr-defined]  # as above
