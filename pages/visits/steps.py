"""What comes next on a visit, and whose turn it is. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.models import Case, Clock
from pages.kinds import Owner
from workflows.visit.states import OPEN, S

#: The visitor goes after every entry, whoever it was given to.
TURNS = {Owner.HANDLER: OPEN}
#: Where the next step is not possible yet: what makes it so, the likeliest first.
BEFORE = {"finish": ("answer_finding", "recheck"), "answer_finding": ("recheck",)}


def next_step(case: Case, clocks: Mapping[str, Clock]) -> tuple[str, Owner]:
    """The verb of the present state, and whose it is; none once it is closed."""
    if case.state == S.CLOSED:
        return "", Owner.HANDLER
    if case.state == S.PLANNED:
        return "record", Owner.HANDLER
    waits = "finding_answer" in clocks or "rectification_due" in clocks
    if case.state == S.RECORDED:
        return ("follow_up" if waits else "finish"), Owner.HANDLER
    return ("answer_finding" if "finding_answer" in clocks else "recheck"), Owner.HANDLER
