"""The list of visits: what presses first, by state; a visit's way back to it."""

from __future__ import annotations

import pytest

from cases.models import Case
from organizations.acting import Acting
from record.timekeeping import now, today
from tests.builders import DAY, World
from tests.pages.asking import page
from tests.visits import Going

pytestmark = pytest.mark.django_db


def goer(world: World) -> Acting:
    return Going.visitor_of(world)


def test_what_is_late_stands_above_what_came_in_later_and_what_is_done_with_last(world: World) -> None:
    who = goer(world)
    done = Going(world, employer=world.employer("办结厂", world.town)).to("closed").case
    late = Going(world, employer=world.employer("逾期厂", world.town), planned_on=today() + DAY).case
    Case.objects.filter(pk=late.pk).update(due_at=now() - 6 * DAY)
    Going(world, employer=world.employer("将来厂", world.town), planned_on=today() + 9 * DAY)
    html = page(who, "/visits/")
    assert html.index("逾期厂") < html.index("将来厂") < html.index("办结厂")
    only_open, closed = page(who, "/visits/?state=open"), page(who, "/visits/?state=closed")
    assert "办结厂" not in only_open
    assert "将来厂" in only_open
    assert done.number in closed
    assert "逾期厂" not in closed


def test_nothing_of_the_kind_asked_for_is_said_and_the_filter_stays(world: World) -> None:
    html = page(goer(world), "/visits/?state=closed")
    assert "没有这样的走访" in html
    assert "state=open" in html


def test_a_visit_shows_no_colour_that_nobody_gave_it(world: World) -> None:
    one = Going(world)
    assert "蓝色" not in page(one.mediator, "/visits/")
    assert "蓝色" not in page(one.mediator, f"/cases/{one.case.code}/")


def test_a_visit_leads_back_to_the_visits_and_lights_their_place(world: World) -> None:
    one = Going(world)
    html = page(one.mediator, f"/cases/{one.case.code}/")
    assert '<a class="fq-back" href="/visits/"' in html
    assert 'href="/visits/" aria-current="page"' in html
    assert 'href="/cases/" aria-current="page"' not in html
