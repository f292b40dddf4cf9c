"""The board's figures as tiles and as a table: every number with the address of its list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.figures import Due, Lateness, lateness_by
from organizations.models import Unit, UnitKind
from organizations.paths import under
from pages.board.scope import Scope


@dataclass(frozen=True)
class Number:
    """One number and its list."""

    due: str
    count: int
    url: str


@dataclass(frozen=True)
class Tile:
    """One place. ``url`` opens it."""

    code: str
    name: str
    url: str
    figures: Lateness
    numbers: tuple[Number, ...]

    @property
    def late(self) -> Number:
        """How many are late."""
        return self.numbers[0]


def numbers(figures: Lateness, address: str, query: dict[str, str] | None = None) -> tuple[Number, ...]:
    """The four numbers of a place, each opening its list at ``address``."""
    counts = {
        Due.LATE: figures.late,
        Due.TODAY: figures.today,
        Due.SOON: figures.soon,
        Due.OPEN: figures.open,
    }
    return tuple(Number(due.value, count, list_url(address, due, query)) for due, count in counts.items())


def list_url(address: str, due: Due, query: dict[str, str] | None = None) -> str:
    """The list of one number; what is late needs no word in the address."""
    asked = {**(query or {}), **({} if due == Due.LATE else {"due": due.value})}
    return f"{address}?{urlencode(asked)}#list" if asked else f"{address}#list"


def tiles_of(scope: Scope, at: datetime.datetime) -> list[Tile]:
    """Tiles of the places in a scope, the latest first; a county shows every town, also those with nothing open.

    Two queries, however many places.
    """
    found = lateness_by(scope.cases, scope.groups, at)
    if scope.is_county:
        tiles = _towns(scope.unit, found)
    else:
        units = Unit.objects.in_bulk([key for key in found if key is not None])
        tiles = [_unit_tile(scope, units[key], figures) for key, figures in found.items() if key in units]
    return sorted(
        tiles, key=lambda tile: (-tile.figures.share, -tile.figures.late, -tile.figures.open, tile.name)
    )


def _towns(county: Unit, found: dict[int | None, Lateness]) -> list[Tile]:
    towns = Unit.objects.filter(under(county.path), kind=UnitKind.TOWN)
    tiles = [
        _town_tile(town, found.get(town.pk, Lateness()))
        for town in towns
        if town.is_active or town.pk in found
    ]
    own = [figures for key, figures in found.items() if key is None or key == county.pk]
    if own:
        tiles.append(_own_tile(county, own))
    return tiles


def _town_tile(town: Unit, figures: Lateness) -> Tile:
    address = reverse("board_of", args=[town.code])
    return Tile(town.code, town.short_name, address, figures, numbers(figures, address))


def _own_tile(county: Unit, several: Iterable[Lateness]) -> Tile:
    """Cases of the county that belong to no town."""
    several = list(several)
    oldest = [figures.oldest for figures in several if figures.oldest]
    figures = Lateness(
        sum(each.late for each in several), sum(each.today for each in several), sum(each.soon for each in several),
        sum(each.open for each in several), min(oldest, default=None),
    )  # fmt: skip
    address, query = reverse("board_of", args=[county.code]), {"town": county.code}
    found = numbers(figures, address, query)
    return Tile(county.code, _("县本级"), found[-1].url, figures, found)


def _unit_tile(scope: Scope, unit: Unit, figures: Lateness) -> Tile:
    address, query = reverse("board_of", args=[scope.unit.code]), {"unit": unit.code}
    found = numbers(figures, address, query)
    inside = scope.unit.holds(unit.path)
    name = unit.name if inside else _("已上交：%(unit)s") % {"unit": unit.name}
    return Tile(unit.code, name, found[-1].url, figures, found)
