"""The list below the tiles: its filters, and what may be done about each case."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.figures import Due, Lateness, due_within
from cases.models import Case, Clock, ClockState, Colour
from organizations.acting import Acting
from organizations.models import Level
from pages.board.scope import Scope
from pages.parts import CaseRow, FilterGroup, FilterOption
from pages.rows import ROW_JOINS, rows_of
from pages.speech import spoken_date
from record.models import Event
from record.names import EventName
from record.timekeeping import day_of
from workflows import rules
from workflows.offers import acting_for, reason_against
from workflows.writing import OURS


@dataclass(frozen=True)
class Line:
    """A case with what its reader may do: each deed with the reason where it is not possible now."""

    row: CaseRow
    code: str
    version: int
    number: str
    may_urge: bool
    may_order: bool
    order_blocked: str
    urged: str


def listed(scope: Scope, query: QueryDict, at: datetime.datetime) -> QuerySet[Case]:
    """The cases the address asks for, the oldest deadline first; those without a deadline last."""
    cases = scope.cases.filter(due_within(due_of(query), at))
    for name, narrow in _NARROW.items():
        value = query.get(name, "")
        if value:
            cases = cases.filter(narrow(value, scope))
    return cases.select_related(*ROW_JOINS).order_by(F("due_at").asc(nulls_last=True), "pk")


def due_of(query: QueryDict) -> str:
    """Which number's list is asked for; what is late when nothing is said."""
    return query.get("due", "") if query.get("due", "") in Due.values else Due.LATE.value


def _town(code: str, scope: Scope) -> Q:
    if code == scope.unit.code:
        return Q(town__isnull=True) | Q(town=scope.unit)
    return Q(town__code=code)


def _clock(rule_id: str, scope: Scope) -> Q:
    """The clock that makes it late: the nearest of ours."""
    nearest = Clock.objects.filter(
        case=OuterRef("pk"), rule_id=rule_id, state=ClockState.RUNNING, due_at=OuterRef("due_at")
    )
    return Q(Exists(nearest))


def _level(level: str, scope: Scope) -> Q:
    return Q(level=int(level)) if level in {str(one) for one in Level.values} else Q(pk__in=[])


_NARROW: dict[str, Callable[[str, Scope], Q]] = {
    "town": _town,
    "unit": lambda code, scope: Q(unit__code=code),
    "clock": _clock,
    "level": _level,
    "colour": lambda colour, scope: Q(colour=colour),
}


def filter_groups(
    scope: Scope, query: QueryDict, figures: Lateness, places: Sequence[FilterOption], at: datetime.datetime
) -> list[FilterGroup]:
    """Filters in sight; each clock with how many cases of the chosen list it makes late. One query."""
    counts = {
        Due.LATE: figures.late,
        Due.TODAY: figures.today,
        Due.SOON: figures.soon,
        Due.OPEN: figures.open,
    }
    due = [FilterOption(each.value, str(each.label), counts[each]) for each in Due if each != Due.LATE]
    place = FilterGroup(
        "town" if scope.is_county else "unit", _("乡镇") if scope.is_county else _("工会"), places
    )
    return [
        FilterGroup("due", _("时限"), due, any_label=f"{Due.LATE.label} {figures.late}"),
        *([place] if len(places) > 1 else []),
        FilterGroup("clock", _("哪个期限"), _clocks(scope, query, at)),
        FilterGroup(
            "level", _("层级"), [FilterOption(str(each.value), str(each.label)) for each in list(Level)[:4]]
        ),
        FilterGroup(
            "colour", _("等级"), [FilterOption(each.value, str(each.label)) for each in reversed(Colour)]
        ),
    ]


def _clocks(scope: Scope, query: QueryDict, at: datetime.datetime) -> list[FilterOption]:
    within = scope.cases.filter(due_within(due_of(query), at)).order_by()
    nearest = Clock.objects.filter(
        case__in=within.values("pk"), state=ClockState.RUNNING, rule_id__in=OURS, due_at=F("case__due_at")
    )
    rows = (
        nearest.order_by()
        .values("rule_id")
        .annotate(n=Count("case", distinct=True))
        .order_by("-n", "rule_id")
    )
    book = rules.book()
    return [FilterOption(row["rule_id"], str(book.latest(row["rule_id"])), row["n"]) for row in rows]


def lines_of(cases: Sequence[Case], ways: Sequence[Acting], at: datetime.datetime) -> list[Line]:
    """Lines of a page. Three queries, however many cases."""
    urged = _urged(cases)
    rows = rows_of(cases, at)
    return [
        _line(case, row, ways, urged.get(case.subject, ""), at) for case, row in zip(cases, rows, strict=True)
    ]


def _line(case: Case, row: CaseRow, ways: Sequence[Acting], urged: str, at: datetime.datetime) -> Line:
    ordering = acting_for(case, "order", ways, at)
    return Line(
        row=row,
        code=case.code,
        version=case.version,
        number=case.number,
        may_urge=acting_for(case, "urge", ways, at) is not None,
        may_order=ordering is not None,
        order_blocked=reason_against(case, "order", ordering, at) if ordering else "",
        urged=urged,
    )


def _urged(cases: Sequence[Case]) -> dict[str, str]:
    """「已催办 2 次，最近 10月13日」, by the case's subject. One query."""
    events = Event.objects.filter(subject__in=[case.subject for case in cases], name=EventName.URGED)
    times: Counter[str] = Counter()
    last: dict[str, datetime.datetime] = {}
    for subject, moment in events.order_by("version").values_list("subject", "occurred_at"):
        times[subject] += 1
        last[subject] = moment
    return {
        subject: ngettext("已催办 %(n)d 次，最近 %(day)s", "已催办 %(n)d 次，最近 %(day)s", n)
        % {"n": n, "day": spoken_date(day_of(last[subject]))}
        for subject, n in times.items()
    }
