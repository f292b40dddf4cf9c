"""Large type (适老化): one cookie, set by a plain form where there is no script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

A_YEAR = 365 * 24 * 3600


@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    """Keeps ``size`` (large or normal) and goes back to ``next``, never to another site."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    large = "1" if request.POST.get("size") == "large" else "0"
    response.set_cookie("large_type", large, max_age=A_YEAR, samesite="Lax")
    return response


urlpatterns = [path("display/", set_display, name="display")]
