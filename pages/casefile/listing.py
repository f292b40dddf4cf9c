"""The list of cases: filters in the address, only what the reader may see."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.models import Case, CaseKind, Colour
from cases.selectors import matches
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.models import CodeList, Person, Unit, UnitKind
from organizations.paths import under
from pages.acting import actings, works_here
from pages.kinds import PAGES, states_of
from pages.labels import choices
from pages.parts import FilterGroup, FilterOption
from pages.rows import ROW_JOINS, rows_of, uncounted
from pages.today.queries import in_office, only_reports
from record.timekeeping import day_of, midnight, now

ROWS_A_PAGE = 30
LONGEST_SEARCH = 60
SORTS = {
    "": ("-is_emergency", F("due_at").asc(nulls_last=True), "-reported_at", "-pk"),
    "newest": ("-reported_at", "-pk"),
    "oldest": ("reported_at", "pk"),
    "amount": (F("amount_involved").desc(nulls_last=True), "-pk"),
    "people": ("-people", "-pk"),
}
SORT_NAMES = {
    "newest": gettext_lazy("最新上报"), "oldest": gettext_lazy("最早上报"), "amount": gettext_lazy("金额"),
    "people": gettext_lazy("人数"),
}  # fmt: skip


class Refine(forms.Form):
    """What has too many choices for chips."""

    category = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    town = forms.ChoiceField(label=gettext_lazy("乡镇"), required=False)
    handler = forms.ChoiceField(label=gettext_lazy("承办人"), required=False)

    def __init__(self, data: object, visible: QuerySet[Case], ways: Sequence[Acting]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        self._set("category", choices(CodeList.CATEGORY))
        self._set("town", _towns(ways))
        handlers = Person.objects.filter(pk__in=visible.filter(handler__isnull=False).values("handler"))
        self._set("handler", [(one.username, one.name) for one in handlers.order_by("name")[:300]])

    def _set(self, name: str, found: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if not found:
            del self.fields[name]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全部")), *found]

    def chosen(self, name: str) -> str:
        """A valid choice, or nothing."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "") if name in self.fields else ""


def _towns(ways: Sequence[Acting]) -> list[tuple[str, str]]:
    """Towns under the reader's counties; nobody below chooses a town."""
    found = Q(pk__in=[])
    for way in in_office(ways):
        if way.unit and way.unit.kind == UnitKind.COUNTY:
            found |= under(way.unit.path)
    towns = Unit.objects.filter(found, kind=UnitKind.TOWN).order_by("path")
    return list(towns.values_list("code", "short_name"))


@works_here
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """案件. A fixed number of queries."""
    ways, at = actings(request), now()
    visible = visible_to(ways)
    refine = Refine(request.GET, visible, ways)
    found = _filtered(request, visible, refine, at, ways)
    sort = request.GET.get("sort", "")
    ordered = found.select_related(*ROW_JOINS).order_by(*SORTS.get(sort, SORTS[""]))
    page = Paginator(ordered, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page.object_list), at)
    context = {
        "page": page,
        "rows": uncounted(rows) if only_reports(ways) else rows,
        "filters": _groups(ways, _kind(request)),
        "refine": refine,
        "q": _sought(request),
        "kept": [
            (name, value) for name, value in request.GET.items() if name not in {*refine.fields, "page"}
        ],
        "filtered": any(value for name, value in request.GET.items() if name not in ("page", "sort")),
    }
    return render(request, "cases/list.html", context)


def _sought(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def _kind(request: HttpRequest) -> str:
    """The kind the address asks for; empty for every kind."""
    asked = request.GET.get("kind", "")
    return asked if asked in PAGES else ""


def _states(kind: str) -> dict[str, Any]:
    """States that may be asked for: those of the kind, or of every kind."""
    return {value: words for one in ([kind] if kind else PAGES) for value, words in states_of(one).items()}


def _groups(ways: Sequence[Acting], kind: str) -> list[FilterGroup]:
    """Filters in sight. States are offered of one kind at a time, disputes' while none is chosen."""
    states = [FilterOption(value, str(words)) for value, words in states_of(kind or CaseKind.DISPUTE).items()]
    kinds = [FilterOption(one.value, str(one.label)) for one in PAGES]
    colours = [FilterOption(colour.value, str(colour.label)) for colour in reversed(Colour)]
    late = [
        FilterOption("late", _("逾期")),
        FilterOption("today", _("今天到期")),
        FilterOption("week", _("七天内")),
    ]
    whose = [FilterOption("mine", _("我承办的")), FilterOption("nobody", _("没有承办人"))]
    groups = [
        FilterGroup("kind", _("种类"), kinds),
        FilterGroup("state", _("状态"), [FilterOption("open", _("在办")), *states]),
        FilterGroup("colour", _("颜色"), colours),
        FilterGroup("due", _("期限"), late),
        FilterGroup("who", _("谁的"), whose),
        FilterGroup(
            "sort", _("排序"), [FilterOption(k, str(v)) for k, v in SORT_NAMES.items()], any_label=_("期限")
        ),
    ]
    return [groups[1], groups[-1]] if only_reports(ways) else groups


def _filtered(
    request: HttpRequest,
    visible: QuerySet[Case],
    refine: Refine,
    at: datetime.datetime,
    ways: Sequence[Acting],
) -> QuerySet[Case]:
    found, get = visible, request.GET.get
    kind, state = _kind(request), get("state")
    if kind:
        found = found.filter(kind=kind)
    if state == "open":
        found = found.filter(closed_at__isnull=True)
    elif state in _states(kind):
        found = found.filter(state=state)
    if get("colour") in Colour.values:
        found = found.filter(colour=get("colour"))
    found = found.filter(_due(str(get("due") or ""), at)).filter(_whose(str(get("who") or ""), ways))
    if category := refine.chosen("category"):
        found = found.filter(category=category)
    if town := refine.chosen("town"):
        found = found.filter(town__code=town)
    if handler := refine.chosen("handler"):
        found = found.filter(handler__username=handler)
    text = _sought(request)
    if not text:
        return found
    # Nobody finds out a number that is not shown to them.
    return found.filter(Q(employer_name__icontains=text) if only_reports(ways) else matches(text))


def _due(asked: str, at: datetime.datetime) -> Q:
    today = day_of(at)
    ends = {"today": 1, "week": 8}
    if asked == "late":
        return Q(due_at__lte=at, closed_at__isnull=True)
    if asked in ends:
        return Q(due_at__gt=at, due_at__lte=midnight(today + datetime.timedelta(days=ends[asked])))
    return Q()


def _whose(asked: str, ways: Sequence[Acting]) -> Q:
    if asked == "mine":
        return Q(handler__in=[way.signs_as for way in ways if way.signs_as])
    return Q(handler__isnull=True, closed_at__isnull=True) if asked == "nobody" else Q()
