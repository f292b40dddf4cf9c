"""The annexes: uploaded, looked at, then taken; and out again, beside the table of assessments."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.imports.errors import FileRefused
from cases.imports.refusals import XLSX
from cases.imports.secondments import AnnexProblem, AnnexSheet, read_annex
from cases.imports.workbook import MOST_BYTES
from cases.models import Direction, SecondmentRound
from cases.secondments.annex import workbook
from cases.secondments.columns import columns_of
from organizations.errors import Refusal
from pages.acting import works_here
from pages.ledgers import waiting
from pages.parts import Column
from pages.secondments.desk import office, round_of
from record.timekeeping import today
from workflows.errors import Refused
from workflows.secondment import annex
from workflows.secondment.base import unfit_wish
from workflows.secondment.birth import Filing

NAMES = {
    Direction.TO_COUNTY: gettext_lazy("附件（一）"),
    Direction.TO_TOWN: gettext_lazy("附件（二）"),
    Direction.TO_ENTERPRISE: gettext_lazy("附件（三）"),
}


class AnnexForm(forms.Form):
    """One annex of one direction."""

    direction = forms.ChoiceField(label=gettext_lazy("哪一张附件"))
    file = forms.FileField(
        label=gettext_lazy("附件文件(.xlsx)"),
        help_text=gettext_lazy("先预览，确认以后才导入。上面可以有标题行；同一份再传一次不会重复。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": gettext_lazy("请选择附件文件。"), "empty": gettext_lazy("这个文件是空的。"),
        },
    )  # fmt: skip

    def __init__(self, round_: SecondmentRound, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["direction"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (one.value, f"{NAMES[one]} {one.label}") for one in Direction if one in round_.directions
            ]

    def clean_file(self) -> Any:
        """Too large is said before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件太大，请分成几份再上传。"))
        return file


def put_aside(request: HttpRequest, round_: SecondmentRound, form: AnnexForm) -> str:
    """Keep a valid upload until it was looked at; its token, or nothing when the sheet cannot be read."""
    file, direction = form.cleaned_data["file"], form.cleaned_data["direction"]
    data = file.read()
    try:
        read_annex(data, direction)
    except FileRefused as refused:
        form.add_error("file", str(refused))
        return ""
    return waiting.keep(request, data, f"{round_.code}:{direction}", file.name or "")


@works_here
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What an annex would bring; with POST, import it."""
    try:
        found = waiting.kept(request, token)
        code, _colon, direction = found.town_code.partition(":")
        round_, _way = round_of(request, code)
        way = office(request).filing(round_.county_id)
        sheet = read_annex(found.data, direction)
        if request.method == "POST":
            done = annex.import_annex(sheet.rows, acting=way, round_=round_, direction=direction)
            words = {
                "n": len(done.cases),
                "known": len(done.known),
                "refused": len(done.refused) + len(sheet.refused),
            }
            messages.success(
                request, _("已导入%(n)d份呈报表，%(known)d份原来就有，%(refused)d行没有采用。") % words
            )
            return HttpResponseRedirect(reverse("secondment_round", args=[round_.code]))
        read = annex.preview(sheet.rows, acting=way, round_=round_, direction=direction)
    except (waiting.Gone, FileRefused, Refused, Refusal) as refused:
        messages.error(request, str(refused))
        return redirect("secondments")
    return render(request, "secondments/annex.html", _seen(round_, found.name, direction, sheet, read))


def _seen(
    round_: SecondmentRound, name: str, direction: str, sheet: AnnexSheet, read: annex.AnnexImport
) -> dict[str, Any]:
    """Every row of the sheet is in one of the tables."""
    typed = {row.row: row.person for row in sheet.rows}
    unfit, hosts = _unfit(round_), {filing.host_unit.name for _row, filing in read.fresh if filing.host_unit}
    refused = sorted([*sheet.refused, *read.refused], key=lambda one: one.row)
    return {
        "round": round_, "name": name, "annex": NAMES[Direction(direction)], "direction": Direction(direction).label,
        "hosts": "、".join(sorted(hosts)), "notes": sheet.notes, "ignored": sheet.ignored, "known": len(read.known),
        "refused": [_refused(one, typed) for one in refused],
        "refused_columns": [
            Column("row", _("行"), numeric=True), Column("who", _("挂职对象"), main=True), Column("column", _("栏目")),
            Column("reason", _("为什么没有采用")),
        ],
        "fresh": [
            {
                "row": row.row, "who": row.person, "sender": filing.sender.name, "wish": row.wish, "mend": unfit(filing),
                "host": filing.host_employer or filing.host_unit or "", "note": filing.note,
            }
            for row, filing in read.fresh
        ],
        "fresh_columns": [
            Column("row", _("行"), numeric=True), Column("who", _("挂职对象"), main=True), Column("sender", _("选送单位")),
            Column("wish", _("挂职意愿时间")), Column("mend", _("提交前要改的")), Column("host", _("接收单位")), Column("note", _("备注")),
        ],
    }  # fmt: skip


def _unfit(round_: SecondmentRound) -> Callable[[Filing], str]:
    """What a row's wish lacks to be submitted, empty when nothing. The limits are looked up once for each span."""

    @functools.cache
    def of(first: datetime.date | None, last: datetime.date | None) -> str:
        if first is None or last is None:
            return _("看不出从哪天到哪天：仍采用，提交前要改。")
        unfit = unfit_wish(first, last, round_.county, today())
        return unfit + _("仍采用，提交前要改。") if unfit else ""

    return lambda filing: of(filing.wish_from, filing.wish_until)


def _refused(one: AnnexProblem, typed: dict[int, str]) -> dict[str, Any]:
    return {"row": one.row, "who": typed.get(one.row, "—"), "column": one.column, "reason": one.reason}


@works_here
@require_GET
def blank(request: HttpRequest, code: str, direction: str) -> HttpResponse:
    """An empty annex with exactly its columns, in Chinese whoever asks: it is filled in and comes back."""
    round_, _way = round_of(request, code)
    if direction not in round_.directions:
        raise Http404
    with translation.override("zh-hans"):
        name, title = str(NAMES[Direction(direction)]), str(Direction(direction).label)
        return _file(workbook(f"{name} {title}", columns_of(direction), []), f"{name}{_('空白表')}")


@works_here
@require_GET
def export(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """An annex by its direction, or ``assessments``."""
    round_, way = round_of(request, code)
    if what == "assessments":
        data, name = annex.export_assessments(round_, acting=way), _("挂职考核")
    elif what in Direction.values and what in round_.directions:
        data, name = annex.export_annex(round_, what, acting=way), str(NAMES[Direction(what)])
    else:
        raise Http404
    return _file(data, f"{round_.title}{name}")


def _file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX)
    disposition = content_disposition_header(True, f"{name}.xlsx")
    answer["Content-Disposition"] = disposition or "attachment"
    return answer
