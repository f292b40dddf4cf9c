"""What comes next of a secondment, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.models import Case, Clock
from pages.kinds import Owner
from workflows.secondment.states import OPEN, S

#: Nobody handles a form from end to end: it is the turn of the union where it lies.
TURNS = {Owner.INTAKE: OPEN}
USUAL = {
    S.DRAFT: "submit",
    S.CONSENT: "record_consent",
    S.SELECTING: "file",
    S.MATCHING: "put_to_county",
    S.NOTICE: "end_notice",
    S.APPROVED: "take_up",
    S.IN_POST: "begin_service",
}
#: Where the next step is not possible yet: what makes it so, the likeliest first.
BEFORE = {
    "submit": ("correct",),
    "put_to_county": ("choose_as_host", "choose_as_person", "try_other_host"),
    "end_notice": ("dismiss_objection",),
    "begin_service": ("publish_three", "promise_two"),
    "close_opinions": ("mark_by_host",),
    "mark_by_host": ("record_host_mark",),
}


def next_step(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner]:
    """The verb of the present state; while a question is out, whoever is asked comes first (``pages.next_steps``)."""
    if case.state == S.CLOSED:
        return "", Owner.INTAKE
    if case.state == S.SERVING:
        return ("check_midterm" if case.secondment.midterm_on is None else "finish"), Owner.INTAKE
    if case.state == S.ASSESSING:
        return _of_assessing(case), Owner.INTAKE
    return USUAL.get(S(case.state), ""), Owner.INTAKE


def _of_assessing(case: Case) -> str:
    """The box is closed, the host marks, then the county proposes a grade."""
    if case.secondment.opinions_open:
        return "close_opinions"
    return "propose_grade" if case.secondment.host_mark else "mark_by_host"
