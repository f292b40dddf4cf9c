"""记录 in the browser: heads of the chains, checkpoints, what is unsealed, 核对, and a search."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from organizations.models import Unit
from pages.acting import works_here
from pages.record.search import A_PAGE, SearchForm, found, lines
from pages.record.who import chains_of, readers
from pages.speech import spoken_moment
from record import checkpoints, verify
from record.models import Chain, Checkpoint, Event
from record.timekeeping import now

#: More events than this are verified by the command, which no browser has to wait for.
MOST_EVENTS = 20_000
_VERDICT = "record_verdict"


@works_here
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """The page; the search stands in the address."""
    chains = chains_of(readers(request))
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    events = found(chains, asked) if not form.errors else Event.objects.none()
    shown = list(events[: A_PAGE + 1])
    context: dict[str, Any] = {
        "chains": _chains(chains),
        "form": form,
        "lines": lines(shown[:A_PAGE]),
        "earlier": _earlier(request, shown),
        "verdict": request.session.get(_VERDICT),
        "small": _is_small(),
        "most": MOST_EVENTS,
    }
    return render(request, "record/record.html", context, status=422 if form.errors else 200)


def _earlier(request: HttpRequest, shown: list[Event]) -> str:
    """The address of what came before this page."""
    if len(shown) <= A_PAGE:
        return ""
    query = {name: value for name, value in request.GET.items() if name != "before"}
    return f"?{urlencode({**query, 'before': shown[A_PAGE - 1].pk})}#events"


def _is_small() -> bool:
    """Whether the whole record can be verified while somebody waits.

    The events are counted, up to that many: their last id says nothing, since PostgreSQL gives no id twice and every
    step that was undone has used some up.
    """
    return not Event.objects.order_by("pk")[MOST_EVENTS : MOST_EVENTS + 1].exists()


def _chains(keys: list[str]) -> list[dict[str, Any]]:
    """Each chain with its head, its last checkpoint and what waits to be sealed. Four queries."""
    heads = {chain.key: chain for chain in Chain.objects.filter(key__in=keys)}
    names = dict(Unit.objects.filter(code__in=keys).values_list("code", "name"))
    waiting = Event.objects.filter(chain__in=keys, position__isnull=True).order_by().values("chain")
    unsealed = dict(waiting.annotate(n=Count("id")).values_list("chain", "n"))
    last = Checkpoint.objects.filter(chain__in=keys).order_by("chain", "-position")
    signed: dict[str, Checkpoint] = {}
    for point in last:
        signed.setdefault(point.chain, point)
    return [
        {
            "key": key,
            "name": names.get(key, _("全国(日历、规则、代码)")),
            "head": heads.get(key),
            "unsealed": unsealed.get(key, 0),
            "signed": signed.get(key),
            "holds": key in signed and checkpoints.signatures_hold(signed[key]),
        }
        for key in keys
    ]


@works_here
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """核对: recompute everything, and say the first thing that does not fit."""
    readers(request)
    if not _is_small():
        messages.info(request, _("记录较多，请在服务器上运行 fengqiao verify-log 核对。"))
        return redirect("record")
    started = time.monotonic()
    finding = verify.verify()
    request.session[_VERDICT] = {
        "good": finding is None,
        "sentence": str(finding) if finding else _("全部相符：哈希链、签名、期限和每一行数据都与记录一致。"),
        "at": spoken_moment(now()),
        "seconds": f"{time.monotonic() - started:.1f}",
        "unsealed": verify.unsealed(),
    }
    return redirect("record")
