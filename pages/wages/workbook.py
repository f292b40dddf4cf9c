"""欠薪明细 as a spreadsheet: one worker's one month a row, the months' sums apart. Nothing in it is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pages.wages.ledger import MonthLine, Sums, blocks, by_month, sums_of
from pages.wages.people import Names

HEADS = (
    "姓名", "电话", "工资所属月份", "应发", "扣款", "已发", "追回", "本人放弃", "尚欠", "来源", "受协议约束",
)  # fmt: skip
FIRST_MONEY, LAST_MONEY = 3, 8
MONTH_HEADS = ("工资所属月份", "人数", "应发", "扣款", "已发", "追回", "本人放弃", "尚欠")
Cell = str | int | Decimal


@dataclass(frozen=True)
class LedgerFile:
    """What is written; ``names`` are masked or whole as they were read."""

    title: str
    lines: Sequence[MonthLine]
    names: Names
    note: str = ""


def claims_workbook(file: LedgerFile) -> bytes:
    """An .xlsx with two sheets: 欠薪明细 and 按月合计."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        looks = _Looks(book)
        _claims(book.add_worksheet("欠薪明细"), looks, file)
        _months(book.add_worksheet("按月合计"), looks, file)
    return target.getvalue()


class _Looks:
    """The cells' formats."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 15, "align": "center", "valign": "vcenter"})
        self.head = book.add_format({"bold": True, "border": 1, "bg_color": "#E2F0EA", "text_wrap": True})
        # A text keeps its quote mark, so that opening and leaving the cell does not turn it into a formula.
        self.text = book.add_format({"num_format": "@", "quote_prefix": True, "border": 1})
        self.money = book.add_format({"num_format": "#,##0.00", "border": 1})
        self.whole = book.add_format({"num_format": "0", "border": 1})
        self.total = book.add_format({"bold": True, "border": 1, "top": 2, "num_format": "#,##0.00"})

    def row(self, sheet: Worksheet, line: int, values: Iterable[Cell], *, is_total: bool = False) -> None:
        """One row; a text is never read as a formula or a link."""
        for place, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(line, place, value, self.total if is_total else self.text)
            elif isinstance(value, Decimal):
                sheet.write_number(line, place, float(value), self.total if is_total else self.money)
            else:
                sheet.write_number(line, place, value, self.whole)


def _claims(sheet: Worksheet, looks: _Looks, file: LedgerFile) -> None:
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, "", looks.title)
    sheet.write_string(0, 0, file.title, looks.title)
    sheet.set_row(0, 30)
    for place, head in enumerate(HEADS):
        sheet.write_string(1, place, head, looks.head)
    sheet.set_column(0, 2, 15)
    sheet.set_column(FIRST_MONEY, LAST_MONEY, 13)
    sheet.set_column(LAST_MONEY + 1, len(HEADS) - 1, 14)
    ordered = [one for block in blocks(file.lines) for one in block.months]
    for line, one in enumerate(ordered, start=2):
        looks.row(sheet, line, _values(one, file.names))
    looks.row(sheet, len(ordered) + 2, ["合计", "", "", *_money(sums_of(ordered)), "", ""], is_total=True)
    if file.note:
        sheet.write_string(len(ordered) + 4, 0, file.note)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def _values(one: MonthLine, names: Names) -> list[Cell]:
    who, claim = names[one.claim.party_id], one.claim
    return [
        who.name, who.phone, claim.period, claim.due, claim.deducted, claim.paid_before, one.line.paid, one.line.waived,
        one.outstanding, str(claim.get_source_display()), "是" if who.bound else "",
    ]  # fmt: skip


def _months(sheet: Worksheet, looks: _Looks, file: LedgerFile) -> None:
    for place, head in enumerate(MONTH_HEADS):
        sheet.write_string(0, place, head, looks.head)
    found = by_month(file.lines)
    for line, (period, sums) in enumerate(found, start=1):
        looks.row(sheet, line, [period, sums.people, *_money(sums)])
    total = sums_of(file.lines)
    looks.row(sheet, len(found) + 1, ["合计", str(total.people), *_money(total)], is_total=True)
    sheet.set_column(0, len(MONTH_HEADS) - 1, 14)


def _money(sums: Sums) -> list[Decimal]:
    return [sums.due, sums.deducted, sums.paid_before, sums.paid, sums.waived, sums.outstanding]
