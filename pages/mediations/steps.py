"""What comes next at a table, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.models import Case, Clock, Performance
from pages.kinds import Owner
from workflows.mediation.states import OPEN, S

#: Even while the sides answer it is the mediator who goes after them.
TURNS = {Owner.HANDLER: OPEN}
#: Where the next step is not possible yet: what makes it so, the likeliest first.
BEFORE = {
    "notify": ("add_seat", "assign"),
    "open_session": ("move_session",),
    "record_seal": ("sign_as_mediator", "offer_links", "record_answer"),
    "offer_links": ("record_answer",),
    "ask_consents": ("add_seat",),
    "ask_close": ("perform_term",),
}
USUAL = {
    S.PREPARING: "notify",
    S.NOTIFIED: "open_session",
    S.ADJOURNED: "open_session",
    S.IN_SESSION: "propose",
    S.PROPOSED: "ask_consents",
    S.CONSENTING: "offer_links",
    S.SIGNING: "record_seal",
}
#: The two roads both sides take together; while they are open the table is not put away.
JOINT = ("arb_review_apply", "judicial_confirm_apply")


def next_step(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner]:
    """The verb of the present state, and whose it is; none once it is closed."""
    if case.state == S.CLOSED:
        return "", Owner.HANDLER
    if case.handler_id is None:
        return "assign", Owner.CHAIR
    if case.state == S.IN_FORCE:
        return _in_force(case, clocks), Owner.HANDLER
    if case.state == S.FAILED:
        return _failed(case), Owner.HANDLER
    return USUAL[S(case.state)], Owner.HANDLER


def _in_force(case: Case, clocks: Mapping[str, Clock]) -> str:
    if case.mediation.serves_id is not None:
        return "take_road" if any(rule in clocks for rule in JOINT) else "close_table"
    if case.performance == Performance.FULL or case.mediation.road:
        return "ask_close"
    return "enforce" if case.performance == Performance.OVERDUE else "perform_term"


def _failed(case: Case) -> str:
    if case.mediation.informed_at is None:
        return "inform_parties"
    return "ask_close" if case.mediation.serves_id is None else "close_table"
