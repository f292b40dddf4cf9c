"""The form, the result with the receipt to hand over, and the names of employers while typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Case, CaseKind
from cases.selectors import employers_like
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.models import Unit
from organizations.paths import under_any
from pages.acting import actings, works_here
from pages.intake.forms import ICONS, OfficerForm, ReportForm, form_for, places_of
from pages.public.sealed import seal, unseal
from pages.speech import spoken_date
from protection import receipts
from workflows.dispute.birth import REPORTERS
from workflows.engine import open_case
from workflows.errors import BadInput, Refused, StaleCase

UNPROCESSABLE = 422
SHORTEST_SEARCH = 2
#: Where the receipts just issued wait, sealed, until this browser leaves.
KEPT = "intake_receipt"


def reporting(request: HttpRequest) -> list[Acting]:
    """The ways in which somebody may report; none is a refusal."""
    ways = [way for way in actings(request) if way.role in REPORTERS]
    if not ways:
        raise PermissionDenied(_("您的岗位不能登记上报。"))
    return ways


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """登记. Each form carries its receipt, sealed: pressed twice it makes one case."""
    ways = reporting(request)
    kind = form_for(ways)
    form = kind(ways, request.POST) if request.method == "POST" else kind(ways)
    return take_in(request, form, ways)


def take_in(request: HttpRequest, form: ReportForm, ways: Sequence[Acting]) -> HttpResponse:
    """A form shown, or a valid one made a case, once."""
    if not form.is_bound:
        return _show(request, form, _fresh(request))
    token = request.POST.get("once", "")
    code = str((unseal(_purpose(request), token) or {}).get("code", ""))
    if not code:
        form.add_error(None, _("这一页放得太久了。内容还在，请看一遍再提交。"))
        token = _fresh(request)
    if form.is_valid():
        case = _reported(form, ways, code)
        if case is not None:
            request.session[KEPT] = seal(_purpose(request), {"code": code, "case": case.code})
            return HttpResponseRedirect(reverse("intake_done"))
    return _show(request, form, token, UNPROCESSABLE)


def _purpose(request: HttpRequest) -> str:
    """What is sealed for one person opens for nobody else."""
    return f"intake-{request.user.pk}"


def _fresh(request: HttpRequest) -> str:
    return seal(_purpose(request), {"code": receipts.issue()})


def _reported(form: ReportForm, ways: Sequence[Acting], code: str) -> Case | None:
    """The case, made now or by an earlier press of the same button; None when something is refused."""
    made = Case.objects.filter(receipt_hash=receipts.fingerprint(code)).first()
    if made is not None:
        return made
    facts = form.facts()
    try:
        with transaction.atomic():
            return open_case(form.kind, actor=_actor(ways, facts["place"]), receipt_code=code, **facts)
    except StaleCase:
        made = Case.objects.filter(receipt_hash=receipts.fingerprint(code)).first()
        if made is None:
            raise
        return made
    except BadInput as bad:
        form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return None


def _actor(ways: Sequence[Acting], place: Unit) -> Acting:
    """As whom somebody reports: for the union nearest to the place."""
    near = [way for way in ways if way.unit and place.path.startswith(way.unit.path)]
    return max(near, key=lambda way: len(way.unit.path) if way.unit else 0, default=ways[0])


def _show(request: HttpRequest, form: ReportForm, token: str, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "once": token,
        "icons": ICONS,
        "short": isinstance(form, OfficerForm),
    }
    grave: Sequence[str] = getattr(form, "GRAVE", ())
    signals: Sequence[str] = getattr(form, "SIGNALS", ())
    if grave:
        context["grave"] = [form[name] for name in grave]
        context["signals"] = [form[name] for name in signals]
        context["plain"] = [one for one in form if one.name not in (*grave, *signals)]
    context["wages"] = form.kind == CaseKind.WAGES
    context["grew_from"] = getattr(form, "grew_from", None)
    return render(request, "intake/form.html", context, status=status)


@never_cache
@works_here
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """The result: the receipt to hand to the worker, and the day somebody must answer by."""
    kept = unseal(_purpose(request), request.session.get(KEPT, "")) or {}
    case = Case.objects.filter(code=kept.get("case", "")).select_related("unit", "dispute").first()
    if case is None:
        return HttpResponseRedirect(reverse("intake"))
    first = case.clocks.filter(rule_id="first_contact").first()
    visible = visible_to(actings(request)).filter(pk=case.pk).exists()
    said = (
        _("%(unit)s 会在 %(day)s 前联系您") % {"unit": case.unit.name, "day": spoken_date(first.due_on)}
        if first
        else ""
    )
    context = {
        "case": case, "code": kept["code"], "track_url": _track_url(request, str(kept["code"])), "answer_by": said,
        "case_url": reverse("case", args=[case.code]) if visible else "",
    }  # fmt: skip
    return render(request, "intake/done.html", context)


def _track_url(request: HttpRequest, code: str) -> str:
    """Where the QR leads; the code stands behind the #, which browsers never send."""
    try:
        return f"{request.build_absolute_uri(reverse('track'))}#{code}"
    except NoReverseMatch:
        return request.build_absolute_uri("/")


@works_here
@require_GET
def employers(request: HttpRequest) -> HttpResponse:
    """Names while typing, within the reporter's own county."""
    text = request.GET.get("employer_name", "").strip()[:60]
    counties = {(unit.county or unit).path for unit in places_of(reporting(request))}
    found = employers_like(text, under_any(counties, "unit__path")) if len(text) >= SHORTEST_SEARCH else []
    return render(request, "intake/employers.html", {"employers": found})


urlpatterns = [
    path("intake/", intake, name="intake"),
    path("intake/done/", done, name="intake_done"),
    path("intake/employers/", employers, name="intake_employers"),
]
