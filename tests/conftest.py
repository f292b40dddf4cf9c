"""Fixtures every room's tests may use."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

MoveClock = Callable[[timedelta], None]


@pytest.fixture
def move_clock(test_clock_file: Path) -> MoveClock:
    """Sets the product's clock to the real time plus the given span, for the rest of this test."""

    def move(by: timedelta) -> None:
        test_clock_file.write_text(str(by.total_seconds()), encoding="ascii")

    return move
