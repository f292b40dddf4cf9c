"""The addresses of PostgreSQL and Redis: from the environment, else from the file that `make services` writes."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.homes import CHECKOUT

#: Every page asks much in little time: compiling a question takes PostgreSQL seconds where answering takes milliseconds.
SHORT_QUESTIONS = {"options": "-c jit=off"}


def services_file() -> Path:
    """$FENGQIAO_SERVICES names the file; else `.services.json` beside the code."""
    return Path(os.environ.get("FENGQIAO_SERVICES") or CHECKOUT / ".services.json")


def address(name: str) -> str | None:
    """The address of `database` or `redis` in the services file, or None if it has none."""
    file = services_file()
    if not file.exists():
        return None
    found = json.loads(file.read_text(encoding="utf-8")).get(name)
    return str(found) if found else None


def postgresql(url: str | None = None, *, pool: dict[str, Any] | None = None) -> dict[str, Any]:
    """Django's settings for a `postgresql://user:password@host:port/name` address.

    `url` None means the services file. `pool` holds psycopg's own pool options; connections are then not kept by Django.
    """
    chosen = url or address("database")
    if not chosen:
        raise ImproperlyConfigured("没有 PostgreSQL 的地址：请设置 DATABASE_URL,或先运行 make services。")
    parts = urlsplit(chosen)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL 应以 postgresql:// 开头。")
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(SHORT_QUESTIONS),
    }
    if pool is not None:
        settings["OPTIONS"]["pool"] = pool
    return settings
