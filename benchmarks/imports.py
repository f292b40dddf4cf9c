"""All 27,036 divisions of the province become units."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import connection

from benchmarks.rows import Row, row
from organizations.acting import SYSTEM
from organizations.imports.units import import_divisions
from organizations.models import Unit

LIMIT_SECONDS = 30.0
DIVISIONS = 27_036
FILE = Path(settings.BASE_DIR) / "organizations" / "data" / "divisions_zhejiang.csv"


def run() -> list[Row]:
    """Seconds of the first import and of sending the same file again; the promise is about SQLite."""
    data = FILE.read_bytes()
    first, again = _seconds(data), _seconds(data)
    assert Unit.objects.exclude(division_code=None).count() >= DIVISIONS
    limit = LIMIT_SECONDS if connection.vendor == "sqlite" else None
    note = f"{DIVISIONS / first:,.0f} units a second, their events included"
    return [
        row("import-units, all divisions", first, "s", limit, note),
        row("import-units, the same file again", again, "s", limit, "adds nothing"),
    ]


def _seconds(data: bytes) -> float:
    began = perf_counter()
    import_divisions(data, acting=SYSTEM)
    return perf_counter() - began
