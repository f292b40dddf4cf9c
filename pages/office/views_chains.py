"""审批流程: who must sign, step by step; each change a new version, and whom it would ask today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import codes
from organizations.acting import Acting
from organizations.models import Unit
from organizations.paths import ancestors, under_any
from pages.office import words_chains as words
from pages.office.desk import Desk, need, office
from pages.office.forms_chains import (
    CASE_KINDS,
    ChainForm,
    NewChainForm,
    StepForms,
    UnitChoice,
    for_preview,
    initial_of,
)
from pages.office.frame import Listing, attempt, chosen, on_off, only_state, paged, show, show_list
from pages.parts import ActionView, Column, FilterGroup, FilterOption
from workflows import chain_preview
from workflows.chain_changes import GENERAL, add_chain, change_chain
from workflows.models import AT_THE_TABLE, ApprovalKind, ChainStep, ChainTemplate, Mode

KINDS = [kind for kind in ApprovalKind if kind not in AT_THE_TABLE]


def readable(desk: Desk) -> QuerySet[ChainTemplate]:
    """Chains for everywhere, and those of the unions this person may read or that stand above them."""
    above = {path for unit in desk.seats for path in ancestors(unit.path)}
    here = Q(unit=None) | under_any(desk.area, "unit__path") | Q(unit__path__in=above)
    return ChainTemplate.objects.filter(here).select_related("unit__county", "unit__town")


def editing(desk: Desk, chain: ChainTemplate) -> Acting | None:
    """The way in which this person may change a chain, if any."""
    return desk.administering(chain.unit) if chain.unit else desk.administering_shared()


def steps_of(chains: Iterable[ChainTemplate]) -> dict[int, list[ChainStep]]:
    """The present steps of each chain, in order. One query."""
    found: dict[int, list[ChainStep]] = defaultdict(list)
    keys = [chain.pk for chain in chains]
    for step in ChainStep.objects.filter(chain__in=keys, version=F("chain__version")).order_by("order"):
        found[step.chain_id].append(step)
    return found


@office
def chains(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every chain with its steps in words."""
    rows = only_state(request, readable(desk))
    if kind := chosen(request, "kind", (one.value for one in KINDS)):
        rows = rows.filter(kind=kind)
    if case_kind := chosen(request, "case_kind", CASE_KINDS):
        rows = rows.filter(case_kind=case_kind)
    page = paged(request, rows.order_by(F("unit__path").asc(nulls_first=True), "kind", "case_kind", "code"))
    steps = steps_of(page)
    columns = [
        Column("name", _("名称"), main=True), Column("what", _("审批事项")), Column("kind", _("事项种类")),
        Column("where", _("适用于")), Column("steps", _("步骤")), Column("state", _("状态")),
    ]  # fmt: skip
    listing = Listing(
        "chains", _("审批流程"), _("提请时照这里的步骤送审；改动是新的一版，正在审批的不受影响。越靠近承办工会、写得越具体的流程先用。"),
        columns, [_row(one, steps[one.pk]) for one in page], page, groups=_groups(),
        action=ActionView(_("新增审批流程"), reverse("office:chain-add"), "plus") if desk.manages_anything else None,
        empty_title=_("没有这样的审批流程"), empty_text=_("换个筛选条件试试。"),
    )  # fmt: skip
    return show_list(request, listing)


def _groups() -> list[FilterGroup]:
    return [
        FilterGroup("kind", _("审批事项"), [FilterOption(one.value, str(one.label)) for one in KINDS]),
        FilterGroup(
            "case_kind", _("事项种类"), [FilterOption(one.value, str(one.label)) for one in CASE_KINDS]
        ),
        on_off(),
    ]


def _row(one: ChainTemplate, steps: list[ChainStep]) -> dict[str, Any]:
    return {
        "url": reverse("office:chain", args=[one.code]), "name": one.name, "what": words.what_for(one),
        "kind": words.kind_words(one), "where": words.where(one), "steps": words.in_short(steps),
        "state": _("在用") if one.is_active else _("已停用"),
    }  # fmt: skip


