"""联调中心: the checks that are going on in the cases a handler may read, the most urgent first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import ALIVE, Clock, ClockState
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.roles import HANDLING_ROLES
from pages.checks.table import time_left, title
from pages.parts import CaseRow
from pages.speech import listed
from workflows.models import BodyAnswer, CheckAnswer, CheckState, JointCheck
from workflows.shared.joint_check import REPLY, SUM_UP


def watching(ways: Iterable[Acting]) -> list[Acting]:
    """The ways somebody handles cases, or watches over who does."""
    return [way for way in ways if way.role in HANDLING_ROLES and not way.manages_for_employer]


def running(ways: Iterable[Acting]) -> QuerySet[JointCheck]:
    """Checks going on in cases they may read; what is due first stands first. None goes on in a case that is closed."""
    clocks = Clock.objects.filter(
        case=OuterRef("case"), rule_id__in=(REPLY, SUM_UP), state=ClockState.RUNNING
    )
    soonest = clocks.order_by().values("case").annotate(due=Min("due_on")).values("due")
    rows = JointCheck.objects.filter(
        state=CheckState.RUNNING, case__in=visible_to(watching(ways)).filter(ALIVE)
    )
    rows = rows.annotate(due=Subquery(soonest)).select_related("case", "unit")
    return rows.prefetch_related("answers__partner").order_by("due", "id")


def rows(checks: Iterable[JointCheck], today: datetime.date) -> list[CaseRow]:
    """Each check as a line: who is waited for, or that it is to be summed up. One query."""
    found = list(checks)
    cases = [check.case_id for check in found]
    clocks = Clock.objects.filter(case__in=cases, rule_id__in=(REPLY, SUM_UP)).exclude(
        state=ClockState.STOPPED
    )
    by_place = {(clock.case_id, clock.rule_id, clock.key): clock for clock in clocks}
    return [_row(check, by_place, today) for check in found]


def _row(check: JointCheck, clocks: Mapping[tuple[int, str, str], Clock], today: datetime.date) -> CaseRow:
    waiting = [one for one in check.answers.all() if one.answer == BodyAnswer.OPEN]
    own = [clock for one in waiting if (clock := clocks.get((check.case_id, REPLY, one.code)))]
    last = clocks.get((check.case_id, SUM_UP, ""))
    nearest = min(own, key=lambda clock: clock.due_on, default=None) if waiting else last
    return CaseRow(
        url=f"{reverse('case', args=[check.case.code])}#joint-check",
        title=title(check.case),
        number=check.case.number,
        colour=check.case.colour,
        clock=time_left(nearest, today),
        next_step="" if waiting else _("汇总联调意见"),
        waiting_for=listed(_named(one, clocks, today) for one in waiting),
        meta=[check.unit.name, _("%(all)s 个单位答复了 %(n)s 个") % _counts(check, len(waiting))],
    )


def _counts(check: JointCheck, waiting: int) -> dict[str, int]:
    asked = len(check.answers.all())
    return {"all": asked, "n": asked - waiting}


def _named(one: CheckAnswer, clocks: Mapping[tuple[int, str, str], Clock], today: datetime.date) -> str:
    clock = clocks.get((one.joint_check.case_id, REPLY, one.code))
    if clock is None or clock.due_on >= today:
        return one.partner.name
    return _("%(name)s(逾期)") % {"name": one.partner.name}
