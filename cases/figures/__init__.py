"""Counts for boards and ledgers: read models that ask the database once and write nothing."""

from .lateness import Due, Lateness, due_within, lateness, lateness_by, tone_of
from .ledgers import Totals, in_ledgers, totals, totals_by

__all__ = [
    "Due",
    "Lateness",
    "Totals",
    "due_within",
    "in_ledgers",
    "lateness",
    "lateness_by",
    "tone_of",
    "totals",
    "totals_by",
]
