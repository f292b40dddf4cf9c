"""The readers in the web process: woken, polling, and never ended by an error."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from config.background import Repeated

pytestmark = pytest.mark.tooling


async def let_run(repeated: Repeated, until: Callable[[], bool]) -> None:
    """Runs the loop until the condition holds, at most five seconds."""
    task = asyncio.create_task(repeated.run())
    for _ in range(500):
        if until():
            break
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_commit_wakes_the_sealer_before_its_next_poll() -> None:
    rounds: list[int] = []

    async def scene() -> None:
        repeated = Repeated("sealer", lambda: rounds.append(1), seconds=3600)
        task = asyncio.create_task(let_run(repeated, lambda: len(rounds) == 2))
        while not rounds:
            await asyncio.sleep(0.01)
        repeated.woken.set()
        await task

    asyncio.run(scene())
    assert len(rounds) == 2


def test_work_is_polled_when_nobody_wakes_it() -> None:
    rounds: list[int] = []
    asyncio.run(let_run(Repeated("sweep", lambda: rounds.append(1), seconds=0.01), lambda: len(rounds) > 2))
    assert len(rounds) > 2


def test_a_round_that_fails_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    rounds: list[int] = []

    def work() -> None:
        rounds.append(1)
        if len(rounds) < 3:
            raise OSError

    repeated = Repeated("sweep", work, seconds=0.01)
    with caplog.at_level(logging.ERROR, logger="fengqiao.background"):
        asyncio.run(let_run(repeated, lambda: len(rounds) > 3))
    assert len(rounds) > 3
    assert [record.message[:12] for record in caplog.records] == ["sweep failed", "sweep failed"]
    assert repeated.failures == 0


def test_the_pause_after_failures_grows_to_a_minute_and_no_further() -> None:
    repeated = Repeated("sweep", lambda: None, seconds=5)
    pauses = []
    for repeated.failures in range(8):
        pauses.append(repeated.pause())
    assert pauses == [5, 10, 20, 40, 60, 60, 60, 60]
