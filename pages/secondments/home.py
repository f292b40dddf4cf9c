"""Rounds of secondments: the list and a new one; a round with its forms; its deadline moved, the round closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.models import CaseKind, Direction, SecondmentDetail, SecondmentEnd, SecondmentRound
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.errors import Refusal
from organizations.models import Person, Unit
from pages.acting import actings, works_here
from pages.casefile.forms.base import day, line, reason
from pages.kinds import state_words, states_of
from pages.parts import Column, FilterGroup, FilterOption
from pages.secondments import annexes, mine
from pages.secondments.desk import files_forms, office, round_of, runs
from pages.secondments.story import story_of
from pages.speech import spoken_date
from protection import personal
from record.timekeeping import today
from workflows import secondment_changes as changes
from workflows.secondment.states import S

UNPROCESSABLE = 422
ROWS_A_PAGE = 30


class RoundForm(forms.Form):
    """开始一轮."""

    title = line(gettext_lazy("名称"), 60, help_text=gettext_lazy("例如：2026年上半年上挂下联。"))
    directions = forms.MultipleChoiceField(
        label=gettext_lazy("哪些方向"), choices=Direction.choices, initial=Direction.values,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选择一个挂职方向。")},
    )  # fmt: skip
    file_by = day(gettext_lazy("报送截止日"), gettext_lazy("这一天以后仍可报送，但要写明原因，并标明逾期。"))


class MoveForm(forms.Form):
    """改截止日."""

    file_by = day(gettext_lazy("新的报送截止日"))
    reason = reason(
        gettext_lazy("为什么改"), gettext_lazy("原因会记入记录。已经标明逾期的呈报表不会因此改变。")
    )


@works_here
@require_http_methods(["GET", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds of the reader's county, newest first; the county's own office may open one."""
    own = mine.links(request.user) if isinstance(request.user, Person) else []
    ways = actings(request)
    if not office(request).desks():
        if own or any(way.role in mine.MAY_BE_SECONDED for way in ways):
            return redirect("secondment_mine")
        raise Http404
    way = office(request).way()
    county = way.unit.county if way.unit else None
    if county is None:
        raise Http404
    opens = way.unit is not None and way.unit.pk == county.pk and files_forms(way)
    form = RoundForm(request.POST or None) if opens else None
    if request.method == "POST" and form is not None and form.is_valid():
        made = _opened(form, way, county)
        if made is not None:
            messages.success(request, _("这一轮开始了，各单位可以填写呈报表。"))
            return redirect("secondment_round", made.code)
    context = {
        "rounds": _listed(county, ways), "form": form, "county": county, "sent": request.method == "POST", "own": own,
    }  # fmt: skip
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "secondments/rounds.html", context, status=status)


def _opened(form: RoundForm, way: Acting, county: Unit) -> SecondmentRound | None:
    """The new round, or nothing when the sentence stands at its field."""
    given = form.cleaned_data
    try:
        return changes.open_round(acting=way, county=county, year=given["file_by"].year, **given)
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    return None


def _listed(county: Unit, ways: tuple[Acting, ...]) -> list[dict[str, Any]]:
    """Rounds with how many forms this reader sees in each, and how many of them are under way. Two queries."""
    seen = visible_to(ways).filter(kind=CaseKind.SECONDMENT).values("pk")
    ended = Q(case__state=S.CLOSED)
    counted = (
        SecondmentDetail.objects.filter(case__in=seen)
        .values_list("round")
        .annotate(all=Count("pk"), open=Count("pk", filter=~ended))
    )
    counts = {pk: (n, running) for pk, n, running in counted}
    rows = SecondmentRound.objects.filter(county=county)
    return [
        {
            "row": row, "file_by": spoken_date(row.file_by, with_year=True), "forms": counts.get(row.pk, (0, 0))[0], "running": counts.get(row.pk, (0, 0))[1],
            "is_late": row.closed_on is None and row.file_by < today(),
        }
        for row in rows
    ]  # fmt: skip


@works_here
@require_http_methods(["GET", "POST"])
def one_round(request: HttpRequest, code: str) -> HttpResponse:
    """The forms of a round this reader may see; an annex is uploaded here and previewed."""
    round_, way = round_of(request, code)
    takes = files_forms(way) and round_.closed_on is None
    form = annexes.AnnexForm(round_, request.POST or None, request.FILES or None) if takes else None
    if request.method == "POST" and form is not None and form.is_valid():
        token = annexes.put_aside(request, round_, form)
        if token:
            return redirect("secondment_annex", token)
    context = {
        **_head(round_), "form": form, "sent": request.method == "POST", **_forms(request, round_),
        "annexes": [(one, annexes.NAMES[one], one.label) for one in Direction if one in round_.directions],
        "runs": runs(way, round_), "is_over": round_.file_by < today(), "story": story_of(round_),
    }  # fmt: skip
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "secondments/round.html", context, status=status)


def _head(round_: SecondmentRound) -> dict[str, Any]:
    """A round with its days in words."""
    closed = spoken_date(round_.closed_on, with_year=True) if round_.closed_on else ""
    return {"round": round_, "file_by": spoken_date(round_.file_by, with_year=True), "closed_on": closed}


