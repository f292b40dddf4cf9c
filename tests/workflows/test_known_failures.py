"""How other systems failed, one test each: clocks that forgot, repeated, rang at midnight or on what was over."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.models import Clock
from organizations import calendar as calendars
from organizations.acting import SYSTEM
from organizations.workdays import SpecialDay
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import SHANGHAI, day_of, midnight, today
from record.verify import findings
from tests.builders import DAY, MONDAY, Scene, World, suspend
from workflows import escalation_changes, rebinding, rules
from workflows.dispute.states import S
from workflows.models import EscalationRow
from workflows.sweep import perform_due

from .walking import HOUR, AtTime, clock, events, fired, names, pass_time

pytestmark = pytest.mark.django_db


def whole() -> None:
    """The record fits."""
    seal_all()
    assert [str(finding) for finding in findings()] == []


def working_days(
    start: datetime.date, count: int, without: tuple[datetime.date, datetime.date] | None = None
) -> datetime.date:
    """The last of ``count`` working days after ``start``, walked day by day; days inside ``without`` do not count."""
    calendar, day = calendars.current(), start
    while count:
        day += DAY
        held = without is not None and without[0] <= day < without[1]
        count -= calendar.is_working(day) and not held
    return day


def test_a_reopened_case_starts_a_new_life_with_new_clocks(world: World, at_time: AtTime) -> None:
    """zammad#188: computed from its first life."""
    scene = Scene(world).to(S.CLOSED)
    first = clock(scene, "assign")
    at_time(MONDAY + 60 * DAY)
    scene.do("ask_reopen", scene.mediator, reason="又没付").answer()
    again = clock(scene, "assign")
    assert scene.fresh().epoch == 2
    assert (again.state, again.epoch) == ("running", first.epoch + 1)
    assert day_of(again.started_at) == today()
    assert again.due_on == working_days(today(), 2)
    assert again.fired == []
    assert scene.case.dispute.applied_on is None, "the application is made anew"
    whole()


def test_a_calendar_that_comes_later_moves_the_deadlines_it_touches(world: World, at_time: AtTime) -> None:
    """zammad#534: a calendar change that recomputed nothing."""
    at_time(datetime.datetime(2026, 12, 30, 10, 0, tzinfo=SHANGHAI))
    scene = Scene(world)
    before = clock(scene, "intake_decision")
    assert before.provisional
    holidays = {datetime.date(2027, 1, day): SpecialDay(False, "元旦") for day in (1, 2, 3, 4)}
    rebinding.publish_year(2027, holidays, source="国务院办公厅通知", acting=SYSTEM)
    after = clock(scene, "intake_decision")
    assert not after.provisional
    assert after.due_on == working_days(today(), 3) > before.due_on
    assert after.epoch == before.epoch
    whole()


def test_a_day_that_became_a_holiday_moves_certain_deadlines_too(world: World) -> None:
    scene = Scene(world)
    before = clock(scene, "intake_decision").due_on
    year = {
        day: SpecialDay(entry.is_working, entry.name) for day, entry in calendars.built_in()[2026].items()
    }
    year[today() + DAY] = SpecialDay(False, "特别放假")
    rebinding.publish_year(2026, year, source="国务院办公厅补充通知", acting=SYSTEM)
    assert clock(scene, "intake_decision").due_on == working_days(today(), 3) > before
    whole()


def test_a_row_switched_off_says_nothing_more(world: World, at_time: AtTime) -> None:
    """zammad#4353: a disabled rule that kept sending."""
    scene = Scene(world)
    for row in EscalationRow.objects.filter(rule_id__in=["first_contact", "intake_decision"]):
        escalation_changes.change_row(row, acting=SYSTEM, is_active=False)
    pass_time(at_time, MONDAY, MONDAY + 20 * DAY)
    assert names(scene, 1) == []
    assert (
        not Clock.objects.filter(case=scene.case, next_at__isnull=False)
        .exclude(rule_id="arb_limitation")
        .exists()
    )


def test_a_rule_that_was_retired_starts_no_clock(world: World) -> None:
    rules.retire("first_contact", today() - DAY, acting=SYSTEM)
    scene = Scene(world)
    assert not Clock.objects.filter(case=scene.case, rule_id="first_contact").exists()
    assert clock(scene, "intake_decision").state == "running"


def test_a_merged_case_never_escalates(world: World, at_time: AtTime) -> None:
    """zammad#904."""
    scene = Scene(world)
    scene.do("merge", scene.mediator, into=Scene(world).case)
    unit, version = scene.fresh().unit, scene.case.version
    pass_time(at_time, MONDAY, MONDAY + 40 * DAY, step=12 * HOUR)
    assert set(names(scene, version)) <= {EventName.REMINDED}
    assert (scene.fresh().unit, scene.case.dispute.order_open) == (unit, False)
    assert [row for row in fired(scene) if row[0] != "return_call"] == []


