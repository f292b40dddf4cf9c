"""Setting checklists and duties of contact: a change is a new version, and the record keeps the old one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import NATIONAL, need_administer_shared
from organizations.checklists import check_items
from organizations.errors import WrongValue
from organizations.models import Checklist, ChecklistUse, ContactDuty
from organizations.recording import append, assign, fresh, save
from record.names import EventName

LONGEST_NOTE, MOST_VISITS = 200, 99
DUTY_CHANGEABLE = ("least", "most", "is_active")


@transaction.atomic
def set_checklist(
    *,
    acting: Acting,
    code: str,
    use: str,
    name_zh: str,
    name_en: str,
    items: Sequence[Mapping[str, Any]],
    note: str = "",
    at: datetime.datetime | None = None,
) -> Checklist:
    """设定清单: the next version of ``code``, in use from now on; what was filled in before keeps its version."""
    need_administer_shared(acting)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,31}", code):
        raise WrongValue(_("代码只能用小写英文字母、数字和下划线，并以字母开头。"), "code")
    if use not in ChecklistUse.values:
        raise WrongValue(_("请从列表中选择一项。"), "use")
    lengths = ((name_zh, 60, "name_zh"), (name_en, 80, "name_en"))
    for text, longest, field in lengths:
        if not text.strip() or len(text.strip()) > longest:
            raise WrongValue(_("请写明清单的中文名称（最多60个字）和英文名称（最多80个字符）。"), field)
    if len(note.strip()) > LONGEST_NOTE:
        raise WrongValue(_("说明太长，最多200个字。"), "note")
    before = list(Checklist.objects.select_for_update(no_key=True).filter(code=code, is_active=True))
    for old in before:
        old.is_active = False
        old.save(update_fields=["is_active"])
    last = Checklist.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    checklist = Checklist(
        code=code, version=last + 1, use=use, name_zh=name_zh.strip(), name_en=name_en.strip(),
        items=check_items(items), note=note.strip(),
    )  # fmt: skip
    save(checklist)
    append(
        EventName.CHECKLIST_SET, f"checklist:{code}", chain=NATIONAL, acting=acting, at=at, rows=[*before, checklist],
        data={"code": code, "version": checklist.version, "items": len(checklist.items)},
    )  # fmt: skip
    return checklist


@transaction.atomic
def add_duty(
    *,
    acting: Acting,
    code: str,
    what: str,
    role: str = "",
    level: int | None = None,
    least: int = 1,
    most: int = 1,
    at: datetime.datetime | None = None,
) -> ContactDuty:
    """新增走访任务 of a role at a level, or (without a role) of whoever has contact relations."""
    need_administer_shared(acting)
    _need_visits(least, most)
    duty = ContactDuty(code=code, role=role, level=level, what=what, least=least, most=most)
    save(duty)
    append(
        EventName.DUTY_SET, f"duty:{code}", chain=NATIONAL, acting=acting, at=at, rows=[duty],
        data={"role": role, "level": level, "what": what, "least": least, "version": 1},
    )  # fmt: skip
    return duty


@transaction.atomic
def change_duty(
    duty: ContactDuty, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any
) -> ContactDuty:
    """修改走访任务: how often, or no longer at all; a new version."""
    need_administer_shared(acting)
    duty = fresh(duty)
    changed = assign(duty, changes, DUTY_CHANGEABLE)
    if not changed:
        return duty
    _need_visits(duty.least, duty.most)
    duty.version += 1
    save(duty, [*changed, "version"])
    append(
        EventName.DUTY_SET, f"duty:{duty.code}", chain=NATIONAL, acting=acting, at=at, rows=[duty],
        data={"changes": changed, "version": duty.version},
    )  # fmt: skip
    return duty


def _need_visits(least: int, most: int) -> None:
    if not 1 <= least <= most <= MOST_VISITS:
        raise WrongValue(_("至少次数应不小于1，通常最多的次数应不小于至少次数、不大于99。"), "least")
