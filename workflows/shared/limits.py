"""Numbers and pure rules that hold for every kind of case with workers in it."""

from __future__ import annotations

import datetime

from organizations.code_values import Category

#: 劳动争议调解仲裁法 7: ten or more workers with a common claim choose representatives.
GROUP_SIZE = 10
#: 三至五名代表人.
REPRESENTATIVES = range(3, 6)
#: Claims for pay have no limit while the employment lasts (劳动争议调解仲裁法 27).
PAY = frozenset({Category.UNPAID_WAGES, Category.OVERTIME_PAY})
LONGEST_NAME = 120
MOST_PEOPLE = 100_000


def limitation_start(
    category: str, wrong_known_on: datetime.date | None, employment_ended_on: datetime.date | None
) -> datetime.date | None:
    """The day 仲裁时效 runs from; None while it does not run: pay claimed by someone still employed, or no day known."""
    if category in PAY:
        return employment_ended_on
    return wrong_known_on
