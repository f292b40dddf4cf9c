"""On what the figures were measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

import django

from config.services import address

GIB = 1024**3


def _processor() -> str:
    found = Path("/proc/cpuinfo")
    lines = found.read_text(encoding="utf-8").splitlines() if found.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _postgresql() -> str:
    url = address("database")
    if url is None:
        return "not there: run `make services` first"
    import psycopg

    with psycopg.connect(url) as there:
        return f"{there.info.server_version // 10000}.{there.info.server_version % 10000}"


def describe() -> str:
    """Cores, processor, memory, versions, and how busy the machine already was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return "\n".join(
        [
            f"{cores} cores, {_processor()}, {memory:.1f} GiB, {platform.system()} {platform.release()}",
            f"Python {platform.python_version()}, Django {django.get_version()}, SQLite {sqlite3.sqlite_version}, "
            f"PostgreSQL {_postgresql()}",
            f"busy before we began: load {os.getloadavg()[0]:.1f}",
        ]
    )
