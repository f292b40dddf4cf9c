"""Fixtures every room's tests may use."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands.flush import Command as CoreFlush
from django.utils import timezone

from tests.builders import MONDAY, World
from tests.tampering import append_only_lifted

MoveClock = Callable[[timedelta], None]


@pytest.fixture
def move_clock(test_clock_file: Path) -> MoveClock:
    """Sets the product's clock to the real time plus the given span, for the rest of this test."""

    def move(by: timedelta) -> None:
        test_clock_file.write_text(str(by.total_seconds()), encoding="ascii")

    return move


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests() -> Generator[None, None, None]:
    """Lets a transactional test end: its tables are emptied, which the record's own triggers would refuse.

    Nothing but the flush between tests is let through; inside a test the record stays append-only.
    """
    before = CoreFlush.handle

    def handle(command: CoreFlush, **options: Any) -> None:
        with append_only_lifted(options["database"]):
            before(command, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CoreFlush, "handle", handle)  # Django offers no hook around its flush
        yield


@pytest.fixture
def at_time(move_clock: MoveClock) -> Callable[[datetime], None]:
    """Sets the product's clock to an instant; it goes on from there."""

    def move(instant: datetime) -> None:
        move_clock(instant - timezone.now())

    return move


@pytest.fixture
def world(db: None, at_time: Callable[[datetime], None]) -> World:
    """A county with its people, on a plain Monday morning."""
    at_time(MONDAY)
    return World()
