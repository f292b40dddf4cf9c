"""The columns of a ledger (台账) and the headings offices give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .cells import Cell, narrow
from .errors import FileRefused
from .workbook import Row, Sheet

NUMBER, REPORTED_ON, SOURCE, TOWN, EMPLOYER, COMPANY_NUMBER = (
    "编号", "上报日期", "来源", "所属乡镇", "企业名称", "统一社会信用代码",
)  # fmt: skip
APPLICANT, PHONE, PEOPLE, PERSON_TIMES, CATEGORY, AMOUNT = (
    "申请人",
    "联系电话",
    "人数",
    "人次",
    "类别",
    "涉及金额",
)
SUMMARY, HANDLER, RESULT, CLOSED_ON, RECOVERED = "案情简述", "承办人", "结果", "办结日期", "追回金额"

COLUMNS = (
    NUMBER, REPORTED_ON, SOURCE, TOWN, EMPLOYER, COMPANY_NUMBER, APPLICANT, PHONE, PEOPLE, PERSON_TIMES, CATEGORY,
    AMOUNT, SUMMARY, HANDLER, RESULT, CLOSED_ON, RECOVERED,
)  # fmt: skip
REQUIRED = (NUMBER, REPORTED_ON, EMPLOYER, PEOPLE, CATEGORY)

HEADING_SYNONYMS = {
    "案件编号": NUMBER,
    "台账编号": NUMBER,
    "案号": NUMBER,
    "上报时间": REPORTED_ON,
    "案件来源": SOURCE,
    "乡镇": TOWN,
    "镇街": TOWN,
    "所属镇街": TOWN,
    "所属乡镇街道": TOWN,
    "乡镇(街道)": TOWN,
    "所属乡镇(街道)": TOWN,
    "用人单位": EMPLOYER,
    "用人单位名称": EMPLOYER,
    "单位名称": EMPLOYER,
    "社会信用代码": COMPANY_NUMBER,
    "信用代码": COMPANY_NUMBER,
    "申请人姓名": APPLICANT,
    "电话": PHONE,
    "联系方式": PHONE,
    "涉及人数": PEOPLE,
    "案件类别": CATEGORY,
    "争议类别": CATEGORY,
    "纠纷类别": CATEGORY,
    "简要案情": SUMMARY,
    "案情": SUMMARY,
    "处理结果": RESULT,
    "办结时间": CLOSED_ON,
    "结案日期": CLOSED_ON,
}
#: Remarks in brackets behind a heading, with the yuan a bare number under it counts in.
_REMARKS = {
    "元": 1,
    "万元": 10_000,
    "人": 1,
    "人次": 1,
    "单位:元": 1,
    "单位:万元": 10_000,
    "必填": 1,
    "选填": 1,
}
_HEADING = re.compile(r"[*]?(.+?)(?:\((" + "|".join(_REMARKS) + r")\))?[*::]*")
#: A title, a note and a blank row may stand above the headings, not a page of text.
_HIGHEST_HEADING = 30


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the heading row stands (``row`` as the sheet counts, from 1) and which cell index holds which column."""

    row: int
    places: Mapping[str, int]
    units: Mapping[str, int]
    ignored: tuple[str, ...]

    def cell(self, row: Row, column: str) -> Cell:
        """The cell of ``column`` in ``row``; None where the ledger has no such column."""
        place = self.places.get(column)
        return row[place] if place is not None else None


def heading(cell: Cell) -> tuple[str | None, int]:
    """The column a heading names, or None, and the yuan its bare numbers count in."""
    typed = narrow(cell) if isinstance(cell, str) else ""
    for name, remark in (
        (typed, ""),
        *(match.groups(default="") for match in [_HEADING.fullmatch(typed)] if match),
    ):
        column = name if name in COLUMNS else HEADING_SYNONYMS.get(name)
        if column is not None:
            return column, _REMARKS.get(remark, 1)
    return None, 1


def find_headings(sheets: Sequence[Sheet]) -> tuple[Sheet, Headings]:
    """The one worksheet that is a ledger, and its headings.

    Raises ``FileRefused`` where there is none, where required columns are missing, where a column comes twice, and
    where two worksheets are ledgers, since taking one would lose the other.
    """
    best: Headings | None = None
    found: list[tuple[Sheet, Headings]] = []
    for sheet in sheets:
        candidates = [
            _headings(number, row) for number, row in enumerate(sheet.rows[:_HIGHEST_HEADING], start=1)
        ]
        richest = max(candidates, key=lambda each: len(each.places), default=None)
        if richest is None:
            continue
        if all(column in richest.places for column in REQUIRED):
            found.append((sheet, richest))
        elif best is None or len(richest.places) > len(best.places):
            best = richest
    if len(found) > 1:
        names = "、".join(sheet.name for sheet, _headings_ in found)
        raise FileRefused(_("有几张工作表都是台账(%(names)s),请一次只上传一张。") % {"names": names})
    if not found:
        raise FileRefused(_missing(best))
    _refuse_twice(*found[0])
    return found[0]


def _headings(number: int, row: Row) -> Headings:
    places: dict[str, int] = {}
    units: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(row):
        column, unit = heading(cell)
        if column is not None and column not in places:
            places[column], units[column] = place, unit
        elif column is None and isinstance(cell, str) and cell.strip():
            ignored.append(cell.strip())
    return Headings(number, places, units, tuple(ignored))


def _missing(best: Headings | None) -> str:
    if best is None or len(best.places) < 2:
        return _("没有找到表头，台账至少要有这些列：%(columns)s。") % {"columns": "、".join(REQUIRED)}
    missing = "、".join(column for column in REQUIRED if column not in best.places)
    return _("表头(第 %(row)d 行)缺少这些列：%(columns)s。") % {"row": best.row, "columns": missing}


def _refuse_twice(sheet: Sheet, headings: Headings) -> None:
    columns = [column for column, _unit in map(heading, sheet.rows[headings.row - 1]) if column is not None]
    twice = "、".join(sorted({column for column in columns if columns.count(column) > 1}, key=COLUMNS.index))
    if twice:
        raise FileRefused(_("表头里这些列出现了不止一次：%(columns)s。") % {"columns": twice})
