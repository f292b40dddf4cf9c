"""Which clock starts when, in a wage case, and which terms are the law's and which our own."""

from __future__ import annotations

from typing import NamedTuple

from protection.models import NoticeKind

from .states import S

#: Clocks that run while the case is in a state; leaving it stops them.
STATE_CLOCKS: dict[str, tuple[str, ...]] = {
    S.VERIFYING: ("verify",),
    S.CONFIRMED: ("wage_demand",),
    S.DEMANDED: ("wage_follow",),
    S.CLEARED: ("performance_check",),
    S.HANDED_OVER: ("handover_follow",),
    S.CLOSING: ("closing_decide",),
    S.CLOSED: ("return_call",),
}
#: The answer each warning level is owed in time.
RESPONSE = {1: "warn_response_1", 2: "warn_response_2", 3: "warn_response_3"}
#: An instalment's own: the law moves pay days back over rest days (保障农民工工资支付条例 14).
PAY_DAY, MISSED, FOLLOW = "payday_holiday", "instalment_follow", "wage_follow"
ADVICE = "advice_feedback"
#: Started by an event, whatever the state. The law gives 建议书 no term: ``union_advice_feedback`` runs as our target.
EVENT_CLOCKS = (
    *RESPONSE.values(), PAY_DAY, MISSED, FOLLOW, ADVICE, "first_contact", "arb_limitation", "suspension_review",
    "emergency_report", "emergency_followup", "message_reply", "notice_reply", "union_tip_reply",
    "union_opinion_reply_zj", "union_advice_feedback", "approval_decide", "supervision_reply", "relay", "check_reply",
    "check_sum_up",
)  # fmt: skip
#: The law's own clocks run on when a case is handed up, and pause only on lawful grounds.
STATUTORY = frozenset({"arb_limitation", "union_opinion_reply_zj", PAY_DAY})
STARTED_RULES = frozenset({rule for rules in STATE_CLOCKS.values() for rule in rules} | set(EVENT_CLOCKS))


class PaperTerm(NamedTuple):
    """A paper's term: the rule whose clock runs, and the law's own rule where that gives no number."""

    rule_id: str
    law_rule_id: str
    is_law: bool


#: 提示函 and 建议书 have no statutory term: what runs is our own target and is shown as such.
PAPER_TERMS: dict[str, PaperTerm] = {
    NoticeKind.TIP: PaperTerm("notice_reply", "union_tip_reply", False),
    NoticeKind.OPINION: PaperTerm("union_opinion_reply_zj", "union_opinion_reply_zj", True),
    "advice": PaperTerm(ADVICE, "union_advice_feedback", False),
}
