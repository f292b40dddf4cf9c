"""A million cases: what the hot lookups cost, and that none reads a growing table from end to end."""

from __future__ import annotations

from time import perf_counter

from benchmarks.filling import fill
from benchmarks.hot import GROWING, Plan, explain, queries
from benchmarks.rows import Row, row

CASES = 1_000_000


def run(cases: int = CASES) -> list[Row]:
    """Milliseconds inside the database; a table read whole is a failure."""
    began = perf_counter()
    province = fill(cases)
    filled = perf_counter() - began
    rows = [row("made by the database itself", filled, "s", note=f"{cases:,} cases, not through the door")]
    for name, build in queries(province).items():
        explain(build())  # once for the cache
        rows.append(_row(name, explain(build())))
    return rows


def _row(name: str, plan: Plan) -> Row:
    whole = plan.read_whole & GROWING
    note = f"READS WHOLE: {', '.join(sorted(whole))}" if whole else ", ".join(sorted(plan.indexes))
    found = row(name, plan.milliseconds, "ms", note=note)
    found["ok"] = not whole
    return found
