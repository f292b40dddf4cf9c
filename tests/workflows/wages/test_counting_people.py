"""Workers a step brings are counted one by one."""

from __future__ import annotations

import pytest

from cases.imports.claims import read_claims
from record.timekeeping import today
from tests.builders import World
from tests.forty_seven import OWED, sheet
from tests.wages import Arrears

pytestmark = pytest.mark.django_db


def test_a_list_of_forty_seven_is_forty_seven_people_at_once(world: World) -> None:
    one = Arrears(world, amount=None).assign()
    one.do("import_claims", one.mediator, rows=read_claims(sheet(), today()).rows)
    case = one.fresh()
    assert (case.people, case.person_times, case.amount_involved, case.is_group) == (47, 47, OWED, True)
    assert case.wage_arrears.warn_level == 3
