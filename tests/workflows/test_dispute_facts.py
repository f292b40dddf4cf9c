"""What a dispute's steps must leave true: money, groups, breaches found late, the limitation, the town."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.models import Clock
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Code, CodeList
from organizations.roles import Role
from protection.models import EmployerNotice
from record.models import Event
from record.names import EventName
from record.timekeeping import today
from tests.builders import DAY, Scene, World, suspend
from workflows.dispute.states import S
from workflows.errors import NotPossible

pytestmark = pytest.mark.django_db


def clock(scene: Scene, rule: str) -> Clock:
    """The one clock of this rule."""
    return Clock.objects.get(case=scene.case, rule_id=rule)


def runs(scene: Scene, rule: str) -> bool:
    """Whether it runs."""
    return Clock.objects.filter(case=scene.case, rule_id=rule, state="running").exists()


def test_money_recovered_in_a_second_life_is_added_to_the_first(world: World) -> None:
    scene = Scene(world).to(S.CLOSED)
    assert scene.fresh().amount_recovered == Decimal(30_000)
    scene.do("ask_reopen", scene.mediator, reason="加班费没算").answer()
    scene.assign().apply().both_agree().do("start_mediation", scene.mediator).agree(amount=5_000)
    assert scene.fresh().amount_recovered == Decimal(30_000)
    scene.pay(2_000)
    assert scene.fresh().amount_recovered == Decimal(32_000)
    scene.pay(3_000)
    assert scene.fresh().amount_recovered == Decimal(35_000)


def test_what_is_performed_at_once_is_recovered_at_once(world: World) -> None:
    scene = Scene(world).to(S.MEDIATING).agree("performed_at_once", amount=800)
    assert (scene.fresh().amount_recovered, scene.case.performance) == (Decimal(800), "full")


def test_performance_follows_the_terms(world: World) -> None:
    scene = Scene(world).to(S.PERFORMING)
    assert scene.fresh().performance == "not_due"
    assert scene.pay(100).fresh().performance == "part"
    scene.do("breach", SYSTEM, clock=scene.term.code)
    assert scene.fresh().performance == "overdue"
    assert scene.pay(29_900).fresh().performance == "full"
    assert not runs(scene, "enforcement_follow")


def test_ten_workers_are_a_group_and_an_emergency_however_they_became_ten(world: World) -> None:
    by_correction = Scene(world).do("correct", Scene(world).mediator, reason="漏数了", people=12)
    by_joining = Scene(world).crowd(10)
    by_report = Scene(world, people=10)
    for scene in (by_correction, by_joining, by_report):
        case = scene.fresh()
        assert (case.is_group, case.is_emergency) == (True, True)
        assert runs(scene, "emergency_report")


def test_a_registered_name_written_later_says_whom_papers_go_to(world: World) -> None:
    scene = Scene(world, employer=None, employer_name="示例厂").to(S.VERIFYING)
    with pytest.raises(NotPossible, match="更正事实"):
        scene.do("notify_employer", scene.mediator, kind="verify")
    scene.do("correct", scene.mediator, reason="全称是这个", employer_name=world.mill.name)
    assert scene.fresh().employer == world.mill
    scene.do("notify_employer", scene.mediator, kind="verify")
    assert EmployerNotice.objects.filter(case_code=scene.case.code, employer_code=world.mill.code).exists()


def test_a_name_nobody_registered_leaves_no_addressee(world: World) -> None:
    scene = Scene(world).do("correct", Scene(world).mediator, reason="写错了厂", employer_name="隔壁的厂")
    assert (scene.fresh().employer, scene.case.employer_name) == (None, "隔壁的厂")


def test_nine_workers_are_no_group(world: World) -> None:
    assert not Scene(world, people=9).fresh().is_group


def test_a_breach_found_while_the_case_waits_for_its_closing_is_recorded_as_late(world: World) -> None:
    scene = Scene(world).to(S.MEDIATING)
    terms = [{"what": "付款", "amount": Decimal(100), "due_on": today() + n * DAY} for n in (1, 9)]
    scene.do("agree", scene.mediator, agreement="written_agreement", terms=terms, signed_on=today())
    scene.do("breach", SYSTEM, clock=scene.term.code).do(
        "enforce", scene.mediator, road="enforcement", note="申请"
    )
    scene.do("ask_close", scene.mediator, reason="已申请执行")
    second = scene.case.terms.order_by("order")[1]
    unit = scene.fresh().unit
    scene.do("breach", SYSTEM, clock=second.code)
    second.refresh_from_db()
    event = (
        Event.objects.filter(subject=scene.case.subject, name=EventName.TERM_BREACHED)
        .order_by("version")
        .last()
    )
    assert (second.state, scene.fresh().state, scene.case.unit) == ("breached", S.CLOSING, unit)
    assert event is not None
    assert event.data["late"] is True
    assert not runs(scene, "enforcement_follow")


def test_a_breach_during_suspension_is_followed_up_when_the_case_comes_back(world: World) -> None:
    scene = suspend(Scene(world).to(S.PERFORMING))
    scene.do("breach", SYSTEM, clock=scene.term.code)
    assert not runs(scene, "enforcement_follow")
    scene.do("resume", scene.chair, reason="继续")
    assert runs(scene, "enforcement_follow")


def test_a_suspended_case_leaves_the_workers_limitation_to_the_law(world: World) -> None:
    """Suspending and resuming the case neither stops nor restarts 仲裁时效."""
    scene = Scene(world).to(S.VERIFYING)
    due = clock(scene, "arb_limitation").due_on
    suspend(scene)
    assert (clock(scene, "arb_limitation").state, clock(scene, "arb_limitation").due_on) == ("running", due)
    scene.do("suspend_limitation", scene.mediator, reason="洪水封路")
    scene.do("resume", scene.chair, reason="继续")
    assert clock(scene, "arb_limitation").state == "paused"


def test_the_limitation_restarts_when_it_is_interrupted(world: World) -> None:
    scene = Scene(world, employment_ended_on=today() - 300 * DAY)
    assert clock(scene, "arb_limitation").due_on < today() + 70 * DAY
    scene.do("interrupt_limitation", scene.mediator, happened_on=today(), reason="书面催讨")
    assert clock(scene, "arb_limitation").due_on >= today() + 365 * DAY


def test_wages_of_someone_still_employed_have_no_limitation_until_the_employment_ends(world: World) -> None:
    scene = Scene(world, employment_ended_on=None)
    assert not Clock.objects.filter(case=scene.case, rule_id="arb_limitation").exists()
    scene.do("end_employment", scene.mediator, ended_on=today() - DAY)
    assert runs(scene, "arb_limitation")


def test_a_category_set_right_starts_the_limitation_that_goes_with_it(world: World) -> None:
    scene = Scene(world, employment_ended_on=None, since=today() - 20 * DAY)
    assert not runs(scene, "arb_limitation")
    scene.do("correct", scene.mediator, reason="是赔偿金", category="compensation")
    assert clock(scene, "arb_limitation").started_at.date() <= today() - 20 * DAY


def test_a_category_the_office_added_can_be_written_to_the_employer(world: World) -> None:
    actions.add_code(
        acting=SYSTEM, list=CodeList.CATEGORY, code="dormitory", name_zh="宿舍条件", name_en="housing"
    )
    scene = Scene(world, category="dormitory", since=today()).to(S.VERIFYING)
    scene.do("notify_employer", scene.mediator, kind="verify")
    assert Code.objects.filter(code="dormitory").exists()
    assert EmployerNotice.objects.get(case_code=scene.case.code).subject == "宿舍条件"


def test_a_case_handed_down_to_another_town_is_counted_there(world: World) -> None:
    scene = Scene(world, place=world.county).to(S.VERIFYING)
    scene.do("hand_down", scene.chair, unit=world.other_town, reason="企业在店口")
    assert scene.fresh().town == world.other_town


def test_a_case_handed_up_stays_its_towns_and_is_read_by_the_union_that_gave_it_up(world: World) -> None:
    from cases.visibility import visible_to

    scene = Scene(world, place=world.hamlet).to(S.VERIFYING)
    below = scene.mediator
    scene.do("hand_up", scene.mediator, reason="村里调不动")
    assert (scene.fresh().town, scene.case.unit) == (world.town, world.town)
    assert visible_to([below]).filter(pk=scene.case.pk).exists()


@pytest.mark.parametrize("fact", ["avoids_own_union", "conflict_of_interest"])
def test_who_must_not_know_does_not_go_on_reading(world: World, fact: str) -> None:
    from cases.visibility import visible_to

    scene = Scene(world, employer=world.shop, place=world.hamlet, **{fact: True})
    assert scene.case.unit == world.town, "it starts at the town"
    for unit in (world.shop_union, world.hamlet):
        assert not visible_to([world.who(Role.CHAIR, unit)]).filter(pk=scene.case.pk).exists()


def test_merging_into_a_case_that_closed_meanwhile_is_refused(world: World) -> None:
    from workflows.engine import NotPossible

    scene, other = Scene(world), Scene(world)
    stale = other.case
    other.do("withdraw", other.worker, reason="解决了")
    with pytest.raises(NotPossible):
        scene.do("merge", scene.mediator, into=stale)
    with pytest.raises(NotPossible):
        scene.do("merge", scene.mediator, into=scene.case)
