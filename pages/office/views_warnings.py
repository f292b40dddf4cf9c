"""欠薪预警规则: which signals make which level, and the amounts at which refusing to pay may be a crime."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pages.office.desk import Desk, need, office
from pages.office.forms_warnings import NewWarningForm, RefusalForm, WarningForm
from pages.office.frame import (
    FormPage,
    Listing,
    attempt,
    chosen,
    on_off,
    only_state,
    paged,
    show,
    show_form,
)
from pages.office.views_rules import jurisdiction_words
from pages.parts import ActionView, Column, FilterGroup, FilterOption
from pages.speech import spoken_money
from workflows.models import Measure, PayRefusalSetting, WarningRule
from workflows.warning_changes import add_rule, change_rule, set_pay_refusal

PER_PAGE = 100


def level_words(level: int) -> str:
    """「三级（最紧急）」."""
    return {1: _("一级"), 2: _("二级"), 3: _("三级，最紧急")}[level]


def test_words(rule: WarningRule) -> str:
    """「365 天内达到 3」."""
    number = f"{rule.threshold.normalize():,f}"
    if rule.window_days:
        return _("%(days)d 天内达到 %(n)s") % {"days": rule.window_days, "n": number}
    return _("达到 %(n)s") % {"n": number}


@office
def warnings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All rules by level, and the amounts of 拒不支付 below."""
    measure = chosen(request, "measure", Measure.values)
    rows = only_state(request, WarningRule.objects.all())
    if measure:
        rows = rows.filter(measure=measure)
    page = paged(request, rows, PER_PAGE)
    may = desk.administering_shared() is not None
    kinds = FilterGroup("measure", _("信号"), [FilterOption(one.value, str(one.label)) for one in Measure])
    listing = Listing(
        "warnings", _("欠薪预警规则"), _("任何一条达到，就至少是那一级；级别越高，响应期限越短。这是我们对“123”预警的理解，可以改。"),
        _columns(), [_row(one, may) for one in page], page, groups=[kinds, on_off()],
        action=ActionView(_("新增预警规则"), reverse("office:warning-add"), "plus") if may else None,
        empty_title=_("没有这样的预警规则"), empty_text=_("换个筛选条件试试。"),
    )  # fmt: skip
    amounts = [_amounts(one, may) for one in PayRefusalSetting.objects.all()]
    context = {
        "list": listing, "amounts": amounts, "amount_columns": _amount_columns(),
        "amounts_add": reverse("office:refusal-set") if may else "",
    }  # fmt: skip
    return show(request, "office/warnings.html", "warnings", context)


def _columns() -> list[Column]:
    return [
        Column("measure", _("信号"), main=True), Column("test", _("条件")), Column("level", _("级别")),
        Column("state", _("状态")), Column("version", _("版本"), numeric=True),
    ]  # fmt: skip


def _row(one: WarningRule, may: bool) -> dict[str, Any]:
    return {
        "url": reverse("office:warning-change", args=[one.code]) if may else "",
        "measure": one.get_measure_display(),
        "test": test_words(one),
        "level": level_words(one.level),
        "state": _("在用") if one.is_active else _("已停用"),
        "version": one.version,
    }


def _amount_columns() -> list[Column]:
    return [
        Column("place", _("适用地域"), main=True), Column("one", _("一名劳动者三个月以上"), numeric=True),
        Column("group", _("十名以上劳动者累计"), numeric=True), Column("source", _("出处")),
    ]  # fmt: skip


def _amounts(one: PayRefusalSetting, may: bool) -> dict[str, Any]:
    return {
        "url": f"{reverse('office:refusal-set')}?place={one.jurisdiction}" if may else "",
        "place": jurisdiction_words(one.jurisdiction),
        "one": spoken_money(one.one_amount),
        "group": spoken_money(one.group_amount),
        "source": one.source,
    }


@office
def warning_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new rule."""
    acting = need(desk.administering_shared())
    form = NewWarningForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: add_rule(acting=acting, **values)) is not None:
            messages.success(request, _("已新增预警规则，以后登记的信号按它算级别。"))
            return redirect("office:warnings")
    page = FormPage(
        "warnings", _("新增预警规则"), form, reverse("office:warnings"), _("新增"), keep="warning-add",
        lead=_("在办案件的级别不会马上变，等有新的信号时按新规则重算。"),
    )  # fmt: skip
    return show_form(request, page)


@office
def warning_change(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Change or retire a rule: a new version."""
    one = get_object_or_404(WarningRule, code=code)
    acting = need(desk.administering_shared())
    form = WarningForm(request.POST or None, instance=one)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: change_rule(one, acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:warnings")
    page = FormPage(
        "warnings", _("修改预警规则"), form, reverse("office:warnings"), _("保存为新的一版"),
        lead=_("%(signal)s：%(test)s → %(level)s") % {
            "signal": one.get_measure_display(), "test": test_words(one), "level": level_words(one.level),
        },
        facts=[(_("规则编号"), one.code), (_("版本"), one.version)],
    )  # fmt: skip
    return show_form(request, page)


@office
def refusal_set(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The amounts a province set, within the interpretation's ranges."""
    acting = need(desk.administering_shared())
    place = request.GET.get("place", "")[:24]
    known = PayRefusalSetting.objects.filter(jurisdiction=place).first()
    initial: dict[str, Any] = {"jurisdiction": place}
    if known is not None:
        initial |= {
            "one_amount": known.one_amount,
            "group_amount": known.group_amount,
            "source": known.source,
        }
    form = RefusalForm(request.POST or None, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: set_pay_refusal(acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:warnings")
    page = FormPage(
        "warnings", _("拒不支付劳动报酬的数额标准"), form, reverse("office:warnings"), _("保存"),
        lead=_("由省、自治区、直辖市高级人民法院在司法解释的幅度内确定（法释〔2013〕3号第三条）。"),
    )  # fmt: skip
    return show_form(request, page)
