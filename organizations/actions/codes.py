"""Adding and changing entries of the code lists."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import NATIONAL, need_administer_shared
from organizations.errors import WrongValue
from organizations.models import Code
from organizations.recording import append, assign, fresh, save
from record.names import EventName

CHANGEABLE = ("name_zh", "name_en", "order", "is_labour", "is_active")


def subject_of(code: Code) -> str:
    """The record's name for an entry."""
    return f"code:{code.key}"


@transaction.atomic
def add_code(
    *,
    acting: Acting,
    list: str,
    code: str,
    name_zh: str,
    name_en: str,
    order: int = 0,
    is_labour: bool = True,
    at: datetime.datetime | None = None,
) -> Code:
    """新增代码. ``code`` is for ever: small letters, digits and underscores."""
    need_administer_shared(acting)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
        raise WrongValue(_("代码只能用小写英文字母、数字和下划线，并以字母开头。"), "code")
    entry = Code(list=list, code=code, name_zh=name_zh, name_en=name_en, order=order, is_labour=is_labour)
    save(entry)
    append(
        EventName.CODE_ADDED, subject_of(entry), chain=NATIONAL, acting=acting, at=at, rows=[entry],
        data={"name_zh": name_zh, "name_en": name_en, "version": 1},
    )  # fmt: skip
    return entry


@transaction.atomic
def change_code(entry: Code, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any) -> Code:
    """修改代码: any of ``CHANGEABLE``, as a new version; the record keeps what it was called before."""
    need_administer_shared(acting)
    entry = fresh(entry)
    changed = assign(entry, changes, CHANGEABLE)
    if not changed:
        return entry
    entry.version += 1
    save(entry, [*changed, "version"])
    append(
        EventName.CODE_CHANGED, subject_of(entry), chain=NATIONAL, acting=acting, at=at, rows=[entry],
        data={"changes": changed, "version": entry.version},
    )  # fmt: skip
    return entry
