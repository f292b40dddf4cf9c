"""几件一起审批: only closings whose case is fully performed; each is signed by itself and answers for itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pages.acting import actings, works_here
from pages.approvals.asked import Asked, asked, readable
from pages.approvals.views import sign
from record.timekeeping import now
from workflows.errors import Refused
from workflows.models import Answer, Verdict

MOST = 20
_KEPT = "approved_together"


@dataclass(frozen=True)
class Ticked:
    """One line of the confirmation: which request, and what of it the chair saw."""

    code: str
    round: int
    version: int

    @classmethod
    def read(cls, text: str) -> Ticked | None:
        """``code:round:version``, or nothing."""
        parts = text.split(":")
        if len(parts) != 3 or not all(
            part.isascii() and part.isdigit() and len(part) < 10 for part in parts[1:]
        ):
            return None
        return cls(parts[0], int(parts[1]), int(parts[2]))


@works_here
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Confirm the ticked ones, then sign each."""
    if request.method == "POST":
        ticked = [found for text in request.POST.getlist("item")[:MOST] if (found := Ticked.read(text))]
        request.session[_KEPT] = [_sign(request, one) for one in ticked]
        return redirect("approvals_signed")
    codes = request.GET.getlist("code")[:MOST]
    chosen = [one for one in _asked(request, codes) if one.together]
    if not chosen:
        messages.info(request, _("请先勾选要一起同意的审批。"))
        return redirect("approvals")
    return render(request, "approvals/together.html", {"requests": chosen})


def _asked(request: HttpRequest, codes: list[str]) -> list[Asked]:
    ways = actings(request)
    found = readable(ways).filter(code__in=codes).order_by("asked_at", "pk")
    return asked(list(found), ways, now())


def _sign(request: HttpRequest, ticked: Ticked) -> dict[str, object]:
    """Sign one; its result in a sentence, whatever became of the others."""
    found = next(iter(_asked(request, [ticked.code])), None)
    if found is None:
        return {"name": ticked.code, "good": False, "sentence": _("找不到这项审批。"), "url": ""}
    result: dict[str, object] = {"name": f"{found.case.number} {found.case.employer_name}", "url": found.url}
    try:
        sign(found, {"answer": Answer.APPROVE, "round": ticked.round, "version": ticked.version})
    except Refused as refused:
        return result | {"good": False, "sentence": refused.sentence}
    found.approval.refresh_from_db(fields=["verdict"])
    done = found.approval.verdict == Verdict.APPROVED
    return result | {
        "good": True,
        "sentence": _("已同意，案件已结案。") if done else _("已同意，还要等其他人签。"),
    }


@works_here
@require_GET
def signed(request: HttpRequest) -> HttpResponse:
    """What became of each."""
    results = request.session.pop(_KEPT, None)
    if results is None:
        return redirect("approvals")
    good = sum(bool(one["good"]) for one in results)
    return render(
        request, "approvals/signed.html", {"results": results, "good": good, "bad": len(results) - good}
    )
