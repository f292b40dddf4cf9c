"""Appending to the record: the one place an event is made."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from . import wake
from .canonical import plain
from .models import Event
from .names import EventName
from .statements import insert
from .tracked import Row

#: What an appender says; when it was recorded and where it is sealed are not its business.
COLUMNS = (
    "chain", "subject", "version", "line", "name", "actor", "actor_role", "actor_place", "on_behalf_of", "occurred_at",
    "due_at", "from_state", "to_state", "data", "rows", "private_key", "private_digest", "digest",
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """What one event says. ``data`` and ``rows`` hold no personal data in clear."""

    chain: str
    subject: str
    version: int
    name: EventName
    occurred_at: datetime.datetime
    line: int = 0
    actor: int | None = None
    actor_role: str = ""
    actor_place: str = ""
    on_behalf_of: int | None = None
    due_at: datetime.datetime | None = None
    from_state: str = ""
    to_state: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    private_key: uuid.UUID | None = None
    private_digest: str = ""

    def values(self) -> tuple[Any, ...]:
        """What is stored, in the order of ``COLUMNS``."""
        rows = [list(row) for row in self.rows]
        return (
            self.chain, self.subject, self.version, self.line, self.name, self.actor, self.actor_role,
            self.actor_place, self.on_behalf_of, self.occurred_at, self.due_at, self.from_state, self.to_state,
            plain(self.data), rows, self.private_key, self.private_digest, "",
        )  # fmt: skip


def append(entries: Iterable[Entry]) -> None:
    """Append in one INSERT (or few, when there are thousands) inside the caller's transaction; wakes the chains' readers on commit."""
    appended = list(entries)
    insert(Event, COLUMNS, [entry.values() for entry in appended])
    for chain in {entry.chain for entry in appended}:
        wake.after_commit(chain)


def next_version(subject: str) -> int:
    """The version the next event of a subject without a version column of its own takes."""
    last = Event.objects.filter(subject=subject).aggregate(last=Max("version"))["last"]
    return 1 if last is None else last + 1
