"""Which clock starts when, on a visit. A rule that is loaded and named here is started by a test."""

from __future__ import annotations

from .states import S

#: Clocks that run while the visit is in a state; leaving it stops them.
STATE_CLOCKS: dict[str, tuple[str, ...]] = {S.RECORDED: ("visit_sort",)}
#: Until the visit is made: its planned day, and (where a local rule says so) the year of its relation.
UNTIL_MADE = ("visit_make", "contact_cycle")
#: Started by an event, whatever the state: every entry of the list and every paper has its own.
EVENT_CLOCKS = (*UNTIL_MADE, "finding_answer", "rectification_due", "supervision_reply")
#: A local rule's year runs on whatever we do.
STATUTORY = frozenset({"contact_cycle"})
STARTED_RULES = frozenset({rule for rules in STATE_CLOCKS.values() for rule in rules} | set(EVENT_CLOCKS))
