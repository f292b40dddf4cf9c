"""Reading a case for a step: the row, its detail, its units and its clocks in one statement, locked."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, Func, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, JSONArray

from cases.models import Case, CaseKind, Clock, ClockState, DisputeDetail

from .clocks import ClockBook
from .errors import StaleCase
from .models import Approval, Verdict

#: What a step must know of an open clock; instants as text, since JSON has none.
FIELDS = (
    "rule_id", "key", "epoch", "rule_version", "started_at", "n", "unit", "roll", "until_on", "pauses", "due_on",
    "due_at", "provisional", "state", "fired", "next_at",
)  # fmt: skip
_INSTANTS = {"started_at", "due_at", "next_at"}
_DAYS = {"until_on", "due_on"}
_JSON = {"pauses", "fired"}
DETAILS = {CaseKind.DISPUTE: DisputeDetail}


class JSONRows(Func):
    """All rows of a subquery as one JSON array; null when there are none."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite's name for it."""
        return self.as_sql(compiler, connection, function="json_group_array", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL's name for it."""
        return self.as_sql(compiler, connection, function="jsonb_agg", **context)


def _clocks() -> Subquery:
    parts = [Cast(name, CharField()) if name in _INSTANTS | _DAYS else name for name in FIELDS]
    rows = Clock.objects.filter(case=OuterRef("pk")).order_by()
    return Subquery(rows.annotate(_all=JSONRows(JSONArray(*parts))).values("_all"), output_field=JSONField())


def cases_to_step() -> QuerySet[Case]:
    """Cases with everything a step needs."""
    return Case.objects.select_related("dispute", "county", "unit").annotate(
        clock_rows=_clocks(),
        has_open_approval=Exists(Approval.objects.filter(case=OuterRef("pk"), verdict=Verdict.OPEN)),
    )


def _value(name: str, raw: Any) -> Any:
    if raw is None or raw == "":
        return None if name in _INSTANTS | _DAYS else raw
    if name in _INSTANTS:
        moment = datetime.datetime.fromisoformat(raw)
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    if name in _DAYS:
        return datetime.date.fromisoformat(raw)
    return json.loads(raw) if name in _JSON and isinstance(raw, str) else raw


def book_of(case: Case, at: datetime.datetime) -> ClockBook:
    """The open clocks that came with ``case``, and how often the stopped ones have run."""
    book = ClockBook(case, {}, at)
    for row in getattr(case, "clock_rows", None) or []:
        values = {name: _value(name, raw) for name, raw in zip(FIELDS, row, strict=True)}
        clock = Clock(case_id=case.pk, **values)
        if clock.state == ClockState.STOPPED:
            book.epochs[clock.rule_id, clock.key] = clock.epoch
        else:
            book.open[clock.rule_id, clock.key] = clock
    return book


def lock(pk: int) -> Case:
    """The case, locked until the transaction ends where the database has row locks."""
    found = cases_to_step().filter(pk=pk)
    if connection.features.has_select_for_no_key_update:
        found = found.select_for_update(of=("self",), no_key=True)
    case = found.first()
    if case is None:
        raise StaleCase("这个案件不存在,或已不在您可办理的范围内。")
    return case
