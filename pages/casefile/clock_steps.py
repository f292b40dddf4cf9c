"""A deadline's reason, day by day: what each clock was told, and what each day did."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from cases.models import Case, Clock
from organizations import calendar as calendars
from organizations.workdays import Calendar, OutOfCalendar
from pages.parts import DayView
from pages.speech import spoken_date, spoken_moment
from record.timekeeping import day_of
from workflows.deadline_steps import Code, day_name, explain
from workflows.deadlines import Roll, Unit

ONE = datetime.timedelta(days=1)
#: Longer than this, plain days are left out and only those that did not count are told.
LONGEST = 400


def explained(clock: Clock, case: Case) -> tuple[list[DayView], list[str]]:
    """The days and, before them, what no day can say. Raises nothing a reader could cause."""
    if clock.until_on is not None:
        return [DayView(clock.until_on, counted=True, why=_("最后一日，24时届满"))], [
            _("这个期限的最后一天是约定或批准的日期，不是按天数推算的。")
        ]
    if clock.unit == Unit.HOURS:
        return [], [_hours(clock)]
    calendar = calendars.current()
    try:
        if clock.pauses:
            return _paused(clock, calendar), [_("中间暂停过，暂停的日子不计入。")]
        return _plain(clock, calendar), []
    except (OutOfCalendar, ValueError) as error:
        return [], [str(error)]


def _hours(clock: Clock) -> str:
    return _("从 %(start)s 起算 %(n)d 小时，到 %(due)s;按小时连续计算，不分昼夜和休息日。") % {
        "start": spoken_moment(clock.started_at), "n": clock.n, "due": spoken_moment(clock.due_at),
    }  # fmt: skip


def _plain(clock: Clock, calendar: Calendar) -> list[DayView]:
    steps = explain(calendar, day_of(clock.started_at), clock.n, Unit(clock.unit), roll=Roll(clock.roll))
    uncounted = {Code.START, Code.REST_DAY, Code.PASSED}
    return [DayView(step.date, step.code not in uncounted, step.reason) for step in steps]


def _paused(clock: Clock, calendar: Calendar) -> list[DayView]:
    """Day by day with the pauses taken out; for a long term only the days that did not count."""
    start, spans = day_of(clock.started_at), _spans(clock)
    if Unit(clock.unit) is Unit.MONTHS or (clock.due_on - start).days > LONGEST:
        shown = [DayView(since, False, _until(since, until)) for since, until in spans]
        return [
            DayView(start, False, _("开始的当日不计入")),
            *shown,
            DayView(clock.due_on, True, _("最后一日，24时届满")),
        ]
    days = [DayView(start, False, _("开始的当日不计入"))]
    day, counted = start + ONE, 0
    while day <= clock.due_on:
        rests = Unit(clock.unit) is Unit.WORKING and not calendar.is_working(day)
        if any(since <= day and (until is None or day < until) for since, until in spans):
            days.append(DayView(day, False, _("暂停期间，不计入")))
        elif rests or counted >= clock.n:
            days.append(DayView(day, day == clock.due_on, day_name(calendar, day)))
        else:
            counted += 1
            days.append(DayView(day, True, _("第%(n)d日") % {"n": counted}))
        day += ONE
    return days


def _until(since: datetime.date, until: datetime.date | None) -> str:
    if until is None:
        return _("从这天起暂停，还没有恢复")
    return _("从这天起暂停，到 %(day)s 恢复，共 %(n)d 天不计入") % {
        "day": spoken_date(until),
        "n": (until - since).days,
    }


def _spans(clock: Clock) -> list[tuple[datetime.date, datetime.date | None]]:
    read = datetime.datetime.fromisoformat
    return [(day_of(read(since)), day_of(read(until)) if until else None) for since, until in clock.pauses]
