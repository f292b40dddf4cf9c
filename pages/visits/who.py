"""Who goes on visits, and in which of their ways."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.models import Level
from pages.acting import actings
from workflows.visit.who import VISITORS


def goers(ways: Sequence[Acting]) -> list[Acting]:
    """The ways in which somebody may go on visits: for a union of a county or below, and for no employer."""
    return [
        way for way in ways
        if way.role in VISITORS and way.unit and way.unit.level <= Level.COUNTY
        and not way.manages_for_employer and not way.only_approvals
    ]  # fmt: skip


def goer(request: HttpRequest) -> Acting:
    """The first of them, or the reason why not."""
    found = goers(actings(request))
    if not found:
        raise PermissionDenied(_("您的岗位不能登记走访。"))
    return found[0]
