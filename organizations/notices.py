"""The State Council's yearly notice (部分节假日安排的通知) as a clerk has it: pasted text, or rows of a table.

Pure: text or rows in, days and problems out. Nothing is guessed: what cannot be read, or contradicts itself (a day of
the week, a number of days), is a problem with its place, and a notice with problems is not published.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from .workdays import SATURDAY, SpecialDay

#: Every year's notice gives each of these (全国年节及纪念日放假办法).
FESTIVALS = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
LONGEST_TEXT = 20_000
MOST_ROWS = 400

HEADINGS = {
    "date": "date", "日期": "date",
    "kind": "kind", "类别": "kind", "类型": "kind", "安排": "kind",
    "name": "name", "名称": "name", "节日": "name", "节假日": "name",
}  # fmt: skip
KINDS = {
    "holiday": False, "rest": False, "放假": False, "休息": False, "休": False, "补休": False,
    "working": True, "workday": True, "上班": True, "补班": True, "班": True, "调休上班": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way. ``place`` is the row of a table or the item of a text, 0 for the whole."""

    place: int
    reason: str


@dataclass(slots=True)
class Notice:
    """What was read. ``days`` may be published only when there are no ``problems``."""

    year: int | None
    days: dict[datetime.date, SpecialDay] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    published_on: datetime.date | None = None

    def name(self, place: int, day: datetime.date, is_working: bool, name: str) -> None:
        """Take a day, or the reason why not."""
        before = self.days.get(day)
        if before is not None and before.is_working != is_working:
            self.refuse(place, _("%s又放假又上班。") % day.isoformat())
        elif is_working and day.weekday() < SATURDAY:
            self.refuse(place, _("%s本来就是工作日，不需要调休上班。") % day.isoformat())
        else:
            self.days[day] = before or SpecialDay(is_working, name)

    def refuse(self, place: int, reason: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, reason))

    def complete(self) -> Notice:
        """Check what only the whole can show."""
        if self.year is None:
            self.refuse(0, _("看不出是哪一年的通知，请选择年份。"))
            return self
        first, last = datetime.date(self.year - 1, 12, 1), datetime.date(self.year, 12, 31)
        for day in sorted(self.days):
            if not first <= day <= last:
                self.refuse(
                    0, _("%(day)s不在%(year)s年的通知范围内。") % {"day": day.isoformat(), "year": self.year}
                )
        named = " ".join(entry.name for entry in self.days.values() if not entry.is_working)
        missing = [festival for festival in FESTIVALS if festival not in named]
        if missing:
            self.refuse(0, _("没有读到这些节日的放假安排：%s。") % "、".join(missing))
        self.days = dict(sorted(self.days.items()))
        return self


# Pasted text


