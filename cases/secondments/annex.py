"""Spreadsheets out: an annex column for column, a table of assessments. Nothing in them is a formula, whatever was typed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

#: A spreadsheet's cell holds no more.
LONGEST_CELL = 32_767
# A text keeps its quote mark, so that a clerk who opens and leaves the cell does not turn it into a formula.
_TEXT = {"num_format": "@", "quote_prefix": True, "text_wrap": True, "valign": "top", "border": 1}
_HEAD = {"bold": True, "border": 1, "align": "center"}
_TITLE = {"bold": True, "align": "center", "font_size": 14}


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """An .xlsx: ``title`` merged above the headings, then the rows; figures stay figures."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        head, text, top = book.add_format(_HEAD), book.add_format(_TEXT), book.add_format(_TITLE)
        sheet.merge_range(0, 0, 0, len(columns) - 1, "", top)
        sheet.write_string(0, 0, title, top)
        for place, name in enumerate(columns):
            sheet.write_string(1, place, name, head)
        for line, row in enumerate(rows, start=2):
            for place, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell, text)
                else:
                    sheet.write_string(line, place, cell[:LONGEST_CELL], text)
        sheet.freeze_panes(2, 0)
        sheet.set_column(0, len(columns) - 1, 20)
    return target.getvalue()
