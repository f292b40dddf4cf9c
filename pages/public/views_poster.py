"""A poster with a QR code, for the wall of a workshop or a town's window: it begins a report that is half filled in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organizations.roles import Role
from pages.acting import actings, works_here

from .places import linked


@works_here
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """For officers to print. Employers' representatives make none: a poster is the union's."""
    if all(acting.role == Role.EMPLOYER_REP for acting in actings(request)):
        raise PermissionDenied(_("海报由工会打印。"))
    found = linked(code)
    if found is None:
        raise Http404
    url = request.build_absolute_uri(reverse("report_link", args=[code]))
    context = {"linked": found, "url": url, "address": request.build_absolute_uri("/")}
    return render(request, "public/poster.html", context)
