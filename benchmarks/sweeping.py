"""What a due clock costs, many at once and one by one, and what a look costs when nothing is due."""

from __future__ import annotations

import datetime
from statistics import median
from time import perf_counter

from benchmarks.county import county
from benchmarks.rows import Row, row
from cases.models import Clock
from organizations import calendar
from record.timekeeping import now
from workflows.engine import open_cases
from workflows.sweep import perform_due, sweep_once

CASES = 200
LOOKS = 200


def run() -> list[Row]:
    """Milliseconds a due clock: in batches as the sweep takes them, then each in a transaction of its own."""
    perform_due()
    together = _taken(CASES)
    alone = _taken(1)
    looks = [_look() for _ in range(LOOKS)]
    return [
        row("a due clock, in batches", together, "ms", note=f"{CASES} cases a batch"),
        row("a due clock, one at a time", alone, "ms", note="the same work in a plain loop"),
        row("batches : plain loop", together / alone, "×"),
        row("a look when nothing is due", median(looks), "µs", note=f"among {Clock.objects.count()} clocks"),
    ]


def _late_cases() -> None:
    here, since = county(), now() - datetime.timedelta(days=4)
    facts = {
        "place": here.town, "category": "unpaid_wages", "source": "visit", "employer_name": "某企业", "people": 1,
        "at": since,
    }  # fmt: skip
    open_cases("dispute", [facts] * CASES, actor=here.mediator)


def _taken(limit: int) -> float:
    """Milliseconds a step until nothing is due any more."""
    _late_cases()
    steps, began = 0, perf_counter()
    with calendar.holding():
        while done := sweep_once(now(), limit):
            steps += done
    assert steps >= CASES
    return (perf_counter() - began) * 1000 / steps


def _look() -> float:
    began = perf_counter()
    perform_due()
    return (perf_counter() - began) * 1e6
