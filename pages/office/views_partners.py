"""协作单位."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import actions
from organizations.models import PartnerKind
from pages.office.desk import Desk, need, office
from pages.office.forms_tables import PartnerForm
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
    sought,
)
from pages.parts import ActionView, Column, FilterGroup, FilterOption


@office
def partners(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list, by kind."""
    q, kind = sought(request), chosen(request, "kind", PartnerKind.values)
    rows = (
        only_state(request, desk.partners()).select_related("beside").order_by("beside__path", "kind", "name")
    )
    if q:
        rows = rows.filter(name__icontains=q)
    if kind:
        rows = rows.filter(kind=kind)
    page = paged(request, rows)
    there = set(desk.partners().order_by().values_list("kind", flat=True).distinct())
    kinds = [FilterOption(one.value, str(one.label)) for one in PartnerKind if one.value in there]
    columns = [
        Column("name", _("名称"), main=True), Column("kind", _("种类")), Column("beside", _("所在工会")),
        Column("state", _("状态")),
    ]  # fmt: skip
    found = [
        {
            "url": reverse("office:partner", args=[one.pk]) if desk.administering(one.beside) else "",
            "name": one.name,
            "kind": one.get_kind_display(),
            "beside": one.beside.name,
            "state": _("在用") if one.is_active else _("已停用"),
        }
        for one in page
    ]
    listing = Listing(
        "partners", _("协作单位"), _("与工会同桌调处的部门：人社、司法、法院、仲裁、信访、商会等。"), columns, found, page,
        groups=[FilterGroup("kind", _("种类"), kinds), on_off()], q=q, q_label=_("名称"),
        action=ActionView(_("新增协作单位"), reverse("office:partner-add"), "plus") if desk.manages_anything else None,
        empty_title=_("没有这样的协作单位"), empty_text=_("登记后，可以请它参加调解、接收移送。"),
    )  # fmt: skip
    return show_list(request, listing)


@office
def partner_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new body beside a union."""
    if not desk.manages_anything:
        need(None)
    form = PartnerForm(desk, request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        acting = need(desk.administering(values["beside"]))
        added = attempt(form, lambda: actions.add_partner(acting=acting, **values))
        if added is not None:
            messages.success(request, _("已新增“%(name)s”。") % {"name": added.name})
            return redirect("office:partners")
    page = FormPage(
        "partners", _("新增协作单位"), form, reverse("office:partners"), _("新增"), keep="partner-add"
    )
    return show_form(request, page)


@office
def partner(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Change a body."""
    one = get_object_or_404(desk.partners().select_related("beside__county"), pk=pk)
    acting = need(desk.administering(one.beside))
    form = PartnerForm(desk, request.POST or None, instance=one)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.change_partner(one, acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:partners")
    page = FormPage(
        "partners",
        one.name,
        form,
        reverse("office:partners"),
        _("保存"),
        lead=_("所在工会：%(name)s") % {"name": one.beside.name},
    )
    return show_form(request, page)
