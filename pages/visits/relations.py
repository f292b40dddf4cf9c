"""联系点: cycles and their relations, and the official table brought in after a look at it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.imports.contacts import ContactSheet, read_contacts
from cases.imports.errors import FileRefused
from organizations import actions
from organizations.acting import Acting
from organizations.actions.contacts import may_arrange
from organizations.errors import Refusal
from organizations.models import ContactCycle, Relation
from organizations.paths import under_any
from pages.acting import actings, works_here
from pages.ledgers import waiting
from pages.visits.forms.going import CycleForm, TableForm, point_name
from protection import personal

ROWS_A_PAGE, SHOWN = 60, 100
UNPROCESSABLE = 422


def _arrangers(request: HttpRequest) -> list[Acting]:
    found = [way for way in actings(request) if way.unit and may_arrange(way, way.unit)]
    if not found:
        raise PermissionDenied(_("只有本级或上级工会的主席和系统管理员可以安排联系点。"))
    return found


def _cycle(request: HttpRequest, code: str) -> tuple[ContactCycle, Acting]:
    """A cycle the reader arranges, and as whom."""
    cycle = ContactCycle.objects.select_related("unit__county").filter(code=code).first()
    if cycle is None:
        raise Http404
    for way in _arrangers(request):
        if may_arrange(way, cycle.unit):
            return cycle, way
    raise Http404


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def cycles(request: HttpRequest) -> HttpResponse:
    """Cycles of the union and below; a new one."""
    ways = _arrangers(request)
    form = CycleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit = ways[0].unit
        try:
            assert unit is not None  # noqa: S101  ``_arrangers`` asked; tells mypy
            made = actions.open_cycle(acting=ways[0], unit=unit, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return HttpResponseRedirect(reverse("visit_relations", args=[made.code]))
    paths = [way.unit.path for way in ways if way.unit]
    rows = ContactCycle.objects.filter(under_any(paths, "unit__path")).select_related("unit")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "visits/cycles.html", {"form": form, "rows": rows[:SHOWN]}, status=status)


@works_here
@require_safe
def relations(request: HttpRequest, code: str) -> HttpResponse:
    """一览表 of a cycle: 联系人, 联系点, 联络员."""
    cycle, _way = _cycle(request, code)
    found = Relation.objects.filter(cycle=cycle).select_related("person", "unit", "employer", "liaison")
    page = Paginator(found.order_by("person__name", "person", "pk"), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    names = personal.read_many(key for row in shown for key in (row.worker_key, row.liaison_key))
    rows = [
        {
            "row": row, "point": point_name(row, names),
            "liaison": row.liaison.name if row.liaison else names.get(row.liaison_key, {}).get("name", "") if row.liaison_key else "",
        }
        for row in shown
    ]  # fmt: skip
    return render(request, "visits/relations.html", {"cycle": cycle, "rows": rows, "page": page})


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the table; a readable one is put aside and shown."""
    cycle, _way = _cycle(request, code)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        if _readable(form, data):
            token = waiting.keep(request, data, f"contacts:{cycle.code}", file.name or "")
            return redirect("visit_relations_preview", code, token)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "visits/upload.html", {"form": form, "cycle": cycle}, status=status)


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
    cycle, way = _cycle(request, code)
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
        "refused": sorted([*unread, *unknown], key=lambda one: int(str(one["row"]))),
    }  # fmt: skip
    return render(request, "visits/preview.html", context)
