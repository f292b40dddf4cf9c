"""A province's years of cases, made by the database itself: only for asking how it would look them up.

Nothing here passes the door, so the record does not vouch for it and nobody may act on it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from benchmarks import filling_rows
from benchmarks.filling_rows import ANSWERS
from organizations.models import Employer, PartnerBody, PartnerKind, Person, Unit
from organizations.paths import step
from record.timekeeping import now

COUNTIES, TOWNS = 40, 25
#: One case in so many is still open.
OPEN_SHARE = 20
UNSEALED = 100

PLACES = """
CREATE TEMPORARY TABLE place AS
SELECT row_number() OVER (ORDER BY u.path) - 1 AS n, u.id AS unit, u.path, u.county_id AS county,
       (SELECT p.id FROM organizations_person p WHERE p.username = 'mediator-' || u.code) AS handler
FROM organizations_unit u WHERE u.kind = 'town'
"""
CASES = """
INSERT INTO cases_case (code, kind, number, county_id, town_id, unit_id, unit_path, origin_unit_id, level, handler_id,
  state, colour, version, epoch, category, source, employer_id, employer_name, people, person_times, amount_recovered, reported_at,
  closed_at, conclusion, performance, due_at, told_level, is_group, is_emergency, is_imported, ledger_number,
  ledger_digest, back_to)
SELECT 'C' || lpad(g::text, 11, '0'), kind, 'N' || g, p.county, p.unit, p.unit, p.path, p.unit, 3,
  CASE WHEN open AND g %% 7 = 0 THEN NULL ELSE p.handler END,
  CASE WHEN NOT open THEN 'closed' ELSE (CASE kind
    WHEN 'dispute' THEN ARRAY['reported', 'accepted', 'verifying', 'mediating', 'performing']
    WHEN 'mediation' THEN ARRAY['preparing', 'notified', 'in_session', 'consenting', 'signing']
    WHEN 'visit' THEN ARRAY['planned', 'recorded', 'following', 'recorded', 'following']
    ELSE ARRAY['warned', 'verifying', 'demanded', 'planned', 'repaying'] END)[1 + g / {share} / 10 %% 5] END,
  (ARRAY['blue', 'yellow', 'orange', 'red'])[1 + g %% 4], 5, 1, 'unpaid_wages', 'visit', CASE WHEN g %% 4 < 2 THEN %(employer)s + g %% 5000 END, '企业' || g %% 5000, 1, 1, 0,
  reported, CASE WHEN open THEN NULL ELSE reported + interval '14 days' END,
  CASE WHEN open THEN '' ELSE 'written_agreement' END, '',
  CASE WHEN open THEN %(now)s::timestamptz + (g * 7919 %% 40 - 10) * interval '1 day' END, 0, false, false, false, '', '', ''
FROM (SELECT g, g %% {share} = 0 AS open,
        CASE g / {share} %% 10 WHEN 3 THEN 'mediation' WHEN 5 THEN 'visit' WHEN 7 THEN 'wage_arrears' ELSE 'dispute' END AS kind,
        %(now)s::timestamptz - interval '20 days' - (CASE WHEN g %% {share} = 0 THEN g %% 20 ELSE g * 7919 %% 2000 END) * interval '1 day'
        AS reported
      FROM generate_series(1::bigint, %(cases)s) g) made
JOIN place p ON p.n = (made.g * 31 + made.g / {share} * 7) %% (SELECT count(*) FROM place)
"""
CLOCKS = """
INSERT INTO cases_clock (case_id, rule_id, key, epoch, rule_version, started_at, n, unit, roll, pauses, due_on, due_at,
  provisional, state, fired, next_at)
SELECT c.id, 'mediation_close', '', 1, 1, c.reported_at, 15, 'calendar', 'forward', '[]',
  coalesce(c.due_at, c.closed_at)::date, coalesce(c.due_at, c.closed_at), c.id %% 3 = 0 AND c.closed_at IS NOT NULL,
  CASE WHEN c.closed_at IS NULL THEN 'running' ELSE 'stopped' END, '[]',
  CASE WHEN c.closed_at IS NULL THEN c.due_at + interval '1 day' END
FROM cases_case c
"""
EVENTS = """
INSERT INTO record_event (chain, subject, version, line, name, actor, actor_role, actor_place, occurred_at, from_state,
  to_state, data, rows, private_digest, position, digest)
SELECT 'P-' || c.county_id, 'case:' || c.code, 5, 0, 'closed', c.handler_id, 'mediator', '', c.reported_at, 'closing',
  c.state, '{{}}', '[]', '', CASE WHEN c.id > (SELECT max(id) - %(unsealed)s FROM cases_case) THEN NULL ELSE c.id END, ''
