"""Choices that depend on a table: its seats, its papers, the question that is out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from cases.models import Case, Evidence
from pages.casefile.forms.base import Choices
from pages.mediations.names import named
from pages.public.fields import CHOOSE
from pages.speech import spoken_moment
from protection import personal
from workflows.models import AT_THE_TABLE, Approval, Verdict

MOST_PAPERS = 60


def seat_choices(case: Case, kinds: Collection[str] = ()) -> Choices:
    """Those who sit there, by name, with what they are."""
    return [
        (seat.code, f"{name} · {seat.get_kind_display()}")
        for seat, name in named(case)
        if not kinds or seat.kind in kinds
    ]


def paper_choices(case: Case, first: str) -> Choices:
    """Files of the case, those of the kind that is wanted first, the newest first."""
    rows = list(Evidence.objects.filter(case=case).order_by("-added_at", "-pk")[:MOST_PAPERS])
    rows.sort(key=lambda row: row.kind != first)
    names = personal.read_many(row.name_key for row in rows)
    return [
        (row.code, f"{names.get(row.name_key, {}).get('name', '')} · {row.get_kind_display()} · {spoken_moment(row.added_at)}")
        for row in rows
    ]  # fmt: skip


def offer_paper(form: Any, first: str, name: str = "evidence", only: bool = False) -> None:
    """Let a form choose a file: the newest of the wanted kind is chosen already; without any, say where to put one."""
    case: Case = form.desk.case
    kind = first if only else ""
    rows = [row for row in paper_choices(case, first) if not kind or row[0] in _of_kind(case, kind)]
    form.offer(name, rows)
    wanted = _of_kind(case, first)
    form.fields[name].initial = next((code for code, _words in rows if code in wanted), None)
    words = gettext("还没有上传？先去提交材料，再回来选。")
    place = reverse("case_do", args=[case.code, "add_evidence"])
    form.fields[name].help_text = format_html('<a href="{}?kind={}">{}</a>', place, first, words)


def _of_kind(case: Case, kind: str) -> set[str]:
    return set(Evidence.objects.filter(case=case, kind=kind).values_list("code", flat=True))


def question_of(case: Case) -> Approval | None:
    """The question that is out for answers or signatures."""
    return Approval.objects.filter(case=case, kind__in=AT_THE_TABLE, verdict=Verdict.OPEN).first()


def many(label: Any, help_text: Any = "", *, required: bool = True) -> forms.MultipleChoiceField:
    """Several of a few, all in sight."""
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=required, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": CHOOSE},
    )  # fmt: skip


def fill(form: forms.Form, name: str, rows: Iterable[tuple[str, Any]]) -> None:
    """Give a field of several choices its choices."""
    field = form.fields[name]
    if isinstance(field, forms.MultipleChoiceField):
        field.choices = list(rows)


class OfQuestion:
    """A step about the question that is out: which one, and which round of it, is written into the form."""

    def asked(self) -> dict[str, Any]:
        """``approval`` and ``round`` as the form was made for them."""
        form: Any = self
        code, round_ = str(form.cleaned_data.get("approval") or ""), form.cleaned_data.get("round") or 0
        return {"approval": code, "round": int(round_)}

    def remember(self) -> Approval | None:
        """Write the open question into the hidden fields."""
        form: Any = self
        found = question_of(form.desk.case)
        form.fields["approval"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
        form.fields["round"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=0, max_value=9999
        )
        if found is not None:
            form.fields["approval"].initial, form.fields["round"].initial = found.code, found.round
        return found
