"""Embedded mode's readers: the sealer and the sweep as tasks in the loop of the one web process."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import close_old_connections

from record import sealer, timekeeping, wake
from workflows import sweep

logger = logging.getLogger("fengqiao.background")

SEAL_SECONDS = 1.0
SWEEP_SECONDS = 5.0
LONGEST_PAUSE = 60.0


@dataclass
class Repeated:
    """One piece of work, done again whenever it is woken and at least every `seconds`.

    An error is logged and the work tried again after a pause that doubles up to a minute; it never ends the loop.
    """

    name: str
    work: Callable[[], object]
    seconds: float
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            self.woken.clear()
            await self.once()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), self.pause())

    def pause(self) -> float:
        """Seconds until the next round."""
        return min(self.seconds * 2**self.failures, max(LONGEST_PAUSE, self.seconds))

    async def once(self) -> None:
        """One round, in a thread of its own with its own database connection."""
        try:
            await asyncio.to_thread(with_fresh_connection, self.work)
        except Exception:  # noqa: BLE001 -- whatever went wrong, the next round must still come
            self.failures = min(self.failures + 1, 10)
            logger.exception("%s failed; trying again in %.0f s", self.name, self.pause())
        else:
            self.failures = 0


def with_fresh_connection(work: Callable[[], object]) -> None:
    """Does `work` and leaves no connection behind in the thread."""
    close_old_connections()
    try:
        work()
    finally:
        close_old_connections()


def perform_due() -> None:
    """The sweep at the present moment."""
    sweep.perform_due(timekeeping.now())


class Background:
    """Starts and ends the readers with the web process."""

    def __init__(self) -> None:
        self.sealer = Repeated("sealer", sealer.seal_all, SEAL_SECONDS)
        self.sweep = Repeated("sweep", perform_due, SWEEP_SECONDS)
        self.tasks: list[asyncio.Task[None]] = []
        self.unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begins both loops; to be called in the loop they are to live in."""
        loop = asyncio.get_running_loop()
        self.unsubscribe = wake.subscribe(lambda chain: loop.call_soon_threadsafe(self.sealer.woken.set))
        self.tasks = [asyncio.create_task(one.run(), name=one.name) for one in (self.sealer, self.sweep)]

    async def stop(self) -> None:
        """Ends both loops. A round in the middle of a transaction finishes in its thread, within its own limits."""
        self.unsubscribe()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
