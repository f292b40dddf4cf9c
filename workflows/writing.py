"""Writing steps down, one or thousands: cases by compare-and-set, rows, clocks, events. The only writer of cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cases.models import Case, Clock
from record import log
from record.statements import insert, update

from . import escalation
from .draft import Draft
from .errors import StaleCase

#: Up to so many changed rows of a table are written one by one.
FEW = 4
CLOCK_PLACE = ("case_id", "rule_id", "key")
CLOCK_FIELDS = tuple(
    field.attname for field in Clock._meta.concrete_fields if field.attname not in ("id", *CLOCK_PLACE)
)
CLOCK_COLUMNS = (*CLOCK_PLACE, *CLOCK_FIELDS)
_clock_values = attrgetter(*CLOCK_COLUMNS)
OVERWRITE = f" ON CONFLICT ({', '.join(CLOCK_PLACE)}) DO UPDATE SET " + ", ".join(
    f"{name} = EXCLUDED.{name}" for name in CLOCK_FIELDS
)


def changed_meanwhile() -> StaleCase:
    """What the second of two people is told."""
    return StaleCase(_("就在刚才，有人先办理了这个案件。请看看最新情况再办。"))


def write(drafts: Sequence[Draft]) -> None:
    """Write every draft inside the caller's transaction; StaleCase if any case moved on meanwhile."""
    for draft in drafts:
        _finish(draft)
    _insert_births([draft for draft in drafts if draft.is_birth])
    _update_cases([draft for draft in drafts if not draft.is_birth])
    _insert([row for draft in drafts for row in draft.born])
    _update_rows([row for draft in drafts for row in draft.changed])
    # Rows have their keys now: only here can their digests be taken.
    entries = [entry for draft in drafts for entry in draft.entries()]
    _upsert_clocks([clock for draft in drafts for clock in draft.clocks.touched.values()])
    _insert([row for draft in drafts for row in draft.personal])
    try:
        log.append(entries)
    except IntegrityError as error:
        raise changed_meanwhile() from error
    for run in [run for draft in drafts for run in draft.nodes]:
        run()


def _insert_births(drafts: Sequence[Draft]) -> None:
    """New cases, then their details; what was made beside them learns their keys.

    A case refused by the database's own rules was sent twice: a receipt, or a ledger's number, belongs to one.
    """
    if not drafts:
        return
    try:
        with transaction.atomic():
            _insert([draft.case for draft in drafts])
    except IntegrityError as error:
        raise StaleCase(_("这件事已经登记过了，请不要重复提交。")) from error
    for draft in drafts:
        draft.detail.case = draft.case  # type: ignore[attr-defined]  # every detail is one-to-one with its case
        for clock in draft.clocks.touched.values():
            clock.case = draft.case
    _insert([draft.detail for draft in drafts])


def _finish(draft: Draft) -> None:
    """Version, nearest deadline and next thresholds: what follows from the rest of the step."""
    case = draft.case
    case.version += 1
    running = [clock.due_at for clock in draft.clocks if clock.state == "running" and clock.rule_id in OURS]
    case.due_at = min(running, default=None)
    for clock in draft.clocks.touched.values():
        escalation.schedule(case.kind, clock, case.level)


def _update_cases(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        changes = draft.case_changes()
        if not update(Case, {"id": draft.case.pk, "version": draft.before["version"]}, changes):
            raise changed_meanwhile()
        details = draft.detail_changes()
        if details:
            update(type(draft.detail), {"case_id": draft.case.pk}, details)


def _update_rows(rows: Iterable[models.Model]) -> None:
    """Each changed row once; a few alone, a crowd (47 answers that lapse together) in one UPDATE a table."""
    by_model: dict[type[models.Model], dict[Any, models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), {})[row.pk] = row
    for model, changed in by_model.items():
        if len(changed) <= FEW:
            for row in changed.values():
                row.save(force_update=True)
            continue
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        model._default_manager.bulk_update(changed.values(), names, batch_size=100)


def _insert(rows: Iterable[models.Model]) -> None:
    """One INSERT a table, in the order first met: what others point at comes first."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, instances in by_model.items():
        model._default_manager.bulk_create(instances, batch_size=500)


def _upsert_clocks(clocks: list[Clock]) -> None:
    insert(Clock, CLOCK_COLUMNS, [_clock_values(clock) for clock in clocks], ending=OVERWRITE)


#: Clocks whose lateness is the handling union's own: they colour lists and fill 今日. The others (the employer's
#: reply, the worker's limitation, an agreed payment) have rows of escalation but are not our delay.
OURS = frozenset(
    {
        "first_contact", "intake_decision", "mediation_accept", "assign", "verify", "mediation_close",
        "mediation_close_accepted", "inform_failed", "failed_road", "closing_decide", "approval_decide",
        "suspension_review", "enforcement_follow", "performance_check", "supervision_reply", "emergency_report",
        "emergency_followup", "check_sum_up", "return_call", "message_reply", "relay", "union_refuse_zj",
        "people_mediation_close", "table_prepare", "table_session", "table_draft", "consent_reply", "sign_reply",
        "agreement_seal", "mediation_follow",
        "warn_response_1", "warn_response_2", "warn_response_3", "wage_demand", "wage_follow", "instalment_follow",
        "handover_follow", "visit_make", "visit_sort", "finding_answer", "rectification_due",
        "second_draft", "second_decide", "second_consent", "second_select", "second_match", "second_notice", "second_arrive",
        "second_papers", "second_end", "second_midterm", "second_assess",
    }
)  # fmt: skip
