"""Running numbers: a county's own, one row of them a year for cases of every kind: a number names one case."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import F

from organizations.models import Unit

from .models import CaseNumber


def next_number(unit: Unit, on: datetime.date) -> str:
    """编号 such as 〔2026〕0042. Holds the county's counter row until the transaction ends, so none is given twice."""
    return next_numbers(unit, on, 1)[0]


def next_numbers(unit: Unit, on: datetime.date, count: int) -> list[str]:
    """As ``next_number``, ``count`` of them in a row."""
    county = unit.county or unit
    with transaction.atomic():
        found = CaseNumber.objects.filter(county=county, year=on.year)
        if not found.update(last=F("last") + count):
            CaseNumber.objects.get_or_create(county=county, year=on.year)
            found.update(last=F("last") + count)
        last = found.values_list("last", flat=True).get()
    return [f"〔{on.year}〕{number:04d}" for number in range(last - count + 1, last + 1)]
