"""A moved union takes its open cases along, on record; closed ones stay where they were."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.visibility import visible_to
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Unit
from organizations.roles import Role
from record import verify
from record.models import Event
from record.names import EventName
from tests.builders import Scene, World

pytestmark = pytest.mark.django_db


def moved(world: World) -> Unit:
    """The village under the other town."""
    return actions.move_unit(world.hamlet, acting=world.made.admin, parent=world.other_town)


def test_an_open_case_goes_along_and_its_new_town_reads_it() -> None:
    world = World()
    case = Scene(world, place=world.hamlet, employer=world.shop).case
    assert Case.objects.get(pk=case.pk).unit_path.startswith(world.hamlet.path)
    new_town = world.who(Role.CHAIR, world.other_town)
    old_town = world.who(Role.CHAIR, world.town)
    assert not visible_to([new_town]).filter(pk=case.pk).exists()
    path = moved(world).path
    after = Case.objects.get(pk=case.pk)
    assert after.unit_path.startswith(path)
    assert after.town == world.other_town
    assert visible_to([new_town]).filter(pk=case.pk).exists()
    assert not visible_to([old_town]).filter(pk=case.pk).exists()
    event = Event.objects.get(subject=f"case:{case.code}", name=EventName.UNIT_MOVED)
    assert world.made.admin.person is not None
    assert (event.version, event.actor) == (after.version, world.made.admin.person.pk)
    assert verify.verify() is None


def test_a_closed_case_stays_where_it_was() -> None:
    world = World()
    scene = Scene(world, place=world.hamlet, employer=world.shop)
    scene.do("withdraw", scene.worker, reason="已经和单位谈好")
    closed = scene.fresh()
    assert not closed.is_open
    moved(world)
    after = Case.objects.get(pk=closed.pk)
    assert (after.unit_path, after.town, after.version) == (closed.unit_path, closed.town, closed.version)
    assert verify.verify() is None


def test_cases_of_other_unions_are_left_alone() -> None:
    world = World()
    case = Scene(world, place=world.town).case
    version = Case.objects.get(pk=case.pk).version
    moved(world)
    assert Case.objects.get(pk=case.pk).version == version


def test_a_move_with_many_cases_costs_as_many_statements_as_with_one() -> None:
    world = World()

    def cost(parent: Unit) -> int:
        with CaptureQueriesContext(connection) as queries:
            actions.move_unit(world.hamlet, acting=SYSTEM, parent=parent)
        return sum(not query["sql"].startswith('UPDATE "cases_case"') for query in queries.captured_queries)

    Scene(world, place=world.hamlet, employer=world.shop)
    first = cost(world.other_town)
    for _number in range(6):
        Scene(world, place=world.hamlet, employer=world.shop)
    assert cost(world.town) == first
