"""Why a deadline is where it is, day by day (month by month for a term in months). Slow and lazy on purpose."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from organizations.workdays import Calendar

from .deadlines import Roll, Unit, due, months_from


class Code(StrEnum):
    """What one day does in the count."""

    START = "start"
    START_ONLY = "start_only"
    DAY = "day"
    WORKING_DAY = "working_day"
    REST_DAY = "rest_day"
    MONTH = "month"
    MONTH_END = "month_end"
    PASSED = "passed"
    NEXT_WORKING_DAY = "next_working_day"
    LAST_WORKING_DAY = "last_working_day"


class Ending(StrEnum):
    """What a day does at the end of the term; most do nothing."""

    LAST = "last"
    LATER = "later"
    EARLIER = "earlier"


REASONS = {
    Code.START: _("开始的当日不计入"),
    Code.START_ONLY: _("期限为零，不再往后计"),
    Code.DAY: _("第%(n)s日"),
    Code.WORKING_DAY: _("第%(n)s个工作日"),
    Code.REST_DAY: _("不是工作日，不计入"),
    Code.MONTH: _("满%(n)s个月的对应日"),
    Code.MONTH_END: _("满%(n)s个月，没有对应日，以月末日为准"),
    Code.PASSED: _("休息日"),
    Code.NEXT_WORKING_DAY: _("休息日结束后的第一个工作日"),
    Code.LAST_WORKING_DAY: _("休息日之前的最后一个工作日"),
}
ENDINGS = {
    Ending.LAST: _("%s；期限最后一日，24时届满"),
    Ending.LATER: _("%s；最后一日遇休息日，顺延"),
    Ending.EARLIER: _("%s；最后一日遇休息日，提前"),
}

#: The festivals of 全国年节及纪念日放假办法, so that their names are translated.
FESTIVALS = (
    gettext_noop("元旦"),
    gettext_noop("春节"),
    gettext_noop("清明节"),
    gettext_noop("劳动节"),
    gettext_noop("端午节"),
    gettext_noop("中秋节"),
    gettext_noop("国庆节"),
)


class Step(NamedTuple):
    """One day of the reason, each date once. ``counted`` is its number in the count, None where it does not count.

    ``name`` is what makes a day unlike a plain working day: its festival, or the day of the week it rests on.
    """

    date: datetime.date
    counted: int | None
    code: Code
    name: str = ""
    provisional: bool = False
    ending: Ending | None = None

    @property
    def reason(self) -> str:
        """The sentence, in the reader's language."""
        text = str(REASONS[self.code]) % {"n": self.counted}
        if self.name:
            text = gettext("%(text)s(%(name)s)") % {"text": text, "name": self.name}
        if self.provisional:
            text = gettext("%s(暂定：当年放假安排尚未公布)") % text
        return str(ENDINGS[self.ending]) % text if self.ending else text

    def as_json(self) -> dict[str, Any]:
        """Plain values for output."""
        return {
            "date": self.date.isoformat(),
            "counted": self.counted,
            "code": str(self.code),
            "reason": self.reason,
        }


def explain(
    calendar: Calendar, start: datetime.date, n: int, unit: Unit, back: bool = False, roll: Roll | None = None
) -> list[Step]:
    """The days from ``start`` to what ``due`` answers to the same arguments; raises as it does."""
    last, provisional = due(calendar, start, n, unit, back, roll)
    steps = [Step(start, None, Code.START if n else Code.START_ONLY, _rest_name(calendar, start))]
    if unit is Unit.MONTHS:
        steps += _months(calendar, start, n, back)
    else:
        steps += _days(calendar, start, n, unit, back)
    if steps[-1].date == last:
        unsure = provisional and calendar.is_provisional(last)
        steps[-1] = steps[-1]._replace(ending=Ending.LAST, provisional=unsure)
        return steps
    return [*steps[:-1], *_rolled_over(calendar, steps[-1], last)]


def _rolled_over(calendar: Calendar, counted: Step, last: datetime.date) -> Iterator[Step]:
    """From the day the count ended on, a rest day, to the working day the term ends on."""
    later = last > counted.date
    one = datetime.timedelta(days=1 if later else -1)
    ending = Ending.LATER if later else Ending.EARLIER
    yield counted._replace(ending=ending, provisional=calendar.is_provisional(counted.date))
    day = counted.date + one
    while day != last:
        yield Step(day, None, Code.PASSED, day_name(calendar, day), calendar.is_provisional(day), ending)
        day += one
    code = Code.NEXT_WORKING_DAY if later else Code.LAST_WORKING_DAY
    yield Step(last, None, code, _make_up_name(calendar, last), calendar.is_provisional(last), Ending.LAST)


def _rest_name(calendar: Calendar, day: datetime.date) -> str:
    return "" if calendar.is_working(day) else day_name(calendar, day)


def _make_up_name(calendar: Calendar, day: datetime.date) -> str:
    return day_name(calendar, day) if calendar.name(day) else ""


def day_name(calendar: Calendar, day: datetime.date) -> str:
    """What kind of day it is, in the reader's language: 国庆节放假, 国庆节调休上班, or the day of the week."""
    festival = calendar.name(day)
    if not festival:
        return str(WEEKDAYS[day.weekday()])
    pattern = gettext("%s调休上班") if calendar.is_working(day) else gettext("%s放假")
    return pattern % gettext(festival)


def _months(calendar: Calendar, start: datetime.date, n: int, back: bool) -> Iterator[Step]:
    for count in range(1, n + 1):
        day = months_from(start, -count if back else count, calendar)
        code = Code.MONTH if day.day == start.day else Code.MONTH_END
        yield Step(day, count, code, _rest_name(calendar, day))


def _days(calendar: Calendar, start: datetime.date, n: int, unit: Unit, back: bool) -> Iterator[Step]:
    one = datetime.timedelta(days=-1 if back else 1)
    day, counted = start, 0
    while counted < n:
        day += one
        working = calendar.is_working(day)
        counted += working or unit is Unit.CALENDAR
        if unit is Unit.CALENDAR:
            yield Step(day, counted, Code.DAY, _rest_name(calendar, day))
        elif working:
            name = _make_up_name(calendar, day)
            yield Step(day, counted, Code.WORKING_DAY, name, calendar.is_provisional(day))
        else:
            yield Step(day, None, Code.REST_DAY, day_name(calendar, day), calendar.is_provisional(day))
