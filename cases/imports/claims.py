"""A spreadsheet of unpaid wages (欠薪明细表): read row by row, each row taken or refused with its reason; and its template.

Columns: 姓名、身份证号、手机号、工资所属月份、应发、扣款、已发、备注. A row is one worker's one month. Rows that only add up
(合计) are skipped and counted; columns nobody knows are named, not read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from cases.wages.claims import (
    Figures,
    WrongClaim,
    check_figures,
    check_period,
    differ_by_one,
    plain_id_number,
    plain_name,
)

from . import amounts, cells, months
from .cells import Cell, narrow
from .claim_columns import (
    COLUMNS,
    DEDUCTED,
    DUE,
    ID_NUMBER,
    NAME,
    NOTE,
    PAID,
    PERIOD,
    PHONE,
    Headings,
    find_headings,
)
from .errors import FileRefused, Unreadable
from .workbook import Row, open_workbook

MOST_CLAIMS = 5_000
LONGEST_NOTE = 200
TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计", "总合计", "合计:", "总计:"})
#: The field of a claim that is at fault → the column.
COLUMN_OF = {
    "name": NAME, "id_number": ID_NUMBER, "period": PERIOD, "due": DUE, "deducted": DEDUCTED, "paid_before": PAID,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One worker's one month. ``row`` is the sheet's row number, ``worker`` that of the worker's first row."""

    row: int
    worker: int
    name: str
    id_number: str
    phone: str
    period: str
    figures: Figures
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken: where, and why in a sentence."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """What a file says. ``totals`` counts rows that only add up, ``ignored`` names columns that were not read."""

    rows: Sequence[ClaimRow] = ()
    refused: Sequence[Refusal] = ()
    totals: int = 0
    ignored: Sequence[str] = ()

    @property
    def people(self) -> int:
        """人数 of the rows taken."""
        return len({row.worker for row in self.rows})

    @property
    def owed(self) -> Decimal:
        """What the rows taken lack in all, in yuan."""
        return sum((row.figures.owed for row in self.rows), Decimal("0.00"))


class _Refused(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def read_claims(data: bytes, today: datetime.date) -> ClaimSheet:
    """The claims of an .xlsx file. Raises FileRefused with one sentence where the file as a whole cannot be taken."""
    sheet, headings = find_headings(open_workbook(data))
    body = list(enumerate(sheet.rows[headings.row :], start=headings.row + 1))
    filled = [(number, row) for number, row in body if not all(cells.is_blank(cell) for cell in row)]
    if len(filled) > MOST_CLAIMS + 50:
        raise FileRefused(_("一次最多导入%(n)s行，请分成几份再上传。") % {"n": MOST_CLAIMS})
    taken = _Taking(headings, today)
    for number, row in filled:
        taken.take(number, row)
    if len(taken.rows) > MOST_CLAIMS:
        raise FileRefused(_("一次最多导入%(n)s行，请分成几份再上传。") % {"n": MOST_CLAIMS})
    return ClaimSheet(taken.rows, taken.refused, taken.totals, headings.ignored)


@dataclass
class _Taking:
    """Rows as they are read, and who was met before."""

    headings: Headings
    today: datetime.date
    rows: list[ClaimRow] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    totals: int = 0
    by_id: dict[str, ClaimRow] = field(default_factory=dict)
    by_phone: dict[str, list[ClaimRow]] = field(default_factory=dict)
    by_name: dict[str, list[ClaimRow]] = field(default_factory=dict)
    months: dict[tuple[int, str], int] = field(default_factory=dict)

    def take(self, number: int, row: Row) -> None:
        """One row."""
        if _is_total(row):
            self.totals += 1
            return
        try:
            read = self._read(number, row)
            self._place(read)
        except _Refused as refused:
            self.refused.append(Refusal(number, refused.column, str(refused)))

    def _cell(self, row: Row, column: str) -> Cell:
        cell = self.headings.cell(row, column)
        if isinstance(cell, str) and cell.startswith("="):
            raise _Refused(column, _("这一格是没有算出结果的公式，请填写数值。"))
        return cell

    def _read(self, number: int, row: Row) -> ClaimRow:
        try:
            name = plain_name(self._text(row, NAME, 60))
            id_number = plain_id_number(self._text(row, ID_NUMBER, 40))
            period = check_period(self._month(row), self.today)
            figures = check_figures(
                Figures(self._money(row, DUE, True), self._money(row, DEDUCTED), self._money(row, PAID))
            )
        except WrongClaim as wrong:
            raise _Refused(COLUMN_OF[wrong.field], str(wrong)) from wrong
        read = ClaimRow(
            number,
            number,
            name,
            id_number,
            self._phone(row),
            period,
            figures,
            self._text(row, NOTE, LONGEST_NOTE),
        )
        return ClaimRow(
            number, self._worker(read), name, id_number, read.phone, period, figures, read.note
        )  # fmt: skip

    def _text(self, row: Row, column: str, longest: int) -> str:
        try:
            return cells.text(self._cell(row, column), longest)
        except Unreadable as error:
            raise _Refused(column, str(error)) from error

    def _phone(self, row: Row) -> str:
        cell = self._cell(row, PHONE)
        try:
            return "" if cells.says_nothing(cell) else cells.phone(cell)
        except Unreadable as error:
            raise _Refused(PHONE, str(error)) from error

    def _month(self, row: Row) -> str:
        try:
            return months.month(self._cell(row, PERIOD))
        except Unreadable as error:
            raise _Refused(PERIOD, str(error)) from error

    def _money(self, row: Row, column: str, needed: bool = False) -> Decimal:
        cell = self._cell(row, column)
        if cells.says_nothing(cell):
            if needed:
                raise _Refused(column, _("没有填写应发工资。"))
            return Decimal("0.00")
        try:
            return amounts.money(cell, self.headings.units.get(column, 1))
        except Unreadable as error:
            raise _Refused(column, str(error)) from error

    def _worker(self, read: ClaimRow) -> int:
        """The first row of the same worker; raises where two rows contradict each other."""
        known = self.by_id.get(read.id_number) if read.id_number else None
        if known is not None:
            if known.name != read.name:
                raise _Refused(
                    NAME, _("与第%(row)s行身份证号相同，姓名却不同，请核对。") % {"row": known.row}
                )
            return known.worker
        for other in self.by_phone.get(read.phone, ()) if read.phone else ():
            apart = bool(read.id_number and other.id_number)
            if other.name == read.name and not apart:
                return other.worker
            if not apart and differ_by_one(other.name, read.name):
                raise _Refused(
                    NAME, _("与第%(row)s行电话相同，姓名只差一个字，请核对。") % {"row": other.row}
                )
        bare = [one for one in self.by_name.get(read.name, ()) if _could_be(one, read)]
        return bare[0].worker if bare else read.row

    def _place(self, read: ClaimRow) -> None:
        before = self.months.get((read.worker, read.period))
        if before is not None:
            raise _Refused(PERIOD, _("这位职工这个月在第%(row)s行已经有了。") % {"row": before})
        self.months[read.worker, read.period] = read.row
        if read.id_number:
            self.by_id.setdefault(read.id_number, read)
        if read.phone:
            self.by_phone.setdefault(read.phone, []).append(read)
        self.by_name.setdefault(read.name, []).append(read)
        self.rows.append(read)


def _could_be(one: ClaimRow, other: ClaimRow) -> bool:
    """Whether two rows of one name can be one worker: nothing given on both sides differs."""
    pairs = ((one.id_number, other.id_number), (one.phone, other.phone))
    return all(not a or not b or a == b for a, b in pairs)


def _is_total(row: Row) -> bool:
    first = next((cell for cell in row if not cells.is_blank(cell)), None)
    return any(isinstance(cell, str) and narrow(cell) in TOTALS for cell in (first, *row[:3]))


def columns() -> Iterable[str]:
    """The columns in the template's order."""
    return COLUMNS
