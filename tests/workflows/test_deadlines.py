"""民法典 201–203, day by day, on the official calendar of 2026 and its neighbours."""

import datetime

import pytest

from organizations.calendar import built_in_calendar
from organizations.workdays import Calendar
from record.timekeeping import SHANGHAI
from workflows.deadline_steps import Code, explain
from workflows.deadlines import (
    BadTerm,
    Due,
    OutOfCalendar,
    Pause,
    Roll,
    Term,
    Unit,
    deadline,
    deadline_paused,
    due,
    due_at,
    due_paused,
    working_days_between,
)

CALENDAR = built_in_calendar()
DAYS, WORKING, MONTHS, HOURS = Unit.CALENDAR, Unit.WORKING, Unit.MONTHS, Unit.HOURS


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def instant(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def last(start: str, n: int, unit: Unit, *, back: bool = False, roll: Roll | None = None) -> str:
    return due(CALENDAR, day(start), n, unit, back, roll).date.isoformat()


def test_the_day_a_term_starts_is_not_counted() -> None:
    assert last("2026-03-02", 1, DAYS) == "2026-03-03"
    assert last("2026-03-02", 1, WORKING) == "2026-03-03"


def test_fifteen_days_across_national_day_end_on_the_fifteenth_day() -> None:
    assert due(CALENDAR, day("2026-09-28"), 15, DAYS) == Due(day("2026-10-13"), False)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-09-29", 1, "2026-09-30"),  # the last working day before the holiday
        ("2026-09-29", 2, "2026-10-08"),  # 1 October rests
        ("2026-09-29", 8, "2026-10-08"),  # 7 October still rests
        ("2026-09-29", 9, "2026-10-08"),  # the first working day itself
        ("2026-09-29", 10, "2026-10-09"),
    ],
)
def test_a_term_that_ends_in_the_national_day_holiday_ends_on_the_first_working_day_after(
    start: str, n: int, expected: str
) -> None:
    assert last(start, n, DAYS) == expected


def test_a_term_that_ends_on_a_made_up_saturday_ends_there() -> None:
    assert last("2026-10-05", 5, DAYS) == "2026-10-10"
    assert last("2026-10-05", 6, DAYS) == "2026-10-12"


def test_a_term_in_the_spring_festival_waits_for_its_end() -> None:
    assert last("2026-02-10", 3, DAYS) == "2026-02-13"
    assert last("2026-02-10", 4, DAYS) == "2026-02-14"  # made-up Saturday
    assert last("2026-02-10", 5, DAYS) == "2026-02-24"  # the whole festival rests
    assert last("2026-02-10", 13, DAYS) == "2026-02-24"


def test_made_up_days_count_as_working_days_and_holidays_do_not() -> None:
    assert last("2026-02-13", 1, WORKING) == "2026-02-14"
    assert last("2026-02-13", 2, WORKING) == "2026-02-24"
    assert last("2026-09-18", 1, WORKING) == "2026-09-20"  # a Sunday worked for National Day
    assert last("2026-09-30", 3, WORKING) == "2026-10-10"


def test_a_working_day_is_a_day_and_not_twenty_four_hours() -> None:
    late = deadline(CALENDAR, instant("2026-03-02T23:59:00"), Term(1, WORKING))
    early = deadline(CALENDAR, instant("2026-03-02T00:00:00"), Term(1, WORKING))
    assert late.date == early.date == day("2026-03-03")


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),  # a leap year
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-01-31", 1, "2026-02-28"),  # a made-up Saturday
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-01-15", 1, "2026-02-24"),  # 15 February rests: the festival begins
        ("2026-05-12", 12, "2027-05-12"),
    ],
)
def test_a_month_ends_on_its_corresponding_day_or_its_last_and_then_rolls(
    start: str, n: int, expected: str
) -> None:
    assert last(start, n, MONTHS) == expected


def test_counting_months_is_not_counting_them_one_after_another() -> None:
    assert last("2025-12-31", 2, MONTHS) == "2026-02-28"
    assert last("2025-12-31", 3, MONTHS) == "2026-03-31"


@pytest.mark.parametrize(
    ("start", "n", "unit", "expected"),
    [
        ("2026-10-15", 5, WORKING, "2026-10-09"),  # over a Sunday, a made-up Saturday counts
        ("2026-10-08", 3, WORKING, "2026-09-28"),
        ("2026-10-31", 30, DAYS, "2026-09-30"),  # 1 October rests: earlier, or the notice would be too short
        ("2026-03-31", 1, MONTHS, "2026-02-28"),
    ],
)
def test_counting_backward_leaves_out_the_day_itself_and_moves_off_rest_days_backward(
    start: str, n: int, unit: Unit, expected: str
) -> None:
    assert last(start, n, unit, back=True) == expected


def test_a_pay_day_on_a_holiday_is_the_working_day_before() -> None:
    assert last("2026-10-01", 0, DAYS, roll=Roll.BACK) == "2026-09-30"
    assert last("2026-10-10", 0, DAYS, roll=Roll.BACK) == "2026-10-10"
    assert last("2026-02-15", 0, DAYS, roll=Roll.BACK) == "2026-02-14"