def test_two_terms_breached_on_one_day_are_two_breaches(world: World, at_time: AtTime) -> None:
    """zammad#4348: a second breach on one day swallowed because notices were deduplicated by day."""
    scene = Scene(world).to(S.MEDIATING)
    due = today() + 3 * DAY
    terms = [{"what": f"第{n}笔", "amount": Decimal(100), "due_on": due} for n in (1, 2)]
    scene.do("agree", scene.mediator, agreement="written_agreement", terms=terms, signed_on=today())
    at_time(midnight(due + DAY) - HOUR)
    perform_due()
    assert events(scene, EventName.TERM_BREACHED) == [], "the day is not over"
    at_time(midnight(due + DAY) + datetime.timedelta(minutes=1))
    perform_due()
    breaches = events(scene, EventName.TERM_BREACHED)
    assert {event.data["term"] for event in breaches} == set(scene.case.terms.values_list("code", flat=True))
    assert len(breaches) == 2
    assert perform_due() == 0


def test_a_pause_is_not_lost_when_the_rule_changes_meanwhile(world: World, at_time: AtTime) -> None:
    """glpi#15605."""
    scene = Scene(world).to(S.VERIFYING)
    before = clock(scene, "verify")
    at_time(MONDAY + 2 * DAY)
    suspend(scene, days=30)
    rules.add_version("verify", {"days": 9, "effective_from": today()}, acting=SYSTEM)
    at_time(MONDAY + 9 * DAY)
    scene.do("resume", scene.chair, reason="继续")
    after = clock(scene, "verify")
    assert (after.n, after.rule_version) == (before.n, before.rule_version), (
        "a running clock keeps its version"
    )
    held = (day_of(MONDAY + 2 * DAY), day_of(MONDAY + 9 * DAY))
    assert after.due_on == working_days(day_of(MONDAY), 5, held)
    whole()


def test_a_hold_over_holidays_costs_only_the_working_days_it_held(world: World, at_time: AtTime) -> None:
    """frappe/helpdesk#2449: hold time added to the creation time, wrong across holidays."""
    start = datetime.datetime(2026, 9, 28, 9, 0, tzinfo=SHANGHAI)  # three working days before 国庆
    at_time(start)
    scene = Scene(world).to(S.VERIFYING)
    at_time(start + DAY)
    suspend(scene, days=30)
    back = datetime.datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI)
    at_time(back)
    scene.do("resume", scene.chair, reason="继续")
    assert clock(scene, "verify").due_on == working_days(
        day_of(start), 5, (day_of(start + DAY), day_of(back))
    )
    whole()


def test_a_reminder_comes_again_when_a_case_comes_back_to_the_same_state(
    world: World, at_time: AtTime
) -> None:
    """ruoyi-vue-pro#1018: gone after return and re-entry."""
    scene = Scene(world).to(S.CLOSING)
    pass_time(at_time, MONDAY, MONDAY + 3 * DAY)
    said = [row for row in fired(scene) if row[0] == "closing_decide"]
    assert said
    scene.answer("send_back").do("ask_close", scene.mediator, reason="补充后再报")
    again = MONDAY + 3 * DAY
    pass_time(at_time, again, again + 4 * DAY)
    rows = {(row[2], row[3]) for row in fired(scene) if row[0] == "closing_decide"}
    assert {epoch for epoch, _row in rows} == {1, 2}


def test_nothing_rings_on_a_suspended_case_but_its_review(world: World, at_time: AtTime) -> None:
    """camunda-bpm-platform#3062: timers firing on suspended cases."""
    scene = suspend(Scene(world, employment_ended_on=None).to(S.VERIFYING), days=30)
    version = scene.case.version
    pass_time(at_time, MONDAY, MONDAY + 28 * DAY, step=12 * HOUR)
    assert {row[0] for row in fired(scene)} <= {"suspension_review"}
    pass_time(at_time, MONDAY + 28 * DAY, MONDAY + 34 * DAY)
    assert "suspension_review" in {row[0] for row in fired(scene)}
    assert set(names(scene, version)) <= {
        EventName.REMINDED,
        EventName.SUPERIORS_TOLD,
        EventName.HANDED_UP,
        EventName.SUPERVISION_ORDERED,
    }


