"""The hot lookups of visits: what somebody made in a year, a county's month, what waits for an answer, where to go next."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from benchmarks.filling import Province
from cases.models import CaseKind
from cases.visibility import visible_to
from cases.visits.figures import entries_of, findings_between, visits_between, worth_visiting
from cases.visits.owed import made_between
from organizations.acting import Acting
from organizations.models import Person
from organizations.roles import Role
from pages.visits.findings import OPEN, may_read
from record.timekeeping import day_of

PAGE, SUGGESTED = 30, 40
MONTH, YEAR = datetime.timedelta(days=30), datetime.timedelta(days=364)


def queries(province: Province) -> dict[str, Callable[[], QuerySet[Any]]]:
    """Each by what it is for."""
    on, mediator = day_of(province.now), province.mediator
    goer = [Acting(mediator, Role.INFO_OFFICER, province.town)]
    desk = [Acting(mediator, Role.MEDIATOR, province.town)]
    people = Person.objects.filter(unit__county=province.county).values("pk")
    return {
        "what the people of a county visited in a year": lambda: made_between(people, on - YEAR, on),
        "a county's visits of a month": lambda: visits_between(province.county, on - MONTH, on),
        "a county's lists of a month": lambda: findings_between(province.county, on - MONTH, on),
        "the entries that wait for an officer": lambda: entries_of(mediator.pk)[:PAGE],
        "the open entries of a town": lambda: may_read(desk).filter(OPEN).order_by("due_on", "pk")[:PAGE],
        "an information officer's own visits": lambda: (
            visible_to(goer).filter(kind=CaseKind.VISIT).order_by("-reported_at", "-pk")[:PAGE]
        ),
        "where a town should go next": lambda: worth_visiting(province.town)[:SUGGESTED],
    }
