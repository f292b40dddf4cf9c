"""Clocks of one case: every start, pause, resume, extension and stop is an event, and the deadline follows from them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cases.models import Case, Clock, ClockState
from organizations import calendar as calendars
from organizations.workdays import Calendar
from record.names import EventName
from record.timekeeping import day_of

from . import deadlines, rules
from .deadlines import Roll, Term, Unit

Stamp = datetime.datetime


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """What happened to a clock; ``data`` is all that ``fold`` needs."""

    name: EventName
    data: dict[str, Any]
    due_at: Stamp | None


def settle(clock: Clock, calendar: Calendar) -> None:
    """Set the index (``due_on``, ``due_at``, ``provisional``) from what the clock's events said."""
    if clock.until_on is not None:
        clock.due_on, clock.due_at = clock.until_on, deadlines.due_at(clock.until_on)
        clock.provisional = False
        return
    term = Term(clock.n, Unit(clock.unit), roll=Roll(clock.roll))
    spans = [(_instant(since), _instant(until) if until else None) for since, until in clock.pauses]
    found = deadlines.deadline_paused(calendar, clock.started_at, term, spans)
    if found is not None:
        clock.due_on, clock.due_at, clock.provisional = found.date, found.due_at, found.provisional


def _instant(text: str) -> Stamp:
    return datetime.datetime.fromisoformat(text)


def fold(clock: Clock | None, case_id: int, name: str, data: dict[str, Any], calendar: Calendar) -> Clock:
    """The clock after one of its events. Pure but for the object it returns; ``verify`` and ``perform`` both use it."""
    if name == EventName.CLOCK_STARTED:
        clock = Clock(
            case_id=case_id, rule_id=data["clock"], key=data["key"], epoch=data["epoch"], rule_version=data["version"],
            started_at=_instant(data["start"]), n=data["n"], unit=data["unit"], roll=data["roll"], fired=[],
            until_on=datetime.date.fromisoformat(data["until"]) if data["until"] else None, pauses=[],
        )  # fmt: skip
    if clock is None:
        raise ValueError(f"{name} of a clock that never started")
    if name == EventName.CLOCK_PAUSED:
        clock.pauses = [*clock.pauses, [data["at"], None]]
        clock.state = ClockState.PAUSED
    elif name == EventName.CLOCK_RESUMED:
        clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], data["at"]]]
        clock.state = ClockState.RUNNING
    elif name == EventName.CLOCK_EXTENDED:
        clock.until_on = datetime.date.fromisoformat(data["until"])
    elif name == EventName.CLOCK_STOPPED:
        clock.state = ClockState.STOPPED
    elif name == EventName.CLOCK_WARNED:
        clock.fired = [*clock.fired, *data["rows"]]
    if name != EventName.CLOCK_STOPPED:
        settle(clock, calendar)
    return clock


