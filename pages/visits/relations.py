"""联系点: cycles and their relations, and the official table brought in after a look at it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.imports.contacts import COLUMNS, ContactSheet, read_contacts
from cases.imports.errors import FileRefused
from cases.secondments.annex import workbook
from organizations import actions
from organizations.acting import Acting
from organizations.actions.contacts import may_arrange
from organizations.errors import Refusal
from organizations.models import ContactCycle, PointKind, Relation
from organizations.paths import under_any
from pages.acting import actings, works_here
from pages.ledgers import waiting
from pages.ledgers.imports import as_file
from pages.parts import FilterGroup, FilterOption
from pages.visits.forms.going import CycleForm, TableForm, point_name
from pages.visits.who import goers
from protection import personal

ROWS_A_PAGE, SHOWN = 60, 100
UNPROCESSABLE = 422
#: Not ended before its cycle.
RUNS = Q(end_reason="")


def arrangers(request: HttpRequest) -> list[Acting]:
    """The ways in which the reader arranges contact points, or the reason why none."""
    found = [way for way in actings(request) if way.unit and may_arrange(way, way.unit)]
    if not found:
        raise PermissionDenied(_("只有本级或上级工会的主席和系统管理员可以安排联系点。"))
    return found


def cycle_of(request: HttpRequest, code: str) -> tuple[ContactCycle, Acting]:
    """A cycle the reader arranges, and as whom."""
    cycle = ContactCycle.objects.select_related("unit__county").filter(code=code).first()
    if cycle is None:
        raise Http404
    for way in arrangers(request):
        if may_arrange(way, cycle.unit):
            return cycle, way
    raise Http404


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def cycles(request: HttpRequest) -> HttpResponse:
    """Cycles of the union and below; a new one."""
    ways = arrangers(request)
    form = CycleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = ways[0].unit
        try:
            assert unit is not None  # noqa: S101  ``arrangers`` asked; tells mypy
            made = actions.open_cycle(acting=ways[0], unit=unit, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return HttpResponseRedirect(reverse("visit_relations", args=[made.code]))
    paths = [way.unit.path for way in ways if way.unit]
    rows = ContactCycle.objects.filter(under_any(paths, "unit__path")).select_related("unit")
    status = UNPROCESSABLE if form.errors else 200
    return render(
        request,
        "visits/cycles.html",
        {"form": form, "rows": rows[:SHOWN], "goes": bool(goers(actings(request)))},
        status=status,
    )


@works_here
@require_safe
def relations(request: HttpRequest, code: str) -> HttpResponse:
    """一览表 of a cycle: 联系人, 联系点, 联络员."""
    cycle, _way = cycle_of(request, code)
    rows, q = Relation.objects.filter(cycle=cycle), request.GET.get("q", "").strip()[:30]
    groups = _groups(rows)
    found = _asked(rows, request, q).select_related("person", "unit", "employer", "liaison")
    page = Paginator(found.order_by("person__name", "person", "pk"), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    names = personal.read_many(key for row in shown for key in (row.worker_key, row.liaison_key))
    lines = [
        {
            "row": row, "point": point_name(row, names),
            "liaison": row.liaison.name if row.liaison else names.get(row.liaison_key, {}).get("name", "") if row.liaison_key else "",
        }
        for row in shown
    ]  # fmt: skip
    context = {
        "cycle": cycle, "rows": lines, "page": page, "groups": groups, "q": q,
        "asked": bool(q) or any(request.GET.get(name) for name in ("kind", "state")),
    }  # fmt: skip
    return render(request, "visits/relations.html", context)


def _groups(rows: QuerySet[Relation]) -> list[FilterGroup]:
    """What is kept in touch with, and what was ended, with numbers. One query."""
    counts: dict[str, Any] = {kind: Count("pk", filter=Q(kind=kind) & RUNS) for kind in PointKind.values}
    counted = rows.aggregate(**counts, ended=Count("pk", filter=~RUNS))
    kinds = [FilterOption(kind, str(name), counted[kind]) for kind, name in PointKind.choices]
    return [
        FilterGroup("kind", _("种类"), kinds),
        FilterGroup("state", _("状态"), [FilterOption("ended", _("已终止"), counted["ended"])], any_label=_("联系中")),
    ]  # fmt: skip


def _asked(rows: QuerySet[Relation], request: HttpRequest, q: str) -> QuerySet[Relation]:
    rows = rows.exclude(RUNS) if request.GET.get("state") == "ended" else rows.filter(RUNS)
    if request.GET.get("kind", "") in PointKind.values:
        rows = rows.filter(kind=request.GET["kind"])
    if not q:
        return rows
    worker = Q(worker_index=personal.blind_index("name", q))
    return rows.filter(
        Q(person__name__icontains=q) | Q(employer__name__icontains=q) | Q(unit__name__icontains=q) | worker
    )


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the table; a readable one is put aside and shown."""
    cycle, _way = cycle_of(request, code)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        if _readable(form, data):
            token = waiting.keep(request, data, f"contacts:{cycle.code}", file.name or "")
            return redirect("visit_relations_preview", code, token)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "visits/upload.html", {"form": form, "cycle": cycle}, status=status)


@works_here
@require_safe
def blank_table(request: HttpRequest, code: str) -> HttpResponse:
    """An empty 联系点一览表 with the official columns, to fill in and upload."""
    cycle, _way = cycle_of(request, code)
    title = f"{cycle.title}联系点一览表"
    return as_file(workbook(title, COLUMNS, []), f"{title}.xlsx")


def _readable(form: forms.Form, data: bytes) -> bool:
    try:
        read_contacts(data)
    except FileRefused as refused:
        form.add_error("file", str(refused))
        return False
    return True


def _kept(request: HttpRequest, cycle: ContactCycle, token: str) -> ContactSheet | None:
    """The table put aside; None when it is there no longer."""
    try:
        found = waiting.kept(request, token)
    except waiting.Gone as gone:
        messages.error(request, str(gone))
        return None
    if found.town_code != f"contacts:{cycle.code}":
        raise Http404
    return read_contacts(found.data)


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What would be added, what is known, what is refused and why; with POST, add it."""
    cycle, way = cycle_of(request, code)
    sheet = _kept(request, cycle, token)
    if sheet is None:
        return redirect("visit_relations_upload", code)
    if request.method == "POST":
        done = actions.import_contacts(sheet.rows, acting=way, cycle=cycle)
        messages.success(request, _("登记了 %(n)d 个联系点。") % {"n": len(done.fresh)})
        return redirect("visit_relations", code)
    found = actions.preview_contacts(sheet.rows, acting=way, cycle=cycle)
    unread = [{"row": one.row, "said": one.column, "reason": one.reason} for one in sheet.refused]
    unknown = [
        {"row": one.row.row, "said": f"{one.row.person} · {one.row.point}", "reason": one.reason}
        for one in found.refused
    ]
    context = {
        "cycle": cycle, "token": token, "fresh": found.fresh[:SHOWN], "more": max(len(found.fresh) - SHOWN, 0),
        "total": len(found.fresh), "known": len(found.known), "notes": sheet.notes, "ignored": sheet.ignored,
        "carried": sum(row.carried for row, _relation in found.fresh),
        "refused": sorted([*unread, *unknown], key=lambda one: int(str(one["row"]))),
    }  # fmt: skip
    return render(request, "visits/preview.html", context)
