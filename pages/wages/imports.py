"""用表格导入欠薪明细: upload, preview, answer what is in doubt, confirm. Nothing is taken before the confirmation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases.imports.claim_template import template
from cases.imports.claims import ClaimSheet, read_claims
from cases.imports.errors import FileRefused
from cases.models import Case
from cases.wages.comparing import Comparison
from organizations.acting import Acting
from pages.acting import works_here
from pages.casefile.access import Reader
from pages.ledgers import waiting
from pages.ledgers.imports import as_file
from pages.rows import title_of
from pages.wages.preview import doubts_of, new_rows, refused_file, rivals_of
from pages.wages.sheets import SheetForm
from pages.wages.views_ledger import wage_reader
from record.timekeeping import now, today
from workflows.engine import perform
from workflows.errors import BadInput, Refused, StaleCase
from workflows.offers import acting_for, offers
from workflows.wage_arrears.importing import comparison

SHOWN = 100
UNPROCESSABLE, CONFLICT = 422, 409
VERB = "import_claims"
_RESULTS = "wage_imports"


@dataclass
class Answers:
    """What was said of doubtful workers (by first row) and of rows with other figures; ``raw`` is given back to the form."""

    same: dict[int, bool] = field(default_factory=dict)
    keep: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: Mapping[str, str]) -> Answers:
        """From ``same_12=yes`` and ``keep_34=sheet``."""
        found = cls()
        for name, value in posted.items():
            kind, _line, row = name.partition("_")
            if not (row.isascii() and row.isdigit() and len(row) < 8):
                continue
            if kind == "same" and value in ("yes", "no"):
                found.same[int(row)] = value == "yes"
            elif kind == "keep" and value in ("sheet", "kept"):
                found.keep[int(row)] = value
        return found


def _importing(request: HttpRequest, code: str) -> tuple[Reader, Acting]:
    """Who may import into this case, or the reason why not."""
    reader = wage_reader(request, code)
    for one in offers(reader.case, reader.ways, now()):
        if one.verb == VERB and one.reason:
            raise PermissionDenied(one.reason)
    acting = acting_for(reader.case, VERB, reader.ways, now())
    if acting is None:
        raise PermissionDenied(_("您没有对这个案件导入欠薪明细的权限，或者案件现在的状态不能导入。"))
    return reader, acting


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the file; a readable one is put aside and previewed."""
    reader, _acting = _importing(request, code)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read_claims(data, today())
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            token = waiting.keep(request, data, f"claims:{reader.case.code}", file.name or "")
            return redirect("wage_import_preview", code, token)
    context = {"form": form, "case": reader.case, "title": title_of(reader.case)}
    return render(request, "wages/import_upload.html", context, status=UNPROCESSABLE if form.errors else 200)


@works_here
@require_GET
def to_upload(request: HttpRequest, code: str) -> HttpResponse:
    """The step's place in the menu of the case leads to its own pages; a stranger is asked to sign in first."""
    return redirect("wage_import", code)


@works_here
@require_GET
def template_file(request: HttpRequest, code: str) -> HttpResponse:
    """The empty sheet."""
    wage_reader(request, code)
    return as_file(template(), _("欠薪明细模板.xlsx"))


def _kept(request: HttpRequest, case: Case, token: str) -> waiting.Kept:
    found = waiting.kept(request, token)
    if found.town_code != f"claims:{case.code}":
        raise Http404
    return found


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What would be taken, what is there already, what must be asked, what is refused; with POST, take it."""
    reader, acting = _importing(request, code)
    answers = Answers.of({name: str(value) for name, value in request.POST.items()})
    try:
        found = _kept(request, reader.case, token)
        read = read_claims(found.data, today())
    except (waiting.Gone, FileRefused) as refused:
        messages.error(request, str(refused))
        return redirect("wage_import", code)
    said = ""
    if request.method == "POST" and "take" in request.POST:
        said = _take(request, reader.case, acting, _Upload(found, read, answers, _expects(request)))
        if not said:
            return redirect("wage_import_done", code, token)
    held = comparison(reader.case, read.rows, answers.same)
    context = _context(reader, read, held, answers)
    context |= {"token": token, "name": found.name, "said": said}
    return render(request, "wages/import_preview.html", context, status=UNPROCESSABLE if said else 200)


@dataclass(frozen=True)
class _Upload:
    """A file, what it says, and what was answered."""

    kept: waiting.Kept
    read: ClaimSheet
    answers: Answers
    expects: int | None


def _expects(request: HttpRequest) -> int | None:
    text = request.POST.get("expects", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _take(request: HttpRequest, case: Case, acting: Acting, up: _Upload) -> str:
    """One step for the whole sheet. The sentence of a refusal, or nothing when it was taken."""
    if request.session.get(_RESULTS, {}).get(up.kept.token):
        return ""  # pressed twice: the first press took it
    held = comparison(case, up.read.rows, up.answers.same)
    if not held.new and not held.conflicts and not held.doubts:
        return _("没有新的内容：这份表里的都已经登记，数额一致。")
    try:
        perform(
            case, VERB, actor=acting, expects=up.expects, rows=up.read.rows, same=up.answers.same, keep=up.answers.keep,
            file_sha256=hashlib.sha256(up.kept.data).hexdigest(), refused=len(up.read.refused),
        )  # fmt: skip
    except (BadInput, StaleCase, Refused) as refused:
        return str(refused.sentence)
    beside = sum(1 for row, _claim in held.conflicts if row.row not in up.answers.keep)
    results: dict[str, Any] = request.session.get(_RESULTS, {})
    results[up.kept.token] = {
        "new": len(held.new), "matched": len(held.matched), "beside": beside,
        "answered": len(held.conflicts) - beside, "refused": len(up.read.refused),
    }  # fmt: skip
    request.session[_RESULTS] = dict(list(results.items())[-waiting.MOST :])
    return ""


def _context(reader: Reader, read: ClaimSheet, held: Comparison, answers: Answers) -> dict[str, Any]:
    case = reader.case
    return {
        "case": case, "title": title_of(case), "read": read, "held": held,
        "doubts": doubts_of(case, read, held, answers.same), "rivals": rivals_of(held, answers.keep)[:SHOWN],
        "rivals_more": max(len(held.conflicts) - SHOWN, 0), "rows": new_rows(held)[:SHOWN],
        "more": max(len(held.new) - SHOWN, 0), "refusals": read.refused[:SHOWN],
        "refusals_more": max(len(read.refused) - SHOWN, 0), "owed": sum(row.figures.owed for row in held.new),
        "workers": len({row.worker for row in held.new}),
        "answered": [(row, "yes" if same else "no") for row, same in answers.same.items() if row not in held.doubts],
    }  # fmt: skip


@never_cache
@works_here
@require_GET
def done(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What became of it, and what is still to do."""
    reader = wage_reader(request, code)
    result = request.session.get(_RESULTS, {}).get(token)
    if result is None:
        return redirect("wage_import", code)
    context = {"case": reader.case, "title": title_of(reader.case), "result": result, "token": token}
    return render(request, "wages/import_done.html", context)


@works_here
@require_GET
def refused_rows(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The refused rows as they were, each with its reason, to be mended and sent again."""
    reader = wage_reader(request, code)
    try:
        found = _kept(request, reader.case, token)
        read = read_claims(found.data, today())
    except (waiting.Gone, FileRefused) as refused:
        messages.error(request, str(refused))
        return redirect("wage_import", code)
    return as_file(refused_file(found.data, read), _("退回的行.xlsx"))
