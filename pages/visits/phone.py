"""The phone: 记一次走访 as a page that can be installed, kept without signal and sent once however often it is tried.

What a browser keeps is the bare form (``shell``), the same for everybody and without anybody's data. Whose points and visits
belong into it stands in the phone's own store, by person; ``ready`` says who is signed in and ``send`` takes one visit.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from organizations.acting import Acting
from pages.acting import works_here
from pages.visits.forms.quick import OwnPlaces, QuickVisit
from pages.visits.home import goer
from record.timekeeping import now, today
from workflows.errors import BadInput, Refused
from workflows.visit.sending import Sent, send_visit, sent_before

UNPROCESSABLE, UNAUTHORIZED, CONFLICT = 422, 401, 409
#: A phone's clock may be this far from ours before we count from ours.
TOLERANCE = datetime.timedelta(minutes=2)
#: Only this page may ask the phone where it is, and only when somebody presses for it.
PERMISSIONS = "camera=(self), microphone=(), geolocation=(self)"
#: What the bare form needs besides itself.
SHELL_FILES = (
    "css/fengqiao.css", "css/parts.css", "css/work.css", "css/print.css", "css/casefile.css", "css/phone.css",
    "vendor/tabler/tabler.min.css", "vendor/tabler-icons/sprite.svg", "img/logo.svg", "img/mark.svg",
    "img/down.svg", "js/fengqiao.js", "js/drafts.js", "js/leaving.js", "js/visits/queue.js", "js/visits/photos.js",
    "js/visits/page.js",
)  # fmt: skip
ICON_SIZES = (192, 512)


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """记一次走访. Pressed twice it is one visit, and the second press leads to it. Works without a script."""
    way, typed = goer(request), request.POST
    if (known := sent_before(way, typed.get("client_code", ""))) is not None:
        return _to_its_file(request, known)
    checklist = typed.get("checklist") or request.GET.get("checklist", "")
    form = QuickVisit(way, checklist, typed or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = _taken(way, form, form.cleaned_data.get("happened_at") or now())
        if sent is not None:
            return _to_its_file(request, sent.case)
    if not form.is_bound and (wanted := request.GET.get("plan")):
        form.fields["relation"].initial = f"plan:{wanted}"
    status = UNPROCESSABLE if form.errors else 200
    answer = render(request, "visits/new.html", {"form": form}, status=status)
    answer.headers["Permissions-Policy"] = PERMISSIONS
    return answer


def _to_its_file(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("走访已记录，编号 %(number)s。") % {"number": case.number})
    return HttpResponseRedirect(reverse("case", args=[case.code]))


def _taken(way: Acting, form: QuickVisit, at: datetime.datetime) -> Sent | None:
    """The visit, taken now or before; None where it is refused, the form then saying why."""
    try:
        return send_visit(
            actor=way,
            client_code=form.cleaned_data["client_code"],
            record=form.record(),
            at=at,
            **form.going(),
        )
    except BadInput as bad:
        field = {"at": "happened_at"}.get(bad.field, bad.field)
        form.add_error(field if field in form.fields else None, bad.sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    return None


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Who is signed in (``person``, null for nobody), what a form needs to be taken, and where they are expected."""
    if not request.user.is_authenticated:
        return JsonResponse({"person": None})
    answer: dict[str, Any] = {"person": request.user.pk, "csrf": get_token(request), "places": []}
    try:
        groups = OwnPlaces(goer(request), today()).groups()
    except PermissionDenied:
        return JsonResponse(answer)
    answer["places"] = [{"heading": heading, "rows": rows} for heading, rows in groups]
    return JsonResponse(answer)


@never_cache
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """One visit from a phone's store. The same one again answers with the first one's number and changes nothing.

    ``owner`` is who recorded it: a phone that changed hands sends nobody else's. 401 sign in first, 409 somebody else's, 422 refused,
    with the sentence; nothing was stored then.
    """
    if not request.user.is_authenticated:
        return _said("signin", _("请先登录，再发送。写好的走访还在这部手机上。"), UNAUTHORIZED)
    if request.POST.get("owner") != str(request.user.pk):
        return _said("other", _("这次走访是别人在这部手机上记的，要由本人登录后发送。"), CONFLICT)
    try:
        way = goer(request)
    except PermissionDenied as denied:
        return _said("refused", str(denied), UNPROCESSABLE)
    if (known := sent_before(way, request.POST.get("client_code", ""))) is not None:
        return _receipt(Sent(known, False))
    form = QuickVisit(way, request.POST.get("checklist", ""), request.POST, request.FILES)
    sent = _taken(way, form, _made_at(form, request.POST)) if form.is_valid() else None
    return _receipt(sent) if sent is not None else _refused(form)


