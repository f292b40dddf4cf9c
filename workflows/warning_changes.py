"""How an administrator changes what makes a wage matter pressing, and the amounts of 拒不支付: one function a verb."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.wages import refusal
from cases.wages.levels import HIGHEST, LOWEST, Test
from organizations.acting import Acting
from organizations.authority import NATIONAL, need_administer_shared
from organizations.errors import WrongValue
from organizations.recording import append, assign, fresh, save
from organizations.roles import Role
from record import log
from record.names import EventName
from record.timekeeping import now
from record.tracked import rows_of

from .models import Measure, PayRefusalSetting, WarningRule

DATA = Path(__file__).parent / "data" / "warning_rules.json"
CHANGEABLE = ("threshold", "level", "window_days", "is_active")
#: Measures that are counted over days.
COUNTED = frozenset({Measure.REPORTS, Measure.RECORD})
LONGEST_WINDOW = 3_650


def active_tests() -> list[Test]:
    """The rules in use, as ``levels.level_of`` wants them. One statement."""
    rows = WarningRule.objects.filter(is_active=True)
    return [Test(row.code, row.measure, row.threshold, row.level, row.window_days) for row in rows]


def refusal_amounts(jurisdictions: tuple[str, ...]) -> refusal.Amounts:
    """The amounts of the most local of ``jurisdictions`` (general first) that has set any. One statement."""
    rows = {row.jurisdiction: row for row in PayRefusalSetting.objects.filter(jurisdiction__in=jurisdictions)}
    for place in reversed(jurisdictions):
        if place in rows:
            return refusal.Amounts(rows[place].one_amount, rows[place].group_amount, rows[place].source)
    return refusal.Amounts()


@transaction.atomic
def add_rule(
    *,
    acting: Acting,
    code: str,
    measure: str,
    threshold: Decimal,
    level: int,
    window_days: int | None = None,
    at: datetime.datetime | None = None,
) -> WarningRule:
    """新增预警规则. Raises NoAuthority, WrongValue and Duplicate."""
    need_administer_shared(acting)
    row = WarningRule(code=code, measure=measure, threshold=threshold, level=level, window_days=window_days)
    _need_sense(row)
    save(row)
    _record(row, acting, at, {"added": True})
    return row


@transaction.atomic
def change_rule(
    row: WarningRule, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any
) -> WarningRule:
    """修改预警规则: any of ``CHANGEABLE``. Cases keep the level they have until their next signal."""
    need_administer_shared(acting)
    row = fresh(row)
    changed = assign(row, changes, CHANGEABLE)
    if not changed:
        return row
    _need_sense(row)
    row.version += 1
    save(row, [*changed, "version"])
    _record(row, acting, at, {"changes": changed, "version": row.version})
    return row


@transaction.atomic
def set_pay_refusal(
    *,
    acting: Acting,
    jurisdiction: str,
    one_amount: Decimal,
    group_amount: Decimal,
    source: str,
    at: datetime.datetime | None = None,
) -> PayRefusalSetting:
    """修改数额标准 of a province, within the interpretation's ranges, with the document it comes from."""
    need_administer_shared(acting)
    for amount, (least, most), field in (
        (one_amount, refusal.ONE_RANGE, "one_amount"),
        (group_amount, refusal.GROUP_RANGE, "group_amount"),
    ):
        if not least <= amount <= most:
            raise WrongValue(
                _("司法解释规定的幅度是%(least)s元至%(most)s元。") % {"least": least, "most": most}, field
            )
    if not source.strip():
        raise WrongValue(_("请写明规定这个标准的文件。"), "source")
    row = PayRefusalSetting.objects.select_for_update().filter(jurisdiction=jurisdiction).first()
    values = {"one_amount": one_amount, "group_amount": group_amount, "source": source.strip()}
    if row is None:
        row = PayRefusalSetting(jurisdiction=jurisdiction, **values)
        save(row)
        changed: dict[str, Any] = {"added": True}
    else:
        changed = assign(row, values, values)
        if not changed:
            return row
        row.version += 1
        save(row, [*values, "version"])
    append(
        EventName.PAY_REFUSAL_SET, f"pay-refusal:{jurisdiction}", chain=NATIONAL, acting=acting, at=at, rows=[row],
        data={"changes": changed, "version": row.version},
    )  # fmt: skip
    return row


def _need_sense(row: WarningRule) -> None:
    if row.threshold <= 0:
        raise WrongValue(_("应大于0。"), "threshold")
    if not LOWEST <= row.level <= HIGHEST:
        raise WrongValue(_("预警分一、二、三级。"), "level")
    if row.measure in COUNTED and not 1 <= (row.window_days or 0) <= LONGEST_WINDOW:
        raise WrongValue(_("请写明统计多少天以内的次数。"), "window_days")
    if row.measure not in COUNTED and row.window_days is not None:
        raise WrongValue(_("这种信号不按天数统计。"), "window_days")


def _record(row: WarningRule, acting: Acting, at: datetime.datetime | None, data: dict[str, Any]) -> None:
    append(
        EventName.WARNING_RULE_CHANGED, f"warning:{row.code}", chain=NATIONAL, acting=acting, at=at, rows=[row], data=data
    )  # fmt: skip


@transaction.atomic
def seed_warnings() -> int:
    """Add built-in rules and amounts that are missing; edited ones stay. Returns how many were added."""
    told = json.loads(DATA.read_text(encoding="utf-8"))
    known = set(WarningRule.objects.values_list("code", flat=True))
    places = set(PayRefusalSetting.objects.values_list("jurisdiction", flat=True))
    rules = [
        WarningRule(**row | {"threshold": Decimal(row["threshold"]).quantize(Decimal("0.01"))})
        for row in told["rules"]
        if row["code"] not in known
    ]
    amounts = [
        PayRefusalSetting(
            jurisdiction=row["jurisdiction"], source=row["source"],
            one_amount=Decimal(row["one_amount"]).quantize(Decimal("0.01")),
            group_amount=Decimal(row["group_amount"]).quantize(Decimal("0.01")),
        )
        for row in told["pay_refusal"]
        if row["jurisdiction"] not in places
    ]  # fmt: skip
    WarningRule.objects.bulk_create(rules)
    PayRefusalSetting.objects.bulk_create(amounts)
    if rules or amounts:
        log.append(
            [
                log.Entry(
                    chain=NATIONAL, subject="warning", version=log.next_version("warning"),
                    name=EventName.WARNING_RULE_CHANGED, occurred_at=now(), actor_role=Role.SYSTEM,
                    data={"added": len(rules) + len(amounts)}, rows=[*rows_of(rules), *rows_of(amounts)],
                )
            ]
        )  # fmt: skip
    return len(rules) + len(amounts)
