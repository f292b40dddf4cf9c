"""States of 上挂下联, who owns each, and where the shared verbs hold."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.fsm import State


class S(models.TextChoices):
    """状态."""

    DRAFT = "draft", _("填写呈报表")
    SENDER_REVIEW = "sender_review", _("选送单位审核")
    CONSENT = "consent", _("单位或党组织意见")
    SELECTING = "selecting", _("甄选")
    MATCHING = "matching", _("双向选择")
    COUNTY_REVIEW = "county_review", _("县总工会审批")
    NOTICE = "notice", _("公示")
    APPROVED = "approved", _("待到岗")
    IN_POST = "in_post", _("到岗公开承诺")
    SERVING = "serving", _("挂职中")
    ASSESSING = "assessing", _("考核")
    CLOSED = "closed", _("已结束")


#: Before anybody came into post: the form may be taken back.
BEFORE_POST = (
    S.DRAFT, S.SENDER_REVIEW, S.CONSENT, S.SELECTING, S.MATCHING, S.COUNTY_REVIEW, S.NOTICE, S.APPROVED,
)  # fmt: skip
#: Where the form lies with the sending unit and may be returned to whoever fills it in.
RETURNABLE = (S.CONSENT, S.SELECTING)
HOLDING = (S.IN_POST, S.SERVING)
OPEN = (*BEFORE_POST, *HOLDING, S.ASSESSING)

#: Where each shared verb holds.
GROUPS: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "moving": OPEN,
    "any": (*OPEN, S.CLOSED),
    "closed": (S.CLOSED,),
    "asked": (S.SENDER_REVIEW, S.COUNTY_REVIEW, S.SERVING, S.ASSESSING),
}

#: Who must act in each state.
OWNERS = {
    S.DRAFT: _("选送单位"),
    S.SENDER_REVIEW: _("选送单位主席"),
    S.CONSENT: _("选送单位"),
    S.SELECTING: _("乡镇（街道）总工会"),
    S.MATCHING: _("接收单位和本人"),
    S.COUNTY_REVIEW: _("县总工会主席"),
    S.NOTICE: _("县总工会"),
    S.APPROVED: _("县总工会和接收单位"),
    S.IN_POST: _("接收单位和本人"),
    S.SERVING: _("本人、接收单位和县总工会"),
    S.ASSESSING: _("县总工会"),
    S.CLOSED: _("县总工会"),
}

#: The line of states as the chart shows it.
MAIN_LINE = tuple(S)

#: One State object for all the files of this workflow: its class is put together from them.
state = State(S, default=S.DRAFT)


@state.getter()
def _get(flow: object) -> str:
    value: str = flow.case.state  # type: ignore[attr-defined]  # a Workflow; viewflow passes plain objects
    return value


@state.setter()
def _set(flow: object, value: str) -> None:
    flow.case.state = str(value)  # type: ignore[attr-defined]  # as above
