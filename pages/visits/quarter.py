"""季分析: what a quarter's rounds and visits come to, on one page that prints."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import FindingKind
from cases.surveys import quarter, rounds_of
from cases.visits.figures import findings_made, visits_made
from organizations.models import Checklist, ChecklistUse
from pages.acting import works_here
from pages.parts import FilterGroup, FilterOption
from pages.visits.rounds import seers
from record.timekeeping import today

#: Quarters one can look back to.
SHOWN, MONTHS, QUARTERS = 6, 3, 4
_QUARTER = re.compile(r"(20\d\d)-([1-4])")


def days_of(year: int, number: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a quarter."""
    after = (
        datetime.date(year + 1, 1, 1) if number == QUARTERS else datetime.date(year, number * MONTHS + 1, 1)
    )
    return datetime.date(year, number * MONTHS - 2, 1), after - datetime.timedelta(days=1)


def past_quarters(on: datetime.date) -> list[tuple[int, int]]:
    """The present quarter and those before it, newest first."""
    last = on.year * QUARTERS + (on.month - 1) // MONTHS
    return [(one // QUARTERS, one % QUARTERS + 1) for one in range(last, last - SHOWN, -1)]


@works_here
@require_safe
def quarter_page(request: HttpRequest) -> HttpResponse:
    """季分析 of the union and below. The same number of queries for one form and for a thousand."""
    way = seers(request)[0]
    assert way.unit is not None  # noqa: S101  ``seers`` asked; tells mypy
    match = _QUARTER.fullmatch(request.GET.get("quarter", ""))
    quarters = past_quarters(today())
    year, number = (int(match[1]), int(match[2])) if match else quarters[0]
    lists = {one.code: one for one in Checklist.objects.filter(use=ChecklistUse.SURVEY, is_active=True)}
    asked = request.GET.get("list", "")
    code = asked if asked in lists else "monthly_check"
    since, until = days_of(year, number)
    found = quarter(way.unit, year, number, code)
    months = [f"{year}-{month:02d}" for month in range(number * MONTHS - 2, number * MONTHS + 1)]
    context = {
        "unit": way.unit, "year": year, "number": number, "since": since, "until": until, "quarter": found,
        "list": lists.get(code), "items": _items(found.items.get(code, ()), lists.get(code)),
        "rounds": rounds_of(way.unit).filter(month__in=months, checklist__code=code).order_by("month", "unit__path"),
        "visits": visits_made(way.unit, since, until), "findings": _findings(findings_made(way.unit, since, until)),
        "groups": _groups(quarters, lists),
    }  # fmt: skip
    return render(request, "visits/quarter.html", context)


def _groups(quarters: list[tuple[int, int]], lists: dict[str, Checklist]) -> list[FilterGroup]:
    now = quarters[0]
    words = _("%(year)d年第%(n)d季度")
    past = [FilterOption(f"{y}-{n}", words % {"year": y, "n": n}) for y, n in quarters[1:]]
    groups = [FilterGroup("quarter", _("季度"), past, any_label=words % {"year": now[0], "n": now[1]})]
    others = [FilterOption(code, str(one)) for code, one in lists.items() if code != "monthly_check"]
    usual = str(lists["monthly_check"]) if "monthly_check" in lists else _("月排查")
    return [*groups, FilterGroup("list", _("清单"), others, any_label=usual)] if others else groups


def _items(sums: Any, form: Checklist | None) -> list[dict[str, Any]]:
    """Each item with its sum, its name in the reader's language."""
    english = (get_language() or "").startswith("en")
    names = {item["key"]: item.get("name_en") for item in form.items} if form is not None and english else {}
    return [{"name": names.get(one.key) or one.name, "one": one} for one in sums]


def _findings(counted: Any) -> list[dict[str, Any]]:
    none = {"entries": 0, "answered": 0, "cases": 0}
    return [{"name": kind.label, **counted.get(kind.value, none)} for kind in FindingKind]
