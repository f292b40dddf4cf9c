"""联系点一览表: 联系人|联系点名称|联络员, as offices keep it, read into one row a point.

A title stands above the headings, often merged; one 联系人 spans several rows, merged or written once with blanks below; a
cell may name several points. Rows that say nothing (备注, 填表人) are named, not dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from organizations.actions import ContactRow

from . import cells
from .cells import Cell, narrow
from .errors import FileRefused, Unreadable
from .workbook import Row, Sheet, open_workbook

PERSON, POINT, LIAISON, ORDER = "联系人", "联系点名称", "联络员", "序号"
COLUMNS = (PERSON, POINT, LIAISON)
REQUIRED = (PERSON, POINT)
SYNONYMS = {
    "联系领导": PERSON, "联系人姓名": PERSON, "姓名": PERSON, "联系点": POINT, "联系单位": POINT, "联系单位名称": POINT, "联系企业": POINT,
    "联系点(单位)": POINT, "联系对象": POINT, "联络人": LIAISON, "联络员姓名": LIAISON, "编号": ORDER,
}  # fmt: skip
MOST_ROWS = 3_000
_HIGHEST_HEADING = 30
LONGEST_NAME, LONGEST_POINT = 60, 120
#: Several points in one cell; what stands between brackets belongs together.
_BETWEEN = re.compile(r"[、；;\n]+(?![^（(]*[）)])")
_NOTES = ("备注", "填表", "制表", "合计", "说明", "注:", "共")


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that could not be read: where, and why in a sentence."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """What a file says. ``notes`` are rows below the table that name no point, ``ignored`` columns nobody knows."""

    rows: Sequence[ContactRow] = ()
    refused: Sequence[RowRefused] = ()
    notes: Sequence[str] = ()
    ignored: Sequence[str] = ()


@dataclass
class _Taking:
    places: Mapping[str, int]
    rows: list[ContactRow] = field(default_factory=list)
    refused: list[RowRefused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    person: str = ""

    def take(self, number: int, row: Row) -> None:
        """One row: its points, under the 联系人 named here or last."""
        column = PERSON
        try:
            person = narrow(self._text(row, PERSON, LONGEST_NAME))
            column = POINT
            point = self._text(row, POINT, LONGEST_POINT * 10)
            column = LIAISON
            liaison = narrow(self._text(row, LIAISON, LONGEST_NAME))
        except Unreadable as error:
            self.refused.append(RowRefused(number, column, str(error)))
            return
        if not point:
            self._without_point(number, row, person)
            return
        self.person = person or self.person
        for name in filter(None, (" ".join(part.split()) for part in _BETWEEN.split(point))):
            carried = not person and bool(self.person)
            self.rows.append(ContactRow(number, self.person, name, liaison, carried))

    def _without_point(self, number: int, row: Row, person: str) -> None:
        said = " ".join(cells.shown(cell) for cell in row if not cells.is_blank(cell))
        if narrow(said).startswith(_NOTES):
            self.notes.append(said)
            return
        self.person = person or self.person
        self.refused.append(RowRefused(number, POINT, _("没有写联系点名称。")))

    def _text(self, row: Row, column: str, longest: int) -> str:
        place = self.places.get(column)
        cell = row[place] if place is not None and place < len(row) else None
        return "" if cells.says_nothing(cell) else cells.text(cell, longest)


def read_contacts(data: bytes) -> ContactSheet:
    """The points of an .xlsx file. Raises FileRefused with one sentence where the file as a whole cannot be taken."""
    sheet, heading, places, ignored = _headings(open_workbook(data))
    taking = _Taking(places)
    for number, row in enumerate(_unmerged(sheet)[heading:], start=heading + 1):
        if any(_says(cell, place == places.get(ORDER)) for place, cell in enumerate(row)):
            taking.take(number, row)
    if len(taking.rows) > MOST_ROWS:
        raise FileRefused(_("一次最多导入%(n)s行，请分成几份再上传。") % {"n": MOST_ROWS})
    return ContactSheet(taking.rows, taking.refused, taking.notes, ignored)


def _says(cell: Cell, is_order: bool) -> bool:
    """Whether a cell says something; a number of order alone does not."""
    return not cells.is_blank(cell) and not (is_order and cells.shown(cell).isdigit())


def _unmerged(sheet: Sheet) -> list[Row]:
    """The rows with what stands in merged cells written into each of theirs, down a column."""
    grid = [list(row) for row in sheet.rows]
    for top, left, bottom, _right in sheet.merged:
        for row in range(top + 1, min(bottom + 1, len(grid))):
            if left < len(grid[row]) and cells.is_blank(grid[row][left]):
                grid[row][left] = grid[top][left]
    return [tuple(row) for row in grid]


def _headings(sheets: Sequence[Sheet]) -> tuple[Sheet, int, dict[str, int], list[str]]:
    """The sheet with the table, the number of its heading row from 1, where each column is, and columns not known."""
    best: dict[str, int] = {}
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:_HIGHEST_HEADING], start=1):
            places, ignored = _places(row)
            if all(column in places for column in REQUIRED):
                return sheet, number, places, ignored
            best = max(best, places, key=len)
    missing = "、".join(column for column in REQUIRED if column not in best)
    raise FileRefused(
        _("没有找到联系点一览表的表头，缺少这些列：%(columns)s。表头应为：联系人、联系点名称、联络员。")
        % {"columns": missing}
    )


def _places(row: Sequence[Cell]) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(row):
        name = narrow(cell) if isinstance(cell, str) else ""
        column = name if name in (*COLUMNS, ORDER) else SYNONYMS.get(name)
        if column is not None:
            places.setdefault(column, place)
        elif name:
            ignored.append(name)
    return places, ignored
