"""Whoever showed a receipt code: this browser follows that one case, until it leaves or is idle for half an hour."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from cases.models import Case, CaseKind
from protection import receipts
from record.timekeeping import now
from workflows.fetching import cases_to_step

from .sealed import seal, unseal

KEY, ENTRY = "receipt", "entry"
IDLE = datetime.timedelta(minutes=30)
#: The session is written again only when this much has passed since the last time.
NOTED_EVERY = datetime.timedelta(minutes=1)
P = ParamSpec("P")


def enter(request: HttpRequest, case: Case, code: str = "") -> None:
    """Let this browser follow ``case``. ``code`` is kept, sealed, only to show the receipt just issued."""
    # A session key planted beforehand must not become the worker's.
    request.session.cycle_key()
    request.session.pop(ENTRY, None)
    request.session[KEY] = {
        "of": case.receipt_hash,
        "seen": now().timestamp(),
        "code": seal(KEY, {"code": code}),
    }


def leave(request: HttpRequest) -> None:
    """Forget the case, the code and everything else of this visit; a signed-in officer stays signed in."""
    if request.user.is_authenticated:
        request.session.pop(KEY, None)
        request.session.pop(ENTRY, None)
        return
    request.session.flush()


def fresh_code(request: HttpRequest) -> str:
    """The code this browser was given a moment ago, or nothing."""
    held = request.session.get(KEY) or {}
    return str((unseal(KEY, held.get("code")) or {}).get("code", ""))


def followed(request: HttpRequest) -> Case | None:
    """The case this browser follows, with all a step and the page need. One query; None after half an hour of rest."""
    held = request.session.get(KEY)
    if not isinstance(held, dict):
        return None
    seen, moment = float(held["seen"]), now().timestamp()
    if moment - seen > IDLE.total_seconds():
        request.session.pop(KEY, None)
        return None
    if moment - seen > NOTED_EVERY.total_seconds():
        request.session[KEY] = {**held, "seen": moment}
    wanted = cases_to_step().filter(receipt_hash=held["of"])
    return wanted.select_related(*CaseKind.values, "county", "unit", "handler", "merged_into__unit").first()


def code_opens(typed: str) -> Case | None:
    """The case of a code as somebody typed it. One query whatever was typed, so that time tells nothing."""
    return Case.objects.filter(receipt_hash=receipts.fingerprint(typed) or "-").first()


def holder_only(
    view: Callable[Concatenate[HttpRequest, Case, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Pages of the case itself; others are asked for the code first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        case = followed(request)
        if case is None:
            return HttpResponseRedirect(f"{reverse('track')}?again=1")
        return view(request, case, *args, **kwargs)

    return guarded
