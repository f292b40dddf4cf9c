"""The working calendar as one immutable table: which days are worked, and how far the State Council has published.

Pure: built from rows, it asks neither the database nor the clock. ``organizations.calendar`` loads it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: Years beyond the last published one that can still be computed, provisionally.
HORIZON_YEARS = 50
SATURDAY = 5


class OutOfCalendar(ValueError):
    """A date the calendar cannot count to: before its first year or beyond its horizon. Says so in a sentence."""


class SpecialDay(NamedTuple):
    """A day the notice names: a holiday (``is_working`` false) or an adjusted working day (调休上班)."""

    is_working: bool
    name: str


class Calendar:
    """Working days from the first published year to ``HORIZON_YEARS`` after the last.

    A day no notice names follows the plain week: Monday to Friday are worked. From ``provisional_from`` on only the
    plain week is known. The lists are cumulative, so that any count is two look-ups; days are indexes from ``base``,
    the ordinal of the first day.
    """

    __slots__ = ("base", "first", "flags", "last", "next_working", "provisional_from", "size", "special",
                 "worked_before", "working")  # fmt: skip

    def __init__(self, years: Iterable[int], special: Mapping[datetime.date, SpecialDay]) -> None:
        """``years`` are those published (at least one); ``special`` the days their notices name."""
        published = sorted(set(years))
        self.first = datetime.date(published[0], 1, 1)
        self.base = self.first.toordinal()
        self.special = dict(special)
        end = published[0]
        for year in published:
            # A gap ends what is known: counting across it would be guessing.
            if year > end + 1:
                break
            end = year
        self.provisional_from = datetime.date(end + 1, 1, 1).toordinal() - self.base
        self.last = datetime.date(end + HORIZON_YEARS, 12, 31)
        self.size = self.last.toordinal() - self.base + 1
        self.flags = self._worked()
        self._accumulate()

    def _worked(self) -> bytes:
        """One byte a day: 1 is worked."""
        monday_first = self.first.weekday()
        flags = bytearray((monday_first + index) % 7 < SATURDAY for index in range(self.size))
        for day, entry in self.special.items():
            index = day.toordinal() - self.base
            if 0 <= index < self.size:
                flags[index] = entry.is_working
        return bytes(flags)

    def _accumulate(self) -> None:
        """``worked_before[i]`` days are worked before day i; ``working[k]`` is the k-th; ``next_working`` at or after."""
        self.working: list[int] = [index for index, worked in enumerate(self.flags) if worked]
        self.worked_before: list[int] = [0]
        self.next_working: list[int] = [self.size] * self.size
        total = 0
        for worked in self.flags:
            total += worked
            self.worked_before.append(total)
        following = self.size
        for index in range(self.size - 1, -1, -1):
            following = index if self.flags[index] else following
            self.next_working[index] = following

    def index(self, day: datetime.date) -> int:
        """Index of ``day``; raises OutOfCalendar."""
        index = day.toordinal() - self.base
        if not 0 <= index < self.size:
            raise OutOfCalendar(self.range_sentence())
        return index

    def date(self, index: int) -> datetime.date:
        """The date of an index inside the table."""
        return datetime.date.fromordinal(self.base + index)

    def is_working(self, day: datetime.date) -> bool:
        """Whether ``day`` is worked (调休上班 days are)."""
        return self.flags[self.index(day)] == 1

    def is_provisional(self, day: datetime.date) -> bool:
        """Whether only the plain week is known of ``day``."""
        return self.index(day) >= self.provisional_from

    def name(self, day: datetime.date) -> str:
        """Name of the festival that makes ``day`` a holiday or a make-up day, in Chinese; empty for a plain day."""
        entry = self.special.get(day)
        return entry.name if entry else ""

    def range_sentence(self) -> str:
        """What OutOfCalendar says."""
        from django.utils.translation import gettext

        return gettext("工作日历只能推算%(first)s年至%(last)s年之间的日期。") % {
            "first": self.first.year,
            "last": self.last.year,
        }


def changed_days(before: Calendar | None, after: Calendar, year: int) -> tuple[datetime.date, ...]:
    """Days whose being worked differs, among those the notice for ``year`` may name: it and the December before."""
    first = max(after.first, datetime.date(year - 1, 12, 1))
    span = range(after.index(first), after.index(datetime.date(year, 12, 31)) + 1)
    days = (after.date(index) for index in span)
    return tuple(
        day
        for day in days
        if before is None or not _covers(before, day) or before.is_working(day) != after.is_working(day)
    )


def _covers(calendar: Calendar, day: datetime.date) -> bool:
    return calendar.first <= day <= calendar.last
