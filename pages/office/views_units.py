"""组织: the tree, one unit, adding, changing and moving."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import actions
from organizations.models import RANK_OF, Employer, PartnerBody, Post, Unit, UnitKind
from organizations.paths import ancestors, under
from pages.office.desk import Desk, need, office
from pages.office.forms_units import MoveForm, NewUnitForm, UnitForm
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
    sought,
)
from pages.parts import ActionView, Column, FilterGroup, FilterOption
from pages.public.places import ON_POSTERS

#: Children a branch of the tree shows before it points to the unit's own page.
BRANCH = 120
#: Choices offered while a name is typed.
OFFERED = 12


def with_children(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Says of each unit how many working units stand right below it, as ``below``."""
    children = Unit.objects.filter(parent=OuterRef("pk"), is_active=True).order_by().values("parent")
    return units.annotate(below=Subquery(children.annotate(n=Count("pk")).values("n")))


@office
def units(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The tree; with a search or a filter, a list."""
    q, kind = sought(request), chosen(request, "kind", UnitKind.values)
    if q or kind or request.GET.get("state"):
        return _found(request, desk, q, kind)
    roots = list(with_children(Unit.objects.filter(path__in=desk.area)))
    branch = list(with_children(roots[0].children.filter(is_active=True))[:BRANCH]) if len(roots) == 1 else []
    context = {
        "roots": roots, "branch": branch, "groups": _groups(desk), "q": q,
        "more": len(branch) == BRANCH, "desk": desk,
    }  # fmt: skip
    return show(request, "office/units.html", "units", context)


def _groups(desk: Desk) -> list[FilterGroup]:
    """The kinds that stand in the reader's area."""
    top = min((RANK_OF[UnitKind(unit.kind)] for unit in desk.seats), default=0)
    kinds = [FilterOption(kind.value, str(kind.label)) for kind in UnitKind if RANK_OF[kind] >= min(top, 2)]
    return [FilterGroup("kind", _("类型"), kinds), on_off()]


def _found(request: HttpRequest, desk: Desk, q: str, kind: str) -> HttpResponse:
    rows = only_state(request, desk.units()).select_related("parent", "parent__parent").order_by("path")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(short_name__icontains=q) | Q(code__startswith=q))
    if kind:
        rows = rows.filter(kind=kind)
    page = paged(request, rows)
    columns = [
        Column("name", _("名称"), main=True), Column("kind", _("类型")), Column("parent", _("上级")),
        Column("code", _("组织代码")),
    ]  # fmt: skip
    found = [
        {
            "url": reverse("office:unit", args=[unit.code]),
            "name": unit.name if unit.is_active else _("%(name)s(已停用)") % {"name": unit.name},
            "kind": unit.get_kind_display(),
            "parent": _place(unit),
            "code": unit.code,
        }
        for unit in page
    ]
    listing = Listing(
        "units", _("组织"), "", columns, found, page, groups=_groups(desk), q=q, q_label=_("名称或代码"),
        empty_title=_("没有找到这样的组织"), empty_text=_("换一个名称或代码试试，或者清除筛选条件。"),
        action=ActionView(_("看组织树"), reverse("office:units"), "sitemap"),
    )  # fmt: skip
    return show_list(request, listing)


def _place(unit: Unit) -> str:
    """Parent, and whose child that is."""
    parents = [unit.parent.parent, unit.parent] if unit.parent else []
    return " › ".join(parent.short_name for parent in parents if parent)


