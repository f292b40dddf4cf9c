"""督查看板 in the browser: tiles, table, list, 催办, 督办."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.figures import lateness
from cases.models import Case
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.models import Unit
from organizations.roles import DECIDING_ROLES
from pages.acting import actings, works_here
from pages.board.rows import due_of, filter_groups, lines_of, listed
from pages.board.scope import Scope, scope_of, seats
from pages.board.tiles import Tile, numbers, tiles_of
from pages.board.visits import visit_sums
from pages.parts import FilterOption
from pages.rows import ROW_JOINS, title_of
from record.timekeeping import day_of, now
from workflows.engine import perform
from workflows.errors import Refused
from workflows.offers import acting_for, reason_against

A_PAGE = 30


def _held(request: HttpRequest) -> list[Acting]:
    held = seats(actings(request))
    if not held:
        raise PermissionDenied(_("督查看板只对督查员和主席、副主席开放。"))
    return held


@works_here
@require_GET
def board(request: HttpRequest, code: str = "") -> HttpResponse:
    """The highest place the reader oversees, or the one the address names."""
    held = _held(request)
    scope, at = scope_of(held, code), now()
    tiles, figures = tiles_of(scope, at), lateness(scope.cases, at)
    page = Paginator(listed(scope, request.GET, at), A_PAGE).get_page(request.GET.get("page"))
    here = reverse("board_of", args=[scope.unit.code])
    context: dict[str, Any] = {
        "scope": scope,
        "above": _above(held, scope),
        "tiles": tiles,
        "busy": [tile for tile in tiles if tile.figures.open],
        "quiet": [tile for tile in tiles if not tile.figures.open],
        "figures": figures,
        "numbers": {number.due: number.url for number in numbers(figures, here)},
        "due": due_of(request.GET),
        "groups": filter_groups(scope, request.GET, figures, _places(scope, tiles), at),
        "page": page,
        "lines": lines_of(list(page.object_list), held, at),
        "visits": visit_sums(scope.unit, day_of(at)),
        "leads": held[0].role in DECIDING_ROLES,
        "here": request.get_full_path(),
        "at": at,
    }
    return render(request, "board/board.html", context)


def _above(held: list[Acting], scope: Scope) -> Unit | None:
    """Where the reader came from, when they drilled down."""
    top = held[0].unit
    return top if top is not None and top.pk != scope.unit.pk else None


def _places(scope: Scope, tiles: list[Tile]) -> list[FilterOption]:
    """Towns or unions with anything open; each with how many."""
    return [FilterOption(tile.code, tile.name, tile.figures.open) for tile in tiles if tile.figures.open]


def _case(request: HttpRequest, code: str) -> tuple[Case, list[Acting]]:
    held = _held(request)
    return get_object_or_404(visible_to(held).select_related(*ROW_JOINS), code=code), held


def _home(request: HttpRequest) -> str:
    """Back to the list as it was filtered."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    known = url_has_allowed_host_and_scheme(there, allowed_hosts=None) and there.startswith("/board/")
    return there if known else reverse("board")


@works_here
@require_POST
def urge(request: HttpRequest, code: str) -> HttpResponse:
    """催办, one press. The version keeps a second press, or an old page, from urging twice."""
    case, held = _case(request, code)
    version = request.POST.get("version", "")
    try:
        perform(
            case,
            "urge",
            actor=acting_for(case, "urge", held, now()),
            expects=int(version) if version.isdecimal() and len(version) < 10 else None,
            note=request.POST.get("note", "")[:2000],
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("已催办：%(number)s") % {"number": case.number})
    return redirect(_home(request))


class OrderForm(forms.Form):
    """督办单."""

    note = forms.CharField(
        label=gettext_lazy("督办要求"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("写明哪里拖了、要做到什么、什么时候前答复。承办工会会原样看到。"),
        error_messages={"required": gettext_lazy("请写明督办的要求。")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@works_here
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, code: str) -> HttpResponse:
    """督办: a note, and what follows said before."""
    case, held = _case(request, code)
    at = now()
    acting = acting_for(case, "order", held, at)
    blocked = reason_against(case, "order", acting, at) if acting else _("这个案件不由您督办。")
    form = OrderForm(request.POST or None, initial={"version": case.version})
    if request.method == "POST" and form.is_valid():
        try:
            perform(
                case,
                "order",
                actor=acting,
                expects=form.cleaned_data["version"],
                note=form.cleaned_data["note"],
            )
        except Refused as refused:
            return _order_again(request, case, refused)
        messages.success(request, _("督办单已发出：%(number)s") % {"number": case.number})
        return redirect(_home(request))
    return _order_page(request, case, form, blocked, 422 if form.errors else 200)


def _order_again(request: HttpRequest, case: Case, refused: Refused) -> HttpResponse:
    """What changed meanwhile, with what was typed, on the case as it is now."""
    case, held = _case(request, case.code)
    typed = request.POST.copy()
    typed["version"] = str(case.version)
    form = OrderForm(typed)
    form.is_valid()
    form.add_error(None, refused.sentence)
    acting = acting_for(case, "order", held, now())
    blocked = reason_against(case, "order", acting, now()) if acting else refused.sentence
    return _order_page(request, case, form, blocked, 409)


def _order_page(request: HttpRequest, case: Case, form: OrderForm, blocked: str, status: int) -> HttpResponse:
    context = {
        "case": case,
        "title": title_of(case),
        "form": form,
        "blocked": blocked,
        "back": _home(request),
    }
    return render(request, "board/order.html", context, status=status)
