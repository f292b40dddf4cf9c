"""Deadlines laid anew when the calendar changed under them. Nothing else of a clock changes: what was warned of stays so."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import Clock, ClockState
from organizations import calendar as calendars
from organizations.acting import SYSTEM, Acting
from organizations.calendar import Days, Published
from record.names import EventName
from record.timekeeping import midnight, now

from .engine import start_draft
from .fetching import as_locked, cases_to_step, held
from .writing import write

BATCH = 200
#: A stopped clock keeps its deadline, provisional or not.
OPEN = Clock.objects.exclude(state=ClockState.STOPPED)


def publish_year(
    year: int,
    days: Days,
    *,
    source: str,
    acting: Acting | None,
    published_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> tuple[Published, int]:
    """Publish a year's notice and lay anew every deadline it touches, in one transaction; returns how many clocks."""
    with transaction.atomic():
        published = calendars.publish_year(
            year, days, source=source, acting=acting, published_on=published_on, at=at
        )
        return published, rebind(published.changed, f"calendar {year}", at)


def rebind(changed: Sequence[datetime.date], because: str, at: datetime.datetime | None = None) -> int:
    """Lay anew the open clocks that are provisional, or run over a day that changed."""
    touched = Q(provisional=True)
    if changed:
        touched |= Q(
            started_at__lt=midnight(max(changed) + datetime.timedelta(days=1)), due_on__gte=min(changed)
        )
    return _rebind(OPEN.filter(touched), because, at)


def rebind_overtaken(at: datetime.datetime | None = None) -> int:
    """Lay anew provisional deadlines whose year is published by now, however it came: an upload, or a new release."""
    calendar = calendars.current()
    known_until = calendar.date(calendar.provisional_from)
    return _rebind(OPEN.filter(provisional=True, due_on__lt=known_until), "calendar published", at)


def _rebind(clocks: QuerySet[Clock], because: str, at: datetime.datetime | None) -> int:
    places: dict[int, set[tuple[str, str]]] = {}
    for case_id, rule_id, key in clocks.order_by().values_list("case_id", "rule_id", "key"):
        places.setdefault(case_id, set()).add((rule_id, key))
    ids = sorted(places)
    for start in range(0, len(ids), BATCH):
        _rebind_cases(ids[start : start + BATCH], places, because, at or now())
    return sum(map(len, places.values()))


@transaction.atomic
def _rebind_cases(
    ids: Sequence[int], places: dict[int, set[tuple[str, str]]], because: str, at: datetime.datetime
) -> None:
    drafts = []
    for case in map(as_locked, held(cases_to_step().filter(pk__in=ids))):
        draft = start_draft(case, SYSTEM, at)
        waiting = [clock for clock in draft.clocks if (clock.rule_id, clock.key) in places[case.pk]]
        draft.say(EventName.CLOCK_REBOUND, because=because, clocks=len(waiting))
        for clock in waiting:
            draft.clocks.rebind(clock, because)
        drafts.append(draft)
    write(drafts)
