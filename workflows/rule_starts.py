"""What starts the clock of each rule that comes with the software: an event of a built workflow, or none yet.

A rule that is loaded and has no row here, or names an event nothing writes, fails a test: a deadline nobody starts is
a promise nobody keeps.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from record.names import EventName


class Later(StrEnum):
    """Families that are not built yet."""

    NEGOTIATION = "当事人自行协商"
    COURT_MEDIATION = "诉调对接"
    ROADS = "后续途径跟踪"
    ARBITRATION = "仲裁跟踪"
    INSPECTION = "劳动监察跟踪"
    WAGES = "欠薪跟踪"
    PETITION = "信访事项"
    INJURY = "工伤跟踪"
    BARGAINING = "集体协商"
    LEGAL_AID = "法律援助"
    EMPLOYMENT = "解除与裁员"


class NotBuilt(NamedTuple):
    """The workflow that will start the clock."""

    workflow: Later


def _later(workflow: Later, *rule_ids: str) -> dict[str, EventName | NotBuilt]:
    return dict.fromkeys(rule_ids, NotBuilt(workflow))


STARTS: dict[str, EventName | NotBuilt] = {
    # The law's, in a dispute
    "mediation_accept": EventName.APPLICATION_RECEIVED,
    "mediation_close": EventName.APPLICATION_RECEIVED,
    "mediation_close_accepted": EventName.ACCEPTED,
    "people_mediation_close": EventName.APPLICATION_RECEIVED,
    "arb_limitation": EventName.REPORTED,
    "arb_review_apply": EventName.AGREED,
    "judicial_confirm_apply": EventName.AGREED,
    # A right without a term of its own: open from the breach on, and no clock counts it.
    "payment_order_ground": EventName.TERM_BREACHED,
    "union_refuse_zj": EventName.REPORTED,
    "union_opinion_reply_zj": EventName.EMPLOYER_NOTIFIED,
    "union_tip_reply": EventName.EMPLOYER_NOTIFIED,
    # Our own
    "first_contact": EventName.REPORTED,
    "intake_decision": EventName.REPORTED,
    "relay": EventName.REPORTED,
    "assign": EventName.ACCEPTED,
    "verify": EventName.ASSIGNED,
    "notice_reply": EventName.EMPLOYER_NOTIFIED,
    "term_due": EventName.AGREED,
    "performance_check": EventName.AGREED,
    "enforcement_follow": EventName.TERM_BREACHED,
    "inform_failed": EventName.FAILED,
    "failed_road": EventName.FAILED,
    "approval_decide": EventName.APPROVAL_ASKED,
    "closing_decide": EventName.CLOSING_ASKED,
    "return_call": EventName.CLOSED,
    "suspension_review": EventName.SUSPENDED,
    "emergency_report": EventName.EMERGENCY_DECLARED,
    "emergency_followup": EventName.EMERGENCY_ENTRY,
    "message_reply": EventName.MESSAGE_SENT,
    "supervision_reply": EventName.SUPERVISION_ORDERED,
    "check_reply": EventName.CHECK_ASKED,
    "check_sum_up": EventName.CHECK_ANSWERED,
    "table_prepare": EventName.TABLE_SET,
    "table_session": EventName.SESSION_NOTIFIED,
    "table_draft": EventName.SESSION_OPENED,
    "consent_reply": EventName.CONSENTS_ASKED,
    "sign_reply": EventName.ALL_CONSENTED,
    "agreement_seal": EventName.ALL_SIGNED,
    "mediation_follow": EventName.IN_FORCE,
    # Wages: the law's, then our own
    "payday_holiday": EventName.PLAN_AGREED,
    "union_advice_feedback": EventName.ADVICE_SENT,
    "advice_feedback": EventName.ADVICE_SENT,
    "warn_response_1": EventName.WAGES_WARNED,
    "warn_response_2": EventName.WAGES_WARNED,
    "warn_response_3": EventName.WAGES_WARNED,
    "wage_demand": EventName.ARREARS_CONFIRMED,
    "wage_follow": EventName.PLAN_AGREED,
    "instalment_follow": EventName.INSTALMENT_MISSED,
    "handover_follow": EventName.HANDED_OVER,
    # Visits: a county's own rule, then our own
    "contact_cycle": EventName.VISIT_PLANNED,
    "visit_make": EventName.VISIT_PLANNED,
    "visit_sort": EventName.VISIT_RECORDED,
    "finding_answer": EventName.FINDING_LISTED,
    "rectification_due": EventName.RECTIFICATION_ISSUED,
    # Secondments: the county's own rules, then our targets
    "second_min": EventName.TOOK_UP_POST,
    "second_max": EventName.TOOK_UP_POST,
    "second_draft": EventName.SECOND_DRAFTED,
    "second_decide": EventName.SECOND_SUBMITTED,
    "second_consent": EventName.SENDER_AGREED,
    "second_select": EventName.SECOND_CONSENTED,
    "second_match": EventName.SECOND_FILED,
    "second_notice": EventName.NOTICE_POSTED,
    "second_arrive": EventName.NOTICE_ENDED,
    "second_papers": EventName.TOOK_UP_POST,
    "second_end": EventName.TOOK_UP_POST,
    "second_midterm": EventName.SERVICE_BEGAN,
    "second_assess": EventName.SERVICE_ENDED,
    # The law's, in what comes later
    **_later(Later.NEGOTIATION, "consult_reply"),
    **_later(
        Later.COURT_MEDIATION,
        "court_delegated_mediation",
        "court_mediation_ordinary",
        "court_mediation_summary",
        "court_mediation_confirm",
        "court_mediation_ask_other",
    ),
    **_later(
        Later.ROADS,
        "arb_review_accept",
        "arb_review_finish",
        "judicial_confirm_accept",
        "judicial_confirm_decide",
        "payment_order_notice",
        "payment_order_issue",
        "payment_order_objection",
        "payment_order_undeliverable",
        "payment_order_nosue",
        "enforce_apply",
        "civil_limitation",
    ),
    **_later(
        Later.ARBITRATION,
        "arb_accept",
        "arb_serve",
        "arb_defence",
        "arb_forward_defence",
        "arb_panel_notice",
        "arb_hearing_notice",
        "arb_postpone_request",
        "arb_award",
        "arb_award_simple_zj",
        "arb_public_service_zj",
        "arb_public_service_group_zj",
        "sue_final_worker",
        "annul_final_employer",
        "sue_after_annul",
        "sue_nonfinal",
        "occ_disease_arb",
    ),
    **_later(
        Later.INSPECTION,
        "inspect_accept",
        "inspect_finish",
        "inspect_tell_extension_zj",
        "inspect_evidence_zj",
        "inspect_lookback",
    ),
    **_later(
        Later.WAGES,
        "wage_ledger_keep",
        "labour_ledger_keep",
        "labour_cost_cycle",
        "wage_account_open",
        "wage_account_close_notice",
        "blacklist_term",
    ),
    **_later(
        Later.PETITION,
        "xf_register",
        "xf_tell",
        "xf_objection",
        "xf_finish",
        "xf_review_apply",
        "xf_review",
        "xf_recheck_apply",
        "xf_recheck",
    ),
    **_later(
        Later.INJURY,
        "injury_employer",
        "injury_worker",
        "injury_accept",
        "injury_accept_zj",
        "injury_decide",
        "injury_decide_fast",
        "ability_appraise",
        "ability_reappraise",
    ),
    **_later(
        Later.BARGAINING,
        "cb_reply",
        "cb_reply_zj",
        "cb_submit",
        "cb_wage_submit",
        "cb_effective",
        "cb_publish_zj",
        "cb_dispute_zj",
    ),
    **_later(Later.LEGAL_AID, "aid_decide", "aid_assign"),
    **_later(Later.EMPLOYMENT, "dismiss_notice", "layoff_notice", "exit_papers"),
}
