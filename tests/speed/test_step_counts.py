"""A full step costs four statements besides BEGIN and COMMIT, one more where somebody's words are kept apart."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import process_time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from organizations import calendar as calendars
from record.log import Entry, append
from record.models import Event
from record.names import EventName
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World
from workflows import rules
from workflows.engine import perform

pytestmark = pytest.mark.django_db
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def sent(step: Callable[[], object]) -> list[str]:
    """Statements of a step whose actor, calendar and rules are loaded."""
    with calendars.holding(), rules.holding(), CaptureQueriesContext(connection) as captured:
        step()
    found = [one["sql"] for one in captured.captured_queries]
    return [sql for sql in found if not sql.startswith(CONTROL)]


def ready(world: World) -> Scene:
    """A case whose mediation may start."""
    return Scene(world).accept().assign().apply().both_agree()


def test_a_step_with_a_changed_state_is_four_statements(world: World) -> None:
    scene = ready(world)
    who = scene.mediator
    statements = sent(lambda: perform(scene.case, "start_mediation", actor=who))
    assert [sql.split()[0] for sql in statements] == ["SELECT", "UPDATE", "INSERT", "INSERT"]


def test_words_kept_apart_are_one_statement_more(world: World) -> None:
    scene = ready(world)
    who = scene.mediator
    assert len(sent(lambda: perform(scene.case, "start_mediation", actor=who, note="双方到场。"))) == 5


def test_a_step_does_not_cost_more_on_a_case_with_a_longer_past(world: World) -> None:
    young, old = ready(world), ready(world)
    old.crowd(7)
    assert started(young) == started(old)


def started(scene: Scene) -> int:
    """Statements that 开始调解 takes."""
    who = scene.mediator
    return len(sent(lambda: perform(scene.case, "start_mediation", actor=who)))


def test_a_thousand_entries_are_appended_in_as_few_statements_as_the_database_takes(world: World) -> None:
    entries = [
        Entry(
            chain="CN", subject=f"bench:{number}", version=1, name=EventName.CLOCK_STARTED, occurred_at=now()
        )
        for number in range(1000)
    ]
    most = connection.features.max_query_params
    assert len(sent(lambda: append(entries))) <= (1 if most is None else -(-1000 * 18 // most) + 1)


def bare(case: Case) -> None:
    """What a full step is compared with: lock, change, save, one audit row of the same shape."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        locked.state, locked.version = "mediating", locked.version + 1
        locked.save(update_fields=["state", "version"])
        Event.objects.create(
            chain="bench", subject=locked.subject, version=locked.version + 1000, name=EventName.MEDIATION_STARTED,
            actor=1, actor_role="mediator", occurred_at=now(), to_state=locked.state,
        )  # fmt: skip


def test_a_full_step_stays_within_three_times_a_bare_one(world: World) -> None:
    """In processor time, side by side; `make bench` gives the figure itself. Composing its SELECT anew made it five."""
    pairs = [(ready(world).case, ready(world).case) for _ in range(12)]
    who = Scene(world).mediator
    taken: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    with calendars.holding(), rules.holding():
        for full, plain in pairs:
            for index, step in enumerate((lambda c: perform(c, "start_mediation", actor=who), bare)):
                began = process_time()
                step(full if index == 0 else plain)
                taken[index].append(process_time() - began)
    assert median(taken[0][2:]) <= 3 * median(taken[1][2:])


def test_an_answer_that_decides_an_approval_of_one_step_reads_three_tables_more(world: World) -> None:
    """The approval, its steps and its signatures: what an office with a single chair pays for chains is nothing."""
    scene = Scene(world).to("mediating")
    scene.do("ask_extend", scene.mediator, until=today() + 40 * DAY, both_agree=True, reason="双方要求")
    asked, who = scene.approval, scene.chair
    statements = sent(
        lambda: perform(scene.case, "approve", actor=who, approval=asked.code, round=asked.round)
    )
    words = [sql.split()[0] for sql in statements]
    assert words == ["SELECT"] * 4 + ["UPDATE"] * 3 + ["INSERT"] * 2
