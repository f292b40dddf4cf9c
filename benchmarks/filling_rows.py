"""What hangs on a province's cases: tables with their seats, sessions and questions, joint checks, claims and what was paid.

One case in ten is a mediation, one in ten a visit, one in ten is about wages (``KIND`` in ``filling``). Columns nobody asks for are as empty as
the models allow.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.fields import NOT_PROVIDED

from cases.models import (
    Allocation,
    CaseReader,
    Claim,
    Clock,
    DisputeDetail,
    Finding,
    Instalment,
    MediationDetail,
    Party,
    Payment,
    PlanCover,
    RepaymentPlan,
    Seat,
    Session,
    Term,
    VisitDetail,
    WageDetail,
)
from workflows.models import Approval, CheckAnswer, JointCheck, Signature, Step

#: Of each mediation; of each joint check; of each wage case.
SEATS, SESSIONS, ANSWERS, MONTHS, INSTALMENTS = 5, 10, 5, 10, 3
#: One wage case has so many claims.
BIG_LEDGER = 5_000
BIG = "(SELECT * FROM cases_case WHERE kind = 'wage_arrears' AND closed_at IS NULL ORDER BY id LIMIT 1) c"
OPEN, YES = "'open'", "'approved'"


def _literal(value: Any) -> str:
    """A default as SQL."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return "'[]'" if isinstance(value, list) else "'{}'"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _empty(field: models.Field[Any, Any]) -> str:
    """What a column holds that nobody asks for."""
    if field.default is not NOT_PROVIDED:
        return _literal(field.get_default())
    if field.null:
        return "NULL"
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    if isinstance(field, (models.DateField, models.DateTimeField)):
        return "c.reported_at"
    if isinstance(field, models.BooleanField):
        return "false"
    return "0" if isinstance(field, (models.IntegerField, models.DecimalField)) else "''"


def insert(model: type[models.Model], rows: str, /, **given: str) -> str:
    """An INSERT … SELECT of every column from ``rows``: as ``given`` in SQL, else as empty as the model allows."""
    columns = {
        str(field.column): given.pop(str(field.column), "") or _empty(field)
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    }
    assert not given, given
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(columns.values())
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {rows}"  # noqa: S608 -- our own words


def _code(letter: str, number: str) -> str:
    return f"'{letter}' || lpad(({number})::text, 11, '0')"


def _open(yes: str, no: str) -> str:
    """By whether the case is open."""
    return f"CASE WHEN c.closed_at IS NULL THEN {yes} ELSE {no} END"


def _of(kind: str, times: int = 1) -> str:
    """So many rows for each case of a kind: ``c`` the case, ``p`` its place, ``n`` from 1."""
    placed = "cases_case c JOIN (SELECT unit, county FROM place) p ON p.unit = c.unit_id"
    return f"{placed} CROSS JOIN generate_series(1, {times}) n WHERE c.kind = '{kind}'"


def _details() -> list[str]:
    return [
        insert(MediationDetail, _of("mediation"), case_id="c.id", matter="'agenda'"),
        insert(WageDetail, _of("wage_arrears"), case_id="c.id", finding="'confirmed'"),
        insert(DisputeDetail, _of("dispute"), case_id="c.id"),
    ]


def _tables() -> list[str]:
    """Seats of two bodies of the county, sessions, and two rounds of questions to every seat."""
    seat = f"c.id * {SEATS} + n"
    body = "(SELECT b.id FROM body b WHERE b.county = p.county AND b.k = n)"
    return [
        insert(
            Seat, _of("mediation", SEATS), code=_code("S", seat), case_id="c.id", order="n",
            kind="(ARRAY['worker', 'government', 'committee', 'employer', 'union'])[n]",
            partner_id=f"CASE WHEN n IN (2, 3) THEN {body} END", unit_id="CASE WHEN n = 5 THEN c.unit_id END",
            employer_id="CASE WHEN n = 4 THEN c.employer_id END", name_key="gen_random_uuid()", is_active="true",
        ),
        insert(
            CaseReader, _of("mediation", 3) + " AND n > 1", case_id="c.id", partner_id=body, reason="'invited'",
            is_active="true",
        ),
        insert(
            Session, _of("mediation", SESSIONS), code=_code("T", f"c.id * {SESSIONS} + n"), case_id="c.id", number="n",
            starts_at=_open("%(now)s::timestamptz + (c.id * 7919 %% 40) * interval '1 day'", "c.reported_at")
            + f" + (n - {SESSIONS}) * interval '1 day'",
            state=f"CASE WHEN c.closed_at IS NULL AND n = {SESSIONS} THEN 'planned' ELSE 'ended' END",
        ),
        insert(
            Approval, _of("mediation", 2), code=_code("A", "c.id * 2 + n"), case_id="c.id", unit_id="c.unit_id",
            kind="(ARRAY['consent', 'sign'])[n]", verdict=f"CASE WHEN n = 1 THEN 'approved' ELSE {_open(OPEN, YES)} END",
            closed_at=f"CASE WHEN n = 1 THEN c.reported_at ELSE {_open('NULL', 'c.closed_at')} END",
        ),
        insert(Step, "workflows_approval a JOIN cases_case c ON c.id = a.case_id", approval_id="a.id", order="1"),
        insert(
            Signature,
            "workflows_step s JOIN workflows_approval a ON a.id = s.approval_id JOIN cases_case c ON c.id = a.case_id"
            " JOIN cases_seat seat ON seat.case_id = c.id",
            code=_code("G", f"a.id * {SEATS} + seat.\"order\""), step_id="s.id", seat_id="seat.id",
            answer="CASE WHEN a.verdict = 'open' THEN '' ELSE 'approve' END", answered_at="a.closed_at",
        ),
    ]  # fmt: skip


