"""走访任务 and 清单: seen by whoever handles, changed by the county's administrator, each change a new version on record."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import actions
from organizations.models import Checklist, ChecklistUse, ContactDuty, DutyWhat, ItemType
from organizations.roles import Role
from pages.office.desk import Desk, need, office
from pages.office.forms_visits import ChecklistForm, DutyForm, NewChecklistForm, NewDutyForm
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
    show_list,
)
from pages.parts import ActionView, Column, FilterGroup, FilterOption

PER_PAGE = 100
FORM = "office/checklist_form.html"


def whose(duty: ContactDuty) -> str:
    """「主席 · 乡镇(街道)」, or whoever has contact points."""
    if not duty.role:
        return _("有联系点的每个人（县领导、常委、委员、代表也在内）")
    return f"{duty.get_role_display()} · {duty.get_level_display()}"


# ── 走访任务 ────────────────────────────────────────────────────────────────────────────────────────────────────


@office
def duties(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who owes how many visits in a cycle."""
    what = chosen(request, "what", DutyWhat.values)
    rows = only_state(request, ContactDuty.objects.all())
    rows = rows.filter(what=what) if what else rows
    page = paged(request, rows.order_by("role", "level", "what"), PER_PAGE)
    may = desk.administering_shared() is not None
    kinds = FilterGroup("what", _("任务"), [FilterOption(one.value, str(one.label)) for one in DutyWhat])
    listing = Listing(
        "duties", _("走访任务"), _("每个联系周期里，什么职务至少要走访几次。改了以后，谁还欠几次马上按新的算。"),
        [
            Column("whose", _("谁"), main=True), Column("what", _("任务")), Column("least", _("至少次数"), numeric=True),
            Column("most", _("通常最多"), numeric=True), Column("state", _("状态")), Column("version", _("版本"), numeric=True),
        ],
        [
            {
                "url": reverse("office:duty-change", args=[one.code]) if may else "", "whose": whose(one),
                "what": one.get_what_display(), "least": one.least, "most": one.most,
                "state": _("在用") if one.is_active else _("已停用"), "version": one.version,
            }
            for one in page
        ],
        page, groups=[kinds, on_off()],
        action=ActionView(_("新增走访任务"), reverse("office:duty-add"), "plus") if may else None,
        empty_title=_("没有这样的走访任务"), empty_text=_("换个筛选条件试试。"),
        notices=[] if may else [(_("只有县级以上工会的系统管理员可以修改全县共用的设置。"), "info")],
    )  # fmt: skip
    return show_list(request, listing)


@office
def duty_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A duty of a role at a level."""
    acting = need(desk.administering_shared())
    form = NewDutyForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        code = f"{Role(values['role']).value}_{values['level']}_{values['what']}"
        if attempt(form, lambda: actions.add_duty(acting=acting, code=_free(code), **values)) is not None:
            messages.success(request, _("已新增走访任务。"))
            return redirect("office:duties")
    page = FormPage(
        "duties", _("新增走访任务"), form, reverse("office:duties"), _("新增"), keep="duty-add",
        lead=_("按联系点算的任务（每名职工、每个单位）已经有了，对有联系点的每个人都算；这里新增按职务算的。"),
    )  # fmt: skip
    return show_form(request, page)


def _free(code: str) -> str:
    """The code, or the next one that is free."""
    known = set(ContactDuty.objects.filter(code__startswith=code[:34]).values_list("code", flat=True))
    tries = (code[:40], *(f"{code[:34]}_{number}" for number in range(2, 100)))
    return next(one for one in tries if one not in known)


@office
def duty_change(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """How often, or no longer: a new version."""
    one = get_object_or_404(ContactDuty, code=code)
    acting = need(desk.administering_shared())
    form = DutyForm(request.POST or None, instance=one)
    if form.is_valid():
        values = form.cleaned_data
        known = ContactDuty.objects.get(pk=one.pk)
        if attempt(form, lambda: actions.change_duty(known, acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:duties")
    page = FormPage(
        "duties", _("修改走访任务"), form, reverse("office:duties"), _("保存为新的一版"),
        facts=[(_("谁"), whose(one)), (_("任务"), one.get_what_display()), (_("版本"), one.version)],
    )  # fmt: skip
    return show_form(request, page)


# ── 清单 ────────────────────────────────────────────────────────────────────────────────────────────────────────


@office
def checklists(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Lists in use."""
    use = chosen(request, "use", ChecklistUse.values)
    rows = Checklist.objects.filter(is_active=True)
    rows = rows.filter(use=use) if use else rows
    page = paged(request, rows.order_by("use", "code"), PER_PAGE)
    may = desk.administering_shared() is not None
    uses = FilterGroup("use", _("用在"), [FilterOption(one.value, str(one.label)) for one in ChecklistUse])
    listing = Listing(
        "checklists", _("清单"), _("走访和排查时问什么。改一次是新的一版，以前填的按当时那一版看。"),
        [
            Column("name", _("名称"), main=True), Column("use", _("用在")), Column("items", _("条目"), numeric=True),
            Column("note", _("说明")), Column("version", _("版本"), numeric=True),
        ],
        [
            {
                "url": reverse("office:checklist", args=[one.code]), "name": str(one), "use": one.get_use_display(),
                "items": len(one.items), "note": one.note, "version": one.version,
            }
            for one in page
        ],
        page, groups=[uses],
        action=ActionView(_("新增清单"), reverse("office:checklist-add"), "plus") if may else None,
        empty_title=_("没有这样的清单"), empty_text=_("换个筛选条件试试。"),
    )  # fmt: skip
    return show_list(request, listing)


