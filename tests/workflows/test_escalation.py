"""A case nobody touches climbs, telling everybody once, in working hours; the law's clocks do not start anew on the way."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.models import Clock
from cases.visibility import visible_to
from organizations import calendar as calendars
from organizations.acting import Acting
from organizations.models import Level
from organizations.roles import Role
from pages.kinds import Owner
from pages.next_steps import next_step
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import SHANGHAI, day_of, now, today
from record.verify import findings
from tests.builders import DAY, MONDAY, Scene, World, imported, suspend
from workflows.dispute.states import S
from workflows.offers import offers
from workflows.sweep import perform_due

from .walking import HOUR, AtTime, clock, events, fired, names, pass_time

pytestmark = pytest.mark.django_db


def test_a_case_nobody_touches_climbs_from_the_enterprise_to_the_county_saying_everything_once(
    world: World, at_time: AtTime
) -> None:
    scene = Scene(world, employer=world.shop, place=world.hamlet)
    assert scene.case.unit == world.shop_union
    units, moment = [scene.case.unit], MONDAY
    for _ in range(20 * 4):
        moment += 6 * HOUR
        at_time(moment)
        perform_due()
        if scene.fresh().unit != units[-1]:
            units.append(scene.case.unit)
    assert units == [world.shop_union, world.town, world.county]
    assert (scene.case.level, scene.case.told_level) == (Level.COUNTY, Level.COUNTY)
    assert len(fired(scene)) == len(set(fired(scene))), "each threshold once in each epoch"
    assert len(events(scene, EventName.HANDED_UP)) == 2
    ordered = events(scene, EventName.SUPERVISION_ORDERED)
    assert ordered
    assert scene.case.dispute.order_open
    assert visible_to([world.who(Role.CHAIR, world.town)]).filter(pk=scene.case.pk).exists()
    seal_all()
    assert list(findings()) == []


def test_from_a_village_it_goes_to_the_town_and_from_the_town_to_the_county(
    world: World, at_time: AtTime
) -> None:
    scene = Scene(world, place=world.hamlet)
    pass_time(at_time, MONDAY, MONDAY + 4 * DAY)
    assert scene.fresh().unit == world.town
    pass_time(at_time, MONDAY + 4 * DAY, MONDAY + 14 * DAY)
    assert scene.fresh().unit == world.county


def test_what_is_said_says_why(world: World, at_time: AtTime) -> None:
    scene = Scene(world, place=world.hamlet)
    pass_time(at_time, MONDAY, MONDAY + 4 * DAY)
    (event,) = events(scene, EventName.HANDED_UP)
    assert (event.data["rule"], event.data["frm"], event.data["to"]) == (
        "first_contact",
        world.hamlet.code,
        world.town.code,
    )
    assert event.due_at is not None
    assert (event.actor, event.actor_role) == (None, "system")


def test_nobody_is_reminded_at_night_or_on_a_day_off(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    pass_time(at_time, MONDAY, MONDAY + 16 * DAY, step=HOUR)
    calendar = calendars.current()
    said = events(
        scene,
        EventName.REMINDED,
        EventName.SUPERIORS_TOLD,
        EventName.HANDED_UP,
        EventName.SUPERVISION_ORDERED,
    )
    assert said
    for event in said:
        local = event.occurred_at.astimezone(SHANGHAI)
        assert calendar.is_working(local.date()), local
        assert 9 <= local.hour < 10, local


def test_the_laws_clocks_run_on_when_a_case_is_handed_up_and_our_targets_start_anew(
    world: World, at_time: AtTime
) -> None:
    scene = Scene(world, place=world.hamlet).contact().apply()
    laws = {
        c.rule_id: (c.due_on, c.epoch)
        for c in Clock.objects.filter(case=scene.case, rule_id__startswith="mediation")
    }
    ours = clock(scene, "intake_decision")
    assert {"mediation_close", "mediation_accept"} <= set(laws)
    pass_time(at_time, MONDAY, MONDAY + 10 * DAY)
    assert scene.fresh().level > Level.VILLAGE
    for rule, before in laws.items():
        now_ = clock(scene, rule)
        assert (now_.due_on, now_.epoch) == before, rule
    assert clock(scene, "intake_decision").epoch > ours.epoch
    assert clock(scene, "intake_decision").due_on > ours.due_on


def test_after_a_long_silence_one_sweep_takes_one_step_up_and_does_not_say_everything_at_once(
    world: World, at_time: AtTime
) -> None:
    """All missed cycles firing at once after a restart."""
    scene = Scene(world, employer=world.shop, place=world.hamlet)
    before = scene.case.version
    at_time(MONDAY + 40 * DAY)
    perform_due()
    assert scene.fresh().unit == world.town, "one step, not to the county at once"
    assert names(scene, before) == [EventName.HANDED_UP]
    assert perform_due() == 0


def test_an_order_is_open_once_and_answered_once(world: World, at_time: AtTime) -> None:
    scene = Scene(world, place=world.county)
    pass_time(at_time, MONDAY, MONDAY + 12 * DAY)
    assert scene.fresh().dispute.order_open
    assert clock(scene, "supervision_reply").epoch == 1
    scene.do("answer_order", scene.chair, note="人手不足，本周联系")
    assert not scene.fresh().dispute.order_open
    assert clock(scene, "supervision_reply").state == "stopped"


def test_at_the_county_there_is_nowhere_to_climb_so_the_county_is_told(world: World, at_time: AtTime) -> None:
    scene = Scene(world, place=world.county)
    pass_time(at_time, MONDAY, MONDAY + 6 * DAY)
    assert scene.fresh().unit == world.county
    assert not events(scene, EventName.HANDED_UP)
    assert scene.case.told_level == Level.COUNTY


@pytest.mark.parametrize(("days_left", "said"), [(61, 0), (60, 1), (30, 2), (7, 3)])
def test_the_limitation_is_warned_of_at_sixty_and_thirty_days_and_in_the_last_week(
    world: World, at_time: AtTime, days_left: int, said: int
) -> None:
    scene = Scene(world, employment_ended_on=today() - 200 * DAY).to(S.VERIFYING)
    due = clock(scene, "arb_limitation").due_on
    moments = [due - days * DAY for days in (60, 30, 7) if days >= days_left]
    for day in [*moments, due - days_left * DAY]:
        at_time(datetime.datetime.combine(day, datetime.time(9, 1), SHANGHAI))
        perform_due()
    assert len([row for row in fired(scene) if row[0] == "arb_limitation"]) == said


def test_the_limitation_is_warned_of_while_the_case_is_suspended_too(world: World, at_time: AtTime) -> None:
    scene = suspend(Scene(world, employment_ended_on=today() - 300 * DAY).to(S.VERIFYING), days=80)
    due = clock(scene, "arb_limitation").due_on
    at_time(datetime.datetime.combine(due - 60 * DAY, datetime.time(9, 1), SHANGHAI))
    perform_due()
    assert [row for row in fired(scene) if row[0] == "arb_limitation"]


def test_an_emergency_is_due_within_the_hour_by_the_minute_whatever_the_day(
    world: World, at_time: AtTime
) -> None:
    night = MONDAY + 5 * DAY + datetime.timedelta(hours=14)  # Saturday, eleven at night
    at_time(night)
    scene = Scene(world, people=12)
    assert (scene.case.is_emergency, scene.case.told_level) == (True, Level.COUNTY)
    report = clock(scene, "emergency_report")
    assert abs(report.due_at - (night + HOUR)) < datetime.timedelta(seconds=30)
    at_time(night + HOUR - datetime.timedelta(minutes=2))
    assert perform_due() == 0
    at_time(night + HOUR + datetime.timedelta(minutes=1))
    perform_due()
    assert events(scene, EventName.SUPERIORS_TOLD)
    at_time(night + 2 * HOUR + datetime.timedelta(minutes=1))
    perform_due()
    assert events(scene, EventName.SUPERVISION_ORDERED)


def test_each_entry_starts_the_clock_of_the_next_until_stand_down(world: World, at_time: AtTime) -> None:
    scene = Scene(world, people=12)
    scene.do("emergency_entry", scene.mediator, note="到达现场", lead=scene.mediator.person)
    assert clock(scene, "emergency_report").state == "stopped"
    first = clock(scene, "emergency_followup").due_at
    at_time(MONDAY + 5 * HOUR)
    scene.do("emergency_entry", scene.mediator, note="情绪平稳")
    assert clock(scene, "emergency_followup").due_at - first >= 4 * HOUR
    scene.do("stand_down", scene.chair, reason="人员已散")
    assert clock(scene, "emergency_followup").state == "stopped"
    assert not scene.fresh().is_emergency


def test_an_emergency_needs_one_person_in_charge(world: World) -> None:
    from workflows.engine import BadInput

    scene = Scene(world, people=12)
    with pytest.raises(BadInput) as caught:
        scene.do("emergency_entry", scene.mediator, note="到达现场")
    assert caught.value.field == "lead"


# ── Imported history ────────────────────────────────────────────────────────────────────────────────────────────


def test_closed_history_starts_no_clock_and_escalates_nothing(world: World, at_time: AtTime) -> None:
    case = imported(
        world,
        closed_at=MONDAY - 100 * DAY,
        result="written_agreement",
        amount=Decimal(100),
        recovered=Decimal(100),
    )
    assert not Clock.objects.filter(case=case).exists()
    at_time(MONDAY + 60 * DAY)
    assert perform_due() == 0


def test_open_history_starts_its_internal_clocks_at_the_import(world: World, at_time: AtTime) -> None:
    case = imported(world)
    clocks = Clock.objects.filter(case=case)
    assert {c.rule_id for c in clocks} == {"first_contact", "intake_decision"}
    assert all(day_of(c.started_at) == today() for c in clocks)
    assert perform_due() == 0, "nothing is late on the day of the import"
    assert not case.is_emergency


def test_imported_history_of_a_crowd_declares_no_emergency(world: World) -> None:
    case = imported(world, people=50)
    assert (case.is_group, case.is_emergency, case.told_level) == (True, False, 0)


@pytest.mark.parametrize("state", [S.VERIFYING, S.MEDIATING, S.PERFORMING, S.FAILED])
def test_a_case_that_went_up_waits_for_the_chair_there_to_name_a_mediator(world: World, state: S) -> None:
    scene = Scene(world).to(state).do("hand_up", scene_mediator(world), reason="镇里调不动")
    case = scene.fresh()
    assert (case.unit, case.handler) == (world.county, None)
    step = next_step(case, {})
    assert (step.verb, step.owner) == ("assign" if state == S.VERIFYING else "reassign", Owner.CHAIR)
    assert step.verb in {offer.verb for offer in offers(case, [scene.above], now()) if not offer.reason}


def scene_mediator(world: World) -> Acting:
    """The town's mediator, who handles its cases."""
    return world.who(Role.MEDIATOR, world.town)