FROM cases_case c
"""
PARTIES = """
INSERT INTO cases_party (code, case_id, personal_key, phone_index, name_index, is_representative, consent)
SELECT 'P' || lpad(c.id::text, 11, '0'), c.id, gen_random_uuid(), md5((c.id / 3)::text), md5(c.id::text), false, ''
FROM cases_case c WHERE c.id %% 5 = 0 OR c.kind = 'wage_arrears'
"""
NOTICES = """
INSERT INTO protection_employernotice (number, employer_code, case_code, kind, issued_on, issuer, subject, asks,
    question, round)
SELECT 'T' || lpad(c.id::text, 11, '0'), 'E' || c.id %% 5000, c.code, 'verify', c.reported_at::date, '', '', '', '', 0
FROM cases_case c WHERE c.id %% 5 = 0
"""
BODIES = """
CREATE TEMPORARY TABLE body AS
SELECT b.id, b.beside_id AS county, b.kind, row_number() OVER (PARTITION BY b.beside_id ORDER BY b.id) AS k
FROM organizations_partnerbody b
"""
FILLED = (
    "cases_case",
    "cases_clock",
    "record_event",
    "cases_party",
    "protection_employernotice",
    *filling_rows.FILLED,
)


@dataclass(frozen=True)
class Province:
    """One of each, to ask with."""

    county: Unit
    town: Unit
    mediator: Person
    chair: Person
    body: PartnerBody
    employer: Employer
    now: datetime.datetime
    #: The wage case with thousands of claims.
    ledger: int = 0


def _unit(kind: str, path: str, parent: Unit | None, county: Unit | None = None) -> Unit:
    return Unit(
        code=f"B{path}",
        name=f"{path}总工会",
        short_name=path,
        kind=kind,
        path=path,
        parent=parent,
        county=county,
    )


def _organisation() -> Province:
    """One province, one city, its counties, their towns; one mediator a town, one chair."""
    province = _unit("province", step(1), None)
    province.save()
    city = _unit("city", province.path + step(1), province)
    city.save()
    counties = [_unit("county", city.path + step(number + 1), city) for number in range(COUNTIES)]
    Unit.objects.bulk_create(counties)
    towns = [
        _unit("town", county.path + step(number + 1), county, county)
        for county in counties
        for number in range(TOWNS)
    ]
    Unit.objects.bulk_create(towns)
    connection.cursor().execute(
        "UPDATE organizations_unit SET town_id = id WHERE kind = 'town';"
        "UPDATE organizations_unit SET county_id = id WHERE kind = 'county'"
    )
    people = [Person(username=f"mediator-{town.code}", name="某某", unit=town) for town in towns]
    Person.objects.bulk_create([*people, Person(username="chair-of-county", name="某某", unit=counties[7])])
    county = Unit.objects.get(pk=counties[7].pk)
    town = Unit.objects.get(pk=towns[7 * TOWNS + 3].pk)
    chair = Person.objects.get(username="chair-of-county")
    bodies = [
        PartnerBody(beside=one, name=kind, kind=kind)
        for one in counties
        for kind in PartnerKind.values[:ANSWERS]
    ]
    PartnerBody.objects.bulk_create(bodies)
    employer = Employer.objects.create(code="E77", name="某企业", unit=town)
    mediator, body = Person.objects.get(username=f"mediator-{town.code}"), bodies[7 * ANSWERS + 1]
    return Province(county, town, mediator, chair, body, employer, now())


@contextmanager
def _bare_tables(cursor: Any) -> Iterator[None]:
    """Inside, the tables have no index that can be made afterwards, and no foreign keys from then on: ten times faster."""
    tables = list(FILLED)
    # What waits for the end of the transaction would forbid taking its constraint away.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [tables],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        [tables],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '256MB'")
    for _name, definition in indexes:
        cursor.execute(definition)


def fill(cases: int) -> Province:
    """``cases`` cases with a clock and an event each, and what hangs on one in five; PostgreSQL only.

    In a database made for it, or inside a transaction that is rolled back: it takes foreign keys away.
    """
    province = _organisation()
    given: dict[str, Any] = {
        "cases": cases, "now": province.now, "unsealed": UNSEALED, "employer": province.employer.pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        cursor.execute(BODIES)
        cursor.execute("ANALYZE place; ANALYZE body")
        with _bare_tables(cursor):
            for statement in (CASES, CLOCKS, EVENTS, PARTIES, NOTICES):
                cursor.execute(statement.format(share=OPEN_SHARE), given)
            cursor.execute("ANALYZE cases_case; ANALYZE cases_party")
            for statement in filling_rows.statements():
                cursor.execute(statement, given)
        for table in (*FILLED, "organizations_unit", "organizations_person"):
            cursor.execute(f"ANALYZE {table}")
        cursor.execute(f"SELECT id FROM {filling_rows.BIG}")  # noqa: S608 -- our own words
        (ledger,) = cursor.fetchone()
    return replace(province, ledger=ledger)
