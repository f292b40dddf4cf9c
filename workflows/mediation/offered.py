"""Who could sit at a table: the bodies beside the union and the unions above, each with the seat that fits."""

from __future__ import annotations

from dataclasses import dataclass

from cases.models import Case, Seat, SeatKind
from organizations.models import PartnerBody, PartnerKind, Unit

from .sides import missing_seats

#: The seat a body usually takes; whoever is not named here is invited.
SEAT_OF: dict[str, SeatKind] = {
    PartnerKind.LABOUR_OFFICE: SeatKind.GOVERNMENT,
    PartnerKind.JUSTICE_OFFICE: SeatKind.GOVERNMENT,
    PartnerKind.LEGAL_OFFICE: SeatKind.GOVERNMENT,
    PartnerKind.RESIDENTS_OFFICE: SeatKind.GOVERNMENT,
    PartnerKind.SAFETY_OFFICE: SeatKind.GOVERNMENT,
    PartnerKind.TOWN_AREA: SeatKind.GOVERNMENT,
    PartnerKind.GOVERNANCE_OFFICE: SeatKind.GOVERNMENT,
    PartnerKind.PETITION_OFFICE: SeatKind.GOVERNMENT,
    PartnerKind.CHAMBER: SeatKind.EMPLOYERS_BODY,
    PartnerKind.PROTECTION_COMMITTEE: SeatKind.COMMITTEE,
    PartnerKind.LEGAL_AID: SeatKind.LEGAL_AID,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who could sit here; exactly one of ``partner`` and ``unit`` is set."""

    kind: SeatKind
    name: str
    partner: PartnerBody | None = None
    unit: Unit | None = None


def candidates(case: Case) -> list[Candidate]:
    """Bodies beside this union, its town and its county, and those unions, who have no seat yet. Three queries."""
    units = list(Unit.objects.filter(path__in=case.unit.ancestor_paths(), kind__in=("town", "county")))
    units = units if case.unit in units else [*units, case.unit]
    seats = Seat.objects.filter(case=case, is_active=True).values_list("partner", "unit")
    partners, sitting = {one for one, _unit in seats}, {one for _partner, one in seats}
    bodies = PartnerBody.objects.filter(beside__in=units, is_active=True)
    found = [
        Candidate(SEAT_OF.get(body.kind, SeatKind.INVITED), body.name, partner=body)
        for body in bodies
        if body.pk not in partners
    ]
    return found + [Candidate(SeatKind.UNION, one.name, unit=one) for one in units if one.pk not in sitting]


def lacking(case: Case) -> list[SeatKind]:
    """Seats the table's form cannot do without and that nobody holds yet. One query; ``case.mediation`` is read."""
    kinds = set(Seat.objects.filter(case=case, is_active=True).values_list("kind", flat=True))
    return missing_seats(case.mediation.form, case.mediation.matter, kinds)
