"""Which places a person may oversee, and which of them the address asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from cases.models import Case
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.models import Level, Unit, UnitKind
from organizations.paths import under
from organizations.roles import DECIDING_ROLES, Role
from pages.board.visits import PLANS

OVERSEERS = frozenset({Role.SUPERVISOR, *DECIDING_ROLES})


@dataclass(frozen=True)
class Scope:
    """A place overseen: its cases as this reader may see them, but visits still to be made. ``groups`` is the column its tiles stand for."""

    unit: Unit
    cases: QuerySet[Case]
    groups: str

    @property
    def is_county(self) -> bool:
        """A county is shown by towns, everything below by handling union."""
        return self.groups == "town"


def seats(ways: Iterable[Acting]) -> list[Acting]:
    """Posts that oversee, the highest first."""
    found = [
        acting
        for acting in ways
        if acting.role in OVERSEERS
        and acting.unit is not None
        and acting.unit.level <= Level.COUNTY
        and not acting.manages_for_employer
    ]
    return sorted(found, key=lambda acting: len(acting.unit.path) if acting.unit else 0)


def scope_of(held: Sequence[Acting], code: str = "") -> Scope:
    """The highest place overseen, or the one below it that ``code`` names; Http404 where it is not below."""
    if not held or held[0].unit is None:
        raise Http404
    unit = held[0].unit if not code else _below(held, code)
    if unit.kind == UnitKind.COUNTY:
        return Scope(unit, visible_to(held).filter(county=unit).exclude(PLANS), "town")
    # What a town's case became after it was handed up stays the town's in its figures, if the town still reads it.
    place = Q(town=unit) if unit.kind == UnitKind.TOWN else under(unit.path, "unit_path")
    return Scope(unit, visible_to(held).filter(place).exclude(PLANS), "unit")


def _below(held: Sequence[Acting], code: str) -> Unit:
    unit = Unit.objects.select_related("county", "town").filter(code=code).first()
    if unit is None or not any(acting.unit and acting.unit.holds(unit.path) for acting in held):
        raise Http404
    return unit
