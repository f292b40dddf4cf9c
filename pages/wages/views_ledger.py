"""欠薪明细: every worker's months with filters in the address, sums that equal the ledger, and the same as a file."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Case, CaseKind, Party
from cases.wages import reading
from cases.wages.claims import WrongClaim, plain_name
from pages.acting import works_here
from pages.casefile.access import Reader, reader_of
from pages.ledgers.imports import as_file
from pages.parts import FilterGroup, FilterOption
from pages.rows import title_of
from pages.templatetags.wages import month
from pages.wages.ledger import MonthLine, Wanted, WorkerBlock, blocks, by_month, chosen, paired, sums_of
from pages.wages.people import Names, names_of
from pages.wages.workbook import LedgerFile, claims_workbook
from protection import personal
from record.timekeeping import now, today
from workflows.exports import ledger_left, personal_data_seen
from workflows.offers import offers

WORKERS_A_PAGE = 25
LONGEST_SEARCH = 60


def wage_reader(request: HttpRequest, code: str) -> Reader:
    """Who reads the whole of a wage case; 404 for every other case and for who only reported it."""
    reader = reader_of(request, code)
    if reader.case.kind != CaseKind.WAGES or not reader.full:
        raise Http404
    return reader


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def claims(request: HttpRequest, code: str) -> HttpResponse:
    """The ledger, 25 workers a page. A fixed number of queries, however many claims. Whole names are posted for: who
    looked at whose is on the record.
    """
    reader = wage_reader(request, code)
    full = request.method == "POST" and _full(request, reader)
    case, sought = reader.case, _sought(request)
    lines = paired(*_read(case))
    shown = chosen(lines, _wanted(request, case, sought))
    page = Paginator(blocks(shown), WORKERS_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "case": case, "title": title_of(case), "page": page, "rows": _named(page, reader, full), "sums": sums_of(lines),
        "months": by_month(lines), "shown": sums_of(shown), "is_part": len(shown) < len(lines), "filters": _filters(lines),
        "q": sought, "may_see_names": reader.handles, "verbs": _verbs(reader), "full_names": full,
        "names_url": _with(request, names="" if full else "full"),
        "file_url": reverse("wage_claims_file", args=[case.code]) + _with(request, names="full" if full else ""),
    }  # fmt: skip
    return render(request, "wages/claims.html", context)


@never_cache
@works_here
@require_GET
def claims_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same rows as a spreadsheet, and the months' sums on a second sheet."""
    reader = wage_reader(request, code)
    case = reader.case
    lines = chosen(paired(*_read(case)), _wanted(request, case, _sought(request)))
    full = _full(request, reader)
    names = names_of(case, {one.claim.party_id for one in lines}, full=full)
    title = _("%(number)s欠薪明细") % {"number": case.number}
    note = _("导出于 %(day)s。%(case)s") % {"day": today().isoformat(), "case": title_of(case)}
    ledger_left(reader.ways[0], 1, full, {"case": case.code, "claims": str(len(lines))})
    return as_file(claims_workbook(LedgerFile(title, lines, names, note)), f"{title}.xlsx")


def _read(case: Case) -> tuple[list[Any], Any]:
    """Live claims and the ledger made of them. Four queries."""
    found = reading.live_claims(case)
    paid, covers = reading.paid_by_claim(case), reading.covers_by_claim(case)
    return found, reading.ledger_from(found, paid, covers)


def _sought(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def _full(request: HttpRequest, reader: Reader) -> bool:
    """Whole names: only on request, and only for the unions that handle the case."""
    return reader.handles and request.GET.get("names") == "full"


def _wanted(request: HttpRequest, case: Case, sought: str) -> Wanted:
    get, which = request.GET.get, request.GET.get("which")
    return Wanted(
        month=get("month", ""), unpaid=which == "unpaid", rivals=which == "rivals", unplanned=which == "unplanned",
        party_ids=_called(case, sought) if sought else None,
    )  # fmt: skip


def _called(case: Case, text: str) -> frozenset[int]:
    """Workers of this name or telephone, found by blind index: no name is read to find one. One query."""
    phone = "".join(text.split()).replace("-", "")
    found = Q(phone_index=personal.blind_index("phone", phone))
    with contextlib.suppress(WrongClaim):  # no name is that long: only the number is looked for
        found |= Q(name_index=personal.blind_index("name", plain_name(text)))
    return frozenset(Party.objects.filter(found, case=case).values_list("pk", flat=True))


def _filters(lines: Sequence[MonthLine]) -> list[FilterGroup]:
    """Months there are, and what is still to be done. Counts are claims."""
    months = sorted({one.claim.period for one in lines})
    which = [
        FilterOption("unpaid", _("只看未付清"), sum(1 for one in lines if one.outstanding)),
        FilterOption("rivals", _("两处数额不同"), sum(1 for one in lines if one.claim.has_rival)),
        FilterOption(
            "unplanned",
            _("未订计划"),
            sum(1 for one in lines if one.line.planned is None and one.outstanding),
        ),
    ]
    return [
        FilterGroup("which", _("哪些"), which),
        FilterGroup("month", _("月份"), [FilterOption(one, month(one)) for one in months]),
    ]


def _named(page: Page[WorkerBlock], reader: Reader, full: bool) -> list[Mapping[str, Any]]:
    """The page's workers with their names. Two queries, and one event of three where the names are whole."""
    shown = list(page.object_list)
    names: Names = names_of(reader.case, {one.party_id for one in shown}, full=full)
    if full and reader.handling is not None:
        personal_data_seen(reader.handling, reader.case, [who.code for who in names.values()])
    return [{"block": one, "who": names[one.party_id]} for one in shown]


def _verbs(reader: Reader) -> frozenset[str]:
    """Steps possible now, so that the page offers no dead link."""
    return frozenset(one.verb for one in offers(reader.case, reader.ways, now()) if not one.reason)


def _with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
