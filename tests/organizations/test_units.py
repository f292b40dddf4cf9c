"""Units: where they may stand, what their paths promise, and that every change is on record."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.actions import moving
from organizations.errors import Duplicate, NoAuthority, Refusal, WrongPlace
from organizations.models import Unit, UnitKind
from organizations.paths import under
from organizations.roles import Role
from record import verify
from record.models import Event
from record.names import EventName
from tests.organizations.county import County


def test_a_path_is_the_parents_path_and_four_more_characters(county: County) -> None:
    assert county.village.path == county.town.path + "0001"
    assert county.other_town.path == county.county.path + "0002"


def test_county_and_town_are_copied_down_and_their_own_on_themselves(county: County) -> None:
    enterprise = Unit.objects.get(pk=county.enterprise.pk)
    assert (enterprise.county_id, enterprise.town_id) == (county.county.pk, county.town.pk)
    assert Unit.objects.get(pk=county.county.pk).county_id == county.county.pk
    assert Unit.objects.get(pk=county.town.pk).town_id == county.town.pk
    assert (county.city.county_id, county.city.chain) == (None, "CN")
    assert enterprise.chain == "330681"


def test_a_unit_without_a_code_gets_one_after_its_town(county: County) -> None:
    assert county.enterprise.code == "330681109-001"
    second = actions.add_unit(
        acting=county.admin, parent=county.village, kind=UnitKind.ENTERPRISE, name="新光五金有限公司工会"
    )
    assert second.code == "330681109-002"


@pytest.mark.parametrize("kind", [UnitKind.TOWN, UnitKind.COUNTY, UnitKind.VILLAGE])
def test_a_unit_cannot_stand_under_one_of_its_own_or_a_lower_rank(county: County, kind: UnitKind) -> None:
    with pytest.raises(WrongPlace):
        actions.add_unit(acting=SYSTEM, parent=county.village, kind=kind, name="某处工会")


def test_only_a_province_has_no_parent(county: County) -> None:
    with pytest.raises(WrongPlace):
        actions.add_unit(acting=SYSTEM, parent=None, kind=UnitKind.COUNTY, name="无上级工会")


def test_a_code_is_used_once(county: County) -> None:
    with pytest.raises(Duplicate):
        actions.add_unit(
            acting=SYSTEM,
            parent=county.county,
            kind=UnitKind.TOWN,
            name="又一镇总工会",
            code=county.town.code,
        )


def refused_actings(county: County) -> list[Acting | None]:
    """Everybody who may not add a town to the county."""
    return [
        None,
        county.acting("主席", Role.CHAIR, county.county),
        county.acting("镇管理员", Role.SYSTEM_ADMIN, county.town),
        Acting(person=None, role=Role.RECEIPT, case_id=1),
        Acting(person=None, role=Role.SYSTEM_ADMIN),
    ]


def test_nobody_but_an_administrator_here_or_above_adds_changes_or_moves(county: County) -> None:
    for acting in refused_actings(county):
        before = Event.objects.count()
        with pytest.raises(NoAuthority):
            actions.add_unit(acting=acting, parent=county.county, kind=UnitKind.TOWN, name="次坞镇总工会")  # type: ignore[arg-type]  # nobody acting
        with pytest.raises(NoAuthority):
            actions.change_unit(county.county, acting=acting, name="改名总工会")  # type: ignore[arg-type]
        with pytest.raises(NoAuthority):
            actions.move_unit(county.village, acting=acting, parent=county.other_town)  # type: ignore[arg-type]
        assert Event.objects.count() == before


def test_a_change_is_recorded_with_what_was_before(county: County) -> None:
    actions.change_unit(county.town, acting=county.admin, name="枫桥镇联合总工会")
    event = Event.objects.get(name=EventName.UNIT_CHANGED)
    assert event.data == {"changes": {"name": ["枫桥镇总工会", "枫桥镇联合总工会"]}}
    assert (event.subject, event.version) == ("unit:330681109", 2)
    assert county.admin.person is not None
    assert (event.actor, event.actor_place) == (county.admin.person.pk, "330681")


def test_a_change_of_nothing_leaves_no_event(county: County) -> None:
    before = Event.objects.count()
    actions.change_unit(county.town, acting=county.admin, name=county.town.name)
    assert Event.objects.count() == before


def test_a_unit_with_working_units_below_cannot_be_switched_off(county: County) -> None:
    with pytest.raises(WrongPlace):
        actions.change_unit(county.village, acting=county.admin, is_active=False)
    actions.change_unit(county.enterprise, acting=county.admin, is_active=False)
    assert not actions.change_unit(county.village, acting=county.admin, is_active=False).is_active


def test_a_unit_where_somebody_holds_a_post_cannot_be_switched_off(county: County) -> None:
    county.post("店口主席", Role.CHAIR, county.other_town)
    with pytest.raises(WrongPlace):
        actions.change_unit(county.other_town, acting=county.admin, is_active=False)


def test_a_moved_unit_takes_everything_below_it_along(county: County) -> None:
    before = county.village.path
    village = actions.move_unit(county.village, acting=county.admin, parent=county.other_town)
    enterprise = Unit.objects.get(pk=county.enterprise.pk)
    assert village.path == county.other_town.path + "0001"
    assert enterprise.path == village.path + "0001"
    assert enterprise.town_id == county.other_town.pk
    assert not Unit.objects.filter(under(before)).exists()
    assert verify.verify() is None


def test_a_path_once_given_is_never_given_to_another_unit(county: County) -> None:
    left = county.village.path
    actions.move_unit(county.village, acting=county.admin, parent=county.other_town)
    new = actions.add_unit(
        acting=county.admin, parent=county.town, kind=UnitKind.VILLAGE, name="新村联合工会"
    )
    assert new.path != left


def test_what_copies_paths_is_told_of_a_move_inside_the_transaction(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str, str, bool]] = []

    def hook(unit: Unit, before: str, after: str, acting: Acting, at: datetime.datetime) -> None:
        told.append((unit.code, before, after, connection.in_atomic_block))

    monkeypatch.setattr(moving, "on_move", [hook])
    before = county.village.path
    after = actions.move_unit(county.village, acting=county.admin, parent=county.other_town).path
    assert told == [(county.village.code, before, after, True)]


def test_a_unit_does_not_move_below_itself_or_into_another_county(county: County) -> None:
    other = actions.add_unit(
        acting=SYSTEM, parent=county.city, kind=UnitKind.COUNTY, name="嵊州市总工会", code="330683"
    )
    for parent in (county.enterprise, other):
        with pytest.raises(Refusal):
            actions.move_unit(county.town, acting=SYSTEM, parent=parent)


def test_moving_a_big_subtree_costs_as_many_queries_as_a_small_one(county: County) -> None:
    def cost(parent: Unit) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.move_unit(county.village, acting=county.admin, parent=parent)
        return len(queries)

    small = cost(county.other_town)
    for number in range(20):
        actions.add_unit(
            acting=SYSTEM, parent=county.village, kind=UnitKind.ENTERPRISE, name=f"第{number}厂工会"
        )
    assert cost(county.town) == small


def test_a_unit_changed_behind_the_door_is_found(county: County) -> None:
    assert verify.verify() is None
    Unit.objects.filter(pk=county.town.pk).update(name="被改过的总工会")
    finding = verify.verify()
    assert finding is not None
    assert (finding.table, finding.row) == ("organizations_unit", "code=330681109")
