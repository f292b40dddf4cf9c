"""日程订阅地址: given to a seat without an account, shown once; whoever holds it reads times and places, nothing else."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.models import CaseKind
from pages.acting import works_here
from pages.casefile.access import Reader, reader_of
from pages.mediations.forms.fields import fill, many
from pages.mediations.names import named
from protection import invitations
from record.timekeeping import now
from workflows.engine import perform
from workflows.errors import Refused
from workflows.offers import acting_for

CONFLICT = 409


class FeedForm(forms.Form):
    """Which seats get an address."""

    seats = many(gettext_lazy("发给哪些席位"), gettext_lazy("重新生成以后，以前给的地址就读不到了。"))


@never_cache
@works_here
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, code: str) -> HttpResponse:
    """Make addresses for the chosen seats, and show them once."""
    reader = reader_of(request, code)
    if reader.case.kind != CaseKind.MEDIATION or not reader.handles:
        raise Http404
    names = {seat.code: name for seat, name in named(reader.case)}
    form = FeedForm(request.POST or None)
    fill(form, "seats", list(names.items()))
    if request.method == "POST" and form.is_valid():
        try:
            return _shown(request, reader, form.cleaned_data["seats"], names)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    status = CONFLICT if form.errors else 200
    return render(request, "mediations/feeds.html", {"case": reader.case, "form": form}, status=status)


def _shown(request: HttpRequest, reader: Reader, seats: list[str], names: dict[str, str]) -> HttpResponse:
    acting = acting_for(reader.case, "give_feed", reader.ways, now())
    if acting is None:
        raise PermissionDenied(_("您没有权限发放日程地址。"))
    links = []
    with transaction.atomic():
        for seat in seats:
            token = invitations.issue()
            perform(reader.case, "give_feed", actor=acting, seat=seat, token=token)
            url = request.build_absolute_uri(reverse("table_feed", args=[token]))
            links.append({"name": names[seat], "url": url})
    context = {
        "case": reader.case, "links": links, "heading": _("日程订阅地址"), "done": f"{reader.case.code}-feed",
        "lead": _("离开这一页就看不到了。把地址加到手机或电脑的日历里，会议改期、取消会自动更新；日历里只有时间和地点。"),
    }  # fmt: skip
    return render(request, "mediations/links.html", context)
