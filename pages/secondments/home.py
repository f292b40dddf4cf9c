"""Rounds of secondments: the list, a new round, its forms, the annexes in (preview, then import) and out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.imports.errors import FileRefused
from cases.imports.refusals import XLSX
from cases.imports.secondments import AnnexSheet, read_annex
from cases.imports.workbook import MOST_BYTES
from cases.models import CaseKind, Direction, SecondmentDetail, SecondmentRound
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.errors import Refusal
from organizations.models import Level
from pages.acting import actings, works_here
from pages.casefile.forms.base import day, line
from pages.kinds import state_words
from pages.ledgers import waiting
from protection import personal
from record.timekeeping import today
from workflows import secondment_changes as changes
from workflows.errors import Refused
from workflows.secondment import annex
from workflows.secondment.who import OFFICERS

ANNEX_NAMES = {
    Direction.TO_COUNTY: gettext_lazy("附件（一）"),
    Direction.TO_TOWN: gettext_lazy("附件（二）"),
    Direction.TO_ENTERPRISE: gettext_lazy("附件（三）"),
}
UNPROCESSABLE = 422


class RoundForm(forms.Form):
    """开始一轮."""

    title = line(gettext_lazy("名称"), 60)
    file_by = day(gettext_lazy("报送截止日"))


class AnnexForm(forms.Form):
    """One annex of one direction."""

    direction = forms.ChoiceField(label=gettext_lazy("哪一张附件"))
    file = forms.FileField(
        label=gettext_lazy("附件文件(.xlsx)"),
        help_text=gettext_lazy("先预览，确认以后才导入。上面可以有标题行；同一份再传一次不会重复。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, round_: SecondmentRound, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["direction"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (one.value, f"{ANNEX_NAMES[one]} {one.label}")
                for one in Direction
                if one in round_.directions
            ]

    def clean_file(self) -> Any:
        """Too large is said before anything reads it."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件太大，请分成几份再上传。"))
        return file


@dataclass(frozen=True)
class Office:
    """In which way somebody keeps forms: an officer of a county, a town or a union below."""

    ways: tuple[Acting, ...]

    def way(self, county_id: int | None = None) -> Acting:
        """The highest of their desks, in a county if one is named; 404 for who has none."""
        desks = [
            way
            for way in self.ways
            if way.unit is not None
            and way.role in OFFICERS
            and way.unit.level <= Level.COUNTY
            and not way.manages_for_employer
            and county_id in (None, way.unit.county_id)
        ]
        if not desks:
            raise Http404
        return max(desks, key=lambda way: way.unit.level if way.unit else 0)


@works_here
@require_http_methods(["GET", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds of the reader's county, newest first; the county's own office may open one."""
    way = Office(actings(request)).way()
    county = way.unit.county if way.unit else None
    if county is None:
        raise Http404
    runs = way.unit is not None and way.unit.pk == county.pk
    form = RoundForm(request.POST or None) if runs else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = changes.open_round(acting=way, county=county, year=today().year, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            return redirect("secondment_round", made.code)
    listed = list(SecondmentRound.objects.filter(county=county))
    context = {"rounds": listed, "form": form, "county": county, "sent": request.method == "POST"}
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "secondments/rounds.html", context, status=status)


def _round(request: HttpRequest, code: str) -> tuple[SecondmentRound, Acting]:
    row = SecondmentRound.objects.select_related("county").filter(code=code).first()
    if row is None:
        raise Http404
    return row, Office(actings(request)).way(row.county_id)


@works_here
@require_http_methods(["GET", "POST"])
def one_round(request: HttpRequest, code: str) -> HttpResponse:
    """The forms of a round this reader may see; an annex is uploaded here and previewed."""
    round_, way = _round(request, code)
    form = AnnexForm(round_, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, direction = form.cleaned_data["file"], form.cleaned_data["direction"]
        data = file.read()
        try:
            read_annex(data, direction)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            token = waiting.keep(request, data, f"{code}:{direction}", file.name or "")
            return redirect("secondment_annex", token)
    context = {
        "round": round_, "form": form, "forms": _forms(round_, actings(request)), "sent": request.method == "POST",
        "annexes": [(one, ANNEX_NAMES[one], one.label) for one in Direction if one in round_.directions],
        "county_runs": way.unit is not None and way.unit.pk == round_.county_id,
    }  # fmt: skip
    return render(request, "secondments/round.html", context, status=UNPROCESSABLE if form.errors else 200)


def _forms(round_: SecondmentRound, ways: tuple[Acting, ...]) -> dict[str, Any]:
    """Rows by direction, and how many stand in each state. Two queries."""
    seen = visible_to(ways).filter(kind=CaseKind.SECONDMENT).values("pk")
    rows = SecondmentDetail.objects.filter(round=round_, case__in=seen).order_by("direction", "case_id")
    details = list(rows.select_related("case", "sender", "host_unit", "host_employer"))
    names = personal.read_many(row.person_key for row in details)
    listed = [
        {
            "code": row.case.code, "name": str(names.get(row.person_key, {}).get("name", "")), "sender": row.sender.name,
            "direction": row.get_direction_display(), "host": row.host_name, "late": row.is_late,
            "state": state_words(CaseKind.SECONDMENT, row.case.state),
        }
        for row in details
    ]  # fmt: skip
    return {"rows": listed, "counts": sorted(Counter(row["state"] for row in listed).items())}


@works_here
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What an annex would bring; with POST, import it."""
    try:
        found = waiting.kept(request, token)
        code, _colon, direction = found.town_code.partition(":")
        round_, way = _round(request, code)
        sheet: AnnexSheet = read_annex(found.data, direction)
        if request.method == "POST":
            done = annex.import_annex(sheet.rows, acting=way, round_=round_, direction=direction)
            words = {"n": len(done.cases), "known": len(done.known)}
            messages.success(request, _("已导入%(n)d份呈报表，%(known)d份原来就有。") % words)
            return HttpResponseRedirect(reverse("secondment_round", args=[round_.code]))
        read = annex.preview(sheet.rows, acting=way, round_=round_, direction=direction)
    except (waiting.Gone, FileRefused, Refused, Refusal) as refused:
        messages.error(request, str(refused))
        return redirect("secondments")
    context = {
        "round": round_, "name": found.name, "read": read, "notes": sheet.notes, "ignored": sheet.ignored,
        "refused": [*sheet.refused, *read.refused],
    }  # fmt: skip
    return render(request, "secondments/annex.html", context)


@works_here
@require_GET
def export(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """An annex by its direction, or ``assessments``."""
    round_, way = _round(request, code)
    if what == "assessments":
        data, name = annex.export_assessments(round_, acting=way), _("挂职考核")
    elif what in Direction.values and what in round_.directions:
        data, name = annex.export_annex(round_, what, acting=way), str(ANNEX_NAMES[Direction(what)])
    else:
        raise Http404
    answer = HttpResponse(data, content_type=XLSX)
    disposition = content_disposition_header(True, f"{round_.title}{name}.xlsx")
    answer["Content-Disposition"] = disposition or "attachment"
    return answer
