"""The tests' settings: SQLite, or PostgreSQL when FENGQIAO_TEST_DB=postgresql."""

import os
import tempfile
from pathlib import Path

from config.services import postgresql
from config.settings.base import *  # noqa: F403 -- settings modules extend each other
from config.settings.sqlite import sqlite

FENGQIAO_HOME = Path(os.environ.get("FENGQIAO_TEST_HOME") or tempfile.mkdtemp(prefix="fengqiao-test-"))
KEYS_DIR = FENGQIAO_HOME / "keys"
WITNESS_DIR = FENGQIAO_HOME / "witness"
ALLOW_TEST_CLOCK = True
SECRET_KEY = "only-for-tests"  # noqa: S105 -- signs nothing outside a test
MFA_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

if os.environ.get("FENGQIAO_TEST_DB") == "postgresql":
    DATABASES = {"default": postgresql(os.environ.get("DATABASE_URL"))}
else:
    DATABASES = {"default": sqlite(FENGQIAO_HOME / "fengqiao.sqlite3")}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
MEDIA_ROOT = FENGQIAO_HOME / "evidence"
STATIC_ROOT = FENGQIAO_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = "memory://"
