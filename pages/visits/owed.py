"""走访任务: what I owe and by when; for a chair what everybody of the union and below owes, the worst first."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import VisitDetail
from cases.visits.figures import visits_made
from cases.visits.owed import Owed, Standing, owed, owed_in
from organizations.acting import Acting
from organizations.models import ContactCycle, DutyWhat, Level, Post, Unit, UnitKind
from organizations.paths import ancestors, under
from organizations.roles import DECIDING_ROLES
from pages.acting import actings, works_here
from pages.parts import FilterGroup, FilterOption
from pages.visits.forms.going import point_name
from pages.visits.who import goer, goers
from protection import personal
from record.timekeeping import today

ROWS_A_PAGE = 60
LOOKS = {
    Standing.LATE: ("red", "alert-octagon"),
    Standing.AT_RISK: ("orange", "alert-triangle"),
    Standing.OWED: ("blue", "clock"),
    Standing.DONE: ("good", "circle-check"),
}


def standing_words() -> dict[Standing, str]:
    """How a duty stands, in a word."""
    return {
        Standing.LATE: _("已逾期"), Standing.AT_RISK: _("快到期"), Standing.OWED: _("还没有走访"), Standing.DONE: _("已完成"),
    }  # fmt: skip


def cycles_of(acting: Acting, on: datetime.date) -> list[ContactCycle]:
    """Cycles of the acting union and those above it that hold on a day. One query."""
    path = acting.unit.path if acting.unit else ""
    return list(
        ContactCycle.objects.filter(
            unit__path__in=ancestors(path), starts_on__lte=on, ends_on__gte=on
        ).select_related("unit")
    )


def own(way: Acting, cycles: Sequence[ContactCycle], on: datetime.date) -> list[Owed]:
    """What whoever acts owes (the absent one's, for a deputy). Five queries a cycle."""
    person = way.on_behalf_of or way.person
    return [one for cycle in cycles for one in owed(person, cycle, on)] if person is not None else []


def spoken(rows: Sequence[Owed], unions: Mapping[int, str] | None = None) -> list[dict[str, Any]]:
    """Rows for a page, workers' names read at once. One query."""
    names = personal.read_many(row.relation.worker_key for row in rows if row.relation)
    words = standing_words()
    return [
        {
            "one": row, "what": row.what.label, "point": point_name(row.relation, names) if row.relation else "",
            "tone": LOOKS[row.standing][0], "icon": LOOKS[row.standing][1], "word": words[row.standing],
            "union": (unions or {}).get(row.person.pk, ""),
            "plan": f"?stop_1=relation:{row.relation.code}" if row.relation else "",
        }
        for row in rows
    ]  # fmt: skip


@works_here
@require_safe
def owed_page(request: HttpRequest) -> HttpResponse:
    """走访任务. The same number of queries for one person and for a county."""
    way, on = goer(request), today()
    leaders = [one for one in goers(actings(request)) if one.role in DECIDING_ROLES and one.unit]
    asked = {name: request.GET.get(name, "")[:16] for name in ("who", "standing", "what", "town")}
    everybody = leaders[0].unit if leaders and asked["who"] != "me" else None
    cycles = cycles_of(leaders[0] if everybody else way, on)
    towns = _towns(everybody)
    place = next((one for one in towns if one.code == asked["town"]), everybody)
    rows = (
        [one for cycle in cycles for one in owed_in(place, cycle, on)]
        if place is not None
        else own(way, cycles, on)
    )
    kept = _kept(rows, asked)
    page = Paginator(kept, ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "cycles": cycles, "everybody": everybody, "may_lead": bool(leaders), "page": page, "any": bool(rows),
        "rows": spoken(shown, _unions(shown, everybody) if everybody else None),
        "groups": _groups(rows, asked, towns, bool(leaders)),
        "made": _made(cycles, place, way, on), "done": sum(one.standing == Standing.DONE for one in rows), "total": len(rows),
    }  # fmt: skip
    return render(request, "visits/owed.html", context)


def _kept(rows: Iterable[Owed], asked: Mapping[str, str]) -> list[Owed]:
    """What the address asks for; unless it asks, what is done with is left out."""
    known = {one.value for one in Standing}
    return [
        one for one in rows
        if (one.standing.value == asked["standing"] if asked["standing"] in known else one.standing != Standing.DONE)
        and (asked["what"] not in DutyWhat.values or one.what == asked["what"])
    ]  # fmt: skip


def _groups(
    rows: Sequence[Owed], asked: Mapping[str, str], towns: Sequence[Unit], may_lead: bool
) -> list[FilterGroup]:
    by_standing = Counter(one.standing for one in rows)
    by_what = Counter(one.what for one in _kept(rows, {**asked, "what": ""}))
    words = standing_words()
    groups = [
        FilterGroup("standing", _("状态"), [FilterOption(one.value, words[one], by_standing[one]) for one in WORST_FIRST], any_label=_("还没完成的")),
        FilterGroup("what", _("任务"), [FilterOption(one.value, str(one.label), by_what[one]) for one in DutyWhat]),
    ]  # fmt: skip
    if may_lead:
        groups.insert(
            0, FilterGroup("who", _("谁的"), [FilterOption("me", _("我自己的"))], any_label=_("全部人员"))
        )
    if towns:
        groups.append(FilterGroup("town", _("乡镇"), [FilterOption(one.code, one.name) for one in towns]))
    return groups


WORST_FIRST = (Standing.LATE, Standing.AT_RISK, Standing.OWED, Standing.DONE)


def _towns(unit: Unit | None) -> list[Unit]:
    """Towns below a county. One query, and none for a town."""
    if unit is None or unit.level <= Level.TOWN:
        return []
    return list(Unit.objects.filter(under(unit.path), kind=UnitKind.TOWN, is_active=True).order_by("path"))


def _unions(rows: Sequence[Owed], unit: Unit) -> dict[int, str]:
    """Where each of these people works today. One query."""
    here = under(unit.path, "unit__path")
    posts = Post.objects.on(today()).filter(here, person__in={one.person.pk for one in rows})
    found: dict[int, str] = {}
    for post in posts.select_related("unit").order_by("unit__path", "pk"):
        if post.unit is not None:
            found.setdefault(
                post.person_id, f"{post.unit.short_name or post.unit.name} · {post.get_role_display()}"
            )
    return found


def _made(
    cycles: Sequence[ContactCycle], unit: Unit | None, way: Acting, on: datetime.date
) -> Mapping[str, int]:
    """Visits of the cycle that runs, with and without a relation: those count, too. One query."""
    if not cycles:
        return {}
    since = min(cycle.starts_on for cycle in cycles)
    if unit is not None:
        return visits_made(unit, since, on)
    person = way.on_behalf_of or way.person
    rows = VisitDetail.objects.filter(visitor=person, visited_on__range=(since, on))
    related = list(rows.values_list("relation", "no_union"))
    return {
        "visits": len(related), "unrelated": sum(relation is None for relation, _no in related),
        "no_union": sum(no_union for _relation, no_union in related),
    }  # fmt: skip
