"""The working calendar in use: loaded from its tables, kept in memory, changed by publishing a year's notice."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from record.canonical import digest
from record.names import EventName
from record.tracked import Row, gone_row, rows_of, tracked_row

from .acting import SYSTEM, Acting
from .authority import NATIONAL, need_administer_shared
from .caching import Versioned
from .errors import Refusal
from .models import CalendarYear, WorkingDay
from .recording import append_rows
from .workdays import Calendar, SpecialDay, changed_days

Days = Mapping[datetime.date, SpecialDay]


class CalendarUnpublished(ValueError):
    """No calendar has been loaded into the database yet."""


class NotPublishable(Refusal):
    """A notice that cannot become the calendar."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing changed. ``changed`` are the days now worked that were not, and the other way round.

    Every deadline that was provisional, and every running one that passes a changed day, is to be laid anew with
    ``calendar``: the new one, also inside the transaction that publishes it.
    """

    year: int
    changed: tuple[datetime.date, ...]
    calendar: Calendar


def _version() -> Hashable:
    return tuple(CalendarYear.objects.order_by("year").values_list("year", "digest"))


def load() -> Calendar:
    """The calendar as the tables hold it. Two queries; raises CalendarUnpublished when they are empty."""
    years = list(CalendarYear.objects.values_list("year", flat=True))
    if not years:
        raise CalendarUnpublished(_("工作日历还是空的，请先运行 fengqiao migrate。"))
    rows = WorkingDay.objects.values_list("date", "is_working", "name")
    return Calendar(years, {day: SpecialDay(is_working, name) for day, is_working, name in rows})


_calendar: Versioned[Calendar] = Versioned(_version, load)

#: The calendar in use, at most a second behind another process's change. No query while it is fresh.
current = _calendar.get
#: Load anew at the next ``current()``; tests and actions call it.
forget = _calendar.forget
#: ``with holding() as calendar``: one calendar for a whole sweep, not looked up again inside.
holding = _calendar.holding


def _refresh() -> None:
    """This transaction reads its own change now, the other threads theirs once it is committed."""
    forget()
    transaction.on_commit(forget)


def preview_year(year: int, days: Days) -> Published:
    """What ``publish_year`` would change; writes nothing. Raises NotPublishable."""
    before = load() if CalendarYear.objects.exists() else None
    _refuse(year, days, before)
    notices = WorkingDay.objects.exclude(notice__year=year).values_list("date", "is_working", "name")
    special = {day: SpecialDay(is_working, name) for day, is_working, name in notices} | dict(days)
    years = {*CalendarYear.objects.values_list("year", flat=True), year}
    after = Calendar(years, special)
    return Published(year, changed_days(before, after, year), after)


@transaction.atomic
def publish_year(
    year: int,
    days: Days,
    *,
    source: str,
    acting: Acting | None,
    published_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Published:
    """发布工作日历: make ``days`` the notice of ``year``, replacing an earlier one.

    ``days`` may reach into the December before (the notice for 2019 did). Years follow one another: across a gap the
    count would be a guess. Raises NoAuthority and NotPublishable.
    """
    need_administer_shared(acting)
    # One publisher at a time: whoever waits here then reads what the other stored.
    list(CalendarYear.objects.select_for_update(no_key=True).order_by("year")[:1])
    published = preview_year(year, days)
    gone = _withdrawn(year, days)
    notice, rows = _stored(year, days, source, published_on)
    _record(notice, [*gone, *rows], acting or SYSTEM, len(days), at)
    _refresh()
    return published


def _refuse(year: int, days: Days, before: Calendar | None) -> None:
    if not days:
        raise NotPublishable(_("通知里没有任何放假或上班的日期。"))
    first, last = datetime.date(year - 1, 12, 1), datetime.date(year, 12, 31)
    for day in sorted(days):
        if not first <= day <= last:
            raise NotPublishable(
                _("%(day)s不在%(year)s年的通知范围内。") % {"day": day.isoformat(), "year": year}
            )
    if before is None:
        return
    known_to = before.date(before.provisional_from).year - 1
    if not before.first.year <= year <= known_to + 1:
        raise NotPublishable(
            _("日历已发布到%(last)s年，请先发布%(next)s年。") % {"last": known_to, "next": known_to + 1}
        )


def _withdrawn(year: int, days: Days) -> list[Row]:
    """Take away what the earlier notice of ``year`` named, and what other notices say of ``days``: the last word wins.

    Returns the rows the record must let go of, and the other notices with their new digests.
    """
    superseded = list(WorkingDay.objects.filter(Q(notice__year=year) | Q(date__in=list(days))))
    WorkingDay.objects.filter(pk__in=[row.pk for row in superseded]).delete()
    rows = [gone_row(row) for row in superseded if row.date not in days]
    others = {row.notice_id for row in superseded}
    for other in CalendarYear.objects.filter(pk__in=others).exclude(year=year):
        other.digest = digest_of({row.date: SpecialDay(row.is_working, row.name) for row in other.days.all()})
        other.save(update_fields=["digest"])
        rows.append(tracked_row(other))
    return rows


def _stored(
    year: int, days: Days, source: str, published_on: datetime.date | None
) -> tuple[CalendarYear, list[Row]]:
    """Write the notice and its days; returns it and the rows the record vouches for."""
    notice, _created = CalendarYear.objects.update_or_create(
        year=year, defaults={"source": source, "published_on": published_on, "digest": digest_of(days)}
    )
    rows = [
        WorkingDay(notice=notice, date=day, is_working=entry.is_working, name=entry.name)
        for day, entry in sorted(days.items())
    ]
    WorkingDay.objects.bulk_create(rows)
    return notice, [tracked_row(notice), *rows_of(rows)]


def digest_of(days: Days) -> str:
    """Digest of the days a notice names."""
    return digest([[day, entry.is_working, entry.name] for day, entry in sorted(days.items())])


def _record(
    notice: CalendarYear, rows: list[Row], acting: Acting, count: int, at: datetime.datetime | None = None
) -> None:
    data = {"year": notice.year, "source": notice.source, "days": count, "digest": notice.digest}
    subject = f"calendar:{notice.year}"
    append_rows(
        EventName.CALENDAR_PUBLISHED, subject, chain=NATIONAL, acting=acting, at=at, rows=rows, data=data
    )


#: Our names for the festivals of the library's list, which shortens some.
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def built_in() -> dict[int, dict[datetime.date, SpecialDay]]:
    """The notices that come with the software (the chinesecalendar package), by year."""
    from chinese_calendar import constants

    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    years: dict[int, dict[datetime.date, SpecialDay]] = {}
    for is_working, table in ((False, constants.holidays), (True, constants.workdays)):
        for day, english in table.items():
            name = chinese[english]
            years.setdefault(day.year, {})[day] = SpecialDay(is_working, FULL_NAMES.get(name, name))
    return dict(sorted(years.items()))


def built_in_calendar() -> Calendar:
    """The calendar before any database exists."""
    years = built_in()
    return Calendar(years, {day: entry for days in years.values() for day, entry in days.items()})


@transaction.atomic
def seed_calendar() -> list[int]:
    """Store the built-in years the table lacks; returns them. An administrator's notice is never overwritten."""
    known = set(CalendarYear.objects.values_list("year", flat=True))
    named = set(WorkingDay.objects.values_list("date", flat=True))
    missing = {year: days for year, days in built_in().items() if year not in known}
    for year, days in missing.items():
        fresh = {day: entry for day, entry in days.items() if day not in named}
        notice, rows = _stored(year, fresh, "chinesecalendar", None)
        _record(notice, rows, SYSTEM, len(fresh))
    _refresh()
    return list(missing)
