"""What is owed and made, against a naive count: visits of any day, kind and relation, relations that ended, a deputy's visit."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case, VisitDetail
from cases.visits.owed import RISK_AFTER, Standing, owed, owed_in, standing
from organizations import actions
from organizations.models import ContactDuty, DutyWhat, Relation
from organizations.roles import Role
from tests.builders import DAY, World, person_of
from tests.visits import Going, cycle_of, relation_of

pytestmark = [pytest.mark.django_db, pytest.mark.properties]
YEAR = datetime.date(2026, 1, 1)
#: Day of the visit (also of the years beside), to which of three relations or none, what was visited, by which of two.
VISITS = st.lists(
    st.tuples(st.integers(-40, 420), st.sampled_from([None, 0, 1, 2]), st.sampled_from(["enterprise", "community"]), st.integers(0, 1)),
    max_size=12,
)  # fmt: skip
QUICK = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def naive(relation: Relation, visits: list[VisitDetail]) -> int:
    """Visits that serve it, on days of the cycle and not after its end."""
    return sum(
        one.relation_id == relation.pk and one.visited_on is not None and YEAR <= one.visited_on <= relation.ends_on
        for one in visits
    )  # fmt: skip


def test_what_is_made_is_what_a_naive_count_finds(world: World) -> None:
    chair, other = world.who(Role.CHAIR, world.town), world.who(Role.VICE_CHAIR, world.town)
    people = [person_of(chair), person_of(other)]
    points = [
        actions.Point(employer=world.shop),
        actions.Point(employer=world.mill),
        actions.Point(unit=world.village),
    ]
    relations = [relation_of(world, chair, point) for point in points]
    blank = [Going(world, actor=who, record={}).case for who in (chair, other) for _number in range(12)]
    VisitDetail.objects.update(visited_on=None, planned_on=YEAR)
    cycle = cycle_of(world)
    least = dict(ContactDuty.objects.values_list("what", "least"))

    @QUICK
    @given(visits=VISITS, ended=st.integers(1, 364), asked=st.integers(0, 400))
    def check(visits: list[tuple[int, int | None, str, int]], ended: int, asked: int) -> None:
        Relation.objects.filter(pk=relations[0].pk).update(ends_on=YEAR + ended * DAY)
        rows = (
            [row for row in blank if row.handler_id == people[0].pk],
            [row for row in blank if row.handler_id == people[1].pk],
        )
        for number, (day, served, place, who) in enumerate(visits):
            VisitDetail.objects.filter(case=rows[who][number]).update(
                visited_on=YEAR + day * DAY,
                place_kind=place,
                relation=None if served is None else relations[served],
            )
        made = list(VisitDetail.objects.filter(visited_on__isnull=False))
        on = YEAR + asked * DAY
        found = [row for person in people for row in owed(person, cycle, on)]
        for relation in Relation.objects.all():
            count = naive(relation, [row for row in made if row.visitor_id == people[0].pk])
            gone = relation.ends_on < cycle.ends_on and count < least["own_unit"] and on >= relation.ends_on
            assert [row.made for row in found if row.relation == relation] == ([] if gone else [count])
        for person in people:
            for what, place in ((DutyWhat.COMMUNITY, "community"), (DutyWhat.ENTERPRISE, "enterprise")):
                count = sum(
                    row.visitor_id == person.pk and row.place_kind == place
                    and row.visited_on is not None and YEAR <= row.visited_on <= cycle.ends_on
                    for row in made
                )  # fmt: skip
                assert [row.made for row in found if (row.person, row.what) == (person, what)] == [count]
        for row in found:
            assert (row.standing == Standing.DONE) == (row.made >= row.least)
            assert row.standing != Standing.LATE or on > row.by
        VisitDetail.objects.filter(case__in=blank).update(visited_on=None, relation=None)

    check()
    assert Case.objects.filter(kind="visit").count() == len(blank)
    assert {row.person for row in owed_in(world.county, cycle, YEAR)} >= set(people)


@QUICK
@given(length=st.integers(0, 366), passed=st.integers(0, 400))
def test_the_risk_begins_when_three_quarters_are_over_and_never_after_the_last_day(
    length: int, passed: int
) -> None:
    first = datetime.date(2027, 3, 1)
    last, on = first + length * DAY, first + passed * DAY
    part, whole = RISK_AFTER
    wanted = (
        Standing.LATE if passed > length
        else Standing.AT_RISK if passed * whole >= (length + 1) * part
        else Standing.OWED
    )  # fmt: skip
    assert standing(1, 0, first, last, on) == wanted
    assert standing(1, 1, first, last, on) == Standing.DONE