def test_a_term_that_only_lasts_ends_on_a_rest_day_and_is_never_provisional() -> None:
    assert due(CALENDAR, day("2026-07-04"), 3, MONTHS, roll=Roll.NONE) == Due(day("2026-10-04"), False)
    assert due(CALENDAR, day("2026-07-04"), 36, MONTHS, roll=Roll.NONE) == Due(day("2029-07-04"), False)


@pytest.mark.parametrize(
    ("start", "n", "unit", "back", "provisional"),
    [
        ("2026-12-30", 1, DAYS, False, False),  # ends on the last published day
        ("2026-12-30", 2, DAYS, False, True),
        ("2026-12-30", 1, WORKING, False, False),
        ("2026-12-30", 2, WORKING, False, True),
        ("2026-02-28", 12, MONTHS, False, True),
        ("2027-01-01", 5, WORKING, True, False),  # counts only days of 2026
        ("2027-01-02", 5, WORKING, True, True),  # 1 January is among the counted
        ("2027-01-20", 30, DAYS, True, False),  # lands in 2026, whatever January brings
    ],
)
def test_a_deadline_that_depends_on_an_unpublished_day_is_provisional(
    start: str, n: int, unit: Unit, back: bool, provisional: bool
) -> None:
    assert due(CALENDAR, day(start), n, unit, back).provisional is provisional


def test_a_pay_day_moved_back_out_of_an_unpublished_year_is_provisional() -> None:
    """1 January 2023 was a Sunday: seen from 2022, the pay day before it may or may not have been 30 December."""
    until_2022 = Calendar(range(2004, 2023), {})
    assert due(until_2022, day("2023-01-01"), 0, DAYS, roll=Roll.BACK) == Due(day("2022-12-30"), True)


def test_after_a_gap_in_the_published_years_everything_is_provisional() -> None:
    gap = Calendar([2024, 2026], {})
    assert due(gap, day("2026-03-02"), 1, DAYS) == Due(day("2026-03-03"), True)
    assert due(gap, day("2024-03-04"), 1, DAYS) == Due(day("2024-03-05"), False)


def test_beyond_the_calendar_only_weekends_rest() -> None:
    assert last("2027-09-28", 3, DAYS) == "2027-10-01"
    assert last("2027-09-28", 4, DAYS) == "2027-10-04"


def test_a_term_ends_at_midnight_of_the_next_day_at_shanghai() -> None:
    assert due_at(day("2026-10-13")) == instant("2026-10-14T00:00:00")
    assert due_at(day("2026-10-13")).astimezone(datetime.UTC).hour == 16


def test_the_start_is_the_date_at_shanghai_wherever_the_clock_stands() -> None:
    started = datetime.datetime(2026, 9, 27, 16, 30, tzinfo=datetime.UTC)
    assert deadline(CALENDAR, started, Term(15, DAYS)).date == day("2026-10-13")


def test_hours_know_neither_nights_nor_holidays() -> None:
    found = deadline(CALENDAR, instant("2026-10-01T23:30:00"), Term(1, HOURS))
    assert found.due_at == instant("2026-10-02T00:30:00")
    with pytest.raises(BadTerm):
        due(CALENDAR, day("2026-10-01"), 1, HOURS)


def test_a_term_of_nothing_ends_on_its_first_working_day() -> None:
    assert last("2026-10-13", 0, DAYS) == "2026-10-13"
    assert last("2026-10-01", 0, WORKING) == "2026-10-08"


def test_a_negative_term_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadTerm, match="不能是负数"):
        due(CALENDAR, day("2026-10-01"), -1, DAYS)


@pytest.mark.parametrize(
    ("start", "n", "unit", "back"),
    [
        ("2003-12-31", 5, DAYS, False),
        ("2004-01-05", 20, DAYS, True),
        ("2004-01-05", 20, WORKING, True),
        ("2004-01-05", 1, MONTHS, True),
        ("2004-01-04", 3, DAYS, True),  # the first day of all rests
        ("2026-01-01", 10**9, DAYS, False),
        ("2026-01-01", 10**9, WORKING, False),
        ("2026-01-01", 10**30, MONTHS, False),
        ("2076-12-31", 1, WORKING, False),
        ("9999-12-31", 0, DAYS, False),
    ],
)
def test_what_the_calendar_cannot_reach_is_refused_with_a_sentence(
    start: str, n: int, unit: Unit, back: bool
) -> None:
    with pytest.raises(OutOfCalendar, match="只能推算2004年至2076年"):
        due(CALENDAR, day(start), n, unit, back)


def test_what_is_left_is_counted_in_working_days() -> None:
    assert working_days_between(CALENDAR, day("2026-09-30"), day("2026-10-10")) == 3
    assert working_days_between(CALENDAR, day("2026-10-10"), day("2026-10-10")) == 0
    assert working_days_between(CALENDAR, day("2026-10-10"), day("2026-09-30")) == -3


