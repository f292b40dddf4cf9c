"""走访任务 on the pages: one's own with by when, everybody's for their chair, the worst first; a route for a day."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from cases.models import Case
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import ContactCycle
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.pages.asking import page, queries, signed_in
from tests.visits import Going, cycle_of, record_of, relation_of

pytestmark = pytest.mark.django_db
HERE = "/visits/owed/"


def own_cycle(world: World, begun: int, left: int) -> None:
    """A cycle that began ``begun`` days ago and has ``left`` to go."""
    actions.open_cycle(
        acting=SYSTEM, unit=world.county, title="试周期", starts_on=today() - begun * DAY,
        ends_on=today() + left * DAY,
    )  # fmt: skip


def test_everybody_has_a_page_of_their_own_duties_and_no_other(world: World) -> None:
    who, other = Going.visitor_of(world), world.who(Role.WINDOW, world.town)
    relation_of(world, who, actions.Point(employer=world.shop))
    relation_of(world, other, actions.Point(employer=world.mill))
    html = page(who, HERE)
    assert "我的走访任务" in html
    assert world.shop.name in html
    assert world.mill.name not in html
    assert "0/1 次" in html
    page(world.who(Role.SYSTEM_ADMIN, world.town), HERE, 403)


def test_a_chair_sees_everybody_below_by_name_and_union(world: World) -> None:
    who = Going.visitor_of(world)
    relation_of(world, who, actions.Point(employer=world.shop))
    chair = world.who(Role.CHAIR, world.county)
    html = page(chair, HERE)
    assert person_of(who).name in html
    assert world.shop.name in html
    assert world.town.short_name in html
    assert world.shop.name not in page(chair, f"{HERE}?who=me")
    assert world.shop.name not in page(world.who(Role.CHAIR, world.other_town), HERE)


def test_what_presses_is_said_before_it_is_late_in_colour_word_and_icon(world: World) -> None:
    own_cycle(world, 90, 20)
    who = Going.visitor_of(world)
    html = page(who, HERE)
    assert "快到期" in html
    assert "fq-risk--orange" in html
    assert "#alert-triangle" in html
    assert "1 项快到期" in page(who, "/today/")
    assert "项快到期" not in page(world.who(Role.CHAIR, world.village), "/today/")


def test_the_worst_stands_first_and_what_is_done_is_left_out_until_asked(world: World) -> None:
    own_cycle(world, 30, 300)
    who = Going.visitor_of(world)
    Going(world, record=record_of())
    cycle = ContactCycle.objects.get()
    actions.give_relation(
        acting=SYSTEM, cycle=cycle, person=person_of(who), point=actions.Point(employer=world.shop),
        starts_on=today() - 25 * DAY,
    )  # fmt: skip
    html = page(who, HERE)
    assert world.shop.name in html
    assert "已完成 1，共 2" in html
    assert "1/1 次" not in html
    assert "1/1 次" in page(who, f"{HERE}?standing=done")
    assert "没有这样的任务" in page(who, f"{HERE}?standing=late")
    assert "其中没有联系关系的 1 次" in html


@pytest.mark.parametrize(("query", "shown"), [("what=enterprise", False), ("what=own_unit", True)])
def test_filters_stand_in_the_address(world: World, query: str, shown: bool) -> None:
    relation_of(world, Going.visitor_of(world), actions.Point(employer=world.shop))
    html = page(world.who(Role.CHAIR, world.county), f"{HERE}?{query}")
    assert (world.shop.name in html) == shown


def test_a_county_looks_at_one_town(world: World) -> None:
    relation_of(world, Going.visitor_of(world), actions.Point(employer=world.shop))
    chair = world.who(Role.CHAIR, world.county)
    assert world.shop.name in page(chair, f"{HERE}?town={world.town.code}")
    assert world.shop.name not in page(chair, f"{HERE}?town={world.other_town.code}")


def test_a_county_costs_as_much_as_one_person(world: World) -> None:
    chair = world.who(Role.CHAIR, world.county)
    relation_of(world, Going.visitor_of(world), actions.Point(employer=world.shop))
    few = queries(chair, HERE)
    for number in range(5):
        who = world.who(Role.WINDOW, world.town, number + 1)
        relation_of(world, who, actions.Point(employer=world.employer(f"第{number}厂", world.town)))
        relation_of(world, who, actions.Point(worker=f"张{number}"))
    assert queries(chair, HERE) <= few + 1  # workers' names


def test_without_a_cycle_today_costs_one_question_more(world: World) -> None:
    assert "我的走访任务" not in page(Going.visitor_of(world), "/today/")


def test_a_committee_member_has_points_and_pages_of_visits(world: World) -> None:
    who = world.who(Role.COMMITTEE_MEMBER, world.county)
    relation_of(world, who, actions.Point(worker="张三丰"))
    html = page(who, HERE)
    assert "张三丰" in html
    assert signed_in(who).get("/today/")["Location"] == "/visits/"
    Going(world, actor=who, employer=world.shop, record=record_of())
    case = Case.objects.get(kind="visit")
    assert case.number in page(who, "/visits/")
    page(who, f"/cases/{case.code}/")
    assert "张三丰" in page(world.who(Role.CHAIR, world.county), HERE)


# ── A route ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_owed_is_offered_first_then_no_union_then_the_longest_not_visited(world: World) -> None:
    who = Going.visitor_of(world)
    relation_of(world, who, actions.Point(worker="张三丰"))
    html = page(who, "/visits/plan/")
    owed, no_union, rest = (
        html.index(f'label="{name}') for name in ("还欠的联系点", "未建会企业", "很久没去")
    )
    assert (
        owed
        < html.index("张三丰")
        < no_union
        < html.index(world.mill.name)
        < rest
        < html.index(world.shop.name)
    )


def test_the_first_stops_are_filled_in_as_they_are_suggested(world: World) -> None:
    who = Going.visitor_of(world)
    relation = relation_of(world, who, actions.Point(worker="张三丰"))
    html = page(who, "/visits/plan/")
    assert f'value="relation:{relation.code}" selected' in html
    assert f'value="employer:{world.mill.code}" selected' in html
    wanted = page(who, f"/visits/plan/?stop_1=employer:{world.shop.code}")
    first = wanted[wanted.index('name="stop_1"') : wanted.index('name="stop_2"')]
    assert f'value="employer:{world.shop.code}" selected' in first


def test_a_place_twice_in_a_day_is_said_and_nothing_is_planned(world: World) -> None:
    stop = f"employer:{world.mill.code}"
    given = {"planned_on": (today() + DAY).isoformat(), "stop_1": stop, "stop_2": stop, "other_3": "留着的话"}
    answer = signed_in(Going.visitor_of(world)).post("/visits/plan/", given)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "同一个地方选了两次" in html
    assert "留着的话" in html
    assert not Case.objects.filter(kind="visit").exists()


def test_a_chair_plans_for_somebody_below_with_that_persons_points(world: World) -> None:
    who, chair = person_of(Going.visitor_of(world)), world.who(Role.CHAIR, world.town)
    relation = relation_of(world, Going.visitor_of(world), actions.Point(employer=world.shop))
    address = f"/visits/plan/?for={who.username}"
    html = page(chair, address)
    assert f"relation:{relation.code}" in html
    given = {"planned_on": (today() + DAY).isoformat(), "stop_1": f"relation:{relation.code}"}
    assert signed_in(chair).post(address, given)["Location"] == "/visits/"
    assert Case.objects.get(kind="visit").handler == who
    assert "替谁安排" not in page(Going.visitor_of(world), "/visits/plan/")


def test_a_day_that_is_over_is_refused_in_a_sentence(world: World) -> None:
    given = {"planned_on": (today() - DAY).isoformat(), "stop_1": f"employer:{world.mill.code}"}
    answer = signed_in(Going.visitor_of(world)).post("/visits/plan/", given)
    assert answer.status_code == 422
    assert "计划日期不能早于今天" in answer.content.decode()


def test_the_cycle_is_named(world: World) -> None:
    assert cycle_of(world).starts_on == datetime.date(2026, 1, 1)
    assert "2026年度" in page(Going.visitor_of(world), HERE)


def test_who_manages_for_the_employer_is_offered_no_visits(world: World) -> None:
    person = world.made.person("厂办主任")
    actions.give_post(
        acting=SYSTEM, person=person, role=Role.INFO_OFFICER, place=world.shop_union, starts_on=today() - DAY,
        manages_for_employer=True,
    )  # fmt: skip
    client = Client()
    client.force_login(person)
    assert 'href="/visits/"' not in client.get("/today/").content.decode()
    assert client.get("/visits/").status_code == 403
    assert 'href="/visits/"' in page(world.who(Role.INFO_OFFICER, world.village), "/today/")
