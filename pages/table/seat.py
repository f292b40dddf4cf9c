"""One table as a seat with an account sees it: the next session, the proposal, the answer, a word to the mediator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case, CaseKind, Seat, SessionState
from cases.visibility import visible_to
from organizations.acting import Acting
from pages.acting import actings, works_here
from pages.mediations.meetings import sessions, topics
from pages.mediations.reading import TableFile, read_table
from pages.rows import state_of, title_of
from pages.table.holding import seats_held, way_for
from pages.table.questions import AnswerForm, CommentForm, Question, question
from protection import invitations
from workflows.engine import perform
from workflows.errors import BadInput, Refused, StaleCase

CONFLICT, UNPROCESSABLE = 409, 422


@dataclass
class Sitting:
    """Somebody's seats at one table."""

    case: Case
    seats: Sequence[Seat]
    ways: Sequence[Acting]

    def way(self, code: str = "") -> tuple[Seat, Acting]:
        """The seat named, or the first, and the way in which it is held; 404 for another's."""
        for seat in self.seats:
            way = way_for(seat, self.ways)
            if way is not None and code in ("", seat.code):
                return seat, way
        raise Http404


def _sitting(request: HttpRequest, code: str) -> Sitting:
    """What is not theirs is not there."""
    ways = actings(request)
    seats = list(seats_held(ways).filter(case__code=code).select_related("case").order_by("order"))
    if not seats:
        raise Http404
    joins = ("mediation", "unit", "county", "town", "handler")
    case = Case.objects.select_related(*joins).get(pk=seats[0].case_id, kind=CaseKind.MEDIATION)
    return Sitting(case, seats, ways)


@never_cache
@works_here
@require_safe
def sitting(request: HttpRequest, code: str) -> HttpResponse:
    """The table from one's own seat."""
    return _show(request, _sitting(request, code))


def _show(
    request: HttpRequest,
    mine: Sitting,
    answer_form: AnswerForm | None = None,
    comment_form: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    table = read_table(mine.case, full=False)
    asked = _questions(table, mine)
    first = asked[0] if asked else None
    missed, typed = _missed(answer_form, first), (answer_form.data.get("note", "") if answer_form else "")
    if missed:
        answer_form = AnswerForm(first, initial={"note": typed}) if first else None
        comment_form = comment_form or CommentForm(initial={"note": typed} if first is None else None)
    coming = [one for one in sessions(table) if one.is_coming]
    context: dict[str, Any] = {
        "case": mine.case, "title": title_of(mine.case), "state_label": state_of(mine.case), "asked": first,
        "more": asked[1:], "form": answer_form or (AnswerForm(first) if first else None),
        "comment_form": comment_form or CommentForm(), "seats": [(seat, table.name(seat.pk)) for seat in mine.seats],
        "missed": missed, "typed": typed, "coming": coming,
        "sitting_now": any(one.state == SessionState.OPEN for one in table.sessions),
         "held": [one for one in sessions(table) if not one.is_coming], "topics": topics(table),
        "may_comment": mine.case.state in ("proposed", "consenting", "signing"),
        "may_read": visible_to(mine.ways).filter(pk=mine.case.pk).exists(),
        "may_feed": mine.case.is_open,
    }  # fmt: skip
    return render(request, "table/seat.html", context, status=status)


def _missed(form: AnswerForm | None, asked: Question | None) -> str:
    """Why an answer reached no question that is still open; empty where it did, or none was given."""
    if form is None:
        return ""
    read = (form.data.get("approval"), form.data.get("round"))
    if asked is not None and read == (asked.approval, str(asked.round)):
        return ""
    return str(next(iter(form.non_field_errors()), _("已经没有等您表态的事。")))


def _questions(table: TableFile, mine: Sitting) -> list[Question]:
    """What one's seats are asked now; those without an answer first."""
    asked = table.open_round
    if asked is None:
        return []
    held = {seat.pk for seat in mine.seats}
    rows = [row for row in table.answers_of(asked) if row.seat_id in held]
    return [question(table, row, asked) for row in sorted(rows, key=lambda row: (bool(row.answer), row.pk))]


@never_cache
@works_here
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """同意、不同意、签字, for one's own seat."""
    mine = _sitting(request, code)
    table = read_table(mine.case, full=False)
    asked = _questions(table, mine)
    form = AnswerForm(
        next((one for one in asked if one.seat == request.POST.get("seat")), None), request.POST
    )
    if not form.is_valid():
        return _show(request, mine, form, status=UNPROCESSABLE)
    given = form.cleaned_data
    seat, way = mine.way(given["seat"])
    try:
        perform(
            mine.case, "answer_consent", actor=way, approval=given["approval"], round=given["round"] or 0,
            answer=given["answer"], seat=seat.code, note=given["note"],
        )  # fmt: skip
    except StaleCase as stale:
        form.add_error(None, stale.sentence)
        return _show(request, _sitting(request, code), form, status=CONFLICT)
    except BadInput as bad:
        form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
        return _show(request, mine, form, status=UNPROCESSABLE)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _show(request, mine, form, status=CONFLICT)
    messages.success(request, _("已经登记您的意见。征求意见结束以前可以改。"))
    return HttpResponseRedirect(reverse("table_seat", args=[code]))


@never_cache
@works_here
@require_POST
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """发表意见."""
    mine = _sitting(request, code)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, mine, comment_form=form, status=UNPROCESSABLE)
    seat, way = mine.way(form.cleaned_data["seat"])
    try:
        perform(mine.case, "comment", actor=way, note=form.cleaned_data["note"], seat=seat.code)
    except Refused as refused:
        form.add_error("note", refused.sentence)
        return _show(request, mine, comment_form=form, status=CONFLICT)
    messages.success(request, _("调解员会看到您的意见。"))
    return HttpResponseRedirect(reverse("table_seat", args=[code]))


@never_cache
@works_here
@require_POST
def take_feed(request: HttpRequest, code: str) -> HttpResponse:
    """启用日程订阅: the address is shown once."""
    mine = _sitting(request, code)
    seat, way = mine.way(request.POST.get("seat", ""))
    token = invitations.issue()
    try:
        perform(mine.case, "take_feed", actor=way, token=token, seat=seat.code)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return HttpResponseRedirect(reverse("table_seat", args=[code]))
    url = request.build_absolute_uri(reverse("table_feed", args=[token]))
    return render(
        request,
        "table/feed.html",
        {"case": mine.case, "url": url, "back": reverse("table_seat", args=[code])},
    )
