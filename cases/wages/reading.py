"""Reading a case's ledger: three statements, whatever its length. What is summed is summed in whole fen, not by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from cases.models import Allocation, Case, Claim, ClaimState, Payment, PlanCover

from .balances import ZERO, Ledger, Line


def ledger_of(case: Case) -> Ledger:
    """The live claims of ``case`` with what was paid, waived and planned of each."""
    return ledger_from(live_claims(case), paid_by_claim(case), covers_by_claim(case), credit_of(case))


def live_claims(case: Case) -> list[Claim]:
    """Claims that count, by period."""
    return list(Claim.objects.filter(case=case, state=ClaimState.LIVE))


def paid_by_claim(case: Case) -> dict[int, Decimal]:
    """What live payments brought, by claim."""
    paid: dict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = Allocation.objects.filter(payment__case=case, payment__is_live=True)
    for claim, amount in rows.order_by().values_list("claim_id", "amount"):
        paid[claim] += amount
    return paid


def covers_by_claim(case: Case) -> dict[int, PlanCover]:
    """The live plan's word on each claim it covers."""
    rows = PlanCover.objects.filter(plan__case=case, plan__is_live=True).select_related("plan")
    return {cover.claim_id: cover for cover in rows}


def credit_of(case: Case) -> Decimal:
    """What was paid beyond the debt and lies unallocated."""
    rows = Payment.objects.filter(case=case, is_live=True, credit__gt=0).values_list("credit", flat=True)
    return sum(rows, ZERO)


def ledger_from(
    claims: Iterable[Claim],
    paid: Mapping[int, Decimal],
    covers: Mapping[int, PlanCover],
    credit: Decimal = ZERO,
) -> Ledger:
    """The ledger of these rows. Pure."""
    return Ledger.of((line_of(claim, paid, covers) for claim in claims), credit)


def line_of(claim: Claim, paid: Mapping[int, Decimal], covers: Mapping[int, PlanCover]) -> Line:
    """One claim's line."""
    cover = covers.get(claim.pk)
    return Line(
        claim.pk, claim.code, claim.party_id, claim.period, claim.owed, paid.get(claim.pk, ZERO),
        cover.waived if cover else ZERO, cover.amount if cover else None,
    )  # fmt: skip
