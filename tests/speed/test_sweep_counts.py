"""Due clocks are done many at once: what is asked a case does not include what can be asked for all."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations import calendar as calendars
from record import sealer
from record.models import Event
from record.timekeeping import now
from tests.builders import DAY, MONDAY, Scene, World
from workflows import escalation, rules, sweep

pytestmark = pytest.mark.django_db
AtTime = Callable[[datetime.datetime], None]


def statements_of_a_sweep(world: World, at_time: AtTime, cases: int) -> int:
    """For so many cases at a village whose first contact nobody made."""
    at_time(MONDAY)
    for _ in range(cases):
        Scene(world, place=world.village)
    at_time(MONDAY + 14 * DAY)
    # Each of these is looked at again after a second: on a busy machine that would be a statement now and then.
    with (
        calendars.holding(),
        rules.holding(),
        escalation.holding(),
        CaptureQueriesContext(connection) as captured,
    ):
        assert sweep.sweep_once(now()) >= cases
    return len(captured)


def test_each_more_due_case_costs_two_statements_at_most(world: World, at_time: AtTime) -> None:
    few = statements_of_a_sweep(world, at_time, 2)
    sweep.perform_due(now())
    many = statements_of_a_sweep(world, at_time, 8)
    assert many - few <= 2 * 6


def test_a_look_when_nothing_is_due_is_two_statements(world: World) -> None:
    Scene(world)
    with calendars.holding(), CaptureQueriesContext(connection) as captured:
        assert sweep.perform_due(now()) == 0
    assert len(captured) == 2, [one["sql"] for one in captured.captured_queries]


def test_a_batch_is_sealed_in_as_many_statements_as_one_event(world: World) -> None:
    sealer.seal_all()

    def sealing(events: int) -> int:
        chain = world.county.code
        for _ in range(events):
            Scene(world)
        waiting = Event.objects.filter(chain=chain, position__isnull=True).count()
        with CaptureQueriesContext(connection) as captured:
            assert sealer.seal_batch(chain) == waiting
        return len(captured)

    assert sealing(1) == sealing(4)
