"""服务企业零距离 (泗门): visits owed and made in a place that is overseen. Plans are not cases in hand, and not in the tiles."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from cases.models import CaseKind
from cases.visits.figures import visits_made
from cases.visits.owed import Standing, owed_in
from organizations.models import ContactCycle, Unit
from organizations.paths import ancestors
from workflows.visit.states import S

#: A visit that is still to be made: whether it is late stands among what is owed, and nobody waits for an answer yet.
PLANS = Q(kind=CaseKind.VISIT, state=S.PLANNED)


@dataclass(frozen=True, slots=True)
class VisitSum:
    """One cycle in one place. ``owed`` are duties, ``done`` those fulfilled, ``risk`` and ``late`` those that are not.

    ``made`` are visits on days of the cycle so far, with ``no_union`` to 未建会企业 among them.
    """

    title: str
    ends_on: datetime.date
    owed: int
    done: int
    risk: int
    late: int
    made: int
    no_union: int


def visit_sums(unit: Unit, on: datetime.date) -> list[VisitSum]:
    """Cycles of ``unit`` and of those above it that hold on a day. A query, and six for each cycle, however many people."""
    cycles = ContactCycle.objects.filter(
        unit__path__in=ancestors(unit.path), starts_on__lte=on, ends_on__gte=on
    ).select_related("unit")
    return [_sum(unit, cycle, on) for cycle in cycles]


def _sum(unit: Unit, cycle: ContactCycle, on: datetime.date) -> VisitSum:
    standing = Counter(row.standing for row in owed_in(unit, cycle, on))
    made: Mapping[str, int] = visits_made(unit, cycle.starts_on, cycle.ends_on)
    return VisitSum(
        cycle.title, cycle.ends_on, standing.total(), standing[Standing.DONE], standing[Standing.AT_RISK],
        standing[Standing.LATE], made["visits"], made["no_union"],
    )  # fmt: skip
