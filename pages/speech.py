"""How time, money and secrets are said: words first, the exact date behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pages.parts import Spoken
from record.timekeeping import today

FAR_WORKING_DAYS = 120
SOON_WORKING_DAYS = 2


def spoken_date(day: date, *, with_year: bool = False) -> str:
    """「10月13日 星期二」, or with the year when the day is far away."""
    pattern = pgettext("date format", "Y年n月j日 l") if with_year else pgettext("date format", "n月j日 l")
    return formats.date_format(day, pattern)


def spoken_day(day: date) -> str:
    """The day, with the year where that is not the present one."""
    return spoken_date(day, with_year=day.year != today().year)


def spoken_moment(moment: datetime) -> str:
    """「10月13日 14:05」 in the reader's time zone."""
    return formats.date_format(_local(moment), pgettext("date format", "n月j日 H:i"))


def spoken_people(number: int) -> str:
    """「12 人」."""
    return ngettext("%(n)d 人", "%(n)d 人", number) % {"n": number}


def listed(words: Iterable[object]) -> str:
    """Several things in one sentence, with what the reader's language puts between them."""
    return _("、").join(map(str, words))


def headed(head: object, words: object) -> str:
    """「事项：说明」, with the colon of the reader's language."""
    return _("%(head)s：%(words)s") % {"head": head, "words": words}


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _hour_of(clock: Any) -> str:
    """The hour of a clock that runs in hours; a term in days ends at 24:00 and has none."""
    due_at = getattr(clock, "due_at", None)
    if due_at is None:
        return ""
    local = _local(due_at)
    if local.date() != clock.due_on or local.time() in (time(0), time(23, 59), time(23, 59, 59)):
        return ""
    return local.strftime("%H:%M")


def is_late(clock: Any) -> bool:
    """True once the due day is over, or when the clock itself says so."""
    said = getattr(clock, "is_overdue", None)
    return bool(said) if said is not None else clock.overdue_days > 0


def speak(clock: Any) -> Spoken:
    """The words, the date behind them, the tone (late, today, soon, calm, paused, stopped) and the icon.

    A stopped clock is never late: it only tells when it would have been due.
    """
    far = clock.working_days_left > FAR_WORKING_DAYS or clock.overdue_days > FAR_WORKING_DAYS
    behind = spoken_date(clock.due_on, with_year=far)
    state = str(getattr(clock, "state", "running"))
    if state == "stopped":
        return Spoken(_("已停止计时"), behind, "stopped", "circle-check")
    if state == "paused":
        return Spoken(_("已暂停计时"), behind, "paused", "player-pause")
    if is_late(clock):
        return Spoken(_late_words(clock), behind, "late", "alert-octagon")
    return _running(clock, behind)


def _late_words(clock: Any) -> str:
    if clock.overdue_days < 1:
        return _("已逾期")
    return ngettext("已逾期 %(days)d 天", "已逾期 %(days)d 天", clock.overdue_days) % {
        "days": clock.overdue_days
    }


def _running(clock: Any, behind: str) -> Spoken:
    left = clock.working_days_left
    hour = _hour_of(clock)
    if left <= 0:
        words = _("今天 %(hour)s 前") % {"hour": hour} if hour else _("今天到期")
        return Spoken(words, behind, "today", "clock-hour-4")
    words = ngettext("还剩 %(days)d 个工作日", "还剩 %(days)d 个工作日", left) % {"days": left}
    return Spoken(words, behind, "soon" if left <= SOON_WORKING_DAYS else "calm", "clock")


def spoken_money(amount: Decimal | float | int | str | None) -> str:
    """「35,000 元」; cents only when there are some; an unknown amount is a dash."""
    if amount is None or amount == "":
        return "—"
    value = Decimal(str(amount))
    whole = value == value.to_integral_value()
    text = f"{value:,.0f}" if whole else f"{value:,.2f}"
    return _("%(amount)s 元") % {"amount": text}


def masked_text(value: str, kind: str = "phone") -> str:
    """138****8000; 张**; 3306************12. What is short is hidden whole."""
    shown = {"phone": (3, 4), "name": (1, 0), "id": (4, 2)}.get(kind, (1, 1))
    head, tail = shown
    if len(value) <= head + tail:
        return "*" * max(len(value), 1) if kind != "name" else value[:1] + "*"
    hidden = "*" * (len(value) - head - tail)
    return value[:head] + hidden + (value[-tail:] if tail else "")
