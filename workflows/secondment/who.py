"""Who may act in a secondment."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from organizations.acting import Acting
from organizations.models import Level
from organizations.roles import Role
from workflows.shared.base import Base
from workflows.shared.who import (
    Who,
    any_of,
    approved,
    chair,
    security_admin,
    supervisor,
    system,
)
from workflows.shared.who import intake as office

if TYPE_CHECKING:
    from .base import Form

__all__ = [
    "OFFICERS",
    "Who",
    "any_of",
    "approved",
    "chair",
    "county",
    "county_chair",
    "helper",
    "host",
    "invited",
    "office",
    "person",
    "security_admin",
    "sender",
    "supervisor",
    "system",
]

#: Who fills in and follows forms for a union.
OFFICERS = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEDIATOR, Role.WINDOW})


def _of_another(flow: Base, acting: Acting) -> bool:
    """Not about oneself: nobody marks, inspects or grades their own service, nor has a deputy do it."""
    concerned = flow.concerned_people
    return not concerned & {pk for pk in (acting.person.pk if acting.person else None, acting.signs_as) if pk}


def _for_unit(acting: Acting, unit_id: int | None) -> bool:
    return (
        unit_id is not None
        and acting.unit is not None
        and acting.unit.pk == unit_id
        and acting.role in OFFICERS
        and not acting.manages_for_employer
    )


def sender(flow: Base, acting: Acting) -> bool:
    """An officer of the sending unit."""
    return _for_unit(acting, cast("Form", flow).detail.sender_id)


def helper(flow: Base, acting: Acting) -> bool:
    """An officer of a union above the sending unit, up to the county: fills in for one that has no account."""
    unit = acting.unit
    if unit is None or unit.level > Level.COUNTY or acting.manages_for_employer:
        return False
    sending = cast("Form", flow).detail.sender
    return acting.role in OFFICERS and unit.pk != sending.pk and sending.path.startswith(unit.path)


def host(flow: Base, acting: Acting) -> bool:
    """An officer of the host union, or of the union of the enterprise that takes an adviser."""
    detail = cast("Form", flow).detail
    if detail.host_employer_id is not None and detail.host_employer is not None:
        return _for_unit(acting, detail.host_employer.union_id) and _of_another(flow, acting)
    return _for_unit(acting, detail.host_unit_id) and _of_another(flow, acting)


def county(flow: Base, acting: Acting) -> bool:
    """An officer or supervisor of the county federation."""
    at_county = acting.unit is not None and acting.unit.pk == flow.case.county_id
    return at_county and acting.role in OFFICERS | {Role.SUPERVISOR} and _of_another(flow, acting)


def county_chair(flow: Base, acting: Acting) -> bool:
    """主席、副主席 of the county federation."""
    at_county = acting.unit is not None and acting.unit.pk == flow.case.county_id
    return at_county and acting.role in (Role.CHAIR, Role.VICE_CHAIR) and _of_another(flow, acting)


def person(flow: Base, acting: Acting) -> bool:
    """The person seconded, signed in for themselves."""
    seconded = cast("Form", flow).detail.person_id
    own = acting.person is not None and acting.on_behalf_of is None and acting.person.pk == seconded
    return seconded is not None and own


def invited(flow: Base, acting: Acting) -> bool:
    """Whoever opened a 测评码 of this form; whether it still opens an answer, the verb says."""
    return acting.role == Role.INVITED and acting.case_id == flow.case.pk
