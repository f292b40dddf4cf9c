"""协商: questions that wait for this person, sessions to come, tables they sit at or lead. A fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.models import Case, CaseKind, Session, SessionState
from cases.visibility import one_of
from organizations.acting import Acting
from pages.acting import actings, works_here
from pages.mediations.opening import setters
from pages.rows import ROW_JOINS, state_of, title_of, titles_apart
from pages.table.holding import put_to, seats_held
from record.timekeeping import now
from workflows.models import Approval, ApprovalKind

MOST = 60


@dataclass(frozen=True)
class Coming:
    """One session to come. ``clashes``: it overlaps another of this person's."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str
    way: str
    title: str
    url: str
    clashes: bool


@never_cache
@works_here
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """协商."""
    ways = actings(request)
    waiting = _waiting(ways)
    cases = _cases(ways, waiting)
    texts = titles_apart(cases.values())
    titles = {pk: title_of(case, texts) for pk, case in cases.items()}
    mine = set(seats_held(ways).filter(case__in=cases).values_list("case_id", flat=True))
    me = {way.signs_as for way in ways if way.signs_as}
    places = {pk: _url(case, pk in mine and case.handler_id not in me) for pk, case in cases.items()}
    context: dict[str, Any] = {
        "waiting": [
            {"title": titles[row.case_id], "url": _url(cases[row.case_id], sits=True), "is_signing": row.kind == ApprovalKind.SIGN}
            for row in waiting
            if row.case_id in cases
        ],
        "coming": _coming(cases, titles, places),
        "rows": [_row(case, titles[pk], places[pk], pk in mine) for pk, case in cases.items()],
        "may_open": bool(setters(ways)),
    }  # fmt: skip
    return render(request, "table/tables.html", context)


def _cases(ways: Sequence[Acting], waiting: Sequence[Approval]) -> dict[int, Case]:
    """Tables at which something waits, then those one sits at or leads: open ones first, the newest first. Three queries.

    Asked apart: a body sits at thousands in the course of the years, and either question alone goes by its index.
    """
    asked = {row.case_id for row in waiting}
    either = {
        *sat_at(ways).values_list("pk", flat=True)[:MOST],
        *led_by(ways).values_list("pk", flat=True)[:MOST],
    }
    rows = Case.objects.filter(pk__in=asked | either).select_related(*ROW_JOINS)
    found = sorted(rows, key=lambda case: (case.pk not in asked, *_rank(case)))[:MOST]
    return {case.pk: case for case in sorted(found, key=_rank)}


def _rank(case: Case) -> tuple[bool, float]:
    """Open ones first, the newest first."""
    return not case.is_open, -case.reported_at.timestamp()


def sat_at(ways: Sequence[Acting]) -> QuerySet[Case]:
    """Tables at which somebody has a seat, open ones first."""
    return _ordered(one_of("pk", seats_held(ways).values("case")))


def led_by(ways: Sequence[Acting]) -> QuerySet[Case]:
    """Tables somebody leads, open ones first."""
    return _ordered(Q(handler__in=[way.signs_as for way in ways if way.signs_as]))


def _ordered(whose: Q) -> QuerySet[Case]:
    rows = Case.objects.filter(whose, kind=CaseKind.MEDIATION)
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-reported_at")


def _waiting(ways: Sequence[Acting]) -> list[Approval]:
    """Open rounds in which a seat one holds has not answered, the longest waiting first. One query."""
    asked = put_to(seats_held(ways)).values("step__approval")
    return list(Approval.objects.filter(pk__in=asked).order_by("asked_at")[:MOST])


def _coming(cases: dict[int, Case], titles: dict[int, str], places: dict[int, str]) -> list[Coming]:
    rows = list(
        Session.objects.filter(case__in=cases, state__in=(SessionState.PLANNED, SessionState.OPEN)).order_by(
            "starts_at"
        )
    )
    at = now()
    spans = [
        (row, row.starts_at, until)
        for row in rows
        if (until := row.starts_at + datetime.timedelta(minutes=row.lasts)) > at
    ]
    return [
        Coming(
            starts_at=starts, ends_at=ends, place=row.place, way=str(row.get_way_display()), title=titles[row.case_id],
            url=places[row.case_id],
            clashes=any(other != row and since < ends and starts < until for other, since, until in spans),
        )
        for row, starts, ends in spans
    ]  # fmt: skip


def _url(case: Case, sits: bool) -> str:
    return reverse("table_seat" if sits else "case", args=[case.code])


def _row(case: Case, title: str, url: str, sits: bool) -> dict[str, Any]:
    return {
        "title": title, "url": url, "number": case.number, "state": state_of(case), "is_open": case.is_open,
        "sits": sits, "unit": case.unit.name, "form": case.mediation.get_form_display(),
    }  # fmt: skip
