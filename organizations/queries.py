"""Reading the organisation: who holds which post, who decides, which unit is meant. Each costs the queries it says."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from .errors import Ambiguous, UnknownUnit
from .models import Deputy, Employer, Level, Person, Post, Unit, UnitKind
from .naming import plain_place
from .paths import ancestors, under
from .roles import DECIDING_ROLES, Role

#: How many choices an Ambiguous names at most.
MOST_CHOICES = 12


def units_under(unit: Unit) -> QuerySet[Unit]:
    """``unit`` and everything below it, in the order of the tree."""
    return Unit.objects.filter(under(unit.path)).order_by("path")


def post_holders(
    units: Collection[Unit] | Collection[int], roles: Iterable[str], on: datetime.date
) -> list[Post]:
    """Posts of these roles held on a day at exactly these units (or unit ids), person and unit loaded. One query."""
    keys = [unit.pk if isinstance(unit, Unit) else unit for unit in units]
    posts = Post.objects.on(on).filter(unit__in=keys, role__in=list(roles))
    return list(posts.select_related("person", "unit").order_by("unit__path", "role", "starts_on", "pk"))


def deputies_on(posts: Iterable[Post], on: datetime.date) -> dict[int, list[Person]]:
    """Who stands in for each of these posts on a day, by the post's id. One query."""
    found = Deputy.objects.filter(
        post__in=[post.pk for post in posts], starts_on__lte=on, ends_on__gte=on, person__is_active=True
    ).select_related("person")
    standing: dict[int, list[Person]] = defaultdict(list)
    for deputy in found:
        standing[deputy.post_id].append(deputy.person)
    return dict(standing)


def employer_called(name: str, county: Unit) -> Employer | None:
    """The one employer of exactly that name (or number) in the county; None when there is none or several. One query."""
    rows = Employer.objects.filter(under(county.path, "unit__path"), is_active=True)
    found = list(
        rows.filter(Q(name=name) | Q(uscc=name.upper())).select_related("union__town", "union__county")[:2]
    )
    return found[0] if len(found) == 1 else None


def deciders(
    unit: Unit, on: datetime.date, excluding_person_ids: Collection[int] = ()
) -> tuple[Unit, list[Post]]:
    """Who decides for ``unit``: its chairs, else its vice-chairs, else those of the next unit above, up to the county.

    Nobody excluded counts, nor does an officer who also manages for the employer. With nobody at all it is the highest
    unit asked and an empty list. One query.
    """
    ladder = _ladder(unit)
    posts = (
        Post.objects.on(on)
        .filter(unit__path__in=ladder, role__in=DECIDING_ROLES, manages_for_employer=False)
        .exclude(person__in=list(excluding_person_ids))
        .select_related("person", "unit__parent", "unit__county", "unit__town")
        .order_by("starts_on", "pk")
    )
    held: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in posts:
        if post.unit is not None:
            held[post.unit.path, post.role].append(post)
    for path in reversed(ladder):
        for role in DECIDING_ROLES:
            if chosen := held.get((path, role.value)):
                place = chosen[0].unit
                return (place or unit), chosen
    return Unit.objects.get(path=ladder[0]), []


def _ladder(unit: Unit) -> list[str]:
    """Paths from the county (or the unit itself above counties) down to the unit: a county is the tenant."""
    top = unit.county.path if unit.county_id and unit.county else unit.path
    return [path for path in ancestors(unit.path) if len(path) >= len(top)]


def next_above(unit: Unit) -> Unit | None:
    """The unit the ladder of late cases leads to: the town from anywhere below it, the county from a town, then nobody."""
    if unit.level < Level.TOWN:
        return unit.town or unit.county
    return unit.county if unit.level == Level.TOWN else None


def find_unit(
    wanted: str,
    kind: UnitKind | str | None = None,
    within: Unit | None = None,
    among: QuerySet[Unit] | None = None,
) -> Unit:
    """The one unit with this code, division code, name or short name. Raises UnknownUnit, or Ambiguous with choices.

    A code wins over names; ``within`` looks only in a subtree, ``among`` only in those. At most two queries.
    """
    text = "".join(wanted.split())
    units = (Unit.objects.all() if among is None else among).select_related("parent", "county", "town")
    if kind:
        units = units.filter(kind=kind)
    if within is not None:
        units = units.filter(under(within.path))
    found = list(units.filter(Q(code=text) | Q(division_code=text))[:1])
    if not found and text:
        found = list(units.filter(Q(name=text) | Q(short_name__in={text, plain_place(text)}))[:MOST_CHOICES])
    if not found:
        raise UnknownUnit(_("没有找到“%(name)s”这个组织。") % {"name": wanted[:40]}, "unit")
    if len(found) > 1:
        raise Ambiguous(wanted, found)
    return found[0]


def holds_any(person: Person, roles: Iterable[Role], on: datetime.date) -> bool:
    """Whether ``person`` holds one of these roles anywhere on a day. One query."""
    return Post.objects.on(on).filter(person=person, role__in=list(roles)).exists()