@office
def chain(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One chain: its steps, whom they would ask today for a union, and its earlier versions."""
    one = get_object_or_404(readable(desk), code=code)
    steps = steps_of([one])[one.pk]
    choice = UnitChoice(desk, request.GET if "at" in request.GET else None)
    unit = choice.chosen(one.unit or _own_unit(desk))
    earlier: dict[int, list[ChainStep]] = defaultdict(list)
    for step in one.steps.filter(version__lt=one.version).order_by("-version", "order"):
        earlier[step.version].append(step)
    context = {
        "chain": one,
        "facts": [
            (_("审批事项"), words.what_for(one)), (_("事项种类"), words.kind_words(one)), (_("适用于"), words.where(one)),
            (_("版本"), one.version), (_("状态"), _("在用") if one.is_active else _("已停用")),
        ],
        "steps": preview(one.kind, steps, unit, desk),
        "at": unit,
        "choice": choice,
        "earlier": [(version, words.in_short(rows)) for version, rows in earlier.items()],
        "may_change": editing(desk, one) is not None,
        "may_switch": one.code != GENERAL,
    }  # fmt: skip
    return show(request, "office/chain.html", "chains", context)


def _own_unit(desk: Desk) -> Unit:
    return next(acting.unit for acting in desk.actings if acting.unit in desk.seats and acting.unit)


def preview(kind: str, steps: list[ChainStep], unit: Unit, desk: Desk) -> list[dict[str, Any]]:
    """Each step in words, with whom it would ask today for a case that ``unit`` handles."""
    return [
        {
            "number": n, "name": one.called, "who": words.who_words(step), "how": words.how_words(step),
            "looks_at": words.looks_words(step, kind), "names": one.words_of(one.signers), "problem": one.problem,
            "lone": one.lone, "instead": one.words_of(one.instead), "locks": one.locks,
            "turn": step.mode == Mode.IN_TURN and len(one.signers) > 1,
        }
        for n, (step, one) in enumerate(
            zip(steps, chain_preview.asked_today(steps, unit, desk.day), strict=True), 1
        )
    ]  # fmt: skip


@office
def chain_add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new chain for an approval, a kind of matter and a union."""
    if not desk.manages_anything:
        need(None)
    data = request.POST if request.method == "POST" else None
    head = NewChainForm(desk, data)
    steps = StepForms(_kind_of(request), [{}], data)
    if data is not None and not steps.moved() and _both(head, steps):
        values = dict(head.cleaned_data)
        acting = desk.administering(values["unit"]) if values["unit"] else desk.administering_shared()
        caught = _caught(request, steps, values["unit"] or _own_unit(desk), desk)
        if not caught:
            code = f"{values['kind'] or 'all'}-{codes.fresh().lower()}"
            made = attempt(
                head, lambda: add_chain(acting=need(acting), code=code, steps=steps.steps(), **values)
            )
            if made is not None:
                messages.success(request, _("已新增审批流程，以后提请的按它送审。"))
                return redirect("office:chain", made.code)
        return _editor(request, _("新增审批流程"), head, steps, reverse("office:chains"), caught)
    return _editor(request, _("新增审批流程"), head, steps, reverse("office:chains"), [])


def _kind_of(request: HttpRequest) -> str:
    """What was chosen to be approved, so that the steps offer its parts."""
    kind = request.POST.get("kind", "")
    return kind if kind in {one.value for one in KINDS} else ""


@office
def chain_change(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """A new version: another name, other steps, another order."""
    one = get_object_or_404(readable(desk), code=code)
    acting = need(editing(desk, one))
    data = request.POST if request.method == "POST" else None
    head = ChainForm(data, initial={"name": one.name})
    present = [initial_of(step) for step in steps_of([one])[one.pk]]
    steps = StepForms(one.kind, present, data)
    back = reverse("office:chain", args=[one.code])
    caught: list[str] = []
    if data is not None and not steps.moved() and _both(head, steps):
        if data.get("version") != str(one.version):
            head.add_error(None, _("您打开之后，这个流程已经改过。您填的内容还在，请看过新的一版再保存。"))
        elif not (caught := _caught(request, steps, one.unit or _own_unit(desk), desk)):
            name = head.cleaned_data["name"]
            if (
                attempt(head, lambda: change_chain(one, acting=acting, steps=steps.steps(), name=name))
                is not None
            ):
                messages.success(request, _("已保存为新的一版。正在审批的照旧，以后提请的按新的送审。"))
                return redirect(back)
    return _editor(request, _("修改审批流程"), head, steps, back, caught, one)


def _both(head: ChainForm, steps: StepForms) -> bool:
    """Both are looked at, so that every error is told at once."""
    told = head.is_valid()
    return steps.is_valid() and told


def _caught(request: HttpRequest, steps: StepForms, unit: Unit, desk: Desk) -> list[str]:
    """Why requests would be caught in the steps, unless the administrator knows and wants it so."""
    if request.POST.get("anyway"):
        return []
    return chain_preview.locks(for_preview(steps.steps()), unit, desk.day)


def _editor(
    request: HttpRequest,
    title: str,
    head: ChainForm,
    steps: StepForms,
    back: str,
    caught: list[str],
    one: ChainTemplate | None = None,
) -> HttpResponse:
    context = {
        "title": title, "head": head, "steps": steps, "back": back, "caught": caught, "chain": one,
        "lead": f"{words.what_for(one)} · {words.kind_words(one)} · {words.where(one)}" if one else "",
    }  # fmt: skip
    wrong = bool(caught or head.errors or any(form.errors for form in steps.forms))
    return show(request, "office/chain_form.html", "chains", context, 422 if wrong else 200)


@require_POST
@office
def chain_switch(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """停用 or 启用: a new version with the same steps."""
    one = get_object_or_404(readable(desk), code=code)
    acting = need(editing(desk, one))
    form = ChainForm({"name": one.name})
    if attempt(form, lambda: change_chain(one, acting=acting, is_active=not one.is_active)) is None:
        messages.error(request, " ".join(str(one) for one in form.non_field_errors()))
    else:
        messages.success(
            request, _("已停用，以后提请的改用别的流程。") if one.is_active else _("已重新启用。")
        )
    return redirect("office:chain", one.code)
