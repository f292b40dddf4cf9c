"""The columns of a spreadsheet of unpaid wages and the headings offices give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .cells import Cell, narrow
from .errors import FileRefused
from .workbook import Row, Sheet

NAME, ID_NUMBER, PHONE, PERIOD = "姓名", "身份证号", "手机号", "工资所属月份"
DUE, DEDUCTED, PAID, NOTE = "应发", "扣款", "已发", "备注"
COLUMNS = (NAME, ID_NUMBER, PHONE, PERIOD, DUE, DEDUCTED, PAID, NOTE)
REQUIRED = (NAME, PERIOD, DUE)
SYNONYMS = {
    "职工姓名": NAME, "工人姓名": NAME, "身份证": ID_NUMBER, "身份证号码": ID_NUMBER, "公民身份号码": ID_NUMBER,
    "证件号码": ID_NUMBER, "电话": PHONE, "手机": PHONE, "手机号码": PHONE, "联系电话": PHONE, "月份": PERIOD, "工资月份": PERIOD,
    "所属月份": PERIOD, "欠薪月份": PERIOD, "应发工资": DUE, "应付工资": DUE, "应发金额": DUE, "扣除": DEDUCTED,
    "扣款金额": DEDUCTED, "应扣": DEDUCTED, "已付": PAID, "已发工资": PAID, "已付工资": PAID, "已发金额": PAID, "说明": NOTE,
}  # fmt: skip
_UNITS = {"元": 1, "万元": 10_000, "单位:元": 1, "单位:万元": 10_000, "必填": 1, "选填": 1}
_HEADING = re.compile(r"[*]?(.+?)(?:\((" + "|".join(_UNITS) + r")\))?[*::]*")
_HIGHEST_HEADING = 30


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row (from 1), which place holds which column, and the yuan a bare number there counts in."""

    row: int
    places: Mapping[str, int]
    units: Mapping[str, int]
    ignored: tuple[str, ...]

    def cell(self, row: Row, column: str) -> Cell:
        """The cell of ``column``; None where the sheet has no such column."""
        place = self.places.get(column)
        return row[place] if place is not None and place < len(row) else None


def find_headings(sheets: Sequence[Sheet]) -> tuple[Sheet, Headings]:
    """The one worksheet with the columns needed. Raises FileRefused where there is none, or more than one."""
    found = []
    best: Headings | None = None
    for sheet in sheets:
        rows = [_headings(number, row) for number, row in enumerate(sheet.rows[:_HIGHEST_HEADING], 1)]
        richest = max(rows, key=lambda one: len(one.places), default=None)
        if richest is not None and all(column in richest.places for column in REQUIRED):
            found.append((sheet, richest))
        elif richest is not None and (best is None or len(richest.places) > len(best.places)):
            best = richest
    if len(found) > 1:
        names = "、".join(sheet.name for sheet, _one in found)
        raise FileRefused(_("有几张工作表都是欠薪明细（%(names)s），请一次只上传一张。") % {"names": names})
    if not found:
        known = best.places if best is not None else {}
        missing = "、".join(column for column in REQUIRED if column not in known)
        raise FileRefused(
            _("没有找到欠薪明细的表头，缺少这些列：%(columns)s。请用模板填写。") % {"columns": missing}
        )
    sheet, headings = found[0]
    _refuse_twice(sheet.rows[headings.row - 1])
    return sheet, headings


def _known(cell: Cell) -> tuple[str | None, int]:
    typed = narrow(cell) if isinstance(cell, str) else ""
    match = _HEADING.fullmatch(typed)
    for name, remark in ((typed, ""), *([match.groups(default="")] if match else [])):
        column = name if name in COLUMNS else SYNONYMS.get(name)
        if column is not None:
            return column, _UNITS.get(remark, 1)
    return None, 1


def _headings(number: int, row: Row) -> Headings:
    places: dict[str, int] = {}
    units: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(row):
        column, unit = _known(cell)
        if column is not None and column not in places:
            places[column], units[column] = place, unit
        elif column is None and isinstance(cell, str) and cell.strip():
            ignored.append(cell.strip())
    return Headings(number, places, units, tuple(ignored))


def _refuse_twice(row: Row) -> None:
    named = [column for column, _unit in map(_known, row) if column is not None]
    twice = [column for column in COLUMNS if named.count(column) > 1]
    if twice:
        raise FileRefused(_("表头里这些列出现了不止一次：%(columns)s。") % {"columns": "、".join(twice)})