# Pauses


def test_hold_time_over_a_holiday_is_not_added_to_the_creation_time() -> None:
    """frappe/helpdesk#2449: 3 working days held over National Day cost no more than the days they could have used."""
    start, term = day("2026-09-28"), Term(5, WORKING)
    held = [Pause(day("2026-09-30"), day("2026-10-09"))]
    assert due_paused(CALENDAR, start, term, held) == Due(day("2026-10-13"), False)


def test_a_pause_and_resumption_on_one_day_changes_nothing() -> None:
    start, term = day("2026-09-28"), Term(15, DAYS)
    assert due_paused(CALENDAR, start, term, [Pause(day("2026-10-09"), day("2026-10-09"))]) == due(
        CALENDAR, start, 15, DAYS
    )


def test_a_term_on_pause_has_no_deadline() -> None:
    assert due_paused(CALENDAR, day("2026-09-28"), Term(15, DAYS), [Pause(day("2026-10-09"), None)]) is None


def test_a_pause_after_the_last_day_comes_too_late() -> None:
    pauses = [Pause(day("2026-10-14"), None)]
    assert due_paused(CALENDAR, day("2026-09-28"), Term(15, DAYS), pauses) == Due(day("2026-10-13"), False)


def test_a_pause_on_the_last_day_leaves_one_day() -> None:
    pauses = [Pause(day("2026-10-13"), day("2026-10-20"))]
    assert due_paused(CALENDAR, day("2026-09-28"), Term(15, DAYS), pauses) == Due(day("2026-10-20"), False)


def test_overlapping_pauses_are_not_counted_twice() -> None:
    twice = [Pause(day("2026-03-04"), day("2026-03-10")), Pause(day("2026-03-06"), day("2026-03-12"))]
    once = [Pause(day("2026-03-04"), day("2026-03-12"))]
    start, term = day("2026-03-02"), Term(10, DAYS)
    assert due_paused(CALENDAR, start, term, twice) == due_paused(CALENDAR, start, term, once)


def test_limitation_that_was_suspended_goes_on_for_the_days_it_stood_still() -> None:
    pauses = [Pause(day("2026-03-01"), day("2026-04-01"))]
    assert due_paused(CALENDAR, day("2025-06-10"), Term(12, MONTHS), pauses) == Due(day("2026-07-13"), False)


def test_paused_hours_are_left_out_to_the_minute() -> None:
    started = instant("2026-03-02T10:00:00")
    spans = [(instant("2026-03-02T10:30:00"), instant("2026-03-02T11:15:00"))]
    found = deadline_paused(CALENDAR, started, Term(1, HOURS), spans)
    assert found is not None
    assert found.due_at == instant("2026-03-02T11:45:00")
    assert deadline_paused(CALENDAR, started, Term(1, HOURS), [(spans[0][0], None)]) is None


def test_hours_paused_before_the_clock_began_are_not_given_back() -> None:
    spans = [(instant("2026-03-02T09:00:00"), instant("2026-03-02T10:20:00"))]
    found = deadline_paused(CALENDAR, instant("2026-03-02T10:00:00"), Term(1, HOURS), spans)
    assert found is not None
    assert found.due_at == instant("2026-03-02T11:20:00")


# Reasons


def test_every_day_of_the_reason_says_what_it_does() -> None:
    steps = explain(CALENDAR, day("2026-09-29"), 3, WORKING)
    assert [(step.date.isoformat()[5:], step.counted) for step in steps] == [
        ("09-29", None), ("09-30", 1), ("10-01", None), ("10-02", None), ("10-03", None), ("10-04", None),
        ("10-05", None), ("10-06", None), ("10-07", None), ("10-08", 2), ("10-09", 3),
    ]  # fmt: skip
    assert steps[0].reason == "开始的当日不计入"
    assert steps[2].reason == "不是工作日，不计入(国庆节放假)"
    assert steps[-1].reason == "第3个工作日；期限最后一日，24时届满"


def test_rolling_is_told_day_by_day() -> None:
    steps = explain(CALENDAR, day("2026-10-02"), 9, DAYS)
    assert [step.code for step in steps[-2:]] == [Code.DAY, Code.NEXT_WORKING_DAY]
    assert steps[-2].reason == "第9日(星期日)；最后一日遇休息日，顺延"
    assert steps[-1].reason == "休息日结束后的第一个工作日；期限最后一日，24时届满"


def test_a_made_up_day_is_named_in_the_reason() -> None:
    assert explain(CALENDAR, day("2026-10-09"), 1, WORKING)[-1].reason.startswith(
        "第1个工作日(国庆节调休上班)"
    )


def test_a_provisional_day_says_so() -> None:
    assert "暂定" in explain(CALENDAR, day("2026-12-31"), 1, WORKING)[-1].reason
    assert "暂定" not in explain(CALENDAR, day("2026-12-30"), 1, WORKING)[-1].reason
