"""Sheets to print and put up: the notice of a round (公示), one person's 三公开, and the two promises to sign."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.models import CaseKind, SecondmentDetail
from cases.visibility import visible_to
from pages.acting import actings, works_here
from pages.casefile.access import reader_of
from pages.parts import Column
from pages.secondments.desk import round_of
from pages.secondments.own_forms import THREE, TWO
from pages.speech import spoken_date
from protection import personal
from workflows.secondment.states import S

PROMISES, PUBLIC = "promises", "three"


#: What is put up and signed is Chinese, whoever prints it.
PAPER, DAY = "zh-hans", "Y年n月j日"


@works_here
@require_GET
@translation.override(PAPER)
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """公示: everybody of the round whose notice runs, with its last day. Put up by the county, on paper or on its board."""
    round_, _way = round_of(request, code)
    seen = visible_to(actings(request)).filter(kind=CaseKind.SECONDMENT, state=S.NOTICE).values("pk")
    rows = SecondmentDetail.objects.filter(round=round_, case__in=seen).select_related(
        "sender", "host_unit", "host_employer", "case"
    )  # fmt: skip
    details = list(rows.order_by("direction", "case_id"))
    names = personal.read_many(row.person_key for row in details)
    context = {
        "round": round_, "columns": _columns(), "until": max((row.notice_until for row in details if row.notice_until), default=None),
        "rows": [_row(one, str(names.get(one.person_key, {}).get("name", ""))) for one in details],
    }  # fmt: skip
    return render(request, "secondments/print_notice.html", context)


def _row(row: SecondmentDetail, name: str) -> dict[str, Any]:
    span = _span(row.wish_from, row.wish_until)
    return {
        "name": name, "standing": row.get_standing_display() if row.standing else "—", "sender": row.sender.name,
        "host": row.host_name, "span": span, "until": spoken_date(row.notice_until, with_year=True) if row.notice_until else "",
    }  # fmt: skip


def _span(first: datetime.date | None, last: datetime.date | None) -> str:
    """「2026年3月2日至2026年9月1日」; empty while a day is missing."""
    if first is None or last is None:
        return ""
    words = {"first": formats.date_format(first, DAY), "last": formats.date_format(last, DAY)}
    return _("%(first)s至%(last)s") % words


def _columns() -> list[Column]:
    return [
        Column("name", _("挂职对象"), main=True), Column("standing", _("现任职务")), Column("sender", _("选送单位")),
        Column("host", _("接收单位")), Column("span", _("拟挂职时间")), Column("until", _("公示截止日")),
    ]  # fmt: skip


@works_here
@require_GET
@translation.override(PAPER)
def sheet(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """三公开 or 二承诺 of one form; the promises also before they are made, to be signed by hand."""
    reader = reader_of(request, code)
    if reader.case.kind != CaseKind.SECONDMENT or not reader.full or what not in (PUBLIC, PROMISES):
        raise Http404
    detail: SecondmentDetail = reader.case.secondment
    if what == PUBLIC and detail.published_on is None:
        raise Http404
    key, names = (detail.publicity_key, THREE) if what == PUBLIC else (detail.promises_key, TWO)
    kept = personal.read_many([detail.person_key, key])
    text = kept.get(key, {}) if key else {}
    context = {
        "case": reader.case, "detail": detail, "name": str(kept.get(detail.person_key, {}).get("name", "")),
        "title": _("挂职人员三公开") if what == PUBLIC else _("挂职人员二承诺"),
        "pairs": [(label, str(text.get(one, ""))) for one, label in names.items()], "is_promise": what == PROMISES,
        "span": _span(detail.took_up_on, detail.until), "on": detail.published_on if what == PUBLIC else detail.promised_on,
    }  # fmt: skip
    return render(request, "secondments/print_sheet.html", context)
