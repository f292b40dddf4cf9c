"""Forty-seven workers of one employer and what each is owed: the list of the story told by ``perform()`` and in a browser."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from decimal import Decimal

import xlsxwriter
from stdnum.cn import ric

PERIOD = "2026-01"
#: On the phone he called himself 顾春林; the foreman's list writes 顾春霖. One character, the same telephone.
ON_PHONE, ON_LIST = "顾春林", "顾春霖"
HEADINGS = ("姓名", "身份证号", "手机号", "工资所属月份", "应发", "扣款", "已发", "备注")
#: What all are owed, worked out by hand from the rule of ``worker()``.
OWED = Decimal("367320.67")
#: The three who do not consent: numbers on the list.
APART = (13, 29, 41)
OWED_APART = Decimal("25166.27")
GIVEN = "安邦成德恩福光海和华建江杰金静"
FAMILY = "顾沈钱孙李周吴郑王冯陈褚卫蒋韩杨"


@dataclass(frozen=True)
class Worker:
    """One line of the list."""

    number: int
    name: str
    phone: str
    id_number: str
    due: Decimal
    deducted: Decimal
    paid_before: Decimal

    @property
    def owed(self) -> Decimal:
        """应发 less 扣款 and 已发, in yuan."""
        return self.due - self.deducted - self.paid_before


def worker(number: int) -> Worker:
    """The ``number``-th of the list, 1 to 47. Born in 1900: nobody's real number."""
    digits = f"330681190001{number % 28 + 1:02d}{number:03d}"
    name = ON_LIST if number == 1 else f"{FAMILY[number % 16]}{GIVEN[number % 15]}{GIVEN[number // 15]}"
    return Worker(
        number, name, f"1990000{number:04d}", digits + ric.calc_check_digit(digits + "0"),
        Decimal(5_000) + Decimal("123.45") * number, Decimal("10.01") * (number % 5),
        Decimal(1_000) if number % 7 == 0 else Decimal(0),
    )  # fmt: skip


WORKERS = [worker(number) for number in range(1, 48)]
#: One of them with the last character of his identity number mistyped.
MISTYPED = 20


def mistyped(one: Worker) -> Worker:
    """The same with a wrong check digit."""
    wrong = "0" if one.id_number[-1] != "0" else "1"
    return replace(one, id_number=one.id_number[:-1] + wrong)


def sheet(*, right: bool = True) -> bytes:
    """The list as an .xlsx of 47 rows; not ``right``: one identity number's check digit is wrong."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("欠薪明细")
        page.write_row(0, 0, HEADINGS)
        for one in WORKERS:
            line = mistyped(one) if one.number == MISTYPED and not right else one
            page.write_row(line.number, 0, [line.name, line.id_number, line.phone, PERIOD])
            page.write_row(
                line.number, 4, [float(line.due), float(line.deducted), float(line.paid_before), ""]
            )
    return target.getvalue()


def owed(*numbers: int) -> Decimal:
    """What these, or all, are owed in yuan."""
    chosen = [one for one in WORKERS if not numbers or one.number in numbers]
    return sum((one.owed for one in chosen), Decimal(0))
