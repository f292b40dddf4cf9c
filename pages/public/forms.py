"""The report's three forms. Five answers are asked for; everything else can come later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.models import Disclosure
from organizations.code_values import Category
from organizations.models import Unit

from . import places
from .fields import CHOOSE, Line, Money, PastDay, People, Phone, Photos, Story
from .wages import ROWS, MonthRows

LONGEST_STORY = 5_000
LONGEST_NAME = 60
LONGEST_EMPLOYER = 120
EARLIEST_YEAR = 1950
#: The six pictures: category, word, icon.
PROBLEMS = (
    (Category.UNPAID_WAGES, _("工资"), "coins"),
    (Category.WORK_INJURY, _("工伤"), "bandage"),
    (Category.TERMINATION, _("解除"), "door-exit"),
    (Category.SOCIAL_INSURANCE, _("社保"), "umbrella"),
    (Category.OVERTIME_PAY, _("加班"), "clock"),
    (Category.OTHER_LABOUR, _("其他"), "dots"),
)
ICONS = ",".join(f"{category}:{icon}" for category, _word, icon in PROBLEMS)


_html = lazy(format_html, SafeString)


def explained(title: Any, text: Any) -> Any:
    """A choice with what it means below it, in the reader's language."""
    return _html("<b>{}</b><small>{}</small>", title, text)


class WhatForm(forms.Form):
    """第一步: what happened."""

    problem = forms.ChoiceField(
        label=_("遇到了什么事"), widget=forms.RadioSelect, error_messages={"required": _("请先点一下遇到了什么事。")},
        choices=[(category.value, word) for category, word, _icon in PROBLEMS],
    )  # fmt: skip
    story = Story(
        label=_("说说经过"), required=False, most=LONGEST_STORY,
        too_long=_("写得太长了，最多5000字；其余的可以拍照或做成文件，下一步再交。"),
        help_text=_("几句话就行。不方便打字，可以先空着，等我们联系您再说。"),
    )  # fmt: skip


