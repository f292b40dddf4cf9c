"""The one-time link of a side or seat without an account, and the calendar address.

Reading the link spends nothing. Its answer does, and only the browser that gave it sees the answer again: to anybody
else the link says only that it was used. Guessing is slowed down as it is for receipts.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases import feeds
from cases.models import Case
from organizations.acting import Acting
from pages.mediations.reading import TableFile, read_table
from pages.public.limits import Limit
from pages.table.questions import LinkForm, Question, lines_of, proposal_of, question
from protection import invitations
from record.timekeeping import now
from workflows.engine import perform
from workflows.errors import BadInput, NotPossible, Refused, StaleCase
from workflows.mediation.rounds import LINK_LASTS, check_link
from workflows.models import Signature

GONE, UNPROCESSABLE, TOO_MANY = 410, 422, 429
#: Wrong links, and wrong ends of telephone numbers.
WRONG = Limit("link", each=15, shared=60)
#: Wrong ends of the telephone number on one link, from wherever: four digits would be guessed in a day.
MOST_TAILS = 10
#: What this browser answered, by the signature's code.
ANSWERED = "table_answered"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Who is asked, what is proposed, and the answer."""
    if WRONG.reached(request):
        return _told(request, _("试的次数太多了，请过几分钟再试，或者请调解员帮忙。"), TOO_MANY)
    row = _signature(token)
    if row is None or row.seat is None:
        WRONG.count(request)
        return _told(request, _("这个链接不对，或已经换成了新的链接。请向调解员要最新的链接。"), GONE)
    case = row.step.approval.case
    table = read_table(case, full=False)
    asked = question(table, row, row.step.approval, by_link=True)
    if row.code in request.session.get(ANSWERED, ()):
        return _receipt(request, case, asked)
    try:
        check_link(row, case, now())
    except StaleCase as stale:
        return _overtaken(request, table, asked, stale.sentence)
    except NotPossible as over:
        return _told(request, over.sentence, GONE)
    if cache.get(_tries(row), 0) >= MOST_TAILS:
        return _told(
            request, _("这个链接填错手机号后四位的次数太多，已经停用。请向调解员要新的链接。"), TOO_MANY
        )
    return _asked(request, row, table, asked, token)


def _tries(row: Signature) -> str:
    """Where the wrong ends of one link are counted, whoever typed them; a new link begins anew."""
    return f"link-tails-{(row.link_hash or '')[:32]}"


def _signature(token: str) -> Signature | None:
    mark = invitations.fingerprint(token)
    if not mark:
        return None
    joins = (
        "step__approval__case__mediation",
        "step__approval__case__unit",
        "step__approval__case__handler",
        "seat__party",
    )
    return Signature.objects.filter(link_hash=mark).select_related(*joins).first()


def _asked(
    request: HttpRequest, row: Signature, table: TableFile, asked: Question, token: str
) -> HttpResponse:
    seat = table.by_id[row.seat_id or 0]
    form = LinkForm(asked, bool(table.phone(seat)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _answer(request, row, token, form)
        if refused is None:
            request.session[ANSWERED] = [*request.session.get(ANSWERED, ()), row.code][-20:]
            return HttpResponseRedirect(reverse("table_link", args=[token]))
        if isinstance(refused, StaleCase):
            return _overtaken(request, table, asked, refused.sentence)
    context = {
        "asked": asked, "form": form, "case": table.case, "token": token, "until": row.link_until, "seat": seat,
        "title": _title(table),
    }  # fmt: skip
    return render(request, "table/link.html", context, status=UNPROCESSABLE if form.errors else 200)


def _answer(request: HttpRequest, row: Signature, token: str, form: LinkForm) -> Refused | None:
    """Give the answer; why not, on the form."""
    case = row.step.approval.case
    data: dict[str, Any] = {
        name: str(form.cleaned_data.get(name) or "") for name in ("answer", "note", "phone_tail")
    }
    try:
        perform(case, "answer_by_link", actor=Acting.invited(case.pk, token), **data)
    except BadInput as bad:
        if bad.field == "phone_tail":
            WRONG.count(request)
            cache.set(_tries(row), cache.get(_tries(row), 0) + 1, int(LINK_LASTS.total_seconds()))
        form.add_error(bad.field if bad.field in form.fields else None, bad.sentence)
        return bad
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return refused
    return None


def _overtaken(request: HttpRequest, table: TableFile, asked: Question, sentence: str) -> HttpResponse:
    """The version this link was for is no longer the one: what changed since, term by term."""
    newest = table.newest
    changed = newest is not None and newest.version > asked.version
    context: dict[str, Any] = {
        "sentence": sentence, "asked": asked, "case": table.case, "changed": changed, "title": _title(table),
        "newest": newest.version if newest else 0,
        "lines": lines_of(table, newest, since=asked.version) if changed and proposal_of(table, asked.version) else [],
    }  # fmt: skip
    return render(request, "table/overtaken.html", context, status=GONE)


def _receipt(request: HttpRequest, case: Case, asked: Question) -> HttpResponse:
    return render(request, "table/answered.html", {"asked": asked, "case": case})


def _title(table: TableFile) -> str:
    own = table.of(table.case.mediation.title_key, "title")
    return own or table.case.employer_name


def _told(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "table/told.html", {"sentence": sentence}, status=status)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A seat's calendar: times and places of its sessions, for calendars that come again and again."""
    seat = feeds.seat_of_feed(token)
    if seat is None:
        raise Http404
    name = _("枫桥协商日程")
    text = feeds.calendar_text(name, feeds.meetings_of(seat, now()))
    mark = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer = HttpResponse(text.encode(), content_type="text/calendar; charset=utf-8")
    answer["ETag"] = mark
    answer["Cache-Control"] = "private, max-age=300"
    answer["Content-Disposition"] = 'inline; filename="fengqiao.ics"'
    found: HttpResponse | None = get_conditional_response(request, etag=mark, response=answer)
    return found or answer
