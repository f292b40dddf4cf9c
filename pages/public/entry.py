"""Whoever holds the receipt of one entry of a visit's list: reads its answer, gives stars, and sees nothing else."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.models import Clock, ClockState, Finding, FindingState
from organizations.acting import Acting
from pages.clocks import clock_view
from pages.parts import ClockView
from pages.speech import spoken_day, spoken_moment
from protection import personal, receipts
from record.timekeeping import day_of, now
from workflows.engine import perform
from workflows.errors import BadInput, Refused

from . import holder
from .deeds import RateForm
from .sealed import seal, unseal

KEY = holder.ENTRY
REFUSED = 422


def code_opens(typed: str) -> Finding | None:
    """The entry of a code as somebody typed it. One query whatever was typed."""
    return Finding.objects.filter(receipt_hash=receipts.fingerprint(typed) or "-").first()


def enter(request: HttpRequest, code: str) -> None:
    """Let this browser follow the entry of ``code``, which is kept sealed: rating is done by it."""
    request.session.cycle_key()
    request.session.pop(holder.KEY, None)
    request.session[KEY] = {"seen": now().timestamp(), "code": seal(KEY, {"code": code})}


def followed(request: HttpRequest) -> tuple[Finding, str] | None:
    """The entry this browser follows and its code; None after half an hour of rest, or once the receipt is void."""
    held = request.session.get(KEY)
    if not isinstance(held, dict):
        return None
    moment, seen = now().timestamp(), float(held["seen"])
    code = str((unseal(KEY, held.get("code")) or {}).get("code", ""))
    if moment - seen > holder.IDLE.total_seconds() or not code:
        request.session.pop(KEY, None)
        return None
    if moment - seen > holder.NOTED_EVERY.total_seconds():
        request.session[KEY] = {**held, "seen": moment}
    wanted = Finding.objects.filter(receipt_hash=receipts.fingerprint(code))
    found = wanted.select_related("case__visit", "case__unit", "case__county", "owner").first()
    return (found, code) if found is not None else None


@never_cache
@require_safe
def entry_page(request: HttpRequest) -> HttpResponse:
    """What was asked, how it stands, the answer, and the stars."""
    held = followed(request)
    if held is None:
        return redirect("track")
    return _show(request, held[0], RateForm())


@never_cache
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """评价: one to five stars, once."""
    held = followed(request)
    if held is None:
        return redirect("track")
    row, code = held
    form = RateForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form, REFUSED)
    try:
        perform(
            row.case, "rate_finding", actor=Acting.invited(row.case.pk, code), **form.cleaned_data,
        )  # fmt: skip
    except BadInput as bad:
        form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
        return _show(request, row, form, REFUSED)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _show(request, row, form, REFUSED)
    messages.success(request, _("谢谢您的评价。"))
    return redirect("track_entry")


def _show(request: HttpRequest, row: Finding, form: forms.Form, status: int = 200) -> HttpResponse:
    texts = personal.read_many([row.text_key, row.answer_key])
    # A case that grew from it is handled, and rated, in its own right: nothing of this entry is done that could be rated.
    may_rate = row.state == FindingState.ANSWERED and row.answered_at is not None and row.rating is None
    context: dict[str, Any] = {
        "row": row, "place": row.case.visit.place_name, "text": texts.get(row.text_key, {}).get("text", _("(内容已依法删除)")),
        "answer": texts.get(row.answer_key, {}).get("answer", "") if row.answer_key else "", "now": _now(row),
        "clock": _clock(row), "facts": _facts(row), "form": form if may_rate else None,
    }  # fmt: skip
    return render(request, "public/entry.html", context, status=status)


def _now(row: Finding) -> str:
    """Where it stands, in one sentence."""
    if row.state == FindingState.OPEN:
        return _("工会收到了，正在办理，办了以后在这里答复您。")
    if row.state == FindingState.CASE:
        return _("这一项已经转为案件办理，工会会另外和您联系。")
    return _("工会已经答复：%(outcome)s。") % {"outcome": row.get_outcome_display()}


def _clock(row: Finding) -> ClockView | None:
    """By when it is to be answered; how that was counted is on the handlers' pages."""
    clock = Clock.objects.filter(
        case=row.case, rule_id="finding_answer", key=row.code, state=ClockState.RUNNING
    ).first()
    return (
        dataclasses.replace(clock_view(clock, row.case, now()), steps_url="") if clock is not None else None
    )


def _facts(row: Finding) -> list[tuple[str, Any]]:
    day = row.case.visit.visited_on
    return [
        (_("走访工会"), row.case.unit.name),
        (_("走访日期"), spoken_day(day) if day else ""),
        (_("办理人"), row.owner.name),
        (_("答复时间"), spoken_moment(row.answered_at) if row.answered_at else ""),
        (_("评价日期"), spoken_day(day_of(row.rated_at)) if row.rated_at else ""),
    ]
