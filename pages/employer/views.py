"""收到的文书: read, and answer once. Every refusal is one sentence that tells nothing of the case behind the paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case
from organizations.acting import Acting
from pages.acting import actings, works_here
from pages.parts import Column
from pages.public.fields import Story
from protection.models import EmployerNotice
from record.timekeeping import today
from workflows.engine import perform
from workflows.errors import Refused

from . import sitting, table

ROWS_A_PAGE = 20
LONGEST_REPLY = 5_000
REFUSED = 422


class ReplyForm(forms.Form):
    """答复."""

    body = Story(
        label=gettext_lazy("书面答复"), most=LONGEST_REPLY, too_long=gettext_lazy("答复最多5000字，更多的内容请另附材料寄送发函工会。"),
        error_messages={"required": gettext_lazy("请写明答复内容。")},
        help_text=gettext_lazy("写明自查情况、已经或将要怎样改正。提交后不能修改。"),
    )  # fmt: skip


def _ways(request: HttpRequest) -> list[Acting]:
    ways = table.representing(actings(request))
    if not ways:
        raise PermissionDenied(_("这里只供用人单位代表使用。"))
    return ways


@never_cache
@works_here
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The papers this person's employers were sent, newest day first."""
    page = Paginator(table.notices_of(_ways(request)), ROWS_A_PAGE).get_page(request.GET.get("page"))
    columns = [
        Column("title", _("文书"), main=True),
        Column("subject", _("事项")),
        Column("issued", _("发出日期")),
        Column("reply_by", _("答复期限")),
        Column("replied", _("答复")),
    ]
    found = list(page.object_list)
    said = sitting.own_signatures(found)
    rows = [table.row(one, said.get((one.question, one.employer_code))) for one in found]
    context = {
        "page": page, "columns": columns, "waiting": [row for row in rows if row.waits],
        "others": [row for row in rows if not row.waits],
    }  # fmt: skip
    return render(request, "employer/notices.html", context)


def own_notice(request: HttpRequest, number: str) -> EmployerNotice:
    """One of their own papers; another employer's is as unknown as one that never was."""
    found = table.notices_of(_ways(request)).filter(number=number).first()
    if found is None:
        raise Http404
    return found


@never_cache
@works_here
@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One paper."""
    return show(request, own_notice(request, number))


def show(
    request: HttpRequest, found: EmployerNotice, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    """The paper with what it asks: a letter, an answer to a proposal, or nothing."""
    private = table.private_parts(found)
    asked = sitting.own_question(found, private["body"])
    context: dict[str, Any] = {
        "notice": found, "clock": table.time_left(found, today()) if not (asked and asked.said) else None,
        "form": form or (sitting.answer_form(asked) if asked else ReplyForm()), "asked": asked,
        "of_table": found.kind in sitting.OF_TABLES, **private,
        "facts": [(_("发函工会"), found.issuer), (_("发出日期"), found.issued_on), (_("编号"), found.number)],
    }  # fmt: skip
    return render(request, "employer/notice.html", context, status=status)


@never_cache
@works_here
@require_POST
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a paper, once."""
    found = own_notice(request, number)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return show(request, found, form, REFUSED)
    if found.replied_on is not None:
        messages.info(request, _("这份文书已经答复过了。"))
        return redirect("employer_notice", number=number)
    if not _answered(request, found, form.cleaned_data["body"]):
        form.add_error(None, _("现在不能在这里答复，请直接与发函工会联系。"))
        return show(request, found, form, REFUSED)
    messages.success(request, _("答复已经送到发函工会。"))
    return redirect("employer_notice", number=number)


def way_of(request: HttpRequest, found: EmployerNotice) -> Acting:
    """For which employer this person answers the paper."""
    return next(way for way in _ways(request) if way.employer and way.employer.code == found.employer_code)


def _answered(request: HttpRequest, found: EmployerNotice, body: str) -> bool:
    """Whether the answer was taken. Why not would tell how the case stands, so nobody here is told."""
    case = Case.objects.filter(code=found.case_code).first()
    way = way_of(request, found)
    if case is None:
        return False
    try:
        perform(case, "employer_reply", actor=way, notice=found.number, body=body)
    except Refused:
        return EmployerNotice.objects.filter(pk=found.pk, replied_on__isnull=False).exists()
    return True
