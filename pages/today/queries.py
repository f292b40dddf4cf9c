"""Which cases are somebody's work today, whose turn each is, and how urgent: one question to the database."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import (
    Case as Choose,
)
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from cases.models import ALIVE, Case, CaseKind
from cases.visibility import REPORT_ONLY, visible_to
from organizations.acting import Acting
from organizations.models import Level, Post
from organizations.paths import under
from organizations.roles import DECIDING_ROLES, HANDLING_ROLES, SIGNING_ROLES, Role
from pages.kinds import Owner, of_details, turn_of
from pages.next_steps import INTAKE_ROLES
from pages.rows import ROW_JOINS, to_chairs
from record.timekeeping import day_of, midnight
from workflows.models import AT_THE_TABLE, Approval, Signature, Verdict

NOBODY = Q(pk__in=[])
OPEN, CLOSED = Q(closed_at__isnull=True), Q(closed_at__isnull=False)
MEDIATING_ROLES = frozenset({Role.MEDIATOR, *DECIDING_ROLES})
DAYS_OF_WEEK = 7


class Bucket(enum.IntEnum):
    """Groups of 今日, in the order they are read."""

    LATE = 0
    TODAY = 1
    WEEK = 2
    LATER = 3
    WAITING = 4


@dataclass(frozen=True)
class Work:
    """``turn``: it is this person who acts next; ``watch``: somebody else does, and this person answers for it."""

    turn: Q
    watch: Q
    wait: Q


def in_office(actings: Iterable[Acting]) -> list[Acting]:
    """The ways in which somebody handles cases, without those that only report."""
    return [a for a in actings if a.unit and a.role in HANDLING_ROLES and not a.manages_for_employer]


def only_reports(actings: Sequence[Acting]) -> bool:
    """Whether this person sees nothing but their own reports."""
    return bool(actings) and all(a.role in REPORT_ONLY or a.manages_for_employer for a in actings)


def units_with_intake(actings: Iterable[Acting], on: datetime.date) -> set[int]:
    """Which of a chair's unions have somebody else to take reports in. One query."""
    places = [a.unit for a in actings if a.unit and a.role in DECIDING_ROLES]
    posts = Post.objects.on(on).filter(unit__in=places, role__in=INTAKE_ROLES, manages_for_employer=False)
    return set(posts.values_list("unit_id", flat=True))


def _asked() -> Q:
    return Q(Exists(to_chairs(Approval.objects.filter(case=OuterRef("pk"), verdict=Verdict.OPEN))))


def for_my_signature(signs_as: Iterable[int | None]) -> Exists:
    """Cases with an open question that it is one of these people's turn to answer; a table's own is asked there."""
    wanted = Signature.objects.ready().filter(
        step__approval__case=OuterRef("pk"), signer__in=[one for one in signs_as if one],
    )  # fmt: skip
    wanted = wanted.exclude(step__approval__kind__in=AT_THE_TABLE)
    return Exists(wanted)


def work_of(actings: Sequence[Acting], intake_elsewhere: set[int], at: datetime.datetime) -> Work:
    """What counts as somebody's work, by each way they may act."""
    turn = Q(for_my_signature(a.signs_as for a in actings if a.role in SIGNING_ROLES))
    watch, wait = NOBODY, NOBODY
    for acting in in_office(actings):
        turn |= _turn(acting, intake_elsewhere)
        watch |= _watch(acting, at)
        wait |= _handled(acting)
    for acting in actings:
        if (acting.role in REPORT_ONLY or acting.manages_for_employer) and acting.person:
            wait |= Q(reported_by=acting.person) & OPEN
        if acting.role == Role.PARTNER_OFFICER and acting.partner:
            wait |= Q(pk__in=visible_to([acting]).values("pk"))
    return Work(turn, watch, wait)


def _handled(acting: Acting) -> Q:
    if acting.role not in MEDIATING_ROLES or acting.unit is None:
        return NOBODY
    return Q(handler=acting.signs_as) & under(acting.unit.path, "unit_path") & OPEN


