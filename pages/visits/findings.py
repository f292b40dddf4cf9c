"""三张清单: every entry of the visits somebody may see, late first; whose it is, by when, what was answered, how it was rated."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case as Choose
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import CaseKind, Clock, ClockState, Finding, FindingKind, FindingState
from cases.visibility import visible_to
from organizations.acting import Acting
from pages.acting import actings, works_here
from pages.clocks import clock_view
from pages.parts import FilterGroup, FilterOption
from pages.rows import ROW_JOINS
from pages.visits.who import goer, goers
from protection import personal
from record.timekeeping import now, today

ROWS_A_PAGE, MOST_OWNERS, EXCERPT = 30, 8, 80
JOINS = (*(f"case__{name}" for name in ROW_JOINS), "owner", "became")
OPEN = Q(state=FindingState.OPEN)
MINE, LATE, RATED = "me", "late", "rated"


def may_read(ways: Sequence[Acting]) -> QuerySet[Finding]:
    """Entries of the visits that one of ``ways`` may see."""
    visits = visible_to(ways).filter(kind=CaseKind.VISIT).order_by()
    return Finding.objects.filter(case__in=visits.values("pk"))


@works_here
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """三张清单. The same number of queries for one entry and for a thousand."""
    goer(request)
    ways, at, on = goers(actings(request)), now(), today()
    me = {way.signs_as for way in ways if way.signs_as}
    rows = may_read(ways)
    asked = {name: request.GET.get(name, "")[:16] for name in ("list", "state", "owner", "town")}
    found = _asked(rows, asked, me, on)
    page = Paginator(_sorted(found).select_related(*JOINS), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": _groups(rows, me, on), "rows": _shown(list(page.object_list), at, me), "page": page,
        "asked": any(asked.values()),
    }  # fmt: skip
    return render(request, "visits/findings.html", context)


def _asked(
    rows: QuerySet[Finding], asked: Mapping[str, str], me: set[int], on: datetime.date
) -> QuerySet[Finding]:
    """The rows the address asks for; what it asks in other words than ours is everything."""
    if asked["list"] in FindingKind.values:
        rows = rows.filter(kind=asked["list"])
    if asked["state"] in _states(on):
        rows = rows.filter(_states(on)[asked["state"]])
    if asked["owner"] == MINE:
        rows = rows.filter(owner__in=me)
    elif asked["owner"].isascii() and asked["owner"].isdigit():
        rows = rows.filter(owner=int(asked["owner"]))
    return rows.filter(case__town__code=asked["town"]) if asked["town"] else rows


def _states(on: datetime.date) -> dict[str, Q]:
    return {
        LATE: OPEN & Q(due_on__lt=on), str(FindingState.OPEN): OPEN, str(FindingState.ANSWERED): Q(state=FindingState.ANSWERED),
        str(FindingState.CASE): Q(state=FindingState.CASE), RATED: Q(rating__isnull=False),
    }  # fmt: skip


def _sorted(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """What waits first, the latest of it on top; then what was answered, newest first."""
    waits = Choose(When(OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(
        waits, Choose(When(OPEN, then=F("due_on"))).asc(nulls_last=True), F("answered_at").desc(nulls_first=True), "pk"
    )  # fmt: skip


def _groups(rows: QuerySet[Finding], me: set[int], on: datetime.date) -> list[FilterGroup]:
    """Filters with their numbers. Three queries."""
    numbers = {f"state_{name}": Count("pk", filter=one) for name, one in _states(on).items()}
    numbers |= {f"list_{kind}": Count("pk", filter=Q(kind=kind)) for kind in FindingKind.values}
    counted = rows.aggregate(**numbers, mine=Count("pk", filter=Q(owner__in=me) & OPEN))
    words = {LATE: _("已逾期"), **dict(FindingState.choices), RATED: _("职工已评价")}
    groups = [
        FilterGroup("list", _("清单"), [FilterOption(kind, str(name), counted[f"list_{kind}"]) for kind, name in FindingKind.choices]),
        FilterGroup("state", _("办理"), [FilterOption(name, str(word), counted[f"state_{name}"]) for name, word in words.items()]),
        FilterGroup("owner", _("办理人"), [FilterOption(MINE, _("我办理的"), counted["mine"]), *_owners(rows, me)]),
    ]  # fmt: skip
    towns = _towns(rows)
    return [*groups, FilterGroup("town", _("乡镇"), towns)] if len(towns) > 1 else groups


def _owners(rows: QuerySet[Finding], me: set[int]) -> list[FilterOption]:
    """Those with most that waits for them."""
    others = rows.filter(OPEN).exclude(owner__in=me).order_by()
    counted = others.values("owner", "owner__name").annotate(n=Count("pk")).order_by("-n", "owner__name")
    return [FilterOption(str(one["owner"]), one["owner__name"], one["n"]) for one in counted[:MOST_OWNERS]]


def _towns(rows: QuerySet[Finding]) -> list[FilterOption]:
    counted = rows.filter(case__town__isnull=False).order_by().values("case__town__code", "case__town__name")
    towns = counted.annotate(n=Count("pk")).order_by("case__town__code")
    return [FilterOption(one["case__town__code"], one["case__town__name"], one["n"]) for one in towns]


def _shown(rows: Sequence[Finding], at: datetime.datetime, me: set[int]) -> list[dict[str, Any]]:
    """Lines of the page, their texts and clocks read at once. Two queries."""
    texts = personal.read_many([key for row in rows for key in (row.text_key, row.answer_key)])
    waiting = [row.code for row in rows if row.state == FindingState.OPEN]
    clocks = {
        one.key: one
        for one in Clock.objects.filter(rule_id="finding_answer", key__in=waiting).exclude(
            state=ClockState.STOPPED
        )
    }
    return [
        {
            "row": row, "text": _short(texts.get(row.text_key, {}).get("text", "")), "place": row.case.visit.place_name,
            "answer": _short(texts.get(row.answer_key, {}).get("answer", "")) if row.answer_key else "",
            "clock": clock_view(clocks[row.code], row.case, at) if row.code in clocks else None,
            "url": f"{reverse('case', args=[row.case.code])}#list",
            "answer_url": f"{reverse('case_do', args=[row.case.code, 'answer_finding'])}?finding={row.code}"
            if row.owner_id in me and row.state == FindingState.OPEN else "",
        }
        for row in rows
    ]  # fmt: skip


def _short(text: object) -> str:
    """The beginning of what was said: the whole is in the visit's file."""
    said = " ".join(str(text).split())
    return said if len(said) <= EXCERPT else f"{said[:EXCERPT]}…"
