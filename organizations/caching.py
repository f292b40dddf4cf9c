"""Small tables that every step reads and hardly anyone changes: kept in memory, checked against the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

T = TypeVar("T")
#: Every value kept in this process.
_kept: list[Versioned[Any]] = []


def look_again() -> None:
    """Have every kept value ask the database at its next use, however lately it did: after the data went back in time."""
    for one in _kept:
        one.doubt()


class Versioned(Generic[T]):
    """A value loaded once a process and loaded again when its version in the database has changed.

    The version is looked at no more than once in ``every`` seconds, so another process's change is seen within that
    time. It must be made from the content itself (digests, not counters): a version read inside a transaction that is
    then rolled back would otherwise come back with other content.
    """

    def __init__(self, version: Callable[[], Hashable], load: Callable[[], T], every: float = 1.0) -> None:
        self._version = version
        self._load = load
        self._every = every
        self._held: tuple[Hashable, T] | None = None
        self._checked = 0.0
        self._holding = 0
        _kept.append(self)

    def get(self) -> T:
        """The value, at most ``every`` seconds old."""
        held = self._held
        if held is not None and (self._holding or time.monotonic() - self._checked < self._every):
            return held[1]
        version = self._version()
        if held is None or held[0] != version:
            held = (version, self._load())
            self._held = held
        self._checked = time.monotonic()
        return held[1]

    def doubt(self) -> None:
        """Look at the version again at the next ``get``."""
        self._checked = float("-inf")

    def forget(self) -> None:
        """Load anew at the next ``get``."""
        self._held = None

    @contextmanager
    def holding(self) -> Iterator[T]:
        """Inside, the version is not looked at again: one sweep, or one counted list, works with one value."""
        value = self.get()
        self._holding += 1
        try:
            yield value
        finally:
            self._holding -= 1
