"""劳动争议调处: from a worker's report to a closed case.

A report (上报) is taken in at the enterprise, the village or the town, as the rules of where it starts say. Intake
contacts the worker and accepts (受理), or asks the chair to decline (不予受理) or refer (移送). The chair assigns a
mediator, who verifies (调查核实). A report is not an application: only when the worker applies (调解申请), agrees to be
named, and the other side agrees too does mediation begin (调解中); from the application the law gives fifteen days. It
ends in an agreement whose terms are followed one by one (履行中), or in failure (调解不成) with the roads after it told to
both. The chair approves the closing (待结案 → 已结案); the unit calls back (回访), the worker rates and may ask for
reopening (重开). From any open state the case may be suspended on a coded ground (中止), withdrawn, merged, handed up.

The parts, in the order a case meets them: ``birth``, ``intake``, ``mediation``, ``performance``, ``approving``; what they
share is in ``states``, ``guards``, ``clocks`` and ``rules``. What every handled case can do (the ladder, papers, people, 仲裁时效,
lawful erasure) is in ``workflows.shared``.
"""

from __future__ import annotations

import datetime
from typing import Any

from organizations.acting import Acting
from workflows.draft import Draft
from workflows.shared.employer import Employer
from workflows.shared.erasure import Erasing
from workflows.shared.joint_check import JointChecking
from workflows.shared.limitation import Limitation
from workflows.shared.papers import Papers
from workflows.shared.people import People

from .approving import Deciding
from .birth import birth
from .history import of_the_past
from .states import S, state


def _birth(actor: Acting, at: datetime.datetime, facts: dict[str, Any]) -> Draft:
    """A report, or a row of an old ledger."""
    return of_the_past(actor, at, facts) if "imported" in facts else birth(actor, at, facts)


class Dispute(JointChecking, Deciding, People, Employer, Papers, Limitation, Erasing):
    """The whole workflow: one State, every part's verbs."""

    state = state
    birth = staticmethod(_birth)


__all__ = ["Dispute", "S"]
