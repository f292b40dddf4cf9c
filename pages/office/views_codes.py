"""代码."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import actions
from organizations.models import Code, CodeList
from pages.office.desk import Desk, need, office
from pages.office.forms_tables import CodeForm, NewCodeForm
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

#: All entries of a list belong on one page.
PER_PAGE = 100


@office
def codes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One list at a time; the categories first."""
    code_list = CodeList(chosen(request, "list", CodeList.values) or CodeList.CATEGORY)
    rows = only_state(request, Code.objects.filter(list=code_list))
    page = paged(request, rows, PER_PAGE)
    may = desk.administering_shared() is not None
    others = [FilterOption(one.value, str(one.label)) for one in CodeList if one != CodeList.CATEGORY]
    lists = FilterGroup("list", _("代码表"), others, any_label=str(CodeList.CATEGORY.label))
    add = reverse("office:code-add", args=[code_list])
    listing = Listing(
        "codes", _("代码"), _("名称可以改，代码不变；改过的名称是新的一版，旧的留在记录里。"), _columns(code_list),
        [_row(one, may) for one in page], page, groups=[lists, on_off()],
        action=ActionView(_("新增“%(list)s”") % {"list": code_list.label}, add, "plus") if may else None,
        empty_title=_("这张表里没有这样的代码"), empty_text=_("换个筛选条件，或者新增一条。"),
    )  # fmt: skip
    return show_list(request, listing)


def _columns(code_list: CodeList) -> list[Column]:
    found = [
        Column("name_zh", _("名称"), main=True), Column("name_en", _("英文名称")), Column("code", _("代码")),
        Column("version", _("版本"), numeric=True), Column("state", _("状态")),
    ]  # fmt: skip
    if code_list == CodeList.CATEGORY:
        found.insert(2, Column("labour", _("劳动争议")))
    return found


def _row(one: Code, may: bool) -> dict[str, Any]:
    return {
        "url": reverse("office:code", args=[one.list, one.code]) if may else "",
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "labour": _("是") if one.is_labour else _("不是，另行统计"),
        "code": one.code,
        "version": one.version,
        "state": _("在用") if one.is_active else _("已停用"),
    }


@office
def code_add(request: HttpRequest, desk: Desk, code_list: str) -> HttpResponse:
    """A new entry."""
    if code_list not in CodeList.values:
        raise Http404
    acting = need(desk.administering_shared())
    form = NewCodeForm(code_list, request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.add_code(acting=acting, list=code_list, **values)) is not None:
            messages.success(request, _("已新增“%(name)s”。") % {"name": values["name_zh"]})
            return redirect(_back(code_list))
    title = _("新增“%(list)s”") % {"list": CodeList(code_list).label}
    return show_form(request, FormPage("codes", title, form, _back(code_list), _("新增"), keep="code-add"))


@office
def code(request: HttpRequest, desk: Desk, code_list: str, code: str) -> HttpResponse:
    """Change an entry: a new version."""
    one = get_object_or_404(Code, list=code_list, code=code)
    acting = need(desk.administering_shared())
    form = CodeForm(code_list, request.POST or None, instance=one)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.change_code(one, acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect(_back(code_list))
    page = FormPage(
        "codes", one.name_zh, form, _back(code_list), _("保存为新的一版"),
        facts=[(_("代码"), one.code), (_("版本"), one.version)],
    )  # fmt: skip
    return show_form(request, page)


def _back(code_list: str) -> str:
    return f"{reverse('office:codes')}?list={code_list}"
