"""Who may act in a handled case. Each is a question about an actor and a case; no actor means no."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cases.models import CaseReader, ReaderReason
from organizations.acting import Acting
from organizations.models import Level
from organizations.roles import SIGNING_ROLES, Role

if TYPE_CHECKING:
    from .base import Base

#: 受理岗位.
OFFICERS = frozenset({Role.WINDOW, Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR})
Who = Callable[["Base", Acting], bool]


def at_unit(flow: Base, acting: Acting) -> bool:
    """Acts for the union that handles the case, and does not manage for the employer."""
    return acting.unit is not None and acting.unit.pk == flow.case.unit_id and not acting.manages_for_employer


def above(flow: Base, acting: Acting) -> bool:
    """Acts for a union above the one that handles the case, within the county."""
    unit = acting.unit
    return (
        unit is not None
        and unit.level <= Level.COUNTY
        and unit.pk != flow.case.unit_id
        and flow.case.unit_path.startswith(unit.path)
    )


def intake(flow: Base, acting: Acting) -> bool:
    """受理岗位: window, mediator or chair of the handling union."""
    return acting.role in OFFICERS and at_unit(flow, acting)


def chair(flow: Base, acting: Acting) -> bool:
    """主席、副主席 of the handling union."""
    return acting.role in (Role.CHAIR, Role.VICE_CHAIR) and at_unit(flow, acting)


def chair_above(flow: Base, acting: Acting) -> bool:
    """主席、副主席 of a union above (上代下)."""
    return acting.role in (Role.CHAIR, Role.VICE_CHAIR) and above(flow, acting)


def supervisor(flow: Base, acting: Acting) -> bool:
    """督查员 of the handling union or one above."""
    return acting.role == Role.SUPERVISOR and (at_unit(flow, acting) or above(flow, acting))


def handler(flow: Base, acting: Acting) -> bool:
    """The mediator the case was assigned to, or who deputises for them, acting for the handling union or one above."""
    return (
        flow.case.handler_id is not None
        and acting.signs_as == flow.case.handler_id
        and acting.role in (Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR)
        and (at_unit(flow, acting) or above(flow, acting))
    )


def receipt(flow: Base, acting: Acting) -> bool:
    """The worker who holds this case's receipt."""
    return acting.role == Role.RECEIPT and acting.case_id == flow.case.pk


def employer(flow: Base, acting: Acting) -> bool:
    """A representative of the case's employer."""
    return (
        acting.role == Role.EMPLOYER_REP
        and acting.employer is not None
        and acting.employer.pk == flow.case.employer_id
    )


def security_admin(flow: Base, acting: Acting) -> bool:
    """安全管理员 of the county: one of the three who keep each other in check."""
    return (
        acting.role == Role.SECURITY_ADMIN
        and acting.unit is not None
        and acting.unit.level <= Level.COUNTY
        and acting.unit.holds(flow.case.unit_path)
    )


def system(flow: Base, acting: Acting) -> bool:
    """The software, when a clock falls due."""
    return acting.role == Role.SYSTEM


def approved(flow: Base, acting: Acting) -> bool:
    """Nobody by themselves: only the answer of an approval that came out yes opens this step."""
    return flow.approved


def following(flow: Base, acting: Acting) -> bool:
    """Nobody by themselves: only a step of the mediation that serves this case brings this one."""
    return flow.following


def signer(flow: Base, acting: Acting) -> bool:
    """Whoever an approval can be sent to; the approval itself says whether it was this one."""
    if acting.person is None or acting.role not in SIGNING_ROLES:
        return False
    return acting.partner is not None or at_unit(flow, acting) or above(flow, acting)


def petitioner(flow: Base, acting: Acting) -> bool:
    """Whoever asked the open question at a union that handed the case on since and goes on reading it."""
    unit = acting.unit
    if (
        unit is None
        or acting.role not in OFFICERS
        or acting.on_behalf_of is not None
        or acting.manages_for_employer
    ):
        return False
    asked = unit.pk != flow.case.unit_id and acting.person is not None and getattr(flow, "asks_itself", False)
    readers = CaseReader.objects.filter(
        case=flow.case, unit=unit, is_active=True, reason=ReaderReason.HANDED_UP
    )
    return bool(asked) and readers.exists()


def any_of(*questions: Who) -> Who:
    """Whether one of several holds."""

    def ask(flow: Base, acting: Acting) -> bool:
        return any(question(flow, acting) for question in questions)

    ask.__name__ = "_or_".join(question.__name__ for question in questions)
    ask.questions = questions  # type: ignore[attr-defined]  # the charts and soundness tests read it
    return ask
