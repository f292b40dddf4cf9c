"""The empty spreadsheet of unpaid wages that a clerk or a foreman fills in."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _

from .claim_columns import COLUMNS, DEDUCTED, DUE, ID_NUMBER, NOTE, PAID, PERIOD, PHONE, REQUIRED

WIDTHS = {ID_NUMBER: 22, PHONE: 15, PERIOD: 14, NOTE: 30}
#: Kept as text, or a spreadsheet takes the last digits away.
AS_TEXT = frozenset({ID_NUMBER, PHONE, PERIOD})
MONEY = frozenset({DUE, DEDUCTED, PAID})


def template() -> bytes:
    """An .xlsx with the headings (those needed marked), the formats the columns want, and a sheet that explains them."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("欠薪明细")
        bold = book.add_format({"bold": True, "bg_color": "#E6EEF8", "border": 1})
        text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
        for place, column in enumerate(COLUMNS):
            form = text if column in AS_TEXT else money if column in MONEY else None
            sheet.set_column(place, place, WIDTHS.get(column, 12), form)
            sheet.write_string(0, place, f"*{column}" if column in REQUIRED else column, bold)
        sheet.freeze_panes(1, 0)
        _explain(book.add_worksheet("填写说明"))
    return target.getvalue()


def _explain(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.set_column(0, 0, 90)
    lines = (
        _("一行是一名职工一个月的工资；带*号的必填。一次最多5000行。"),
        _("工资所属月份写成 2026-03；应发、扣款、已发单位为元，可以写 3.5万。"),
        _("扣款和已发合计不能超过应发；已经发清的月份不用填。"),
        _("身份证号和手机号请按文本填写；填写得越全，越能和职工本人手机填报的内容对上。"),
        _("合计行不会导入。"),
    )
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line)
