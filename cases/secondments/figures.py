"""What somebody did while seconded, counted from the record's rows; and how many of a round may get a grade."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
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
    return services_of([case.secondment])[case.pk]


def services_of(details: Sequence[SecondmentDetail]) -> dict[int, Service]:
    """The figures of many forms by case: as many queries as for one."""
    keys = [detail.pk for detail in details]
    rows = (
        ServiceEntry.objects.filter(case__in=keys)
        .values_list("case", "kind", "presence")
        .annotate(n=Count("id"))
        .order_by()
    )
    counts: defaultdict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for key, kind, presence, n in rows:
        counts[key][kind, presence] = n
    tallies: defaultdict[int, list[tuple[str, str, int]]] = defaultdict(list)
    told = OpinionTally.objects.filter(case__in=keys).values_list("case", "group", "grade", "count")
    for key, group, grade, n in told:
        tallies[key].append((group, grade, n))
    visits = _visits(details)
    return {key: _service(counts[key], tallies[key], visits[key]) for key in keys}


def _service(
    counts: Mapping[tuple[str, str], int], tallies: Sequence[tuple[str, str, int]], visits: int
) -> Service:
    return Service(
        days_served=sum(counts.get((EntryKind.ATTENDANCE, day), 0) for day in SERVED_DAYS),
        days_on_leave=counts.get((EntryKind.ATTENDANCE, DayPresence.LEAVE), 0),
        days_absent=counts.get((EntryKind.ATTENDANCE, DayPresence.ABSENT), 0),
        reports=counts.get((EntryKind.REPORT, ""), 0),
        matters=counts.get((EntryKind.MATTER, ""), 0),
        inspections=counts.get((EntryKind.INSPECTION, ""), 0),
        visits=visits,
        opinions=tallied(tallies),
    )


def _visits(details: Sequence[SecondmentDetail]) -> Counter[int]:
    """Visits each person made while in post, by case; of whoever has no account none is known. One query, or none."""
    posts = [
        (detail.pk, detail.person_id, detail.took_up_on, detail.ended_on or detail.until)
        for detail in details
        if detail.person_id is not None and detail.took_up_on is not None
    ]
    if not posts:
        return Counter()
    made = VisitDetail.objects.filter(visitor__in={person for _key, person, _first, _last in posts})
    days: defaultdict[int, list[datetime.date]] = defaultdict(list)
    first = min(first for _key, _person, first, _last in posts)
    for person, day in made.filter(visited_on__gte=first).values_list("visitor", "visited_on"):
        if day is not None:
            days[person].append(day)
    return Counter(
        {
            key: sum(first <= day <= last for day in days[person])
            for key, person, first, last in posts
            if last is not None
        }
    )


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
