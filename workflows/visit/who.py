"""Who may act on a visit: whoever made it, the chairs, who was given an entry of its list, who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from organizations.acting import Acting
from organizations.roles import CONTACT_ROLES, Role
from protection import receipts
from workflows.shared.base import Base
from workflows.shared.who import (
    Who,
    above,
    any_of,
    at_unit,
    chair,
    chair_above,
    security_admin,
    supervisor,
    system,
)

if TYPE_CHECKING:
    from .base import Visiting

__all__ = [
    "VISITORS", "Who", "any_of", "asker", "by_list", "chair", "chair_above", "owner", "security_admin", "supervisor", "system",
    "visitor",
]  # fmt: skip

#: Roles that go and see: everybody who works for a union, and nobody who only administers.
VISITORS = frozenset(
    {
        Role.INFO_OFFICER, Role.WINDOW, Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR, Role.SUPERVISOR, Role.LIAISON,
        Role.LABOUR_INSPECTOR, Role.BARGAINING_ADVISER, *CONTACT_ROLES,
    }
)  # fmt: skip


def visitor(flow: Base, acting: Acting) -> bool:
    """Whose visit it is, or who deputises for them, acting for the union that visits or one above."""
    mine = flow.case.handler_id is not None and acting.signs_as == flow.case.handler_id
    return mine and acting.role in VISITORS and (at_unit(flow, acting) or above(flow, acting))


def owner(flow: Base, acting: Acting) -> bool:
    """Who was given an entry of the list that still waits; the verb says whether it is this one."""
    if (
        acting.person is None
        or acting.unit is None
        or acting.manages_for_employer
        or acting.role not in VISITORS
    ):
        return False
    return acting.signs_as in {row.owner_id for row in cast("Visiting", flow).waiting}


def asker(flow: Base, acting: Acting) -> bool:
    """The worker who holds the receipt of one entry of this visit's list, and of no other."""
    if acting.role != Role.INVITED or acting.case_id != flow.case.pk:
        return False
    mark = receipts.fingerprint(acting.link)
    return bool(mark) and mark in {row.receipt_hash for row in cast("Visiting", flow).findings}


def by_list(flow: Base, acting: Acting) -> bool:
    """Nobody by themselves: only the list, once nothing on it waits."""
    return cast("Visiting", flow).settling
