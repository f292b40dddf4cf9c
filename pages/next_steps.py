"""The one next step of a case, and whose it is: the same answer in every list and on the case file. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Case, Clock, OtherSide, Performance
from organizations.roles import Role
from pages.labels import verb_label
from workflows.dispute.states import S
from workflows.writing import OURS


class Owner(enum.Enum):
    """Whose turn it is."""

    INTAKE = "intake"
    CHAIR = "chair"
    HANDLER = "handler"
    SIGNER = "signer"


#: Roles that take reports in; a chair does where there is nobody else.
INTAKE_ROLES = frozenset({Role.WINDOW, Role.MEDIATOR})


@dataclass(frozen=True)
class NextStep:
    """``verb`` is empty while nobody can do more than wait for a signature."""

    verb: str
    owner: Owner
    label: str = ""


def next_step(case: Case, clocks: Mapping[str, Clock], asked: str = "") -> NextStep:
    """``clocks``: running ones by rule; ``asked``: what an open approval asks, in words. ``case.dispute`` is loaded."""
    verb, owner = _urgent(case, clocks) or _of_state(case, clocks, asked)
    if verb == "message":
        return NextStep(verb, owner, _("答复职工消息"))
    words = verb_label(case.kind, verb) if verb else _("审批：%(what)s") % {"what": asked}
    return NextStep(verb, owner, words)


def _urgent(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner] | None:
    """What goes before the state's own step."""
    worked = Owner.HANDLER if case.handler_id else Owner.INTAKE
    if "emergency_report" in clocks or _first(clocks) == "emergency_followup":
        return "emergency_entry", worked
    if case.dispute.order_open:
        return "answer_order", Owner.HANDLER if case.handler_id else Owner.CHAIR
    if "message_reply" in clocks and "first_contact" not in clocks:
        return "message", worked
    return None


def _first(clocks: Mapping[str, Clock]) -> str:
    ours = [clock for clock in clocks.values() if clock.rule_id in OURS]
    return min(ours, key=lambda clock: clock.due_at).rule_id if ours else ""


def _of_state(case: Case, clocks: Mapping[str, Clock], asked: str) -> tuple[str, Owner]:
    if asked:
        return "", Owner.SIGNER
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
