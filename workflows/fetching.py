"""Reading a case for a step: the row, its detail, its units and its clocks in one statement, locked."""

from __future__ import annotations

import datetime
import json
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, Func, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, JSONArray
from django.utils.translation import gettext as _

from cases.models import Case, CaseKind, Clock, ClockState
from record.statements import ByKey

from .clocks import ClockBook
from .errors import StaleCase
from .models import Approval, CheckState, JointCheck, Verdict

#: What a step must know of an open clock; instants as text, since JSON has none.
FIELDS = (
    "id", "case_id", "rule_id", "key", "epoch", "rule_version", "started_at", "n", "unit", "roll", "until_on", "pauses", "due_on",
    "due_at", "provisional", "state", "fired", "next_at",
)  # fmt: skip
_INSTANTS = {"started_at", "due_at", "next_at"}
_DAYS = {"until_on", "due_on"}


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


def cases_to_step(kind: str = "") -> QuerySet[Case]:
    """Cases with everything a step needs; ``kind`` leaves the details of other kinds out."""
    details = [kind] if kind else CaseKind.values
    return Case.objects.select_related(*details, "county", "unit").annotate(
        clock_rows=_clocks(),
        has_open_approval=Exists(Approval.objects.filter(case=OuterRef("pk"), verdict=Verdict.OPEN)),
        has_running_check=Exists(JointCheck.objects.filter(case=OuterRef("pk"), state=CheckState.RUNNING)),
    )


def _instant(raw: str | None) -> datetime.datetime | None:
    if not raw:
        return None
    moment = datetime.datetime.fromisoformat(raw)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _day(raw: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(raw) if raw else None


def _json(raw: Any) -> Any:
    return json.loads(raw) if isinstance(raw, str) else raw


#: How to read the columns JSON has no type for, by their place among FIELDS.
_READERS = [
    (FIELDS.index(name), reader)
    for names, reader in (
        (_INSTANTS, _instant),
        (_DAYS, _day),
        ({"pauses", "fired"}, _json),
        ({"provisional"}, bool),  # SQLite's JSON knows no booleans
    )
    for name in names
]
_RULE, _KEY, _EPOCH, _STATE = (FIELDS.index(name) for name in ("rule_id", "key", "epoch", "state"))


def book_of(case: Case, at: datetime.datetime) -> ClockBook:
    """The open clocks that came with ``case``, and how often the stopped ones have run."""
    book = ClockBook(case, {}, at)
    for row in getattr(case, "clock_rows", None) or []:
        place = (row[_RULE], row[_KEY])
        if row[_STATE] == ClockState.STOPPED:
            book.epochs[place] = row[_EPOCH]
            continue
        values = list(row)
        for index, reader in _READERS:
            values[index] = reader(values[index])
        book.open[place] = Clock.from_db(None, FIELDS, values)
    return book


def held(cases: QuerySet[Case], skip_locked: bool = False) -> QuerySet[Case]:
    """``cases`` with their rows locked where the database has row locks; read each through ``as_locked``.

    Who waits for PostgreSQL's lock gets the newest row of the case, but its detail, clocks and approvals as they were
    when the waiting began. ``version_seen`` is the case's version at that moment and tells the two apart.
    """
    before = Case.objects.filter(pk=OuterRef("pk")).values("version")
    cases = cases.annotate(version_seen=Subquery(before))
    if connection.features.has_select_for_no_key_update:
        return cases.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    return cases


def _held_of(kind: str) -> QuerySet[Case]:
    return held(cases_to_step(kind))


_case_to_step = {kind: ByKey(partial(_held_of, kind)) for kind in ("", *CaseKind.values)}


def as_locked(case: Case) -> Case:
    """``case``, read again under its lock if it changed while we waited for that."""
    return case if getattr(case, "version_seen", case.version) == case.version else lock(case.pk, case.kind)


def lock(pk: int, kind: str = "") -> Case:
    """The case, locked until the transaction ends where the database has row locks."""
    case = _case_to_step[kind].get(pk)
    if case is None:
        raise StaleCase(_("这个案件不存在，或已不在您可办理的范围内。"))
    return as_locked(case)
