"""「走访」: what I owe on top, what waits for my answer, what I planned, the last visits."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Case, CaseKind
from cases.surveys import filed_forms, own_forms
from cases.visibility import visible_to
from cases.visits.figures import entries_of
from cases.visits.owed import Standing
from organizations.roles import DECIDING_ROLES
from pages.acting import actings, works_here
from pages.parts import FilterGroup, FilterOption
from pages.rows import ROW_JOINS, rows_of
from pages.visits.owed import cycles_of, own, spoken
from pages.visits.rounds import sees_rounds
from pages.visits.who import goer as goer
from pages.visits.who import goers
from record.timekeeping import now, today

ROWS_A_PAGE, MOST_OWED = 30, 60
OPEN, CLOSED = "open", "closed"


@works_here
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """走访, what is owed first. The same number of queries for one visit and for a thousand."""
    way, at = goer(request), now()
    on, ways = today(), goers(actings(request))
    cycles = cycles_of(way, on)
    mine = own(way, cycles, on)
    left = [one for one in mine if one.standing != Standing.DONE]
    state = request.GET.get("state", "")
    found = _listed(visible_to(ways).filter(kind=CaseKind.VISIT), state)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    person = (way.on_behalf_of or way.person).pk  # type: ignore[union-attr]  # ``goer``: somebody with a post
    context = {
        "owed": spoken(left[:MOST_OWED]), "left": len(left), "done": len(mine) - len(left), "cycles": cycles,
        "entries": list(entries_of(person)[:MOST_OWED]), "forms": list(own_forms(person)[:MOST_OWED]),
        "filed": list(filed_forms(person)[:MOST_OWED]),
        "rows": rows_of(list(page.object_list), at), "page": page, "leads": way.role in DECIDING_ROLES,
        "sees_rounds": sees_rounds(ways), "groups": _groups(), "asked": state in (OPEN, CLOSED),
    }  # fmt: skip
    return render(request, "visits/visits.html", context)


def _listed(visits: QuerySet[Case], state: str) -> QuerySet[Case]:
    """Open ones first, the one whose time ends soonest on top; then those done with, the latest first."""
    if state in (OPEN, CLOSED):
        visits = visits.filter(closed_at__isnull=state == OPEN)
    return visits.select_related(*ROW_JOINS).order_by(
        F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "-reported_at", "-pk"
    )


def _groups() -> list[FilterGroup]:
    return [
        FilterGroup("state", _("状态"), [FilterOption(OPEN, _("在办")), FilterOption(CLOSED, _("已办结"))])
    ]
