"""Every state of a wage case is reached, stays on record, and has the clock that watches it."""

from __future__ import annotations

import pytest

from cases.models import Clock
from record.sealer import seal_all
from record.verify import findings
from tests.builders import World
from tests.wages import Arrears
from workflows.wage_arrears.states import S


@pytest.mark.parametrize("state", S)
def test_every_state_is_reached_and_the_record_vouches_for_all_of_it(world: World, state: S) -> None:
    one = Arrears(world).to(state)
    assert one.fresh().state == state
    running = set(Clock.objects.filter(case=one.case, state="running").values_list("rule_id", flat=True))
    assert running - {"arb_limitation"}
    seal_all()
    assert [str(finding) for finding in findings()] == []
