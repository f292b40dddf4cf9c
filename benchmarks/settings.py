"""What the benchmarks run on: a county's own settings, a database made for one run, and the peers' applications.

Durability is as in earnest: unlike in tests, a commit waits for the disk where production's would.
"""

import os
from pathlib import Path

from config.services import postgresql
from config.settings.base import *  # noqa: F403 -- settings modules extend each other
from config.settings.base import INSTALLED_APPS as PRODUCT_APPS
from config.settings.sqlite import sqlite

FENGQIAO_HOME = Path(os.environ["FENGQIAO_HOME"])
KEYS_DIR = FENGQIAO_HOME / "keys"
WITNESS_DIR = FENGQIAO_HOME / "witness"
MEDIA_ROOT = FENGQIAO_HOME / "evidence"
STATIC_ROOT = FENGQIAO_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
SECRET_KEY = "only-for-benchmarks"  # noqa: S105 -- signs nothing outside a benchmark
MFA_KEY = "only-for-benchmarks"
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [*PRODUCT_APPS, "benchmarks.peer"]
SILENCED_SYSTEM_CHECKS = ["viewflow.W001"]

if os.environ.get("BENCH_DB") == "postgresql":
    DATABASES = {"default": postgresql(os.environ.get("DATABASE_URL"))}
    DATABASES["default"]["TEST"] = {"NAME": f"bench_{DATABASES['default']['NAME']}_{os.getpid()}"}
else:
    DATABASES = {"default": sqlite(FENGQIAO_HOME / "fengqiao.sqlite3")}
    DATABASES["default"]["TEST"] = {"NAME": str(FENGQIAO_HOME / "bench.sqlite3")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
