"""「走访」: what I owe on top, what waits for my answer, what I planned, the last visits; planning one."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import CaseKind
from cases.surveys import own_forms
from cases.visibility import visible_to
from cases.visits.figures import entries_of, worth_visiting
from cases.visits.owed import Owed, Standing, owed, owed_in
from organizations.acting import Acting
from organizations.models import ContactCycle
from organizations.paths import ancestors
from organizations.roles import DECIDING_ROLES
from pages.acting import actings, works_here
from pages.rows import ROW_JOINS, rows_of
from pages.visits.forms.going import Route, point_name
from protection import personal
from record.timekeeping import now, today
from workflows.errors import BadInput, Refused
from workflows.visit.sending import plan_route
from workflows.visit.who import VISITORS

ROWS_A_PAGE, MOST_OWED, SUGGESTED = 30, 60, 40
UNPROCESSABLE = 422
WORDS = {
    Standing.LATE: ("late", "alert-octagon"),
    Standing.AT_RISK: ("orange", "alert-triangle"),
    Standing.OWED: ("blue", "clock"),
    Standing.DONE: ("good", "circle-check"),
}


def goers(ways: Sequence[Acting]) -> list[Acting]:
    """The ways in which somebody may go on visits."""
    return [
        way for way in ways
        if way.role in VISITORS and way.unit and not way.manages_for_employer and not way.only_approvals
    ]  # fmt: skip


def goer(request: HttpRequest) -> Acting:
    """The first of them, or the reason why not."""
    found = goers(actings(request))
    if not found:
        raise PermissionDenied(_("您的岗位不能登记走访。"))
    return found[0]


def cycles_of(acting: Acting, on: datetime.date) -> list[ContactCycle]:
    """Cycles of the acting union and those above it that hold on a day. One query."""
    path = acting.unit.path if acting.unit else ""
    return list(
        ContactCycle.objects.filter(
            unit__path__in=ancestors(path), starts_on__lte=on, ends_on__gte=on
        ).select_related("unit")
    )


@works_here
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """走访, what is owed first. The same number of queries for one visit and for a thousand."""
    way, at = goer(request), now()
    on, ways = today(), goers(actings(request))
    cycles = cycles_of(way, on)
    mine = [one for cycle in cycles for one in owed(_person(way), cycle, on)]
    found = (
        visible_to(ways)
        .filter(kind=CaseKind.VISIT)
        .select_related(*ROW_JOINS)
        .order_by("-reported_at", "-pk")
    )
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "owed": _spoken([one for one in mine if one.standing != Standing.DONE][:MOST_OWED]),
        "done": sum(one.standing == Standing.DONE for one in mine), "cycles": cycles,
        "entries": list(entries_of(_person(way).pk)[:MOST_OWED]), "forms": list(own_forms(_person(way).pk)[:MOST_OWED]),
        "rows": rows_of(list(page.object_list), at), "page": page, "leads": way.role in DECIDING_ROLES,
    }  # fmt: skip
    return render(request, "visits/visits.html", context)


def _person(way: Acting) -> Any:
    return way.on_behalf_of or way.person


def _spoken(rows: Sequence[Owed]) -> list[dict[str, Any]]:
    """Rows for the page, workers' names read at once. One query."""
    names = personal.read_many(row.relation.worker_key for row in rows if row.relation)
    return [
        {
            "one": row, "what": row.what.label, "point": point_name(row.relation, names) if row.relation else "",
            "tone": WORDS[row.standing][0], "icon": WORDS[row.standing][1], "word": _word(row.standing),
        }
        for row in rows
    ]  # fmt: skip


def _word(standing: Standing) -> str:
    return {
        Standing.LATE: _("已逾期"), Standing.AT_RISK: _("快到期"), Standing.OWED: _("还没有走访"), Standing.DONE: _("已完成"),
    }[standing]  # fmt: skip


@works_here
@require_safe
def owed_page(request: HttpRequest) -> HttpResponse:
    """谁还欠走访: what everybody of the union and below owes, the pressing first; for its chair."""
    leaders = [way for way in goers(actings(request)) if way.role in DECIDING_ROLES]
    if not leaders or leaders[0].unit is None:
        raise PermissionDenied(_("只有主席可以看全部人员的走访任务。"))
    on = today()
    rows = [one for cycle in cycles_of(leaders[0], on) for one in owed_in(leaders[0].unit, cycle, on)]
    page = Paginator(rows, MOST_OWED).get_page(request.GET.get("page"))
    context = {"rows": _spoken(list(page.object_list)), "page": page}
    return render(request, "visits/owed.html", context)


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """安排走访: a route for a day; enterprises without a union are suggested first."""
    way = goer(request)
    suggested = list(worth_visiting(way.unit)[:SUGGESTED]) if way.unit else []
    form = Route(way, suggested, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_route(actor=way, planned_on=form.cleaned_data["planned_on"], stops=form.stops())
        except BadInput as bad:
            form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("已安排 %(n)d 个走访点。") % {"n": len(made)})
            return HttpResponseRedirect(reverse("visits"))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "visits/plan.html", {"form": form}, status=status)
