"""The answers as the worker reads them before sending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.models import Disclosure
from pages.speech import spoken_date, spoken_money
from pages.templatetags.wages import month

from .forms import PROBLEMS
from .places import town_name
from .report import Report


@dataclass(frozen=True)
class Group:
    """One step's answers, with the way back to it."""

    title: str
    page: str
    pairs: list[tuple[str, Any]]


def answer_list(report: Report, checked: dict[str, forms.Form]) -> list[Group]:
    """Three groups; what was left empty is left out by the page."""
    what, where, contact = (checked[step].cleaned_data for step in ("what", "where", "contact"))
    words = {category.value: word for category, word, _icon in PROBLEMS}
    flags = {
        "avoids_own_union": _("不要由本企业工会办理"),
        "serious_injury": _("有人死亡或受重伤"),
        "retaliation": _("有人被打击报复"),
    }
    return [
        Group(
            _("发生了什么"), "report", [(_("遇到的事"), words[what["problem"]]), (_("经过"), what["story"])]
        ),
        Group(
            _("在哪里"),
            "report_where",
            [
                (_("乡镇（街道）"), town_name(where["town"])),
                (_("单位"), where["employer_name"]),
                (_("多少人"), where["people"] or 1),
                (_("多少钱"), spoken_money(where["amount"]) if where["amount"] is not None else ""),
                *_months(where["claims"]),
                (_("从哪天开始"), _day(where["since"])),
                (_("哪天离开单位"), _day(where["ended_on"])),
            ],
        ),
        Group(
            _("怎么联系"),
            "report_contact",
            [
                (_("谁可以知道"), Disclosure(contact["disclosure"]).label),
                (_("电话"), contact["phone"]),
                (_("称呼"), contact["name"]),
                (_("另外"), "、".join(words for name, words in flags.items() if contact[name])),
                (_("照片和材料"), "、".join(photo["name"] for photo in report.photos)),
            ],
        ),
    ]


def _day(day: Any) -> str:
    return spoken_date(day, with_year=True) if day else ""


def _months(claims: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """「2026年3月 欠 5,000 元」, one a month."""
    return [
        (
            month(one["period"]),
            _("应发 %(due)s，还欠 %(left)s") % {
                "due": spoken_money(one["due"]), "left": spoken_money(one["due"] - one["paid_before"]),
            },
        )
        for one in claims
    ]  # fmt: skip
