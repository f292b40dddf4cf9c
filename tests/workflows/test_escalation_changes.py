"""Escalation rows as an office changes them: running clocks follow at once, and what the law does stays."""

from __future__ import annotations

import pytest

from cases.models import Clock
from organizations.acting import Acting
from organizations.errors import Duplicate, NoAuthority, WrongValue
from organizations.roles import Role
from record import verify
from record.models import Event
from tests.builders import Scene, World
from workflows.escalation_changes import add_row, change_row
from workflows.models import EscalationRow

pytestmark = pytest.mark.django_db
CLOCK = "first_contact"


@pytest.fixture
def world() -> World:
    """A county with an administrator."""
    return World()


def clock_of(scene: Scene) -> Clock:
    """The clock of the first contact."""
    return Clock.objects.get(case=scene.case, rule_id=CLOCK)


def test_an_earlier_step_reaches_clocks_that_already_run(world: World) -> None:
    scene = Scene(world)
    before = clock_of(scene).next_at
    add_row(acting=world.made.admin, rule_id=CLOCK, offset=0, unit="calendar", act="remind")
    after = clock_of(scene).next_at
    assert before is not None
    assert after is not None
    assert after < before
    assert verify.verify() is None


def test_a_row_that_was_switched_off_starts_nothing_any_more(world: World) -> None:
    scene = Scene(world)
    for row in EscalationRow.objects.filter(rule_id=CLOCK):
        change_row(row, acting=world.made.admin, is_active=False)
    assert clock_of(scene).next_at is None
    assert verify.verify() is None


def test_a_change_is_a_new_version_on_record(world: World) -> None:
    row = EscalationRow.objects.get(code=f"{CLOCK}:+1working:hand_up")
    changed = change_row(row, acting=world.made.admin, offset=2)
    assert changed.version == row.version + 1
    event = Event.objects.filter(subject=f"escalation:{row.code}").latest("id")
    assert event.data["changes"] == {"offset": [1, 2]}


@pytest.mark.parametrize("act", ["breach", "lapse"])
def test_what_the_law_does_is_neither_added_nor_changed(world: World, act: str) -> None:
    row = EscalationRow.objects.get(kind="dispute", act=act)
    for change in ({"is_active": False}, {"act": "remind"}):
        with pytest.raises(WrongValue):
            change_row(row, acting=world.made.admin, **change)
    with pytest.raises(WrongValue):
        add_row(acting=world.made.admin, rule_id=CLOCK, offset=0, unit="hours", act=act)


@pytest.mark.parametrize(
    ("offset", "unit", "act"),
    [(-1, "working", "hand_up"), (400, "working", "tell"), (-1000, "hours", "remind")],
)
def test_what_cannot_be_meant_is_refused(world: World, offset: int, unit: str, act: str) -> None:
    with pytest.raises(WrongValue):
        add_row(acting=world.made.admin, rule_id=CLOCK, offset=offset, unit=unit, act=act)


def test_a_row_of_an_unknown_clock_and_a_row_twice_are_refused(world: World) -> None:
    with pytest.raises(WrongValue):
        add_row(acting=world.made.admin, rule_id="no_such_rule", offset=1, unit="working", act="tell")
    with pytest.raises(Duplicate):
        add_row(acting=world.made.admin, rule_id=CLOCK, offset=1, unit="working", act="hand_up")


def test_only_an_administrator_of_a_county_or_above_changes_rows(world: World) -> None:
    row = EscalationRow.objects.filter(rule_id=CLOCK).latest("id")
    nobody: Acting = None  # type: ignore[assignment]  # nobody acting
    for acting in (nobody, world.who(Role.CHAIR, world.county), world.who(Role.SYSTEM_ADMIN, world.town)):
        with pytest.raises(NoAuthority):
            change_row(row, acting=acting, is_active=False)
        with pytest.raises(NoAuthority):
            add_row(acting=acting, rule_id=CLOCK, offset=9, unit="working", act="tell")
