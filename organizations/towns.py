"""Which town somebody means, and how a town may be written."""

from __future__ import annotations

from .errors import Ambiguous, UnknownUnit
from .models import Unit, UnitKind
from .paths import under
from .queries import find_unit

#: Endings a town's name may be written without, where that leaves no doubt.
ENDINGS = ("镇", "街道", "乡")


def find_town(wanted: str, within: Unit | None = None) -> Unit:
    """The town with this code or name; 虹桥 or 乐清市虹桥镇 will do where they fit one. Raises UnknownUnit, Ambiguous."""
    try:
        return find_unit(wanted, kind=UnitKind.TOWN, within=within)
    except UnknownUnit as unknown:
        found = _loosely(wanted, within)
        if not found:
            raise unknown
        if len(found) > 1:
            raise Ambiguous(wanted, found) from unknown
        return found[0]


def _loosely(wanted: str, within: Unit | None) -> list[Unit]:
    """Towns this may mean: the name without its ending, or behind the names of the units above."""
    text = "".join(wanted.split()).removesuffix("总工会")
    towns = Unit.objects.filter(kind=UnitKind.TOWN).select_related("parent__parent__parent", "county", "town")
    if within is not None:
        towns = towns.filter(under(within.path))
    if not text:
        return []
    short = list(towns.filter(short_name__in=[text, *(text + ending for ending in ENDINGS)]))
    return short or [town for town in towns if text in _full_names(town)]


def _full_names(town: Unit) -> set[str]:
    """The town behind its county's, its city's and its province's names."""
    names, name, above = set(), town.short_name, town.parent
    while above is not None:
        name = above.short_name + name
        names.add(name)
        above = above.parent
    return names


def written_names(town: Unit) -> frozenset[str]:
    """Every way to write ``town``, without spaces; without its ending only where no neighbour shares the rest."""
    written = {town.short_name, town.name.removesuffix("总工会"), town.code, *_full_names(town)}
    bare = next((town.short_name.removesuffix(e) for e in ENDINGS if town.short_name.endswith(e)), "")
    neighbours = Unit.objects.filter(kind=UnitKind.TOWN, parent=town.parent).exclude(pk=town.pk)
    if bare and not neighbours.filter(short_name__in=[bare, *(bare + ending for ending in ENDINGS)]).exists():
        written.add(bare)
    return frozenset(written)
