"""附件(一)(二)(三) of 上挂下联 as spreadsheets: four columns, read into one row a person.

Titles stand above the headings, often merged; one 选送单位 may span several rows. Rows that say nothing (填表人, 合计) are
named, not dropped, and so are columns nobody asked for. A wish that names its months is understood; one that does not is
kept as it was typed.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cases.secondments.columns import NOTE, SENDER, WISH, columns_of

from . import cells
from .cells import narrow
from .errors import FileRefused, Unreadable
from .workbook import Row, Sheet, open_workbook

MOST_ROWS = 3_000
#: Titles and a blank row may stand above the headings, not a page of text.
HIGHEST_HEADING = 30
LONGEST = {SENDER: 120, WISH: 120, NOTE: 500}
LONGEST_NAME = 60
#: A number that only counts the rows.
ORDER = ("序号", "编号")
_NOTES = ("填表", "制表", "合计", "说明", "注:", "注：", "联系人", "共")
_MONTH = r"(\d{4})(?:年|[./-])(\d{1,2})(?:月|[./-])?(?:(\d{1,2})[日号]?)?"
_SPAN = re.compile(rf"(?:从|自)?{_MONTH}(?:至|到|—|–|-|~)+{_MONTH}(?:底|止)?")


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One person as typed; ``row`` is the sheet's row number, from 1. ``last`` is 备注 or 拟担任工会指导员企业."""

    row: int
    sender: str
    person: str
    wish: str
    last: str

    @property
    def name(self) -> str:
        """The person's name without what stands in brackets behind it."""
        return re.sub(r"[（(].*", "", self.person).replace(" ", "").strip()


@dataclass(frozen=True, slots=True)
class AnnexProblem:
    """A row that was not taken: where, and why in a sentence."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnnexSheet:
    """What a file says. ``notes`` are rows that name nobody, ``ignored`` columns with content that the annex has not."""

    rows: Sequence[AnnexRow] = ()
    refused: Sequence[AnnexProblem] = ()
    notes: Sequence[str] = ()
    ignored: Sequence[str] = ()


def read_annex(data: bytes, direction: str) -> AnnexSheet:
    """The rows of the first sheet that has this direction's headings. Raises ``FileRefused`` with one sentence."""
    wanted = columns_of(direction)
    best: set[str] = set()
    for sheet in open_workbook(data):
        found = _headings(sheet, wanted)
        if found is not None and set(found[1]) >= set(wanted):
            return _Taking(sheet, wanted, *found).taken()
        best = max(best, set(found[1]) if found else set(), key=len)
    missing = "、".join(name for name in wanted if name not in best)
    raise FileRefused(_("这张表缺少“%(columns)s”，请用这个方向的附件表。") % {"columns": missing})


def _headings(sheet: Sheet, wanted: Sequence[str]) -> tuple[int, dict[str, int]] | None:
    """Row (from 0) with the most of the wanted headings, and where each stands."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(sheet.rows[:HIGHEST_HEADING]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = narrow(cells.shown(cell))
            if name in wanted and name not in places:
                places[name] = place
        if places and (best is None or len(places) > len(best[1])):
            best = (number, places)
    return best


@dataclass
class _Taking:
    sheet: Sheet
    wanted: Sequence[str]
    heading: int
    places: Mapping[str, int]
    rows: list[AnnexRow] = field(default_factory=list)
    refused: list[AnnexProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sender: str = ""

    def taken(self) -> AnnexSheet:
        """Every row below the headings."""
        if len(self.sheet.rows) - self.heading > MOST_ROWS:
            raise FileRefused(_("一张表最多%(n)d行，请分成几份再上传。") % {"n": MOST_ROWS})
        for number, row in enumerate(self.sheet.rows[self.heading + 1 :], start=self.heading + 2):
            if not all(cells.is_blank(cell) for cell in row):
                self._take(number, row)
        return AnnexSheet(self.rows, self.refused, self.notes, self._ignored())

    def _take(self, number: int, row: Row) -> None:
        said = " ".join(cells.shown(cell) for cell in row if not cells.is_blank(cell))
        texts: list[str] = []
        for column in self.wanted:
            try:
                texts.append(self._text(row, column))
            except Unreadable as error:
                self.refused.append(AnnexProblem(number, column, str(error)))
                return
        sender, person, wish, last = texts
        if not person:
            if narrow(said).startswith(_NOTES):
                self.notes.append(said)
            else:
                self.sender = sender or self.sender
                self.refused.append(AnnexProblem(number, self.wanted[1], _("没有写人名。")))
            return
        self.sender = sender or self.sender
        if not self.sender:
            self.refused.append(AnnexProblem(number, SENDER, _("没有写选送单位。")))
            return
        self.rows.append(AnnexRow(number, self.sender, person, wish, last))

    def _text(self, row: Row, column: str) -> str:
        place = self.places[column]
        cell = row[place] if place < len(row) else None
        if isinstance(cell, datetime.date):
            return cells.shown(cell)
        return cells.text(cell, LONGEST.get(column, LONGEST_NAME if column == self.wanted[1] else 120))

    def _ignored(self) -> list[str]:
        """Headings of other columns under which something stands."""
        heads = self.sheet.rows[self.heading]
        body = self.sheet.rows[self.heading + 1 :]
        found = []
        for place, cell in enumerate(heads):
            name = cells.shown(cell)
            if place in self.places.values() or not name or narrow(name) in ORDER:
                continue
            if any(place < len(row) and not cells.is_blank(row[place]) for row in body):
                found.append(name)
        return found


def span_of(wish: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a wish that names both its months (2026年3月至8月 does not name the second year's): the first
    day of the first month, the last of the last, unless days are named. None for anything that could mean two things."""
    match = _SPAN.fullmatch(narrow(wish))
    if match is None:
        return None
    first_year, first_month, first_day, last_year, last_month, last_day = (
        int(part) if part else None for part in match.groups()
    )
    try:
        if first_year is None or first_month is None or last_year is None or last_month is None:
            return None
        first = datetime.date(first_year, first_month, first_day or 1)
        last = datetime.date(last_year, last_month, last_day or monthrange(last_year, last_month)[1])
    except ValueError:
        return None
    return (first, last) if first <= last else None
