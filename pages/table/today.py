"""What of tables belongs on 今日: questions that wait for this person, and sessions that are today. Two queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from cases.models import Session, SessionState
from organizations.acting import Acting
from pages.table.holding import seats_held
from record.timekeeping import day_of, midnight
from workflows.models import AT_THE_TABLE, Answer, Signature, Verdict


@dataclass(frozen=True)
class AtTables:
    """``questions`` put to this person's seats and not answered; ``sessions`` today, the earliest first."""

    questions: int
    sessions: Sequence[Session]


def at_tables(ways: Sequence[Acting], at: datetime.datetime) -> AtTables:
    """Of tables one sits at or leads."""
    seats = seats_held(ways)
    asked = Signature.objects.filter(
        seat__in=seats, answer=Answer.OPEN, step__approval__verdict=Verdict.OPEN,
        step__approval__kind__in=AT_THE_TABLE,
    )  # fmt: skip
    today = day_of(at)
    leads = Q(case__handler__in=[way.signs_as for way in ways if way.signs_as])
    rows = Session.objects.filter(
        leads | Q(case__in=seats.values("case")), state__in=(SessionState.PLANNED, SessionState.OPEN),
        starts_at__gte=midnight(today), starts_at__lt=midnight(today + datetime.timedelta(days=1)),
    )  # fmt: skip
    return AtTables(asked.count(), list(rows.order_by("starts_at")[:6]))
