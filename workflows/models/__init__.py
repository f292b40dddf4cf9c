"""Rows the workflows stand on: rules, escalation, approvals."""

from .approvals import (
    AT_THE_TABLE,
    GONE,
    Added,
    Answer,
    Approval,
    ApprovalKind,
    Mode,
    Signature,
    Step,
    Verdict,
)
from .chains import ASKS, Asks, ChainStep, ChainTemplate, Place, Signs
from .escalation import EscalationAct, EscalationRow, OffsetUnit
from .matching import LIVE, Choice, Match, MatchProcess, MatchState
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
    "ASKS",
    "AT_THE_TABLE",
    "Added",
    "Answer",
    "Approval",
    "ApprovalKind",
    "Asks",
    "BodyAnswer",
    "ChainStep",
    "ChainTemplate",
    "CheckAnswer",
    "CheckConclusion",
    "CheckState",
    "Choice",
    "EscalationAct",
    "EscalationRow",
    "GONE",
    "JointCheck",
    "JointCheckProcess",
    "LIVE",
    "Match",
    "MatchProcess",
    "MatchState",
    "Measure",
    "Mode",
    "OWN_ANSWERS",
    "OffsetUnit",
    "PayRefusalSetting",
    "Place",
    "Rule",
    "RuleKind",
    "RuleUnit",
    "Signature",
    "Signs",
    "Step",
    "Verdict",
    "WarningRule",
]
