"""Who decides, who holds a post, which unit is meant."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from organizations import actions
from organizations.acting import SYSTEM
from organizations.errors import Ambiguous, UnknownUnit
from organizations.models import Unit, UnitKind
from organizations.paths import DIGITS, step, under, under_any
from organizations.queries import deciders, deputies_on, find_unit, next_above, post_holders, units_under
from organizations.roles import Role
from tests.organizations.county import START, County


def test_the_chair_decides_before_the_vice_chair(
    county: County, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chair = county.post("主席", Role.CHAIR, county.town)
    vice = county.post("副主席", Role.VICE_CHAIR, county.town)
    with django_assert_num_queries(1):
        assert deciders(county.town, START) == (county.town, [chair])
    assert deciders(county.town, START, [chair.person_id]) == (county.town, [vice])


def test_without_chair_and_vice_chair_the_union_above_decides(county: County) -> None:
    town_chair = county.post("主席", Role.CHAIR, county.town)
    county_chair = county.post("县主席", Role.CHAIR, county.county)
    assert deciders(county.enterprise, START) == (county.town, [town_chair])
    assert deciders(county.enterprise, START, [town_chair.person_id]) == (county.county, [county_chair])
    assert deciders(county.enterprise, START, [town_chair.person_id, county_chair.person_id])[1] == []


def test_who_also_manages_for_the_employer_does_not_decide(county: County) -> None:
    actions.give_post(
        acting=SYSTEM, person=county.person("厂长"), role=Role.CHAIR, place=county.enterprise, starts_on=START,
        manages_for_employer=True,
    )  # fmt: skip
    town_chair = county.post("主席", Role.CHAIR, county.town)
    assert deciders(county.enterprise, START) == (county.town, [town_chair])


def test_the_city_never_decides_for_a_county(county: County) -> None:
    county.post("市主席", Role.CHAIR, county.city)
    assert deciders(county.town, START) == (county.county, [])


def test_late_work_climbs_from_village_to_town_to_county_and_no_further(county: County) -> None:
    unit: Unit | None = county.enterprise
    ladder = []
    while unit is not None:
        ladder.append(unit.code)
        unit = next_above(Unit.objects.get(pk=unit.pk))
    assert ladder == [county.enterprise.code, county.town.code, county.county.code]


def test_post_holders_are_those_of_exactly_these_units_on_that_day(county: County) -> None:
    post = county.post("督查员", Role.SUPERVISOR, county.county)
    county.post("镇督查员", Role.SUPERVISOR, county.town)
    assert post_holders([county.county], [Role.SUPERVISOR], START) == [post]
    assert post_holders([county.county.pk], [Role.SUPERVISOR], START.replace(year=2020)) == []


def test_deputies_stand_beside_their_post(county: County) -> None:
    post = county.post("主席", Role.CHAIR, county.town)
    deputy = county.person("代理人")
    actions.name_deputy(acting=SYSTEM, post=post, person=deputy, starts_on=START, ends_on=START)
    assert deputies_on([post], START) == {post.pk: [deputy]}


def test_a_unit_is_found_by_code_and_by_name(county: County) -> None:
    for wanted in ("330681109", "枫桥镇总工会", " 枫桥镇总工会 "):
        assert find_unit(wanted) == county.town
    with pytest.raises(UnknownUnit):
        find_unit("不存在镇总工会")
    with pytest.raises(UnknownUnit):
        find_unit("330681109", kind=UnitKind.COUNTY)


def test_a_name_that_fits_several_units_is_refused_with_the_choices(county: County) -> None:
    other = actions.add_unit(
        acting=SYSTEM, parent=county.city, kind=UnitKind.COUNTY, name="嵊州市总工会", code="330683"
    )
    twin = actions.add_unit(
        acting=SYSTEM, parent=other, kind=UnitKind.TOWN, name="枫桥镇总工会", code="330683109"
    )
    with pytest.raises(Ambiguous) as refused:
        find_unit("枫桥镇总工会")
    assert {unit.code for unit in refused.value.choices} == {"330681109", "330683109"}
    assert "330683109" in str(refused.value)
    assert find_unit("枫桥镇总工会", within=other) == twin


def test_a_subtree_is_a_range_of_paths(county: County) -> None:
    assert [unit.pk for unit in units_under(county.town)] == [
        county.town.pk, county.village.pk, county.enterprise.pk
    ]  # fmt: skip
    both = Unit.objects.filter(under_any([county.town.path, county.village.path, county.other_town.path]))
    assert both.count() == 4
    assert not Unit.objects.filter(under_any([])).exists()


def test_a_neighbours_path_is_not_inside_the_subtree(county: County) -> None:
    assert county.other_town not in Unit.objects.filter(under(county.town.path))


def test_steps_sort_as_their_numbers_do() -> None:
    numbers = [1, 9, 10, 35, 36, 37, 1295, 1296, 46655, 46656, len(DIGITS) ** 4 - 1]
    steps = [step(number) for number in numbers]
    assert steps == sorted(steps)
    assert {len(part) for part in steps} == {4}
    with pytest.raises(ValueError, match="path step"):
        step(len(DIGITS) ** 4)