_ITEM = re.compile(r"[一二三四五六七八九十]+、\s*([^::。\n]{2,24}?)[::]")
_AFTER = re.compile(r"节假日期间|国务院办公厅")
_YEAR = re.compile(r"(\d{4})年(?:元旦|部分节假日)")
_SIGNED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日$")
_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?")
_CLAUSE = re.compile(r"(?:\([^()]*\)|[^。;,()])+[。;,]?")
_TOTAL = re.compile(r"(?:共|放假)(\d+)天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_RANGE = re.compile(r"至|到|-|~|—")
_WEEK = "一二三四五六日"


def parse_text(text: str, year: int | None = None) -> Notice:
    """Read the notice's own words: 「一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。」

    ``year`` is the one the reader chose; without it the text must say it.
    """
    notice = Notice(year)
    if len(text) > LONGEST_TEXT:
        notice.refuse(0, _("文字太长，请只粘贴通知正文。"))
        return notice
    text = re.sub(r"[ \t\r\u3000]+", "", unicodedata.normalize("NFKC", text)).strip()
    _read_year(notice, text)
    if notice.year is None:
        return notice.complete()
    items = list(_ITEM.finditer(text))
    if not items:
        notice.refuse(0, _("没有找到“一、元旦:……”这样的条目。"))
        return notice
    for place, item in enumerate(items, start=1):
        end = items[place].start() if place < len(items) else len(text)
        _Item(notice, place, item.group(1)).read(_body(text[item.end() : end]))
    return notice.complete()


def _read_year(notice: Notice, text: str) -> None:
    said = _YEAR.search(text)
    if said and notice.year is None:
        notice.year = int(said.group(1))
    elif said and int(said.group(1)) != notice.year:
        notice.refuse(
            0,
            _("通知写的是%(said)s年，选的是%(chosen)s年。") % {"said": said.group(1), "chosen": notice.year},
        )
    if signed := _SIGNED.search(text):
        notice.published_on = _day(*(int(part) for part in signed.groups()))


def _body(text: str) -> str:
    """An item's own sentences, without what follows the last item."""
    after = _AFTER.search(text)
    return _SIGNED.sub("", (text[: after.start()] if after else text).strip()).replace("\n", "")


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


class _Item:
    """One item of the notice: a festival's days off, and the days worked for them."""

    def __init__(self, notice: Notice, place: int, name: str) -> None:
        self.notice = notice
        self.place = place
        self.festival = name
        self.year = notice.year or 0
        self.off: set[datetime.date] = set()
        self.waiting: list[datetime.date] = []

    def refuse(self, reason: str) -> None:
        self.notice.refuse(self.place, reason)

    def read(self, body: str) -> None:
        total = None
        for match in _CLAUSE.finditer(body):
            clause = match.group()
            if "鼓励" in clause or "建议" in clause:
                # Encouraged, not ordered: 鼓励……安排职工在除夕休息 changes no working day.
                continue
            said = _TOTAL.search(clause)
            total = int(said.group(1)) if said else total
            self.waiting += self.days(clause)
            self.settle(clause)
        if self.waiting:
            self.refuse(_("%(name)s:有日期没写放假还是上班。") % {"name": self.festival})
        if total is not None and total != len(self.off):
            self.refuse(
                _("%(name)s:写的是共%(said)s天，读到%(read)s天。")
                % {"name": self.festival, "said": total, "read": len(self.off)}
            )

    def settle(self, clause: str) -> None:
        """Give the days read so far the meaning this clause names, if it names one."""
        is_working = "上班" in clause
        if not is_working and not any(word in clause for word in ("放假", "补休")):
            return
        for day in self.waiting:
            self.notice.name(self.place, day, is_working, self.festival)
            if not is_working and "放假" in clause:
                self.off.add(day)
        self.waiting = []

    def days(self, clause: str) -> Iterator[datetime.date]:
        """Every day a clause names, ranges spelt out."""
        last: datetime.date | None = None
        end, month = 0, 0
        for match in _DATE.finditer(clause):
            year, month_text, day_text, words = match.groups()
            month = int(month_text) if month_text else month
            day = _day(int(year) if year else self.year, month, int(day_text))
            if day is None:
                self.refuse(
                    _("%(name)s:没有这一天：%(text)s。") % {"name": self.festival, "text": match.group()}
                )
                continue
            self.check_weekday(day, words or "")
            if last is not None and _RANGE.fullmatch(clause[end : match.start()]):
                yield from self.between(last, day)
            else:
                yield day
            last, end = day, match.end()

    def between(self, first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
        """The days after ``first`` up to ``last``."""
        if not 0 < (last - first).days <= 31:
            self.refuse(_("%(name)s:起止日期不对。") % {"name": self.festival})
            return
        for number in range((last - first).days):
            yield first + datetime.timedelta(days=number + 1)

    def check_weekday(self, day: datetime.date, words: str) -> None:
        said = _WEEKDAY.search(words)
        if said and _WEEK.index(said.group(1).replace("天", "日")) != day.weekday():
            self.refuse(
                _("%(day)s是%(real)s,通知里写的是%(said)s。")
                % {"day": day.isoformat(), "real": WEEKDAYS[day.weekday()], "said": said.group()}
            )


# Tables


def parse_csv(data: bytes, year: int | None = None) -> Notice:
    """Read a CSV file, UTF-8 or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return parse_rows(csv.reader(io.StringIO(text)), year)
    notice = Notice(year)
    notice.refuse(0, _("文件不是文字表格，请另存为 UTF-8 编码的 CSV。"))
    return notice


def parse_rows(rows: Iterable[Sequence[object]], year: int | None = None) -> Notice:
    """Read rows of date, kind (放假/上班) and name, in any order of columns; the first row names the columns."""
    notice = Notice(year)
    places: dict[str, int] | None = None
    for number, row in enumerate(rows, start=1):
        cells = [_cell(value) for value in row]
        if not any(cells):
            continue
        if number > MOST_ROWS:
            notice.refuse(number, _("行数太多，一年的通知不会超过%s行。") % MOST_ROWS)
            break
        if places is None:
            places = {
                HEADINGS[cell.lower()]: index for index, cell in enumerate(cells) if cell.lower() in HEADINGS
            }
            if set(places) != {"date", "kind", "name"}:
                notice.refuse(number, _("第一行要有三个列名：日期、类别、名称。"))
                return notice
            continue
        _read_row(notice, number, [cells[at] if at < len(cells) else "" for at in _order(places)])
    if notice.year is None and notice.days:
        notice.year = max(day.year for day in notice.days)
    return notice.complete()


def _order(places: dict[str, int]) -> tuple[int, int, int]:
    return places["date"], places["kind"], places["name"]


def _read_row(notice: Notice, number: int, cells: list[str]) -> None:
    date, kind, name = cells
    numbers = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00:00)?", date)
    day = _day(*(int(part) for part in numbers.groups())) if numbers else None
    if day is None:
        notice.refuse(number, _("日期要写成 2027-01-01 的样子。"))
    elif kind.lower() not in KINDS:
        notice.refuse(number, _("类别只能写“放假”或“上班”(“调休”说不清是哪一种)。"))
    elif not name:
        notice.refuse(number, _("缺少节日名称。"))
    elif day in notice.days:
        notice.refuse(number, _("%s已经写过一行。") % day.isoformat())
    else:
        notice.name(number, day, KINDS[kind.lower()], name)


def _cell(value: object) -> str:
    """A cell as text: dates as ISO, full-width characters made ordinary."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else unicodedata.normalize("NFKC", str(value)).strip()
