"""Rounds of secondments, a county's settings and its shares of grades: one function a verb, each an event of the record."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import codes
from cases.models import ConsentKind, Direction, Grade, GradeShare, SecondmentRound, SecondmentSetting
from organizations.acting import Acting
from organizations.authority import NATIONAL, need_administer, need_administer_shared
from organizations.errors import NoAuthority, WrongValue
from organizations.models import Unit, UnitKind
from organizations.recording import append, assign, fresh, save
from organizations.roles import Role
from protection import personal
from record import log
from record.names import EventName
from record.timekeeping import now, today
from record.tracked import rows_of

#: Who runs rounds: the county federation's own officers.
RUNS_ROUNDS = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEDIATOR, Role.WINDOW})
SETTINGS = ("notice_days", "consent_to_county", "consent_to_town", "consent_to_enterprise")
#: More working days of 公示 than a month has is a slip of the hand.
LONGEST_NOTICE = 30
#: What ships: our proposal, as the documents name no figure.
DEFAULT_SHARES = {Grade.EXCELLENT: 20}


def need_run_rounds(acting: Acting | None, county: Unit) -> None:
    """Raise NoAuthority unless ``acting`` is an officer of the county federation, or the software."""
    own = (
        acting is not None
        and acting.role in RUNS_ROUNDS
        and not acting.only_approvals
        and acting.unit is not None
        and acting.unit.pk == county.pk
    )
    if acting is None or not (own or acting.role == Role.SYSTEM):
        raise NoAuthority(_("只有县总工会的经办人和主席可以办理挂职轮次。"))


@transaction.atomic
def open_round(
    *,
    acting: Acting,
    county: Unit,
    title: str,
    year: int,
    file_by: datetime.date,
    directions: Sequence[str] = tuple(Direction.values),
    opened_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> SecondmentRound:
    """开始一轮. Forms may be drafted from now on; those filed after ``file_by`` need a reason."""
    need_run_rounds(acting, county)
    if county.kind != UnitKind.COUNTY:
        raise WrongValue(_("挂职轮次由县（市、区）总工会开始。"), "county")
    if not title.strip():
        raise WrongValue(_("请写明这一轮的名称。"), "title")
    if not directions or not set(directions) <= set(Direction.values):
        raise WrongValue(_("请至少选择一个挂职方向。"), "directions")
    starts = opened_on or today()
    if file_by < starts:
        raise WrongValue(_("报送截止日早于开始日。"), "file_by")
    row = SecondmentRound(
        code=codes.fresh(), county=county, year=year, title=title.strip(), directions=sorted(set(directions)),
        file_by=file_by, opened_on=starts,
    )  # fmt: skip
    save(row)
    _record(EventName.SECOND_ROUND_OPENED, row, acting, at, {"year": year, "file_by": file_by.isoformat()})
    return row


@transaction.atomic
def move_deadline(
    round_: SecondmentRound,
    *,
    acting: Acting,
    file_by: datetime.date,
    reason: str,
    at: datetime.datetime | None = None,
) -> SecondmentRound:
    """改报送截止日, with its reason on record. What was filed before stays marked as it was."""
    need_run_rounds(acting, round_.county)
    if not reason.strip():
        raise WrongValue(_("请写明改截止日的原因。"), "reason")
    row = fresh(round_)
    if row.closed_on is not None:
        raise WrongValue(_("这一轮已经结束。"), "file_by")
    if file_by < row.opened_on:
        raise WrongValue(_("报送截止日早于开始日。"), "file_by")
    changed = assign(row, {"file_by": file_by}, ["file_by"])
    if not changed:
        raise WrongValue(_("报送截止日没有变。"), "file_by")
    save(row, ["file_by"])
    before, after = (day.isoformat() for day in changed["file_by"])
    _record(
        EventName.SECOND_ROUND_MOVED,
        row,
        acting,
        at,
        {"changes": {"file_by": [before, after]}},
        reason.strip(),
    )
    return row


@transaction.atomic
def close_round(
    round_: SecondmentRound,
    *,
    acting: Acting,
    on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> SecondmentRound:
    """结束一轮: no new form; those under way go on to their end."""
    need_run_rounds(acting, round_.county)
    row = fresh(round_)
    day = on or today()
    if row.closed_on is not None:
        raise WrongValue(_("这一轮已经结束。"), "on")
    if not row.opened_on <= day <= today():
        raise WrongValue(_("结束日应在开始日之后、今天或以前。"), "on")
    row.closed_on = day
    save(row, ["closed_on"])
    _record(EventName.SECOND_ROUND_CLOSED, row, acting, at, {"on": day.isoformat()})
    return row


@transaction.atomic
def set_secondments(
    *, acting: Acting, county: Unit | None, at: datetime.datetime | None = None, **values: Any
) -> SecondmentSetting:
    """修改挂职设置 of a county, or with none the general one: any of ``SETTINGS``. A county's first begins as the general."""
    _need_place(acting, county)
    _check_setting(values)
    general = SecondmentSetting.objects.get(county=None)
    row = SecondmentSetting.objects.select_for_update(no_key=True).filter(county=county).first()
    if row is None:
        row = SecondmentSetting(county=county, place=_place(county))
        assign(row, {name: getattr(general, name) for name in SETTINGS}, SETTINGS)
        assign(row, values, SETTINGS)
        save(row)
        changed: dict[str, Any] = {"added": True, **values}
    else:
        changed = assign(row, values, SETTINGS)
        if not changed:
            return row
        row.version += 1
        save(row, [*values, "version"])
    append(
        EventName.SECOND_SETTING_CHANGED, f"secondments:{row.place}", chain=_place(county), acting=acting, at=at,
        rows=[row], data={"changes": changed, "version": row.version},
    )  # fmt: skip
    return row


