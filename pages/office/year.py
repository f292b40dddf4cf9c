"""A year of the working calendar as twelve small tables. Pure."""

from __future__ import annotations

import calendar as stdlib
import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import pgettext

from organizations.workdays import SATURDAY, Calendar


@dataclass(frozen=True)
class DayCell:
    """One day: its look, and what a reader is told of it."""

    day: datetime.date
    look: str
    name: str = ""
    short: str = ""


@dataclass(frozen=True)
class Month:
    """Weeks from Monday; a day of another month is None."""

    first: datetime.date
    weeks: list[list[DayCell | None]]


def months(
    year: int, known: Calendar, today: datetime.date, changed: Collection[datetime.date] = ()
) -> list[Month]:
    """The twelve months of ``year``; ``changed`` days are marked."""
    found = []
    for month in range(1, 13):
        weeks = stdlib.Calendar().monthdatescalendar(year, month)
        cells = [
            [_cell(day, known, today, changed) if day.month == month else None for day in week]
            for week in weeks
        ]
        found.append(Month(datetime.date(year, month, 1), cells))
    return found


def _cell(
    day: datetime.date, known: Calendar, today: datetime.date, changed: Collection[datetime.date]
) -> DayCell:
    name = known.name(day)
    works = known.is_working(day)
    look = (
        "is-made-up"
        if name and works
        else "is-off"
        if name
        else "is-rest"
        if day.weekday() >= SATURDAY
        else ""
    )
    marks = [look, "is-today" if day == today else "", "is-changed" if day in changed else ""]
    return DayCell(
        day, " ".join(mark for mark in marks if mark), name, name[:2] if name and not works else ""
    )


def worked_in(year: int, known: Calendar) -> int:
    """How many days of ``year`` are worked."""
    first, last = known.index(datetime.date(year, 1, 1)), known.index(datetime.date(year, 12, 31))
    return known.worked_before[last + 1] - known.worked_before[first]


def week_names() -> list[str]:
    """One letter a day, from Monday."""
    return [
        pgettext("weekday", "一"),
        pgettext("weekday", "二"),
        pgettext("weekday", "三"),
        pgettext("weekday", "四"),
        pgettext("weekday", "五"),
        pgettext("weekday", "六"),
        pgettext("weekday", "日"),
    ]
