"""Who keeps the forms of a county's rounds, and who only looks."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from cases.models import SecondmentRound
from organizations.acting import Acting
from organizations.models import Level
from organizations.roles import Role
from pages.acting import actings
from workflows.secondment.who import OFFICERS

#: Who looks at rounds: whoever fills in forms, and whoever watches over them.
LOOKERS = OFFICERS | {Role.SUPERVISOR}


@dataclass(frozen=True)
class Office:
    """The desks of one person, of a county, a town or a union below."""

    ways: tuple[Acting, ...]

    def desks(self, county_id: int | None = None) -> list[Acting]:
        """Those that see rounds, the highest first, of a county if one is named."""
        found = [
            way
            for way in self.ways
            if way.unit is not None
            and way.role in LOOKERS
            and way.unit.level <= Level.COUNTY
            and not way.manages_for_employer
            and county_id in (None, way.unit.county_id)
        ]
        # Of two desks at one union the one that may also file counts.
        return sorted(found, key=lambda way: (-(way.unit.level if way.unit else 0), way.role not in OFFICERS))

    def way(self, county_id: int | None = None) -> Acting:
        """The highest desk; 404 for who has none."""
        desks = self.desks(county_id)
        if not desks:
            raise Http404
        return desks[0]

    def filing(self, county_id: int) -> Acting:
        """The highest desk that fills in forms; 404 for who has none."""
        desks = [way for way in self.desks(county_id) if way.role in OFFICERS]
        if not desks:
            raise Http404
        return desks[0]


def office(request: HttpRequest) -> Office:
    """The desks of who asks."""
    return Office(actings(request))


def round_of(request: HttpRequest, code: str) -> tuple[SecondmentRound, Acting]:
    """A round and the way its reader sees it; what is not theirs to see is not there."""
    row = SecondmentRound.objects.select_related("county").filter(code=code).first()
    if row is None:
        raise Http404
    return row, office(request).way(row.county_id)


def files_forms(way: Acting) -> bool:
    """Whether this desk fills in forms."""
    return way.role in OFFICERS


def runs(way: Acting, round_: SecondmentRound) -> bool:
    """Whether this desk opens, moves and closes rounds."""
    return way.unit is not None and way.unit.pk == round_.county_id and files_forms(way)
