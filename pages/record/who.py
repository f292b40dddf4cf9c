"""Who reads the record itself, and whose chains."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.models import Level
from organizations.roles import Role
from pages.acting import actings

#: The county's own auditor and its system administrator; each reads the county's chain and the nation's.
READERS = frozenset({Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN})
NATIONAL = "CN"


def readers(request: HttpRequest) -> Sequence[Acting]:
    """The ways in which the reader may read the record; PermissionDenied where there is none."""
    found = [
        acting
        for acting in actings(request)
        if acting.role in READERS and acting.unit is not None and acting.unit.level >= Level.COUNTY
    ]
    if not found:
        raise PermissionDenied(_("记录只对县级以上的审计管理员和系统管理员开放。"))
    return found


def chains_of(ways: Sequence[Acting]) -> list[str]:
    """Keys of the chains the reader may look into."""
    return [*sorted({acting.unit.chain for acting in ways if acting.unit is not None} - {NATIONAL}), NATIONAL]
