"""What comes next in a wage case, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.models import Case, Clock
from pages.kinds import Owner
from workflows.wage_arrears.states import S

#: States by whose turn it is; 待结案 waits for a signature.
TURNS = {
    Owner.CHAIR: (S.WARNED,),
    Owner.HANDLER: (
        S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED, S.HANDED_OVER, S.SUSPENDED,
    ),
}  # fmt: skip
#: The step of each state that has only one.
STEPS = {
    S.WARNED: "assign",
    S.CONFIRMED: "send_tip",
    S.PLANNED: "record_payment",
    S.REPAYING: "record_payment",
    S.CLEARED: "ask_close",
    S.SUSPENDED: "resume",
    S.CLOSED: "return_call",
}


def next_step(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner]:
    """The verb of the present state, and whose it is."""
    verb = STEPS.get(S(case.state)) or _between(case)
    if case.state == S.WARNED:
        return verb, Owner.CHAIR
    if case.state == S.CLOSED and case.handler_id is None:
        return verb, Owner.INTAKE
    return verb, Owner.HANDLER


def _between(case: Case) -> str:
    """Where it depends on what was found, sent and answered."""
    detail = case.wage_arrears
    if case.state == S.VERIFYING:
        if not detail.finding:
            return "record_finding"
        return "ask_not_confirmed" if detail.finding == "not" else "confirm"
    if case.state == S.DEMANDED:
        if detail.opinion_sent_on is None:
            return "send_opinion"
        return "agree_plan" if detail.opinion_outcome else "record_opinion_outcome"
    return "ask_close" if detail.road_outcome else "road_result"
