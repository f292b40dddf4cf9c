"""Rows the workflows stand on: rules, escalation, approvals."""

from .approvals import AT_THE_TABLE, Answer, Approval, ApprovalKind, Mode, Signature, Step, Verdict
from .escalation import EscalationAct, EscalationRow, OffsetUnit
from .procedures import (
    OWN_ANSWERS,
    BodyAnswer,
    CheckAnswer,
    CheckConclusion,
    CheckState,
    JointCheck,
    JointCheckProcess,
)
from .rules import Rule, RuleKind, RuleUnit
from .warnings import Measure, PayRefusalSetting, WarningRule

__all__ = [
    "AT_THE_TABLE",
    "Answer",
    "Approval",
    "ApprovalKind",
    "BodyAnswer",
    "CheckAnswer",
    "CheckConclusion",
    "CheckState",
    "EscalationAct",
    "EscalationRow",
    "JointCheck",
    "JointCheckProcess",
    "Measure",
    "Mode",
    "OWN_ANSWERS",
    "OffsetUnit",
    "PayRefusalSetting",
    "Rule",
    "RuleKind",
    "RuleUnit",
    "Signature",
    "Step",
    "Verdict",
    "WarningRule",
]
