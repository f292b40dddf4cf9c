"""Who keeps ledgers, and of which towns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.models import Unit, UnitKind
from organizations.paths import under_any
from organizations.roles import HANDLING_ROLES, Role
from pages.acting import actings
from workflows.imports import may_import

KEEPERS = HANDLING_ROLES | {Role.SYSTEM_ADMIN}


def keepers(request: HttpRequest) -> Sequence[Acting]:
    """The ways in which the reader keeps ledgers; PermissionDenied where there is none."""
    found = [
        acting
        for acting in actings(request)
        if acting.role in KEEPERS and acting.unit is not None and not acting.manages_for_employer
    ]
    if not found:
        raise PermissionDenied(_("您的职务不需要查看台账。"))
    return found


def importable_towns(ways: Iterable[Acting]) -> list[Unit]:
    """Towns whose old ledgers the reader may import. One query."""
    ways = list(ways)
    paths = [acting.unit.path for acting in ways if acting.unit is not None]
    towns = Unit.objects.filter(under_any(paths), kind=UnitKind.TOWN, is_active=True).order_by("path")
    return [town for town in towns if importer(ways, town)]


def importer(ways: Iterable[Acting], town: Unit) -> Acting | None:
    """The way in which the reader may import the ledger of a town, if any."""
    return next((acting for acting in ways if may_import(acting, town)), None)
