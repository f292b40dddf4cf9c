"""The figures of the board and of ledgers, against a count by hand."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from cases.figures import Due, Lateness, due_within, lateness, lateness_by, totals, totals_by
from cases.models import Case
from record.timekeeping import midnight
from tests.builders import Scene, World, imported

pytestmark = pytest.mark.django_db
NOON = midnight(datetime.date(2026, 3, 4)) + datetime.timedelta(hours=12)
MIDNIGHT = midnight(datetime.date(2026, 3, 5))
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def world() -> World:
    """A county with its people."""
    return World()


def due(world: World, at: datetime.datetime | None) -> Case:
    """A case whose nearest deadline is ``at``: only the index is set, which is all that figures read."""
    case = Scene(world).case
    Case.objects.filter(pk=case.pk).update(due_at=at)
    return case


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        (NOON - HOUR, Due.LATE),
        (NOON, Due.LATE),
        (NOON + HOUR, Due.TODAY),
        (MIDNIGHT, Due.TODAY),
        (MIDNIGHT + HOUR, Due.SOON),
        (MIDNIGHT + 3 * DAY, Due.SOON),
        (MIDNIGHT + 3 * DAY + HOUR, None),
        (None, None),
    ],
)
def test_each_deadline_is_counted_once_and_a_days_end_belongs_to_the_day(
    world: World, at: datetime.datetime | None, counted: Due | None
) -> None:
    case = due(world, at)
    found = [each for each in Due if Case.objects.filter(due_within(each, NOON), pk=case.pk).exists()]
    assert found == [*([counted] if counted else []), Due.OPEN]


def test_a_closed_case_is_never_late(world: World) -> None:
    case = Scene(world).to("closed").case
    Case.objects.filter(pk=case.pk).update(due_at=NOON - DAY)
    assert lateness(Case.objects.all(), NOON) == Lateness()


def test_figures_by_town_add_up_to_those_of_the_county(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for at in (NOON - 2 * DAY, NOON - DAY, NOON + HOUR, MIDNIGHT + DAY, None):
        due(world, at)
    other = Scene(world, place=world.other_town, employer=None).case
    Case.objects.filter(pk=other.pk).update(due_at=NOON - DAY)
    with django_assert_num_queries(1):
        by_town = lateness_by(Case.objects.all(), "town", NOON)
    assert by_town[world.town.pk] == Lateness(late=2, today=1, soon=1, open=5, oldest=NOON - 2 * DAY)
    assert by_town[world.other_town.pk].late == 1
    assert sum(each.open for each in by_town.values()) == lateness(Case.objects.all(), NOON).open == 6


@pytest.mark.parametrize(
    ("late", "of", "shade", "percent"),
    [
        (0, 0, 0, 0),
        (0, 9, 0, 0),
        (1, 300, 1, 1),
        (1, 10, 1, 10),
        (2, 10, 2, 20),
        (1, 2, 3, 50),
        (6, 10, 4, 60),
        (3, 3, 4, 100),
    ],
)
def test_a_tile_darkens_with_the_share_that_is_late(late: int, of: int, shade: int, percent: int) -> None:
    figures = Lateness(late=late, open=of)
    assert (figures.shade, figures.percent) == (shade, percent)


def test_people_person_times_and_money_are_four_different_sums(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    imported(world, people=3, person_times=7, amount=Decimal("100.50"), recovered=Decimal("60.25"))
    imported(
        world,
        number="〔2025〕9002",
        ledger_number="旧2",
        people=2,
        person_times=2,
        amount=None,
        category="overtime_pay",
    )
    with django_assert_num_queries(1):
        found = totals(Case.objects.all())
    assert (found.cases, found.people, found.person_times) == (2, 5, 9)
    assert (found.involved, found.recovered, found.unknown) == (Decimal("100.50"), Decimal("60.25"), 1)
    assert totals_by(Case.objects.all(), "category")["overtime_pay"].people == 2


def test_nothing_adds_up_to_nothing(world: World) -> None:
    assert totals(Case.objects.none()).involved == Decimal(0)
    assert lateness(Case.objects.none(), NOON) == Lateness()
