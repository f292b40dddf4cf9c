"""What somebody did while seconded, counted from the record's rows; and how many of a round may get a grade."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from cases.models import (
    SERVED_DAYS,
    Case,
    DayPresence,
    EntryKind,
    GradeShare,
    OpinionTally,
    SecondmentDetail,
    SecondmentRound,
    ServiceEntry,
    VisitDetail,
)
from organizations.models import Unit

from .opinions import Counts, tallied


@dataclass(frozen=True, slots=True)
class Service:
    """工作实绩 in figures: days, and how many papers, inspections and visits."""

    days_served: int
    days_on_leave: int
    days_absent: int
    reports: int
    matters: int
    inspections: int
    visits: int
    opinions: dict[str, Counts]


def service_of(case: Case) -> Service:
    """The figures of one form. Three queries, two for somebody without an account."""
    rows = (
        ServiceEntry.objects.filter(case=case)
        .values_list("kind", "presence")
        .annotate(n=Count("id"))
        .order_by()
    )
    counts: dict[tuple[str, str], int] = {(kind, presence): n for kind, presence, n in rows}
    tallies = OpinionTally.objects.filter(case=case).values_list("group", "grade", "count")
    return Service(
        days_served=sum(counts.get((EntryKind.ATTENDANCE, day), 0) for day in SERVED_DAYS),
        days_on_leave=counts.get((EntryKind.ATTENDANCE, DayPresence.LEAVE), 0),
        days_absent=counts.get((EntryKind.ATTENDANCE, DayPresence.ABSENT), 0),
        reports=counts.get((EntryKind.REPORT, ""), 0),
        matters=counts.get((EntryKind.MATTER, ""), 0),
        inspections=counts.get((EntryKind.INSPECTION, ""), 0),
        visits=_visits(case.secondment),
        opinions=tallied(list(tallies)),
    )


def _visits(detail: SecondmentDetail) -> int:
    """Visits this person made while in post; of whoever has no account none is known."""
    last = detail.ended_on or detail.until
    if detail.person_id is None or detail.took_up_on is None or last is None:
        return 0
    made = VisitDetail.objects.filter(visitor=detail.person_id)
    return made.filter(visited_on__gte=detail.took_up_on, visited_on__lte=last).count()


@dataclass(frozen=True, slots=True)
class Share:
    """等次比例 in a round: ``people`` came into post and stayed, ``most`` of them may get the grade, ``given`` have it."""

    grade: str
    per_cent: int
    people: int
    most: int
    given: int

    @property
    def is_full(self) -> bool:
        """Whether one more would be too many."""
        return self.given >= self.most


def share_of(round_: SecondmentRound, county: Unit, grade: str) -> Share | None:
    """How many may get ``grade``, rounded down; None where no row limits it. Three queries."""
    rows = GradeShare.objects.filter(
        grade=grade, is_active=True, county__in=[county]
    ) | GradeShare.objects.filter(grade=grade, is_active=True, county=None)
    # The county's own row counts before the general one.
    row = max(rows, key=lambda one: one.county_id is not None, default=None)
    if row is None:
        return None
    stayed = SecondmentDetail.objects.filter(round=round_, took_up_on__isnull=False, early_ground="")
    people = stayed.count()
    return Share(grade, row.most, people, people * row.most // 100, stayed.filter(grade=grade).count())
