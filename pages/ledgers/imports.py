"""导入台账 in the browser: upload, preview, confirm, result. Nothing is imported before the confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.imports.errors import FileRefused
from cases.imports.refusals import XLSX
from cases.imports.rows import LedgerRow
from organizations.acting import Acting
from organizations.models import CodeList, Unit, UnitKind
from pages.acting import works_here
from pages.labels import label
from pages.ledgers import waiting
from pages.ledgers.forms import UploadForm
from pages.ledgers.who import importable_towns, importer, keepers
from pages.parts import Column
from pages.speech import spoken_money
from workflows.errors import Refused
from workflows.imports import LedgerImport, import_ledger, preview_ledger

SHOWN = 100
#: More good rows than this would keep a browser, and everybody else's writing, waiting for a quarter of a minute.
MOST_HERE = 3_000
_RESULTS = "ledgers_results"


@works_here
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose the town and the file; a good one is put aside and previewed."""
    ways = keepers(request)
    towns = importable_towns(ways)
    form = UploadForm(towns, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        town, file = form.towns[form.cleaned_data["town"]], form.cleaned_data["file"]
        data = file.read()
        try:
            _need_manageable(preview_ledger(data, town, actor=importer(ways, town)))
        except (FileRefused, Refused) as refused:
            form.add_error("file", str(refused))
        else:
            token = waiting.keep(request, data, town.code, file.name or "")
            return redirect("ledger_preview", token)
    context = {"form": form, "towns": towns, "sent": request.method == "POST"}
    return render(request, "ledgers/upload.html", context, status=422 if form.errors else 200)


def _need_manageable(read: LedgerImport) -> None:
    """An import is one transaction that a browser waits for; what takes longer is the command's."""
    if len(read.rows) > MOST_HERE:
        raise FileRefused(
            _(
                "这份台账有 %(n)d 行要导入，网页一次最多 %(most)d 行，请分成几份，或请系统管理员用 fengqiao import-ledger 导入。"
            )
            % {"n": len(read.rows), "most": MOST_HERE}
        )


def _kept(request: HttpRequest, token: str) -> tuple[waiting.Kept, Unit, Acting]:
    """The upload, its town, and the reader's way to import it; raises Gone, Http404."""
    ways = keepers(request)
    found = waiting.kept(request, token)
    town = (
        Unit.objects.select_related("county", "town").filter(code=found.town_code, kind=UnitKind.TOWN).first()
    )
    acting = importer(ways, town) if town else None
    if town is None or acting is None:
        raise Http404
    return found, town, acting


@works_here
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What would be imported; with POST, import it."""
    try:
        found, town, acting = _kept(request, token)
        if request.method == "POST":
            return _import(request, found, town, acting)
        read = preview_ledger(found.data, town, actor=acting)
    except (waiting.Gone, FileRefused, Refused) as refused:
        messages.error(request, str(refused))
        return redirect("ledger_import")
    context = {
        "read": read,
        "town": town,
        "name": found.name,
        "token": token,
        "columns": _columns(),
        "rows": [_shown(row) for row in read.rows[:SHOWN]],
        "more": max(len(read.rows) - SHOWN, 0),
        "reading_columns": _reading_columns(),
        "readings": [
            {"row": row, "column": one.column, "typed": one.typed, "taken": one.taken}
            for row, one in read.readings[:SHOWN]
        ],
        "readings_more": max(len(read.readings) - SHOWN, 0),
        **_refusals(read),
    }
    return render(request, "ledgers/preview.html", context)


def _import(request: HttpRequest, found: waiting.Kept, town: Unit, acting: Acting) -> HttpResponse:
    """Import, and keep the figures for the page that follows: a reload imports nothing."""
    done = import_ledger(found.data, town, actor=acting)
    results: dict[str, Any] = request.session.get(_RESULTS, {})
    before = results.get(found.token)
    # A second press finds only duplicates; the first one's figures are the ones to show.
    if before is None or done.rows:
        results[found.token] = {
            "read": done.read, "imported": len(done.rows), "duplicates": done.duplicates,
            "refused": len(done.refusals), "by_category": done.by_category, "town": town.name,
        }  # fmt: skip
        request.session[_RESULTS] = dict(list(results.items())[-waiting.MOST :])
    return redirect("ledger_done", found.token)


@works_here
@require_GET
def done(request: HttpRequest, token: str) -> HttpResponse:
    """What became of it; the refused rows can be fetched while the upload is kept."""
    keepers(request)
    result = request.session.get(_RESULTS, {}).get(token)
    if result is None:
        return redirect("ledger_import")
    read = None
    if result["refused"]:
        try:
            found, town, acting = _kept(request, token)
            read = preview_ledger(found.data, town, actor=acting)
        except (waiting.Gone, FileRefused, Refused):
            read = None
    context = {"result": result, "token": token, **(_refusals(read) if read else {})}
    return render(request, "ledgers/done.html", context)


@works_here
@require_GET
def refused_rows(request: HttpRequest, token: str) -> HttpResponse:
    """The refused rows as a spreadsheet, to be mended and sent again."""
    try:
        found, town, acting = _kept(request, token)
        read = preview_ledger(found.data, town, actor=acting)
    except (waiting.Gone, FileRefused, Refused) as refused:
        messages.error(request, str(refused))
        return redirect("ledger_import")
    return as_file(read.refused_file(), _("退回的行.xlsx"))


def as_file(data: bytes, name: str) -> HttpResponse:
    """A spreadsheet the browser saves and never opens in the page; nothing keeps a copy on the way."""
    answer = HttpResponse(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refusals(read: LedgerImport) -> dict[str, Any]:
    return {
        "refusal_columns": _refusal_columns(),
        "refusals": [one.as_dict() for one in read.refusals[:SHOWN]],
        "refusals_more": max(len(read.refusals) - SHOWN, 0),
        "refusals_total": len(read.refusals),
    }


def _shown(row: LedgerRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "number": row.number,
        "reported_on": row.reported_on.isoformat(),
        "employer": row.employer,
        "people": row.people,
        "category": label(CodeList.CATEGORY, row.category),
        "amount": spoken_money(row.amount) if row.amount is not None else "",
        "result": label(CodeList.RESULT, row.result),
    }


def _columns() -> Sequence[Column]:
    return [
        Column("number", _("编号"), main=True),
        Column("row", _("行"), numeric=True),
        Column("reported_on", _("上报日期")),
        Column("employer", _("企业名称")),
        Column("people", _("人数"), numeric=True),
        Column("category", _("类别")),
        Column("amount", _("涉及金额"), numeric=True),
        Column("result", _("结果")),
    ]


def _reading_columns() -> Sequence[Column]:
    return [
        Column("typed", _("表里写的"), main=True),
        Column("taken", _("理解为")),
        Column("column", _("列")),
        Column("row", _("行"), numeric=True),
    ]


def _refusal_columns() -> Sequence[Column]:
    return [
        Column("reason", _("原因"), main=True),
        Column("column", _("列")),
        Column("row", _("行"), numeric=True),
    ]
