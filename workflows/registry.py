"""Which workflow a kind of case follows."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

from cases.models import CaseKind

if TYPE_CHECKING:
    from .machine import Workflow

#: Loaded when asked for: each workflow imports the engine's parts.
WORKFLOWS = {
    CaseKind.DISPUTE: "workflows.dispute.Dispute",
    CaseKind.MEDIATION: "workflows.mediation.Mediation",
    CaseKind.WAGES: "workflows.wage_arrears.WageArrears",
    CaseKind.VISIT: "workflows.visit.Visit",
    CaseKind.SECONDMENT: "workflows.secondment.Secondment",
}


@cache
def part_of(kind: str, name: str) -> ModuleType:
    """A file of a kind's workflow by its name: every one has ``states`` and ``clocks``."""
    return import_module(f"{WORKFLOWS[CaseKind(kind)].rpartition('.')[0]}.{name}")


@cache
def workflow_for(kind: str) -> type[Workflow]:
    """The workflow class of a kind."""
    found: type[Workflow] = import_string(WORKFLOWS[CaseKind(kind)])
    return found
