"""Units at official divisions: the rows of a divisions file brought into the tree."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from organizations.acting import Acting
from organizations.actions import UnitRow, import_units
from organizations.actions.importing import Progress
from organizations.models import Unit, UnitKind
from organizations.naming import plain_place, union_name

from .divisions import CODE, ORDER, BadDivision, Division, read_divisions

#: 浙江省's divisions, as published; see the README beside the file.
ZHEJIANG = Path(__file__).resolve().parents[1] / "data" / "divisions_zhejiang.csv"


@dataclass(frozen=True, slots=True)
class UnitImport:
    """What became of a file: ``read`` is the sum of the other figures and of ``refused``."""

    read: int
    added: int
    known: int
    duplicates: int
    left_out: int
    refused: tuple[BadDivision, ...]

    def as_dict(self) -> dict[str, Any]:
        """The shape of the command's answer."""
        return {
            "read": self.read,
            "added": self.added,
            "known": self.known,
            "duplicates": self.duplicates,
            "left_out": self.left_out,
            "refused": [bad.as_dict() for bad in self.refused],
        }


def import_divisions(
    data: bytes,
    *,
    acting: Acting,
    root: str | None = None,
    at: datetime.datetime | None = None,
    progress: Progress | None = None,
) -> UnitImport:
    """导入行政区划: one union unit at each division, in one transaction; a second time adds nothing.

    ``data`` is a CSV of code, name, level, parent; ``root`` limits it to one division's subtree and its ancestors.
    Units that exist are left as their offices have made them. Raises ``DivisionsRefused`` for a file that is no such
    table.
    """
    codes: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for unit in Unit.objects.filter(division_code__isnull=False, kind__in=ORDER):
        codes[unit.division_code or ""], kinds[unit.division_code or ""] = unit.code, unit.kind
    divisions = read_divisions(data, root=root, known=kinds)
    fresh = [_row(division, codes) for division in divisions.rows if division.code not in codes]
    result = import_units(fresh, acting=acting, at=at, progress=progress)
    refused = [*divisions.refused, *(BadDivision(row.row, CODE, reason) for row, reason in result.refused)]
    return UnitImport(
        read=divisions.read,
        added=result.added,
        known=len(divisions.rows) - len(fresh) + result.known,
        duplicates=divisions.duplicates,
        left_out=divisions.left_out,
        refused=tuple(sorted(refused, key=lambda bad: bad.row)),
    )


def _row(division: Division, codes: dict[str, str]) -> UnitRow:
    """The unit at a division; its own code begins as the division's and may part from it later."""
    kind = UnitKind(division.level)
    return UnitRow(
        code=division.code,
        name=union_name(division.name, kind),
        kind=kind,
        parent=codes.get(division.parent, division.parent),
        short_name=plain_place(division.name) if kind == UnitKind.VILLAGE else division.name,
        division_code=division.code,
        row=division.row,
    )