@pytest.mark.parametrize(
    ("reported", "due"),
    [
        (
            datetime.datetime(2026, 3, 6, 16, 59, tzinfo=SHANGHAI),
            datetime.date(2026, 3, 9),
        ),  # Friday afternoon
        (datetime.datetime(2026, 3, 7, 3, 0, tzinfo=SHANGHAI), datetime.date(2026, 3, 9)),  # Saturday night
        (datetime.datetime(2026, 3, 2, 0, 0, tzinfo=SHANGHAI), datetime.date(2026, 3, 3)),
        (datetime.datetime(2026, 3, 2, 23, 59, tzinfo=SHANGHAI), datetime.date(2026, 3, 3)),
    ],
)
def test_one_working_day_is_the_next_working_day_and_not_so_many_hours(
    world: World, at_time: AtTime, reported: datetime.datetime, due: datetime.date
) -> None:
    """jmix#790: "one day" meaning 24 business hours."""
    at_time(reported)
    assert clock(Scene(world), "first_contact").due_on == due


def test_a_day_ends_at_midnight_and_not_a_second_before(world: World) -> None:
    for row in Clock.objects.filter(case=Scene(world).case):
        assert row.due_at == midnight(row.due_on + DAY)


def test_coming_back_does_not_repeat_what_was_said_before(world: World, at_time: AtTime) -> None:
    """A resume that re-alerts every threshold already passed."""
    scene = Scene(world).to(S.VERIFYING)
    pass_time(at_time, MONDAY, MONDAY + 7 * DAY)
    before = [row for row in fired(scene) if row[0] == "verify"]
    assert before
    suspend(scene, days=30)
    at_time(MONDAY + 14 * DAY)
    scene.do("resume", scene.chair, reason="继续")
    pass_time(at_time, MONDAY + 14 * DAY, MONDAY + 17 * DAY)
    after = [row for row in fired(scene) if row[0] == "verify"]
    assert len(after) == len(set(after))
    assert after[: len(before)] == before


def test_what_was_said_is_remembered_by_the_database_alone(world: World, at_time: AtTime) -> None:
    """Alerts kept only in Redis and lost with it."""
    from organizations import caching

    scene = Scene(world)
    pass_time(at_time, MONDAY, MONDAY + 3 * DAY)
    said = fired(scene)
    assert said
    assert isinstance(caching.Versioned, type)
    rules.forget()
    calendars.forget()
    assert perform_due() == 0
    assert fired(scene) == said


def test_the_fifteen_days_end_mediation_whether_anybody_looks_or_not(world: World, at_time: AtTime) -> None:
    scene = Scene(world).to(S.MEDIATING)
    due = clock(scene, "mediation_close").due_at
    at_time(due - datetime.timedelta(minutes=5))
    perform_due()
    assert scene.fresh().state == S.MEDIATING
    at_time(due + datetime.timedelta(minutes=5))
    while perform_due():
        pass
    assert (scene.fresh().state, scene.case.dispute.fail_ground) == (S.FAILED, "no_agreement_in_time")
    whole()


@pytest.mark.parametrize("state", [S.VERIFYING, S.MEDIATING])
def test_fifteen_days_that_ended_during_a_suspension_end_mediation_when_the_case_comes_back(
    world: World, at_time: AtTime, state: S
) -> None:
    scene = Scene(world).to(state)
    if state == S.VERIFYING:
        scene.apply()
    suspend(scene, days=60)
    pass_time(at_time, MONDAY, MONDAY + 30 * DAY, step=12 * HOUR)
    assert scene.fresh().state == S.SUSPENDED, "no timer fires on a suspended case"
    scene.do("resume", scene.chair, reason="继续")
    perform_due()
    assert (scene.fresh().state, scene.case.dispute.fail_ground) == (S.FAILED, "no_agreement_in_time")
    assert clock(scene, "inform_failed").state == "running"
    whole()


def test_a_return_call_reminds_its_unit_and_never_escalates(world: World, at_time: AtTime) -> None:
    scene = Scene(world).to(S.CLOSED)
    version, unit = scene.case.version, scene.case.unit
    pass_time(at_time, MONDAY, MONDAY + 60 * DAY, step=12 * HOUR)
    assert names(scene, version) == [EventName.REMINDED]
    assert (scene.fresh().unit, scene.case.told_level) == (unit, 0)


def test_a_clock_stopped_in_time_says_nothing(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    at_time(MONDAY + DAY)
    scene.accept().assign()
    at_time(MONDAY + DAY + 6 * HOUR)
    perform_due()
    assert [row for row in fired(scene) if row[0] in ("first_contact", "intake_decision", "assign")] == []


def test_messages_of_the_worker_are_answered_on_a_clock(world: World) -> None:
    scene = Scene(world).to(S.VERIFYING)
    scene.do("message", scene.worker, body="怎么样了？")
    assert clock(scene, "message_reply").state == "running"
    scene.do("message", scene.mediator, body="正在核实")
    assert clock(scene, "message_reply").state == "stopped"
    assert Event.objects.filter(subject=scene.case.subject, name=EventName.MESSAGE_SENT).count() == 2
