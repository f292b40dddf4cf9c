"""The report: three steps, one look at the answers, one press."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.documents import store
from cases.documents.storage import FileRefused
from record.timekeeping import now, today
from workflows.errors import Refused

from . import holder, places
from .answers import answer_list
from .forms import ICONS
from .leftovers import forget_leftovers_beside
from .limits import FILES, REPORTS
from .report import MOST_PHOTOS, STEPS, Report, forget
from .submit import submit

TEMPLATES = {step: f"public/report_{step}.html" for step in STEPS}
NEXT = {"what": "report_where", "where": "report_contact", "contact": "report_check"}
PAGE_OF = {"what": "report", "where": "report_where", "contact": "report_contact"}
REFUSED, TOO_MANY = 422, 429
#: A second press of the button comes within this; later it is somebody who went back on a shared phone.
SECOND_PRESS = datetime.timedelta(minutes=10)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One step of the report; a step is not shown before the ones it follows."""
    report = Report.of(request)
    if request.method == "POST":
        return _take(request, report, name)
    earlier = STEPS[: STEPS.index(name)]
    lacking = next((one for one in earlier if one not in report.answers), None)
    if lacking:
        return redirect(PAGE_OF[lacking])
    return _show(request, report, name, report.form(name))


def _take(request: HttpRequest, report: Report, name: str) -> HttpResponse:
    done = _already(request, report)
    if done:
        return done
    form = report.form(name, request.POST, request.FILES)
    valid = form.is_valid()
    if name == "contact":
        _drop_photos(report, request.POST.getlist("drop"))
        valid = _keep_photos(request, report, form) and valid
    if not valid:
        if name == "contact":
            report.keep(request)
        return _show(request, report, name, form, REFUSED)
    report.answer(name, request.POST, form)
    report.keep(request)
    return redirect("report_check" if "back_to_check" in request.POST else NEXT[name])


def _drop_photos(report: Report, hashes: list[str]) -> None:
    report.photos = [photo for photo in report.photos if photo["sha256"] not in hashes]


def _keep_photos(request: HttpRequest, report: Report, form: forms.Form) -> bool:
    """Check and store what was sent; a refused file is named, the others stay."""
    for upload in form.cleaned_data.get("photos") or []:
        if len(report.photos) >= MOST_PHOTOS or FILES.reached(request):
            form.add_error("photos", _("照片最多交%(n)s个，其余的可以在提交以后再补。") % {"n": MOST_PHOTOS})
            return False
        FILES.count(request)
        try:
            kept = store(upload)
        except FileRefused as refused:
            form.add_error("photos", f"{str(upload.name)[:60]}:{refused.sentence}")
            continue
        forget_leftovers_beside(kept.sha256)
        if all(photo["sha256"] != kept.sha256 for photo in report.photos):
            photo = {
                "name": kept.name,
                "media_type": kept.media_type,
                "size": kept.size,
                "sha256": kept.sha256,
            }
            report.photos.append(photo)
    return "photos" not in form.errors


def _show(
    request: HttpRequest, report: Report, name: str, form: forms.Form, status: int = 200
) -> HttpResponse:
    linked = places.linked(report.employer or report.place) if report.employer or report.place else None
    context: dict[str, Any] = {
        "form": form, "icons": ICONS, "carried": report.carried() if report.answers else "", "photos": report.photos,
        "number": STEPS.index(name) + 1, "back": PAGE_OF[STEPS[STEPS.index(name) - 1]] if name != "what" else "",
        "from_check": "change" in request.GET or "back_to_check" in request.POST, "linked": linked,
    }  # fmt: skip
    return render(request, TEMPLATES[name], context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The answers once more; the press here makes the case."""
    report = Report.of(request)
    done = _already(request, report) if report.receipt else None
    if done:
        return done
    lacking = report.missing()
    if lacking:
        if request.method == "POST":
            messages.error(request, _("填写的内容已经过期，请再看一遍后提交。"))
        return redirect(PAGE_OF[lacking])
    if request.method == "POST":
        return _send(request, report)
    return _show_check(request, report)


def _show_check(request: HttpRequest, report: Report, said: str = "", status: int = 200) -> HttpResponse:
    found = report.checked()
    context = {
        "groups": answer_list(report, found), "carried": report.carried(), "said": said,
        "disclosure": found["contact"].cleaned_data["disclosure"],
    }  # fmt: skip
    return render(request, "public/report_check.html", context, status=status)


def _send(request: HttpRequest, report: Report) -> HttpResponse:
    if REPORTS.reached(request):
        said = _("这里刚才提交的反映太多了，请过一小时再提交，或者拨打12351。您写的内容还在。")
        return _show_check(request, report, said, TOO_MANY)
    try:
        case = submit(report, report.checked())
    except Refused as refused:
        return _show_check(request, report, refused.sentence, REFUSED)
    REPORTS.count(request)
    forget(request)
    holder.enter(request, case, report.receipt)
    return redirect("report_receipt")


def _already(request: HttpRequest, report: Report) -> HttpResponseRedirect | None:
    """A report that was sent before is not sent again: who pressed twice gets the receipt, later comers are asked for it."""
    made = holder.code_opens(report.receipt) if report.receipt else None
    if made is None:
        return None
    forget(request)
    if now() - made.reported_at < SECOND_PRESS:
        holder.enter(request, made, report.receipt)
        return redirect("report_receipt")
    messages.info(request, _("这份反映已经提交过了，没有重复提交。请用回执码查看。"))
    return redirect("track")


@never_cache
@require_safe
def link(request: HttpRequest, code: str) -> HttpResponse:
    """A QR poster: the report begins with its union or employer filled in."""
    found = places.linked(code)
    report = Report.of(request)
    if found is None:
        messages.info(request, _("这个二维码已经不用了，请自己填写是哪个单位。"))
    else:
        report.place = "" if found.employer else found.unit.code
        report.employer = found.employer.code if found.employer else ""
        report.answers.pop("where", None)
        report.keep(request)
    return redirect("report")


@require_POST
def restart(request: HttpRequest) -> HttpResponse:
    """清空重填."""
    forget(request)
    return redirect("report")


@require_POST
def employers(request: HttpRequest) -> HttpResponse:
    """Names for the employer field while somebody types. Says nothing about cases."""
    towns = places.serving_towns(today())
    given = request.POST.get("town", "")[:120]
    town = towns.filter(code=given).first() or next(iter(places.towns_called(towns, given)), None)
    names = places.suggestions(town, request.POST.get("employer_name", "")[:120].replace("\x00", ""))
    return render(request, "public/_employers.html", {"names": names})
