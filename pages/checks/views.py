"""联调答复: an officer's list of questions, one question, its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.documents import open_file
from organizations.acting import Acting
from pages.acting import actings, works_here
from pages.parts import Column
from protection import personal
from record.timekeeping import today
from workflows.engine import perform
from workflows.errors import BadInput, Refused, StaleCase
from workflows.models import BodyAnswer, CheckAnswer

from . import centre, table
from .forms import AnswerForm

A_PAGE = 20
#: An officer answers for a body whatever others do to the case meanwhile: on a busy database, once more.
TRIES = 5
REFUSED = 422


def _ways(request: HttpRequest) -> list[Acting]:
    ways = table.answering(actings(request))
    if not ways:
        raise PermissionDenied(_("这里只供联调单位的人员使用。"))
    return ways


@never_cache
@works_here
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """An officer's questions; a handler's running checks."""
    ways = actings(request)
    handles = bool(centre.watching(ways))
    if handles and (request.GET.get("of") == "cases" or not table.answering(ways)):
        return _going_on(request)
    return _asked(request, handles)


def _going_on(request: HttpRequest) -> HttpResponse:
    """联调中心: the checks of the cases a handler may read."""
    page = Paginator(centre.running(actings(request)), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "checks/centre.html", {"page": page, "rows": centre.rows(page.object_list, today())}
    )


def _asked(request: HttpRequest, handles: bool) -> HttpResponse:
    """待答复, then what was answered."""
    rows = table.questions_to(_ways(request))
    page = Paginator(table.done_ones(rows), A_PAGE).get_page(request.GET.get("page"))
    waiting = table.open_rows(table.open_ones(rows), today())
    columns = [
        Column("title", _("事项"), main=True),
        Column("answer", _("答复")),
        Column("asked", _("发起日期")),
        Column("answered", _("答复日期")),
    ]
    context = {
        "waiting": waiting,
        "page": page,
        "columns": columns,
        "done": table.done_rows(page.object_list),
        "handles": handles,
    }
    return render(request, "checks/list.html", context)


def _find(request: HttpRequest, code: str) -> CheckAnswer:
    """A question to one of their bodies; another body's is as unknown as one that never was."""
    found = (
        table.questions_to(_ways(request)).select_related("evidence", "answered_by").filter(code=code).first()
    )
    if found is None:
        raise Http404
    return found


@never_cache
@works_here
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """One question, and its answer."""
    row = _find(request, code)
    if request.method != "POST":
        return _show(request, row, AnswerForm())
    if row.answer != BodyAnswer.OPEN:
        messages.info(request, _("这一项已经有了结果：%(answer)s。") % {"answer": row.get_answer_display()})
        return redirect("check", code=code)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid() and _answered(request, row, form):
        messages.success(request, _("答复已经送到%(unit)s。") % {"unit": row.joint_check.unit.name})
        return redirect("checks")
    return _show(request, _find(request, code), form, REFUSED)


def _show(request: HttpRequest, row: CheckAnswer, form: AnswerForm, status: int = 200) -> HttpResponse:
    waits = row.answer == BodyAnswer.OPEN
    context: dict[str, Any] = {
        "row": row, "title": table.title(row.joint_check.case), "facts": table.facts(row), "form": form, "waits": waits,
        "clock": table.time_left(table.clock_of(row), today()) if waits else None, "acting": _way(request, row),
        "own": row.answer not in (BodyAnswer.OPEN, BodyAnswer.EXCUSED, BodyAnswer.VOID), **table.texts(row),
    }  # fmt: skip
    return render(request, "checks/one.html", context, status=status)


def _way(request: HttpRequest, row: CheckAnswer) -> Acting:
    return next(way for way in _ways(request) if way.partner and way.partner.pk == row.partner_id)


def _answered(request: HttpRequest, row: CheckAnswer, form: AnswerForm) -> bool:
    """Take the step; a refusal stands on the form and nothing typed is lost."""
    given = form.cleaned_data
    for left in reversed(range(TRIES)):
        try:
            perform(
                row.joint_check.case, "answer_check", actor=_way(request, row), body=row.code, answer=given["answer"],
                note=given["note"], file=given["file"],
            )  # fmt: skip
        except StaleCase as stale:
            if not left:
                form.add_error(None, stale.sentence)
        except BadInput as bad:
            form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
            return False
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return False
        else:
            return True
    return False


@never_cache
@works_here
@require_safe
def check_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file a body sent with its answer, to that body."""
    evidence = _find(request, code).evidence
    if evidence is None:
        raise Http404
    try:
        content = open_file(evidence.sha256)
    except FileNotFoundError as missing:
        raise Http404 from missing
    name = str(personal.read(evidence.name_key).get("name", "")) or evidence.code
    answer = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
