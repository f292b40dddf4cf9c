"""Reading the employer's own table. What is not here cannot be seen: besides it only the employer's own answers at a
table are read (``sitting``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations import calendar as calendars
from organizations.acting import Acting
from organizations.roles import Role
from pages.parts import ClockView
from pages.speech import spoken_date
from protection import personal
from protection.models import EmployerNotice, NoticeKind
from record.timekeeping import day_of
from workflows.deadlines import working_days_between
from workflows.models import Signature, Verdict


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    url: str
    title: str
    subject: str
    issued: str
    reply_by: str
    replied: str
    waits: bool


def representing(ways: Iterable[Acting]) -> list[Acting]:
    """The ways somebody may act for an employer."""
    return [way for way in ways if way.role == Role.EMPLOYER_REP and way.employer is not None]


def notices_of(ways: Iterable[Acting]) -> QuerySet[EmployerNotice]:
    """Papers sent to the employers somebody represents. Ordered by day, then by a random number: never by the hour."""
    return EmployerNotice.objects.filter(
        employer_code__in=[way.employer.code for way in ways if way.employer]
    )


def row(notice: EmployerNotice, said: Signature | None = None) -> Row:
    """A paper as a line. ``said``: the employer's own answer, where the paper asks for one."""
    title, waits = str(notice.get_kind_display()), is_waiting(notice, said)
    return Row(
        url=reverse("employer_notice", args=[notice.number]),
        title=title,
        subject=notice.subject if notice.subject != title else "",
        issued=spoken_date(notice.issued_on, with_year=True),
        reply_by=spoken_date(notice.reply_by) if notice.reply_by and waits else "",
        replied=_replied(notice, said),
        waits=waits,
    )


def is_waiting(notice: EmployerNotice, said: Signature | None = None) -> bool:
    """Whether the union waits for an answer: to a letter not answered yet, to a question that is still open."""
    if notice.kind == NoticeKind.SESSION or notice.replied_on is not None:
        return False
    if notice.question:
        return said is not None and said.answered_at is None and said.step.approval.verdict == Verdict.OPEN
    return True


def _replied(notice: EmployerNotice, said: Signature | None) -> str:
    replied = day_of(said.answered_at) if said is not None and said.answered_at else notice.replied_on
    if replied:
        return _("%(day)s 已答复") % {"day": spoken_date(replied)}
    if is_waiting(notice, said):
        return _("还没有答复")
    return _("请按时到会，不用答复") if notice.kind == NoticeKind.SESSION else _("这次征求意见已经结束")


def time_left(notice: EmployerNotice, today: datetime.date) -> ClockView | None:
    """How long there is to answer; days only, as the paper says. A meeting that is past is nobody's delay."""
    due = notice.reply_by
    if due is None or notice.replied_on is not None or (notice.kind == NoticeKind.SESSION and due < today):
        return None
    left = working_days_between(calendars.current(), today, due) if due > today else 0
    return ClockView(due_on=due, overdue_days=max((today - due).days, 0), working_days_left=left)


def private_parts(notice: EmployerNotice) -> dict[str, Any]:
    """The applicant's name where the worker agreed to be named, the employer's own answer, and a proposal. One query."""
    found = personal.read_many([notice.applicant_key, notice.reply_key, notice.body_key])
    applicant = found.get(notice.applicant_key, {}) if notice.applicant_key else {}
    answer = found.get(notice.reply_key, {}) if notice.reply_key else {}
    body = found.get(notice.body_key, {}) if notice.body_key else {}
    return {"applicant": str(applicant.get("name", "")), "reply": str(answer.get("body", "")), "body": body}
