"""The demonstration, loaded once for all its tests; what it wrote is taken back at their end."""

from __future__ import annotations

import datetime
import os
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from config.demo.load import load_demo
from record.timekeeping import SHANGHAI

#: A plain Wednesday within the published calendar: the pages of this demonstration are the same on every machine.
WEDNESDAY = datetime.datetime(2026, 4, 15, 14, 0, tzinfo=SHANGHAI)


@dataclass
class Loading:
    """What loading said, and how many statements it sent."""

    folder: Path
    offset: float
    said: list[str] = field(default_factory=list)
    statements: int = 0

    def counted(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Counts one statement and lets it through."""
        self.statements += 1
        return execute(sql, params, many, context)

    def homes(self) -> dict[str, Any]:
        """The settings that name its folders."""
        return {
            "KEYS_DIR": self.folder / "keys",
            "WITNESS_DIR": self.folder / "witness",
            "MEDIA_ROOT": str(self.folder / "evidence"),
        }


@pytest.fixture(scope="package")
def loading(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Loading, None, None]:
    """The demonstration as of WEDNESDAY."""
    made = Loading(tmp_path_factory.mktemp("demo"), (WEDNESDAY - timezone.now()).total_seconds())
    Path(os.environ["FENGQIAO_TEST_CLOCK"]).write_text(str(made.offset), encoding="ascii")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**made.homes()), connection.execute_wrapper(made.counted):
            load_demo(made.said.append)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def demo(
    loading: Loading, db: None, home_of_its_own: Path, test_clock_file: Path, settings: Settings
) -> Loading:
    """The loaded demonstration, at its own time and in its own folders."""
    test_clock_file.write_text(str(loading.offset), encoding="ascii")
    for name, value in loading.homes().items():
        setattr(settings, name, value)
    return loading