def _turn(acting: Acting, intake_elsewhere: set[int]) -> Q:
    unit = acting.unit
    if unit is None:
        return NOBODY
    found = NOBODY
    if acting.role in MEDIATING_ROLES:
        held = Q(handler=acting.signs_as) & under(unit.path, "unit_path")
        found |= held & turn_of(Owner.HANDLER) & ~_asked()
        found |= held & CLOSED & Q(due_at__isnull=False)
    if acting.role in INTAKE_ROLES or (acting.role in DECIDING_ROLES and unit.pk not in intake_elsewhere):
        found |= Q(unit=unit.pk) & turn_of(Owner.INTAKE) & ~_asked()
        found |= Q(unit=unit.pk, due_at__isnull=False, handler__isnull=True) & CLOSED
    if acting.role in DECIDING_ROLES:
        found |= Q(unit=unit.pk) & turn_of(Owner.CHAIR) & ~_asked()
        found |= Q(unit=unit.pk, handler__isnull=True) & turn_of(Owner.HANDLER) & ~_asked()
        found |= Q(unit=unit.pk, handler__isnull=True) & of_details(order_open=True)
    return found


def _watch(acting: Acting, at: datetime.datetime) -> Q:
    """What was told up to this level, and for a supervisor what is late below."""
    unit = acting.unit
    if unit is None or acting.role not in (*DECIDING_ROLES, Role.SUPERVISOR):
        return NOBODY
    below = under(unit.path, "unit_path") & OPEN
    told = below & Q(told_level__gte=min(unit.level, Level.COUNTY))
    return told | (below & Q(due_at__lte=at) if acting.role == Role.SUPERVISOR else NOBODY)


def todays(
    actings: Sequence[Acting], at: datetime.datetime, intake_elsewhere: set[int] | None = None
) -> QuerySet[Case]:
    """Everything on somebody's 今日, with ``bucket`` and ``is_mine``, most urgent first."""
    elsewhere = units_with_intake(actings, day_of(at)) if intake_elsewhere is None else intake_elsewhere
    work = work_of(actings, elsewhere, at)
    mine = visible_to(actings).filter(ALIVE).filter(work.turn | work.watch | work.wait).annotate(
        is_mine=Choose(When(work.turn, then=Value(1)), default=Value(0), output_field=IntegerField()),
        bucket=_bucket(work, at),
    )  # fmt: skip
    return mine.select_related(*ROW_JOINS).order_by(
        "bucket", "-is_emergency", F("due_at").asc(nulls_last=True), "pk"
    )


def _bucket(work: Work, at: datetime.datetime) -> Choose:
    today = day_of(at)
    tomorrow = midnight(today + datetime.timedelta(days=1))
    monday = midnight(today + datetime.timedelta(days=DAYS_OF_WEEK - today.weekday()))
    return Choose(
        When(~(work.turn | work.watch), then=Value(Bucket.WAITING.value)),
        When(due_at__lte=at, then=Value(Bucket.LATE.value)),
        When(due_at__lte=tomorrow, then=Value(Bucket.TODAY.value)),
        When(due_at__lte=monday, then=Value(Bucket.WEEK.value)),
        default=Value(Bucket.LATER.value),
        output_field=IntegerField(),
    )


def counted(found: QuerySet[Case], actings: Sequence[Acting]) -> dict[str, int]:
    """How many in each group, how many wait for this person's signature, and the versions added up. One query."""
    wanted = {bucket.name.lower(): Count("pk", filter=Q(bucket=bucket.value)) for bucket in Bucket}
    signing = for_my_signature(a.signs_as for a in actings if a.role in SIGNING_ROLES)
    reported = Q(kind=CaseKind.DISPUTE) & turn_of(Owner.INTAKE)
    numbers = found.order_by().aggregate(
        **wanted,
        sign=Count("pk", filter=Q(signing)),
        intake=Count("pk", filter=Q(is_mine=1) & reported),
        versions=Sum("version"),
    )
    return {name: number or 0 for name, number in numbers.items()}


def seen(numbers: dict[str, int]) -> str:
    """What tells one state of the list from another."""
    return f"{sum(numbers[bucket.name.lower()] for bucket in Bucket)}-{numbers['versions']}"


def own_reports(actings: Sequence[Acting]) -> QuerySet[Case]:
    """What an information officer reported, newest first."""
    return visible_to(actings).select_related(*ROW_JOINS).order_by("-reported_at", "-pk")
