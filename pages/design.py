"""The living style page: every component in every state, at /_design/, only where DEBUG or a test asks for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from pages.parts import (
    ActionView,
    BlockedAction,
    CaseRow,
    ChartState,
    ClockView,
    Column,
    DayView,
    FilterGroup,
    FilterOption,
    NavItem,
    TimelineEntry,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = date(2026, 9, 28)
DUE = date(2026, 10, 13)
WHEN = datetime(2026, 9, 28, 9, 12, tzinfo=SHANGHAI)
STATES = [
    ChartState("reported", "待受理"),
    ChartState("accepted", "已受理"),
    ChartState("verifying", "调查核实"),
    ChartState("mediating", "调解中"),
    ChartState("performing", "履行中"),
    ChartState("closing", "待结案"),
    ChartState("closed", "已结案"),
]


class SampleForm(forms.Form):
    """One field of every look."""

    what = forms.ChoiceField(
        label=_("发生了什么"),
        widget=forms.RadioSelect,
        choices=[
            ("wages", _("工资")),
            ("injury", _("工伤")),
            ("dismissal", _("解除")),
            ("insurance", _("社保")),
            ("overtime", _("加班")),
            ("other", _("其他")),
        ],
    )
    place = forms.CharField(label=_("单位名称"), help_text=_("写厂名、店名或工地名都可以。"))
    people = forms.IntegerField(label=_("多少人"), required=False, min_value=1)
    town = forms.ChoiceField(
        label=_("所在乡镇"),
        choices=[("", _("请选择")), ("1", _("枫桥镇")), ("2", _("店口镇"))],
        required=False,
    )
    since = forms.DateField(
        label=_("从什么时候开始"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    story = forms.CharField(label=_("说说经过"), widget=forms.Textarea, max_length=2000, required=False)
    photos = forms.FileField(
        label=_("照片或材料"), required=False, help_text=_("工资条、合同、聊天截图都行。")
    )
    openness = forms.ChoiceField(
        label=_("谁可以知道是您"),
        widget=forms.RadioSelect,
        choices=[
            ("open", _("可以告诉单位是我")),
            ("confidential", _("只让工会知道")),
            ("anonymous", _("谁都不知道")),
        ],
    )
    agreed = forms.BooleanField(label=_("这事请不要让我单位的工会来办"), required=False)


LEGAL = ClockView(
    due_on=DUE,
    rule_name="调解期限",
    law="劳动争议调解仲裁法",
    article="第十四条",
    started_on=START,
)
DAYS = (
    DayView(date(2026, 9, 29), counted=True),
    DayView(date(2026, 10, 1), counted=False, why="国庆节"),
    DayView(date(2026, 10, 10), counted=True, why="调休上班"),
    DayView(DUE, counted=True, why="到期"),
)


def clocks() -> list[ClockView]:
    """A clock of every tone."""
    return [
        replace(LEGAL, overdue_days=3, days=DAYS),
        LEGAL,
        replace(LEGAL, due_at=WHEN.replace(month=10, day=13, hour=17, minute=30)),
        replace(LEGAL, working_days_left=2, days=DAYS),
        ClockView(due_on=DUE, working_days_left=9, is_internal=True, rule_name="首次联系"),
        replace(LEGAL, due_on=date(2027, 9, 28), working_days_left=240, provisional=True),
        replace(LEGAL, state="paused", paused_reason="等待工伤认定结论"),
        replace(LEGAL, state="stopped"),
    ]


def rows() -> list[CaseRow]:
    """Lines of a list, urgent first."""
    told = clocks()
    return [
        CaseRow("#", "被拖欠三个月工资，要求补发", "诸劳调〔2026〕0147号", "劳动争议", "red", "调解中", told[0],
                "召集双方开第二次会", "单位答复", ["枫桥镇", "12 人", "186,400 元"], 2),
        CaseRow("#", "工伤医疗费没有人付", "诸劳调〔2026〕0152号", "劳动争议", "orange", "调查核实", told[1],
                "听取单位陈述", "", ["店口镇", "1 人"]),
        CaseRow("#", "解除劳动合同没有给补偿", "诸劳调〔2026〕0160号", "劳动争议", "", "已受理", told[4],
                "指派调解员", "主席", ["大唐街道"]),
    ]  # fmt: skip


def entries() -> list[TimelineEntry]:
    """Lines of a case's record, of every kind."""
    return [
        TimelineEntry(WHEN, "收到反映", "message", "职工本人", note="手机网页，选择了只让工会知道。"),
        TimelineEntry(
            WHEN + timedelta(hours=3),
            "受理",
            "step",
            "窗口 周敏",
            why="属于受理范围",
            changes=[("待受理", "已受理")],
        ),
        TimelineEntry(
            WHEN + timedelta(days=1),
            "送达调解通知书",
            "paper",
            "调解员 陈立",
            "主席 何芳",
            url="#",
            url_label="看文书",
        ),
        TimelineEntry(
            WHEN + timedelta(days=9),
            "电话联系单位",
            "note",
            "调解员 陈立",
            recorded_at=WHEN + timedelta(days=11),
        ),
        TimelineEntry(WHEN + timedelta(days=16), "调解期限已过", "late", "系统", note="已告知主席和督查员。"),
    ]


