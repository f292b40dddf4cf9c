"""Adding and changing employers."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import need_administer
from organizations.errors import WrongPlace
from organizations.models import Employer, Unit, UnitKind
from organizations.recording import append, assign, fresh, save
from record.names import EventName

CHANGEABLE = ("name", "uscc", "unit", "union", "address", "is_active")
#: Crockford's letters: nothing that is misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def fresh_code() -> str:
    """A public code nobody can guess or count: ``E`` and 11 characters (55 bits)."""
    return "E" + "".join(secrets.choice(ALPHABET) for _ in range(11))


def subject_of(employer: Employer) -> str:
    """The record's name for an employer."""
    return f"employer:{employer.code}"


def _tidy(uscc: str | None) -> str | None:
    """Upper case without spaces; an empty number is none."""
    return "".join((uscc or "").split()).upper() or None


def _need_union(union: Unit | None) -> None:
    if union is not None and union.kind != UnitKind.ENTERPRISE:
        raise WrongPlace(_("“%(name)s”不是企业工会。") % {"name": union.name}, "union")


@transaction.atomic
def add_employer(
    *,
    acting: Acting,
    unit: Unit,
    name: str,
    uscc: str | None = None,
    union: Unit | None = None,
    address: str = "",
    at: datetime.datetime | None = None,
) -> Employer:
    """新增用人单位 in the area of ``unit``; its 统一社会信用代码 is checked when there is one."""
    need_administer(acting, unit)
    _need_union(union)
    employer = Employer(
        code=fresh_code(), name=name, uscc=_tidy(uscc), unit=unit, union=union, address=address
    )
    save(employer)
    append(
        EventName.EMPLOYER_ADDED, subject_of(employer), chain=unit.chain, acting=acting, at=at, rows=[employer],
        data={"name": name, "uscc": employer.uscc, "unit": unit.code},
    )  # fmt: skip
    return employer


@transaction.atomic
def change_employer(
    employer: Employer, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any
) -> Employer:
    """修改用人单位: any of ``CHANGEABLE``. Moving it needs authority at both places."""
    need_administer(acting, employer.unit)
    employer = fresh(employer)
    if "uscc" in changes:
        changes["uscc"] = _tidy(changes["uscc"])
    changed = assign(employer, changes, CHANGEABLE)
    if not changed:
        return employer
    need_administer(acting, employer.unit)
    _need_union(employer.union)
    save(employer, changed)
    append(
        EventName.EMPLOYER_CHANGED, subject_of(employer), chain=employer.unit.chain, acting=acting, at=at,
        rows=[employer], data={"changes": changed},
    )  # fmt: skip
    return employer
