"""The only clock anybody reads. Edges ask it; pure rules take the answer."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
    return timezone.now() + offset()


def day_of(instant: datetime.datetime) -> datetime.date:
    """The date at Shanghai, where every county's day begins and ends."""
    return instant.astimezone(SHANGHAI).date()


def today() -> datetime.date:
    """Today's date at Shanghai."""
    return day_of(now())


def midnight(day: datetime.date) -> datetime.datetime:
    """The instant ``day`` begins at Shanghai."""
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI)