def _made_at(form: QuickVisit, given: Any) -> datetime.datetime:
    """When the visit was made: as somebody wrote, else by the phone, counted from our clock where the two differ.

    A phone says ``at`` and, on sending, ``sent_at``: how long ago it was is right even on a phone whose clock is wrong.
    """
    written: datetime.datetime | None = form.cleaned_data.get("happened_at")
    at, sent_at, arrived = _moment(given.get("at")), _moment(given.get("sent_at")), now()
    if written is not None or at is None:
        return written or arrived
    if sent_at is not None and abs(arrived - sent_at) > TOLERANCE:
        at = arrived - max(sent_at - at, datetime.timedelta())
    return min(at, arrived) if at - arrived <= TOLERANCE else at


def _moment(text: Any) -> datetime.datetime | None:
    try:
        found = parse_datetime(str(text or ""))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _receipt(sent: Sent) -> JsonResponse:
    return JsonResponse(
        {"state": "sent", "number": sent.case.number, "url": reverse("case", args=[sent.case.code])}
    )


def _refused(form: QuickVisit) -> JsonResponse:
    """Why, in one sentence, and at which fields."""
    errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
    sentence = next((one for found in errors.values() for one in found), "")
    body = {"state": "refused", "sentence": sentence, "errors": errors}
    return JsonResponse(body, status=UNPROCESSABLE)


def _said(state: str, sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"state": state, "sentence": sentence}, status=status)


# ── What the browser keeps ──────────────────────────────────────────────────────────────────────────────────────


def _shell(language: str) -> str:
    """The bare form as text. Drawn without the request: nobody's name, count or token can be in it."""
    with translation.override(language):
        context = {"form": QuickVisit(None, ""), "is_shell": True}
        return render_to_string("visits/new.html", context)


@require_safe
def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The form a browser keeps for when there is no signal."""
    answer = HttpResponse(_shell("en" if language == "en" else "zh-hans"))
    answer.headers["Permissions-Policy"] = PERMISSIONS
    return answer


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, for this page alone. Its text changes with the form and with every file the form uses."""
    language = get_language() or "zh-hans"
    files = [static(name) for name in SHELL_FILES]
    version = hashlib.sha256("\n".join([_shell(language), *files]).encode()).hexdigest()[:16]
    facts = {
        "version": version, "page": reverse("visit_new"), "shell": reverse("visit_shell", args=[language]), "files": files,
    }  # fmt: skip
    scripts = json.dumps([static("js/visits/queue.js"), static("js/visits/worker.js")])
    text = f'"use strict";\nself.fengqiaoShell = {json.dumps(facts)};\nimportScripts(...{scripts});\n'
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest, so that the page can be put on a phone's first screen."""
    with translation.override("zh-hans"):
        name, short = _("枫桥走访"), _("走访")
    icons = [
        {"src": static(f"img/visit-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in ICON_SIZES for purpose in ("any", "maskable")
    ]  # fmt: skip
    facts = {
        "id": reverse("visit_new"), "name": name, "short_name": short, "lang": "zh-Hans", "start_url": reverse("visit_new"),
        "scope": "/", "display": "standalone", "background_color": "#f3f6f4", "theme_color": "#10352a", "icons": icons,
    }  # fmt: skip
    return JsonResponse(facts, content_type="application/manifest+json")


urlpatterns = [
    path("visits/new/", new, name="visit_new"),
    path("visits/new/ready/", ready, name="visit_ready"),
    path("visits/new/send/", send, name="visit_send"),
    path("visits/new/shell/<slug:language>/", shell, name="visit_shell"),
    path("visits/new/worker.js", worker, name="visit_worker"),
    path("visits/new/app.webmanifest", manifest, name="visit_manifest"),
]
