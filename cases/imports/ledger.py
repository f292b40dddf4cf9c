"""A ledger (台账) read row by row: cases, duplicates and refusals, which together are every row there is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import columns as c
from .cells import Cell, is_blank, narrow
from .codes import LedgerCodes
from .rows import LedgerRow, Problem, Refusal, RowReader, TownNames
from .workbook import Sheet, open_workbook


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything a file holds. ``duplicates`` are sheet row numbers; the three kinds are disjoint and complete."""

    rows: tuple[LedgerRow, ...]
    duplicates: tuple[int, ...]
    refusals: tuple[Refusal, ...]
    sheet: Sheet
    headings: c.Headings

    @property
    def read(self) -> int:
        """How many rows below the headings hold anything at all."""
        return len(self.rows) + len(self.duplicates) + len(self.refusals)


def read_ledger(data: bytes, *, today: datetime.date, town: TownNames, codes: LedgerCodes) -> Ledger:
    """Read the .xlsx ledger of ``town``; a day after ``today`` is refused. Raises ``FileRefused``."""
    sheet, headings = c.find_headings(open_workbook(data))
    reader = RowReader(headings, sheet.epoch, today, town, codes)
    sorted_out = _Sorted()
    for number, cells in enumerate(sheet.rows[headings.row :], start=headings.row + 1):
        if not all(is_blank(cell) for cell in cells):
            typed = tuple(_whole(headings.cell(cells, column)) for column in c.COLUMNS)
            sorted_out.add(number, typed, reader.read(number, cells))
    return Ledger(
        tuple(sorted_out.rows.values()),
        tuple(sorted_out.duplicates),
        tuple(sorted_out.refusals),
        sheet,
        headings,
    )


@dataclass(slots=True)
class _Sorted:
    """Rows sorted into good ones (by 编号), duplicates and refusals, in the sheet's order."""

    rows: dict[str, LedgerRow] = field(default_factory=dict)
    duplicates: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _first_use: dict[str, int] = field(default_factory=dict)

    def add(self, number: int, typed: tuple[str, ...], found: LedgerRow | Refusal) -> None:
        """Put the sheet's row ``number`` where it belongs; ``typed`` are its cells in the order of ``COLUMNS``."""
        known_as = found.number if isinstance(found, LedgerRow) else narrow(typed[0])
        used = self._first_use.setdefault(known_as, number)
        repeated = typed in self._seen
        self._seen.add(typed)
        if isinstance(found, Refusal):
            # A second total line or a second stray remark is no repeated case.
            if repeated and all(typed[c.COLUMNS.index(column)] for column in (c.NUMBER, c.EMPLOYER)):
                self.duplicates.append(number)
            else:
                self.refusals.append(found)
        elif used == number:
            self.rows[found.number] = found
        elif repeated or (found.number in self.rows and self.rows[found.number].facts() == found.facts()):
            self.duplicates.append(number)
        else:
            # Also where the first use was itself refused: which of the two is right is not ours to say.
            self.refusals.append(other_facts(found, used))


def _whole(cell: Cell) -> str:
    """A cell's content for comparing two rows cell by cell."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def other_facts(found: LedgerRow, earlier_row: int | None) -> Refusal:
    """Refusal of a row whose 编号 stands for other facts, in this file (``earlier_row``) or among the cases."""
    if earlier_row is None:
        reason = _("编号“%(number)s”已经导入过，内容与这一行不同。") % {"number": found.number}
    else:
        reason = _("编号“%(number)s”在第 %(row)d 行已经用过，内容与这一行不同。") % {
            "number": found.number,
            "row": earlier_row,
        }
    return Refusal(found.row, (Problem(c.NUMBER, reason),))
