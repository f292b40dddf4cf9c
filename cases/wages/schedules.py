"""Instalments: whether they add up, and how far a plan has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cases.models import InstalmentState

from .balances import ZERO


def gap(instalments: Iterable[Decimal], covers: Decimal) -> Decimal:
    """By how much the instalments exceed what they cover, in yuan; negative where they fall short, 0 where they fit."""
    return sum(instalments, ZERO) - covers


def progress(covers: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """How far a plan has come: for each claim, what it undertook less what the claim lacks now; never below zero.

    Taken from what is lacking, not from payments, so that a reversed, corrected or dropped row counts by itself.
    """
    return sum((max(ZERO, undertaken - lacking) for undertaken, lacking in covers), ZERO)


def fill(amounts: Sequence[Decimal], brought: Decimal) -> list[Decimal]:
    """How much of each instalment ``brought`` pays, the earliest first: paying in advance pays the next one."""
    paid = []
    for amount in amounts:
        part = min(amount, brought)
        brought -= part
        paid.append(part)
    return paid


def state_of(amount: Decimal, paid: Decimal, was_missed: bool) -> InstalmentState:
    """状态 of an instalment. One that was missed and is paid since is ``late``, not forgotten."""
    if paid == amount:
        return InstalmentState.LATE if was_missed else InstalmentState.PAID
    if was_missed:
        return InstalmentState.MISSED
    return InstalmentState.PART if paid else InstalmentState.PENDING
