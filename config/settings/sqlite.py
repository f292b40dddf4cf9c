"""How a SQLite database is opened wherever one is used."""

from pathlib import Path
from typing import Any


def sqlite(path: Path) -> dict[str, Any]:
    """Django's settings for the file at `path`.

    IMMEDIATE: a transaction takes the write lock when it begins, so that two writers wait for each other instead of
    failing in the middle. WAL: readers never wait for a writer. NORMAL: in WAL mode a power cut may lose the last
    commits but cannot damage the file.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        },
    }
