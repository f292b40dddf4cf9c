"""The refused rows as a spreadsheet: mend the cells, send it again."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .cells import Cell, is_blank
from .ledger import Ledger
from .rows import Refusal
from .workbook import EPOCH_1904

#: These two headings stand behind the ledger's own; an import passes over them.
REASON, SHEET_ROW = "原因", "原行号"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def refused_workbook(ledger: Ledger, refusals: Sequence[Refusal] | None = None) -> bytes:
    """An .xlsx of the refused rows with their cells as they were sent, the cells to mend marked, and the reason.

    ``refusals`` are the parser's own unless the caller knows more (编号 already used by a case). Nothing in it is a
    formula or a link, whatever was typed.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "date_1904": ledger.sheet.epoch == EPOCH_1904}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("退回的行")
        paper = _Paper(sheet, *(book.add_format(look) for look in _LOOKS))
        paper.write(ledger, ledger.refusals if refusals is None else refusals)
    return target.getvalue()


# A text keeps its quote mark, so that a clerk who opens and leaves the cell does not turn it into a formula.
_TEXT = {"num_format": "@", "quote_prefix": True, "text_wrap": True, "valign": "top"}
_DATE = {"num_format": "yyyy-mm-dd", "valign": "top"}
_MARK = {"bg_color": "#FFE8B3"}
_LOOKS = ({"bold": True, "bottom": 1}, _TEXT, _DATE, {"valign": "top"}, _TEXT | _MARK, _DATE | _MARK, _MARK)


class _Paper:
    """One worksheet being written."""

    def __init__(self, sheet: Worksheet, head: Format, *looks: Format) -> None:
        self.sheet, self.head = sheet, head
        self.plain, self.marked = looks[:3], looks[3:]

    def write(self, ledger: Ledger, refusals: Sequence[Refusal]) -> None:
        headings = [
            (place, str(cell).strip())
            for place, cell in enumerate(ledger.sheet.rows[ledger.headings.row - 1])
            if not is_blank(cell) and str(cell).strip() not in (REASON, SHEET_ROW)
        ]
        for column, (_place, name) in enumerate([*headings, (-1, REASON), (-1, SHEET_ROW)]):
            self.sheet.write_string(0, column, name, self.head)
        columns = {place: name for name, place in ledger.headings.places.items()}
        for line, refusal in enumerate(refusals, start=1):
            wrong = {problem.column for problem in refusal.problems}
            cells = ledger.sheet.rows[refusal.row - 1]
            for column, (place, _name) in enumerate(headings):
                self._cell(line, column, cells[place], marked=columns.get(place) in wrong)
            self.sheet.write_string(line, len(headings), refusal.reason, self.plain[0])
            self.sheet.write_number(line, len(headings) + 1, refusal.row, self.plain[2])
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_column(0, len(headings), 14)
        self.sheet.set_column(len(headings), len(headings), 60)

    def _cell(self, line: int, column: int, cell: Cell, *, marked: bool) -> None:
        as_text, as_date, as_number = self.marked if marked else self.plain
        if is_blank(cell):
            self.sheet.write_blank(line, column, None, as_text)
        elif isinstance(cell, datetime.date):
            self.sheet.write_datetime(line, column, cell, as_date)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            self.sheet.write_number(line, column, cell, as_number)
        else:
            # A spreadsheet's cell holds no more; a longer one was no spreadsheet's own.
            self.sheet.write_string(line, column, str(cell)[:32_767], as_text)
