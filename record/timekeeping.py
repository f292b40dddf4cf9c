"""The only clock anybody reads. Edges ask it; pure rules take the answer."""

from __future__ import annotations

import datetime
import os
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_TOLD: ContextVar[datetime.datetime | None] = ContextVar("told", default=None)


@contextmanager
def as_of(moment: datetime.datetime) -> Generator[None, None, None]:
    """While the demonstration tells its past: the present is ``moment``, so that whatever asks hears what it would have heard.

    What the database notes (``recorded_at``) is not moved. Nothing but the demonstration calls this; a test looks.
    """
    before = _TOLD.set(moment)
    try:
        yield
    finally:
        _TOLD.reset(before)


def offset() -> datetime.timedelta:
    """How far a test has moved the clock: the seconds in the file that FENGQIAO_TEST_CLOCK names, in tests only."""
    name = os.environ.get("FENGQIAO_TEST_CLOCK") if getattr(settings, "ALLOW_TEST_CLOCK", False) else None
    if not name:
        return datetime.timedelta()
    path = Path(name)
    text = path.read_text(encoding="ascii").strip() if path.exists() else ""
    return datetime.timedelta(seconds=float(text or 0))


def now() -> datetime.datetime:
    """The present instant, aware."""
    return _TOLD.get() or timezone.now() + offset()


def day_of(instant: datetime.datetime) -> datetime.date:
    """The date at Shanghai, where every county's day begins and ends."""
    return instant.astimezone(SHANGHAI).date()


def today() -> datetime.date:
    """Today's date at Shanghai."""
    return day_of(now())


def midnight(day: datetime.date) -> datetime.datetime:
    """The instant ``day`` begins at Shanghai."""
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI)
