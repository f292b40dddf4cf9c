"""(clock, threshold, level) → what is done. Rows decide; here is only the arithmetic and what ships by default."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, Sum

from cases.models import CaseKind, Clock, ClockState
from organizations import calendar as calendars
from organizations.caching import Versioned
from organizations.workdays import Calendar
from record.timekeeping import midnight

from . import deadlines
from .models import EscalationAct, EscalationRow, OffsetUnit

#: Reminders come in working hours of a working day, never at midnight or on a Sunday.
MORNING = datetime.timedelta(hours=9)
WEIGHT = {act: weight for weight, act in enumerate(EscalationAct)}


class Threshold(NamedTuple):
    """When a row falls due for one clock."""

    at: datetime.datetime
    row: EscalationRow


def instant(row: EscalationRow, clock: Clock, calendar: Calendar) -> datetime.datetime:
    """The moment ``row`` falls due on ``clock``.

    Working days before count back from the last day; at and after it they count the working days *after* the last day,
    the first for offset 0. Calendar days are plain; both come at nine. Hours are exact and count from ``due_at``.
    """
    if row.unit == OffsetUnit.HOURS:
        return clock.due_at + datetime.timedelta(hours=row.offset)
    if row.unit == OffsetUnit.CALENDAR:
        return midnight(clock.due_on + datetime.timedelta(days=row.offset)) + MORNING
    back = row.offset < 0
    count = -row.offset if back else row.offset + 1
    day = deadlines.due(calendar, clock.due_on, count, deadlines.Unit.WORKING, back=back).date
    return midnight(day) + MORNING


def _version() -> object:
    return tuple(EscalationRow.objects.aggregate(n=Count("id"), v=Sum("version")).values())


def _load() -> dict[tuple[str, str], list[EscalationRow]]:
    table: dict[tuple[str, str], list[EscalationRow]] = {}
    for row in EscalationRow.objects.filter(is_active=True):
        table.setdefault((row.kind, row.rule_id), []).append(row)
    return table


_rows: Versioned[dict[tuple[str, str], list[EscalationRow]]] = Versioned(_version, _load)
holding = _rows.holding


def rows_for(kind: str, rule_id: str) -> list[EscalationRow]:
    """Active rows of a clock."""
    return _rows.get().get((kind, rule_id), [])


def forget() -> None:
    """After an edit, or a test."""
    _rows.forget()


def thresholds(kind: str, clock: Clock, level: int) -> list[Threshold]:
    """What is still to come of a clock, soonest first; what fired in this epoch or is for another level is left out."""
    calendar = calendars.current()
    rows = rows_for(kind, clock.rule_id)
    left = [row for row in rows if row.code not in clock.fired and row.level in (None, level)]
    found = [Threshold(instant(row, clock, calendar), row) for row in left]
    return sorted((one for one in found if not _too_early(one, clock)), key=lambda t: (t.at, t.row.code))


def _too_early(threshold: Threshold, clock: Clock) -> bool:
    """A reminder that would come before its clock began: of a one-day term nobody is reminded the moment it starts.

    A pay day is a term of no days that starts on the day itself: it is known long before, and no notice is too early.
    """
    if clock.n == 0 and clock.until_on is None:
        return False
    return threshold.row.act == EscalationAct.REMIND and threshold.at <= clock.started_at


def schedule(kind: str, clock: Clock, level: int) -> None:
    """Set ``next_at``: the soonest threshold of a running clock."""
    coming = thresholds(kind, clock, level) if clock.state == ClockState.RUNNING else []
    clock.next_at = coming[0].at if coming else None


def reschedule(kind: str, rule_id: str) -> int:
    """After rows were edited: compute every running clock's next threshold anew. No event, since none of them moved."""
    forget()
    moved = []
    clocks = Clock.objects.filter(case__kind=kind, rule_id=rule_id, state=ClockState.RUNNING)
    for clock in clocks.select_related("case").iterator(chunk_size=1000):
        before = clock.next_at
        schedule(kind, clock, clock.case.level)
        if clock.next_at != before:
            moved.append(clock)
    return Clock.objects.bulk_update(moved, ["next_at"], batch_size=200)


