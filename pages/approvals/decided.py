"""我办过的: every signature a person gave, and those given for them by a deputy."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.models import CaseKind
from cases.visibility import visible_to
from organizations.acting import Acting
from pages.acting import actings, works_here
from pages.approvals.views import person_of, signs, tabs
from pages.parts import Column, FilterGroup, FilterOption
from pages.rows import title_of, titles_apart
from pages.speech import spoken_moment
from protection import personal
from record.timekeeping import midnight, today
from workflows.models import AT_THE_TABLE, Answer, ApprovalKind, Signature

A_PAGE = 30
GIVEN = (Answer.APPROVE, Answer.RETURN, Answer.REFUSE)
PERIODS = {"30": gettext_lazy("近 30 天"), "365": gettext_lazy("近一年")}


@works_here
@require_GET
def decided(request: HttpRequest) -> HttpResponse:
    """A list with its filters in the address."""
    ways = actings(request)
    if not signs(request):
        return redirect("my_requests")
    person = person_of(request)
    page = Paginator(_filtered(request, given_by(person.pk, ways)), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(request, "decided"),
        "page": page,
        "rows": _rows(list(page.object_list)),
        "columns": _columns(),
        "groups": _groups(),
    }
    return render(request, "approvals/decided.html", context)


def given_by(person_id: int, ways: Sequence[Acting]) -> QuerySet[Signature]:
    """Signatures by this person, or in their name, on cases they may still see; the newest first."""
    return (
        Signature.objects.filter(Q(signed_by=person_id) | Q(signer=person_id), answer__in=GIVEN)
        .exclude(step__approval__kind__in=AT_THE_TABLE)
        .filter(carried_from=None)
        .filter(step__approval__case__in=visible_to(ways))
        .select_related("signer", "signed_by", *(f"step__approval__case__{kind}" for kind in CaseKind.values))
        .order_by("-answered_at", "-pk")
    )


def _filtered(request: HttpRequest, rows: QuerySet[Signature]) -> QuerySet[Signature]:
    kind, answer, days = (request.GET.get(name, "") for name in ("kind", "answer", "days"))
    if kind in ApprovalKind.values:
        rows = rows.filter(step__approval__kind=kind)
    if answer in GIVEN:
        rows = rows.filter(answer=answer)
    if days in PERIODS:
        rows = rows.filter(answered_at__gte=midnight(today() - datetime.timedelta(days=int(days))))
    return rows


def _columns() -> list[Column]:
    return [
        Column("title", _("案件"), main=True),
        Column("number", _("编号")),
        Column("kind", _("事项")),
        Column("answer", _("意见")),
        Column("note", _("说明")),
        Column("who", _("签署")),
        Column("at", _("时间")),
    ]


def _groups() -> list[FilterGroup]:
    kinds = [FilterOption(one.value, str(one.label)) for one in ApprovalKind if one not in AT_THE_TABLE]
    answers = [FilterOption(answer.value, str(answer.label)) for answer in GIVEN]
    periods = [FilterOption(days, str(words)) for days, words in PERIODS.items()]
    return [
        FilterGroup("kind", _("事项"), kinds),
        FilterGroup("answer", _("意见"), answers),
        FilterGroup("days", _("时间"), periods),
    ]


def _rows(signatures: Sequence[Signature]) -> list[dict[str, Any]]:
    notes = personal.read_many(row.note_key for row in signatures)
    texts = titles_apart(row.step.approval.case for row in signatures)
    return [
        {
            "url": reverse("approval", args=[row.step.approval.code]),
            "title": title_of(row.step.approval.case, texts),
            "number": row.step.approval.case.number,
            "kind": row.step.approval.get_kind_display(),
            "answer": row.get_answer_display(),
            "note": notes.get(row.note_key, {}).get("note", "") if row.note_key else "",
            "who": _who(row),
            "at": spoken_moment(row.answered_at) if row.answered_at else "",
        }
        for row in signatures
    ]


def _who(row: Signature) -> str:
    signed = row.signed_by.name if row.signed_by else ""
    if row.signer is None or row.signed_by_id == row.signer_id:
        return signed
    return _("%(who)s 代 %(whose)s") % {"who": signed, "whose": row.signer.name}
