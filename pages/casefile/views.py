"""The case file, and the small pages that belong to it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.documents import open_file
from cases.models import Clock, ClockState
from cases.selectors import Dossier, dossier, possible_duplicates
from cases.visibility import visible_to
from organizations.models import CodeList
from pages.acting import works_here
from pages.casefile import sections
from pages.casefile.access import Reader, reader_of
from pages.casefile.actions import Actions, actions_for
from pages.casefile.clock_steps import explained
from pages.casefile.timeline import entries, filters
from pages.clocks import clock_view, nearest
from pages.kinds import Desk, group_of, page_of
from pages.labels import label
from pages.rows import RowFacts, colour_of, state_of, tables_of, title_of, to_chairs
from protection import personal
from protection.models import EmployerNotice
from record.timekeeping import now
from workflows.exports import personal_data_seen
from workflows.models import Approval, Signature, Verdict

DANGEROUS_TYPES = frozenset({"text/html", "image/svg+xml"})


@works_here
@require_GET
def case_file(request: HttpRequest, code: str) -> HttpResponse:
    """The whole file on one page, in a fixed number of queries."""
    reader, at = reader_of(request, code), now()
    case = reader.case
    found = dossier(
        case, full=reader.full, handles=reader.handles, files=reader.files,
        workers_named=page_of(case.kind).workers_named,
    )  # fmt: skip
    approvals = _approvals(found) if reader.full else []
    facts = _row_facts(found, approvals)
    first = nearest(found.clocks)
    states, visited = sections.chart(found)
    actions = actions_for(reader, facts, at) if reader.ways else Actions()
    back = page_of(case.kind).back(reader)
    parts = [part for part in page_of(case.kind).parts if reader.full or not part.full]
    context: dict[str, Any] = {
        "case": case, "detail": case.detail, "reader": reader, "colour": colour_of(case), "back": back, "found": found, "title": title_of(case), "states": states,
        "visited": visited, "state_label": state_of(case), "handled_by": sections.handled_by(case),
        "clock": clock_view(first, case, at) if first else None, "actions": actions, "parts": parts,
        "twins": _twins(reader), "entries": entries(found, request.GET.get("show", ""), full=reader.full),
        "filters": [filters()], "done": _done(request, code),
        "suspend_ground": label(CodeList.SUSPEND_GROUND, case.detail.suspend_ground),
    }  # fmt: skip
    if back is not None:
        # Its place in the menu is lit as well; ``pages.context`` reads this.
        request.place = back.url  # type: ignore[attr-defined]
    desk = Desk(reader, found, at, actions, approvals, request.GET.dict())
    for part in parts:
        context |= part.context(desk)
    return render(request, "cases/file.html", context)


def _row_facts(found: Dossier, approvals: list[dict[str, Any]]) -> RowFacts:
    """What a line of a list knows too: running clocks, what is put to a chair."""
    open_one = next((one["row"] for one in approvals if one["row"].verdict == Verdict.OPEN), None)
    running = {clock.rule_id: clock for clock in found.clocks if clock.state == ClockState.RUNNING}
    table = tables_of([found.case]).get(found.case.pk, "")
    return RowFacts(clocks=running, all_clocks=list(found.clocks), approval=open_one, table=table)


def _done(request: HttpRequest, code: str) -> str:
    """Which kept draft may be forgotten now."""
    verb = request.GET.get("done", "")
    return f"{code}-{verb}" if verb.isidentifier() else ""


def _approvals(found: Dossier) -> list[dict[str, Any]]:
    """What was asked of the chair, by whom, and every answer. Three queries."""
    rows = list(to_chairs(Approval.objects.filter(case=found.case)).select_related("asked_by", "unit"))
    signatures = list(
        Signature.objects.filter(step__approval__case=found.case).select_related(
            "signer", "signed_by", "step"
        )
    )
    keys = [row.reason_key for row in rows] + [one.note_key for one in signatures]
    private = personal.read_many(keys)
    return [
        {
            "row": row,
            "reason": private.get(row.reason_key, {}).get("reason", "") if row.reason_key else "",
            "answers": [
                {"row": one, "note": private.get(one.note_key, {}).get("note", "") if one.note_key else ""}
                for one in signatures
                if one.step.approval_id == row.pk and one.carried_from_id is None
            ],
        }
        for row in rows
    ]


def _twins(reader: Reader) -> list[Any]:
    """Possible duplicates, for whoever accepts; a reporter never learns of another report."""
    if reader.case.state not in group_of(reader.case.kind, "mergeable") or not reader.handles:
        return []
    words = {"employer": _("同一单位、同一类别"), "phone": _("同一电话"), "name": _("同名")}
    among = visible_to([way for way in reader.ways if not way.manages_for_employer])
    return [
        {
            "case": twin.case, "title": title_of(twin.case), "state": state_of(twin.case),
            "shared": "、".join(str(words[name]) for name in twin.shared),
        }
        for twin in possible_duplicates(reader.case, among)
    ]  # fmt: skip


@works_here
@require_GET
def clock_steps(request: HttpRequest, code: str, rule_id: str) -> HttpResponse:
    """Why a deadline is where it is: the days as a part of the page, or a page of their own."""
    reader = reader_of(request, code)
    clock = get_object_or_404(Clock, case=reader.case, rule_id=rule_id, key=request.GET.get("key", ""))
    days, notes = explained(clock, reader.case)
    context = {
        "days": days,
        "notes": notes,
        "case": reader.case,
        "clock": clock_view(clock, reader.case, now()),
    }
    part = bool(request.headers.get("HX-Request"))
    return render(request, "cases/clock_days.html" if part else "cases/clock.html", context)


@works_here
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, code: str, party: str) -> HttpResponse:
    """A worker's name and phone in full, for the unions that handle the case; who looked is on the record.

    An address that was kept uncovers nothing: it leads back to the file.
    """
    reader = reader_of(request, code)
    if reader.handling is None:
        raise Http404
    row = get_object_or_404(reader.case.parties, code=party)
    if request.method == "GET":
        return redirect(f"{reverse('case', args=[code])}#parties")
    personal_data_seen(reader.handling, reader.case, [row.code])
    kept = personal.read(row.personal_key)
    part = bool(request.headers.get("HX-Request"))
    context = {"case": reader.case, "name": kept.get("name", ""), "phone": kept.get("phone", "")}
    answer = render(request, "cases/revealed.html" if part else "cases/revealed_page.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@works_here
@require_GET
def evidence_file(request: HttpRequest, code: str, evidence: str) -> HttpResponseBase:
    """A file as a download: never shown by the browser as a page of ours."""
    reader = reader_of(request, code)
    if not reader.full:
        raise Http404
    row = get_object_or_404(reader.files, code=evidence)
    name = str(personal.read(row.name_key).get("name", "")) or row.code
    try:
        content = open_file(row.sha256)
    except FileNotFoundError as missing:
        raise Http404 from missing
    kind = "application/octet-stream" if row.media_type in DANGEROUS_TYPES else row.media_type
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Length"] = str(row.size)
    return answer


@works_here
@require_GET
def employer_view(request: HttpRequest, code: str) -> HttpResponse:
    """看看企业看到的: the employer's own table, and nothing else."""
    reader = reader_of(request, code)
    if not reader.full:
        raise Http404
    notices = list(EmployerNotice.objects.filter(case_code=reader.case.code))
    private = personal.read_many([key for row in notices for key in (row.applicant_key, row.reply_key)])
    shown = [
        {
            "row": row,
            "applicant": private.get(row.applicant_key, {}).get("name", "") if row.applicant_key else "",
            "reply": private.get(row.reply_key, {}).get("body", "") if row.reply_key else "",
        }
        for row in notices
    ]
    return render(request, "cases/employer_view.html", {"case": reader.case, "notices": shown})
