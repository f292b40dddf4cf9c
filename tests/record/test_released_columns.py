"""What a released version vouched for, a later one computes to the same digest: an upgrade leaves no row unvouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from record.tracked import tracked_columns, tracked_models

#: Table → columns, in the order in which the first release with that table digested them.
RELEASED: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "released_columns.json").read_text(encoding="ascii")
)


@pytest.mark.parametrize("table", sorted(RELEASED))
def test_a_released_table_keeps_its_columns_in_their_order_and_new_ones_come_later(table: str) -> None:
    model = tracked_models()[table]
    assert list(model.TRACKED) == RELEASED[table]  # type: ignore[attr-defined]  # every tracked model has it
    assert tracked_columns(model)[: len(RELEASED[table])] == tuple(RELEASED[table])


@pytest.mark.parametrize("table", sorted(RELEASED))
def test_a_column_that_came_later_has_a_default_for_the_rows_that_were_there(table: str) -> None:
    model = tracked_models()[table]
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for name in getattr(model, "TRACKED_LATER", ()):
        assert fields[name].null or fields[name].has_default() or fields[name].empty_strings_allowed, name
