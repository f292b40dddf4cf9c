"""Months as offices write them."""

from __future__ import annotations

import datetime
import re
import unicodedata

from django.utils.translation import gettext as _

from . import dates, numerals
from .cells import Cell, shown
from .errors import Unreadable

_WRITTEN = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?(?:份)?")
_TIGHT = re.compile(r"(\d{4})(\d{2})")
_SPELLED = re.compile(r"(.{4})年(.{1,3})月份?")


def month(value: Cell) -> str:
    """``YYYY-MM``: 2026-03, 2026年3月, 2026.3, 202603, 二〇二六年三月, or any day of the month. Years need four digits."""
    found: tuple[int, int] | None = None
    if isinstance(value, datetime.date):
        found = (value.year, value.month)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _number(float(value))
    elif isinstance(value, str):
        found = _written(unicodedata.normalize("NFKC", value).strip())
    if found is None or not 1 <= found[1] <= 12:
        raise Unreadable(
            _("“%(value)s”不是一个确定的月份，请写成 2026-03 的样子。") % {"value": shown(value)}
        )
    return f"{found[0]:04}-{found[1]:02}"


def _number(value: float) -> tuple[int, int] | None:
    """202603; a day's serial number; never 2026.3, whose tenth and first month look the same."""
    if value != int(value):
        return None
    match = _TIGHT.fullmatch(str(int(value)))
    return (int(match.group(1)), int(match.group(2))) if match else _of_day(value)


def _of_day(value: Cell) -> tuple[int, int] | None:
    try:
        day = dates.day(value)
    except Unreadable:
        return None
    return day.year, day.month


def _written(typed: str) -> tuple[int, int] | None:
    match = _WRITTEN.fullmatch(typed) or _TIGHT.fullmatch(typed)
    if match is not None:
        return int(match.group(1)), int(match.group(2))
    spelled = _SPELLED.fullmatch(typed)
    if spelled is not None:
        year, of_year = spelled.groups()
        return numerals.year(year) or numerals.digits(year) or 0, numerals.number(of_year) or 0
    return _of_day(typed)
