"""The door has two sides, one step and many at once: both write the same rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from cases.models import Clock
from organizations.acting import SYSTEM
from record.models import Event
from record.timekeeping import now
from tests.builders import DAY, MONDAY, Scene, World
from workflows import escalation
from workflows.dispute.states import S
from workflows.engine import perform
from workflows.fetching import cases_to_step
from workflows.sweep import VERB_OF, perform_due

from .walking import AtTime

pytestmark = [pytest.mark.django_db, pytest.mark.soundness]

#: What differs between any two cases, or says which clock brought the step.
OWN = {
    "id", "code", "number", "subject", "case", "case_id", "receipt_hash", "story_key", "private_key", "private_digest", "rows", "digest",
    "position", "recorded_at", "what_key", "personal_key", "employment", "occurred_at", "reported_at", "known_at",
    "started_at", "contacted_at", "first_step_at", "key", "closed_at",
}  # fmt: skip


def plain(row: models.Model) -> dict[str, Any]:
    """A row's values without what is its own."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in OWN
    }


def everything(scene: Scene, after: int) -> list[Any]:
    """All rows a step may have written, comparable between two cases."""
    case = scene.fresh()
    events = Event.objects.filter(subject=case.subject, version__gt=after).order_by("version", "line")
    said = [{**plain(event), "data": _without_codes(event.data), "due_at": None} for event in events]
    clocks = [plain(row) for row in Clock.objects.filter(case=case).order_by("rule_id", "key")]
    return [
        plain(case),
        plain(case.dispute),
        said,
        clocks,
        [plain(row) for row in case.terms.order_by("order")],
    ]


def _without_codes(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in ("key", "term")}


ACTS: dict[str, tuple[Callable[[Scene], Scene], int]] = {
    "remind": (lambda s: s.to(S.VERIFYING), 5), "tell": (lambda s: s, 2), "climb": (lambda s: s, 3),
    "order": (lambda s: s, 20), "breach": (lambda s: s.to(S.PERFORMING), 12), "lapse": (lambda s: s.to(S.MEDIATING), 20),
    "return_call": (lambda s: s.to(S.CLOSED), 20),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_one_step_and_many_at_once_write_identical_rows(world: World, at_time: AtTime, act: str) -> None:
    way, days = ACTS[act]
    place = world.county if act == "order" else world.town
    at_time(MONDAY)
    swept = way(Scene(world, place=place, employment_ended_on=None))
    at_time(MONDAY)
    single = way(Scene(world, place=place, employment_ended_on=None))
    before = single.case.version
    at_time(MONDAY + days * DAY)
    moment = now()
    clock = Clock.objects.filter(case=single.case, next_at__lte=moment).order_by("next_at")[0]
    due = [t for t in escalation.thresholds("dispute", clock, single.case.level) if t.at <= moment]
    chosen, rows = escalation.chosen(due)
    verb = VERB_OF[chosen]
    data: dict[str, Any] = {"clock": clock.key, "rows": rows}
    if verb not in ("breach", "lapse"):
        data["rule"] = clock.rule_id
    perform(cases_to_step().get(pk=single.case.pk), verb, actor=SYSTEM, at=moment, **data)
    _only(swept, lambda: perform_due(moment, rounds=1))
    assert everything(swept, before) == everything(single, before)
    assert len(everything(swept, before)[2]) > 1


def _only(scene: Scene, sweep: Callable[[], int]) -> None:
    """Sweep this case alone: the others' thresholds are put aside for the while."""
    others = list(
        Clock.objects.filter(next_at__isnull=False).exclude(case=scene.case).values_list("pk", "next_at")
    )
    Clock.objects.filter(pk__in=[pk for pk, _at in others]).update(next_at=None)
    sweep()
    for pk, at in others:
        Clock.objects.filter(pk=pk).update(next_at=at)


def test_a_due_step_carries_its_due_instant_and_is_the_systems(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    due = Clock.objects.get(case=scene.case, rule_id="first_contact").due_at
    at_time(MONDAY + 2 * DAY)
    perform_due()
    event = Event.objects.get(subject=scene.case.subject, version=2, line=0)
    assert (event.due_at, event.actor_role, event.actor) == (due, "system", None)
    assert event.occurred_at > due


def test_a_sweep_of_many_costs_no_more_statements_for_more_cases(world: World, at_time: AtTime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(cases: int) -> int:
        at_time(MONDAY)
        for _ in range(cases):
            Scene(world)
        at_time(MONDAY + 2 * DAY)
        with CaptureQueriesContext(connection) as queries:
            perform_due(rounds=1)
        # The small tables are looked at once a second, whatever the number of cases.
        small = (
            "workflows_escalationrow",
            "workflows_rule",
            "organizations_calendaryear",
            "organizations_workingday",
        )
        said = [q["sql"] for q in queries if not any(table in q["sql"] for table in small)]
        return sum(not sql.startswith(("UPDATE", "SAVEPOINT", "RELEASE")) for sql in said)

    cost(1)
    assert cost(2) == cost(12)