@dataclass
class ClockBook:
    """The clocks of one case while a step is being made. Touched ones are written back by the engine."""

    case: Case
    open: dict[tuple[str, str], Clock]
    at: Stamp
    events: list[ClockEvent] = field(default_factory=list)
    touched: dict[tuple[str, str], Clock] = field(default_factory=dict)
    epochs: dict[tuple[str, str], int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Clock]:
        return iter(self.open.values())

    def get(self, rule_id: str, key: str = "") -> Clock | None:
        """The clock if it runs or is paused."""
        return self.open.get((rule_id, key))

    def start(
        self,
        rule_id: str,
        key: str = "",
        *,
        at: Stamp | None = None,
        until: datetime.date | None = None,
        days: int | None = None,
        because: str = "",
    ) -> Clock | None:
        """Start (or start anew) the clock of ``rule_id``, counting from ``at``; ``until`` sets its last day outright,
        ``days`` a number of working days of its own.

        The rule is the one in force at the case's county on that day, and none starts nothing; without a term of its
        own it needs ``until``.
        """
        at = at or self.at
        try:
            rule = rules.resolve(rule_id, jurisdictions(self.case), day_of(at))
        except rules.NoSuchRule:
            return None  # retired by an administrator: a rule that does not hold starts nothing
        if until is not None:
            term: Term | None = Term(0, Unit.CALENDAR)
        else:
            term = Term(days, Unit.WORKING) if days else rules.term_of(rule)
        if term is None:
            raise ValueError(f"{rule_id} has no term of its own: say until when")
        place = (rule_id, key)
        before = self.open.get(place)
        epoch = (before.epoch if before else self.epochs.get(place, 0)) + 1
        data = {
            "clock": rule_id, "key": key, "epoch": epoch, "rule": rule.rule_id, "version": rule.version,
            "start": at.isoformat(), "n": term.n, "unit": str(term.unit), "roll": str(term.roll),
            "until": until.isoformat() if until else None, "because": because,
        }  # fmt: skip
        return self._apply(EventName.CLOCK_STARTED, place, data)

    def stop(self, rule_id: str, key: str = "", because: str = "") -> None:
        """Stop the clock, if it is open."""
        place = (rule_id, key)
        if place in self.open:
            clock = self._apply(EventName.CLOCK_STOPPED, place, {"because": because})
            clock.next_at = None
            del self.open[place]

    def stop_all(self, keep: Iterable[str] = ()) -> None:
        """Stop every open clock but those of the rules in ``keep``."""
        for rule_id, key in [place for place in self.open if place[0] not in keep]:
            self.stop(rule_id, key)

    def take_up(self, before: Clock) -> Clock | None:
        """Start a stopped clock again as it was: from the day it counted from, to the day it was extended to. The time it
        stood still counts.
        """
        clock = self.start(before.rule_id, before.key, at=before.started_at, because="taken_up")
        if clock is not None and before.until_on is not None:
            self.extend(before.rule_id, before.until_on, before.key, because="taken_up")
        return clock

    def pause(self, rule_id: str, key: str = "", because: str = "") -> None:
        """Stop counting; nothing falls due until ``resume``."""
        clock = self.get(rule_id, key)
        if clock and clock.state == ClockState.RUNNING:
            self._apply(
                EventName.CLOCK_PAUSED, (rule_id, key), {"at": self.at.isoformat(), "because": because}
            )

    def resume(self, rule_id: str, key: str = "") -> None:
        """Count on; thresholds already warned of stay warned of."""
        clock = self.get(rule_id, key)
        if clock and clock.state == ClockState.PAUSED:
            self._apply(EventName.CLOCK_RESUMED, (rule_id, key), {"at": self.at.isoformat()})

    def extend(self, rule_id: str, until: datetime.date, key: str = "", because: str = "") -> None:
        """A new last day, agreed or approved."""
        if self.get(rule_id, key):
            self._apply(
                EventName.CLOCK_EXTENDED, (rule_id, key), {"until": until.isoformat(), "because": because}
            )

    def warned(self, clock: Clock, rows: list[str], act: str) -> None:
        """Note that escalation rows fired, so that each does so once in this epoch."""
        self._apply(EventName.CLOCK_WARNED, (clock.rule_id, clock.key), {"rows": rows, "act": act})

    def refresh(self) -> None:
        """Have the open clocks' next thresholds computed anew, which depend on the level the case stands on."""
        self.touched.update(self.open)

    def rebind(self, clock: Clock, because: str) -> None:
        """Compute the deadline anew after the calendar changed; what was fired stays fired."""
        self._apply(EventName.CLOCK_REBOUND, (clock.rule_id, clock.key), {"because": because})

    def _apply(self, name: EventName, place: tuple[str, str], data: dict[str, Any]) -> Clock:
        data = {"clock": place[0], "key": place[1], **data}
        clock = fold(self.open.get(place), self.case.pk, name, data, calendars.current())
        self.open[place] = self.touched[place] = clock
        self.events.append(ClockEvent(name, {**data, "due": clock.due_on.isoformat()}, clock.due_at))
        return clock


def jurisdictions(case: Case) -> tuple[str, ...]:
    """Whose rules bind a case: the nation's, then its province's and county's."""
    return rules.jurisdictions_of(case.county.division_code or case.county.code)
