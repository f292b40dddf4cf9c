"""What each person still owes of a cycle: counted at once for a whole county, at risk before it is late."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.visits.figures import entries_of, findings_made, visits_made, worth_visiting
from cases.visits.owed import Owed, Standing, owed, owed_in, standing
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.actions import Point
from organizations.models import ContactDuty
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, World, person_of
from tests.visits import Going, cycle_of, record_of, relation_of

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def told(found: list[Owed]) -> dict[str, tuple[int, int, Standing]]:
    """(owed, made, standing) by duty."""
    return {str(one.what): (one.least, one.made, one.standing) for one in found}


def made(world: World, who: Acting, **facts: object) -> Going:
    return Going(world, actor=who, record=record_of(findings=()), **facts)


# ── The rule of risk ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on", "is_now"),
    [
        (datetime.date(2026, 1, 1), Standing.OWED),
        # 365 days: three quarters of them are 273.75, and have passed on the 274th day after the first.
        (datetime.date(2026, 10, 1), Standing.OWED),
        (datetime.date(2026, 10, 2), Standing.AT_RISK),
        (datetime.date(2026, 12, 31), Standing.AT_RISK),
        (datetime.date(2027, 1, 1), Standing.LATE),
    ],
)
def test_what_is_owed_is_at_risk_after_three_quarters_and_late_after_the_last_day(
    on: datetime.date, is_now: Standing
) -> None:
    assert standing(1, 0, FIRST, LAST, on) is is_now
    assert standing(1, 1, FIRST, LAST, on) is Standing.DONE
    assert standing(2, 1, FIRST, LAST, on) is is_now


# ── Whom it counts for ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_town_chair_owes_a_community_and_an_enterprise_a_cadre_an_enterprise(world: World) -> None:
    cycle, chair = cycle_of(world), world.who(Role.CHAIR, world.town)
    cadre, deputy = world.who(Role.MEDIATOR, world.town), world.who(Role.VICE_CHAIR, world.town)
    both = {"community": (1, 0, Standing.OWED), "enterprise": (1, 0, Standing.OWED)}
    assert told(owed(person_of(chair), cycle, today())) == both
    assert told(owed(person_of(deputy), cycle, today())) == both
    assert told(owed(person_of(cadre), cycle, today())) == {"enterprise": (1, 0, Standing.OWED)}
    assert owed(person_of(world.who(Role.CHAIR, world.county)), cycle, today()) == []
    assert owed(person_of(world.who(Role.MEDIATOR, world.village)), cycle, today()) == []


def test_a_county_leader_owes_a_visit_to_each_point_of_theirs(world: World) -> None:
    cycle, leader = cycle_of(world), world.who(Role.CHAIR, world.county)
    factory = relation_of(world, leader, Point(employer=world.shop))
    relation_of(world, leader, Point(unit=world.village))
    worker = relation_of(world, leader, Point(worker="张三丰", is_model=True))
    found = owed(person_of(leader), cycle, today())
    assert sorted((str(one.what), one.left) for one in found) == [
        ("own_unit", 1),
        ("own_unit", 1),
        ("own_worker", 1),
    ]
    made(world, leader, employer=None, relation=factory)
    made(world, leader, employer=None, relation=worker)
    made(world, leader, employer=world.shop)
    after = {
        one.relation.code if one.relation else "": (one.made, one.left)
        for one in owed(person_of(leader), cycle, today())
    }
    assert (after[factory.code], after[worker.code]) == ((1, 0), (1, 0)), (
        "the visit without a relation serves none"
    )


def test_visits_with_a_relation_and_without_count_for_the_role(world: World) -> None:
    cycle, chair = cycle_of(world), world.who(Role.CHAIR, world.town)
    relation = relation_of(world, chair, Point(unit=world.village))
    made(world, chair, employer=None, relation=relation)
    made(world, chair)
    assert told(owed(person_of(chair), cycle, today())) == {
        "community": (1, 1, Standing.DONE), "enterprise": (1, 1, Standing.DONE), "own_unit": (1, 1, Standing.DONE),
    }  # fmt: skip


def test_plans_cancelled_visits_and_other_years_count_for_nothing(world: World) -> None:
    cycle, chair = cycle_of(world), world.who(Role.CHAIR, world.town)
    planned = Going(world, actor=chair, planned_on=today() + 3 * DAY)
    (one,) = [one for one in owed(person_of(chair), cycle, today()) if one.what == "enterprise"]
    assert (one.made, one.planned_on, one.by) == (0, today() + 3 * DAY, LAST)
    planned.do("cancel", chair, reason="停产")
    Going(world, actor=chair, record=record_of(), at=datetime.datetime(2025, 12, 31, tzinfo=datetime.UTC))
    (one,) = [one for one in owed(person_of(chair), cycle, today()) if one.what == "enterprise"]
    assert (one.made, one.planned_on) == (0, None)


def test_an_edited_duty_is_what_is_owed(world: World) -> None:
    cycle, chair = cycle_of(world), world.who(Role.CHAIR, world.town)
    duty = ContactDuty.objects.get(code="town_chair_enterprise")
    actions.change_duty(duty, acting=SYSTEM, least=2, most=3)
    made(world, chair)
    assert told(owed(person_of(chair), cycle, today()))["enterprise"] == (2, 1, Standing.OWED)
    actions.change_duty(duty, acting=SYSTEM, is_active=False)
    assert "enterprise" not in told(owed(person_of(chair), cycle, today()))


def test_a_relation_ended_early_is_owed_no_more_from_its_last_day(world: World) -> None:
    cycle, leader = cycle_of(world), world.who(Role.CHAIR, world.county)
    relation = relation_of(world, leader, Point(employer=world.shop))
    actions.end_relation(relation, acting=SYSTEM, ends_on=today())
    assert [one.by for one in owed(person_of(leader), cycle, today() - DAY)] == [today()]
    assert owed(person_of(leader), cycle, today()) == []
    assert owed(person_of(leader), cycle, today() + DAY) == []


def test_who_came_late_in_the_year_is_not_at_risk_on_the_first_day(world: World) -> None:
    cycle = cycle_of(world)
    newcomer = world.made.person("新来的")
    actions.give_post(
        acting=SYSTEM,
        person=newcomer,
        role=Role.MEDIATOR,
        place=world.town,
        starts_on=datetime.date(2026, 11, 1),
    )
    (one,) = owed(newcomer, cycle, datetime.date(2026, 11, 2))
    assert one.standing is Standing.OWED


def test_the_chair_sees_what_everybody_owes_the_pressing_first(world: World) -> None:
    cycle, leader = cycle_of(world), world.who(Role.CHAIR, world.county)
    cadre = world.who(Role.MEDIATOR, world.town)
    relation_of(world, leader, Point(employer=world.shop))
    made(world, cadre)
    found = owed_in(world.county, cycle, datetime.date(2026, 11, 1))
    assert {one.person for one in found} == {
        person_of(leader), person_of(cadre), person_of(world.who(Role.CHAIR, world.town)),
    }  # fmt: skip
    assert [one.standing for one in found] == [Standing.AT_RISK] * 3 + [Standing.DONE]
    assert {one.person for one in owed_in(world.town, cycle, today())} == {
        person_of(cadre), person_of(world.who(Role.CHAIR, world.town)),
    }  # fmt: skip
    assert owed_in(world.other_town, cycle, today()) == []


def test_a_whole_county_costs_as_many_queries_as_one_person(world: World) -> None:
    cycle, chair = cycle_of(world), world.who(Role.CHAIR, world.town)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            found = owed_in(world.county, cycle, today())
            for one in found:
                assert one.person.name
                assert one.relation is None or one.relation.cycle.title
        return len(queries)

    relation_of(world, chair, Point(employer=world.shop))
    few = asked()
    for number in range(15):
        who = world.who(Role.MEDIATOR, world.town, number)
        relation_of(world, who, Point(worker=f"职工{number}"))
        made(world, who)
    assert asked() == few <= 5
    with CaptureQueriesContext(connection) as queries:
        owed(person_of(chair), cycle, today())
    assert len(queries) <= 5


def test_the_visits_of_a_person_are_found_by_an_index() -> None:
    statement = "SELECT COUNT(*) FROM cases_visitdetail WHERE visitor_id = 1 AND visited_on BETWEEN '2026-01-01' AND '2026-12-31'"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    # PostgreSQL chooses between two that fit an empty table; among a million rows ``benchmarks plans`` says which.
    assert "visit_made" in plan or (connection.vendor == "postgresql" and "visit_day" in plan)


# ── Figures and suggestions ─────────────────────────────────────────────────────────────────────────────────────


def test_visits_without_a_relation_are_normal_and_counted(world: World) -> None:
    chair = world.who(Role.CHAIR, world.town)
    relation = relation_of(world, chair, Point(employer=world.shop))
    made(world, chair, employer=None, relation=relation)
    made(world, chair)
    Going(world)
    found = visits_made(world.county, FIRST, LAST)
    assert found == {
        "visits": 2, "related": 1, "unrelated": 1, "no_union": 1, "employers": 2, "people": 6, "visitors": 1, "unions": 0,
    }  # fmt: skip
    assert visits_made(world.other_town, FIRST, LAST)["visits"] == 0
    assert visits_made(world.county, LAST, LAST) == dict.fromkeys(found, 0)


def test_the_three_lists_are_counted_by_kind(world: World) -> None:
    one = Going(world).to("following").list().list(kind="service", text="想学电焊")
    one.do("make_case", one.mediator, finding=one.findings[0].code).answer()
    assert findings_made(world.town, FIRST, LAST) == {
        "problem": {"entries": 1, "answered": 1, "cases": 1}, "need": {"entries": 1, "answered": 1, "cases": 0},
        "service": {"entries": 1, "answered": 0, "cases": 0},
    }  # fmt: skip


def test_enterprises_without_a_union_come_first_then_those_longest_unvisited(world: World) -> None:
    small, old = world.employer("小厂", world.town), world.employer("老厂", world.town)
    for employer, days in ((world.mill, 1), (small, 10)):
        Going(world, employer=employer, record=record_of(), at=_days_ago(days))
    assert list(worth_visiting(world.town)) == [old, small, world.mill, world.shop]
    assert list(worth_visiting(world.town).values_list("last_visit", flat=True)[:2]) == [
        None,
        today() - 10 * DAY,
    ]
    assert list(worth_visiting(world.other_town)) == []


def _days_ago(days: int) -> datetime.datetime:
    return now() - days * DAY


def test_the_entries_that_wait_for_somebody_are_theirs_alone(world: World) -> None:
    officer = person_of(world.who(Role.MEDIATOR, world.village))
    one = Going(world).to("recorded").list()
    given = one.first
    one.do("assign_finding", one.chair, finding=given.code, owner=officer)
    assert list(entries_of(officer.pk)) == [given]
    assert [row.pk for row in entries_of(person_of(one.mediator).pk)] == [one.findings[1].pk]
    one.answer(one.world.who(Role.MEDIATOR, one.world.village), finding=given.code)
    assert list(entries_of(officer.pk)) == []
