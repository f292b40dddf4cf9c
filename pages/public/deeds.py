"""What a worker may do on the tracking page: each deed a small form, a verb of the workflow, and what is said after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Disclosure

from .fields import Line, Phone, Photos, Story
from .wages import ClaimForm, claim_of

LONGEST_MESSAGE = 2_000
LONGEST_REASON = 1_000
TOO_LONG = _("写得太长了，最多2000字，请分几次发。")
TOO_LONG_REASON = _("写得太长了，最多1000字。")
NAMED = [
    (Disclosure.CONFIDENTIAL.value, _("请对单位保密，只让办案的人知道")),
    (Disclosure.OPEN.value, _("可以告诉单位是我反映的")),
]


class MessageForm(forms.Form):
    """留言."""

    body = Story(
        label=_("给工会留言"), most=LONGEST_MESSAGE, too_long=TOO_LONG, error_messages={"required": _("请写下要说的话。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class EvidenceForm(forms.Form):
    """补材料."""

    photos = Photos(
        label=_("补交照片或材料"),
        error_messages={"required": _("请先选择照片或文件。")},
        help_text=_("每个不超过20MB。"),
    )


class ConfirmForm(forms.Form):
    """“我同意/我不同意”."""

    message = forms.CharField(widget=forms.HiddenInput, max_length=16)
    answer = forms.ChoiceField(
        choices=[("yes", _("我同意")), ("no", _("我不同意"))],
        error_messages={"required": _("请选择同意或不同意。")},
    )


class DisclosureForm(forms.Form):
    """改变谁可以知道."""

    disclosure = forms.ChoiceField(
        label=_("谁可以知道是您反映的"), choices=NAMED, widget=forms.RadioSelect,
        error_messages={"required": _("请选择谁可以知道。")},
    )  # fmt: skip


class ComeForwardForm(forms.Form):
    """留下姓名: a lead becomes a case with a worker."""

    name = Line(
        label=_("姓名"), most=60, too_long=_("姓名太长，请控制在60字以内。"), error_messages={"required": _("请填写姓名。")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    phone = Phone(label=_("电话"), error_messages={"required": _("请填写电话。")})
    disclosure = forms.ChoiceField(
        label=_("谁可以知道是您反映的"), choices=NAMED, widget=forms.RadioSelect,
        error_messages={"required": _("请选择谁可以知道。")},
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """撤回."""

    reason = Story(
        label=_("为什么撤回"), most=LONGEST_REASON, too_long=TOO_LONG_REASON, error_messages={"required": _("请写一下为什么撤回。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    sure = forms.BooleanField(
        label=_("我确定撤回，工会不用再办这件事"),
        error_messages={"required": _("撤回后工会就不再办了；确定撤回，请勾选。")},
    )


class RateForm(forms.Form):
    """评价."""

    stars = forms.TypedChoiceField(
        label=_("这件事办得怎么样"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("请选择几颗星。")},
        choices=[(5, _("★★★★★ 很满意")), (4, _("★★★★ 满意")), (3, _("★★★ 一般")), (2, _("★★ 不满意")), (1, _("★ 很不满意"))],
    )  # fmt: skip
    note = Story(
        label=_("还想说的话"),
        required=False,
        most=LONGEST_REASON,
        too_long=TOO_LONG_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReopenForm(forms.Form):
    """问题没有解决."""

    reason = Story(
        label=_("哪里没有解决"), most=LONGEST_REASON, too_long=TOO_LONG_REASON, error_messages={"required": _("请写明哪里没有解决。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def _as_it_is(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return dict(cleaned)


def _without_sure(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cleaned.items() if name != "sure"}


@dataclass(frozen=True)
class Deed:
    """``place`` is the part of the page it belongs to, ``said`` what is told once it is done."""

    verb: str
    form: type[forms.Form]
    place: str
    said: Any
    data: Callable[[Mapping[str, Any]], dict[str, Any]] = _as_it_is


DEEDS: dict[str, Deed] = {
    "message": Deed("message", MessageForm, "messages", _("已经送到，有人回复会显示在这里。")),
    "evidence": Deed("add_evidence", EvidenceForm, "papers", _("材料已经收到。")),
    "confirm": Deed("confirm", ConfirmForm, "messages", _("您的答复已经记下。")),
    "disclosure": Deed("change_disclosure", DisclosureForm, "choices", _("已经按您的选择改好。")),
    "claim": Deed("claim_by_receipt", ClaimForm, "wages", _("已经登记，工会会核实。"), claim_of),
    "name": Deed("come_forward", ComeForwardForm, "choices", _("已经记下，工会会联系您。")),
    "withdraw": Deed("withdraw", WithdrawForm, "choices", _("已经撤回。"), _without_sure),
    "rate": Deed("rate", RateForm, "rate", _("谢谢您的评价。")),
    "reopen": Deed("worker_asks_reopen", ReopenForm, "rate", _("已经报给工会主席，答复会显示在这里。")),
}


def form_of(name: str, data: Any = None, files: Any = None, initial: Any = None) -> forms.Form:
    """The form of a deed; its ids are its own, since several stand on one page."""
    return DEEDS[name].form(data, files, auto_id=f"id_{name}_%s", initial=initial)
