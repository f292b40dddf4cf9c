"""What a wage agreement comes to when some workers do not consent: their part falls away, to the fen.

A proposal counts for everybody at the table. Who does not consent is not bound: what they are owed stays open in the wage
case, and each sum of the agreement shrinks in the proportion of what the bound workers are owed to what all are owed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from cases.models import Case
from cases.wages.allocation import fen, in_proportion, yuan
from cases.wages.reading import ledger_of


def portions(amounts: Sequence[Decimal], owed: Decimal, owed_to_bound: Decimal) -> list[Decimal]:
    """``amounts`` (yuan) for the bound workers alone. They come to the rounded part of the whole, no fen more or less.

    Nothing changes where everybody is bound or nothing is owed. Pure.
    """
    if owed_to_bound >= owed or owed <= 0:
        return list(amounts)
    whole = sum((fen(amount) for amount in amounts), 0)
    of, theirs = fen(owed), fen(owed_to_bound)
    # Half up, and never more than the bound are owed.
    rounded = min((2 * whole * theirs + of) // (2 * of), theirs)
    shares = in_proportion(rounded, {n: fen(amount) for n, amount in enumerate(amounts)}) if whole else {}
    return [yuan(shares.get(n, 0)) for n in range(len(amounts))]


def for_the_bound(
    served: Case, terms: Sequence[dict[str, Any]], at_table: Collection[int], bound: Collection[int]
) -> list[dict[str, Any]]:
    """The terms with their sums for the bound workers; both are keys of parties. Four queries."""
    lines = [line for line in ledger_of(served).lines if line.outstanding]
    owed = sum((line.outstanding + line.waived for line in lines if line.party in at_table), Decimal(0))
    theirs = sum((line.outstanding + line.waived for line in lines if line.party in bound), Decimal(0))
    sums = portions([term["amount"] for term in terms], owed, theirs)
    return [{**term, "amount": amount} for term, amount in zip(terms, sums, strict=True)]
