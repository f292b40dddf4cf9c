"""用人单位."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from organizations import actions
from organizations.models import Employer, Unit, UnitKind
from organizations.paths import under
from pages.office.desk import Desk, need, office
from pages.office.forms_tables import EmployerForm
from pages.office.frame import (
    FormPage,
    Listing,
    asked,
    attempt,
    chosen,
    on_off,
    only_state,
    paged,
    show_form,
    show_list,
    sought,
)
from pages.parts import ActionView, Column, FilterGroup, FilterOption


@office
def employers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list, by town, with a search in names and numbers."""
    towns = list(desk.units().filter(kind=UnitKind.TOWN, is_active=True).order_by("path"))
    q = sought(request)
    rows = only_state(request, desk.employers()).select_related("unit__town", "union")
    if town := next((one for one in towns if one.code == request.GET.get("town")), None):
        rows = rows.filter(under(town.path, "unit__path"))
    if union := chosen(request, "union", ("yes", "no")):
        rows = rows.filter(union__isnull=union == "no")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(uscc__startswith=q.upper()))
    page = paged(request, rows)
    listing = Listing(
        "employers", _("用人单位"), _("劳动争议的一方。没有企业工会的单位，案件从所在地工会开始。"), _columns(),
        [_row(one) for one in page], page, groups=_groups(towns), q=q, q_label=_("单位名称或统一社会信用代码"),
        action=ActionView(_("新增用人单位"), reverse("office:employer-add"), "plus") if desk.manages_anything else None,
        empty_title=_("没有这样的用人单位"), empty_text=_("换个名称试试；确实没有登记过的，请点“新增用人单位”。"),
    )  # fmt: skip
    return show_list(request, listing)


def _columns() -> list[Column]:
    return [
        Column("name", _("单位名称"), main=True), Column("uscc", _("统一社会信用代码")), Column("unit", _("所在地工会")),
        Column("union", _("企业工会")), Column("state", _("状态")),
    ]  # fmt: skip


def _row(one: Employer) -> dict[str, Any]:
    town = one.unit.town.short_name if one.unit.town and one.unit.town != one.unit else ""
    return {
        "url": reverse("office:employer", args=[one.code]),
        "name": one.name,
        "uscc": one.uscc,
        "unit": f"{town} {one.unit.name}".strip(),
        "union": one.union.name if one.union else _("没有"),
        "state": _("在用") if one.is_active else _("已停用"),
    }


def _groups(towns: list[Unit]) -> list[FilterGroup]:
    union = FilterGroup(
        "union", _("工会"), [FilterOption("yes", _("已建会")), FilterOption("no", _("未建会"))]
    )
    if len(towns) < 2:
        return [union, on_off()]
    return [
        FilterGroup("town", _("乡镇"), [FilterOption(one.code, one.short_name) for one in towns]),
        union,
        on_off(),
    ]


@office
def employer_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new employer."""
    if not desk.manages_anything:
        need(None)
    initial = {"unit": desk.units().filter(code=asked(request, "unit")).first()}
    form = EmployerForm(desk, None, request.POST or None, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        acting = need(desk.administering(values["unit"]))
        added = attempt(form, lambda: actions.add_employer(acting=acting, **values))
        if added is not None:
            messages.success(request, _("已新增“%(name)s”。") % {"name": added.name})
            return redirect("office:employers")
    page = FormPage(
        "employers", _("新增用人单位"), form, reverse("office:employers"), _("新增"), keep="employer-add"
    )
    return show_form(request, page)


def _poster_link(one: Employer) -> str:
    """Where the poster that begins a report about this employer is printed."""
    return format_html('<a href="{}">{}</a>', reverse("poster", args=[one.code]), _("打印"))


@office
def employer(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One employer, to read or to change."""
    one = get_object_or_404(desk.employers().select_related("unit__town", "unit__county", "union"), code=code)
    acting = desk.administering(one.unit)
    form = EmployerForm(desk, one, request.POST or None)
    if acting is None:
        for field in form.fields.values():
            field.disabled = True
    if request.method == "POST" and form.is_valid():
        allowed, values = need(acting), form.cleaned_data
        if attempt(form, lambda: actions.change_employer(one, acting=allowed, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:employers")
    page = FormPage(
        "employers", one.name, form, reverse("office:employers"), _("保存") if acting else "",
        facts=[(_("编号"), one.code), (_("二维码海报"), _poster_link(one))],
    )  # fmt: skip
    return show_form(request, page)
