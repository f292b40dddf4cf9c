"""限期整改通知书 as the joint paper it is: printed for both seals before it is issued, and again from what was issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case, CaseKind, Rectification
from organizations.models import PartnerBody
from pages.acting import works_here
from pages.casefile.access import Reader, reader_of
from pages.casefile.forms import StepDesk
from pages.visits.forms.steps import IssueRectification
from protection import personal
from record.timekeeping import now, today
from workflows.offers import acting_for

VERB = "issue_rectification"


@dataclass(frozen=True)
class Notice:
    """What the paper says; ``number`` is which paper of the visit, what is None is left to be written by hand."""

    case: Case
    number: int
    body: PartnerBody | None
    hazard: str
    issued_on: Any
    due_on: Any
    is_draft: bool


def _visit(request: HttpRequest, code: str) -> Reader:
    reader = reader_of(request, code)
    if reader.case.kind != CaseKind.VISIT or not reader.full:
        raise Http404
    return reader


def _print(request: HttpRequest, notice: Notice) -> HttpResponse:
    return render(request, "visits/print_rectification.html", {"notice": notice, "case": notice.case})


@never_cache
@works_here
@require_safe
def paper(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """A paper that was issued, with the last day that was set."""
    case = _visit(request, code).case
    row = Rectification.objects.filter(case=case, code=paper).select_related("co_issuer").first()
    if row is None:
        raise Http404
    hazard = str(personal.read(row.hazard_key).get("hazard", ""))
    return _print(
        request, Notice(case, row.number, row.co_issuer, hazard, row.issued_on, row.due_on, is_draft=False)
    )


@never_cache
@works_here
@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The paper as it is being filled in, to print and bring to both seals. Nothing is kept: the form stays where it was."""
    reader, at = _visit(request, code), now()
    acting = acting_for(reader.case, VERB, reader.ways, at)
    if acting is None:
        raise Http404
    form = IssueRectification(StepDesk(reader.case, acting, at, tuple(reader.ways)), request.POST)
    form.is_valid()  # what is missing is left to be written by hand
    given = form.cleaned_data
    body = PartnerBody.objects.filter(pk=given.get("co_issuer") or 0).first()
    number = Rectification.objects.filter(case=reader.case).count() + 1
    return _print(
        request,
        Notice(
            reader.case, number, body, given.get("hazard") or "", today(), given.get("due_on"), is_draft=True
        ),
    )
