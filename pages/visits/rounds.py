"""月排查: sending a round, who has not answered, filling in one's own form, the quarter's sums."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import SurveyAnswer, SurveyRound
from cases.surveys import (
    answer_round,
    close_round,
    forms_of,
    may_see_rounds,
    rounds_of,
    send_round,
    urge_round,
)
from organizations.acting import Acting
from organizations.errors import Refusal
from organizations.models import ItemType, Level
from organizations.roles import DECIDING_ROLES, Role
from pages.acting import actings, works_here
from pages.visits.forms.going import RoundForm
from pages.visits.forms.record import field_of
from pages.visits.parts import item_answers
from protection import personal
from record.timekeeping import day_of, today

SHOWN, UNPROCESSABLE = 60, 422


def sees_rounds(ways: Iterable[Acting]) -> list[Acting]:
    """The ways in which somebody sees a town's or a county's rounds."""
    found = [way for way in ways if way.unit and may_see_rounds(way, way.unit)]
    return [way for way in found if way.unit and way.unit.level >= Level.TOWN]


def seers(request: HttpRequest) -> list[Acting]:
    """The ways in which the reader sees rounds, those who decide first; or the reason why not."""
    found = sees_rounds(actings(request))
    if not found:
        raise PermissionDenied(_("只有乡镇（街道）和县级工会可以看排查情况。"))
    return sorted(found, key=lambda way: way.role not in DECIDING_ROLES)


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds of the union and below, with how many have not answered; a new one; the quarter."""
    way = seers(request)[0]
    assert way.unit is not None  # noqa: S101  ``seers`` asked; tells mypy
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = send_round(acting=way, unit=way.unit, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return redirect("visit_round", made.code)
    on = today()
    context = {
        "form": form if way.role in DECIDING_ROLES else None, "rows": rounds_of(way.unit)[:SHOWN], "on": on,
    }  # fmt: skip
    return render(request, "visits/rounds.html", context, status=UNPROCESSABLE if form.errors else 200)


def _round(code: str) -> SurveyRound:
    row = SurveyRound.objects.select_related("unit__county", "checklist").filter(code=code).first()
    if row is None:
        raise Http404
    return row


@works_here
@require_safe
def round_page(request: HttpRequest, code: str) -> HttpResponse:
    """One round: who has not answered first, then what was answered."""
    row = _round(code)
    way = next((way for way in actings(request) if may_see_rounds(way, row.unit)), None)
    if way is None:
        raise Http404
    found = list(forms_of(row, way))
    texts = personal.read_many(one.said_key for one in found)
    shown = [
        {"row": one, "answers": item_answers(row.checklist.items, one.answers, _texts(texts, one))}
        for one in found
        if one.answered_at
    ]
    context = {
        "round": row, "missing": [one for one in found if not one.answered_at], "answered": shown,
        "may_close": way.role in DECIDING_ROLES and row.closed_at is None, "overdue": row.closed_at is None and row.due_on < today(),
        "urged_today": row.urged_at is not None and day_of(row.urged_at) == today(),
    }  # fmt: skip
    return render(request, "visits/round.html", context)


def _texts(texts: Any, one: SurveyAnswer) -> dict[str, str]:
    return texts.get(one.said_key, {}).get("texts", {}) if one.said_key else {}


@works_here
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """结束排查."""
    row = _round(code)
    way = next((way for way in seers(request) if may_see_rounds(way, row.unit)), None)
    if way is None:
        raise Http404
    try:
        close_round(row, acting=way)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("visit_round", code)


@works_here
@require_POST
def urge(request: HttpRequest, code: str) -> HttpResponse:
    """催办: whoever has not answered reads it on their page."""
    row = _round(code)
    way = next((way for way in seers(request) if may_see_rounds(way, row.unit)), None)
    if way is None:
        raise Http404
    try:
        urge_round(row, acting=way)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("已催办，还没有填报的人会在自己的页面上看到。"))
    return redirect("visit_round", code)


class AnswerForm(forms.Form):
    """排查表, with the items of its checklist."""

    def __init__(self, row: SurveyRound, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = row.checklist.items
        for item in self.items:
            self.fields[item["key"]] = field_of(item, required=item["type"] != ItemType.TEXT)
        for key in self.counted():
            self.fields[key].required = False
            self.fields[key].help_text = _("上一项是“否”的，不用填。")

    def counted(self) -> dict[str, str]:
        """Numbers that count what a yes/no item asked, each with that item: ``arrears_people`` with ``arrears``."""
        numbers = [item["key"] for item in self.items if item["type"] == ItemType.NUMBER]
        asked = [item["key"] for item in self.items if item["type"] == ItemType.YES_NO]
        return {number: key for number in numbers for key in asked if number == f"{key}_people"}

    def clean(self) -> dict[str, Any]:
        """How many is asked where there are any, and none otherwise."""
        for key, asked in self.counted().items():
            said = self.cleaned_data.get(asked)
            if said == "no":
                self.cleaned_data[key] = 0
            elif said == "yes" and self.cleaned_data.get(key) is None and key not in self.errors:
                self.add_error(key, self.fields[key].error_messages["required"])
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """By item, from a valid form."""
        given = {item["key"]: self.cleaned_data.get(item["key"]) for item in self.items}
        kinds = {item["key"]: item["type"] for item in self.items}
        return {
            key: value == "yes" if kinds[key] == ItemType.YES_NO else value
            for key, value in given.items()
            if value not in (None, "")
        }


def _typed(found: SurveyAnswer, row: SurveyRound, texts: dict[str, str]) -> dict[str, Any]:
    """What was filed before, as the form asks it; nothing where nothing was."""
    if not found.answered_at:
        return {}
    typed: dict[str, Any] = dict(texts)
    for item in row.checklist.items:
        value = found.answers.get(item["key"])
        if value is None:
            continue
        if item["type"] == ItemType.YES_NO:
            value = "yes" if value else "no"
        typed[item["key"]] = item["options"][value] if item["type"] == ItemType.CHOICE else value
    return typed


def _unit_of(way: Acting) -> int | None:
    return way.unit.pk if way.unit else None


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """填报: one's own form and no other."""
    row = _round(code)
    own = [way for way in actings(request) if way.role == Role.INFO_OFFICER and way.signs_as]
    mine = [(found, way) for way in own for found in forms_of(row, way)]
    if not mine:
        raise Http404
    # Of two posts the form that still waits; who moved to another union since answers for the one they were asked at.
    found, way = min(
        mine, key=lambda one: (one[0].answered_at is not None, one[0].unit_id != _unit_of(one[1]))
    )
    said = _texts(personal.read_many([found.said_key] if found.said_key else []), found)
    form = AnswerForm(row, request.POST or None, initial=_typed(found, row, said))
    if request.method == "POST" and form.is_valid():
        try:
            answer_round(found, acting=way, answers=form.answers())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("已填报，谢谢。"))
            return redirect("visits")
    context = {
        "form": form if row.closed_at is None or form.errors else None, "round": row, "mine": found,
        "filed": item_answers(row.checklist.items, found.answers, said) if found.answered_at else [],
    }  # fmt: skip
    return render(request, "visits/answer.html", context, status=UNPROCESSABLE if form.errors else 200)
