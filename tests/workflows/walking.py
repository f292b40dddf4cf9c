"""Letting time pass: the product's clock is moved in steps, and each time what is due is done."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from cases.models import Clock
from record.models import Event
from record.names import EventName
from tests.builders import Scene
from workflows.sweep import perform_due

HOUR = datetime.timedelta(hours=1)
AtTime = Callable[[datetime.datetime], None]
Moment = datetime.datetime


def pass_time(at_time: AtTime, start: Moment, until: Moment, step: datetime.timedelta = 6 * HOUR) -> int:
    """Sweep every ``step`` from ``start`` to ``until``; returns how many steps were taken."""
    taken, moment = 0, start
    while moment <= until:
        at_time(moment)
        taken += perform_due()
        moment += step
    return taken


def events(scene: Scene, *names: EventName) -> list[Event]:
    """The case's events of these names, in order."""
    found = Event.objects.filter(subject=scene.case.subject).order_by("version", "line")
    return list(found.filter(name__in=names) if names else found)


def names(scene: Scene, after: int = 0) -> list[str]:
    """First lines of the case's steps after a version."""
    found = Event.objects.filter(subject=scene.case.subject, version__gt=after)
    return list(
        found.exclude(name__startswith="clock_").order_by("version", "line").values_list("name", flat=True)
    )


def fired(scene: Scene) -> list[tuple[str, str, int, str]]:
    """(clock, key, epoch, row) of everything a clock said, in order."""
    epoch: dict[tuple[str, str], int] = {}
    said = []
    for event in events(scene, EventName.CLOCK_STARTED, EventName.CLOCK_WARNED):
        place = (event.data["clock"], event.data["key"])
        if event.name == EventName.CLOCK_STARTED:
            epoch[place] = event.data["epoch"]
        else:
            said += [(*place, epoch[place], row) for row in event.data["rows"]]
    return said


def clock(scene: Scene, rule: str, key: str = "") -> Clock:
    """The clock of this rule."""
    return Clock.objects.get(case=scene.case, rule_id=rule, key=key)