def _check_setting(values: dict[str, Any]) -> None:
    days = values.get("notice_days", 0)
    if not 0 <= days <= LONGEST_NOTICE:
        raise WrongValue(_("公示天数应在0到%(n)s个工作日之间。") % {"n": LONGEST_NOTICE}, "notice_days")
    for name, value in values.items():
        if name.startswith("consent_") and value not in ConsentKind.values:
            raise WrongValue(_("请从列表中选择一项。"), name)


@transaction.atomic
def set_share(
    *,
    acting: Acting,
    county: Unit | None,
    grade: str,
    most: int,
    is_active: bool = True,
    at: datetime.datetime | None = None,
) -> GradeShare:
    """设定等次比例: at most ``most`` per cent of a round get ``grade``. A county's row counts before the general one."""
    _need_place(acting, county)
    if grade not in Grade.values:
        raise WrongValue(_("请从列表中选择一项。"), "grade")
    if not 0 <= most <= 100:
        raise WrongValue(_("比例应在0到100之间。"), "most")
    code = f"{_place(county)}:{grade}"
    row = GradeShare.objects.select_for_update(no_key=True).filter(code=code).first()
    if row is None:
        row = GradeShare(code=code, county=county, grade=grade, most=most, is_active=is_active)
        save(row)
        changed: dict[str, Any] = {"added": True, "most": most}
    else:
        changed = assign(row, {"most": most, "is_active": is_active}, ("most", "is_active"))
        if not changed:
            return row
        row.version += 1
        save(row, ["most", "is_active", "version"])
    append(
        EventName.GRADE_SHARE_SET, f"share:{code}", chain=_place(county), acting=acting, at=at, rows=[row],
        data={"grade": grade, "changes": changed, "version": row.version},
    )  # fmt: skip
    return row


def _need_place(acting: Acting, county: Unit | None) -> None:
    if county is None:
        need_administer_shared(acting)
    else:
        need_administer(acting, county)


def _place(county: Unit | None) -> str:
    return county.code if county else NATIONAL


def _record(
    name: EventName,
    row: SecondmentRound,
    acting: Acting,
    at: datetime.datetime | None,
    data: dict[str, Any],
    reason: str = "",
) -> None:
    """One event of a round. A reason is free text, so it is kept apart and can be erased."""
    kept, digest = personal.wrap({"reason": reason}) if reason else (None, "")
    if kept is not None:
        kept.save(force_insert=True)
    subject = f"round:{row.code}"
    log.append(
        [
            log.Entry(
                chain=row.county.chain, subject=subject, version=log.next_version(subject), name=name,
                occurred_at=at or now(), actor=acting.person.pk if acting.person else None, actor_role=acting.role,
                actor_place=acting.place_code, on_behalf_of=acting.on_behalf_of.pk if acting.on_behalf_of else None,
                data={"round": row.code, **data}, rows=rows_of([row, kept] if kept is not None else [row]),
                private_key=kept.key if kept is not None else None, private_digest=digest,
            )
        ]
    )  # fmt: skip


@transaction.atomic
def seed_secondments() -> int:
    """Add the general setting and shares that are missing; edited ones stay. Returns how many were added."""
    rows: list[SecondmentSetting | GradeShare] = []
    if not SecondmentSetting.objects.filter(county=None).exists():
        setting = SecondmentSetting(place=NATIONAL)
        setting.save(force_insert=True)
        rows.append(setting)
    known = set(GradeShare.objects.values_list("code", flat=True))
    for grade, most in DEFAULT_SHARES.items():
        share = GradeShare(code=f"{NATIONAL}:{grade}", grade=grade, most=most)
        if share.code not in known:
            share.save(force_insert=True)
            rows.append(share)
    if rows:
        log.append(
            [
                log.Entry(
                    chain=NATIONAL, subject="secondments", version=log.next_version("secondments"),
                    name=EventName.SECOND_SETTING_CHANGED, occurred_at=now(), actor_role=Role.SYSTEM,
                    data={"added": len(rows)}, rows=rows_of(rows),
                )
            ]
        )  # fmt: skip
    return len(rows)