@office
def unit_branch(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The children of one unit, for the tree."""
    unit = get_object_or_404(desk.units(), code=code)
    branch = list(with_children(unit.children.filter(is_active=True))[:BRANCH])
    return render(
        request, "office/branch.html", {"branch": branch, "unit": unit, "more": len(branch) == BRANCH}
    )


@office
def unit_options(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What fits the letters typed so far, as options of a datalist."""
    typed = str(next(iter(request.GET.values()), "")).strip()[:60]
    rows = desk.units().filter(is_active=True).select_related("parent")
    fits = rows.filter(Q(name__icontains=typed) | Q(short_name__icontains=typed) | Q(code__startswith=typed))
    return render(request, "office/unit_options.html", {"units": fits[:OFFERED] if len(typed) > 1 else []})


@office
def unit(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One unit: where it stands, what is below, who works there."""
    one = get_object_or_404(desk.units().select_related("parent", "county", "town"), code=code)
    children = paged(request, with_children(one.children.order_by("-is_active", "path")))
    posts = Post.objects.on(desk.day).filter(unit=one).select_related("person") if _reads(desk, one) else None
    above = Unit.objects.filter(path__in=ancestors(one.path)[:-1], pk__in=desk.units().values("pk"))
    context = {
        "unit": one, "children": children, "posts": posts, "above": above, "facts": _facts(one),
        "partners": PartnerBody.objects.filter(beside=one, is_active=True), "may_change": desk.administering(one),
        "actions": _unit_actions(desk, one),
    }  # fmt: skip
    return show(request, "office/unit.html", "units", context)


def _reads(desk: Desk, one: Unit) -> bool:
    """Whether the people at ``one`` may be read: those at and below the own unions."""
    return any(one.path.startswith(path) for path in desk.own)


def _facts(one: Unit) -> list[tuple[str, object]]:
    subtree = Unit.objects.filter(under(one.path), is_active=True).aggregate(
        below=Count("pk"), enterprises=Count("pk", filter=Q(kind=UnitKind.ENTERPRISE))
    )
    employers = Employer.objects.filter(under(one.path, "unit__path"), is_active=True).count()
    return [
        (_("类型"), one.get_kind_display()),
        (_("组织代码"), one.code),
        (_("区划代码"), one.division_code),
        (_("下级组织"), _("%(n)d 个") % {"n": subtree["below"] - (1 if one.is_active else 0)}),
        (_("其中企业工会"), _("%(n)d 个") % {"n": subtree["enterprises"]} if subtree["enterprises"] else ""),
        (_("辖区用人单位"), _("%(n)d 家") % {"n": employers}),
        (_("调解委员会"), _("设有双方代表的调解委员会") if one.has_committee else ""),
        (_("状态"), "" if one.is_active else _("已停用")),
    ]


def _unit_actions(desk: Desk, one: Unit) -> list[ActionView]:
    """What this person may do with a unit."""
    has_poster = one.is_active and one.kind in ON_POSTERS
    poster = [ActionView(_("二维码海报"), reverse("poster", args=[one.code]), "qrcode")] if has_poster else []
    if desk.administering(one) is None:
        return poster
    found = []
    if one.kind != UnitKind.GROUP and one.is_active:
        found.append(ActionView(_("新增下级组织"), reverse("office:unit-add", args=[one.code]), "plus"))
    found.append(ActionView(_("修改"), reverse("office:unit-change", args=[one.code]), "edit"))
    if desk.administering(one.parent) is not None:
        found.append(
            ActionView(_("调整隶属"), reverse("office:unit-move", args=[one.code]), "arrows-exchange")
        )
    return [*found, *poster]


@office
def unit_add(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """A new unit under one."""
    parent = get_object_or_404(desk.units().select_related("county", "town"), code=code)
    acting = need(desk.administering(parent))
    form = NewUnitForm(parent, request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        added = attempt(form, lambda: actions.add_unit(acting=acting, parent=parent, **values))
        if added is not None:
            messages.success(request, _("已新增“%(name)s”。") % {"name": added.name})
            return redirect("office:unit", added.code)
    page = FormPage(
        "units", _("新增下级组织"), form, reverse("office:unit", args=[code]), _("新增"),
        lead=_("上级：%(name)s") % {"name": parent.name}, keep=f"unit-add-{code}",
    )  # fmt: skip
    return show_form(request, page)


@office
def unit_change(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Change a unit."""
    one = get_object_or_404(desk.units().select_related("county", "town"), code=code)
    acting = need(desk.administering(one))
    form = UnitForm(request.POST or None, instance=one)
    if form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: actions.change_unit(one, acting=acting, **values)) is not None:
            messages.success(request, _("已保存。"))
            return redirect("office:unit", code)
    page = FormPage(
        "units", _("修改组织"), form, reverse("office:unit", args=[code]), _("保存"), lead=one.name
    )  # fmt: skip
    return show_form(request, page)


@office
def unit_move(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Move a unit with everything below it; the page says what will follow."""
    one = get_object_or_404(desk.units().select_related("parent", "county", "town"), code=code)
    acting = need(desk.administering(one))
    form = MoveForm(desk, request.POST or None)
    if form.is_valid():
        parent = form.cleaned_data["parent"]
        if attempt(form, lambda: actions.move_unit(one, acting=acting, parent=parent)) is not None:
            messages.success(request, _("已调整到“%(name)s”之下。") % {"name": parent.name})
            return redirect("office:unit", code)
    below = Unit.objects.filter(under(one.path)).count() - 1
    follows = _("“%(name)s”和它之下的 %(n)d 个组织会一起调整，未办结的案件随之改变归属，已结案的案件留在原处。") % {
        "name": one.name, "n": below,
    }  # fmt: skip
    page = FormPage(
        "units", _("调整隶属"), form, reverse("office:unit", args=[code]), _("调整"), confirm=follows,
        facts=[(_("组织"), one.name), (_("现在的上级"), one.parent.name if one.parent else "")], notice=(follows, "warn"),
    )  # fmt: skip
    return show_form(request, page)
