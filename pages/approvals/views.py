"""审批 in the browser: the list, one request, what I asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import Person
from organizations.roles import DECIDING_ROLES
from pages.acting import actings, works_here
from pages.approvals import delegating, signers
from pages.approvals.asked import Asked, asked, asked_by, principals, waiting
from pages.approvals.finding import find
from pages.approvals.forms import VERB_OF, AnswerForm
from record.timekeeping import now, today
from workflows.engine import perform
from workflows.errors import NotPermitted, Refused, StaleCase
from workflows.models import Answer, Approval, Signature, Verdict
from workflows.offers import acting_for

A_PAGE = 20


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """The three lists; only who decides, or was asked to sign, has the first and the last."""
    places = [("my_requests", _("我提请的"))]
    if signs(request):
        places = [("approvals", _("待我审批")), *places, ("decided", _("我办过的"))]
    return [{"url": reverse(name), "label": label, "current": name == here} for name, label in places]


def signs(request: HttpRequest) -> bool:
    """Whether the reader decides by post, or somebody asked for their signature. At most one query."""
    ways = actings(request)
    if any(acting.role in DECIDING_ROLES and acting.unit is not None for acting in ways):
        return True
    return Signature.objects.ready().filter(signer__in=principals(ways)).exists()


def person_of(request: HttpRequest) -> Person:
    """Who is signed in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


@works_here
@require_GET
def open_requests(request: HttpRequest) -> HttpResponse:
    """待我审批, the longest waiting first."""
    if not signs(request):
        return redirect("my_requests")
    page = Paginator(waiting(actings(request)), A_PAGE).get_page(request.GET.get("page"))
    requests = asked(list(page.object_list), actings(request), now())
    context = {
        "tabs": tabs(request, "approvals"),
        "page": page,
        "requests": requests,
        "together": sum(one.together for one in requests),
        "given": delegating.given(person_of(request), today()),
        "places": delegating.places(person_of(request), today()),
    }
    return render(request, "approvals/open.html", context)


@works_here
@require_GET
def my_requests(request: HttpRequest) -> HttpResponse:
    """我提请的: what is open can be taken back."""
    page: Page[Approval] = Paginator(asked_by(person_of(request).pk, actings(request)), A_PAGE).get_page(
        request.GET.get("page")
    )
    requests = asked(list(page.object_list), actings(request), now())
    return render(
        request,
        "approvals/mine.html",
        {"tabs": tabs(request, "my_requests"), "page": page, "requests": requests},
    )


@works_here
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One request: read it, answer it. A decided one tells what was said."""
    approval = find(request, code)
    if request.method == "POST":
        return _answer(request, approval)
    return _show(request, approval, None)


def _looked_at(approval: Approval) -> dict[str, int]:
    return {"round": approval.round, "version": approval.case.version}


def _show(
    request: HttpRequest, approval: Approval, typed: Any, changed: str = "", status: int = 200
) -> HttpResponse:
    """The request as it is now; ``typed`` is what was sent, if anything was."""
    found = asked([approval], actings(request), now())[0]
    chosen = _looked_at(approval) | {"answer": request.GET.get("answer", "")}
    context = {
        "one": found,
        "form": AnswerForm(found, typed, initial=chosen),
        "menu": signers.menu(found, actings(request)),
        "changed": changed,
        "tabs": tabs(request, ""),
        "back": _back(found, request),
    }
    return render(request, "approvals/one.html", context, status=status)


def _back(found: Asked, request: HttpRequest) -> str:
    mine = found.approval.asked_by_id == request.user.pk and found.acting is None
    return reverse("my_requests" if mine or not signs(request) else "approvals")


def _answer(request: HttpRequest, approval: Approval) -> HttpResponse:
    found = asked([approval], actings(request), now())[0]
    form = AnswerForm(found, request.POST)
    if already_said(approval, request):
        messages.info(request, _("这项审批您已经签过，没有重复办理。"))
        return redirect("approvals")
    if not form.is_valid():
        return _show(request, approval, request.POST, status=422)
    try:
        sign(found, form.cleaned_data)
    except Refused as refused:
        return _refused(request, code=approval.code, refused=refused)
    messages.success(request, done_sentence(found, form.cleaned_data["answer"]))
    return redirect("approvals")


def sign(found: Asked, said: dict[str, Any]) -> None:
    """Give the answer; raises Refused."""
    if found.approval.verdict != Verdict.OPEN:
        words = {"verdict": found.approval.get_verdict_display()}
        raise StaleCase(_("您打开之后，这项审批已经有了结果：%(verdict)s。") % words)
    if found.acting is None:
        raise NotPermitted(found.blocked)
    back: dict[str, Any] = {}
    if said["answer"] == Answer.RETURN and said.get("to"):
        back["to"] = int(said["to"])
    perform(
        found.case,
        VERB_OF[Answer(said["answer"])],
        actor=found.acting,
        expects=said["version"],
        approval=found.approval.code,
        round=said["round"],
        note=said.get("note", "").strip(),
        **back,
    )


def already_said(approval: Approval, request: HttpRequest) -> bool:
    """A double click, or the same page sent again: this person's same answer to this round is on record."""
    round_ = request.POST.get("round", "")
    return Signature.objects.filter(
        step__approval=approval,
        round=int(round_) if round_.isdecimal() and len(round_) < 5 else 0,
        signed_by=request.user.pk,
        answer=request.POST.get("answer") or "-",
    ).exists()


def done_sentence(found: Asked, answer: str) -> str:
    """「已同意：结案 〔2026〕0012」."""
    words = {Answer.APPROVE: _("已同意"), Answer.RETURN: _("已退回"), Answer.REFUSE: _("已答复不同意")}
    kind = found.approval.get_kind_display()
    said = {"answer": words[Answer(answer)], "kind": kind, "number": found.case.number}
    return _("%(answer)s：%(kind)s %(number)s") % said


def _refused(request: HttpRequest, code: str, refused: Refused) -> HttpResponse:
    """What changed, and what was typed, on the request as it is now."""
    approval = find(request, code)
    typed = request.POST.copy()
    for name, value in _looked_at(approval).items():
        typed[name] = str(value)
    status = 409 if isinstance(refused, StaleCase) else 403 if isinstance(refused, NotPermitted) else 422
    return _show(request, approval, typed, refused.sentence, status)


@works_here
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """撤回 of what I asked."""
    approval = get_object_or_404(asked_by(person_of(request).pk, actings(request)), code=code)
    note = request.POST.get("note", "")[:2000]
    # No version: whatever happened meanwhile, a question may be taken back until it is answered.
    acting = acting_for(approval.case, "withdraw_request", actings(request), now())
    try:
        if approval.verdict != Verdict.OPEN:
            words = {"verdict": approval.get_verdict_display()}
            raise StaleCase(_("这项审批已经有了结果：%(verdict)s。") % words)
        if acting is None:
            raise NotPermitted(_("您现在的任职不能撤回这项审批。"))
        perform(approval.case, "withdraw_request", actor=acting, approval=approval.code, note=note)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("已撤回，案件可以继续办理。"))
    return redirect("my_requests")
