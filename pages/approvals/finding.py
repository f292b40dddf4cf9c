"""One request by its code, for whoever may read it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from organizations.roles import SIGNING_ROLES
from pages.acting import actings
from pages.approvals.asked import readable
from workflows.models import Approval


def find(request: HttpRequest, code: str) -> Approval:
    """The request of that code, for whoever may read its case; 404 for others, 403 where no post has to do with it."""
    ways = actings(request)
    if not any(acting.role in SIGNING_ROLES for acting in ways):
        raise PermissionDenied(_("您的职务不需要查看这一页。"))
    return get_object_or_404(readable(ways), code=code)
