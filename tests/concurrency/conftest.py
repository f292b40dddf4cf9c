"""Tests with several connections commit for good, and Django empties the tables after each of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations


@contextmanager
def record_unguarded() -> Generator[None]:
    """Inside, the database lets the record be emptied, as it never does outside these tests."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE record_event DISABLE TRIGGER USER")
            yield
            cursor.execute("ALTER TABLE record_event ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record_event'"
        )
        triggers: list[tuple[str, str]] = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


@pytest.fixture(scope="session", autouse=True)
def record_may_be_emptied_between_tests() -> Generator[None]:
    """Lets Django's flush pass the triggers that keep the record append-only."""
    flush: Callable[..., Any] = BaseDatabaseOperations.execute_sql_flush

    def unguarded(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        with record_unguarded():
            flush(self, sql_list)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded)
    yield
    patch.undo()
