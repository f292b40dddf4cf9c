"""Lets the stories happen in the order of their times, with a sweep each working morning in between."""

from __future__ import annotations

import datetime
import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cases.models import Case
from organizations import calendar as calendars
from organizations.acting import Acting
from record.timekeeping import day_of, midnight
from workflows.engine import open_case, perform
from workflows.sweep import perform_due

from .county import County

Act = tuple[float, Callable[["Tale"], None]]
NINE = datetime.timedelta(hours=9, minutes=5)


@dataclass
class Tale:
    """One case on its way: what its story needs to go on."""

    county: County
    key: str
    moment: datetime.datetime
    case: Case = field(init=False)

    def open(self, actor: Acting, **facts: Any) -> None:
        """Its birth."""
        self.case = open_case("dispute", actor=actor, at=self.moment, **facts)

    def do(self, who: str, verb: str, **data: Any) -> None:
        """One step by one of the county's people."""
        actor = Acting.receipt(self.case) if who == "worker" else self.county.actings[who]
        self.case = perform(self.case, verb, actor=actor, at=self.moment, **data)

    @property
    def day(self) -> datetime.date:
        """The day of the present step."""
        return day_of(self.moment)

    def in_days(self, count: int) -> datetime.date:
        """A day ``count`` days on."""
        return self.day + datetime.timedelta(days=count)


Story = Callable[[Tale], Iterator[float]]


def working_moment(day: datetime.date, hour: float) -> datetime.datetime:
    """``hour`` on ``day``, or on the next working day."""
    calendar = calendars.current()
    while not calendar.is_working(day):
        day += datetime.timedelta(days=1)
    return midnight(day) + datetime.timedelta(hours=hour)


def play(
    county: County,
    stories: list[tuple[str, int, Story]],
    until: datetime.datetime,
    say: Callable[[str], None],
) -> int:
    """Run every ``(key, days ago, story)`` up to ``until``; returns how many cases there are.

    A story yields how many working-hour days (as days, fractions allowed) pass before its next step.
    """
    order = itertools.count()
    queue: list[tuple[datetime.datetime, int, Tale, Iterator[float]]] = []
    for number, (key, ago, story) in enumerate(stories):
        moment = working_moment(day_of(until) - datetime.timedelta(days=ago), 9 + (number * 7 % 80) / 10)
        tale = Tale(county, key, min(moment, until))
        heapq.heappush(queue, (tale.moment, next(order), tale, story(tale)))
    swept, steps = min(entry[0] for entry in queue), 0
    while queue:
        moment, _order, tale, steps_left = heapq.heappop(queue)
        swept = _sweep(swept, moment)
        tale.moment = moment
        pause = next(steps_left, None)
        steps += 1
        if steps % 100 == 0:
            say(f"  已办理 {steps} 步 …")
        if pause is None:
            continue
        due = moment + datetime.timedelta(days=pause)
        if pause >= 1:
            due = working_moment(day_of(due), 9 + (next(order) * 13 % 75) / 10)
        if due <= until:
            heapq.heappush(queue, (due, next(order), tale, steps_left))
    _sweep(swept, until)
    return len(stories)


def _sweep(since: datetime.datetime, until: datetime.datetime) -> datetime.datetime:
    """Let due clocks act each morning between two moments, as they would have."""
    day = day_of(since)
    while midnight(day) + NINE <= until:
        moment = midnight(day) + NINE
        if moment > since:
            perform_due(moment)
        day += datetime.timedelta(days=1)
    return max(since, until)
