"""核实 → 调解 in viewflow: two tasks of a person, a row lock, and what its engine does between them."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import SelectForUpdateLock

from cases.models import Case
from organizations.models import Person

from .models import MediationProcess


class Mediation(flow.Flow):
    """The part of the dispute that is compared. Its views are never served: tasks are run from code."""

    process_class = MediationProcess
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.begin).Next(this.verify)
    verify = flow.View(None).Assign(this.mediator).Next(this.mediate)
    mediate = flow.View(None).Assign(this.mediator).Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, case: Case) -> MediationProcess:
        """A process on a case."""
        activation.process.case = case
        process: MediationProcess = activation.process
        return process

    def mediator(self, activation: Any) -> Person | None:
        """Whose task it is: whoever the case was given to."""
        handler: Person | None = activation.process.case.handler
        return handler