@office
def checklist(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One list: the version in use, or the one the address asks for, and all there were."""
    versions = list(Checklist.objects.filter(code=code).order_by("-version"))
    if not versions:
        raise Http404
    asked = request.GET.get("version", "")
    used = next((one for one in versions if one.is_active), versions[0])
    shown = next((one for one in versions if str(one.version) == asked), used)
    may = desk.administering_shared() is not None
    context = {
        "list": shown, "used": used, "versions": versions, "may": may,
        "items": [
            {"name": one["name"], "english": one.get("name_en", ""), "type": ItemType(one["type"]).label, "options": one.get("options", ())}
            for one in shown.items
        ],
    }  # fmt: skip
    return show(request, "office/checklist.html", "checklists", context)


def _show_form(request: HttpRequest, page: FormPage) -> HttpResponse:
    return show(request, FORM, "checklists", {"page": page}, 422 if page.form.errors else 200)


@office
def checklist_version(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The next version: used from now on, for what is filled in from now on."""
    used = Checklist.objects.filter(code=code, is_active=True).first()
    if used is None:
        raise Http404
    acting = need(desk.administering_shared())
    initial = {"name_zh": used.name_zh, "name_en": used.name_en, "note": used.note}
    form = ChecklistForm(used.items, request.POST or None, initial=initial)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in initial}
        made = attempt(
            form, lambda: actions.set_checklist(acting=acting, code=code, use=used.use, items=form.given(), **values)
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("已保存为第 %(n)d 版，从现在起用它。") % {"n": made.version})
            return redirect("office:checklist", code)
    page = FormPage(
        "checklists", _("修改“%(name)s”") % {"name": used}, form, reverse("office:checklist", args=[code]), _("保存为新的一版"),
        lead=_("不要的条目把名称删空；以前填的不受影响，按当时那一版看。"), keep=f"checklist-{code}",
    )  # fmt: skip
    return _show_form(request, page)


@office
def checklist_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A list that was not there."""
    acting = need(desk.administering_shared())
    form = NewChecklistForm([], request.POST or None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("code", "use", "name_zh", "name_en", "note")}
        if Checklist.objects.filter(code=values["code"]).exists():
            form.add_error("code", _("已经有这个代码的清单，请换一个，或修改那一张。"))
        elif (
            attempt(form, lambda: actions.set_checklist(acting=acting, items=form.given(), **values))
            is not None
        ):
            messages.success(request, _("已新增清单。"))
            return redirect("office:checklist", values["code"])
    page = FormPage(
        "checklists", _("新增清单"), form, reverse("office:checklists"), _("新增"), keep="checklist-add",
        lead=_("一行一个条目，没写名称的行不算。"),
    )  # fmt: skip
    return _show_form(request, page)
