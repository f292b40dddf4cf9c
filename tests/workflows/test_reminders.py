"""A reminder helps whoever works on a case and stands in nobody's way."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from record.models import Event
from record.names import EventName
from record.timekeeping import now
from tests.builders import MONDAY, Scene, World
from workflows import escalation
from workflows.engine import StaleCase, perform
from workflows.sweep import perform_due


def reminders(scene: Scene) -> int:
    return Event.objects.filter(subject=scene.case.subject, name=EventName.REMINDED).count()


def test_a_clock_of_one_day_reminds_nobody_the_moment_it_starts(world: World) -> None:
    scene = Scene(world).to("performing").pay()
    clock = scene.case.clocks.get(rule_id="performance_check")
    assert clock.n == 1
    assert [one.row.act for one in escalation.thresholds("dispute", clock, scene.case.level)][:1] == ["tell"]
    perform_due(now())
    assert reminders(scene) == 0


def test_a_form_that_lay_open_over_a_reminder_may_still_be_sent(
    world: World, at_time: Callable[[datetime.datetime], None]
) -> None:
    scene = Scene(world).contact()
    seen = scene.case.version
    at_time(MONDAY + datetime.timedelta(days=3))
    perform_due(now())
    assert scene.fresh().version > seen
    assert (
        reminders(scene)
        + Event.objects.filter(subject=scene.case.subject, name=EventName.SUPERIORS_TOLD).count()
    )
    assert perform(scene.case, "accept", actor=scene.mediator, expects=seen).state == "accepted"


def test_a_form_that_lay_open_over_a_reminder_and_a_step_may_not(
    world: World, at_time: Callable[[datetime.datetime], None]
) -> None:
    scene = Scene(world).contact()
    seen = scene.case.version
    at_time(MONDAY + datetime.timedelta(days=3))
    perform_due(now())
    scene.do("urge", scene.chair, note="请尽快")
    with pytest.raises(StaleCase) as refused:
        perform(scene.case, "accept", actor=scene.mediator, expects=seen)
    assert "催办" in refused.value.changes


def test_a_version_that_never_was_is_refused(world: World) -> None:
    scene = Scene(world).contact()
    with pytest.raises(StaleCase):
        perform(scene.case, "accept", actor=scene.mediator, expects=scene.case.version + 1)
