"""What a case is."""

from .case import ALIVE, Case, CaseKind, CaseNumber, CaseReader, Colour, Performance, ReaderReason
from .clock import Clock, ClockState
from .dispute import ApplicationForm, BodyKind, Disclosure, DisputeDetail, OtherSide
from .papers import Evidence, EvidenceKind, Message, Term, TermState
from .party import Consent, Party

__all__ = [
    "ALIVE",
    "ApplicationForm",
    "BodyKind",
    "Case",
    "CaseKind",
    "CaseNumber",
    "CaseReader",
    "Clock",
    "ClockState",
    "Colour",
    "Consent",
    "Disclosure",
    "DisputeDetail",
    "Evidence",
    "EvidenceKind",
    "Message",
    "OtherSide",
    "Party",
    "Performance",
    "ReaderReason",
    "Term",
    "TermState",
]
