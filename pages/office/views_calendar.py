"""工作日历: the year, and publishing the next notice after a look at what it changes."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.models import Clock, ClockState
from organizations import calendar as calendars
from organizations.calendar import Published
from organizations.errors import Refusal
from organizations.models import CalendarYear
from organizations.notices import Notice, parse_csv, parse_text
from pages.office.desk import Desk, need, office
from pages.office.forms_rules import NoticeForm, PublishForm
from pages.office.frame import attempt, show
from pages.office.year import months, week_names, worked_in
from workflows.rebinding import publish_year


@office
def calendar(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One year, with what is known of it."""
    known = calendars.current()
    published = {notice.year: notice for notice in CalendarYear.objects.all()}
    first, last = min(published), max(published) + 1
    typed = request.GET.get("year", "")
    year = min(max(int(typed) if typed.isdecimal() and len(typed) == 4 else desk.day.year, first), last)
    context = {
        "year": year, "months": months(year, known, desk.day), "notice": published.get(year),
        "earlier": year - 1 if year > first else None, "later": year + 1 if year < last else None,
        "may_publish": desk.administering_shared() is not None, "last": last - 1,
        "working_days": worked_in(year, known), "week_names": week_names(),
        "waiting": _provisional().count(),
    }  # fmt: skip
    return show(request, "office/calendar.html", "calendar", context)


def _provisional() -> Any:
    """Deadlines that wait for a calendar."""
    return Clock.objects.filter(provisional=True).exclude(state=ClockState.STOPPED)


def _touched(published: Published) -> int:
    """Running deadlines that are provisional or pass a changed day."""
    running = Clock.objects.exclude(state=ClockState.STOPPED)
    wanted = Q(provisional=True)
    if published.changed:
        wanted |= Q(due_on__gte=min(published.changed), started_at__date__lte=max(published.changed))
    return running.filter(wanted).count()


@office
def calendar_upload(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Paste or upload a notice; what was read is shown before anything changes."""
    need(desk.administering_shared())
    form = NoticeForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        values = form.cleaned_data
        notice = (
            parse_csv(values["table"], values["year"])
            if values["table"]
            else parse_text(values["text"], values["year"])
        )
        context["problems"] = notice.problems
        if not notice.problems:
            context |= _preview(notice, values["source"], form, desk)
    status = 422 if form.errors or context.get("problems") else 200
    return show(request, "office/calendar_upload.html", "calendar", context, status)


def _preview(notice: Notice, source: str, form: NoticeForm, desk: Desk) -> dict[str, Any]:
    """What publishing this notice would change, or the refusal beside the form."""
    year = notice.year or 0
    try:
        published = calendars.preview_year(year, notice.days)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return {}
    initial = {"days": as_csv(notice), "year": year, "source": source, "published_on": notice.published_on}
    return {
        "publish": PublishForm(initial=initial), "year": year, "named": notice.days, "changed": published.changed,
        "months": months(year, published.calendar, desk.day, published.changed), "touched": _touched(published), "week_names": week_names(),
        "off": sum(not entry.is_working for entry in notice.days.values()),
        "made_up": sum(entry.is_working for entry in notice.days.values()),
    }  # fmt: skip


def as_csv(notice: Notice) -> str:
    """The days as the table the same reader understands."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["日期", "类别", "名称"])
    writer.writerows(
        [day.isoformat(), "上班" if entry.is_working else "放假", entry.name]
        for day, entry in notice.days.items()
    )
    return out.getvalue()


@require_POST
@office
def calendar_publish(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Publish what the preview showed, then lay the waiting deadlines anew."""
    acting = need(desk.administering_shared())
    form = PublishForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        notice = parse_csv(values["days"].encode(), values["year"])
        if notice.problems:
            form.add_error(None, notice.problems[0].reason)
        else:
            done = attempt(
                form,
                lambda: publish_year(
                    values["year"], notice.days, source=values["source"], acting=acting,
                    published_on=values["published_on"],
                ),
            )  # fmt: skip
            if done is not None:
                _published, moved = done
                messages.success(
                    request,
                    _("%(year)s年日历已发布，重新计算了%(n)d个期限。") % {"year": values["year"], "n": moved},
                )
                return redirect(f"{reverse('office:calendar')}?year={values['year']}")
    return show(
        request, "office/calendar_upload.html", "calendar", {"form": NoticeForm(), "refused": form}, 422
    )
