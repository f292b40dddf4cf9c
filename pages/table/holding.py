"""Which seats somebody holds, as the workflow says it (``workflows.mediation.who``), for many tables at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from cases.models import Seat
from cases.visibility import one_of
from organizations.acting import Acting
from organizations.roles import DECIDING_ROLES, Role
from workflows.models import AT_THE_TABLE, Answer, Signature, Verdict


def seats_held(ways: Iterable[Acting]) -> QuerySet[Seat]:
    """Active seats that one of ``ways`` may answer for."""
    held = Q(pk__in=[])
    for way in ways:
        held |= _held_by(way)
    return Seat.objects.filter(held, is_active=True)


def put_to(seats: QuerySet[Seat]) -> QuerySet[Signature]:
    """Open questions that these seats have not answered."""
    return Signature.objects.filter(
        one_of("seat", seats.values("pk")), answer=Answer.OPEN, step__approval__verdict=Verdict.OPEN,
        step__approval__kind__in=AT_THE_TABLE,
    )  # fmt: skip


def _held_by(way: Acting) -> Q:
    if way.role == Role.PARTNER_OFFICER and way.partner is not None:
        return Q(partner=way.partner.pk)
    if way.role == Role.EMPLOYER_REP or way.person is None or way.unit is None or way.manages_for_employer:
        # Employers read their own table, and answer from there.
        return Q(pk__in=[])
    mine = Q(person=way.signs_as) | Q(speaker=way.signs_as)
    if way.role not in DECIDING_ROLES:
        return mine
    # The union's seat speaks by its chair, and never by who mediates.
    return mine | Q(unit=way.unit.pk) & ~Q(case__handler=way.signs_as)


def way_for(seat: Seat, ways: Sequence[Acting]) -> Acting | None:
    """The first way in which the seat is held."""
    for way in ways:
        if way.partner is not None and seat.partner_id == way.partner.pk and way.role == Role.PARTNER_OFFICER:
            return way
        if (
            way.partner is None
            and way.unit is not None
            and not way.manages_for_employer
            and _is_own(seat, way)
        ):
            return way
    return None


def _is_own(seat: Seat, way: Acting) -> bool:
    if way.signs_as is not None and way.signs_as in (seat.person_id, seat.speaker_id):
        return True
    leads = way.role in DECIDING_ROLES and way.signs_as != seat.case.handler_id
    return leads and way.unit is not None and seat.unit_id == way.unit.pk
