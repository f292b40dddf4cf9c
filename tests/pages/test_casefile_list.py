"""案件: filters in the address, found by number, employer, name or telephone, and only what one may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from organizations.roles import Role
from tests.builders import DAY, MONDAY, NAME, PHONE, Scene, World, imported, person_of
from tests.pages.asking import page, queries

pytestmark = pytest.mark.django_db
AtTime = Callable[[datetime], None]


@pytest.fixture
def world(db: None, at_time: AtTime) -> World:
    """A county on a plain Monday morning, with nobody at its posts but two chairs."""
    at_time(MONDAY)
    return World()


def found(world: World, more: str = "", role: Role = Role.CHAIR) -> list[str]:
    """Codes of the cases a list shows, in its order."""
    who = world.who(role, world.county)
    return re.findall(r'<a href="/cases/([0-9A-Z]+)/"', page(who, f"/cases/{more}"))


def test_an_empty_list_says_what_to_do(world: World) -> None:
    html = page(world.who(Role.CHAIR, world.town), "/cases/")
    assert "还没有案件" in html
    assert 'href="/intake/"' in html


def test_a_filter_that_finds_nothing_leads_back(world: World) -> None:
    Scene(world)
    html = page(world.who(Role.CHAIR, world.town), "/cases/?q=没有这样的厂")
    assert "没有符合条件的案件" in html


def test_each_filter_is_in_the_address_and_narrows_the_list(world: World, at_time: AtTime) -> None:
    plain = Scene(world)
    grave = Scene(world, people=12)
    closed = Scene(world, category="work_injury").to("closed")
    beside = Scene(world, place=world.other_town, employer=None, employer_name="店口某厂", amount=None)
    at_time(MONDAY + 3 * DAY)
    every = {scene.case.code for scene in (plain, grave, closed, beside)}
    assert set(found(world)) == every
    assert found(world, "?state=closed") == [closed.case.code]
    assert set(found(world, "?state=open")) == every - {closed.case.code}
    assert found(world, "?colour=red") == [grave.case.code]
    assert closed.case.code in found(world, "?category=work_injury")
    assert found(world, f"?town={world.other_town.code}") == [beside.case.code]
    assert found(world, f"?handler={person_of(closed.mediator).username}") == [closed.case.code]
    assert set(found(world, "?due=late")) == every - {closed.case.code}
    assert set(found(world, "?who=nobody")) == every - {closed.case.code}
    assert found(world, "?colour=red&state=closed") == []


@pytest.mark.parametrize("more", ["?state=nonsense", "?colour=²", "?town=x", "?page=999", "?due=never"])
def test_what_the_address_cannot_mean_is_passed_over(world: World, more: str) -> None:
    scene = Scene(world)
    assert found(world, more) == [scene.case.code]


def test_a_case_is_found_by_number_employer_name_and_telephone(world: World) -> None:
    scene = Scene(world, name=NAME, phone=PHONE)
    other = Scene(world, employer=world.shop, avoids_own_union=True, name="别人", phone="13700000000")
    for q in (scene.case.number, "轻纺", NAME, PHONE, "139 0000 1111"):
        assert found(world, f"?q={q}") == [scene.case.code], q
    assert found(world, "?q=别人") == [other.case.code]


def test_part_of_a_name_or_number_finds_nobody(world: World) -> None:
    Scene(world, name=NAME, phone=PHONE)
    assert found(world, f"?q={NAME[:1]}") == []
    assert found(world, "?q=1390000") == []


def test_a_search_never_reaches_beyond_what_one_may_see(world: World) -> None:
    Scene(world)
    for role, unit in ((Role.CHAIR, world.other_town), (Role.INFO_OFFICER, world.town)):
        html = page(world.who(role, unit), f"/cases/?q={PHONE}")
        assert "fq-caserow__title" not in html


def test_the_order_is_the_one_asked_for(world: World, at_time: AtTime) -> None:
    first = Scene(world, amount=100)
    at_time(MONDAY + DAY)
    second = Scene(world, amount=90_000, people=3)
    codes = [first.case.code, second.case.code]
    assert found(world, "?sort=oldest") == codes
    assert found(world, "?sort=newest") == codes[::-1]
    assert found(world, "?sort=amount") == codes[::-1]
    assert found(world, "?sort=people") == codes[::-1]


def test_filters_stay_while_pages_turn(world: World) -> None:
    for number in range(31):
        imported(world, number=f"〔2025〕{number}", ledger_number=f"旧{number}")
    html = page(world.who(Role.CHAIR, world.town), "/cases/?state=open&sort=newest")
    assert html.count("fq-caserow__title") == 30
    assert "state=open&amp;sort=newest&amp;page=2" in html


def test_queries_do_not_grow_with_rows(world: World) -> None:
    Scene(world).to("closing")
    who = world.who(Role.CHAIR, world.county)
    before = queries(who, "/cases/")
    for _ in range(5):
        Scene(world)
        Scene(world).to("closing")
    assert queries(who, "/cases/") == before
    assert before <= 14
