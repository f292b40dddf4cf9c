"""How an administrator changes what happens when time runs out: every change of a row is a new version of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import CaseKind
from organizations.acting import Acting
from organizations.authority import NATIONAL, need_administer_shared
from organizations.errors import WrongValue
from organizations.recording import append, assign, fresh, save
from record.names import EventName

from . import escalation, rules
from .models import EscalationAct, EscalationRow

CHANGEABLE = ("offset", "unit", "level", "act", "is_active")
#: The furthest a reminder may stand from its deadline, in days or working days; hours count up to a month.
FURTHEST = 366
#: What the software itself does at the end of a legal term. An office may neither add nor switch off these.
FIXED = frozenset({EscalationAct.BREACH, EscalationAct.LAPSE})


def subject_of(row: EscalationRow) -> str:
    """The record's name for a row."""
    return f"escalation:{row.code}"


@transaction.atomic
def add_row(
    *,
    acting: Acting,
    rule_id: str,
    offset: int,
    unit: str,
    act: str,
    kind: str = CaseKind.DISPUTE,
    level: int | None = None,
    at: datetime.datetime | None = None,
) -> EscalationRow:
    """新增升级规则 for a clock of one kind of case: what is done ``offset`` before (negative) or after its last day."""
    need_administer_shared(acting)
    if rule_id not in rules.book().versions:
        raise WrongValue(_("没有编号为 %s 的期限规则。") % rule_id, "rule_id")
    if kind not in CaseKind.values:
        raise WrongValue(_("请从列表中选择一项。"), "kind")
    limited = f"@{level}" if level else ""
    row = EscalationRow(
        code=f"{escalation.code_prefix(kind)}{rule_id}:{offset:+d}{unit}:{act}{limited}", kind=kind, rule_id=rule_id, offset=offset,
        unit=unit, act=act, level=level,
    )  # fmt: skip
    _need_sense(row, set())
    save(row)
    _record(row, acting, at, {"added": True})
    return row


@transaction.atomic
def change_row(
    row: EscalationRow, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any
) -> EscalationRow:
    """修改升级规则: any of ``CHANGEABLE``; switching a row off stops it from the next sweep on."""
    need_administer_shared(acting)
    row = fresh(row)
    was_fixed = row.act in FIXED
    changed = assign(row, changes, CHANGEABLE)
    if not changed:
        return row
    _need_sense(row, {"fixed"} if was_fixed else set())
    row.version += 1
    save(row, [*changed, "version"])
    _record(row, acting, at, {"changes": changed, "version": row.version})
    return row


def _need_sense(row: EscalationRow, was: set[str]) -> None:
    """Raise WrongValue for what cannot be meant."""
    if row.act in FIXED or "fixed" in was:
        raise WrongValue(_("这一条由法定期限决定，不能由办公人员新增或修改。"), "act")
    if abs(row.offset) > FURTHEST * (1 if row.unit != "hours" else 2):
        raise WrongValue(_("离到期日太远了，请写一年以内的数。"), "offset")
    if row.offset < 0 and row.act == EscalationAct.HAND_UP:
        raise WrongValue(_("还没有到期的案件不能因为超时上交，请写0或正数。"), "offset")


def _record(row: EscalationRow, acting: Acting, at: datetime.datetime | None, data: dict[str, Any]) -> None:
    append(
        EventName.ESCALATION_CHANGED,
        subject_of(row),
        chain=NATIONAL,
        acting=acting,
        at=at,
        rows=[row],
        data=data,
    )
    escalation.reschedule(row.kind, row.rule_id)
    transaction.on_commit(escalation.forget)
