"""Statements kept as text do what the querysets they came from do."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Clock
from organizations.models import Unit
from record.models import Chain
from record.statements import PLACE, ByKey, inlined, insert, update, update_each
from tests.builders import Scene, World
from workflows.fetching import cases_to_step, held, lock

pytestmark = pytest.mark.django_db


def columns(instance: models.Model) -> dict[str, Any]:
    """Every stored value."""
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}


def test_a_case_fetched_by_kept_text_is_the_case_a_queryset_fetches() -> None:
    scene = Scene(World())
    kept, asked = lock(scene.case.pk), held(cases_to_step()).get(pk=scene.case.pk)
    for one, other in (
        (kept, asked),
        (kept.dispute, asked.dispute),
        (kept.unit, asked.unit),
        (kept.county, asked.county),
    ):
        assert columns(one) == columns(other)
    for name in ("clock_rows", "has_open_approval", "version_seen"):
        assert getattr(kept, name) == getattr(asked, name), name
    with CaptureQueriesContext(connection) as queries:
        assert kept.dispute.case == kept
        assert kept.unit.name
        assert kept.county.code
    assert not queries.captured_queries


def test_a_key_nobody_has_finds_nothing() -> None:
    assert ByKey(lambda: Unit.objects.all()).get(10**12) is None


def test_constants_are_written_out_and_what_the_caller_gives_is_not() -> None:
    sql, left = inlined(
        "a = %s AND b = %s AND c = %s AND d = %s AND e = %s", ["open", 1, PLACE, "O'Hara", True]
    )
    assert sql == "a = 'open' AND b = 1 AND c = %s AND d = %s AND e = %s"
    assert left == [PLACE, "O'Hara", True]


def test_an_update_counts_only_rows_that_still_are_as_they_were() -> None:
    case = Scene(World()).case
    changes = {"amount_involved": Decimal("12.50"), "closed_at": None, "employer_name": "𠮷厂'"}
    assert update(Case, {"id": case.pk, "version": case.version + 1}, changes) == 0
    assert update(Case, {"id": case.pk, "version": case.version}, changes) == 1
    case.refresh_from_db()
    assert (case.amount_involved, case.employer_name) == (Decimal("12.50"), "𠮷厂'")


def test_rows_inserted_past_the_model_read_back_as_they_were_given() -> None:
    case = Scene(World()).case
    names = [field.attname for field in Clock._meta.concrete_fields if field.attname != "id"]
    clock = Clock.objects.filter(case=case)[0]
    clock.key, clock.fired, clock.pauses, clock.until_on = (
        "k",
        ["a", "'"],
        [["x", None]],
        datetime.date(2026, 3, 5),
    )
    insert(Clock, names, [[getattr(clock, name) for name in names]])
    stored = Clock.objects.get(case=case, rule_id=clock.rule_id, key="k")
    assert columns(stored) | {"id": None} == columns(clock) | {"id": None}


def test_more_rows_than_one_statement_takes_are_all_written() -> None:
    most = connection.features.max_query_params or 60_000
    rows: list[tuple[str, int, str]] = [
        (f"chain-{number}", number, "0" * 64) for number in range(min(most, 2_000))
    ]
    insert(Chain, ("key", "position", "digest"), rows)
    keys = dict(Chain.objects.values_list("key", "pk"))
    update_each(
        Chain,
        "id",
        ("position", "digest"),
        [[keys[key], position + 1, "f" * 64] for key, position, _ in rows],
    )
    found = dict(Chain.objects.filter(digest="f" * 64).values_list("key", "position"))
    assert found == {key: position + 1 for key, position, _digest in rows}
