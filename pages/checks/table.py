"""What an officer of a body may read of a check: the question put to it, and a plain outline of the case. Nothing else.

The story, the evidence and who reported are not asked for here; a worker's name is read only while the check runs and
only where that worker agreed to be named.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, Clock
from cases.wages.own import reporter_of
from organizations import calendar as calendars
from organizations.acting import Acting
from organizations.models import CodeList
from organizations.roles import Role
from pages.labels import label
from pages.parts import CaseRow, ClockView
from pages.speech import spoken_date, spoken_moment, spoken_money
from protection import personal
from record.timekeeping import day_of
from workflows.deadlines import working_days_between
from workflows.models import BodyAnswer, CheckAnswer, CheckState
from workflows.shared.joint_check import REPLY


@dataclass(frozen=True)
class Done:
    """One line of what was answered."""

    url: str
    title: str
    answer: str
    asked: str
    answered: str


def answering(ways: Iterable[Acting]) -> list[Acting]:
    """The ways somebody may act for a body."""
    return [way for way in ways if way.role == Role.PARTNER_OFFICER and way.partner is not None]


def questions_to(ways: Iterable[Acting]) -> QuerySet[CheckAnswer]:
    """What the bodies somebody acts for were asked: theirs alone, not what others were asked or said."""
    bodies = [way.partner.pk for way in answering(ways) if way.partner]
    rows = CheckAnswer.objects.filter(partner__in=bodies)
    return rows.select_related("joint_check__case", "joint_check__unit", "partner")


def open_ones(rows: QuerySet[CheckAnswer]) -> QuerySet[CheckAnswer]:
    """待答复, the longest waiting first."""
    return rows.filter(answer=BodyAnswer.OPEN).order_by("joint_check__asked_at", "id")


def done_ones(rows: QuerySet[CheckAnswer]) -> QuerySet[CheckAnswer]:
    """Answered, excused or overtaken, newest first."""
    return rows.exclude(answer=BodyAnswer.OPEN).order_by("-answered_at", "-id")


def waiting_count(ways: Iterable[Acting]) -> int:
    """How many questions wait for the bodies somebody acts for. No query for who acts for none."""
    ours = answering(ways)
    return open_ones(questions_to(ours)).count() if ours else 0


def title(case: Case) -> str:
    """「拖欠劳动报酬 · 示例轻纺厂」: never who reported it."""
    return f"{label(CodeList.CATEGORY, case.category)} · {case.employer_name}"


def open_rows(rows: Iterable[CheckAnswer], today: datetime.date) -> list[CaseRow]:
    """待答复 as lines with their time left. One query."""
    found = list(rows)
    clocks = _clocks(found)
    return [
        CaseRow(
            url=reverse("check", args=[row.code]),
            title=title(row.joint_check.case),
            clock=time_left(clocks.get(row.code), today),
            next_step=_("答复联调"),
            meta=[row.joint_check.unit.name, *([_("已催办")] if row.urged_at else [])],
        )
        for row in found
    ]


def done_rows(rows: Iterable[CheckAnswer]) -> list[Done]:
    """What was answered, as lines."""
    return [
        Done(
            url=reverse("check", args=[row.code]),
            title=title(row.joint_check.case),
            answer=str(row.get_answer_display()),
            asked=spoken_date(day_of(row.joint_check.asked_at), with_year=True),
            answered=spoken_date(day_of(row.answered_at), with_year=True) if row.answered_at else "",
        )
        for row in rows
    ]


def clocks_of(rows: Iterable[CheckAnswer]) -> QuerySet[Clock]:
    """The clocks of these answers. Asked by case, where the index begins."""
    asked = list(rows)
    cases = {row.joint_check.case_id for row in asked}
    return Clock.objects.filter(case__in=cases, rule_id=REPLY, key__in=[row.code for row in asked])


def _clocks(rows: Iterable[CheckAnswer]) -> dict[str, Clock]:
    return {clock.key: clock for clock in clocks_of(rows)}


def clock_of(row: CheckAnswer) -> Clock | None:
    """The day to answer by. One query."""
    return _clocks([row]).get(row.code)


def time_left(clock: Clock | None, today: datetime.date) -> ClockView | None:
    """How long there is to answer, in days."""
    if clock is None:
        return None
    due = clock.due_on
    left = working_days_between(calendars.current(), today, due) if due > today else 0
    return ClockView(
        due_on=due, overdue_days=max((today - due).days, 0), working_days_left=left, state=str(clock.state),
        provisional=clock.provisional, is_internal=True,
    )  # fmt: skip


def facts(row: CheckAnswer) -> list[tuple[str, Any]]:
    """The outline of the case. At most three queries, for a name that may be told."""
    check = row.joint_check
    case = check.case
    pairs: list[tuple[str, Any]] = [
        (_("用人单位"), case.employer_name),
        (_("类别"), label(CodeList.CATEGORY, case.category)),
        (_("人数"), _("%(n)d 人") % {"n": case.people}),
        (_("涉及金额"), spoken_money(case.amount_involved) if case.amount_involved is not None else ""),
        (_("申请人"), applicant(row)),
        (_("发起单位"), check.unit.name),
        (_("发起时间"), spoken_moment(check.asked_at)),
        (_("编号"), case.number),
    ]
    return [(name, value) for name, value in pairs if value]


def applicant(row: CheckAnswer) -> str:
    """The name of who reported, while the check runs and if they agreed to be named; else nothing.

    That agreement is one worker's own: those who came in by a list or were added later never gave theirs.
    """
    check = row.joint_check
    if check.state != CheckState.RUNNING or not check.case.detail.names_applicant:
        return ""
    own = reporter_of(check.case)
    return str(personal.read(own.personal_key).get("name", "")) if own is not None else ""


def texts(row: CheckAnswer) -> dict[str, str]:
    """The question, and the body's own answer. One query."""
    keys = [row.question_key, row.answer_key]
    if row.evidence is not None:
        keys.append(row.evidence.name_key)
    found = personal.read_many(keys)

    def text(key: Any, name: str) -> str:
        return str(found.get(key, {}).get(name, "")) if key else ""

    own = row.answer not in (BodyAnswer.EXCUSED, BodyAnswer.VOID)
    return {
        "question": text(row.question_key, "question"),
        # Why a body is not waited for is the union's own note.
        "said": text(row.answer_key, "note") if own else "",
        "file": text(row.evidence.name_key, "name") if row.evidence else "",
    }
