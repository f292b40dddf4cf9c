"""Where a report may go: towns of the counties that work here, and what a printed QR code stands for.

Nothing here asks about cases: what a visitor can find out is the register of unions, and nothing else.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from organizations.models import Employer, Post, Unit, UnitKind
from organizations.naming import SUFFIX, plain_place
from organizations.paths import under, under_any
from organizations.roles import HANDLING_ROLES

#: More towns than this are typed, not chosen from a list.
MOST_CHOICES = 60
MOST_SUGGESTIONS = 8
SHORTEST_SEARCH = 2


#: Unions whose code a poster carries; an enterprise has the employer's, a group none.
ON_POSTERS = (UnitKind.COUNTY, UnitKind.TOWN, UnitKind.VILLAGE, UnitKind.TRADE, UnitKind.AREA)


@dataclass(frozen=True)
class Linked:
    """What a QR code names: a union, or an employer (and the union its cases start at)."""

    unit: Unit
    employer: Employer | None = None

    @property
    def name(self) -> str:
        """What the poster says."""
        return self.employer.name if self.employer else self.unit.name


def linked(code: str) -> Linked | None:
    """The union or employer of a code on a poster; None when there is none or it no longer counts. Two queries."""
    employer = Employer.objects.filter(code=code, is_active=True).select_related("unit__town").first()
    if employer is not None:
        return Linked(employer.unit, employer)
    unit = Unit.objects.filter(code=code, is_active=True, kind__in=ON_POSTERS)
    found = unit.select_related("town").first()
    return Linked(found) if found else None


def serving_towns(on: datetime.date) -> QuerySet[Unit]:
    """Towns of the counties where somebody takes reports in on a day. Two queries with the list itself."""
    posts = Post.objects.on(on).filter(role__in=HANDLING_ROLES, unit__county__isnull=False)
    counties = posts.values_list("unit__county__path", flat=True).distinct()
    return Unit.objects.filter(under_any(counties), kind=UnitKind.TOWN, is_active=True)


def town_name(town: Unit) -> str:
    """枫桥镇总工会 → 枫桥镇: what a worker calls the place."""
    return (town.short_name or town.name).removesuffix(SUFFIX[UnitKind.TOWN])


def county_name(town: Unit) -> str:
    """诸暨市总工会 → 诸暨市."""
    county = town.county
    return (county.short_name or county.name).removesuffix(SUFFIX[UnitKind.COUNTY]) if county else ""


def towns_called(towns: QuerySet[Unit], typed: str) -> list[Unit]:
    """Towns of that name; with 县 in front of it when several counties have one. One query."""
    text = "".join(typed.split())
    named = (
        Q(short_name=text)
        | Q(name__in=(text, f"{text}{SUFFIX[UnitKind.TOWN]}"))
        | Q(short_name=plain_place(text))
    )
    return list(towns.filter(named).select_related("county")[:MOST_SUGGESTIONS]) if text else []


def suggestions(town: Unit | None, typed: str) -> list[str]:
    """Names of employers that have a union of their own, for spelling one right.

    Others are left out on purpose: an office may register an employer only because somebody reported it, and then its
    name in this list would say so.
    """
    text = typed.strip()
    if town is None or len(text) < SHORTEST_SEARCH:
        return []
    there = Employer.objects.filter(
        under(town.path, "unit__path"), union__isnull=False, is_active=True, name__contains=text
    )
    return list(there.order_by("name").values_list("name", flat=True)[:MOST_SUGGESTIONS])


def employer_called(town: Unit, typed: str) -> Employer | None:
    """The one employer of exactly this name in the town; None when there is none or several. One query."""
    name = typed.strip()
    found = list(
        Employer.objects.filter(under(town.path, "unit__path"), name=name, is_active=True).select_related(
            "union__town", "union__county"
        )[:2]
    )
    return found[0] if len(found) == 1 else None
