"""Counting visits, and where to go next: enterprises without a union first."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from cases.models import Case, Finding, FindingState, VisitDetail
from organizations.models import Employer, Person, Unit
from organizations.paths import under


def visits_between(unit: Unit, since: datetime.date, until: datetime.date) -> QuerySet[VisitDetail]:
    """Visits made by ``unit`` and below on these days; both count."""
    return VisitDetail.objects.filter(under(unit.path, "case__unit_path"), visited_on__range=(since, until))


def findings_between(unit: Unit, since: datetime.date, until: datetime.date) -> QuerySet[Finding]:
    """Entries of the lists of those visits."""
    # Asked for by the visits' keys: joined, the table of entries is read whole for a month's handful.
    return Finding.objects.filter(case__in=visits_between(unit, since, until).values("case"))


def visits_made(unit: Unit, since: datetime.date, until: datetime.date) -> Mapping[str, int]:
    """Visits of ``unit`` and below on these days (both count): all, with and without a relation, 未建会企业, people met. One query.

    ``people`` are those met on each visit, added up: person-times. ``visitors``, ``employers`` and ``unions`` are counted once
    each however often they went or were visited, as towns publish it (5名干部走访基层工会39家, 185家企业). ``unions`` are those
    visited as such, an enterprise's or a village's.
    """
    visits = visits_between(unit, since, until)
    related, none = Q(relation__isnull=False), Q(no_union=True)
    found: Mapping[str, int | None] = visits.aggregate(
        visits=Count("pk"), related=Count("pk", filter=related), no_union=Count("pk", filter=none),
        employers=Count("case__employer", distinct=True), people=Sum("case__people"),
        visitors=Count("visitor", distinct=True), unions=Count("unit", distinct=True),
    )  # fmt: skip
    counted = {name: value or 0 for name, value in found.items()}
    return {**counted, "unrelated": counted["visits"] - counted["related"]}


def findings_made(unit: Unit, since: datetime.date, until: datetime.date) -> Mapping[str, Mapping[str, int]]:
    """The three lists of those visits: how many entries, answered, and become cases, by kind. One query."""
    rows = (
        findings_between(unit, since, until)
        .order_by()
        .values("kind")
        .annotate(
            entries=Count("pk"),
            answered=Count("pk", filter=~Q(state=FindingState.OPEN)),
            cases=Count("pk", filter=Q(state=FindingState.CASE)),
        )
    )
    return {row["kind"]: {name: row[name] for name in ("entries", "answered", "cases")} for row in rows}


def worth_visiting(unit: Unit, own_visits_of: Person | None = None) -> QuerySet[Any]:
    """Employers of ``unit`` and below in the order they are suggested: without a union first, then never visited, then longest
    ago. Each has ``last_visit``; of ``own_visits_of`` alone where that is said: the order tells nothing of anybody else's.
    One query when read; cut it to the number shown.
    """
    employers = Employer.objects.filter(under(unit.path, "unit__path"), is_active=True)
    counted = Q(cases__visit__visitor=own_visits_of) if own_visits_of is not None else None
    return employers.annotate(last_visit=Max("cases__visit__visited_on", filter=counted)).order_by(
        F("union").asc(nulls_first=True), F("last_visit").asc(nulls_first=True), "name", "pk"
    )


def open_plans(
    visitor: Person, seen: QuerySet[Case], employers: Collection[int], units: Collection[int]
) -> QuerySet[VisitDetail]:
    """Visits planned and not made: all of ``visitor``'s, and of those in ``seen`` the ones to these places; the next first.

    One query when read, with visitor and case.
    """
    here = Q(case__employer__in=employers) | Q(unit__in=units)
    waiting = VisitDetail.objects.filter(visited_on__isnull=True, case__closed_at__isnull=True)
    plans = waiting.filter(Q(visitor=visitor) | (here & Q(case__in=seen.order_by().values("pk"))))
    return plans.select_related("visitor", "case").order_by("planned_on", "pk")


def entries_of(person_id: int) -> QuerySet[Finding]:
    """Entries that wait for this person's answer, the most urgent first, with visit and employer."""
    waiting = Finding.objects.filter(owner=person_id, state=FindingState.OPEN)
    return waiting.select_related("case__visit", "case__employer").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )
