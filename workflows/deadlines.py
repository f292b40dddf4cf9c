"""The arithmetic of time limits: pure functions of a start, a term and the working calendar.

The law is 民法典 201–203 (and 民事诉讼法 85 for the courts, which counts the same way):

- the day a term starts is not counted (201);
- a term in months ends on the day with the same number in the last month, or on that month's last day (202);
- a term in days or months whose last day is a rest day ends on the first working day after; an adjusted working day
  (调休上班) is a working day (203). A term in working days ends on a working day by itself;
- it ends at 24:00 at Shanghai (203): the due date is a date, its instant the midnight that follows.

A term counted backward (开庭五日前) leaves out the day it is counted from and, where it meets a rest day, moves to the
working day *before*: moved forward it would be too short for whom it protects. Pay days move back as well.
Hours, which only our internal targets use, are plain hours: they know neither midnights nor rest days.
"""

from __future__ import annotations

import datetime
from calendar import isleap
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _

from organizations.workdays import Calendar, OutOfCalendar
from record.timekeeping import day_of, midnight

__all__ = [
    "BadTerm",
    "Calendar",
    "Deadline",
    "Due",
    "OutOfCalendar",
    "Pause",
    "Roll",
    "Term",
    "Unit",
    "deadline",
    "deadline_paused",
    "due",
    "due_at",
    "due_paused",
    "months_from",
    "working_days_between",
]

#: Days of each month of a common year, January first; indexes from 0.
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SHORTEST_MONTH, FEBRUARY = 28, 1

_from_ordinal = datetime.date.fromordinal


class Unit(StrEnum):
    """What a term counts."""

    CALENDAR = "calendar"
    WORKING = "working"
    MONTHS = "months"
    HOURS = "hours"


class Roll(StrEnum):
    """Where a term goes whose last day is a rest day."""

    FORWARD = "forward"
    BACK = "back"
    NONE = "none"


class Due(NamedTuple):
    """Last day of a term; provisional (暂定) when it depends on days no notice covers yet."""

    date: datetime.date
    provisional: bool


class Term(NamedTuple):
    """How long, counted how: what a rule says, without its start."""

    n: int
    unit: Unit
    back: bool = False
    roll: Roll = Roll.FORWARD


class Deadline(NamedTuple):
    """A term laid on a start: ``date`` is its last day, ``due_at`` the instant it is over."""

    date: datetime.date
    due_at: datetime.datetime
    provisional: bool


class BadTerm(ValueError):
    """A length nobody can count. Says so in a sentence."""


def due(
    calendar: Calendar, start: datetime.date, n: int, unit: Unit, back: bool = False, roll: Roll | None = None
) -> Due:
    """Last day of ``n`` days, working days or months from ``start``, which is itself not counted.

    ``n`` ≥ 0; 0 is ``start`` itself, rolled if it is a rest day. ``roll`` is FORWARD unless said, BACK when counting
    backward; working days need none. Raises BadTerm and OutOfCalendar.
    """
    base = calendar.base
    size = calendar.size
    origin = start.toordinal() - base
    if n < 0 or not 0 <= origin < size:
        raise _refusal(calendar, n)
    if roll is None:
        roll = Roll.BACK if back else Roll.FORWARD
    if unit is Unit.CALENDAR:
        end = origin - n if back else origin + n
    elif unit is Unit.WORKING and n:
        return _working(calendar, origin, n, back)
    elif unit is Unit.MONTHS:
        end = months_from(start, -n if back else n, calendar).toordinal() - base
    elif unit is Unit.WORKING:
        end = origin
    else:
        raise BadTerm(_("以小时计的期限没有到期日，只有到期时刻。"))
    if not 0 <= end < size:
        raise _refusal(calendar, n)
    if roll is Roll.NONE:
        # Nothing but counting: no notice can change it.
        return Due(_from_ordinal(base + end), False)
    last = end
    if not calendar.flags[end]:
        last = calendar.next_working[end] if roll is Roll.FORWARD else _working_at_or_before(calendar, end)
        if last >= size:
            raise _refusal(calendar, n)
    bound = calendar.provisional_from
    return Due(_from_ordinal(base + last), last >= bound or end >= bound)


def _working(calendar: Calendar, origin: int, n: int, back: bool) -> Due:
    """The n-th working day (n ≥ 1) after or before the day with index ``origin``."""
    place = calendar.worked_before[origin] - n if back else calendar.worked_before[origin + 1] + n - 1
    if not 0 <= place < len(calendar.working):
        raise _refusal(calendar, n)
    last = calendar.working[place]
    # Counting backward passes the days just before the start: they too must be known.
    known = calendar.provisional_from
    provisional = last >= known or (back and origin > known)
    return Due(_from_ordinal(calendar.base + last), provisional)


