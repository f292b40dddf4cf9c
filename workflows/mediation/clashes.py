"""Clashes of time: the same person, body, employer or room at two sessions at once. Shown, never forbidden."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.models import Case, Seat, Session, SessionState, SessionWay

#: No session lasts longer; how far back one may have begun that still goes on.
LONGEST = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One session in time. ``people`` are keys of who is wanted there, ``place`` is empty for a call or a video."""

    code: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clash:
    """``code`` is the other session's; ``people`` who is wanted at both; ``same_place`` the room is taken."""

    code: str
    people: frozenset[str]
    same_place: bool


def clashes(wanted: Slot, planned: Iterable[Slot]) -> list[Clash]:
    """Sessions that overlap ``wanted`` and share a person or the place with it. Pure; touching ends do not overlap."""
    found = []
    for slot in planned:
        if slot.code == wanted.code or slot.ends_at <= wanted.starts_at or slot.starts_at >= wanted.ends_at:
            continue
        shared = wanted.people & slot.people
        same_place = bool(wanted.place) and wanted.place == slot.place
        if shared or same_place:
            found.append(Clash(slot.code, shared, same_place))
    return found


def people_of(case: Case, seats: Sequence[Seat]) -> frozenset[str]:
    """Keys of who is wanted at a table: mediator, officers and speakers, bodies, employers; a worker by telephone."""
    keys = {f"person:{pk}" for seat in seats for pk in (seat.person_id, seat.speaker_id) if pk}
    keys |= {f"partner:{seat.partner_id}" for seat in seats if seat.partner_id}
    keys |= {f"employer:{seat.employer_id}" for seat in seats if seat.employer_id}
    keys |= {f"phone:{seat.party.phone_index}" for seat in seats if seat.party and seat.party.phone_index}
    return frozenset(keys | ({f"person:{case.handler_id}"} if case.handler_id else set()))


def slot_of(session: Session, people: frozenset[str]) -> Slot:
    """A stored session in time."""
    ends = session.starts_at + datetime.timedelta(minutes=session.lasts)
    place = "".join(session.place.split()) if session.way == SessionWay.ON_SITE else ""
    return Slot(session.code, session.starts_at, ends, place, people)


def meanwhile(county: int, starts_at: datetime.datetime, ends_at: datetime.datetime) -> QuerySet[Session]:
    """Sessions of a county that may be going on between the two."""
    return Session.objects.filter(
        case__county=county, state__in=(SessionState.PLANNED, SessionState.OPEN),
        starts_at__lt=ends_at, starts_at__gt=starts_at - LONGEST,
    )  # fmt: skip


def wanted_at(cases: Any) -> QuerySet[Seat]:
    """Everybody who sits at these tables (keys of cases, or a queryset of them)."""
    return Seat.objects.filter(case__in=cases, is_active=True).select_related("party")


def clashes_for(
    case: Case, starts_at: datetime.datetime, lasts: int, place: str, but: str = ""
) -> list[Clash]:
    """What a session of ``case`` at that time would clash with in its county. ``but`` is the session being moved.

    Two queries, however many sessions there are.
    """
    ends_at = starts_at + datetime.timedelta(minutes=lasts)
    sessions = list(meanwhile(case.county_id, starts_at, ends_at).exclude(code=but).select_related("case"))
    cases = {session.case_id: session.case for session in sessions} | {case.pk: case}
    seats: dict[int, list[Seat]] = {}
    for seat in wanted_at(cases):
        seats.setdefault(seat.case_id, []).append(seat)
    people = {pk: people_of(one, seats.get(pk, [])) for pk, one in cases.items()}
    wanted = Slot(but, starts_at, ends_at, "".join(place.split()), people[case.pk])
    return clashes(wanted, [slot_of(session, people[session.case_id]) for session in sessions])
