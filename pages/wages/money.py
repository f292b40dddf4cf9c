"""欠薪明细, who must pay, plans and payments, as the case file shows them. A fixed number of queries each."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, Claim, Clock, Instalment, InstalmentState, Payer, Payment, RepaymentPlan
from cases.wages import liability, reading
from cases.wages.balances import ZERO, Ledger
from pages.clocks import clock_view
from pages.kinds import Desk
from pages.parts import ClockView
from pages.terms import term_text
from pages.wages.ledger import by_month, paired, sums_of
from protection import personal
from workflows.wage_arrears.clocks import PAY_DAY

#: Months shown on the file; all of them are on the ledger's page.
MONTHS_SHOWN = 12
PAYMENTS_SHOWN = 20
TONES = {
    InstalmentState.PENDING: ("info", "clock"),
    InstalmentState.PART: ("info", "hourglass"),
    InstalmentState.PAID: ("good", "circle-check"),
    InstalmentState.LATE: ("good", "circle-check"),
    InstalmentState.MISSED: ("late", "alert-octagon"),
}


def ledger(desk: Desk) -> dict[str, Any]:
    """欠薪明细: the four figures apart, the months' sums, what waits for a choice. Five queries."""
    case = desk.case
    found = ledger_at(desk)
    lines = paired(_claims_at(desk), found)
    months = by_month(lines)
    return {
        "sums": sums_of(lines), "months": months[-MONTHS_SHOWN:], "more_months": max(len(months) - MONTHS_SHOWN, 0),
        "rivals": sum(one.claim.has_rival for one in lines), "credit": found.credit,
        "unplanned": sum((one.outstanding for one in found.unplanned), ZERO),
        "unplanned_people": len({one.party for one in found.unplanned if one.outstanding}),
        "claims_url": reverse("wage_claims", args=[case.code]), "ledger_read": found,
    }  # fmt: skip


def _claims_at(desk: Desk) -> list[Claim]:
    found: list[Claim] = desk.once("claims", lambda: reading.live_claims(desk.case))
    return found


def ledger_at(desk: Desk) -> Ledger:
    """The ledger, read once for all parts of the file. Four queries."""
    case = desk.case
    found: Ledger = desk.once(
        "ledger",
        lambda: reading.ledger_from(
            _claims_at(desk),
            reading.paid_by_claim(case),
            reading.covers_by_claim(case),
            reading.credit_of(case),
        ),
    )
    return found


def payers(desk: Desk) -> dict[str, Any]:
    """Who must pay: on which ground, in which order, up to how much. One query besides the ledger's."""
    rows = list(Payer.objects.filter(case=desk.case, is_active=True))
    by_id = {row.pk: row for row in rows}
    liable = [liability.Liable(row.pk, row.role, row.ground, row.share, row.limit) for row in rows]
    portions = liability.portions(_outstanding(desk.case), liable)
    return {
        "payer_rows": [
            {
                "row": by_id[one.key], "source": liability.source(one.role, one.ground), "most": portions[one.key],
                "whole": one.share is None and one.limit is None,
            }
            for one in liability.in_order(liable)
        ]
    }  # fmt: skip


def _outstanding(case: Case) -> Decimal:
    """What the whole case still lacks, as its own columns say; the ledger keeps them so."""
    waived = sum(RepaymentPlan.objects.filter(case=case, is_live=True).values_list("waived", flat=True), ZERO)
    return max((case.amount_involved or ZERO) - case.amount_recovered - waived, ZERO)


@dataclass(frozen=True)
class InstalmentView:
    """One instalment: what was agreed, the day the law makes of it and why, what came in."""

    row: Instalment
    tone: str
    icon: str
    lacking: Decimal
    pay_day: datetime.date | None
    moved: bool
    clock: ClockView | None
    what: str
    late_days: int


@dataclass(frozen=True)
class PlanView:
    """A plan with its instalments; ``people`` and ``claims`` it covers."""

    row: RepaymentPlan
    instalments: Sequence[InstalmentView]
    paid: Decimal
    claims: int
    people: int


def plans(desk: Desk) -> dict[str, Any]:
    """还款: live plans with their instalments, former ones by name, payments. Six queries."""
    case, clocks = desk.case, {one.key: one for one in desk.found.clocks if one.rule_id == PAY_DAY}
    rows = list(
        RepaymentPlan.objects.filter(case=case).annotate(
            n_claims=Count("covers"), n_people=Count("covers__claim__party", distinct=True)
        )
    )
    parts: dict[int, list[Instalment]] = defaultdict(list)
    for part in Instalment.objects.filter(case=case, plan__is_live=True).select_related("payer"):
        parts[part.plan_id].append(part)
    words = personal.read_many(part.what_key for many in parts.values() for part in many)
    live = [_plan(row, parts[row.pk], clocks, words, desk) for row in rows if row.is_live]
    return {
        "live_plans": live, "former_plans": [row for row in rows if not row.is_live],
        "missed": [one for plan in live for one in plan.instalments if one.row.state == InstalmentState.MISSED],
        **_payments(case),
    }  # fmt: skip


def _plan(
    row: Any, parts: Sequence[Instalment], clocks: dict[str, Clock], words: Any, desk: Desk
) -> PlanView:
    shown = [_instalment(part, clocks.get(part.code), words, desk) for part in parts]
    return PlanView(row, shown, sum((part.paid for part in parts), ZERO), row.n_claims, row.n_people)


def _instalment(part: Instalment, clock: Clock | None, words: Any, desk: Desk) -> InstalmentView:
    tone, icon = TONES[InstalmentState(part.state)]
    on = clock.due_on if clock else None
    running = clock is not None and clock.state != "stopped"
    missed = part.missed_at is not None and part.state == InstalmentState.MISSED
    late = (desk.at.date() - (on or part.due_on)).days if missed else 0
    return InstalmentView(
        part, tone, icon, part.amount - part.paid, on, on is not None and on != part.due_on,
        clock_view(clock, desk.case, desk.at) if clock and running else None,
        term_text(words.get(part.what_key, {})) if part.what_key else "", max(late, 0),
    )  # fmt: skip


def _payments(case: Case) -> dict[str, Any]:
    rows = list(
        Payment.objects.filter(case=case)
        .select_related("payer", "voucher", "recorded_by")
        .annotate(n_claims=Count("allocations"), n_people=Count("allocations__claim__party", distinct=True))
        .order_by("-paid_on", "-id")
    )
    names = personal.read_many(_keys(rows[:PAYMENTS_SHOWN]))
    return {
        "payments": [
            {
                "row": row, "note": names.get(row.note_key, {}).get("note", "") if row.note_key else "",
                "voucher": str(names.get(row.voucher.name_key, {}).get("name", "")) or _("凭证") if row.voucher else "",
                "voucher_url": reverse("case_evidence", args=[case.code, row.voucher.code]) if row.voucher else "",
            }
            for row in rows[:PAYMENTS_SHOWN]
        ],
        "more_payments": max(len(rows) - PAYMENTS_SHOWN, 0),
    }  # fmt: skip


def _keys(rows: Iterable[Payment]) -> Iterable[Any]:
    for row in rows:
        yield row.note_key
        yield row.voucher.name_key if row.voucher else None
