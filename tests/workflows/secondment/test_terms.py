"""Lengths of posts and their meeting: tried just before, at and just after."""

from __future__ import annotations

import datetime

import pytest
from django.utils.translation import override

from organizations.calendar import built_in_calendar
from workflows.secondment.terms import Limits, Span, last_day, overlap, too_long, too_short

DAY = datetime.timedelta(days=1)
Date = datetime.date


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (Date(2026, 3, 2), 6, Date(2026, 9, 1)),
        (Date(2026, 8, 31), 6, Date(2027, 2, 27)),
        (Date(2023, 11, 30), 3, Date(2024, 2, 28)),
        (Date(2026, 1, 1), 12, Date(2026, 12, 31)),
    ],
)
def test_months_end_the_day_before_the_corresponding_one(first: Date, months: int, last: Date) -> None:
    assert last_day(first, months, built_in_calendar()) == last


@pytest.mark.parametrize(("special", "last"), [(False, Date(2026, 9, 1)), (True, Date(2027, 3, 1))])
def test_a_post_may_last_to_its_last_day_and_not_a_day_longer(special: bool, last: Date) -> None:
    first, calendar = Date(2026, 3, 2), built_in_calendar()
    assert too_long(Span(first, last), Limits(), calendar, special) == ""
    with override("zh-hans"):
        reason = too_long(Span(first, last + DAY), Limits(), calendar, special)
    assert "2026-03-02" in reason
    assert last.isoformat() in reason


def test_a_post_lasts_three_months_at_least() -> None:
    first, calendar = Date(2026, 3, 2), built_in_calendar()
    assert too_short(Span(first, Date(2026, 6, 1)), Limits(), calendar) == ""
    assert "2026-06-01" in too_short(Span(first, Date(2026, 5, 31)), Limits(), calendar)


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (Date(2026, 1, 1), Date(2026, 3, 1), False),
        (Date(2026, 1, 1), Date(2026, 3, 2), True),
        (Date(2026, 5, 1), Date(2026, 5, 31), True),
        (Date(2026, 9, 1), Date(2026, 12, 1), True),
        (Date(2026, 9, 2), Date(2026, 12, 1), False),
    ],
)
def test_two_posts_meet_where_they_share_a_day(first: Date, last: Date, meets: bool) -> None:
    mine, other = Span(Date(2026, 3, 2), Date(2026, 9, 1)), Span(first, last)
    reason = overlap(mine, [other])
    assert bool(reason) == meets
    assert not meets or (mine.first.isoformat() in reason and other.last.isoformat() in reason)
