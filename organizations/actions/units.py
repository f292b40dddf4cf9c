"""Adding and changing units."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import need_administer
from organizations.errors import WrongPlace
from organizations.models import RANK_OF, Post, Unit, UnitKind
from organizations.paths import MOST_CHILDREN, step
from organizations.recording import append, assign, fresh, save
from organizations.roles import Role
from record.names import EventName

CHANGEABLE = ("name", "short_name", "division_code", "has_committee", "is_active")


def subject_of(unit: Unit) -> str:
    """The record's name for a unit."""
    return f"unit:{unit.code}"


def need_place(kind: str, parent: Unit | None) -> None:
    """Raise WrongPlace unless a unit of ``kind`` may stand under ``parent``."""
    if parent is None:
        if kind != UnitKind.PROVINCE:
            raise WrongPlace(_("请选择上级工会。"), "parent")
        return
    if RANK_OF[UnitKind(kind)] <= RANK_OF[UnitKind(parent.kind)]:
        words = {"kind": UnitKind(kind).label, "parent": parent.name}
        raise WrongPlace(_("%(kind)s不能设在“%(parent)s”之下。") % words, "parent")
    if not parent.is_active:
        raise WrongPlace(_("“%(parent)s”已停用，不能在它之下设组织。") % {"parent": parent.name}, "parent")


def next_path(parent: Unit | None) -> str:
    """A path no unit ever had. Counts on the parent's row, which stays locked until the transaction ends."""
    if parent is None:
        return step(Unit.objects.filter(parent=None).count() + 1)
    Unit.objects.filter(pk=parent.pk).update(children_made=F("children_made") + 1)
    made, path = Unit.objects.values_list("children_made", "path").get(pk=parent.pk)
    if made >= MOST_CHILDREN:
        raise WrongPlace(_("“%(parent)s”之下不能再设组织。") % {"parent": parent.name}, "parent")
    return path + step(made)


def next_code(parent: Unit | None) -> str:
    """A code for a unit without a division of its own: its town's (or parent's) code and a running number."""
    base = (parent.town or parent).code if parent else "P"
    base = base.split("-")[0]
    taken = Unit.objects.filter(code__startswith=f"{base}-").values_list("code", flat=True)
    numbers = (int(found[1]) for code in taken if (found := re.fullmatch(rf"{re.escape(base)}-(\d+)", code)))
    return f"{base}-{max(numbers, default=0) + 1:03d}"


@transaction.atomic
def add_unit(
    *,
    acting: Acting,
    parent: Unit | None,
    kind: str,
    name: str,
    code: str = "",
    short_name: str = "",
    division_code: str | None = None,
    has_committee: bool = False,
    at: datetime.datetime | None = None,
) -> Unit:
    """新增组织 under ``parent``; without a ``code`` one is made. The county's and town's own columns point to itself."""
    need_administer(acting, parent)
    need_place(kind, parent)
    unit = Unit(
        code=code or next_code(parent), name=name, short_name=short_name or name, kind=kind, parent=parent,
        division_code=division_code or None, has_committee=has_committee, path=next_path(parent),
        county=parent.county if parent else None, town=parent.town if parent else None,
    )  # fmt: skip
    save(unit)
    if kind in (UnitKind.COUNTY, UnitKind.TOWN):
        setattr(unit, kind, unit)
        unit.save(update_fields=[kind])
    data = {"kind": kind, "name": name, "parent": parent.code if parent else ""}
    append(
        EventName.UNIT_ADDED, subject_of(unit), chain=unit.chain, acting=acting, at=at, rows=[unit], data=data
    )
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any) -> Unit:
    """修改组织: any of ``CHANGEABLE``. Nothing is recorded when nothing changes."""
    need_administer(acting, unit)
    unit = fresh(unit)
    changed = assign(unit, changes, CHANGEABLE)
    if not changed:
        return unit
    if "is_active" in changed and not unit.is_active:
        _need_empty(unit)
    save(unit, changed)
    append(
        EventName.UNIT_CHANGED, subject_of(unit), chain=unit.chain, acting=acting, at=at, rows=[unit],
        data={"changes": changed},
    )  # fmt: skip
    return unit


def _need_empty(unit: Unit) -> None:
    """A unit with working units below or people in office cannot be switched off: work would lose its owner."""
    if unit.children.filter(is_active=True).exists():
        raise WrongPlace(
            _("“%(name)s”之下还有在用的组织，请先调整或停用它们。") % {"name": unit.name}, "is_active"
        )
    if Post.objects.filter(unit=unit, ends_on=None).exclude(role=Role.SYSTEM_ADMIN).exists():
        raise WrongPlace(_("“%(name)s”还有人任职，请先免去职务。") % {"name": unit.name}, "is_active")
