"""Rows the workflows stand on: rules, escalation, approvals."""

from .approvals import Answer, Approval, ApprovalKind, Mode, Signature, Step, Verdict
from .escalation import EscalationAct, EscalationRow, OffsetUnit
from .rules import Rule, RuleKind, RuleUnit

__all__ = [
    "Answer",
    "Approval",
    "ApprovalKind",
    "EscalationAct",
    "EscalationRow",
    "Mode",
    "OffsetUnit",
    "Rule",
    "RuleKind",
    "RuleUnit",
    "Signature",
    "Step",
    "Verdict",
]
