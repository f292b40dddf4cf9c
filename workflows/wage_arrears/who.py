"""Who may act in a wage case: the same questions as in every handled case, and one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizations.acting import Acting
from workflows.shared.who import *  # noqa: F403  one list, told in one place

if TYPE_CHECKING:
    from .base import Base


def by_ledger(flow: Base, acting: Acting) -> bool:
    """Nobody by themselves: only the ledger, when it comes to nothing owed, to money come in, or to a debt again."""
    return flow.settling
