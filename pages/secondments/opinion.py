"""群众意见: a page without an account. A code and a grade; nothing of who gave it is asked, kept or shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.models import Grade, OpinionCode
from organizations.acting import Acting
from pages.casefile.forms.base import line, one_of
from pages.secondments.choices import whom
from workflows.engine import perform
from workflows.errors import Refused
from workflows.secondment.assessing import fingerprint

UNPROCESSABLE = 422


class OpinionForm(forms.Form):
    """A code, a grade."""

    code = line(
        gettext_lazy("测评码"), 40, help_text=gettext_lazy("16个字母和数字，大小写、空格和横线都不影响。")
    )
    grade = one_of(gettext_lazy("您觉得这位挂职同志做得怎么样"), Grade.choices)


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The page, and the answer: a code that opens nothing is told the same whatever the reason."""
    form = OpinionForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    if request.method == "POST" and form.is_valid() and _given(form):
        return render(request, "secondments/opinion.html", {"done": True})
    row = _opened_by(str(form["code"].value() or ""))
    context: dict[str, Any] = {
        "form": form, "sent": request.method == "POST", "whom": whom(row.case) if row else "",
    }  # fmt: skip
    return render(request, "secondments/opinion.html", context, status=UNPROCESSABLE if form.errors else 200)


def _opened_by(code: str) -> OpinionCode | None:
    """What a code opens; None for one that was used or never was. One query."""
    rows = OpinionCode.objects.select_related(
        "case__secondment__host_unit", "case__secondment__host_employer"
    )
    return rows.filter(digest=fingerprint(code.strip()[:40]) or "-").first()


def _given(form: OpinionForm) -> bool:
    code = form.cleaned_data["code"].strip()
    row = _opened_by(code)
    if row is None:
        form.add_error("code", _("这个测评码不对，或已经用过。"))
        return False
    try:
        perform(
            row.case,
            "give_opinion",
            actor=Acting.invited(row.case.pk, code),
            grade=form.cleaned_data["grade"],
        )
    except Refused as refused:
        form.add_error("code", refused.sentence)
        return False
    return True
