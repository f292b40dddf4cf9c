"""One step in the making: what will be written if nothing refuses it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import models

from cases.models import Case
from organizations.acting import Acting
from protection import personal
from protection.models import PersonalData
from record.log import Entry
from record.names import EventName
from record.tracked import Row, tracked_row

from .clocks import ClockBook

Snapshot = dict[str, Any]


def snapshot(instance: models.Model) -> Snapshot:
    """The stored values of a row as they are now."""
    names, values = _stored(type(instance))
    return dict(zip(names, values(instance), strict=True))


@cache
def _stored(model: type[models.Model]) -> tuple[list[str], attrgetter[tuple[Any, ...]]]:
    names = [field.attname for field in model._meta.concrete_fields]
    return names, attrgetter(*names)


@dataclass(slots=True)
class Line:
    """One event of the step. ``private`` goes encrypted and erasable, ``data`` into the record in clear."""

    name: EventName
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    due_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A step that one case's step brings about on another."""

    case: Case
    verb: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Birth:
    """A case that a step brings into the world, and what is done with it once it has its key."""

    kind: str
    facts: dict[str, Any]
    take: Callable[[Case], None]


@dataclass(slots=True)
class Draft:
    """Everything one step changes on one case."""

    case: Case
    detail: models.Model
    actor: Acting
    at: datetime.datetime
    clocks: ClockBook
    before: Snapshot
    detail_before: Snapshot
    due_at: datetime.datetime | None = None
    lines: list[Line] = field(default_factory=list)
    born: list[models.Model] = field(default_factory=list)
    changed: list[models.Model] = field(default_factory=list)
    personal: list[PersonalData] = field(default_factory=list)
    is_birth: bool = False
    follow_ups: list[FollowUp] = field(default_factory=list)
    births: list[Birth] = field(default_factory=list)
    #: What moves in a procedure (``workflows.procedures``) once the step's rows are written.
    nodes: list[Callable[[], None]] = field(default_factory=list)

    def then(self, case: Case, verb: str, **data: Any) -> None:
        """Have the engine take ``verb`` on another case once this step is written, in the same transaction.

        The other case is always the older one (a mediation moves the case it serves), so that two steps never wait for
        each other. A step of a due clock asks for none.
        """
        self.follow_ups.append(FollowUp(case, verb, data))

    def bear(self, kind: str, facts: dict[str, Any], take: Callable[[Case], None]) -> None:
        """Have the engine make a case just before this step is written, in the same transaction, for the same actor.

        ``take`` gets the new case, so that this step's rows and events can name it. A step of a due clock bears none.
        """
        self.births.append(Birth(kind, facts, take))

    def say(self, name: EventName, private: dict[str, Any] | None = None, **data: Any) -> Line:
        """Add an event."""
        line = Line(name, data, {key: value for key, value in (private or {}).items() if value})
        self.lines.append(line)
        return line

    def keep(self, value: dict[str, Any]) -> uuid.UUID:
        """Keep personal data with this step; returns the key a row may hold."""
        row, _digest = personal.wrap(value)
        self.personal.append(row)
        return row.key

    def case_changes(self) -> Snapshot:
        """Columns of the case whose values differ from what was read."""
        return {name: value for name, value in snapshot(self.case).items() if self.before.get(name) != value}

    def detail_changes(self) -> Snapshot:
        """Columns of the detail row that differ."""
        return {
            name: value
            for name, value in snapshot(self.detail).items()
            if self.detail_before.get(name) != value
        }

    def entries(self) -> list[Entry]:
        """The step's events: its lines first, then its clocks'. The first carries the digests of all rows written."""
        lines = [*self.lines, *(Line(e.name, e.data, due_at=e.due_at) for e in self.clocks.events)]
        # Private texts first: the rows they are kept in are among those the first event vouches for.
        apart = [self._kept_apart(line) for line in lines]
        return [self._entry(number, line, *apart[number]) for number, line in enumerate(lines)]

    def _kept_apart(self, line: Line) -> tuple[uuid.UUID | None, str]:
        """Key and salted digest of the line's private text."""
        if not line.private:
            return None, ""
        row, digest = personal.wrap(line.private)
        self.personal.append(row)
        return row.key, digest

    def _entry(self, number: int, line: Line, key: uuid.UUID | None, digest: str) -> Entry:
        actor, case = self.actor, self.case
        return Entry(
            chain=case.county.code, subject=case.subject, version=case.version, line=number, name=line.name,
            occurred_at=self.at, actor=actor.person.pk if actor.person else None, actor_role=actor.role,
            actor_place=actor.place_code, on_behalf_of=actor.on_behalf_of.pk if actor.on_behalf_of else None,
            due_at=line.due_at or (self.due_at if number == 0 else None), from_state=self.before.get("state", ""),
            to_state=case.state, data=line.data, rows=self.rows() if number == 0 else (), private_key=key,
            private_digest=digest,
        )  # fmt: skip

    def rows(self) -> list[Row]:
        """Digests of every tracked row this step writes."""
        found = [tracked_row(self.case)]
        if self.is_birth or self.detail_changes():
            found.append(tracked_row(self.detail))
        written = (*self.born, *self.changed, *self.personal)
        found += [tracked_row(row) for row in written if hasattr(row, "TRACKED")]
        found += [tracked_row(clock) for clock in self.clocks.touched.values()]
        return found