def _working_at_or_before(calendar: Calendar, index: int) -> int:
    place = calendar.worked_before[index + 1] - 1
    if place < 0:
        raise _refusal(calendar, 0)
    return calendar.working[place]


def _refusal(calendar: Calendar, n: int) -> ValueError:
    if n < 0:
        return BadTerm(_("期限不能是负数；要往前推算，请选择向前倒计。"))
    return OutOfCalendar(calendar.range_sentence())


def months_from(start: datetime.date, n: int, calendar: Calendar) -> datetime.date:
    """民法典 202: the corresponding day ``n`` months on (or back, if negative), or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    day = start.day
    try:
        if day > SHORTEST_MONTH:
            day = min(day, LENGTHS[month] + (month == FEBRUARY and isleap(year)))
        return datetime.date(year, month + 1, day)
    except (ValueError, OverflowError):
        raise _refusal(calendar, 0) from None


def due_at(day: datetime.date) -> datetime.datetime:
    """The instant a term ending on ``day`` is over: 24:00 at Shanghai, which is the next day's midnight."""
    return midnight(day + datetime.timedelta(days=1))


def deadline(calendar: Calendar, started: datetime.datetime, term: Term) -> Deadline:
    """``term`` laid on the aware instant ``started``; hours run from the instant, everything else from its date."""
    if term.unit is Unit.HOURS:
        if term.n < 0:
            raise _refusal(calendar, term.n)
        end = started + datetime.timedelta(hours=-term.n if term.back else term.n)
        return Deadline(day_of(end), end, False)
    last, provisional = due(calendar, day_of(started), term.n, term.unit, term.back, term.roll)
    return Deadline(last, due_at(last), provisional)


def working_days_between(calendar: Calendar, after: datetime.date, until: datetime.date) -> int:
    """Working days after ``after`` up to and with ``until``: what is left of a term. Negative when it is past."""
    return (
        calendar.worked_before[calendar.index(until) + 1] - calendar.worked_before[calendar.index(after) + 1]
    )


class Pause(NamedTuple):
    """A stretch of days that does not count: the day it begins is out, the day the term resumes counts again."""

    since: datetime.date
    until: datetime.date | None


def due_paused(calendar: Calendar, start: datetime.date, term: Term, pauses: Sequence[Pause]) -> Due | None:
    """Last day of a forward ``term`` that was paused (中止, 鉴定评估期间不计入 …); None while a pause is open.

    Days in a pause are skipped one for one (working days for a term in working days), so that holidays inside and
    outside the pause each count once. A pause after the last day changes nothing.
    """
    no_roll = due(calendar, start, term.n, term.unit, roll=Roll.NONE).date
    first = start + datetime.timedelta(days=1)
    for pause in sorted(pauses, key=lambda pause: pause.since):
        since = max(pause.since, first)
        if since > _rolled(calendar, no_roll, term).date:
            break
        if pause.until is None:
            return None
        if pause.until > since:
            no_roll = _lengthened(calendar, no_roll, term, since, pause.until)
            first = pause.until
    return _rolled(calendar, no_roll, term)


def _rolled(calendar: Calendar, day: datetime.date, term: Term) -> Due:
    unit = Unit.WORKING if term.unit is Unit.WORKING else Unit.CALENDAR
    return due(calendar, day, 0, unit, roll=term.roll)


def _lengthened(
    calendar: Calendar, end: datetime.date, term: Term, since: datetime.date, until: datetime.date
) -> datetime.date:
    """``end`` after the days from ``since`` to the day before ``until`` have been taken out of the count."""
    if term.unit is Unit.WORKING:
        one = datetime.timedelta(days=1)
        skipped = working_days_between(calendar, since - one, until - one)
        return due(calendar, end, skipped, Unit.WORKING).date
    # Paused on a rest day that had only prolonged the term: nothing was left to count but the last day.
    return until if since > end else end + (until - since)


Span = tuple[datetime.datetime, datetime.datetime | None]


def deadline_paused(
    calendar: Calendar, started: datetime.datetime, term: Term, pauses: Sequence[Span]
) -> Deadline | None:
    """``deadline`` of a term with pauses given as instants; None while a pause is open."""
    if not pauses or term.back:
        return deadline(calendar, started, term)
    if term.unit is not Unit.HOURS:
        days = [Pause(day_of(since), day_of(until) if until else None) for since, until in pauses]
        found = due_paused(calendar, day_of(started), term, days)
        return Deadline(found.date, due_at(found.date), found.provisional) if found else None
    end = started + datetime.timedelta(hours=term.n)
    for since, until in sorted(pauses, key=lambda span: span[0]):
        if since >= end:
            break
        if until is None:
            return None
        end += until - max(since, started)
    return Deadline(day_of(end), end, False)
