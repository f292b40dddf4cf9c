"""The front door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pages.acting import actings
from pages.context import nav_for

#: Where people begin their day: the first of these that is theirs.
HOMES = ("today", "employer_notices", "visits", "office:units")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For visitors two big buttons; who works here goes where their day begins."""
    theirs = [place.url for place in nav_for({acting.role for acting in actings(request)}, "")]
    if theirs:
        return HttpResponseRedirect(next((url for url in map(reverse, HOMES) if url in theirs), theirs[0]))
    return render(request, "public/home.html")