def _forms(request: HttpRequest, round_: SecondmentRound) -> dict[str, Any]:
    """Rows of the page asked for, and filters with how many stand behind each. Four queries."""
    seen = visible_to(actings(request)).filter(kind=CaseKind.SECONDMENT).values("pk")
    rows = SecondmentDetail.objects.filter(round=round_, case__in=seen)
    counts: dict[tuple[str, str], int] = {
        (direction, state): n
        for direction, state, n in rows.values_list("direction", "case__state").annotate(n=Count("pk")).order_by()
    }  # fmt: skip
    direction, state = request.GET.get("direction", ""), request.GET.get("state", "")
    if direction in Direction.values:
        rows = rows.filter(direction=direction)
    if state in S.values:
        rows = rows.filter(case__state=state)
    joined = rows.select_related("case__unit", "sender", "host_unit", "host_employer").order_by(
        "direction", "case_id"
    )
    page = Paginator(joined, ROWS_A_PAGE).get_page(request.GET.get("page"))
    details = list(page)
    names = personal.read_many(row.person_key for row in details)
    return {
        "rows": [_row(one, str(names.get(one.person_key, {}).get("name", ""))) for one in details], "page": page,
        "columns": _columns(), "groups": _groups(counts), "total": sum(counts.values()),
        "in_notice": sum(n for (_to, where), n in counts.items() if where == S.NOTICE),
    }  # fmt: skip


def _row(row: SecondmentDetail, name: str) -> dict[str, Any]:
    return {
        "url": reverse("case", args=[row.case.code]), "name": name or _("姓名已删除"), "sender": row.sender.name,
        "direction": row.get_direction_display(), "host": row.host_name or "—", "state": _state(row),
        "waits": _waits(row),
    }  # fmt: skip


def _waits(row: SecondmentDetail) -> str:
    """Whose turn it is: the union where the form lies, but where host or person answer first."""
    state, unit = S(row.case.state), row.case.unit.name
    if state == S.CLOSED:
        return "—"
    if state == S.MATCHING:
        return _("%(host)s和本人表态") % {"host": row.host_name}
    if state in (S.SENDER_REVIEW, S.COUNTY_REVIEW):
        return _("%(unit)s审批") % {"unit": unit}
    return row.host_name if state == S.ASSESSING and not row.host_mark and not row.opinions_open else unit


def _state(row: SecondmentDetail) -> str:
    """Where it is, or of what ended how; the grade; whether it was filed late or lengthened."""
    words = [state_words(CaseKind.SECONDMENT, row.case.state)]
    if row.case.conclusion:
        words = [str(SecondmentEnd(row.case.conclusion).label)]
    if row.grade:
        words.append(str(row.get_grade_display()))
    words += [_("逾期报送")] * row.is_late + [_("特批延长")] * row.is_extended
    return " · ".join(words)


def _columns() -> list[Column]:
    return [
        Column("name", _("挂职对象"), main=True), Column("sender", _("选送单位")), Column("direction", _("方向")),
        Column("host", _("接收单位")), Column("state", _("状态")),
        Column("waits", _("等谁办")),
    ]  # fmt: skip


def _groups(counts: dict[tuple[str, str], int]) -> list[FilterGroup]:
    def of(place: int, value: str) -> int:
        return sum(n for key, n in counts.items() if key[place] == value)

    directions = [
        FilterOption(one.value, str(one.label), of(0, one.value)) for one in Direction if of(0, one.value)
    ]
    words = states_of(CaseKind.SECONDMENT)
    states = [FilterOption(one, str(label), of(1, one)) for one, label in words.items() if of(1, one)]
    return [FilterGroup("direction", _("方向"), directions), FilterGroup("state", _("状态"), states)]


@works_here
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """改截止日, with the reason."""
    round_, way = _run_by(request, code)
    form = MoveForm(request.POST or None, initial={"file_by": round_.file_by})
    if request.method == "POST" and form.is_valid():
        try:
            changes.move_deadline(round_, acting=way, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, _("报送截止日已改，原因记入了记录。"))
            return redirect("secondment_round", round_.code)
    context = {**_head(round_), "form": form, "sent": request.method == "POST"}
    return render(request, "secondments/move.html", context, status=UNPROCESSABLE if form.errors else 200)


@works_here
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """结束一轮, after a look at what is still under way."""
    round_, way = _run_by(request, code)
    refusal = _("这一轮已经结束。") if round_.closed_on else ""
    if request.method == "POST":
        try:
            changes.close_round(round_, acting=way)
        except Refusal as refused:
            refusal = refused.sentence
        else:
            messages.success(request, _("这一轮结束了，不再收新的呈报表。"))
            return redirect("secondment_round", round_.code)
    seen = visible_to(actings(request)).filter(kind=CaseKind.SECONDMENT, secondment__round=round_)
    states = dict(seen.exclude(state=S.CLOSED).values_list("state").annotate(n=Count("pk")).order_by())
    context = {
        "round": round_, "refusal": refusal, "drafts": states.get(S.DRAFT, 0),
        "states": [(state_words(CaseKind.SECONDMENT, state), n) for state, n in states.items()],
    }  # fmt: skip
    return render(
        request, "secondments/close.html", context, status=UNPROCESSABLE if request.method == "POST" else 200
    )


def _run_by(request: HttpRequest, code: str) -> tuple[SecondmentRound, Acting]:
    round_, way = round_of(request, code)
    if not runs(way, round_):
        raise Http404
    return round_, way
