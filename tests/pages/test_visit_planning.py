"""安排走访 beside what is planned already: who goes where, told to those who may know; no place twice."""

from __future__ import annotations

import re

import pytest

from cases.models import Case
from organizations import actions
from organizations.acting import Acting
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.pages.asking import page, queries, signed_in
from tests.visits import Going, record_of, relation_of

pytestmark = pytest.mark.django_db


def goer(world: World) -> Acting:
    return Going.visitor_of(world)


def plan_of(world: World, code: str, day: str) -> tuple[int, str]:
    """Status and text of planning one stop for the goer."""
    answer = signed_in(goer(world)).post("/visits/plan/", {"planned_on": day, "stop_1": f"employer:{code}"})
    return answer.status_code, answer.content.decode()


def test_a_place_somebody_already_goes_to_is_named_with_who_and_when_and_not_suggested(world: World) -> None:
    other = world.who(Role.CHAIR, world.town)
    Going(world, actor=other, planned_on=today() + DAY)
    html = page(goer(world), "/visits/plan/")
    line = re.search(rf'<option value="employer:{world.mill.code}"([^>]*)>([^<]*)', html)
    assert line
    assert f"已由{person_of(other).name}安排" in line[2]
    assert f'<option value="employer:{world.mill.code}" selected' not in html
    assert f'<option value="employer:{world.shop.code}" selected' in html


def test_the_same_place_twice_on_a_day_is_refused_and_another_day_is_not(world: World) -> None:
    day, later = (today() + DAY).isoformat(), (today() + 2 * DAY).isoformat()
    assert plan_of(world, world.mill.code, day)[0] == 302
    status, html = plan_of(world, world.mill.code, day)
    assert status == 422
    assert "已经安排去这里" in html
    assert f'<option value="employer:{world.mill.code}" selected' in html
    typed_name = {"planned_on": day, "other_1": world.mill.name}
    again = signed_in(goer(world)).post("/visits/plan/", typed_name)
    assert "已经安排去这里" in again.content.decode()
    assert Case.objects.filter(kind="visit").count() == 1
    assert plan_of(world, world.mill.code, later)[0] == 302


def test_an_enterprise_that_is_a_contact_point_stands_once_in_the_list(world: World) -> None:
    relation = relation_of(world, goer(world), actions.Point(employer=world.mill))
    html = page(goer(world), "/visits/plan/")
    assert f'value="relation:{relation.code}"' in html
    assert f'value="employer:{world.mill.code}"' not in html


def test_who_reads_only_their_own_visits_learns_of_no_others_from_the_route(world: World) -> None:
    officer, other = world.who(Role.INFO_OFFICER, world.town), world.who(Role.CHAIR, world.town)
    before = page(officer, "/visits/plan/")
    Going(world, actor=other, record=record_of())
    Going(world, actor=other, planned_on=today() + DAY)
    after = page(officer, "/visits/plan/")
    options = r'<option value="employer:[^<]*'
    assert re.findall(options, after) == re.findall(options, before)
    assert world.mill.name in after


def test_planning_costs_the_same_for_many_plans(world: World) -> None:
    relation_of(world, goer(world), actions.Point(employer=world.shop))
    Going(world, actor=world.who(Role.CHAIR, world.town), planned_on=today() + DAY)
    few = queries(goer(world), "/visits/plan/")
    for number in range(6):
        employer = world.employer(f"第{number}厂", world.town)
        Going(world, actor=world.who(Role.CHAIR, world.town), employer=employer, planned_on=today() + DAY)
    assert queries(goer(world), "/visits/plan/") == few
