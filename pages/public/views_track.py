"""Following one case by its receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.documents import open_file, store
from cases.documents.storage import FileRefused
from cases.models import Case, Message
from organizations.acting import Acting
from pages.casefile.clock_steps import explained
from protection import personal
from record.timekeeping import now
from workflows.engine import perform
from workflows.errors import BadInput, Refused, StaleCase

from . import holder
from .clocks import open_clocks
from .deeds import DEEDS, Deed, form_of
from .limits import FILES
from .sealed import seal, unseal
from .trackpage import context_of, readable_evidence

REFUSED = 422
#: What was typed when the visit had expired waits here, sealed with the case it was meant for.
UNSENT = "unsent"


@never_cache
@require_safe
@holder.holder_only
def case_page(request: HttpRequest, case: Case) -> HttpResponse:
    """The page of one case."""
    return _show(request, case, _unsent(request, case))


def _show(
    request: HttpRequest,
    case: Case,
    bound: dict[str, forms.Form] | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {**context_of(case, now(), bound or {}), "said": said, "about": about(case)}
    return render(request, "public/track_case.html", context, status=status)


def about(case: Case) -> str:
    """Which case a form belongs to, sealed: what was typed is given back only to who opens the same one again."""
    return seal(UNSENT, {"case": case.code})


def _unsent(request: HttpRequest, case: Case) -> dict[str, forms.Form]:
    """What was typed before the visit expired, for its form."""
    kept = unseal(UNSENT, request.session.pop(UNSENT, "")) if UNSENT in request.session else None
    if not kept or kept["case"] != case.code or kept["deed"] not in DEEDS:
        return {}
    messages.info(request, _("您刚才写的还没有送出，已经填回去了，请再提交一次。"))
    return {kept["deed"]: form_of(kept["deed"], initial=kept["typed"])}


@never_cache
@require_POST
def do(request: HttpRequest, name: str) -> HttpResponse:
    """One deed; refused ones come back with a sentence and what was typed."""
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    case = holder.followed(request)
    if case is None:
        return _expired(request, name, deed)
    form = form_of(name, request.POST, request.FILES)
    try:
        if form.is_valid() and _done(request, case, deed, form):
            messages.success(request, str(deed.said))
            return HttpResponseRedirect(f"{reverse('track_case')}#{deed.place}")
    except BadInput as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    again = holder.followed(request) or case
    return _show(request, again, {name: form}, status=REFUSED)


def _expired(request: HttpRequest, name: str, deed: Deed) -> HttpResponse:
    """The visit is over: keep what was typed until the same receipt is shown again."""
    meant = unseal(UNSENT, request.POST.get("about"))
    if meant is not None:
        typed = {
            field: request.POST.get(field, "")[:5000]
            for field in deed.form.base_fields
            if field in request.POST
        }
        request.session[UNSENT] = seal(UNSENT, {**meant, "deed": name, "typed": typed})
    return redirect(f"{reverse('track')}?again=1")


def _done(request: HttpRequest, case: Case, deed: Deed, form: forms.Form) -> bool:
    if deed.verb == "add_evidence":
        return _add_files(request, case, form)
    _perform(case, deed, deed.data(form.cleaned_data), request.POST.get("version", ""))
    return True


def _perform(case: Case, deed: Deed, data: dict[str, Any], version: str) -> None:
    """Do it. A message pressed twice is sent once: the second finds the case changed, by the same words."""
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    repeatable = deed.verb == "message"
    try:
        perform(case, deed.verb, actor=Acting.receipt(case), expects=seen if repeatable else None, **data)
    except StaleCase:
        if repeatable and not _already_said(case, data["body"]):
            perform(case, deed.verb, actor=Acting.receipt(case), **data)


def _already_said(case: Case, body: str) -> bool:
    last = Message.objects.filter(case=case, from_worker=True).order_by("-id").first()
    return last is not None and personal.read(last.body_key).get("body") == body.strip()


def _add_files(request: HttpRequest, case: Case, form: forms.Form) -> bool:
    """Store and add each file; a refused one is named, the others are there already."""
    have = set(case.evidence.filter(from_worker=True).values_list("sha256", flat=True))
    for upload in form.cleaned_data["photos"]:
        if FILES.reached(request):
            form.add_error("photos", _("短时间内交的文件太多了，请过一会儿再交其余的。"))
            break
        FILES.count(request)
        try:
            file = store(upload)
        except FileRefused as refused:
            form.add_error("photos", f"{str(upload.name)[:60]}:{refused.sentence}")
            continue
        if file.sha256 not in have:
            perform(case, "add_evidence", actor=Acting.receipt(case), file=file)
            have.add(file.sha256)
    return not form.errors


@never_cache
@require_safe
@holder.holder_only
def paper(request: HttpRequest, case: Case, code: str) -> HttpResponseBase:
    """A file of this case as a download: the worker's own, and the agreement."""
    row = readable_evidence(case).filter(code=code).first()
    if row is None:
        raise Http404
    name = str(personal.read(row.name_key).get("name") or "file")
    try:
        content = open_file(row.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(content, as_attachment=True, filename=name, content_type=row.media_type)


@never_cache
@require_safe
@holder.holder_only
def clock(request: HttpRequest, case: Case, rule: str) -> HttpResponse:
    """How a deadline was counted, day by day."""
    key = request.GET.get("key", "")
    found = next((one for one in open_clocks(case, now()) if (one.rule_id, one.key) == (rule, key)), None)
    if found is None:
        raise Http404
    page = "public/_clock.html" if request.headers.get("HX-Request") else "public/track_clock.html"
    days, notes = explained(found, case)
    return render(request, page, {"days": days, "notes": notes})
