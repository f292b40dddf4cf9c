"""Celery wakes; it decides nothing and remembers nothing."""

import logging

import pytest
from celery.schedules import crontab
from kombu.exceptions import OperationalError

from config import tasks
from config.celery import app

pytestmark = pytest.mark.tooling


def test_every_scheduled_name_is_a_task() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled == {"fengqiao.seal", "fengqiao.sweep", "fengqiao.stand_in", "fengqiao.clear_sessions"}
    assert scheduled <= app.tasks.keys()


def test_a_late_wake_up_is_thrown_away() -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] <= _seconds_between(entry["schedule"])


def _seconds_between(schedule: float | crontab) -> float:
    """From one wake-up to the next; a crontab here names an hour of every day."""
    if isinstance(schedule, crontab):
        assert len(schedule.hour) == len(schedule.minute) == 1
        return 24 * 3600
    return schedule


def test_a_broker_that_is_away_fails_no_step(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(**options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.seal, "apply_async", away)
    with caplog.at_level(logging.WARNING, logger="fengqiao.tasks"):
        tasks.wake_sealer("330681")
    assert "330681" in caplog.text
