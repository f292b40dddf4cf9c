"""Small spreadsheets for tests, and the code lists of the domain text."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from cases.imports import columns as c
from cases.imports.codes import LedgerCodes, ledger_codes
from cases.imports.ledger import Ledger, read_ledger
from cases.imports.rows import TownNames

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY = datetime.date(2026, 11, 21)
FENGQIAO = TownNames("枫桥镇", frozenset({"枫桥镇", "枫桥", "诸暨市枫桥镇"}))

CATEGORIES = (
    "确认劳动关系", "拖欠劳动报酬", "加班工资", "经济补偿金/赔偿金", "解除劳动合同", "劳动合同", "工作时间和休假", "社会保险",
    "福利", "培训", "劳动保护", "工伤待遇", "女职工和未成年工", "集体合同", "新就业形态", "其他劳动争议", "邻里纠纷",
    "婚姻家庭", "其他",
)  # fmt: skip
SOURCES = (
    "来访", "来信", "12351热线", "地方热线", "网络", "信息员上报", "走访发现", "上级交办", "部门移送", "法院委派", "根治欠薪平台",
)  # fmt: skip
RESULTS = (
    "达成书面协议", "达成口头协议", "即时履行", "撤回", "一方不同意调解", "无法联系", "期满未达成", "不属实", "不予受理",
    "移送", "转仲裁", "转劳动监察", "转法院", "转公安", "并案",
)  # fmt: skip


def codes() -> LedgerCodes:
    """Every name as its own code."""
    lists = ({name: name for name in names} for names in (CATEGORIES, SOURCES, RESULTS))
    return ledger_codes(*lists)


GOOD: dict[str, Any] = {
    c.NUMBER: "T0001", c.REPORTED_ON: "2026-03-05", c.SOURCE: "来访", c.TOWN: "枫桥镇", c.EMPLOYER: "示例企业",
    c.COMPANY_NUMBER: "91338625MA4XFD1YMU", c.APPLICANT: "职工甲", c.PHONE: "13900000000", c.PEOPLE: 2,
    c.PERSON_TIMES: 3, c.CATEGORY: "拖欠劳动报酬", c.AMOUNT: 5000, c.SUMMARY: "两个月没有发工资", c.HANDLER: "调解员甲",
    c.RESULT: "达成书面协议", c.CLOSED_ON: "2026-03-12", c.RECOVERED: 5000,
}  # fmt: skip


def xlsx(*rows: Sequence[Any], sheets: Sequence[Sequence[Sequence[Any]]] = (), **options: Any) -> bytes:
    """A workbook with one worksheet of ``rows``, or with several. ``("=", text, value)`` is a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False, **options}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for content in sheets or (rows,):
            sheet = book.add_worksheet()
            for line, row in enumerate(content):
                for column, value in enumerate(row):
                    if isinstance(value, tuple):
                        sheet.write_formula(line, column, value[1], None, value[2])
                    elif isinstance(value, datetime.date):
                        sheet.write_datetime(line, column, value, date)
                    elif isinstance(value, str):
                        sheet.write_string(line, column, value)
                    elif value is not None:
                        sheet.write(line, column, value)
    return target.getvalue()


def ledger_file(*changes: dict[str, Any], columns: Sequence[str] = c.COLUMNS, title: bool = False) -> bytes:
    """A ledger of ``GOOD`` rows, each with its changes."""
    rows = [[(GOOD | change).get(column) for column in columns] for change in changes]
    return xlsx(*([["某某台账"]] if title else []), list(columns), *rows)


def read(data: bytes, town: TownNames = FENGQIAO, today: datetime.date = TODAY) -> Ledger:
    """Read it as the ledger of 枫桥镇."""
    return read_ledger(data, today=today, town=town, codes=codes())
