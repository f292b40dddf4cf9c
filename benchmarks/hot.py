"""The lookups that must not grow with the years, and what PostgreSQL does for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from benchmarks import hot_tables, hot_visits
from benchmarks.filling import FILLED, Province
from cases.models import Case, Clock, Party
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.roles import Role
from pages.casefile.listing import SORTS
from pages.rows import ROW_JOINS
from pages.today.queries import todays
from protection.models import EmployerNotice
from record.models import Event
from workflows.rebinding import OPEN

#: Tables that grow with every case: reading one from end to end is never right.
GROWING = frozenset(FILLED)
PAGE = 30


@dataclass(frozen=True)
class Plan:
    """What was done: whole tables read, indexes used, milliseconds."""

    read_whole: frozenset[str]
    indexes: frozenset[str]
    milliseconds: float


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def explain(queryset: QuerySet[Any]) -> Plan:
    """Runs it and says how."""
    found = json.loads(queryset.explain(format="json", analyze=True))[0]
    nodes = list(_nodes(found["Plan"]))
    return Plan(
        frozenset(
            node["Relation Name"]
            for node in nodes
            if node["Node Type"].endswith("Seq Scan") and node["Actual Loops"]
        ),
        frozenset(node["Index Name"] for node in nodes if "Index Name" in node),
        found["Execution Time"],
    )


def _acting(province: Province, role: Role) -> Acting:
    if role == Role.MEDIATOR:
        return Acting(province.mediator, role, province.town)
    return Acting(province.chair, role, province.county)


def queries(province: Province) -> dict[str, Callable[[], QuerySet[Any]]]:
    """Each hot lookup by what it is for."""
    county, town = _acting(province, Role.CHAIR), _acting(province, Role.MEDIATOR)
    now, wanted = province.now, f"C{77 * 20:011d}"
    late = Q(due_at__lte=now) & ~Q(state="closed")
    return {
        "sweep: the clocks that are due": lambda: Clock.objects.filter(next_at__lte=now).order_by("next_at")[:800],
        "deadlines that a calendar overtook": lambda: OPEN.filter(provisional=True, due_on__lt=now.date()).order_by(),
        "a county's newest cases": lambda: visible_to([county]).order_by("-reported_at", "-pk")[:PAGE],
        "a town's newest cases": lambda: visible_to([town]).order_by("-reported_at", "-pk")[:PAGE],
        "a county's list as it opens": lambda: visible_to([county]).select_related(*ROW_JOINS).order_by(*SORTS[""])[:PAGE],
        "a county's nearest deadlines": lambda: Case.objects.filter(
            county=province.county, due_at__isnull=False
        ).order_by("due_at")[:PAGE],
        "a handler's nearest deadlines": lambda: Case.objects.filter(
            handler=province.mediator, due_at__isnull=False
        ).order_by("due_at")[:PAGE],
        "a mediator's 今日": lambda: todays([town], now, set())[:PAGE],
        "a county chair's 今日": lambda: todays([county], now, set())[:PAGE],
        "how many are late in each town": lambda: visible_to([county])
        .filter(late, county=province.county)
        .order_by()
        .values("town")
        .annotate(n=Count("pk")),
        "a case by its code": lambda: Case.objects.filter(code=wanted).order_by(),
        "a case's history": lambda: Event.objects.filter(subject=f"case:{wanted}").order_by("version", "line"),
        "what is not sealed yet": lambda: Event.objects.filter(
            chain=f"P-{province.county.pk}", position__isnull=True
        ).order_by("id")[:500],
        "chains with something to seal": lambda: Event.objects.filter(position__isnull=True)
        .order_by()
        .values_list("chain", flat=True)
        .distinct(),
        "a case's clocks": lambda: Clock.objects.filter(case=77).order_by(),
        "an employer's papers": lambda: EmployerNotice.objects.filter(employer_code="E77").order_by("-issued_on")[
            :PAGE
        ],
        "the same telephone before": lambda: Party.objects.filter(phone_index="c4ca4238a0b923820dcc509a6f75849b"),
        **hot_tables.queries(province),
        **hot_visits.queries(province),
    }  # fmt: skip
