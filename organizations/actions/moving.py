"""Moving a unit with everything below it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import need_administer
from organizations.errors import WrongPlace
from organizations.models import RANK_OF, Unit, UnitKind
from organizations.models.unit import PATH_LENGTH, PATH_STEP
from organizations.paths import under
from organizations.recording import append, fresh
from record.names import EventName
from record.timekeeping import now

from .units import need_place, next_path, subject_of

#: ``hook(unit, path_before, path_after, acting, at)``, called inside the transaction after the tree was rewritten. Rooms
#: above that copy paths register one here when they are loaded: the workflows take their open cases along.
MoveHook = Callable[[Unit, str, str, Acting, datetime.datetime], None]
on_move: list[MoveHook] = []


@transaction.atomic
def move_unit(unit: Unit, *, acting: Acting, parent: Unit, at: datetime.datetime | None = None) -> Unit:
    """调整隶属: put ``unit`` under ``parent``, inside one county. Closed cases stay where they were."""
    unit, parent = fresh(unit), fresh(parent)
    need_administer(acting, unit)
    need_administer(acting, parent)
    if unit.parent_id == parent.pk:
        return unit
    _need_move(unit, parent)
    before, from_code = unit.path, unit.parent.code if unit.parent else ""
    _rewrite(unit, parent, before, next_path(parent))
    unit = fresh(unit)
    moved = list(Unit.objects.filter(under(unit.path)))
    append(
        EventName.UNIT_MOVED, subject_of(unit), chain=unit.chain, acting=acting, at=at, rows=moved,
        data={"from": from_code, "to": parent.code, "path_before": before, "path_after": unit.path},
    )  # fmt: skip
    for hook in on_move:
        hook(unit, before, unit.path, acting, at or now())
    return unit


def _need_move(unit: Unit, parent: Unit) -> None:
    if unit.holds(parent.path):
        raise WrongPlace(_("不能把组织调整到它自己之下。"), "parent")
    need_place(unit.kind, parent)
    if RANK_OF[UnitKind(unit.kind)] > RANK_OF[UnitKind.COUNTY] and unit.county_id != parent.county_id:
        raise WrongPlace(
            _("不能调整到另一个县(市、区):案件和记录归原县所有。请在新的县新增组织，再停用这一个。"), "parent"
        )
    deepest = max(len(path) for path in Unit.objects.filter(under(unit.path)).values_list("path", flat=True))
    if deepest - len(unit.path) + len(parent.path) + PATH_STEP > PATH_LENGTH:
        raise WrongPlace(_("这样调整后层级太多。"), "parent")


def _rewrite(unit: Unit, parent: Unit, before: str, after: str) -> None:
    """New paths for the subtree in one UPDATE; a new town for it when the unit stands below towns."""
    below = Unit.objects.filter(under(before))
    if RANK_OF[UnitKind(unit.kind)] > RANK_OF[UnitKind.TOWN]:
        below.update(town=parent.town_id)
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    below.update(path=Concat(Value(after), Substr("path", len(before) + 1)))
