"""Who may change the organisation: the system administrator of the place or of one above it, and the software itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .acting import Acting
from .errors import NoAuthority
from .models import Employer, Level, PartnerBody, Post, Unit
from .roles import Role

#: Chain of what belongs to no county.
NATIONAL = "CN"


def may_administer(acting: Acting | None, unit: Unit | None) -> bool:
    """Whether ``acting`` may change ``unit`` and what hangs on it. Without a unit: what has no parent, the software only."""
    if acting is None or acting.only_approvals:
        return False
    if acting.role == Role.SYSTEM:
        return True
    if acting.role != Role.SYSTEM_ADMIN or acting.unit is None:
        return False
    return unit is not None and acting.unit.holds(unit.path)


def may_administer_shared(acting: Acting | None) -> bool:
    """Whether ``acting`` may change what a whole county uses: codes, rules, the calendar. A county's administrator may."""
    if acting is None or acting.only_approvals:
        return False
    if acting.role == Role.SYSTEM:
        return True
    return acting.role == Role.SYSTEM_ADMIN and acting.unit is not None and acting.unit.level >= Level.COUNTY


def need_administer(acting: Acting | None, unit: Unit | None) -> None:
    """Raise NoAuthority unless ``may_administer``."""
    if not may_administer(acting, unit):
        raise NoAuthority(_("只有本级或上级工会的系统管理员可以做这项修改。"))


def need_administer_shared(acting: Acting | None) -> None:
    """Raise NoAuthority unless ``may_administer_shared``."""
    if not may_administer_shared(acting):
        raise NoAuthority(_("只有县级以上工会的系统管理员可以修改全县共用的设置。"))


def unit_of(place: Unit | PartnerBody | Employer) -> Unit:
    """The union that answers for a place: itself, the one a body sits beside, the one where an employer is."""
    if isinstance(place, Unit):
        return place
    return place.beside if isinstance(place, PartnerBody) else place.unit


def may_name_deputy(acting: Acting | None, post: Post) -> bool:
    """The holder for their own post, the chair for posts of their own unit, the administrator for any below."""
    if acting is None or acting.only_approvals:
        return False
    if may_administer(acting, unit_of(post.place)):
        return True
    if acting.person is not None and acting.person.pk == post.person_id and acting.on_behalf_of is None:
        return True
    return acting.role == Role.CHAIR and acting.unit is not None and acting.unit.pk == post.unit_id
