"""The hot lookups go by an index: on SQLite as its planner says, on PostgreSQL among years of cases."""

from __future__ import annotations

import re

import pytest

from benchmarks.filling import Province, fill
from benchmarks.hot import GROWING, explain, queries
from organizations.roles import Role
from record.timekeeping import now
from tests.builders import World

pytestmark = pytest.mark.django_db
CASES = 100_000


@pytest.mark.sqlite
def test_no_hot_lookup_walks_a_growing_table_on_sqlite(world: World) -> None:
    mediator, chair = world.who(Role.MEDIATOR, world.town).person, world.who(Role.CHAIR, world.county).person
    assert mediator
    assert chair
    province = Province(world.county, world.town, mediator, chair, world.partner(), world.mill, now())
    walked = {name: scanned_whole(build().explain()) & GROWING for name, build in queries(province).items()}
    assert not {name: tables for name, tables in walked.items() if tables}


def scanned_whole(plan: str) -> set[str]:
    """Tables that SQLite means to walk through from end to end, with no index to guide it."""
    return set(re.findall(r"SCAN (\w+)\b(?! USING (?:COVERING )?INDEX)", plan))


def test_a_walk_is_told_from_a_look_into_an_index() -> None:
    assert scanned_whole(
        "3 0 0 SCAN cases_case\n5 0 0 SEARCH cases_clock USING INDEX clock_next (next_at<?)"
    ) == {"cases_case"}
    assert scanned_whole("3 0 0 SCAN cases_case USING INDEX case_alive") == set()


@pytest.mark.postgresql
@pytest.mark.slow
def test_no_hot_lookup_reads_a_growing_table_whole_on_postgresql() -> None:
    province = fill(CASES)
    read = {name: explain(build()).read_whole & GROWING for name, build in queries(province).items()}
    assert not {name: tables for name, tables in read.items() if tables}


@pytest.mark.postgresql
def test_short_questions_are_not_compiled() -> None:
    """JIT took four seconds over a question that is answered in a millisecond."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
