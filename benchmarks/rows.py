"""What every part of the benchmarks answers with, and how it is printed."""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter, process_time
from typing import NamedTuple, TypedDict


class Row(TypedDict):
    """One figure. ``limit`` None is a figure nobody promised; ``ok`` False ends `make bench` with 1."""

    name: str
    value: float
    unit: str
    limit: float | None
    ok: bool
    note: str


def row(name: str, value: float, unit: str, limit: float | None = None, note: str = "") -> Row:
    """A figure that is to stay at or below ``limit``."""
    return Row(
        name=name,
        value=round(value, 2),
        unit=unit,
        limit=limit,
        ok=limit is None or value <= limit,
        note=note,
    )


def aim(name: str, value: float, unit: str, aimed: float, note: str = "") -> Row:
    """A figure with an aim: reported whether reached or not, and no failure."""
    reached = f"aim ≤ {aimed:g}: {'reached' if value <= aimed else 'not reached'}"
    return row(name, value, unit, note=f"{reached}; {note}" if note else reached)


class Taken(NamedTuple):
    """Milliseconds of one round, on the wall and of this process's processor."""

    wall: float
    processor: float


def side_by_side(rounds: int, contenders: dict[str, Callable[[int], object]]) -> dict[str, list[Taken]]:
    """What each contender takes, in turn in every round so that whatever slows the machine slows all."""
    taken: dict[str, list[Taken]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            began, worked = perf_counter(), process_time()
            contenders[name](number)
            taken[name].append(Taken((perf_counter() - began) * 1000, (process_time() - worked) * 1000))
    return taken


def p95(values: Sequence[float]) -> float:
    """The value that 95 in 100 stay at or below."""
    return statistics.quantiles(values, n=20)[-1]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int, right: bool = False) -> str:
    space = " " * max(0, width - _width(text))
    return space + text if right else text + space


def table(title: str, rows: Iterable[Row]) -> str:
    """The rows as people read them."""
    lines = [f"\n{title}"]
    for one in rows:
        limit = f"≤ {one['limit']:g}" if one["limit"] is not None else ""
        mark = "" if one["limit"] is None else ("ok" if one["ok"] else "TOO SLOW")
        value = f"{one['value']:,.2f}".rstrip("0").rstrip(".")
        lines.append(
            f"  {_pad(one['name'], 46)} {_pad(value, 10, right=True)} {_pad(one['unit'], 11)} {_pad(limit, 8)}"
            f" {_pad(mark, 8)} {one['note']}".rstrip()
        )
    return "\n".join(lines)
