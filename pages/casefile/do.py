"""A form for one step, and the step: every change of a case by a person at a desk goes through here to ``perform``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.visibility import visible_to
from organizations.acting import Acting
from pages.acting import works_here
from pages.casefile.access import Reader, reader_of
from pages.casefile.forms import StepDesk, StepForm
from pages.kinds import page_of
from pages.labels import has_step, verb_label
from pages.rows import title_of
from record.timekeeping import now
from workflows.engine import perform, state_label
from workflows.errors import BadInput, Refused, StaleCase
from workflows.offers import acting_for, offers
from workflows.registry import workflow_for

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422


@dataclass
class StepPage:
    """One step's page."""

    reader: Reader
    verb: str
    form: StepForm
    stale: str = ""
    blocked: str = ""


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def do_step(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """The form of a step; posting it takes the step on the version that was read."""
    reader = reader_of(request, code)
    return step_of(request, reader, verb, page_of(reader.case.kind).forms)


def step_of(
    request: HttpRequest, reader: Reader, verb: str, forms: Mapping[str, type[StepForm]]
) -> HttpResponse:
    """As ``do_step``, for a reader who was found already and the forms they may be given."""
    at, made = now(), forms.get(verb)
    if made is None or not has_step(reader.case.kind, verb):
        raise Http404
    acting = acting_for(reader.case, verb, reader.ways, at)
    overtaken = request.method == "POST" and _expects(request, reader.case.version) != reader.case.version
    if acting is None and not overtaken:
        return _refuse(request, reader, verb, *_why_nobody(reader, verb))
    # Somebody who was overtaken still reads what changed, above what was typed.
    desk = StepDesk(
        reader.case,
        acting or reader.ways[0],
        at,
        tuple(reader.ways),
        {name: str(value) for name, value in request.GET.items()},
        verb,
    )
    if request.method == "POST":
        return _posted(request, reader, verb, made, desk)
    blocked = _why_not(reader, verb, at)
    if blocked:
        return _refuse(request, reader, verb, blocked, CONFLICT)
    return _show(request, StepPage(reader, verb, made(desk)))


def _why_nobody(reader: Reader, verb: str) -> tuple[str, int]:
    """The state does not know the step, or this reader may not take it."""
    words = verb_label(reader.case.kind, verb)
    outgoing = workflow_for(reader.case.kind).state.get_outgoing_transitions(reader.case.state)
    if any(transition.slug == verb for transition in outgoing):
        return _("您没有对这个案件“%(verb)s”的权限。") % {"verb": words}, FORBIDDEN
    state = state_label(reader.case)
    return _("案件现在是“%(state)s”，不能“%(verb)s”。") % {"state": state, "verb": words}, CONFLICT


def _why_not(reader: Reader, verb: str, at: Any) -> str:
    """The reason why a step cannot be taken now; empty when it can."""
    for offer in offers(reader.case, reader.ways, at):
        if offer.verb == verb:
            return offer.reason
    return _why_nobody(reader, verb)[0]


def _posted(
    request: HttpRequest, reader: Reader, verb: str, made: type[StepForm], desk: StepDesk
) -> HttpResponse:
    if "add_row" in request.POST:
        typed = {name: str(value) for name, value in request.POST.items()}
        rows = typed.get("rows", "")
        typed["rows"] = str(int(rows) + 1) if rows.isascii() and rows.isdigit() and len(rows) < 4 else "0"
        return _show(request, StepPage(reader, verb, made(desk, initial=typed)))
    form = made(desk, request.POST, request.FILES)
    page = StepPage(reader, verb, form)
    if "look" in request.POST:
        form.is_valid()  # only to show what would follow: nothing is done, nothing is refused
        return _show(request, page)
    if form.is_valid() and _taken(request, page, desk.acting):
        messages.success(request, _("已办：%(step)s") % {"step": verb_label(reader.case.kind, verb)})
        once = form.shown_once(request.build_absolute_uri)
        if once is not None:
            template, context = once
            return render(
                request, template, {"case": reader.case, "done": f"{reader.case.code}-{verb}", **context}
            )
        return HttpResponseRedirect(_after(reader, verb))
    return _show(request, page, CONFLICT if page.stale else UNPROCESSABLE)


def _after(reader: Reader, verb: str) -> str:
    """Back to the case; a case that left the reader's sight leads to the list."""
    if reader.home:
        return reader.home
    if visible_to(reader.ways).filter(pk=reader.case.pk).exists():
        return f"{reverse('case', args=[reader.case.code])}?done={verb}"
    return reverse("today")


def _taken(request: HttpRequest, page: StepPage, acting: Acting) -> bool:
    """Take the step; a refusal stands where it belongs and nothing typed is lost."""
    form, case = page.form, page.reader.case
    try:
        perform(
            case, page.verb, actor=acting, at=form.happened_at(), expects=_expects(request, case.version),
            **form.data_for_step(),
        )  # fmt: skip
    except StaleCase as stale:
        page.stale = stale.sentence
        page.blocked = _why_not(page.reader, page.verb, now())
        return False
    except BadInput as bad:
        field = {"at": "happened_at", "lead": "lead_person"}.get(bad.field, bad.field)
        form.add_error(field if field in form.fields else None, bad.sentence)
        return False
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


def _expects(request: HttpRequest, present: int) -> int:
    """The version the form was made for. Without one it is none that ever was: the reader must look again."""
    text = request.POST.get("expects", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else present - 1


def _show(request: HttpRequest, page: StepPage, status: int = 200) -> HttpResponse:
    reader, form = page.reader, page.form
    context: dict[str, Any] = {
        "page": page, "case": reader.case, "form": form, "title": verb_label(reader.case.kind, page.verb),
        "case_title": title_of(reader.case), "keep": f"{reader.case.code}-{page.verb}",
        "on_behalf_of": form.desk.acting.on_behalf_of, "back": _back(reader),
    }  # fmt: skip
    return render(request, "cases/do.html", context, status=status)


def _back(reader: Reader) -> str:
    """The page the step was begun from."""
    return reader.home or reverse("case", args=[reader.case.code])


def _refuse(request: HttpRequest, reader: Reader, verb: str, sentence: str, status: int) -> HttpResponse:
    """A step nobody can take here and now: one sentence and the way back."""
    label = verb_label(reader.case.kind, verb)
    context = {"case": reader.case, "title": label, "sentence": sentence, "back": _back(reader)}
    return render(request, "cases/refused.html", context, status=status)
