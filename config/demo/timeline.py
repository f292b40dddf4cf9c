"""Lets the stories happen in the order of their times, with a sweep each working morning in between."""

from __future__ import annotations

import datetime
import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cases.models import Case, CaseKind
from organizations import calendar as calendars
from organizations.acting import Acting
from record.timekeeping import as_of, day_of, midnight
from workflows.engine import open_case, perform
from workflows.sweep import perform_due

from .county import County

NINE = datetime.timedelta(hours=9, minutes=5)


@dataclass
class Tale:
    """One matter on its way: what its story needs to go on.

    ``case`` is the one that is being worked on; while that is a table, ``served`` is the case it is held for.
    """

    county: County
    key: str
    moment: datetime.datetime
    case: Case = field(init=False)
    served: Case | None = None

    def open(self, actor: Acting, kind: str = CaseKind.DISPUTE, **facts: Any) -> None:
        """Its birth."""
        self.case = open_case(kind, actor=actor, at=self.moment, **facts)

    def set_table(self, who: str, **facts: Any) -> None:
        """A table for the case, which from now on is the one worked on."""
        self.served = self.case
        self.open(self.county.actings[who], CaseKind.MEDIATION, serves=self.served, **facts)

    def leave_table(self) -> None:
        """Back to the case the table was held for, as the table left it."""
        served, self.served = self.served, None
        if served is not None:
            self.case = Case.objects.get(pk=served.pk)

    def do(self, who: str, verb: str, **data: Any) -> None:
        """One step by one of the county's people."""
        actor = Acting.receipt(self.served or self.case) if who == "worker" else self.county.actings[who]
        self.case = perform(self.case, verb, actor=actor, at=self.moment, **data)

    @property
    def day(self) -> datetime.date:
        """The day of the present step."""
        return day_of(self.moment)

    def in_days(self, count: int) -> datetime.date:
        """A day ``count`` days on."""
        return self.day + datetime.timedelta(days=count)

    def in_working_days(self, count: int) -> datetime.date:
        """The day ``count`` working days on."""
        return working_day(self.day, count)

    def on_working_day(self, count: int, hour: float = 14.5) -> datetime.datetime:
        """``hour`` on the working day ``count`` working days on."""
        return midnight(self.in_working_days(count)) + datetime.timedelta(hours=hour)


Story = Callable[[Tale], Iterator[float]]


@dataclass(frozen=True)
class Told:
    """A story and when it begins: ``ago`` days ago, or as many working days.

    One told in working days counts its pauses so too: it stands where it should on any day, a long holiday's too.
    """

    key: str
    ago: int
    story: Story
    in_working_days: bool = False

    def begins(self, today: datetime.date, number: int) -> datetime.datetime:
        """Its first moment; ``number`` spreads the stories over the day."""
        hour = 9 + (number * 7 % 80) / 10
        if self.in_working_days:
            return midnight(working_day(today, -self.ago)) + datetime.timedelta(hours=hour)
        return working_moment(today - datetime.timedelta(days=self.ago), hour)

    def after(self, moment: datetime.datetime, pause: float, hour: float) -> datetime.datetime:
        """The moment ``pause`` days after ``moment``; ``hour`` is when people work that day."""
        if pause < 1:
            return moment + datetime.timedelta(days=pause)
        if self.in_working_days:
            return midnight(working_day(day_of(moment), round(pause))) + datetime.timedelta(hours=hour)
        return working_moment(day_of(moment + datetime.timedelta(days=pause)), hour)


def working_day(day: datetime.date, count: int) -> datetime.date:
    """The working day ``count`` working days after ``day``, or before it where ``count`` is negative."""
    calendar, step = calendars.current(), datetime.timedelta(days=1 if count > 0 else -1)
    for _each in range(abs(count)):
        day += step
        while not calendar.is_working(day):
            day += step
    return day


def working_moment(day: datetime.date, hour: float) -> datetime.datetime:
    """``hour`` on ``day``, or on the next working day."""
    calendar = calendars.current()
    while not calendar.is_working(day):
        day += datetime.timedelta(days=1)
    return midnight(day) + datetime.timedelta(hours=hour)


def play(
    county: County,
    stories: Sequence[Told],
    until: datetime.datetime,
    say: Callable[[str], None],
) -> int:
    """Run every story up to ``until``; returns how many steps that were.

    A story yields how many working-hour days (as days, fractions allowed) pass before its next step.
    """
    order = itertools.count()
    queue: list[tuple[datetime.datetime, int, Tale, Told, Iterator[float]]] = []
    for number, told in enumerate(stories):
        tale = Tale(county, told.key, min(told.begins(day_of(until), number), until))
        heapq.heappush(queue, (tale.moment, next(order), tale, told, told.story(tale)))
    swept, steps = min(entry[0] for entry in queue), 0
    while queue:
        moment, _order, tale, told, steps_left = heapq.heappop(queue)
        swept = _sweep(swept, moment)
        tale.moment = moment
        with as_of(moment):
            pause = next(steps_left, None)
        steps += 1
        if steps % 100 == 0:
            say(f"  已办理 {steps} 步 …")
        if pause is None:
            continue
        due = told.after(moment, pause, 9 + (next(order) * 13 % 75) / 10)
        if due <= until:
            heapq.heappush(queue, (due, next(order), tale, told, steps_left))
    _sweep(swept, until)
    return steps


def _sweep(since: datetime.datetime, until: datetime.datetime) -> datetime.datetime:
    """Let due clocks act each morning between two moments, as they would have."""
    day = day_of(since)
    while midnight(day) + NINE <= until:
        moment = midnight(day) + NINE
        if moment > since:
            with as_of(moment):
                perform_due(moment)
        day += datetime.timedelta(days=1)
    return max(since, until)
