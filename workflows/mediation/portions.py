"""What a wage agreement comes to when some workers do not consent: their part falls away, to the fen.

A proposal counts for everybody at the table. Who does not consent is not bound: what they are owed stays open in the wage
case, and each sum of the agreement shrinks in the proportion of what the bound workers are owed to what all are owed.
What everybody was owed is kept with the question to sign: what is signed is what comes in force, whatever is entered or
paid in between.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cases.models import Case
from cases.wages.allocation import fen, in_proportion, yuan
from cases.wages.reading import ledger_of

#: Yuan owed by party's key.
Owed = Mapping[int, Decimal]


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


def owed_by_worker(served: Case, at_table: Collection[int]) -> Owed:
    """What each worker at the table (keys of parties) is owed now; fixed when signing is asked. Four queries."""
    found: dict[int, Decimal] = {}
    for line in ledger_of(served).lines:
        if line.outstanding and line.party in at_table:
            found[line.party] = found.get(line.party, Decimal(0)) + line.outstanding + line.waived
    return found


def for_the_bound(
    terms: Sequence[dict[str, Any]], owed: Owed, bound: Collection[int]
) -> list[dict[str, Any]]:
    """The terms with their sums for the bound workers (keys of parties). Pure."""
    theirs = sum((amount for party, amount in owed.items() if party in bound), Decimal(0))
    sums = portions([term["amount"] for term in terms], sum(owed.values(), Decimal(0)), theirs)
    return [{**term, "amount": amount} for term, amount in zip(terms, sums, strict=True)]
