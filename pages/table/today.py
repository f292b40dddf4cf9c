"""What of tables belongs on 今日: questions that wait for this person, and sessions that are today. Two queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cases.models import Seat, Session, SessionState
from organizations.acting import Acting
from pages.table.holding import put_to, seats_held
from record.timekeeping import day_of, midnight


@dataclass(frozen=True)
class AtTables:
    """``questions`` put to this person's seats and not answered; ``sessions`` today, the earliest first."""

    questions: int
    sessions: Sequence[Session]


def at_tables(ways: Sequence[Acting], at: datetime.datetime) -> AtTables:
    """Of tables one sits at or leads."""
    seats = seats_held(ways)
    return AtTables(put_to(seats).count(), list(sessions_on(day_of(at), ways, seats)[:6]))


def sessions_on(day: datetime.date, ways: Sequence[Acting], seats: QuerySet[Seat]) -> QuerySet[Session]:
    """Sessions of a day that somebody leads or sits at."""
    leads = Q(case__handler__in=[way.signs_as for way in ways if way.signs_as])
    return Session.objects.filter(
        leads | Q(case__in=seats.values("case")), state__in=(SessionState.PLANNED, SessionState.OPEN),
        starts_at__gte=midnight(day), starts_at__lt=midnight(day + datetime.timedelta(days=1)),
    ).order_by("starts_at")  # fmt: skip
