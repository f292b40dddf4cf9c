"""How fast the record is sealed, and how long a commit waits for its seal while the sealer is woken by it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from statistics import median

from django.db import connection, connections

from benchmarks.county import county, reported
from benchmarks.rows import Row, p95, row
from config.background import SEAL_SECONDS, Background
from record import log, sealer, wake
from record.models import Event
from record.names import EventName
from record.timekeeping import now
from workflows.engine import perform

EVENTS = 4000
STEPS = 100
LIMIT_MS = 200.0
#: About what a busy county's office does in a second.
PAUSE = 0.02


def run() -> list[Row]:
    """Events a second, then milliseconds from commit to seal."""
    sealer.seal_all()
    rate = _throughput()
    waits = _waits()
    return [
        row("sealing, a full batch after another", rate, "events/s", note=f"{EVENTS} events of one chain"),
        row("commit to sealed, median", median(waits), "ms", note="one commit at a time, the sealer woken by each"),
        row("commit to sealed, p95", p95(waits), "ms", LIMIT_MS, f"{STEPS} steps"),
    ]  # fmt: skip


def _throughput() -> float:
    entries = [
        log.Entry(
            chain="bench", subject=f"bench:{number}", version=1, name=EventName.CLOCK_STARTED, occurred_at=now(),
            data={"clock": "mediation_close", "due": "2026-10-13"}, rows=[("cases_clock", f"{number}", "0" * 64)],
        )
        for number in range(EVENTS)
    ]  # fmt: skip
    log.append(entries)
    began = time.perf_counter()
    sealed = sealer.seal_all()
    assert sealed == EVENTS
    return EVENTS / (time.perf_counter() - began)


def _waits() -> list[float]:
    cases = [reported() for _ in range(STEPS)]
    sealer.seal_all()
    found = []
    with background():
        for case in cases:
            perform(case, "accept", actor=county().mediator)
            found.append(_until_sealed(case.subject))
            time.sleep(PAUSE)
    return found


def _until_sealed(subject: str) -> float:
    began = time.perf_counter()
    while Event.objects.filter(subject=subject, position__isnull=True).exists():
        assert time.perf_counter() - began < 10, "nobody seals"
        time.sleep(0.001)
    return (time.perf_counter() - began) * 1000


def background() -> AbstractContextManager[None]:
    """The sealer as it runs in earnest: in `make run`'s own loop on SQLite, in a worker that stays on PostgreSQL."""
    return embedded() if connection.vendor == "sqlite" else worker()


@contextmanager
def worker() -> Iterator[None]:
    """As a Celery worker does it: one process, or here thread, that keeps its connection and is told of each commit."""
    woken, ended = threading.Event(), threading.Event()
    unsubscribe = wake.subscribe(lambda _chain: woken.set())

    def live() -> None:
        while not ended.is_set():
            woken.wait(SEAL_SECONDS)
            woken.clear()
            sealer.seal_all()
        connections.close_all()

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    try:
        yield
    finally:
        unsubscribe()
        ended.set()
        woken.set()
        thread.join(10)


@contextmanager
def embedded() -> Iterator[None]:
    """The readers as `make run` runs them, in a loop of their own."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    readers = Background()

    def live() -> None:
        asyncio.set_event_loop(loop)
        loop.call_soon(readers.start)
        loop.call_soon(ready.set)
        loop.run_forever()

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(readers.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
