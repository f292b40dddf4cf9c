"""Which clock starts when, in a dispute. A rule that is loaded and named here is started by a test."""

from __future__ import annotations

from .states import S

#: Clocks that run while the case is in a state; leaving it stops them.
STATE_CLOCKS: dict[str, tuple[str, ...]] = {
    S.REPORTED: ("first_contact", "intake_decision"),
    S.ACCEPTED: ("assign",),
    S.VERIFYING: ("verify",),
    S.FAILED: ("inform_failed", "failed_road"),
    S.CLOSING: ("closing_decide",),
    S.CLOSED: ("return_call",),
}
#: Clocks of the mediation: they start with the application, its acceptance or the last signature, and end with it.
MEDIATION_CLOCKS = (
    "mediation_accept",
    "mediation_close",
    "mediation_close_accepted",
    "people_mediation_close",
    "agreement_seal",
)
#: Those of them that end with an agreement everybody has signed (调解仲裁法 14), and count on if that is taken back.
CLOSING_CLOCKS = ("mediation_close", "mediation_close_accepted", "people_mediation_close")
#: Started by an event, whatever the state.
EVENT_CLOCKS = (
    *MEDIATION_CLOCKS, "arb_limitation", "term_due", "enforcement_follow", "suspension_review", "emergency_report",
    "emergency_followup", "message_reply", "notice_reply", "union_tip_reply", "union_opinion_reply_zj",
    "approval_decide", "supervision_reply", "relay", "union_refuse_zj", "arb_review_apply", "judicial_confirm_apply",
    "performance_check", "check_reply", "check_sum_up",
)  # fmt: skip
#: The law's own clocks run on when a case is handed up, and pause only on lawful grounds.
STATUTORY = frozenset(
    {
        "mediation_accept", "mediation_close", "mediation_close_accepted", "people_mediation_close", "arb_limitation",
        "union_refuse_zj", "union_opinion_reply_zj", "arb_review_apply", "judicial_confirm_apply", "term_due",
    }
)  # fmt: skip
STARTED_RULES = frozenset({rule for rules in STATE_CLOCKS.values() for rule in rules} | set(EVENT_CLOCKS))
