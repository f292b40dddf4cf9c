"""Signals the software knows by itself: how many reports an employer had lately, and its record of arrears."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from django.db.models import Q, QuerySet

from cases.models import Case, CaseKind, SignalKind
from cases.wages.levels import Test
from organizations.models import Employer, Unit
from record.timekeeping import day_of, midnight
from workflows.shared.limits import PAY

#: How we know: counted from our own cases.
COUNTED = "count"
CONFIRMED = ("confirmed", "partly")


class Given(TypedDict, total=False):
    """A signal as it is said: ``kind`` and ``value`` always; ``source`` is a code of how it is known."""

    kind: str
    value: Decimal
    source: str
    source_case: Case | None
    observed_on: datetime.date
    window_days: int | None
    note: str


def gather(
    county: Unit,
    employer: Employer | None,
    employer_name: str,
    on: datetime.date,
    tests: Iterable[Test],
    but: Case | None = None,
) -> list[Given]:
    """多次反映 and 欠薪记录 of an employer in a county, over the days the rules count. One statement.

    The report at hand counts as one of the reports; alone it is none of several. An employer that is not registered is
    known by its name as written.
    """
    windows = {(test.measure, test.window_days or 0) for test in tests if test.window_days}
    if not windows:
        return []
    longest = max(days for _measure, days in windows)
    rows = _before(county, employer, employer_name, on - datetime.timedelta(days=longest), but)
    found: list[Given] = []
    for measure, days in sorted(windows):
        first = on - datetime.timedelta(days=days)
        within = [row for row in rows if day_of(row[0]) >= first]
        count = len(within) + 1 if measure == SignalKind.REPORTS else sum(row[1] or row[2] for row in within)
        if count > (1 if measure == SignalKind.REPORTS else 0):
            found.append(
                Given(kind=measure, value=Decimal(count), source=COUNTED, observed_on=on, window_days=days)
            )
    return found


def about_pay(
    county: Unit, employer: Employer | None, employer_name: str, since: datetime.date
) -> QuerySet[Case]:
    """Cases about an employer's pay, reported in a county since a day."""
    named = Q(employer__isnull=True, employer_name=employer_name)
    about = Q(kind=CaseKind.WAGES) | Q(kind=CaseKind.DISPUTE, category__in=list(PAY))
    return Case.objects.filter(
        about, Q(employer=employer) if employer is not None else named, county=county,
        reported_at__gte=midnight(since), merged_into__isnull=True,
    ).order_by()  # fmt: skip


def _before(
    county: Unit, employer: Employer | None, name: str, since: datetime.date, but: Case | None
) -> list[tuple[datetime.datetime, bool, bool]]:
    """(reported at, confirmed as wage case, confirmed as dispute) of the employer's pay cases since a day."""
    cases = about_pay(county, employer, name, since)
    if but is not None and but.pk is not None:
        cases = cases.exclude(pk=but.pk)
    rows = cases.values_list("reported_at", "wage_arrears__finding", "dispute__finding")
    return [(at, wage in CONFIRMED, dispute in CONFIRMED) for at, wage, dispute in rows]
