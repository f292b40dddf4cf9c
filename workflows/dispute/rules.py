"""Pure rules of a dispute: where it starts, what colour it has. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cases.models import Colour
from workflows.shared.limits import GROUP_SIZE

ORANGE_PEOPLE = 5
ORANGE_AMOUNT = Decimal(100_000)
YELLOW_AMOUNT = Decimal(30_000)
WAGE_LEVEL_UP = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at."""

    people: int = 1
    amount: Decimal | None = None
    serious_injury: bool = False
    retaliation: bool = False
    wage_level: int = 0
    conflict_of_interest: bool = False
    avoids_own_union: bool = False
    mass_risk: bool = False
    both_sides_committee: bool = True


def start_reasons(facts: Facts) -> list[str]:
    """Why a dispute starts at the town and not below; empty when it may start at the enterprise or village."""
    asked = {
        "group": facts.people >= GROUP_SIZE,
        "serious_injury": facts.serious_injury,
        "retaliation": facts.retaliation,
        "wage_level": facts.wage_level >= WAGE_LEVEL_UP,
        "no_committee": not facts.both_sides_committee,
        "conflict": facts.conflict_of_interest,
        "worker_asked": facts.avoids_own_union,
    }
    return [reason for reason, holds in asked.items() if holds]


def colour_of(facts: Facts) -> Colour:
    """蓝黄橙红 by what is known at the start; a handler may set it otherwise, with a reason."""
    if facts.serious_injury or facts.mass_risk or facts.people >= GROUP_SIZE:
        return Colour.RED
    amount = facts.amount or Decimal(0)
    if facts.retaliation or facts.people >= ORANGE_PEOPLE or amount >= ORANGE_AMOUNT:
        return Colour.ORANGE
    if facts.wage_level or facts.people > 1 or amount >= YELLOW_AMOUNT:
        return Colour.YELLOW
    return Colour.BLUE


def is_emergency(colour: str, people: int, mass_risk: bool) -> bool:
    """Red, group, or risk of a mass incident (群体性事件): the emergency track (天荒坪)."""
    return colour == Colour.RED or people >= GROUP_SIZE or mass_risk
