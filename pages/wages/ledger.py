"""The ledger of one wage case as people read it: workers with their months, and sums that equal it to the fen. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.models import Claim
from cases.wages.balances import ZERO, Ledger, Line


@dataclass(frozen=True)
class Sums:
    """应发、扣款、登记前已发、追回、放弃、尚欠 in yuan; ``people`` counts each worker once, ``months`` is 人月."""

    due: Decimal
    deducted: Decimal
    paid_before: Decimal
    paid: Decimal
    waived: Decimal
    outstanding: Decimal
    people: int
    months: int


@dataclass(frozen=True)
class MonthLine:
    """One worker's one month: the claim, and what became of it since."""

    claim: Claim
    line: Line

    @property
    def outstanding(self) -> Decimal:
        """What is lacking now."""
        return self.line.outstanding

    @property
    def is_paid(self) -> bool:
        """Whether nothing is lacking."""
        return not self.line.outstanding


@dataclass(frozen=True)
class WorkerBlock:
    """One worker and their months."""

    party_id: int
    months: Sequence[MonthLine]

    @property
    def sums(self) -> Sums:
        """Of the months shown. Made when asked: a page shows a few workers of thousands."""
        return sums_of(self.months)


@dataclass(frozen=True)
class Wanted:
    """What of the ledger is asked for. ``party_ids`` None: everybody's."""

    month: str = ""
    unpaid: bool = False
    rivals: bool = False
    unplanned: bool = False
    party_ids: frozenset[int] | None = None


def paired(claims: Iterable[Claim], ledger: Ledger) -> list[MonthLine]:
    """Each live claim with its line of the ledger."""
    return [MonthLine(claim, ledger.by_key[claim.code]) for claim in claims]


def chosen(lines: Iterable[MonthLine], wanted: Wanted) -> list[MonthLine]:
    """The lines asked for."""
    return [
        one
        for one in lines
        if (not wanted.month or one.claim.period == wanted.month)
        and (not wanted.unpaid or one.outstanding)
        and (not wanted.rivals or one.claim.has_rival)
        and (not wanted.unplanned or (one.line.planned is None and one.outstanding))
        and (wanted.party_ids is None or one.claim.party_id in wanted.party_ids)
    ]


def blocks(lines: Iterable[MonthLine]) -> list[WorkerBlock]:
    """By worker in the order they joined, each one's months in order."""
    by_worker: dict[int, list[MonthLine]] = defaultdict(list)
    for one in lines:
        by_worker[one.claim.party_id].append(one)
    return [
        WorkerBlock(party, sorted(months, key=lambda one: one.claim.period))
        for party, months in sorted(by_worker.items())
    ]


def by_month(lines: Iterable[MonthLine]) -> list[tuple[str, Sums]]:
    """What each month comes to, in order."""
    found: dict[str, list[MonthLine]] = defaultdict(list)
    for one in lines:
        found[one.claim.period].append(one)
    return [(period, sums_of(found[period])) for period in sorted(found)]


def sums_of(lines: Sequence[MonthLine]) -> Sums:
    """Exact sums of these lines."""
    return Sums(
        due=_sum(one.claim.due for one in lines),
        deducted=_sum(one.claim.deducted for one in lines),
        paid_before=_sum(one.claim.paid_before for one in lines),
        paid=_sum(one.line.paid for one in lines),
        waived=_sum(one.line.waived for one in lines),
        outstanding=_sum(one.outstanding for one in lines),
        people=len({one.claim.party_id for one in lines}),
        months=len(lines),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def spread_words(
    given: Mapping[str, Decimal], lines: Iterable[MonthLine]
) -> list[tuple[MonthLine, Decimal, Decimal]]:
    """Each line that receives something: the line, what it receives, what it lacks after that."""
    return [
        (one, given[one.claim.code], one.outstanding - given[one.claim.code])
        for one in lines
        if given.get(one.claim.code)
    ]
