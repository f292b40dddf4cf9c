"""Which workflow a kind of case follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import CaseKind

if TYPE_CHECKING:
    from .machine import Workflow


def workflow_for(kind: str) -> type[Workflow]:
    """The workflow class of a kind."""
    # Imported when asked for: each workflow imports the engine's parts.
    from .dispute import Dispute

    return {CaseKind.DISPUTE: Dispute}[CaseKind(kind)]