def _checks() -> list[str]:
    """A joint check for every fourth dispute, each put to five bodies of the county; each answer has its clock."""
    asked = (
        "workflows_jointcheck k JOIN cases_case c ON c.id = k.case_id JOIN body b ON b.county = c.county_id"
    )
    return [
        insert(
            JointCheck, _of("dispute") + " AND c.id / 20 %% 4 = 0", code=_code("K", "c.id"), case_id="c.id",
            unit_id="c.unit_id", state=_open("'running'", "'done'"), conclusion=_open("''", "'confirmed'"),
            ended_at="c.closed_at",
        ),
        insert(
            CheckAnswer, asked, code=_code("Q", f"c.id * {ANSWERS} + b.k"), joint_check_id="k.id", partner_id="b.id",
            kind="b.kind", answer=_open("''", "'true'"), answered_at="c.closed_at",
        ),
        insert(
            Clock, asked, case_id="c.id", rule_id="'check_reply'", key=_code("Q", f"c.id * {ANSWERS} + b.k"),
            due_on="c.reported_at::date", due_at="c.reported_at", started_at="c.reported_at",
            state=_open("'running'", "'stopped'"), next_at=_open("c.due_at + interval '1 day'", "NULL"),
        ),
    ]  # fmt: skip


def _wages() -> list[str]:
    """A worker's months, a plan for them with its instalments and their clocks, and a payment spread over all."""
    claim = f"c.id * {MONTHS} + n"
    worked = "cases_claim l JOIN cases_case c ON c.id = l.case_id"
    part = f"c.id * {INSTALMENTS} + n"
    planned = _of("wage_arrears", INSTALMENTS)
    return [
        insert(
            Claim, f"{_of('wage_arrears', MONTHS)}".replace(" WHERE", " JOIN cases_party w ON w.case_id = c.id WHERE"),
            code=_code("L", claim), case_id="c.id", party_id="w.id", period="'2025-' || lpad(n::text, 2, '0')",
            due="6000", source="'sheet'",
        ),
        insert(
            Party, f"{BIG} CROSS JOIN generate_series(1, {BIG_LEDGER}) n", code=_code("W", "n"), case_id="c.id",
            phone_index="md5('w' || n)", name_index="md5('w' || n)",
        ),
        insert(
            Claim, f"{BIG} JOIN cases_party w ON w.case_id = c.id AND w.code LIKE 'W%%'", code="'B' || w.code",
            case_id="c.id", party_id="w.id", period="'2025-11'", due="6000", source="'sheet'",
        ),
        insert(
            RepaymentPlan, _of("wage_arrears"), code=_code("N", "c.id"), case_id="c.id", source="'agreed'",
            allocation="'oldest'", amount="60000",
        ),
        insert(
            PlanCover, f"{worked} JOIN cases_repaymentplan r ON r.case_id = c.id", plan_id="r.id", claim_id="l.id",
            amount="6000",
        ),
        insert(
            Instalment,
            planned.replace(" WHERE", " JOIN cases_repaymentplan r ON r.case_id = c.id WHERE"), code=_code("I", part),
            case_id="c.id", plan_id="r.id", order="n", amount="20000", state=_open("'pending'", "'paid'"),
            paid=_open("0", "20000"),
        ),
        insert(
            Clock, planned, case_id="c.id", rule_id="'wage_instalment'", key=_code("I", part),
            due_on="c.reported_at::date", due_at="c.reported_at", started_at="c.reported_at",
            state=_open("'running'", "'stopped'"), next_at=_open("c.due_at + n * interval '30 days'", "NULL"),
        ),
        insert(
            Payment, _of("wage_arrears"), code=_code("M", "c.id"), case_id="c.id", amount="60000", allocation="'oldest'",
        ),
        insert(
            Allocation, f"{worked} JOIN cases_payment m ON m.case_id = c.id", payment_id="m.id", claim_id="l.id",
            amount="1",
        ),
        insert(Term, _of("dispute"), code=_code("R", "c.id"), case_id="c.id", order="1", amount="1"),
    ]  # fmt: skip


def _visits() -> list[str]:
    """A visit by the mediator of the town, made on the day it was reported, with two entries of the list."""
    made = f"{_of('visit')} AND c.handler_id IS NOT NULL"
    return [
        insert(
            VisitDetail, made, case_id="c.id", visitor_id="c.handler_id", place_kind="'enterprise'", planned_on="c.reported_at::date",
            visited_on="CASE WHEN c.state = 'planned' THEN NULL ELSE c.reported_at::date END", no_union="c.id % 3 = 0".replace("%", "%%"),
        ),
        insert(
            Finding, f"{_of('visit', 2)} AND c.handler_id IS NOT NULL", code=_code("F", "c.id * 2 + n"), case_id="c.id",
            order="n", kind="'problem'", owner_id="c.handler_id", due_on="c.reported_at::date", state=_open("'open'", "'answered'"),
            outcome=_open("''", "'solved'"), answered_at=_open("NULL", "c.closed_at"),
        ),
    ]  # fmt: skip


def statements() -> list[str]:
    """In their order; ``%(now)s`` is the hour of filling. ``place`` and ``body`` are there before."""
    return [*_details(), *_tables(), *_checks(), *_wages(), *_visits()]


FILLED = tuple(
    model._meta.db_table
    for model in (
        MediationDetail, WageDetail, DisputeDetail, Seat, CaseReader, Session, Approval, Step, Signature, JointCheck,
        CheckAnswer, Claim, RepaymentPlan, PlanCover, Instalment, Payment, Allocation, Term, VisitDetail, Finding,
    )
)  # fmt: skip
