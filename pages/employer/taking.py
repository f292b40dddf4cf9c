"""What an employer does at a table by its own papers: says yes or no, signs, subscribes to the meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cases.models import Case
from organizations.acting import Acting
from pages.acting import works_here
from protection import invitations
from protection.models import EmployerNotice
from workflows.engine import perform
from workflows.errors import Refused, StaleCase

from . import sitting, views


@never_cache
@works_here
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """同意、不同意、签字, as a side of the table."""
    found = views.own_notice(request, number)
    asked = sitting.own_question(found, {})
    if asked is None:
        raise Http404
    form = sitting.answer_form(asked, request.POST)
    if not form.is_valid():
        return views.show(request, found, form, views.REFUSED)
    sentence = _given(found, views.way_of(request, found), form.cleaned_data)
    if sentence:
        form.add_error(None, sentence)
        return views.show(request, found, form, views.REFUSED)
    messages.success(request, _("贵单位的意见已经登记。征求意见结束以前可以改。"))
    return redirect("employer_notice", number=number)


def _given(found: EmployerNotice, way: Acting, given: Mapping[str, Any]) -> str:
    """Why the answer was not taken; empty when it was."""
    case = Case.objects.filter(code=found.case_code).first()
    over = _("这次征求意见已经结束，请直接与发函工会联系。")
    if case is None:
        return over
    try:
        perform(
            case, "answer_consent", actor=way, approval=found.question, round=found.round, answer=given["answer"],
            note=given["note"],
        )  # fmt: skip
    except StaleCase as stale:
        return stale.sentence
    except Refused:
        return over
    return ""


@never_cache
@works_here
@require_POST
def take_feed(request: HttpRequest, number: str) -> HttpResponse:
    """订阅日程: the address is shown once."""
    found = views.own_notice(request, number)
    if found.kind not in sitting.OF_TABLES:
        raise Http404
    case = Case.objects.filter(code=found.case_code).first()
    token = invitations.issue()
    try:
        if case is None:
            raise Http404
        perform(case, "take_feed", actor=views.way_of(request, found), token=token)
    except Refused:
        messages.error(request, _("现在不能订阅日程，请直接与发函工会联系。"))
        return redirect("employer_notice", number=number)
    url = request.build_absolute_uri(reverse("table_feed", args=[token]))
    context = {"url": url, "back": reverse("employer_notice", args=[number]), "base": "base_employer.html"}
    return render(request, "table/feed.html", context)
