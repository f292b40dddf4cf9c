"""How long a post may last, and whether two of one person meet: pure.

三至六个月，特殊可延长至1年 (苍总工〔2015〕44号 三(二)2). Both the first and the last day are served.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from organizations.workdays import Calendar
from workflows import deadlines

ONE = datetime.timedelta(days=1)
#: Months where a county has no rule of its own, and the most there can ever be.
LEAST_MONTHS, MOST_MONTHS, MONTHS_IN_ALL = 3, 6, 12


class Span(NamedTuple):
    """First and last day, both served."""

    first: datetime.date
    last: datetime.date

    def meets(self, other: Span) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    @property
    def words(self) -> str:
        """For a sentence."""
        return _("%(first)s至%(last)s") % {"first": self.first.isoformat(), "last": self.last.isoformat()}


class Limits(NamedTuple):
    """Months: normal least and most, and the most with special approval."""

    least: int = LEAST_MONTHS
    most: int = MOST_MONTHS
    in_all: int = MONTHS_IN_ALL


def last_day(first: datetime.date, months: int, calendar: Calendar) -> datetime.date:
    """Last day of ``months`` served from ``first`` on: the day before the corresponding one (民法典 202)."""
    return deadlines.months_from(first, months, calendar) - ONE


def too_long(span: Span, limits: Limits, calendar: Calendar, special: bool) -> str:
    """Why ``span`` is longer than allowed, in a sentence with the dates; empty when it is not."""
    months = limits.in_all if special else limits.most
    latest = last_day(span.first, months, calendar)
    if span.last <= latest:
        return ""
    words = {"span": span.words, "months": months, "latest": latest.isoformat()}
    if special:
        return _("%(span)s超过%(months)s个月：连同延长最迟到%(latest)s。") % words
    return _("%(span)s超过%(months)s个月：一般最迟到%(latest)s，更长的要在任期内报特批。") % words


def too_short(span: Span, limits: Limits, calendar: Calendar) -> str:
    """Why ``span`` is shorter than a post lasts; empty when it is not."""
    earliest = last_day(span.first, limits.least, calendar)
    if span.last >= earliest:
        return ""
    words = {"span": span.words, "months": limits.least, "earliest": earliest.isoformat()}
    return _("%(span)s不满%(months)s个月：至少到%(earliest)s。") % words


def overlap(span: Span, others: Iterable[Span]) -> str:
    """With which other post of the same person ``span`` shares days, in a sentence with both; empty when with none."""
    for other in others:
        if span.meets(other):
            return _("这位同志%(other)s已有一段挂职，与%(span)s重叠。") % {
                "other": other.words,
                "span": span.words,
            }
    return ""
