"""Reading a case's ledger: four statements, whatever its length. What is summed is summed in whole fen, not by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Exists, OuterRef

from cases.models import Allocation, Case, Claim, ClaimState, Party, Payer, Payment, PlanCover
from protection import personal

from .balances import ZERO, Ledger, Line
from .matching import Worker


def ledger_of(case: Case) -> Ledger:
    """The live claims of ``case`` with what was paid, waived and planned of each. Four statements."""
    return ledger_from(live_claims(case), paid_by_claim(case), covers_by_claim(case), credit_of(case))


def live_claims(case: Case) -> list[Claim]:
    """Claims that count, by period."""
    return list(Claim.objects.filter(case=case, state=ClaimState.LIVE))


def on_file(case: Case) -> dict[str, bool]:
    """Of what there is anything: live claims, claims with two figures, payers, live payments. One statement."""
    claims = Claim.objects.filter(case=OuterRef("pk"), state=ClaimState.LIVE).order_by()
    found = Case.objects.values(
        has_claims=Exists(claims),
        has_rivals=Exists(claims.filter(rival_due__isnull=False)),
        has_payers=Exists(Payer.objects.filter(case=OuterRef("pk"), is_active=True).order_by()),
        has_payments=Exists(Payment.objects.filter(case=OuterRef("pk"), is_live=True).order_by()),
    ).get(pk=case.pk)
    return {name: bool(value) for name, value in found.items()}


def paid_by_claim(case: Case) -> dict[str, Decimal]:
    """What live payments brought, by claim's code."""
    paid: dict[str, Decimal] = defaultdict(lambda: ZERO)
    rows = Allocation.objects.filter(payment__case=case, payment__is_live=True)
    for claim, amount in rows.order_by().values_list("claim__code", "amount"):
        paid[claim] += amount
    return paid


def covers_by_claim(case: Case) -> dict[str, PlanCover]:
    """The live plans' word on each claim they cover, by its code."""
    rows = PlanCover.objects.filter(plan__case=case, plan__is_live=True).select_related("claim")
    return {cover.claim.code: cover for cover in rows}


def credit_of(case: Case) -> Decimal:
    """What was paid beyond the debt and lies unallocated."""
    rows = Payment.objects.filter(case=case, is_live=True, credit__gt=0).values_list("credit", flat=True)
    return sum(rows, ZERO)


def ledger_from(
    claims: Iterable[Claim],
    paid: Mapping[str, Decimal],
    covers: Mapping[str, PlanCover],
    credit: Decimal = ZERO,
) -> Ledger:
    """The ledger of these rows. Pure."""
    return Ledger.of((line_of(claim, paid, covers) for claim in claims), credit)


def line_of(claim: Claim, paid: Mapping[str, Decimal], covers: Mapping[str, PlanCover]) -> Line:
    """One claim's line. A cover of nothing only keeps what was waived before: no plan pays that claim."""
    cover = covers.get(claim.code)
    return Line(
        claim.code, claim.party_id, claim.period, claim.owed, paid.get(claim.code, ZERO),
        cover.waived if cover else ZERO, (cover.amount or None) if cover else None,
    )  # fmt: skip


def workers_of(case: Case, parties: Iterable[Party] | None = None) -> list[Worker]:
    """The workers of a case as matching wants them, by the party's code. Two or three statements."""
    rows = list(Party.objects.filter(case=case) if parties is None else parties)
    kept = personal.read_many(row.personal_key for row in rows)
    numbers = dict(
        Claim.objects.filter(case=case)
        .exclude(id_index="")
        .order_by("id")
        .values_list("party_id", "id_index")
    )
    return [
        Worker(
            row.code,
            str(kept.get(row.personal_key, {}).get("name", "")),
            row.phone_index,
            numbers.get(row.pk, ""),
        )
        for row in rows
    ]
