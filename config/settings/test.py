"""The tests' settings: SQLite, or PostgreSQL when FENGQIAO_TEST_DB=postgresql."""

import os
import tempfile
from pathlib import Path
from typing import Any

from config.services import postgresql
from config.settings.base import *  # noqa: F403 -- settings modules extend each other
from config.settings.sqlite import sqlite

# Each test process has a folder of its own, gone when it ends.
_folder = tempfile.TemporaryDirectory(prefix="fengqiao-test-", ignore_cleanup_errors=True)

FENGQIAO_HOME = Path(_folder.name)
KEYS_DIR = FENGQIAO_HOME / "keys"
WITNESS_DIR = FENGQIAO_HOME / "witness"
MEDIA_ROOT = FENGQIAO_HOME / "evidence"
STATIC_ROOT = FENGQIAO_HOME / "static"
SECRET_KEY = "only-for-tests"  # noqa: S105 -- signs nothing outside a test
MFA_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
ALLOW_TEST_CLOCK = True


def database() -> dict[str, Any]:
    """As in earnest, but nothing waits for the disk: a test's data need not survive a power cut.

    SQLite is a file and not :memory:, where several connections would be one and could not wait for each other.
    """
    if os.environ.get("FENGQIAO_TEST_DB") == "postgresql":
        chosen = postgresql(os.environ.get("DATABASE_URL"))
        chosen["OPTIONS"]["options"] += " -c synchronous_commit=off"
        chosen["TEST"] = {"NAME": os.environ.get("FENGQIAO_TEST_DB_NAME") or f"test_{chosen['NAME']}"}
        return chosen
    chosen = sqlite(FENGQIAO_HOME / "fengqiao.sqlite3")
    chosen["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    chosen["TEST"] = {"NAME": str(FENGQIAO_HOME / "test.sqlite3")}
    return chosen


DATABASES = {"default": database()}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = "memory://"
