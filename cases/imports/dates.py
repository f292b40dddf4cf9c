"""Dates as offices write them."""

from __future__ import annotations

import datetime
import re
import unicodedata

from django.utils.translation import gettext as _

from . import numerals
from .cells import Cell, shown
from .errors import Unreadable

EARLIEST = datetime.date(1949, 10, 1)
#: Day 0 of a spreadsheet's serial numbers.
EPOCH = datetime.date(1899, 12, 30)

_BETWEEN = r"[.\-/、。—–]"
_DATE = re.compile(
    rf"(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}})(?:[T ]\d{{1,2}}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
_DATE_ZH = re.compile(r"(.{4})年(.{1,3})月(.{1,3}?)[日号]?")


def day(value: Cell, epoch: datetime.date = EPOCH) -> datetime.date:
    """A date: a date cell, a spreadsheet's serial number counted from ``epoch``, or a full date in text.

    Years need four digits and every date its day; 26.3.5, 2026.3 and 3/5/2026 have more than one meaning.
    """
    found: datetime.date | None = None
    if isinstance(value, datetime.datetime):
        found = value.date()
    elif isinstance(value, datetime.date):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _serial(float(value), epoch)
    elif isinstance(value, str):
        found = _written_date(unicodedata.normalize("NFKC", value).strip(), epoch)
    if found is None:
        raise Unreadable(
            _("“%(value)s”不是一个确定的日期，请写成 2026-03-05 的样子。") % {"value": shown(value)}
        )
    if found < EARLIEST:
        raise Unreadable(_("日期 %(date)s 太早，请核对年份。") % {"date": found.isoformat()})
    return found


def _serial(number: float, epoch: datetime.date) -> datetime.date | None:
    """The date of a serial number or of eight digits (20260305), or None."""
    whole = int(number) if number == number and abs(number) < 1e9 else -1
    if 10_000_000 <= whole <= 99_999_999:
        return _calendar(whole // 10_000, whole // 100 % 100, whole % 100) if number == whole else None
    # A smaller number in a date column (12, 300) is a slip of the hand; 110,000 is in 2201.
    return epoch + datetime.timedelta(days=whole) if 16_000 <= whole < 110_000 else None


def _written_date(typed: str, epoch: datetime.date) -> datetime.date | None:
    if match := _DATE.fullmatch(re.sub(rf"\s*({_BETWEEN})\s*", r"\1", typed)):
        return _calendar(*(int(part) for part in match.groups()[:3]))
    tight = re.sub(r"\s+", "", typed)
    if tight.isascii() and tight.isdigit() and len(tight) in (5, 8):
        return _serial(float(tight), epoch)
    match = _DATE_ZH.fullmatch(tight)
    if match is None:
        return None
    written_year, written_month, written_day = match.groups()
    parts = (
        numerals.year(written_year) or numerals.digits(written_year),
        numerals.number(written_month),
        numerals.number(written_day),
    )
    return _calendar(*(part or 0 for part in parts))


def _calendar(year: int, month: int, of_month: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, of_month)
    except ValueError:
        return None
