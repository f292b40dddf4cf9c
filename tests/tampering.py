"""Behind the door: what only an intruder with the database's own password can do. Tests alone may."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

TABLE = "record_event"


@contextmanager
def append_only_lifted(alias: str = "default") -> Generator[None, None, None]:
    """Take the triggers that keep the record append-only away, and put them back."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            take, give = _postgresql()
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
            )
            triggers = cursor.fetchall()
            take = [f"DROP TRIGGER {name}" for name, _sql in triggers]
            give = [sql for _name, sql in triggers]
        for statement in take:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in give:
                cursor.execute(statement)


def _postgresql() -> tuple[list[str], list[str]]:
    return [f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"], [f"ALTER TABLE {TABLE} ENABLE TRIGGER USER"]


def tamper(sql: str, params: list[Any] | tuple[Any, ...] = ()) -> int:
    """Run one statement as the intruder would, past every trigger; returns how many rows it touched."""
    with append_only_lifted(), transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
