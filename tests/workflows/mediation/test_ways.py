"""The shortest lawful way into every state, for each kind of table; and the record fits afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from record.sealer import seal_all
from record.verify import findings
from tests.builders import World
from tests.mediations import Table, alone, for_dispute, for_group
from workflows.mediation.states import S

MAKERS: dict[str, Callable[[World], Table]] = {"dispute": for_dispute, "group": for_group, "agenda": alone}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("state", S.values)
def test_every_kind_of_table_comes_into_every_state_and_the_record_fits(
    world: World, kind: str, state: str
) -> None:
    table = MAKERS[kind](world).to(state)
    assert table.fresh().state == state
    seal_all()
    assert list(findings()) == []
