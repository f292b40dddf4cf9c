"""`make bench`: the machine, then every figure from one run; ends with 1 when a limit the issues give is passed.

python -m benchmarks              everything but a fresh installation
python -m benchmarks --install    that too
python -m benchmarks transitions  one part (deadlines, transitions, sealing, sweeping, pages, claims, imports, plans, starting)
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks import starting
from benchmarks.machine import describe
from benchmarks.rows import Row, row, table
from config.services import address

#: Parts that share one database; the others have one of their own.
ON_SQLITE = (("deadlines", "transitions", "sealing", "sweeping", "pages", "claims"), ("imports",))
ON_POSTGRESQL = (("transitions", "sealing", "sweeping", "claims"), ("plans",))
TITLES = {
    "deadlines": "Deadlines", "transitions": "A step through the door", "sealing": "Sealing the record",
    "sweeping": "Due clocks", "pages": "Pages", "claims": "Wages of 5,000 claims", "imports": "Units", "plans": "Lists among a million cases",
}  # fmt: skip


def _parts(database: str, wanted: set[str]) -> Iterator[tuple[str, list[Row]]]:
    groups = ON_SQLITE if database == "sqlite" else ON_POSTGRESQL
    for group in groups:
        chosen = [part for part in group if not wanted or part in wanted]
        if not chosen:
            continue
        command = [sys.executable, "-m", "benchmarks.one", database, *chosen]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- our own words
            assert process.stdout
            for line in process.stdout:
                told = json.loads(line)
                yield told["part"], told["rows"]
        if process.returncode:
            yield (
                chosen[-1],
                [
                    row(
                        "ended with an error",
                        process.returncode,
                        "",
                        0,
                        f"one of {', '.join(chosen)}; see above",
                    )
                ],
            )


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", help="only these parts")
    parser.add_argument(
        "--install", action="store_true", help="also install into a fresh checkout and time it"
    )
    return parser.parse_args()


def main() -> int:
    """Prints as it goes; 1 when a limit was passed."""
    chosen, began = _chosen(), time.monotonic()
    wanted, found = set(chosen.parts), list[Row]()

    def tell(title: str, rows: list[Row]) -> None:
        found.extend(rows)
        print(table(title, rows), flush=True)

    print(describe(), flush=True)
    for database in ("sqlite", "postgresql") if address("database") else ("sqlite",):
        for part, rows in _parts(database, wanted):
            tell(f"{TITLES[part]} ({'SQLite' if database == 'sqlite' else 'PostgreSQL'})", rows)
    if not wanted or "starting" in wanted:
        tell("Starting and ending", starting.run(chosen.install))
    slow = [one["name"] for one in found if not one["ok"]]
    print(
        f"\n{time.monotonic() - began:.0f} s. "
        + (f"Past the limit: {', '.join(slow)}" if slow else "Every limit is kept.")
    )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
