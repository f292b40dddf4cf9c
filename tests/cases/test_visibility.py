"""Who may see which case: one matrix of roles and places, and the ways that lead outside the line."""

from __future__ import annotations

import pytest
from django.db.models import Q

from cases.models import Case, CaseReader, DisputeDetail, ReaderReason
from cases.visibility import one_of, visible_to
from organizations.acting import SYSTEM, Acting
from organizations.roles import HANDLING_ROLES, Role
from tests.builders import Scene, World

pytestmark = pytest.mark.django_db
SEES_NOTHING = sorted(set(Role) - HANDLING_ROLES - {Role.SYSTEM})


def sees(acting: Acting, case: Case) -> bool:
    """Whether ``acting`` may read ``case``."""
    return visible_to([acting]).filter(pk=case.pk).exists()


def test_nobody_sees_nothing(world: World) -> None:
    Scene(world)
    assert not visible_to([]).exists()


def test_nothing_is_among_no_keys(world: World) -> None:
    """Keys known to be none before the database is asked are an answer, not an error, beside an OR and alone."""
    case = Scene(world).case
    none = CaseReader.objects.filter(pk__in=[]).values("case")
    assert not Case.objects.filter(one_of("pk", none)).exists()
    assert Case.objects.filter(one_of("pk", none) | Q(pk=case.pk)).count() == 1


def test_the_software_sees_everything(world: World) -> None:
    assert sees(SYSTEM, Scene(world).case)


@pytest.mark.parametrize("role", sorted(HANDLING_ROLES))
def test_handling_roles_see_their_unions_cases_and_those_below(world: World, role: Role) -> None:
    scene = Scene(world)
    assert sees(Acting(None, role, world.town), scene.case)
    assert sees(Acting(None, role, world.county), scene.case)
    for beside in (world.other_town, world.village, world.hamlet):
        assert not sees(Acting(None, role, beside), scene.case)


@pytest.mark.parametrize("role", sorted(HANDLING_ROLES))
def test_above_the_county_nothing_is_seen(world: World, role: Role) -> None:
    assert not sees(Acting(None, role, world.city), Scene(world).case)


@pytest.mark.parametrize("role", SEES_NOTHING)
def test_every_other_role_sees_nothing_by_its_place(world: World, role: Role) -> None:
    scene = Scene(world)
    stranger = world.made.person("外人")
    assert not sees(
        Acting(stranger, role, world.town, employer=world.mill, partner=world.partner()), scene.case
    )


@pytest.mark.parametrize("role", [Role.INFO_OFFICER, Role.LIAISON])
def test_a_reporter_sees_their_own_report_and_never_another(world: World, role: Role) -> None:
    officer = world.who(role, world.town)
    own, other = Scene(world, actor=officer), Scene(world)
    assert sees(officer, own.case)
    assert not sees(officer, other.case)


@pytest.mark.parametrize("role", sorted(HANDLING_ROLES))
def test_who_manages_for_the_employer_sees_only_their_own_reports(world: World, role: Role) -> None:
    boss = world.made.person("厂办主任")
    acting = Acting(boss, role, world.town, manages_for_employer=True)
    scene = Scene(world)
    assert not sees(acting, scene.case)
    own = Scene(world, actor=Acting(boss, Role.INFO_OFFICER, world.town))
    assert sees(acting, own.case)


def test_an_employer_sees_no_case_even_its_own(world: World) -> None:
    assert not sees(world.employer_rep(world.mill), Scene(world).case)


def test_a_receipt_sees_its_own_case(world: World) -> None:
    one, other = Scene(world), Scene(world)
    assert sees(Acting.receipt(one.case), one.case)
    assert not sees(Acting.receipt(one.case), other.case)
    assert not sees(Acting(None, Role.RECEIPT), one.case)


def test_a_union_goes_on_reading_what_it_handed_up(world: World) -> None:
    scene = Scene(world).accept()
    scene.do("hand_up", scene.chair, reason="办不了")
    assert sees(Acting(None, Role.CHAIR, world.town), scene.case)


@pytest.mark.parametrize("fact", ["avoids_own_union", "conflict_of_interest"])
def test_it_does_not_where_the_worker_asked_or_it_has_an_interest(world: World, fact: str) -> None:
    scene = Scene(world).accept()
    DisputeDetail.objects.filter(case=scene.case).update(**{fact: True})
    scene.do("hand_up", scene.chair, reason="办不了")
    assert not sees(Acting(None, Role.CHAIR, world.town), scene.case)


def test_a_partner_sees_what_it_was_invited_to_until_that_ends(world: World) -> None:
    partner, scene = world.partner(), Scene(world)
    officer = Acting(None, Role.PARTNER_OFFICER, partner=partner)
    assert not sees(officer, scene.case)
    CaseReader.objects.create(case=scene.case, partner=partner, reason=ReaderReason.INVITED)
    assert sees(officer, scene.case)
    CaseReader.objects.update(is_active=False)
    assert not sees(officer, scene.case)


def test_several_ways_of_acting_add_up(world: World) -> None:
    here, beside = Scene(world), Scene(world, place=world.other_town, employer=None, employer_name="店口某厂")
    both = [Acting(None, Role.WINDOW, world.town), Acting(None, Role.WINDOW, world.other_town)]
    assert set(visible_to(both)) == {here.case, beside.case}
