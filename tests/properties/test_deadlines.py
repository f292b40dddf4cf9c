"""The table's arithmetic against a model that walks day by day and knows nothing of tables."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from organizations.calendar import built_in, built_in_calendar
from workflows.deadline_steps import Ending, explain
from workflows.deadlines import Due, Pause, Roll, Term, Unit, due, due_paused, working_days_between

pytestmark = pytest.mark.properties

CALENDAR = built_in_calendar()
NAMED = {day: entry.is_working for days in built_in().values() for day, entry in days.items()}
FIRST_UNPUBLISHED = datetime.date(max(built_in()) + 1, 1, 1)
ONE = datetime.timedelta(days=1)

days = st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 12, 31))
lengths = st.integers(0, 400)
day_units = st.sampled_from([Unit.CALENDAR, Unit.WORKING])
units = st.sampled_from([Unit.CALENDAR, Unit.WORKING, Unit.MONTHS])


def worked(day: datetime.date) -> bool:
    return NAMED.get(day, day.weekday() < 5)


def corresponding_day(start: datetime.date, months: int) -> datetime.date:
    """民法典 202, month by month: walk to the month, then down from the start's day until a date exists."""
    year, month = start.year, start.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    for day in range(start.day, 0, -1):
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def walked(start: datetime.date, n: int, unit: Unit, back: bool, roll: Roll) -> Due:
    step = -ONE if back else ONE
    day, seen = start, set()
    if unit is Unit.MONTHS:
        day = corresponding_day(start, -n if back else n)
    else:
        counted = 0
        while counted < n:
            day += step
            counted += unit is Unit.CALENDAR or worked(day)
            if unit is Unit.WORKING:
                seen.add(day)
    if roll is not Roll.NONE:
        seen.add(day)
        while not worked(day):
            day += ONE if roll is Roll.FORWARD else -ONE
            seen.add(day)
    return Due(day, any(day >= FIRST_UNPUBLISHED for day in seen))


@given(days, lengths, units, st.booleans())
@example(datetime.date(2026, 1, 31), 1, Unit.MONTHS, False)
@example(datetime.date(2024, 2, 29), 12, Unit.MONTHS, False)
@example(datetime.date(2026, 9, 28), 15, Unit.CALENDAR, False)
@example(datetime.date(2027, 1, 1), 1, Unit.WORKING, True)
def test_a_deadline_is_where_walking_day_by_day_ends(
    start: datetime.date, n: int, unit: Unit, back: bool
) -> None:
    n = n % 61 if unit is Unit.MONTHS else n
    if back and start.year < 2016:
        start = start.replace(year=start.year + 10, day=min(start.day, 28))
    roll = Roll.BACK if back else Roll.FORWARD
    assert due(CALENDAR, start, n, unit, back) == walked(start, n, unit, back, roll)


@given(days, st.integers(0, 120), units, st.sampled_from(Roll))
def test_each_way_of_rolling_is_what_walking_finds(
    start: datetime.date, n: int, unit: Unit, roll: Roll
) -> None:
    if unit is Unit.WORKING and n == 0:
        n = 1
    n = n % 37 if unit is Unit.MONTHS else n
    assert due(CALENDAR, start, n, unit, roll=roll) == walked(start, n, unit, False, roll)


@given(days, st.integers(0, 120), units)
def test_a_longer_term_never_ends_sooner(start: datetime.date, n: int, unit: Unit) -> None:
    assert due(CALENDAR, start, n, unit).date <= due(CALENDAR, start, n + 1, unit).date


@given(days, st.integers(1, 120), units)
def test_a_forward_term_ends_on_a_working_day_after_its_start(
    start: datetime.date, n: int, unit: Unit
) -> None:
    last = due(CALENDAR, start, n, unit).date
    assert last > start
    assert worked(last)


@given(days, st.integers(1, 60), units, st.booleans())
def test_the_steps_name_each_day_once_and_end_on_the_deadline(
    start: datetime.date, n: int, unit: Unit, back: bool
) -> None:
    steps = explain(CALENDAR, start, n, unit, back)
    dates = [step.date for step in steps]
    assert dates[0] == start
    assert dates[-1] == due(CALENDAR, start, n, unit, back).date
    assert steps[-1].ending is Ending.LAST
    assert all((a > b) if back else (a < b) for a, b in pairwise(dates))
    assert [step.counted for step in steps if step.counted is not None] == list(range(1, n + 1))
    if unit is not Unit.MONTHS:
        assert all(abs(a - b) == ONE for a, b in pairwise(dates))


@given(
    days,
    st.integers(1, 60),
    day_units,
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=3),
)
def test_paused_days_are_left_out_of_the_count_one_for_one(
    start: datetime.date, n: int, unit: Unit, spans: list[tuple[int, int]]
) -> None:
    pauses = [Pause(start + since * ONE, start + (since + length) * ONE) for since, length in spans]
    out = {start + number * ONE for since, length in spans for number in range(since, since + length)}
    term = Term(n, unit)
    counted, day = 0, start
    while counted < n:
        day += ONE
        counted += day not in out and (unit is Unit.CALENDAR or worked(day))
    # While the last day is a rest day or paused, the term is not over yet.
    while not worked(day) or day in out:
        day += ONE
    assert due_paused(CALENDAR, start, term, pauses) == due(CALENDAR, day, 0, Unit.WORKING)


@given(days, days)
def test_working_days_between_two_days_are_those_one_can_count(a: datetime.date, b: datetime.date) -> None:
    first, last = sorted((a, b))
    counted = sum(worked(first + number * ONE) for number in range(1, (last - first).days + 1))
    assert working_days_between(CALENDAR, first, last) == counted
    assert working_days_between(CALENDAR, last, first) == -counted
