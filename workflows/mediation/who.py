"""Who may act at a table: those of every handled case, and those who sit there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from organizations.acting import Acting
from organizations.roles import DECIDING_ROLES, Role
from workflows.shared.base import Base
from workflows.shared.who import (
    Who,
    any_of,
    approved,
    chair,
    chair_above,
    handler,
    supervisor,
    system,
)

if TYPE_CHECKING:
    from cases.models import Seat

    from .base import Table

__all__ = [
    "Who",
    "any_of",
    "approved",
    "chair",
    "chair_above",
    "handler",
    "invited",
    "seat_holder",
    "supervisor",
    "system",
]


def seat_holder(flow: Base, acting: Acting) -> bool:
    """Whoever sits there with an account or a receipt: the employer's representative, an officer of the body or union
    invited, the officer named, the worker who holds the receipt of the case served.
    """
    return bool(seats_of(cast("Table", flow), acting))


def seats_of(flow: Table, acting: Acting) -> list[str]:
    """Codes of the seats ``acting`` may answer for."""
    return [seat.code for seat in flow.seats if _holds(flow, acting, seat)]


def _holds(flow: Table, acting: Acting, seat: Seat) -> bool:
    if acting.role == Role.RECEIPT:
        return acting.case_id is not None and seat.pk == flow.receipt_seat_of(acting.case_id)
    if acting.role == Role.EMPLOYER_REP:
        return acting.employer is not None and seat.employer_id == acting.employer.pk
    if acting.role == Role.PARTNER_OFFICER:
        return acting.partner is not None and seat.partner_id == acting.partner.pk
    if acting.person is None or acting.unit is None or acting.manages_for_employer:
        return False
    if acting.signs_as in (seat.person_id, seat.speaker_id):
        return True
    # The union's seat speaks by its chair, and never by who mediates.
    leads = acting.role in DECIDING_ROLES and acting.signs_as != flow.case.handler_id
    return leads and seat.unit_id == acting.unit.pk


def invited(flow: Base, acting: Acting) -> bool:
    """Whoever opened a one-time link of this table; whether it still opens a question, the verb says."""
    return acting.role == Role.INVITED and acting.case_id == flow.case.pk
