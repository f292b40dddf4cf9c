"""One row of a ledger: its facts, or everything that is wrong with it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from . import columns as c
from .amounts import count, money
from .cells import Cell, company_number, is_blank, narrow, phone, says_nothing, shown, text
from .codes import CodeBook, LedgerCodes
from .dates import day
from .errors import Unreadable
from .workbook import Row

_TOTAL = re.compile(r"(本页|本表|全年|年度|累计)?(合计|总计|小计|共计|总数)[::]?")
T = TypeVar("T")
_MONEY = (c.AMOUNT, c.RECOVERED)


@dataclass(frozen=True, slots=True)
class TownNames:
    """The town a ledger belongs to: ``name`` as we write it, ``written`` every way that means it, without spaces."""

    name: str
    written: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell whose meaning is not its letters, shown in the preview: 3.5万元 was taken as 35000.00."""

    column: str
    typed: str
    taken: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One good row. ``row`` is the sheet's own number, from 1; money is in yuan; codes are stable codes."""

    row: int
    number: str
    reported_on: datetime.date
    employer: str
    people: int
    category: str
    source: str = ""
    company_number: str = ""
    applicant: str = ""
    phone: str = ""
    person_times: int | None = None
    amount: Decimal | None = None
    summary: str = ""
    handler: str = ""
    result: str = ""
    closed_on: datetime.date | None = None
    recovered: Decimal | None = None
    readings: tuple[Reading, ...] = field(default=(), compare=False)

    def facts(self) -> tuple[str, ...]:
        """What the row says, whatever its layout: equal facts under one 编号 are the same case sent again."""
        said = (getattr(self, each.name) for each in fields(self) if each.name not in ("row", "readings"))
        return tuple("" if value is None else str(value) for value in said)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one column."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken, with everything that is wrong in it."""

    row: int
    problems: tuple[Problem, ...]

    @property
    def column(self) -> str:
        """The first column to mend."""
        return self.problems[0].column

    @property
    def reason(self) -> str:
        """One sentence for one problem; several, each behind its column's name, for more."""
        if len(self.problems) == 1:
            return self.problems[0].reason
        return " ".join(f"{problem.column}:{problem.reason}" for problem in self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The shape of the command's answer."""
        return {"row": self.row, "column": self.column, "reason": self.reason}


def is_total(headings: c.Headings, cells: Row) -> bool:
    """A total line: 合计 or the like leads it, and it names no employer and no day."""
    leading = next((cell for cell in cells if not is_blank(cell)), None)
    unnamed = is_blank(headings.cell(cells, c.EMPLOYER)) or headings.cell(cells, c.EMPLOYER) == leading
    dated = not is_blank(headings.cell(cells, c.REPORTED_ON))
    return isinstance(leading, str) and bool(_TOTAL.fullmatch(narrow(leading))) and unnamed and not dated


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one ledger; collects what is wrong instead of stopping at the first."""

    headings: c.Headings
    epoch: datetime.date
    today: datetime.date
    town: TownNames
    codes: LedgerCodes
    _cells: Row = ()
    _problems: list[Problem] = field(default_factory=list)
    _readings: list[Reading] = field(default_factory=list)

    def read(self, number: int, cells: Row) -> LedgerRow | Refusal:
        """The facts of ``cells``, the sheet's row ``number``."""
        self._problems, self._readings, self._cells = [], [], cells
        if is_total(self.headings, cells):
            return Refusal(number, (Problem(c.NUMBER, _("这是合计行，不是案件。")),))
        values = self._values()
        self._check_town()
        self._check_days(values)
        self._check_end(values)
        if self._problems:
            return Refusal(
                number, tuple(sorted(self._problems, key=lambda problem: c.COLUMNS.index(problem.column)))
            )
        return LedgerRow(row=number, readings=tuple(self._readings), **values)

    def _values(self) -> dict[str, Any]:
        return {
            "number": self._take(c.NUMBER, lambda cell: narrow(text(cell, 40))),
            "reported_on": self._take(c.REPORTED_ON, self._day),
            "source": self._code(c.SOURCE, self.codes.source),
            "employer": self._text(c.EMPLOYER, 120),
            "company_number": self._take(c.COMPANY_NUMBER, company_number) or "",
            "applicant": self._text(c.APPLICANT, 60),
            "phone": self._take(c.PHONE, phone) or "",
            "people": self._take(c.PEOPLE, count),
            "person_times": self._take(c.PERSON_TIMES, count),
            "category": self._code(c.CATEGORY, self.codes.category),
            "amount": self._money(c.AMOUNT),
            "summary": self._text(c.SUMMARY, 5_000),
            "handler": self._text(c.HANDLER, 60),
            "result": self._code(c.RESULT, self.codes.result),
            "closed_on": self._take(c.CLOSED_ON, self._day),
            "recovered": self._money(c.RECOVERED),
        }

    def _day(self, cell: Cell) -> datetime.date:
        return day(cell, self.epoch)

    def _text(self, column: str, longest: int) -> str:
        return self._take(column, lambda cell: text(cell, longest)) or ""

    def _money(self, column: str) -> Decimal | None:
        unit = self.headings.units.get(column, 1)
        return self._take(column, lambda cell: money(cell, unit))

    def _code(self, column: str, book: CodeBook) -> str:
        return self._take(column, book.read, book.name_of) or ""

    def _take(
        self, column: str, read: Callable[[Cell], T], name: Callable[[T], str] | None = None
    ) -> T | None:
        """What ``read`` makes of the cell; None where it says nothing or was refused, the reason then noted."""
        cell = self.headings.cell(self._cells, column)
        if is_blank(cell) or (says_nothing(cell) and self._may_mean_nothing(column, cell)):
            if column in c.REQUIRED:
                self._refuse(column, _("没有填写。"))
            return None
        try:
            taken = read(cell)
        except Unreadable as error:
            self._refuse(column, str(error))
            return None
        self._note(column, cell, name(taken) if name else plain(taken))
        return taken

    def _may_mean_nothing(self, column: str, cell: Cell) -> bool:
        """无 under money may be no money or no figure: only a dash or a stroke is certainly no figure."""
        return not (column in _MONEY and isinstance(cell, str) and narrow(cell) == "无")

    def _refuse(self, column: str, reason: str) -> None:
        self._problems.append(Problem(column, reason))

    def _note(self, column: str, cell: Cell, taken: str) -> None:
        typed = shown(cell)
        if typed != taken and not (isinstance(cell, str) and cell.strip() == taken) and len(taken) <= 40:
            self._readings.append(Reading(column, typed, taken))

    def _check_town(self) -> None:
        cell = self.headings.cell(self._cells, c.TOWN)
        if says_nothing(cell):
            return
        typed = narrow(shown(cell)).removesuffix("总工会")
        if typed not in self.town.written:
            self._refuse(
                c.TOWN,
                _("写的是“%(value)s”，这次导入的是%(town)s。")
                % {"value": shown(cell), "town": self.town.name},
            )
        elif typed != self.town.name:
            self._readings.append(Reading(c.TOWN, shown(cell), self.town.name))

    def _check_days(self, values: dict[str, Any]) -> None:
        reported, closed = values["reported_on"], values["closed_on"]
        for column, date in ((c.REPORTED_ON, reported), (c.CLOSED_ON, closed)):
            if date is not None and date > self.today:
                self._refuse(column, _("日期 %(date)s 还没有到。") % {"date": date.isoformat()})
        if reported is not None and closed is not None and closed < reported:
            self._refuse(
                c.CLOSED_ON,
                _("办结日期 %(closed)s 早于上报日期 %(reported)s。")
                % {"closed": closed.isoformat(), "reported": reported.isoformat()},
            )

    def _check_end(self, values: dict[str, Any]) -> None:
        """A case is closed with a result on a day, or it is open; nothing is recovered beyond what it is about."""
        has_result, has_day = (not self._is_empty(column) for column in (c.RESULT, c.CLOSED_ON))
        if has_result and not has_day:
            self._refuse(c.CLOSED_ON, _("写了结果，没有写办结日期；没有办结的，结果也请留空。"))
        if has_day and not has_result:
            self._refuse(c.RESULT, _("写了办结日期，没有写结果。"))
        amount, recovered = values["amount"], values["recovered"]
        if amount is not None and recovered is not None and recovered > amount:
            self._refuse(
                c.RECOVERED,
                _("追回金额 %(recovered)s 元多于涉及金额 %(amount)s 元。")
                % {"recovered": plain(recovered), "amount": plain(amount)},
            )

    def _is_empty(self, column: str) -> bool:
        return says_nothing(self.headings.cell(self._cells, column))


def plain(value: object) -> str:
    """A value as a clerk writes it: money without idle zeros, a day as 2026-03-05."""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".")
    return str(value)
