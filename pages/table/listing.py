"""协商: questions that wait for this person, sessions to come, tables they sit at or lead. A fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.models import Case, CaseKind, Seat, Session, SessionState
from organizations.acting import Acting
from pages.acting import actings, works_here
from pages.mediations.opening import setters
from pages.rows import ROW_JOINS, state_of, title_of, titles_apart
from pages.table.holding import seats_held
from workflows.models import AT_THE_TABLE, Answer, Approval, ApprovalKind, Signature, Verdict

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
    seats = list(seats_held(ways))
    cases = _cases(ways, seats)
    texts = titles_apart(cases.values())
    titles = {pk: title_of(case, texts) for pk, case in cases.items()}
    mine = {seat.case_id for seat in seats}
    me = {way.signs_as for way in ways if way.signs_as}
    places = {pk: _url(case, pk in mine and case.handler_id not in me) for pk, case in cases.items()}
    waiting = _waiting(seats)
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


def _cases(ways: Sequence[Acting], seats: Sequence[Seat]) -> dict[int, Case]:
    """Tables one sits at or leads, open ones first."""
    leads = Q(handler__in=[way.signs_as for way in ways if way.signs_as])
    rows = Case.objects.filter(leads | Q(pk__in={seat.case_id for seat in seats}), kind=CaseKind.MEDIATION)
    ordered = rows.select_related(*ROW_JOINS).order_by("closed_at", "-reported_at")
    found = sorted(ordered[: MOST * 2], key=lambda case: not case.is_open)
    return {case.pk: case for case in found[:MOST]}


def _waiting(seats: Sequence[Seat]) -> list[Approval]:
    """Open rounds in which one of the seats has not answered. One query."""
    asked = Signature.objects.filter(
        seat__in=seats,
        answer=Answer.OPEN,
        step__approval__verdict=Verdict.OPEN,
        step__approval__kind__in=AT_THE_TABLE,
    )
    return list(Approval.objects.filter(pk__in=asked.values("step__approval")).order_by("asked_at"))


def _coming(cases: dict[int, Case], titles: dict[int, str], places: dict[int, str]) -> list[Coming]:
    rows = list(
        Session.objects.filter(case__in=cases, state__in=(SessionState.PLANNED, SessionState.OPEN)).order_by(
            "starts_at"
        )
    )
    spans = [(row, row.starts_at, row.starts_at + datetime.timedelta(minutes=row.lasts)) for row in rows]
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
