"""台账: the figures of a period, and the ledger itself as a file."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.figures import in_ledgers, totals, totals_by
from cases.imports.workbook import MOST_ROWS
from cases.models import Case
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.models import CodeList, Unit
from pages.acting import works_here
from pages.labels import label
from pages.ledgers.forms import ExportForm, periods
from pages.ledgers.imports import as_file
from pages.ledgers.who import importable_towns, keepers
from pages.ledgers.workbook import Export, ledger_workbook
from pages.parts import Column
from pages.speech import spoken_money
from record.timekeeping import midnight, today
from workflows.exports import ledger_left


@works_here
@require_GET
def ledgers(request: HttpRequest) -> HttpResponse:
    """What the ledger of a period adds up to, with the file behind one press."""
    ways = keepers(request)
    form = _form(request, ways)
    found = totals(_chosen(ways, form))
    context: dict[str, Any] = {
        "form": form,
        "totals": found,
        "periods": _periods(request, form),
        "columns": _columns(),
        "rows": _by_category(_chosen(ways, form)),
        "may_import": bool(importable_towns(ways)),
    }
    return render(request, "ledgers/ledgers.html", context, status=422 if form.errors else 200)


@works_here
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The .xlsx, of what the reader may see and no more."""
    ways = keepers(request)
    form = _form(request, ways)
    cases = _chosen(ways, form)
    found = totals(cases)
    if not form.is_valid() or not found.cases or found.cases > MOST_ROWS:
        messages.error(request, _why_not(form, found.cases))
        return redirect(f"{reverse('ledgers')}?{urlencode(_query(form))}")
    title = _title(ways, form)
    full = form.cleaned_data["names"] == "full"
    note = _("导出于 %(day)s,只含导出人有权查看的案件。") % {"day": today().isoformat()}
    data = ledger_workbook(Export(title, cases, found, full, note))
    ledger_left(ways[0], found.cases, full, _query(form))
    return as_file(data, f"{title}.xlsx")


def _form(request: HttpRequest, ways: Sequence[Acting]) -> ExportForm:
    """The filters of the address; this year when it says nothing."""
    given = request.GET.dict()
    if not {"since", "until", "town", "which"} & set(given):
        given |= {"since": today().replace(month=1, day=1).isoformat(), "until": today().isoformat()}
    towns = Unit.objects.filter(pk__in=visible_to(ways).order_by().values("town")).order_by("path")
    form = ExportForm(list(towns), {"which": "all", "names": "masked"} | given)
    form.is_valid()
    return form


def _chosen(ways: Sequence[Acting], form: ExportForm) -> QuerySet[Case]:
    """Visible cases the form asks for; none while the form is wrong."""
    cases = in_ledgers(visible_to(ways))
    if form.errors:
        return cases.none()
    asked = form.cleaned_data
    if asked["since"]:
        cases = cases.filter(reported_at__gte=midnight(asked["since"]))
    if asked["until"]:
        cases = cases.filter(reported_at__lt=midnight(asked["until"] + datetime.timedelta(days=1)))
    if asked["town"]:
        cases = cases.filter(town__code=asked["town"])
    if asked["which"] in ("open", "closed"):
        cases = cases.filter(closed_at__isnull=asked["which"] == "open")
    return cases


def _query(form: ExportForm) -> dict[str, str]:
    """The filters as an address."""
    return {name: str(form[name].value() or "") for name in form.fields}


def _periods(request: HttpRequest, form: ExportForm) -> list[dict[str, Any]]:
    query = _query(form)
    found = []
    for words, since, until in periods(today()):
        asked = query | {"since": since.isoformat(), "until": until.isoformat()}
        found.append({"label": words, "url": f"?{urlencode(asked)}", "current": asked == query})
    return found


def _why_not(form: ExportForm, count: int) -> str:
    if form.errors:
        return _("请先改好筛选条件。")
    if not count:
        return _("这些条件下没有案件，没有可以导出的内容。")
    return _("有 %(n)d 件，一次最多导出 %(most)d 件，请缩短时间或选一个乡镇。") % {
        "n": count,
        "most": MOST_ROWS,
    }


def _title(ways: Sequence[Acting], form: ExportForm) -> str:
    """「枫桥镇总工会劳动争议调处台账(2026-01-01至2026-11-21)」."""
    asked = form.cleaned_data
    town = Unit.objects.filter(code=asked["town"]).first() if asked["town"] else None
    place = town or ways[0].unit
    name = place.name if place else ""
    since, until = (day.isoformat() if day else "" for day in (asked["since"], asked["until"]))
    when = _("(%(since)s至%(until)s)") % {"since": since, "until": until} if since or until else ""
    return _("%(place)s劳动争议调处台账%(when)s") % {"place": name, "when": when}


def _columns() -> list[Column]:
    return [
        Column("category", _("类别"), main=True),
        Column("cases", _("件数"), numeric=True),
        Column("people", _("人数"), numeric=True),
        Column("person_times", _("人次"), numeric=True),
        Column("involved", _("涉及金额"), numeric=True),
        Column("recovered", _("追回金额"), numeric=True),
    ]


def _by_category(cases: QuerySet[Case]) -> list[dict[str, Any]]:
    found = totals_by(cases, "category")
    return [
        {
            "category": label(CodeList.CATEGORY, code),
            "cases": each.cases,
            "people": each.people,
            "person_times": each.person_times,
            "involved": spoken_money(each.involved),
            "recovered": spoken_money(each.recovered),
        }
        for code, each in sorted(found.items(), key=lambda item: (-item[1].cases, item[0]))
    ]
