"""The front door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.acting import actings
from pages.context import nav_for

from .forms import PROBLEMS


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For visitors two big buttons; who works here goes to the first place of their menu."""
    places = nav_for({acting.role for acting in actings(request)}, "")
    if places:
        return HttpResponseRedirect(places[0].url)
    return render(request, "public/home.html", {"problems": PROBLEMS})
