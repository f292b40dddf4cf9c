"""升级规则: what is done before, at and after each deadline."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import CaseKind
from organizations.models import Level
from pages.office.desk import Desk, need, office
from pages.office.forms_rules import EscalationForm, NewEscalationForm
from pages.office.frame import (
    FormPage,
    Listing,
    attempt,
    chosen,
    on_off,
    only_state,
    paged,
    show_form,
    show_list,
)
from pages.parts import ActionView, Column, FilterGroup, FilterOption
from workflows import rules as rulebook
from workflows.escalation_changes import FIXED, add_row, change_row
from workflows.models import EscalationAct, EscalationRow, OffsetUnit

PER_PAGE = 100


def when_words(row: EscalationRow) -> str:
    """到期前 3 个工作日, 到期时, 逾期 2 个工作日."""
    if row.offset == 0:
        return (
            _("到期时")
            if row.unit == OffsetUnit.HOURS
            else _("到期后的第一个工作日")
            if row.unit == OffsetUnit.WORKING
            else _("到期当天")
        )
    counted = {
        OffsetUnit.WORKING: _("%(n)d 个工作日"), OffsetUnit.CALENDAR: _("%(n)d 天"), OffsetUnit.HOURS: _("%(n)d 小时"),
    }[OffsetUnit(row.unit)] % {"n": abs(row.offset)}  # fmt: skip
    return (_("到期前 %(time)s") if row.offset < 0 else _("逾期 %(time)s")) % {"time": counted}


def _name(rule_id: str) -> str:
    versions = rulebook.book().versions.get(rule_id)
    return str(versions[0]) if versions else rule_id


@office
def escalation(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All rows, by deadline and then by time."""
    act = chosen(request, "act", EscalationAct.values)
    rows = only_state(request, EscalationRow.objects.all())
    if act:
        rows = rows.filter(act=act)
    if kind := chosen(request, "kind", CaseKind.values):
        rows = rows.filter(kind=kind)
    page = paged(request, rows, PER_PAGE)
    may = desk.administering_shared() is not None
    columns = [
        Column("clock", _("期限"), main=True), Column("kind", _("事项种类")), Column("when", _("什么时候")), Column("act", _("做什么")),
        Column("level", _("仅限层级")), Column("state", _("状态")),
    ]  # fmt: skip
    acts = FilterGroup("act", _("措施"), [FilterOption(one.value, str(one.label)) for one in EscalationAct])
    kinds = FilterGroup("kind", _("事项种类"), [FilterOption(one.value, str(one.label)) for one in CaseKind])
    listing = Listing(
        "escalation", _("升级规则"), _("期限快到、到了、过了，先提醒谁，再告诉谁，最后交给谁。"), columns,
        [_row(one, may) for one in page], page, groups=[kinds, acts, on_off()],
        action=ActionView(_("新增升级规则"), reverse("office:escalation-add"), "plus") if may else None,
        empty_title=_("没有这样的升级规则"), empty_text=_("换个筛选条件试试。"),
    )  # fmt: skip
    return show_list(request, listing)


def _row(one: EscalationRow, may: bool) -> dict[str, Any]:
    return {
        "url": reverse("office:escalation-change", args=[one.pk]) if may and one.act not in FIXED else "",
        "clock": _name(one.rule_id),
        "kind": one.get_kind_display(),
        "when": when_words(one),
        "act": one.get_act_display(),
        "level": Level(one.level).label if one.level else "",
        "state": _("在用") if one.is_active else _("已停用"),
    }


@office
def escalation_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new row."""
    acting = need(desk.administering_shared())
    used = sorted(set(EscalationRow.objects.values_list("rule_id", flat=True)))
    form = NewEscalationForm([(rule_id, _name(rule_id)) for rule_id in used], request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: add_row(acting=acting, **values)) is not None:
            messages.success(request, _("已新增升级规则。"))
            return redirect("office:escalation")
    return show_form(
        request,
        FormPage(
            "escalation",
            _("新增升级规则"),
            form,
            reverse("office:escalation"),
            _("新增"),
            keep="escalation-add",
        ),
    )


@office
def escalation_change(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Change a row: a new version."""
    one = get_object_or_404(EscalationRow.objects.exclude(act__in=FIXED), pk=pk)
    acting = need(desk.administering_shared())
    form = EscalationForm(request.POST or None, instance=one)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: change_row(one, acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:escalation")
    page = FormPage(
        "escalation", _("修改升级规则"), form, reverse("office:escalation"), _("保存为新的一版"), lead=_name(one.rule_id),
        facts=[(_("现在"), f"{when_words(one)} {one.get_act_display()}"), (_("版本"), one.version)],
    )  # fmt: skip
    return show_form(request, page)
