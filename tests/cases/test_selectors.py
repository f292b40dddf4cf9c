"""Read models: as much as may be read, at a fixed price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from cases.selectors import DUPLICATE_DAYS, dossier, employers_like, matches, possible_duplicates
from organizations.paths import under
from protection.models import PersonalData
from tests.builders import DAY, MONDAY, NAME, PHONE, STORY, Scene, World, paper

pytestmark = pytest.mark.django_db
AtTime = Callable[[datetime], None]


def shared(scene: Scene) -> list[tuple[str, tuple[str, ...]]]:
    """Codes of possible duplicates and what they share."""
    return [(twin.case.code, twin.shared) for twin in possible_duplicates(scene.fresh(), Case.objects.all())]


def test_a_dossier_costs_ten_queries_whatever_hangs_on_the_case(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = Scene(world, people=12).to("mediating")
    for number in range(6):
        scene.do("message", scene.worker, body=f"{number}").do("add_evidence", scene.mediator, file=paper())
    case = scene.fresh()
    with django_assert_num_queries(10):
        found = dossier(case, full=True)
    assert len(found.messages) == 6
    assert found.of(case.story_key)["story"] == STORY


def test_without_the_right_nothing_personal_is_read(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = Scene(world).to("performing")
    case = scene.fresh()
    with django_assert_num_queries(4):
        found = dossier(case, full=False)
    assert not found.private
    assert [found.parties, found.evidence, found.messages, found.terms, found.notices] == [[]] * 5
    assert found.of(scene.case.story_key) == {}


def test_an_erased_text_is_simply_not_there(world: World) -> None:
    scene = Scene(world)
    key = scene.case.story_key
    assert key is not None
    PersonalData.objects.filter(key=key).update(erased_at=MONDAY, salt=b"", ciphertext=b"")
    assert dossier(scene.fresh(), full=True).of(scene.case.story_key) == {}


def test_the_names_in_the_record_come_with_it(world: World) -> None:
    scene = Scene(world).to("verifying")
    found = dossier(scene.fresh(), full=True)
    assert scene.mediator.person is not None
    assert scene.mediator.person.name in found.people.values()
    assert found.units[world.town.code] == world.town.name


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"name": "别人", "phone": "1"}, ("employer",)),
        ({"category": "work_injury"}, ("phone", "name")),
        ({"category": "work_injury", "name": "别人"}, ("phone",)),
        ({"category": "work_injury", "phone": "13700000000"}, ("name",)),
        ({}, ("employer", "phone", "name")),
    ],
)
def test_a_duplicate_shares_employer_and_category_or_the_applicant(
    world: World, other: dict[str, Any], said: tuple[str, ...]
) -> None:
    scene, twin = Scene(world), Scene(world, **other)
    assert shared(scene) == [(twin.case.code, said)]


def test_another_matter_is_no_duplicate(world: World) -> None:
    scene = Scene(world)
    Scene(world, category="work_injury", name="别人", phone="13700000000")
    Scene(world, employer=None, employer_name="别的厂", name="别人", phone="13700000000")
    Scene(world, employer=None, employer_name="别的厂", name="", phone="", disclosure="anonymous")
    assert shared(scene) == []


def test_nobody_is_the_twin_of_an_anonymous_report_by_having_no_name(world: World) -> None:
    first = Scene(world, disclosure="anonymous", name="", phone="", employer=None, employer_name="甲厂")
    Scene(world, disclosure="anonymous", name="", phone="", employer=None, employer_name="乙厂")
    assert shared(first) == []


@pytest.mark.parametrize(
    ("days", "count"), [(DUPLICATE_DAYS - 1, 1), (DUPLICATE_DAYS, 1), (DUPLICATE_DAYS + 1, 0)]
)
def test_ninety_days_count_and_not_one_more(world: World, at_time: AtTime, days: int, count: int) -> None:
    scene = Scene(world, at=MONDAY)
    at_time(MONDAY + days * DAY)
    Scene(world, at=MONDAY + days * DAY)
    assert len(shared(scene)) == count


def test_duplicates_are_looked_for_only_among_what_may_be_seen(world: World) -> None:
    scene = Scene(world)
    Scene(world)
    assert possible_duplicates(scene.fresh(), Case.objects.none()) == []


def test_duplicates_cost_one_query(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    scene = Scene(world)
    for _ in range(4):
        Scene(world)
    case = scene.fresh()
    with django_assert_num_queries(1):
        assert len(possible_duplicates(case, Case.objects.all())) == 4


def test_a_search_finds_by_number_employer_whole_name_and_whole_telephone(world: World) -> None:
    scene = Scene(world)
    for text in (scene.case.number, "轻纺", NAME, PHONE, " 139-0000-1111"):
        assert Case.objects.filter(matches(text)).get() == scene.case, text
    for text in (NAME[:1], PHONE[:7], "没有"):
        assert not Case.objects.filter(matches(text)).exists(), text


def test_employers_are_found_by_part_of_the_name_within_the_paths(world: World) -> None:
    assert employers_like("轻纺", under(world.town.path, "unit__path")) == [world.mill]
    assert employers_like("轻纺", under(world.other_town.path, "unit__path")) == []
