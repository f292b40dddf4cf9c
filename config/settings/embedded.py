"""One process on one machine: SQLite, no Redis, the sealer and the sweep in the web process. What `make run` uses."""

import os

from config.homes import home, secret
from config.settings.base import *  # noqa: F403 -- settings modules extend each other
from config.settings.sqlite import sqlite

FENGQIAO_EMBEDDED = True
FENGQIAO_HOME = home()
KEYS_DIR = FENGQIAO_HOME / "keys"
WITNESS_DIR = FENGQIAO_HOME / "witness"
SECRET_KEY = secret(KEYS_DIR, "django")
MFA_KEY = secret(KEYS_DIR, "mfa")

DEBUG = os.environ.get("FENGQIAO_DEBUG") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("FENGQIAO_HOSTS", "").split()]

DATABASES = {"default": sqlite(FENGQIAO_HOME / "fengqiao.sqlite3")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

MEDIA_ROOT = FENGQIAO_HOME / "evidence"
STATIC_ROOT = FENGQIAO_HOME / "static"