class WhereForm(forms.Form):
    """第二步: where, how many, how much, since when. ``towns`` are those that take reports in."""

    town = forms.CharField(
        label=_("在哪个乡镇（街道）"), error_messages={"required": _("请选择单位在哪个乡镇（街道）。")}
    )
    employer_name = Line(
        label=_("单位叫什么"), most=LONGEST_EMPLOYER, help_text=_("厂名、店名、工地名都行；不知道全称，写大家平时的叫法。"),
        error_messages={"required": _("请写明单位名称；不知道全称，写大家平时的叫法也可以。")},
        too_long=_("单位名称太长，请控制在120字以内。"),
    )  # fmt: skip
    people = People(
        label=_("一共多少人遇到这事"), required=False, initial="1", help_text=_("只有您自己就是1。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    amount = Money(
        label=_("大约涉及多少钱（元）"), required=False, help_text=_("说不准可以不填。写“3.5万”也行。"),
        widget=forms.TextInput(attrs={"inputmode": "text"}),
    )  # fmt: skip
    since = PastDay(label=_("从哪天开始的"), required=False, help_text=_("记不清写大概的日子。"))
    ended_on = PastDay(
        label=_("如果已经离开单位，是哪天离开的"),
        required=False,
        help_text=_("申请仲裁的期限常常从这天算起。"),
    )

    def __init__(self, *args: Any, towns: QuerySet[Unit], wages: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns, self.wages = towns, wages
        if wages:
            self.fields |= MonthRows.fields()
        some = list(towns.select_related("county").order_by("path")[: places.MOST_CHOICES + 1])
        self.listed = len(some) <= places.MOST_CHOICES
        if self.listed:
            options = [("", _("请选择")), *((town.code, self._named(town, some)) for town in some)]
            self.fields["town"] = forms.ChoiceField(
                label=self.fields["town"].label, choices=options,
                error_messages={"required": self.fields["town"].error_messages["required"], "invalid_choice": CHOOSE},
            )  # fmt: skip
        else:
            self.fields["town"].help_text = _("写名称，例如“枫桥镇”。")
        self.fields["employer_name"].widget.attrs.update(_suggesting())

    @staticmethod
    def _named(town: Unit, among: list[Unit]) -> str:
        """With the county in front of it where several counties work here."""
        one_county = len({other.county_id for other in among}) == 1
        return (
            places.town_name(town) if one_county else f"{places.county_name(town)} {places.town_name(town)}"
        )

    def clean_town(self) -> Unit:
        """The town that is meant."""
        given = self.cleaned_data["town"]
        found = list(self.towns.filter(code=given).select_related("county", "town")[:1])
        found = found or places.towns_called(self.towns, given)
        if not found:
            raise forms.ValidationError(_("没有找到这个乡镇（街道），请核对名称。"), code="unknown")
        if len(found) > 1:
            named = [(town.code, f"{places.county_name(town)} {places.town_name(town)}") for town in found]
            names = "、".join(name for _code, name in named)
            self.fields["town"].widget = forms.Select(choices=[("", _("请选择")), *named])
            raise forms.ValidationError(
                _("有几个地方都叫这个名字：%(names)s。请选一个。") % {"names": names}, code="many"
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Years that nobody at work today can mean are slips of the hand."""
        cleaned = super().clean() or {}
        for name in ("since", "ended_on"):
            if cleaned.get(name) and cleaned[name].year < EARLIEST_YEAR:
                self.add_error(name, _("这个日期太早，请核对年份。"))
        cleaned["claims"] = MonthRows.check(self, cleaned) if self.wages else []
        return cleaned

    def month_rows(self) -> list[list[forms.BoundField]]:
        """Month, due and paid of each row; none where it is not about wages."""
        names = ("period", "due", "paid")
        return [[self[f"{name}_{number}"] for name in names] for number in range(ROWS)] if self.wages else []


def _suggesting() -> dict[str, Any]:
    """While typing, names of employers are offered; without a script it is a plain field.

    Asked by POST: an employer's name in an address would stand in the logs of every proxy on the way.
    """
    return {
        "list": "employers", "autocomplete": "off", "hx-post": reverse_lazy("report_employers"),
        "hx-trigger": "input changed delay:300ms", "hx-target": "#employers",
        "hx-params": "town,employer_name,csrfmiddlewaretoken",
    }  # fmt: skip


class ContactForm(forms.Form):
    """第三步: how to reach the worker, and who may know."""

    disclosure = forms.ChoiceField(
        label=_("谁可以知道是您反映的"), widget=forms.RadioSelect,
        error_messages={"required": _("请选择谁可以知道是您反映的。")},
        choices=[
            (
                Disclosure.CONFIDENTIAL.value,
                explained(_("请对单位保密，只让办案的人知道"), _("工会能联系到您；查问单位时不会说是谁反映的。大多数人选这一项。")),
            ),
            (
                Disclosure.OPEN.value,
                explained(_("可以告诉单位是我反映的"), _("需要时，工会可以直接跟单位谈您的事。办起来更快。")),
            ),
            (
                Disclosure.ANONYMOUS.value,
                explained(_("我不留姓名"), _("我们只当作线索去查，不能替您谈；您可以凭回执码看进展，以后随时可以留下姓名。")),
            ),
        ],
    )  # fmt: skip
    phone = Phone(label=_("电话"), required=False, help_text=_("只给办案的人用。选“我不留姓名”就不用填。"))
    name = Line(
        label=_("怎么称呼您"), required=False, most=LONGEST_NAME, too_long=_("称呼太长，请控制在60字以内。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    avoids_own_union = forms.BooleanField(label=_("这件事不要由本企业工会办理"), required=False)
    serious_injury = forms.BooleanField(label=_("有人死亡或受重伤"), required=False)
    retaliation = forms.BooleanField(label=_("有人因为反映问题被打击报复"), required=False)
    photos = Photos(
        label=_("照片或材料"),
        required=False,
        help_text=_("工资条、合同、聊天截图都行；也可以以后再交。每个不超过20MB。"),
    )

    def clean(self) -> dict[str, Any]:
        """A telephone unless anonymous; who is anonymous leaves neither name nor number, even by mistake."""
        cleaned = super().clean() or {}
        if cleaned.get("disclosure") == Disclosure.ANONYMOUS:
            self.errors.pop("phone", None)
            cleaned["phone"] = cleaned["name"] = ""
        elif cleaned.get("disclosure") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("请留一个能联系到您的电话；不想留，请选“我不留姓名”。"))
        return cleaned
