"""Clock → what the reader sees of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from urllib.parse import quote

from django.urls import reverse

from cases.models import Case, Clock, ClockState
from organizations import calendar as calendars
from organizations.code_values import SuspendGround
from organizations.models import CodeList
from pages.labels import label
from pages.parts import ClockView
from record.timekeeping import day_of
from workflows import rules
from workflows.clocks import jurisdictions
from workflows.deadlines import Unit, working_days_between
from workflows.models.rules import Rule
from workflows.writing import OURS

RUNNING, PAUSED, STOPPED = ClockState.RUNNING, ClockState.PAUSED, ClockState.STOPPED


def rule_of(clock: Clock, case: Case) -> Rule:
    """The version of the rule the clock was started with; the newest where none held there and then."""
    book = rules.book()
    try:
        rule = book.resolve(clock.rule_id, jurisdictions(case), day_of(clock.started_at))
        return rule if rule.version == clock.rule_version else book.version(rule.rule_id, clock.rule_version)
    except rules.NoSuchRule:
        return book.latest(clock.rule_id)


def clock_view(clock: Clock, case: Case, at: datetime.datetime) -> ClockView:
    """``case.county`` must be loaded; asks nothing of the database."""
    rule, calendar, today = rule_of(clock, case), calendars.current(), day_of(at)
    left = working_days_between(calendar, today, clock.due_on) if clock.due_on > today else 0
    by_hours = clock.unit == Unit.HOURS and clock.until_on is None
    return ClockView(
        due_on=clock.due_on,
        due_at=clock.due_at,
        provisional=clock.provisional,
        overdue_days=max((today - clock.due_on).days, 0) if at >= clock.due_at else 0,
        is_overdue=at >= clock.due_at,
        working_days_left=left or (1 if clock.due_on > today else 0),
        state=str(clock.state),
        rule_name=str(rule),
        law="" if rule.is_internal else rule.law,
        article="" if rule.is_internal else rule.article,
        is_internal=rule.is_internal,
        steps_url=steps_url(clock, case),
        started_on=None if by_hours or clock.until_on else day_of(clock.started_at),
        paused_reason=_pause_reason(case, clock),
    )


def _pause_reason(case: Case, clock: Clock) -> str:
    """Why an internal clock stands still; a lawful pause of the limitation tells its reason in the record."""
    ground = getattr(getattr(case, "dispute", None), "suspend_ground", "")
    if clock.state != PAUSED or not ground:
        return ""
    return label(CodeList.SUSPEND_GROUND, SuspendGround(ground).value if ground in SuspendGround else ground)


def steps_url(clock: Clock, case: Case) -> str:
    """Where the day-by-day reason is read."""
    place = reverse("clock_steps", args=[case.code, clock.rule_id])
    return f"{place}?key={quote(clock.key)}" if clock.key else place


def nearest(clocks: Iterable[Clock]) -> Clock | None:
    """The running clock of ours that is due first, else the next agreed day: what heads a row and the case file."""
    running = [clock for clock in clocks if clock.state == RUNNING]
    ours = [clock for clock in running if clock.rule_id in OURS]
    # While an agreement is performed nothing of ours may run: the next agreed day is what is waited for.
    terms = [clock for clock in running if clock.rule_id == "term_due"]
    return min(ours or terms, key=lambda clock: clock.due_at, default=None)
