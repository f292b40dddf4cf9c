"""What towns published of their visits comes out of visits that were made: the figures, from the rows alone."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest

from cases.models import Case, VisitDetail
from cases.visits.figures import visits_made
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Employer, Unit
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.visits import cycle_of
from workflows.engine import open_cases, perform
from workflows.visit.sending import plan_route

pytestmark = pytest.mark.django_db
NOTHING: dict[str, Any] = {}


def visitors(world: World, count: int) -> list[Acting]:
    """Cadres of the town."""
    return [world.who(Role.MEDIATOR, world.town, number) for number in range(1, count + 1)]


def go(who: Acting, *places: dict[str, Any]) -> list[Case]:
    """One visit to each of the places, recorded at once."""
    return open_cases("visit", [{**place, "record": NOTHING} for place in places], actor=who)


def month(unit: Unit) -> Any:
    """The figures of the last thirty days."""
    return visits_made(unit, today() - 30 * DAY, today())


def firms(world: World, count: int) -> list[Employer]:
    """Enterprises of the town."""
    return [world.employer(f"示例第{number}织造厂", world.town) for number in range(count)]


def test_five_cadres_visited_thirty_nine_unions(world: World) -> None:
    """三墩, 2018: 镇总工会5名工会干部走访基层工会39家. A union visited twice is one union."""
    unions = [world.enterprise(f"示例第{number}企业工会") for number in range(39)]
    cadres = visitors(world, 5)
    for number, who in enumerate(cadres):
        go(who, *({"unit": union} for union in unions[number::5]))
    go(cadres[0], {"unit": unions[1]})
    found = month(world.town)
    assert (found["visitors"], found["unions"], found["visits"]) == (5, 39, 40)


def test_every_one_of_185_firms_was_visited_in_a_month(world: World) -> None:
    """店口, 2018年5月: 完成了对全镇185家规模以上企业地毯式的走访调研. All but the last, and it is not so yet."""
    all_firms = firms(world, 185)
    first, second = visitors(world, 2)
    go(first, *({"employer": firm} for firm in all_firms[:100]))
    go(second, *({"employer": firm} for firm in all_firms[90:184]))
    assert month(world.town)["employers"] == 184
    go(second, {"employer": all_firms[184]})
    assert month(world.town)["employers"] == 185
    assert month(world.other_town)["employers"] == 0


def test_an_outing_goes_to_two_or_three_firms(world: World) -> None:
    """长安, 2018: 每次下基层走访企业2-3家. An outing is what one person visited on one day."""
    (who,) = visitors(world, 1)
    many = firms(world, 5)
    for days, stops in ((2, many[:2]), (1, many[2:])):
        on = today() - days * DAY
        at = datetime.datetime.combine(on, datetime.time(2, 0), datetime.UTC)
        for visit in plan_route(
            actor=who, planned_on=on, at=at, stops=[{"employer": firm} for firm in stops]
        ):
            perform(visit, "record", actor=who, at=at)
    made = VisitDetail.objects.filter(visited_on__isnull=False).values_list("visitor", "visited_on")
    assert sorted(Counter(made).values()) == [2, 3]


def test_a_hundred_and_fifty_cadres_were_given_their_points(world: World) -> None:
    """新仓, 2018年4月起: 安排150名各级群团干部走进群团网格; 苍南 2015 the same for 12 people and 16 points."""
    cycle = cycle_of(world)
    for number, who in enumerate(visitors(world, 150)):
        point = actions.Point(unit=world.village if number % 2 else world.hamlet)
        actions.give_relation(acting=SYSTEM, cycle=cycle, person=person_of(who), point=point)
    assert cycle.relations.values("person").distinct().count() == 150
