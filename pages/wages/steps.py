"""What comes next in a wage case, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.models import Case, Clock, Performance, RoadOutcome, WageDetail
from organizations.models import Level
from pages.kinds import Owner
from workflows.wage_arrears.guards import DISOBEYED
from workflows.wage_arrears.states import S

WORKED = (S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED, S.HANDED_OVER)
#: States by whose turn it is; 待结案 waits for a signature.
TURNS = {
    Owner.INTAKE: (S.WARNED,),
    Owner.CHAIR: (S.WARNED,),
    Owner.HANDLER: (*WORKED, S.SUSPENDED),
}


def next_step(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner]:
    """The verb of the present state, and whose it is."""
    if case.state == S.WARNED:
        return ("contact", Owner.INTAKE) if "first_contact" in clocks else ("assign", Owner.CHAIR)
    if case.state == S.VERIFYING and case.handler_id is None:
        return "assign", Owner.CHAIR
    if case.state == S.CLOSED:
        return "return_call", Owner.HANDLER if case.handler_id else Owner.INTAKE
    if case.state == S.SUSPENDED:
        return "resume", Owner.HANDLER
    return _worked(case, clocks), Owner.HANDLER


def _worked(case: Case, clocks: Mapping[str, Clock]) -> str:
    """The mediator's next step."""
    detail = case.wage_arrears
    if case.state == S.VERIFYING:
        return "contact" if "first_contact" in clocks else _verifying(detail)
    if case.state == S.CONFIRMED:
        return "send_tip" if case.employer_id else "agree_plan"
    if case.state == S.DEMANDED:
        return _demanded(case, detail, clocks)
    if case.state == S.CLEARED:
        return "ask_close"
    if case.state == S.HANDED_OVER:
        return "road_result" if detail.road_outcome == RoadOutcome.NONE else "hand_over"
    return "hand_over" if case.performance == Performance.OVERDUE else "record_payment"


def _verifying(detail: WageDetail) -> str:
    if not detail.finding:
        return "record_finding"
    return "ask_not_confirmed" if detail.finding == "not" else "confirm_arrears"


def _demanded(case: Case, detail: WageDetail, clocks: Mapping[str, Clock]) -> str:
    """Paper after paper while the employer does not pay; a plan as soon as it answers."""
    if detail.opinion_sent_on is None:
        return "send_opinion" if "notice_reply" in clocks else "agree_plan"
    if not detail.opinion_outcome:
        return "record_opinion_outcome"
    if detail.opinion_outcome not in DISOBEYED:
        return "agree_plan"
    if detail.advice_sent_on is None:
        return "send_advice" if case.level >= Level.TOWN else "hand_up"
    return "hand_over" if detail.advice_feedback_on else "record_advice_feedback"