def actions() -> dict[str, Any]:
    """One step, rarer ones, and those that are not allowed now."""
    return {
        "primary": ActionView("召集双方协商", "#", "users"),
        "rare": [
            ActionView("记录一次联系", "#", "phone"),
            ActionView("申请延期", "#", "calendar-due", hint="需主席批准，最多 15 天"),
            ActionView(
                "申请中止",
                "#",
                "player-pause",
                method="post",
                danger=True,
                confirm="中止后内部期限停止计算，法定期限照常。",
            ),
            BlockedAction("提交结案", "双方尚未全部签字。"),
            BlockedAction("移送", "案件已经在调解中。"),
        ],
    }


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the style page shows."""
    return {
        "nav": places(),
        "acting_label": "枫桥镇总工会 · 调解员",
        "clocks": clocks(),
        "rows": rows(),
        "entries": entries(),
        "states": STATES,
        "visited": ["reported", "accepted", "verifying"],
        **tables(),
        "talk": talk(),
        "facts": [
            ("用人单位", "某某纺织有限公司"),
            ("人数", "12 人"),
            ("备注", ""),
            ("反映时间", "2026年9月28日"),
        ],
        "amount": Decimal("186400"),
        "form": SampleForm(),
        "wrong": SampleForm({"place": "", "people": "0"}),
        **actions(),
    }


def tables() -> dict[str, Any]:
    """A table, its filters and its pages."""
    colours = [
        FilterOption("red", "红色", 2),
        FilterOption("orange", "橙色", 5),
        FilterOption("blue", "蓝色", 11),
    ]
    return {
        "columns": [
            Column("name", "名称", main=True),
            Column("town", "所属乡镇"),
            Column("open", "在办", numeric=True),
            Column("late", "逾期", numeric=True),
        ],
        "towns": [
            {"name": "枫桥镇总工会", "town": "枫桥镇", "open": 18, "late": 2, "url": "#"},
            {"name": "店口镇总工会", "town": "店口镇", "open": 31, "late": 0, "url": "#"},
        ],
        "groups": [
            FilterGroup("colour", "颜色", colours),
            FilterGroup("who", "谁的", [FilterOption("mine", "我的", 9)]),
        ],
        "page": Paginator(range(60), 20).page(2),
    }


def talk() -> list[dict[str, Any]]:
    """Two messages."""
    answer = "收到了。请把工资条拍照发来，明天给您回电话。"
    return [
        {"at": WHEN, "who": "您", "text": "老板说下个月发，可是已经说了三次。", "mine": True},
        {"at": WHEN + timedelta(hours=3), "who": "工会 周敏", "text": answer},
    ]


def places() -> list[NavItem]:
    """A handler's places."""
    return [
        NavItem("今日", "?", "sun", current=True, count=3, late=True),
        NavItem("案件", "?", "briefcase"),
        NavItem("审批", "?", "signature", count=2),
        NavItem("督查", "?", "layout-dashboard"),
        NavItem("台账", "?", "table"),
        NavItem("单位与人员", "?", "sitemap", in_bar=False),
        NavItem("日历与期限", "?", "calendar", in_bar=False),
    ]


def style_page(request: HttpRequest, look: str = "work") -> HttpResponse:
    """Everything in one look; 404 outside DEBUG and tests."""
    if not (settings.DEBUG or getattr(settings, "FENGQIAO_STYLE_PAGE", False)):
        raise Http404
    return render(request, f"design/{look}.html", samples(request))


urlpatterns = [
    path("_design/", style_page, name="design"),
    path("_design/public/", style_page, {"look": "public"}, name="design_public"),
    path("_design/print/", style_page, {"look": "print"}, name="design_print"),
]
