"""Embedded mode's readers: the sealer and the sweep as tasks in the loop of the one web process."""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import connections

from config import sessions
from record import sealer, timekeeping, wake
from workflows import absences, sweep

logger = logging.getLogger("fengqiao.background")

SEAL_SECONDS = 1.0
SWEEP_SECONDS = 5.0
STAND_IN_SECONDS = 600.0
LONGEST_PAUSE = 60.0
A_DAY_SECONDS = 24 * 3600.0
LAST_SEAL_SECONDS = 1.0


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
        return min(self.seconds * 2.0**self.failures, max(LONGEST_PAUSE, self.seconds))

    async def once(self) -> None:
        """One round, in a thread of its own."""
        try:
            await in_thread(self.work)
        except Exception:  # whatever went wrong, the next round must still come
            self.failures = min(self.failures + 1, 10)
            logger.exception("%s failed; trying again in %.0f s", self.name, self.pause())
        else:
            self.failures = 0


async def in_thread(work: Callable[[], object]) -> None:
    """Does `work` in a thread with a database connection of its own, and raises what it raised.

    The thread is a daemon: when the process is told to end it does not wait for it, and the database rolls back what was
    not committed. (The loop's own executor would be waited for, however long the round.)
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[None] = loop.create_future()

    def settle(error: Exception | None) -> None:
        if outcome.cancelled():
            return
        if error is None:
            outcome.set_result(None)
        else:
            outcome.set_exception(error)

    def body() -> None:
        failure: Exception | None = None
        try:
            work()
        except Exception as error:  # noqa: BLE001 -- handed to whoever waits
            failure = error
        finally:
            connections.close_all()
        with suppress(RuntimeError):  # the loop is already closed: nobody waits any more
            loop.call_soon_threadsafe(settle, failure)

    threading.Thread(target=body, name="reader", daemon=True).start()
    await outcome


def perform_due() -> None:
    """The sweep at the present moment."""
    sweep.perform_due(timekeeping.now())


def stand_in() -> None:
    """Somebody for every signature whose signer's post has ended."""
    absences.stand_in(timekeeping.now())


class Background:
    """Starts and ends the readers with the web process."""

    def __init__(self) -> None:
        self.sealer = Repeated("sealer", sealer.seal_all, SEAL_SECONDS)
        self.sweep = Repeated("sweep", perform_due, SWEEP_SECONDS)
        self.absences = Repeated("absences", stand_in, STAND_IN_SECONDS)
        self.sessions = Repeated("sessions", sessions.clear, A_DAY_SECONDS)
        self.tasks: list[asyncio.Task[None]] = []
        self.unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begins both loops; to be called in the loop they are to live in."""
        loop = asyncio.get_running_loop()

        def woken(chain: str) -> None:
            loop.call_soon_threadsafe(self.sealer.woken.set)

        self.unsubscribe = wake.subscribe(woken)
        self.tasks = [asyncio.create_task(one.run(), name=one.name) for one in self.readers]

    @property
    def readers(self) -> tuple[Repeated, ...]:
        """Everything that is done again and again."""
        return self.sealer, self.sweep, self.absences, self.sessions

    async def stop(self) -> None:
        """Ends both loops, and seals what the last requests committed if that takes no longer than a second."""
        self.unsubscribe()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.sealer.once(), LAST_SEAL_SECONDS)
