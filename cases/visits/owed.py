"""What each person still owes of a cycle's visits, made, by when, and at risk before it is late.

A duty counts for each relation apart (the worker met, the unit visited) or for the person (communities, enterprises). Made is
a recorded visit on a day of the cycle; a visit that serves a relation counts for it, whoever deputised. What is owed and not
made is *at risk* once three quarters of the time have passed, and late when all of it has.
"""

from __future__ import annotations

import datetime
import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from cases.models import PlaceKind, VisitDetail
from organizations.models import (
    EACH_RELATION,
    ContactCycle,
    ContactDuty,
    DutyWhat,
    Person,
    Post,
    Relation,
    Unit,
)
from organizations.paths import under

#: The part of a cycle after which what is not made is at risk: 3/4.
RISK_AFTER = (3, 4)
#: What a visit to such a place counts for.
PLACE_OF = {DutyWhat.COMMUNITY: PlaceKind.COMMUNITY, DutyWhat.ENTERPRISE: PlaceKind.ENTERPRISE}


class Standing(enum.Enum):
    """Where a duty stands."""

    DONE = "done"
    OWED = "owed"
    AT_RISK = "at_risk"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty of one person: ``least`` owed, ``made`` so far, ``planned_on`` the next planned day, ``by`` the last one.

    ``relation`` is set where the duty counts for that relation; ``role`` where it comes with a post.
    """

    person: Person
    what: DutyWhat
    least: int
    made: int
    by: datetime.date
    standing: Standing
    relation: Relation | None = None
    role: str = ""
    planned_on: datetime.date | None = None

    @property
    def left(self) -> int:
        """How many visits are still owed."""
        return max(self.least - self.made, 0)


def standing(
    least: int, made: int, starts_on: datetime.date, ends_on: datetime.date, on: datetime.date
) -> Standing:
    """Where a duty stands on a day. Pure: both days of the time count, and a quarter of it is left when the risk begins."""
    if made >= least:
        return Standing.DONE
    if on > ends_on:
        return Standing.LATE
    days = (ends_on - starts_on).days + 1
    part, whole = RISK_AFTER
    passed = (on - starts_on).days
    return Standing.AT_RISK if passed * whole >= days * part else Standing.OWED


def owed(person: Person, cycle: ContactCycle, on: datetime.date) -> list[Owed]:
    """What ``person`` owes in ``cycle``, what is late or at risk first. Five queries."""
    return _owed(cycle, on, Relation.objects.filter(cycle=cycle, person=person), Q(person=person))


def owed_in(unit: Unit, cycle: ContactCycle, on: datetime.date) -> list[Owed]:
    """What everybody of ``unit`` and below owes in ``cycle``: for the chair. Five queries for any number of people."""
    here = under(unit.path, "unit__path")
    holders = Post.objects.filter(here, _meets(cycle)).values("person")
    relations = Relation.objects.filter(cycle=cycle, person__in=holders)
    return _owed(cycle, on, relations, here)


def _meets(cycle: ContactCycle) -> Q:
    """Posts that share a day with the cycle."""
    return Q(starts_on__lte=cycle.ends_on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=cycle.starts_on))


def _owed(cycle: ContactCycle, on: datetime.date, relations: QuerySet[Relation], whose: Q) -> list[Owed]:
    duties = list(ContactDuty.objects.filter(is_active=True))
    rows = list(relations.select_related("person", "unit", "employer", "cycle"))
    posts = _posts(cycle, on, whose, duties)
    people = {row.person_id for row in rows} | {post.person_id for post in posts}
    made, planned = _visits(cycle, people)
    served, next_on = _by_relation(made), _next_by_relation(planned)
    found = [
        one
        for row in rows
        for one in _of_relation(row, duties, served.get(row.pk, 0), next_on.get(row.pk), on)
    ]
    found += _of_posts(cycle, posts, duties, made, planned, on)
    rank = {Standing.LATE: 0, Standing.AT_RISK: 1, Standing.OWED: 2, Standing.DONE: 3}
    return sorted(
        found, key=lambda one: (rank[one.standing], one.by, one.person.name, one.person.pk, one.what)
    )


def _posts(cycle: ContactCycle, on: datetime.date, whose: Q, duties: Iterable[ContactDuty]) -> list[Post]:
    """Posts of this day (of the cycle's last, once it is over) whose role owes something. One query."""
    day = min(max(on, cycle.starts_on), cycle.ends_on)
    roles = {duty.role for duty in duties if duty.role}
    posts = Post.objects.on(day).filter(
        whose, under(cycle.unit.path, "unit__path"), role__in=roles, manages_for_employer=False
    )
    return list(posts.select_related("person", "unit"))


#: Counts and first planned days by (visitor, relation, kind of place); relation None for visits that serve none.
Counts = Mapping[tuple[int, int | None, str], int]
Days = Mapping[tuple[int, int | None, str], datetime.date]


COLUMNS = ("visitor", "served", "place_kind")


def made_between(people: Any, since: datetime.date, until: datetime.date) -> QuerySet[Any]:
    """How many visits ``people`` (keys, or a query for them) made on these days, by ``COLUMNS``. One query when read.

    A visit made after its relation had ended serves none: it was planned before, and the relation went.
    """
    in_time = Case(When(visited_on__lte=F("relation__ends_on"), then=F("relation")), default=None)
    visits = VisitDetail.objects.filter(visitor__in=people, visited_on__range=(since, until)).order_by()
    made: QuerySet[Any] = visits.annotate(served=in_time).values(*COLUMNS).annotate(n=Count("pk"))
    return made


def _visits(cycle: ContactCycle, people: Collection[int]) -> tuple[Counts, Days]:
    """Visits made on days of the cycle, and the next ones planned. Two queries, each served by an index of the visitor."""
    made = made_between(people, cycle.starts_on, cycle.ends_on)
    visits = VisitDetail.objects.filter(visitor__in=people).order_by().annotate(served=F("relation"))
    planned = visits.filter(
        visited_on__isnull=True,
        planned_on__range=(cycle.starts_on, cycle.ends_on),
        case__closed_at__isnull=True,
    )
    days = planned.values(*COLUMNS).annotate(day=Min(F("planned_on")))
    return (
        {(row["visitor"], row["served"], row["place_kind"]): row["n"] for row in made},
        {(row["visitor"], row["served"], row["place_kind"]): row["day"] for row in days},
    )


def _of_relation(
    row: Relation, duties: Iterable[ContactDuty], count: int, next_on: datetime.date | None, on: datetime.date
) -> Iterable[Owed]:
    """``count`` visits served the relation; ``next_on`` the next is planned."""
    what = DutyWhat.OWN_WORKER if row.is_person else DutyWhat.OWN_UNIT
    for duty in duties:
        if duty.what != what or (
            row.ends_on < row.cycle.ends_on and count < duty.least and on >= row.ends_on
        ):
            # What was ended early is nobody's to make from that day on, though a visit made on the day itself counts.
            continue
        yield Owed(
            row.person, what, duty.least, count, row.ends_on,
            standing(duty.least, count, row.starts_on, row.ends_on, on), relation=row, planned_on=next_on,
        )  # fmt: skip


def _of_posts(
    cycle: ContactCycle,
    posts: Iterable[Post],
    duties: Iterable[ContactDuty],
    made: Counts,
    planned: Days,
    on: datetime.date,
) -> Iterable[Owed]:
    """Duties that come with a post: once a person and kind, the heavier of two."""
    heaviest: dict[tuple[int, str], tuple[Post, ContactDuty]] = {}
    for post in posts:
        for duty in duties:
            fits = duty.role == post.role and post.unit is not None and duty.level == post.unit.level
            if not fits or duty.what in EACH_RELATION:
                continue
            before = heaviest.get((post.person_id, duty.what))
            if before is None or before[1].least < duty.least:
                heaviest[post.person_id, duty.what] = (post, duty)
    by_place, next_on = _by_place(made), _next_by_place(planned)
    for (person, what), (post, duty) in heaviest.items():
        place = PLACE_OF[DutyWhat(what)]
        count = by_place.get((person, place), 0)
        starts_on = max(cycle.starts_on, post.starts_on)
        yield Owed(
            post.person, DutyWhat(what), duty.least, count, cycle.ends_on,
            standing(duty.least, count, starts_on, cycle.ends_on, on), role=post.role,
            planned_on=next_on.get((person, place)),
        )  # fmt: skip


def _by_relation(made: Counts) -> dict[int, int]:
    """Visits that served a relation, whoever made them: looked up once, since a county has thousands of relations."""
    found: dict[int, int] = defaultdict(int)
    for (_who, relation, _place), count in made.items():
        if relation is not None:
            found[relation] += count
    return found


def _next_by_relation(planned: Days) -> dict[int, datetime.date]:
    """The next day planned for a relation."""
    found: dict[int, datetime.date] = {}
    for (_who, relation, _place), day in planned.items():
        if relation is not None:
            found[relation] = min(day, found.get(relation, day))
    return found


def _by_place(made: Counts) -> dict[tuple[int, str], int]:
    """Visits of a person to a kind of place, with a relation or without."""
    found: dict[tuple[int, str], int] = defaultdict(int)
    for (who, _relation, place), count in made.items():
        found[who, place] += count
    return dict(found)


def _next_by_place(planned: Days) -> dict[tuple[int, str], datetime.date]:
    """The next day a person goes to a kind of place."""
    found: dict[tuple[int, str], datetime.date] = {}
    for (who, _relation, place), day in planned.items():
        found[who, place] = min(day, found.get((who, place), day))
    return found
