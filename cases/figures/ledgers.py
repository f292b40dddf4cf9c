"""What a ledger adds up to: cases, people (人), person-times (人次), amounts involved and recovered, never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from cases.models import Case, CaseKind


@dataclass(frozen=True, slots=True)
class Totals:
    """Five figures of a set of cases; money is in yuan. ``unknown`` is how many name no amount."""

    cases: int = 0
    people: int = 0
    person_times: int = 0
    involved: Decimal = Decimal(0)
    recovered: Decimal = Decimal(0)
    known: int = 0

    @property
    def unknown(self) -> int:
        """How many cases name no amount involved, and so add nothing to it."""
        return self.cases - self.known


_SUMS = {
    "cases": Count("pk"),
    "people": Sum("people"),
    "person_times": Sum("person_times"),
    "involved": Sum("amount_involved"),
    "recovered": Sum("amount_recovered"),
    "known": Count("amount_involved"),
}


def in_ledgers(cases: QuerySet[Case]) -> QuerySet[Case]:
    """What a ledger lists: matters of workers. A table held for one of them would count its people and money twice, and
    an agenda meeting has none."""
    return cases.filter(kind__in=(CaseKind.DISPUTE, CaseKind.WAGES))


def totals(cases: QuerySet[Case]) -> Totals:
    """Of all of them. One query."""
    row = cases.order_by().aggregate(**_SUMS)
    return _totals(row)


def totals_by(cases: QuerySet[Case], field: str) -> dict[str, Totals]:
    """By the values of one column (``category``, ``conclusion``). One query."""
    rows = cases.order_by().values(field).annotate(**_SUMS)
    return {row.pop(field): _totals(row) for row in rows}


def _totals(row: dict[str, int | Decimal | None]) -> Totals:
    zero = Decimal(0)
    return Totals(
        cases=int(row["cases"] or 0),
        people=int(row["people"] or 0),
        person_times=int(row["person_times"] or 0),
        involved=Decimal(row["involved"] or zero),
        recovered=Decimal(row["recovered"] or zero),
        known=int(row["known"] or 0),
    )
