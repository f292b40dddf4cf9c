"""The receipt, just after the report; and the door for who comes back with its code."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from record.timekeeping import now

from . import entry, holder
from .card import receipt_svg
from .clocks import answer_by, next_dates
from .limits import WRONG_CODES
from .story import day_in_words

REFUSED, TOO_MANY = 422, 429
#: No code is longer, however it is spaced.
LONGEST_CODE = 80


def track_url(request: HttpRequest, code: str) -> str:
    """Where the QR leads. The code stands behind the #: browsers never send that part, so no log and no referrer has it."""
    return f"{request.build_absolute_uri(reverse('track'))}#{code}"


@never_cache
@require_safe
@holder.holder_only
def receipt(request: HttpRequest, case: Case) -> HttpResponse:
    """The receipt; only in the browser that just reported."""
    code = holder.fresh_code(request)
    if not code:
        return redirect("track_case")
    moment = now()
    context = {
        "case": case, "case_facts": [(_("承办工会"), case.unit.name)], "code": code, "track_url": track_url(request, code), "dates": next_dates(case, moment),
        "answer_by": answer_by(case, moment, day_in_words), "address": request.build_absolute_uri(reverse("track")),
    }  # fmt: skip
    return render(request, "public/receipt.html", context)


@never_cache
@require_safe
@holder.holder_only
def picture(request: HttpRequest, case: Case) -> HttpResponse:
    """The receipt as an SVG to keep, for browsers that paint none themselves."""
    code = holder.fresh_code(request)
    if not code:
        return redirect("track_case")
    said = answer_by(case, now(), day_in_words)
    response = HttpResponse(
        receipt_svg(code, track_url(request, code), said, case.unit.name), content_type="image/svg+xml"
    )
    response["Content-Disposition"] = 'attachment; filename="receipt.svg"'
    return response


class CodeForm(forms.Form):
    """回执码, as it was copied, read aloud or photographed."""

    code = forms.CharField(
        label=gettext_lazy("回执码"), help_text=gettext_lazy("十六位字母和数字，大小写、空格都没关系。"),
        error_messages={"required": gettext_lazy("请输入回执码。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "fq-code", "translate": "no"}
        ),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Enter a code. Unknown, forged and mistyped ones get the same answer after the same work."""
    if request.method == "POST":
        return _open(request)
    if holder.followed(request) is not None:
        return redirect("track_case")
    if entry.followed(request) is not None:
        return redirect("track_entry")
    said = _("为了安全，一段时间不用会自动离开。请再输入一次回执码，没有送出的内容会替您填回去。")
    return _ask(request, CodeForm(), said=said if "again" in request.GET else "")


def _ask(request: HttpRequest, form: forms.Form, status: int = 200, said: str = "") -> HttpResponse:
    return render(request, "public/track.html", {"form": form, "said": said}, status=status)


def _open(request: HttpRequest) -> HttpResponse:
    form = CodeForm({"code": request.POST.get("code", "")[:LONGEST_CODE]})
    if not form.is_valid():
        return _ask(request, form, REFUSED)
    if WRONG_CODES.reached(request):
        form.add_error("code", _("输错的次数太多了，请过5分钟再试。"))
        return _ask(request, form, TOO_MANY)
    # Both are asked whatever was typed, so that time tells nothing.
    typed = form.cleaned_data["code"]
    case, asked = holder.code_opens(typed), entry.code_opens(typed)
    if asked is not None:
        entry.enter(request, typed)
        return redirect("track_entry")
    if case is None:
        WRONG_CODES.count(request)
        form.add_error("code", _("没有找到这张回执。请对照回执核对一遍；找不到回执，请拨打12351。"))
        return _ask(request, form, REFUSED)
    holder.enter(request, case)
    return redirect("track_case")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """离开."""
    holder.leave(request)
    messages.success(request, _("已经离开，这台设备上看不到您的事了。"))
    return redirect("track")
