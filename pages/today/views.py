"""The page 今日."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from organizations.acting import Acting
from organizations.roles import DECIDING_ROLES, Role
from pages.acting import actings, works_here
from pages.checks.table import waiting_count
from pages.context import EVERY_HANDLER
from pages.kinds import Owner, page_of
from pages.parts import CaseRow
from pages.rows import RowFacts, case_row, facts_of, rows_of, uncounted
from pages.table.today import at_tables
from pages.today.queries import Bucket, counted, in_office, only_reports, own_reports, seen, todays
from pages.visits.today import visits_due
from pages.visits.who import goers
from record.timekeeping import day_of, now

ROWS_A_PAGE = 40
NAMES = {
    Bucket.LATE: gettext_lazy("逾期"),
    Bucket.TODAY: gettext_lazy("今天"),
    Bucket.WEEK: gettext_lazy("本周"),
    Bucket.LATER: gettext_lazy("之后"),
    Bucket.WAITING: gettext_lazy("等待他人"),
}


@dataclass
class Group:
    """One heading of 今日 and its lines on this page; ``total`` counts those on other pages too."""

    bucket: Bucket
    name: str
    total: int
    rows: list[CaseRow] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        """Only late is red."""
        return self.bucket == Bucket.LATE


@works_here
def today_page(request: HttpRequest) -> HttpResponse:
    """今日. The same number of queries for one row and for a thousand."""
    ways, at = actings(request), now()
    if not any(way.role in EVERY_HANDLER for way in ways):
        if goers(ways):
            return redirect("visits")
        return redirect("home")  # whose day begins elsewhere: an employer's at its letters
    if only_reports(ways):
        return _reporter(request, ways, at)
    found = todays(ways, at)
    numbers = counted(found, ways)
    only = _only(request)
    total = sum(numbers[bucket.name.lower()] for bucket in Bucket if only in (None, bucket))
    pages = Paginator(found if only is None else found.filter(Q(("bucket", only.value))), ROWS_A_PAGE)
    pages.count = total  # known already: the cached property takes it
    page = pages.get_page(request.GET.get("page"))
    context = {
        "seen": seen(numbers),
        "groups": _groups(list(page.object_list), ways, numbers, at),
        "page": page,
        "stats": _stats(ways, numbers),
        "only": NAMES[only] if only is not None else "",
        "asked": waiting_count(ways),
        "at_tables": at_tables(ways, at),
        **visits_due(ways, day_of(at)),
        "deputises": sorted({str(a.on_behalf_of.name) for a in ways if a.on_behalf_of}),
    }
    return render(request, "today/today.html", context)


@works_here
def today_changed(request: HttpRequest) -> HttpResponse:
    """Whether the list is another than the reader has: a word beside the heading, so that nothing jumps under a finger."""
    ways = actings(request)
    since = request.GET.get("since", "")
    changed = not only_reports(ways) and seen(counted(todays(ways, now()), ways)) != since
    return render(request, "today/changed.html", {"since": since[:40], "changed": changed})


def _only(request: HttpRequest) -> Bucket | None:
    asked = request.GET.get("show", "").upper()
    return Bucket[asked] if asked in Bucket.__members__ else None


def _groups(
    cases: Sequence[Case], ways: Sequence[Acting], numbers: dict[str, int], at: datetime.datetime
) -> list[Group]:
    """The page's rows under their headings. Two queries."""
    facts = facts_of(cases)
    groups: dict[Bucket, Group] = {}
    for case in cases:
        bucket = Bucket(case.bucket)  # type: ignore[attr-defined]  # annotated
        group = groups.setdefault(bucket, Group(bucket, str(NAMES[bucket]), numbers[bucket.name.lower()]))
        mine = bool(case.is_mine)  # type: ignore[attr-defined]  # annotated
        group.rows.append(
            case_row(case, facts[case.pk], at, mine=mine, extra=_why_here(case, facts[case.pk], ways, mine))
        )
    return list(groups.values())


def _why_here(case: Case, facts: RowFacts, ways: Sequence[Acting], mine: bool) -> Iterable[str]:
    """Whose work it is when a deputy looks, and why a case that is not one's own is here at all."""
    whose = _for_whom(case, facts, ways)
    if whose:
        yield _("代 %(name)s") % {"name": whose}
    if not mine and case.bucket != Bucket.WAITING:  # type: ignore[attr-defined]  # annotated
        below = case.unit_id not in {a.unit.pk for a in ways if a.unit}
        late = case.bucket == Bucket.LATE  # type: ignore[attr-defined]  # annotated
        # An emergency is told above on its first day: nobody below is late then.
        yield _("下级逾期，已报到本级") if below and late else _("已报到本级")


def _for_whom(case: Case, facts: RowFacts, ways: Sequence[Acting]) -> str:
    """The absent person this is done for; nobody when it is (also) the reader's own."""
    offices = in_office(ways)
    if facts.approval is not None or case.state in page_of(case.kind).turns.get(Owner.CHAIR, ()):
        here = [a for a in offices if a.role in DECIDING_ROLES]
    elif case.handler_id is not None:
        here = [a for a in offices if a.signs_as == case.handler_id]
    else:
        here = [a for a in offices if a.unit and a.unit.pk == case.unit_id]
    if not here or any(a.on_behalf_of is None for a in here):
        return ""
    return next(str(a.on_behalf_of.name) for a in here if a.on_behalf_of)


def _stats(ways: Sequence[Acting], numbers: dict[str, int]) -> list[dict[str, Any]]:
    """Three numbers, each of which opens its list."""
    here = reverse("today")
    stats: list[dict[str, Any]] = [
        {"label": _("逾期"), "number": numbers["late"], "url": f"{here}?show=late", "icon": "alert-octagon",
         "tone": "late" if numbers["late"] else "calm"},
        {"label": _("今天到期"), "number": numbers["today"], "url": f"{here}?show=today", "icon": "clock-hour-4",
         "tone": "today" if numbers["today"] else "calm"},
    ]  # fmt: skip
    roles = {a.role for a in ways}
    if roles & set(DECIDING_ROLES):
        stats.append(
            {
                "label": _("等我审批"),
                "number": numbers["sign"],
                "url": _address("approvals"),
                "icon": "signature",
            }
        )
    elif roles & {Role.WINDOW, Role.MEDIATOR}:
        address = f"{reverse('cases')}?state=reported"
        stats.append({"label": _("待受理"), "number": numbers["intake"], "url": address, "icon": "inbox"})
    else:
        stats.append(
            {
                "label": _("本周到期"),
                "number": numbers["week"],
                "url": f"{here}?show=week",
                "icon": "calendar",
            }
        )
    return stats


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse("today")


def _reporter(request: HttpRequest, ways: Sequence[Acting], at: datetime.datetime) -> HttpResponse:
    """信息员: their own reports, and the button to make one."""
    page = Paginator(own_reports(ways), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = uncounted(rows_of(list(page.object_list), at))
    context = {"page": page, "rows": rows, **visits_due(ways, day_of(at))}
    return render(request, "today/reporter.html", context)


urlpatterns = [
    path("today/", today_page, name="today"),
    path("today/changed/", today_changed, name="today_changed"),
]
