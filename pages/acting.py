"""Who is asking: every way the signed-in person may act today, asked once a request."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from organizations.acting import Acting, actings_of
from organizations.models import Person
from record.timekeeping import today

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_KEPT = "_actings"


def actings(request: HttpRequest) -> tuple[Acting, ...]:
    """Every way the signed-in person may act today; none for visitors. Two queries the first time, then none."""
    kept: tuple[Acting, ...] | None = getattr(request, _KEPT, None)
    if kept is None:
        person = request.user
        kept = actings_of(person, today()) if isinstance(person, Person) else ()
        setattr(request, _KEPT, kept)
    return kept


def works_here(view: View[P]) -> View[P]:
    """Only for people who hold a post today: others sign in first, or read that they hold none."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not actings(request):
            raise PermissionDenied(_("您现在没有任职，请联系本单位的系统管理员。"))
        return view(request, *args, **kwargs)

    update_wrapper(guarded, view)
    return login_required(guarded)
