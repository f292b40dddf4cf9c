"""What comes next in a dispute, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.models import Case, Clock, OtherSide, Performance
from pages.kinds import Owner
from workflows.dispute.states import WORKED, S

#: States by whose turn it is; 待结案 waits for a signature.
TURNS = {
    Owner.INTAKE: (S.REPORTED,),
    Owner.CHAIR: (S.ACCEPTED,),
    Owner.HANDLER: (*WORKED, S.SUSPENDED),
}


def next_step(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner]:
    """The verb of the present state, and whose it is."""
    if case.state == S.REPORTED:
        return ("contact" if _must_contact(case) else "accept"), Owner.INTAKE
    if case.state == S.ACCEPTED:
        return "assign", Owner.CHAIR
    if case.state == S.CLOSED:
        return "return_call", Owner.HANDLER if case.handler_id else Owner.INTAKE
    if case.state == S.SUSPENDED:
        return "resume", Owner.HANDLER
    return _worked(case), Owner.HANDLER


def _must_contact(case: Case) -> bool:
    return case.dispute.contacted_at is None and not case.dispute.is_lead


def _worked(case: Case) -> str:
    """The mediator's next step."""
    detail = case.dispute
    if case.state == S.VERIFYING:
        return _verifying(case)
    if case.state == S.MEDIATING:
        return "agree"
    if case.state == S.PERFORMING:
        if case.performance == Performance.FULL or detail.road:
            return "ask_close"
        return "enforce" if case.performance == Performance.OVERDUE else "perform_term"
    if detail.informed_at is None:
        return "inform_parties"
    return "ask_close" if detail.road else "take_road"


def _verifying(case: Case) -> str:
    detail = case.dispute
    if detail.other_side == OtherSide.AGREED:
        return "start_mediation"
    if detail.other_side == OtherSide.ASKED:
        return "other_side_agrees"
    if not detail.finding:
        return "record_finding"
    if detail.finding == "not" and detail.applied_on is None:
        return "ask_not_confirmed"
    return "ask_other_side" if detail.applied_on and detail.names_applicant else "receive_application"
