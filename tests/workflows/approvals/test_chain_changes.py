"""An office edits chains: what cannot be meant is refused in words, and every change is a version on record."""

from __future__ import annotations

from typing import Any

import pytest

from organizations.acting import SYSTEM, Acting
from organizations.errors import Duplicate, NoAuthority, WrongValue
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.verify import findings
from tests.builders import World
from workflows.chain_changes import GENERAL, add_chain, change_chain, seed_chains
from workflows.models import ChainStep, ChainTemplate

from .chain import COUNTY, TOWN, chain

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]


def test_migrate_leaves_one_general_chain_and_seeds_it_once(world: World) -> None:
    (general,) = ChainTemplate.objects.all()
    assert (general.code, general.kind, general.case_kind, general.unit) == (GENERAL, "", "", None)
    assert seed_chains() == 0


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"signs": "nobody"}, "列表"),
        ({"place": "moon"}, "列表"),
        ({"mode": "each"}, "列表"),
        ({"signs": "role"}, "职务"),
        ({"signs": "role", "role": "employer_rep"}, "职务"),
        ({"signs": "partner"}, "协作单位"),
        ({"share": 0}, "比例"),
        ({"share": 101}, "比例"),
        ({"days": 0}, "工作日"),
        ({"days": 61}, "工作日"),
    ],
)
def test_a_step_that_cannot_be_meant_is_refused_by_its_number(
    world: World, step: dict[str, Any], words: str
) -> None:
    with pytest.raises(WrongValue, match=f"第2步.*{words}"):
        chain(TOWN, step)
    assert ChainTemplate.objects.count() == 1


def test_a_chain_has_some_steps_and_not_too_many(world: World) -> None:
    for steps in ((), (TOWN,) * 10):
        with pytest.raises(WrongValue):
            chain(*steps)
    with pytest.raises(TypeError, match="colour"):
        chain({"colour": "red"})


@pytest.mark.parametrize("wrong", [{"kind": "consent"}, {"kind": "party"}, {"case_kind": "nothing"}])
def test_a_chain_is_for_something_that_exists_and_is_put_to_chairs(
    world: World, wrong: dict[str, str]
) -> None:
    with pytest.raises(WrongValue):
        chain(TOWN, **wrong)


def test_two_chains_for_the_same_are_never_in_use_at_once(world: World) -> None:
    first = chain(TOWN)
    with pytest.raises((Duplicate, WrongValue)):
        chain(COUNTY, code="again")
    change_chain(first, acting=SYSTEM, is_active=False)
    assert chain(COUNTY, code="again").is_active


def test_the_general_one_is_changed_and_never_switched_off(world: World) -> None:
    general = ChainTemplate.objects.get(code=GENERAL)
    with pytest.raises(WrongValue, match="不能停用"):
        change_chain(general, acting=SYSTEM, is_active=False)
    change_chain(general, acting=SYSTEM, steps=[TOWN, COUNTY])
    general.refresh_from_db()
    assert (general.version, general.steps.filter(version=2).count()) == (2, 2)


def test_a_new_name_keeps_the_steps_and_nothing_new_changes_nothing(world: World) -> None:
    made = chain(TOWN, COUNTY)
    assert change_chain(made, acting=SYSTEM).version == 1
    changed = change_chain(made, acting=SYSTEM, name="结案两级审批")
    assert (changed.version, changed.name) == (2, "结案两级审批")
    names = ChainStep.objects.filter(chain=made, version=2).order_by("order").values_list("name", flat=True)
    assert list(names) == [TOWN["name"], COUNTY["name"]]
    events = Event.objects.filter(subject=f"chain:{made.code}").values_list("name", "version")
    assert list(events) == [(EventName.CHAIN_CHANGED, 1), (EventName.CHAIN_CHANGED, 2)]
    seal_all()
    assert list(findings()) == []


def test_a_town_edits_its_own_chains_and_the_county_those_of_all(world: World) -> None:
    town = world.made.acting("镇管理员", Role.SYSTEM_ADMIN, world.town)
    assert add_chain(acting=town, code="t", name="镇内", steps=[TOWN], unit=world.town)
    for unit in (None, world.other_town, world.county):
        with pytest.raises(NoAuthority):
            add_chain(acting=town, code=f"x{unit}", name="别处", steps=[TOWN], unit=unit)
    assert add_chain(acting=world.made.admin, code="c", name="全县", steps=[TOWN], kind="close")
    chair = world.who(Role.CHAIR, world.county)
    for acting in (chair, Acting(chair.person, Role.SYSTEM_ADMIN, world.county, only_approvals=True)):
        with pytest.raises(NoAuthority):
            add_chain(acting=acting, code="n", name="不行", steps=[TOWN], kind="refer")
