"""How much of what is open is late, due today, due within three days: by town, by unit, or in all."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from record.timekeeping import day_of, midnight

SOON_DAYS = 3
#: Shares of late cases at which a tile grows darker: any at all, a tenth, a quarter, a half.
SHADES = (0.0, 0.10, 0.25, 0.50)


class Due(models.TextChoices):
    """What a number of the board counts. The first three are disjoint, all are part of the last."""

    LATE = "late", _("逾期")
    TODAY = "today", _("今天到期")
    SOON = "soon", _("三天内到期")
    OPEN = "open", _("办理中")


@dataclass(frozen=True, slots=True)
class Lateness:
    """Open cases of one place. ``oldest`` is the earliest deadline that has passed."""

    late: int = 0
    today: int = 0
    soon: int = 0
    open: int = 0
    oldest: datetime.datetime | None = None

    @property
    def share(self) -> float:
        """Which part of the open cases is late, from 0 to 1."""
        return self.late / self.open if self.open else 0.0

    @property
    def percent(self) -> int:
        """The share in whole per cent; one late case is never 0 %."""
        return max(round(self.share * 100), 1) if self.late else 0

    @property
    def shade(self) -> int:
        """How dark its tile is: 0 nothing late, 4 more than half."""
        return sum(self.share > limit for limit in SHADES)


def due_within(due: str, at: datetime.datetime) -> Q:
    """Open cases that a number of the board counts. A deadline is the instant after its last day."""
    tomorrow = midnight(day_of(at) + datetime.timedelta(days=1))
    still = Q(closed_at__isnull=True)
    if due == Due.LATE:
        return still & Q(due_at__lte=at)
    if due == Due.TODAY:
        return still & Q(due_at__gt=at, due_at__lte=tomorrow)
    if due == Due.SOON:
        return still & Q(due_at__gt=tomorrow, due_at__lte=tomorrow + datetime.timedelta(days=SOON_DAYS))
    return still


def _counts(at: datetime.datetime) -> dict[str, Any]:
    late = due_within(Due.LATE, at)
    return {
        "late": Count("pk", filter=late),
        "today": Count("pk", filter=due_within(Due.TODAY, at)),
        "soon": Count("pk", filter=due_within(Due.SOON, at)),
        "open": Count("pk"),
        "oldest": Min("due_at", filter=late),
    }


def lateness(cases: QuerySet[Case], at: datetime.datetime) -> Lateness:
    """Of all open cases in ``cases``. One query."""
    row = cases.filter(closed_at__isnull=True).order_by().aggregate(**_counts(at))
    return Lateness(**row)


def lateness_by(cases: QuerySet[Case], field: str, at: datetime.datetime) -> dict[int | None, Lateness]:
    """The same by ``town`` or ``unit`` (ids). One query, however many places."""
    rows = cases.filter(closed_at__isnull=True).order_by().values(field).annotate(**_counts(at))
    return {row.pop(field): Lateness(**row) for row in rows}


def tone_of(due: str) -> str:
    """The tone in which a number is shown: late, today, soon or calm."""
    return {Due.LATE: "late", Due.TODAY: "today", Due.SOON: "soon"}.get(Due(due), "calm")
