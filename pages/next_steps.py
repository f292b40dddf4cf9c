"""The one next step of a case, and whose it is: the same answer in every list and on the case file. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from cases.models import Case, Clock
from organizations.roles import Role
from pages.kinds import Owner, page_of
from pages.labels import verb_label
from workflows.registry import workflow_for
from workflows.writing import OURS

#: Roles that take reports in; a chair does where there is nobody else.
INTAKE_ROLES = frozenset({Role.WINDOW, Role.MEDIATOR})


@dataclass(frozen=True)
class NextStep:
    """``verb`` is empty while nobody can do more than wait for a signature or a table, or when nothing is left to do."""

    verb: str
    owner: Owner
    label: str = ""


def next_step(case: Case, clocks: Mapping[str, Clock], asked: str = "", table: str = "") -> NextStep:
    """``clocks``: running ones by rule; ``asked``: what an open approval asks, in words; ``table``: the code of a table that
    is open for the case. ``case.detail`` is loaded."""
    urgent = _urgent(case, clocks)
    if urgent is None and table and not asked:
        return NextStep("", Owner.HANDLER, _("多方协商中"))
    verb, owner = urgent or _of_state(case, clocks, asked)
    if verb and owner == Owner.HANDLER and case.handler_id is None and case.is_open:
        verb, owner = _naming(case.kind, case.state), Owner.CHAIR
    if verb == "message":
        return NextStep(verb, owner, _("答复职工消息"))
    if verb:
        return NextStep(verb, owner, verb_label(case.kind, verb))
    return NextStep(verb, owner, _("审批：%(what)s") % {"what": asked} if asked else "")


@cache
def _naming(kind: str, state: str) -> str:
    """The step by which a chair names who handles a case that came up without anybody."""
    steps = {transition.slug for transition in workflow_for(kind).state.get_outgoing_transitions(state)}
    return "assign" if "assign" in steps else "reassign"


def _urgent(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner] | None:
    """What goes before the state's own step."""
    worked = Owner.HANDLER if case.handler_id else Owner.INTAKE
    if "emergency_report" in clocks or _first(clocks) == "emergency_followup":
        return "emergency_entry", worked
    if case.detail.order_open:
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
    if "check_sum_up" in clocks:
        return "sum_up", Owner.HANDLER
    return page_of(case.kind).next_step(case, clocks)


__all__ = ["INTAKE_ROLES", "NextStep", "Owner", "next_step"]
