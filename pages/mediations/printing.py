"""Papers that print right: the notice of a session, and the text of the agreement with lines to sign on."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.models import SIDES, CaseKind, SeatKind
from pages.acting import works_here
from pages.casefile.access import Reader, reader_of
from pages.mediations.diff import plain
from pages.mediations.meetings import sessions, topics
from pages.mediations.reading import TableFile, read_table
from pages.rows import title_of
from workflows.mediation.rounds import bound_by
from workflows.models import Answer, ApprovalKind


def _table(request: HttpRequest, code: str) -> tuple[Reader, TableFile]:
    reader = reader_of(request, code)
    if reader.case.kind != CaseKind.MEDIATION or not reader.full:
        raise Http404
    return reader, read_table(reader.case, full=reader.handles)


@never_cache
@works_here
@require_safe
def notice(request: HttpRequest, code: str, session: str) -> HttpResponse:
    """会议通知 of one session, for whoever is asked to come; it names no worker."""
    reader, table = _table(request, code)
    found = next((one for one in sessions(table) if one.code == session), None)
    if found is None:
        raise Http404
    asked = [
        table.name(seat.pk) for seat in table.active if seat.kind != SeatKind.WORKER
    ]  # fmt: skip
    workers = sum(seat.kind == SeatKind.WORKER for seat in table.active)
    context = {
        "case": reader.case, "session": found, "asked": asked, "workers": workers, "title": title_of(reader.case),
        "topics": topics(table),
    }  # fmt: skip
    return render(request, "mediations/print_notice.html", context)


@never_cache
@works_here
@require_safe
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """The newest version as an agreement: terms, who signs, who has signed."""
    reader, table = _table(request, code)
    newest = table.newest
    if newest is None:
        raise Http404
    context: dict[str, Any] = {
        "case": reader.case, "title": title_of(reader.case), "version": newest.version, "served": table.served,
        "text": table.of(newest.text_key, "text"), "sealed_on": reader.case.mediation.sealed_on,
        "lines": [plain(term, table.texts, table.names) for term in table.terms_of(newest)],
        "signers": _signers(table), "mediator_at": _mediator_signed_at(table), "unbound": _unbound(table),
    }  # fmt: skip
    return render(request, "mediations/print_agreement.html", context)


def _signers(table: TableFile) -> list[dict[str, Any]]:
    """Who signs where: those asked to, or, before anybody was asked, everybody who would be."""
    asked = table.last(ApprovalKind.SIGN)
    if asked is None:
        agenda = table.served is None
        who = [seat for seat in table.active if agenda or seat.kind in SIDES]
        return [
            {"name": table.name(seat.pk), "kind": seat.get_kind_display(), "at": None, "also": []}
            for seat in who
        ]
    return [
        {
            "name": table.name(row.seat_id), "kind": table.by_id[row.seat_id].get_kind_display(),
            "at": row.answered_at if row.answer == Answer.APPROVE else None,
            "also": [table.name(table.by_code[code].pk) for code in row.for_seats if code in table.by_code],
        }
        for row in table.answers_of(asked)
        if row.seat_id is not None
    ]  # fmt: skip


def _mediator_signed_at(table: TableFile) -> datetime.datetime | None:
    """When the mediator signed the newest agreement: the one signature that holds no seat."""
    asked = table.last(ApprovalKind.SIGN)
    rows = table.answers_of(asked) if asked else ()
    return next(
        (row.answered_at for row in rows if row.seat_id is None and row.answer == Answer.APPROVE), None
    )


def _unbound(table: TableFile) -> list[str]:
    """Workers whom the agreement does not bind, once it is known."""
    asked = table.last(ApprovalKind.SIGN)
    if asked is None:
        return []
    rows = table.answers_of(asked)
    for row in rows:
        row.seat = table.by_id.get(row.seat_id or 0)
    signers = {code for row in rows if row.seat for code in (row.seat.code, *row.for_seats)}
    bound = set(bound_by(rows)) if asked.closed_at else signers
    return [
        table.name(seat.pk)
        for seat in table.active
        if seat.kind == SeatKind.WORKER and seat.code not in bound
    ]
