"""What one deadline costs, and what it costs to build the calendar it is read from."""

from __future__ import annotations

import datetime
import timeit
from time import process_time
from typing import Any

from organizations.calendar import built_in_calendar
from workflows.deadline_steps import explain
from workflows.deadlines import Unit, due

LIMIT_US = 2.0
CALLS = 100_000
STARTS = [datetime.date(2026, 1, 1) + datetime.timedelta(days=offset) for offset in range(100)]


def run() -> list[dict[str, Any]]:
    """Rows of name, value, unit, limit, ok and note; the best of five rounds, as other work only adds time."""
    calendar = built_in_calendar()
    rows = [_row(f"deadline, {unit} {n}", _microseconds(calendar, n, unit)) for unit, n in CASES]
    build = min(timeit.repeat(built_in_calendar, number=1, repeat=5)) * 1000
    steps = (
        min(timeit.repeat(lambda: explain(calendar, STARTS[0], 15, Unit.WORKING), number=100, repeat=5)) * 1e4
    )
    return [
        *rows,
        {"name": "calendar table built", "value": round(build, 1), "unit": "ms", "limit": 100.0,
         "ok": build <= 100.0, "note": f"{calendar.size} days, once a process"},
        {"name": "deadline explained day by day", "value": round(steps, 1), "unit": "µs", "limit": None, "ok": True,
         "note": "only where somebody asks why"},
    ]  # fmt: skip


CASES = ((Unit.CALENDAR, 15), (Unit.WORKING, 15), (Unit.MONTHS, 12))


def _microseconds(calendar: Any, n: int, unit: Unit) -> float:
    """One call's time, the loop that makes it included."""

    def calls() -> None:
        for start in STARTS:
            due(calendar, start, n, unit)

    rounds = CALLS // len(STARTS)
    return min(timeit.repeat(calls, timer=process_time, number=rounds, repeat=5)) / CALLS * 1e6


def _row(name: str, value: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": "µs", "limit": LIMIT_US, "ok": value <= LIMIT_US,
            "note": "one call, due date and whether provisional"}  # fmt: skip


if __name__ == "__main__":
    for row in run():
        print(row)
