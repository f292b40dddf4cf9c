"""Which clock starts when, at a table. A rule that is loaded and named here is started by a test."""

from __future__ import annotations

from .states import S

#: Clocks that run while the table is in a state; leaving it stops them.
STATE_CLOCKS: dict[str, tuple[str, ...]] = {
    S.PREPARING: ("table_prepare",),
    S.IN_SESSION: ("table_draft",),
    S.PROPOSED: ("table_draft",),
    S.CONSENTING: ("consent_reply",),
    S.SIGNING: ("sign_reply",),
    S.FAILED: ("mediation_follow",),
}
#: Started by an event, whatever the state.
EVENT_CLOCKS = (
    "table_session", "mediation_close", "agreement_seal", "term_due", "enforcement_follow", "performance_check",
    "mediation_follow", "arb_review_apply", "judicial_confirm_apply", "approval_decide", "supervision_reply",
    "emergency_report", "emergency_followup",
)  # fmt: skip
#: The law's own clocks run on when a table goes to another union.
STATUTORY = frozenset({"mediation_close", "arb_review_apply", "judicial_confirm_apply", "term_due"})
STARTED_RULES = frozenset({rule for rules in STATE_CLOCKS.values() for rule in rules} | set(EVENT_CLOCKS))