#: What changes the case itself is done before anything is said about it, and never lost under a heavier word.
DEEDS = frozenset({EscalationAct.HAND_UP, EscalationAct.BREACH, EscalationAct.LAPSE})


def chosen(due: Iterable[Threshold]) -> tuple[EscalationAct, list[str]]:
    """Of several rows that fell due together (after a restart, a long weekend): the act, and the rows it settles.

    One deed if there is one, else the weightiest word. Lighter rows are settled with it and not said any more.
    """
    rows = [threshold.row for threshold in due]
    deeds = [row for row in rows if row.act in DEEDS]
    act = max((EscalationAct(row.act) for row in deeds or rows), key=lambda act: WEIGHT[act])
    return act, [row.code for row in rows if WEIGHT[EscalationAct(row.act)] <= WEIGHT[act]]


R, T, H, D, B, L = (
    EscalationAct.REMIND, EscalationAct.TELL, EscalationAct.HAND_UP, EscalationAct.ORDER, EscalationAct.BREACH,
    EscalationAct.LAPSE,
)  # fmt: skip
W, C, X = OffsetUnit.WORKING, OffsetUnit.CALENDAR, OffsetUnit.HOURS
#: What a county starts with: remind before the end, tell at the end, hand up two working days later, then order.
STEADY = ((-1, W, R), (0, W, T), (2, W, H), (5, W, D))
Rows = Mapping[str, tuple[tuple[int, OffsetUnit, EscalationAct], ...]]
DISPUTE_ROWS: Rows = {
    "first_contact": ((0, W, T), (1, W, H), (3, W, D)),
    "intake_decision": STEADY,
    "mediation_accept": STEADY,
    "assign": STEADY,
    "verify": STEADY,
    "inform_failed": STEADY,
    "failed_road": STEADY,
    "closing_decide": STEADY,
    "approval_decide": ((-1, W, R), (0, W, T), (3, W, D)),
    "enforcement_follow": STEADY,
    "performance_check": STEADY,
    "suspension_review": STEADY,
    "supervision_reply": ((-1, W, R), (0, W, T)),
    "message_reply": ((-1, W, R), (0, W, T)),
    # A body beside the town is nobody's subordinate here: it is urged, and the chair who asked it is told.
    "check_reply": ((-1, W, R), (0, W, T), (2, W, T)),
    "check_sum_up": ((-1, W, R), (0, W, T), (3, W, D)),
    "relay": ((-1, W, R), (0, W, T), (1, W, H)),
    "notice_reply": ((0, W, R),),
    # 15 days in law: three mornings' notice, and at the end the mediation has failed whether anybody looks or not.
    "mediation_close": ((-3, W, R), (-1, W, T), (0, X, L)),
    "mediation_close_accepted": ((-3, W, R),),
    # The table that has the agreement tells and orders; whoever handles the case served is reminded.
    "agreement_seal": ((0, W, R),),
    "term_due": ((-2, W, R), (0, X, B)),
    # Missing it costs the worker the claim: sixty and thirty days before, then the last week.
    "arb_limitation": ((-60, C, R), (-30, C, T), (-7, C, D)),
    "emergency_report": ((0, X, T), (1, X, D)),
    "emergency_followup": ((0, X, R), (2, X, T)),
    "return_call": ((0, W, R),),
    "union_refuse_zj": ((-1, W, R), (0, W, T)),
}
#: A table: remind, tell, order. What is late at it does not climb: the case it serves has its own ladder.
AT_TABLE = ((-1, W, R), (0, W, T), (3, W, D))
MEDIATION_ROWS: Rows = {
    "table_prepare": AT_TABLE,
    "table_session": ((-1, W, R), (0, W, T), (3, W, D)),
    "table_draft": AT_TABLE,
    "consent_reply": AT_TABLE,
    "sign_reply": AT_TABLE,
    "agreement_seal": AT_TABLE,
    "mediation_follow": AT_TABLE,
    **{
        rule_id: DISPUTE_ROWS[rule_id]
        for rule_id in (
            "mediation_close", "approval_decide", "supervision_reply", "term_due", "performance_check",
            "enforcement_follow", "emergency_report", "emergency_followup",
        )
    },
    # A right that ends unless both sides ask in time: the mediator is reminded, three mornings before and the day before.
    "arb_review_apply": ((-3, W, R), (-1, W, R)),
    "judicial_confirm_apply": ((-3, W, R), (-1, W, R)),
}  # fmt: skip
#: Wages: the higher the warning, the sooner it climbs; a missed instalment climbs after two working days.
WAGES_ROWS: Rows = {
    "warn_response_1": STEADY,
    "warn_response_2": ((-1, W, R), (0, W, T), (1, W, H), (3, W, D)),
    "warn_response_3": ((0, W, T), (1, W, H), (2, W, D)),
    "wage_demand": STEADY,
    "wage_follow": STEADY,
    "instalment_follow": ((-1, W, R), (0, W, T), (1, W, H), (3, W, D)),
    "handover_follow": STEADY,
    "advice_feedback": ((0, W, R),),
    "union_opinion_reply_zj": ((0, W, R),),
    # A pay day that was missed is a breach at the midnight that ends it.
    "payday_holiday": ((-2, W, R), (0, X, B)),
    **{
        rule_id: DISPUTE_ROWS[rule_id]
        for rule_id in (
            "first_contact", "verify", "closing_decide", "approval_decide", "performance_check", "suspension_review",
            "supervision_reply", "message_reply", "check_reply", "check_sum_up", "relay", "notice_reply",
            "arb_limitation", "emergency_report", "emergency_followup", "return_call",
        )
    },
}  # fmt: skip
#: Visits: remind, tell, order. A visit stays with whoever makes it; what must climb has become a case.
VISIT_ROWS: Rows = {
    "visit_make": ((-1, W, R), (0, W, R), (2, W, T)),
    "visit_sort": AT_TABLE,
    "finding_answer": ((-2, W, R), (0, W, T), (3, W, D)),
    "rectification_due": ((-1, W, R), (0, W, T), (2, W, D)),
    "contact_cycle": ((-90, C, R), (-30, C, T)),
    "supervision_reply": DISPUTE_ROWS["supervision_reply"],
}
#: A form waits for people of several unions: they are reminded, then told of, then ordered; nothing climbs.
AT_DESK = ((-1, W, R), (0, W, T), (5, W, D))
SECONDMENT_ROWS: Rows = {
    **dict.fromkeys(
        (
            "second_decide",
            "second_consent",
            "second_select",
            "second_match",
            "second_papers",
            "second_assess",
        ),
        AT_DESK,
    ),
    "second_draft": ((-1, W, R), (0, W, T)),
    "second_notice": ((1, W, R), (5, W, T)),
    "second_arrive": ((-1, W, R), (0, W, T)),
    # Ten working days' warning before the term ends, and a word when nobody has wound it up.
    "second_end": ((-10, W, R), (-3, W, R), (0, W, T), (5, W, D)),
    "second_midterm": ((-3, W, R), (3, W, T)),
    "second_max": ((-10, W, T),),
    "approval_decide": DISPUTE_ROWS["approval_decide"],
    "supervision_reply": DISPUTE_ROWS["supervision_reply"],
}
DEFAULTS: Mapping[str, Rows] = {
    CaseKind.DISPUTE: DISPUTE_ROWS,
    CaseKind.MEDIATION: MEDIATION_ROWS,
    CaseKind.WAGES: WAGES_ROWS,
    CaseKind.VISIT: VISIT_ROWS,
    CaseKind.SECONDMENT: SECONDMENT_ROWS,
}


def code_prefix(kind: str) -> str:
    """How a row's code begins. Those of disputes were there first and have no kind in their code."""
    return "" if kind == CaseKind.DISPUTE else f"{kind}:"


def default_rows() -> list[EscalationRow]:
    """The rows above, unsaved."""
    return [
        EscalationRow(
            code=f"{code_prefix(kind)}{rule_id}:{offset:+d}{unit}:{act}", kind=kind,
            rule_id=rule_id, offset=offset, unit=unit, act=act,
        )
        for kind, table in DEFAULTS.items()
        for rule_id, rows in table.items()
        for offset, unit, act in rows
    ]  # fmt: skip
