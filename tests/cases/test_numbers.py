"""A number names one case of a county, whatever its kind."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from cases.models import Case
from cases.numbers import next_number, next_numbers
from tests.builders import Scene, World
from tests.mediations import Table
from tests.wages import Arrears

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)


def test_cases_of_three_kinds_are_counted_together(world: World) -> None:
    scene = Scene(world).to("mediating")
    cases = [scene.case, Table(world, scene).case, Arrears(world).case, Scene(world).case]
    assert [case.number for case in cases] == [f"〔2026〕{n:04d}" for n in range(1, 5)]


def test_a_block_of_an_imported_ledger_leaves_no_gap_and_no_second(world: World) -> None:
    before = next_number(world.county, TODAY)
    block = next_numbers(world.town, TODAY, 3)
    after = next_number(world.other_town, TODAY)
    assert [before, *block, after] == [f"〔2026〕{n:04d}" for n in range(1, 6)]
    assert next_number(world.town, TODAY.replace(year=2025)) == "〔2025〕0001"


def test_the_database_refuses_a_number_twice_in_a_county(world: World) -> None:
    dispute, wages = Scene(world).case, Arrears(world).case
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=wages.pk).update(number=dispute.number)
