"""Bringing in many units at once: a whole province in a few statements a level."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import may_administer
from organizations.models import RANK_OF, Unit, UnitKind
from organizations.paths import step
from organizations.recording import append_rows
from record.names import EventName
from record.tracked import rows_of


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit to be brought in; ``parent`` is its code (empty only for a province), ``row`` where it stood in the file."""

    code: str
    name: str
    kind: UnitKind
    parent: str
    short_name: str = ""
    division_code: str = ""
    row: int = 0


@dataclass(slots=True)
class ImportResult:
    """How many were added, how many were known by their code and left as they are, and what was refused and why."""

    added: int = 0
    known: int = 0
    refused: list[tuple[UnitRow, str]] = field(default_factory=list)


Progress = Callable[[int, int], None]


@transaction.atomic
def import_units(
    rows: Iterable[UnitRow],
    *,
    acting: Acting,
    at: datetime.datetime | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """导入组织: add those whose code is unknown, parents before children, whatever the order of ``rows``.

    A known unit is left as an office has since made it: official divisions only seed the tree. ``progress(done, all)``
    is called after each level. One event a county and level, of 500 row digests a line.
    """
    wanted = list(rows)
    known = {unit.code: unit for unit in Unit.objects.select_related("county", "town")}
    result = ImportResult()
    fresh: dict[int, list[UnitRow]] = defaultdict(list)
    for row in wanted:
        if row.code in known:
            result.known += 1
        else:
            fresh[RANK_OF[row.kind]].append(row)
    done = result.known
    for rank in sorted(fresh):
        done += len(fresh[rank])
        _add_level(fresh[rank], known, result, acting, at)
        if progress:
            progress(done, len(wanted))
    return result


def _add_level(
    rows: Sequence[UnitRow],
    known: dict[str, Unit],
    result: ImportResult,
    acting: Acting,
    at: datetime.datetime | None,
) -> None:
    """Add the rows of one rank: their parents are all in ``known`` by now, or never will be."""
    accepted = _accepted(rows, known, result, acting)
    made: Counter[int] = Counter()
    units = [_unit(row, known, made) for row in accepted]
    Unit.objects.bulk_create(units, batch_size=500)
    _own_columns(units)
    _count_children(known, made)
    known.update((unit.code, unit) for unit in units)
    result.added += len(units)
    chains: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        chains[unit.chain].append(unit)
    for chain, added in chains.items():
        append_rows(
            EventName.UNITS_IMPORTED, f"units:{chain}", chain=chain, acting=acting, at=at, rows=rows_of(added),
            data={"added": len(added), "kinds": dict(Counter(unit.kind for unit in added))},
        )  # fmt: skip


def _accepted(
    rows: Sequence[UnitRow], known: dict[str, Unit], result: ImportResult, acting: Acting
) -> list[UnitRow]:
    """The rows that can be added; the others go to ``result.refused`` with a sentence."""
    divisions = {unit.division_code for unit in known.values() if unit.division_code}
    codes: set[str] = set()
    accepted = []
    for row in rows:
        reason = _reason(row, known.get(row.parent), codes, divisions, acting)
        if reason:
            result.refused.append((row, reason))
            continue
        codes.add(row.code)
        if row.division_code:
            divisions.add(row.division_code)
        accepted.append(row)
    return accepted


def _reason(row: UnitRow, parent: Unit | None, codes: set[str], divisions: set[str], acting: Acting) -> str:
    """Why a row cannot be added; empty when it can."""
    if not row.code or not row.name:
        return _("缺少代码或名称。")
    if row.code in codes:
        return _("代码%(code)s在文件中重复。") % {"code": row.code}
    if row.division_code and row.division_code in divisions:
        return _("区划代码%(code)s已属于另一个组织。") % {"code": row.division_code}
    if parent is None and row.kind != UnitKind.PROVINCE:
        return _("找不到上级%(parent)s。") % {"parent": row.parent or "?"}
    if parent is not None and RANK_OF[row.kind] <= RANK_OF[UnitKind(parent.kind)]:
        return _("不能设在“%(parent)s”之下。") % {"parent": parent.name}
    if not may_administer(acting, parent):
        return _("只有本级或上级工会的系统管理员可以做这项修改。")
    return ""


def _unit(row: UnitRow, known: dict[str, Unit], made: Counter[int]) -> Unit:
    """The unsaved unit, its path counted on from its parent's children."""
    parent = known.get(row.parent)
    key = parent.pk if parent else 0
    made[key] += 1
    before = parent.children_made if parent else sum(1 for unit in known.values() if unit.parent_id is None)
    return Unit(
        code=row.code, name=row.name, short_name=row.short_name or row.name, kind=row.kind,
        division_code=row.division_code or None, parent=parent,
        path=(parent.path if parent else "") + step(before + made[key]),
        county=parent.county if parent else None, town=parent.town if parent else None,
    )  # fmt: skip


def _own_columns(units: Sequence[Unit]) -> None:
    """A county is its own county and a town its own town; their keys are known only after the insert."""
    for kind in (UnitKind.COUNTY, UnitKind.TOWN):
        own = [unit for unit in units if unit.kind == kind]
        for unit in own:
            setattr(unit, kind, unit)
        Unit.objects.bulk_update(own, [kind], batch_size=200)


def _count_children(known: dict[str, Unit], made: Counter[int]) -> None:
    """Remember how many children each parent has had."""
    parents = [unit for unit in known.values() if made[unit.pk]]
    for unit in parents:
        unit.children_made += made[unit.pk]
    Unit.objects.bulk_update(parents, ["children_made"], batch_size=200)
