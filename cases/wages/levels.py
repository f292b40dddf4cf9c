"""欠薪"123"预警: which of three levels the signals make. Level 3 is the most pressing; any signal is at least level 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.models import Colour, SignalKind

LOWEST, HIGHEST = 1, 3
#: Measure of how many different kinds of signal there are.
KINDS = "kinds"
#: Signals that add up; of the others the strongest counts.
SUMMED = frozenset({SignalKind.VISIT})
COLOURS = {1: Colour.YELLOW, 2: Colour.ORANGE, 3: Colour.RED}


@dataclass(frozen=True, slots=True)
class Seen:
    """A signal: its kind, its value, and over how many days it was counted (None: not a count over days)."""

    kind: str
    value: Decimal
    window_days: int | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A rule: a ``measure`` of at least ``threshold`` makes the level at least ``level``."""

    code: str
    measure: str
    threshold: Decimal
    level: int
    window_days: int | None = None

    __test__ = False  # pytest would take the name for one of its own


@dataclass(frozen=True, slots=True)
class Found:
    """The level, and the codes of the rules that make it."""

    level: int
    rules: tuple[str, ...] = ()


def level_of(seen: Sequence[Seen], tests: Iterable[Test]) -> Found:
    """The highest level any rule makes of the signals, and which rules do."""
    holding = [test for test in tests if _measured(seen, test) >= test.threshold]
    level = max((test.level for test in holding), default=LOWEST)
    return Found(level, tuple(sorted(test.code for test in holding if test.level == level)))


def _measured(seen: Sequence[Seen], test: Test) -> Decimal:
    if test.measure == KINDS:
        return Decimal(len({one.kind for one in seen if one.value > 0}))
    values = [one.value for one in seen if one.kind == test.measure and one.window_days == test.window_days]
    return sum(values, Decimal()) if test.measure in SUMMED else max(values, default=Decimal())


def colour_of(level: int) -> Colour:
    """黄、橙、红 for one, two, three."""
    return COLOURS[level]
