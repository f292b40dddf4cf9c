"""What the parts of the wage workflow share: the case's own row, its ledger as it stands in this step, its clocks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _

from cases.models import (
    Claim,
    ClockState,
    Instalment,
    InstalmentState,
    Party,
    Payer,
    PlanCover,
    RepaymentPlan,
    WageDetail,
)
from cases.wages import reading
from cases.wages.balances import Ledger
from organizations.models import Unit
from workflows.errors import BadInput
from workflows.shared.base import ReportedBase

from .clocks import FOLLOW, MISSED, PAY_DAY, RESPONSE, STATE_CLOCKS, STATUTORY
from .states import GROUPS, S

#: Where instalments are followed.
FOLLOWED = (S.PLANNED, S.REPAYING)


class Base(ReportedBase):
    """``settling`` is set only while the ledger itself moves the case; ``touched`` once it was changed in this step."""

    kind = "wage_arrears"
    state_clocks = STATE_CLOCKS
    state_choices = S.choices
    groups = GROUPS
    statutory = STATUTORY
    settling = False
    touched = False

    @property
    def detail(self) -> WageDetail:
        """The wage case's own row."""
        detail = self.draft.detail
        assert isinstance(detail, WageDetail)  # noqa: S101  the registry pairs kind and detail; tells mypy
        return detail

    # ── The ledger as it stands in this step: read once, changed by the step ─────────────────────────────────────

    @property
    def claims(self) -> list[Claim]:
        """Live claims. One query a step."""
        return cast(list[Claim], self.fact("claims", lambda: reading.live_claims(self.case)))

    @property
    def has_claims(self) -> bool:
        """Whether there is any: a page that asks what may be done does not read thousands for it."""
        return bool(self.claims) if "claims" in self._facts else self.on_file["has_claims"]

    @property
    def on_file(self) -> dict[str, bool]:
        """Of what there is anything (``has_rivals``: two figures for one month). One query a step, before the step changes anything."""
        return cast(dict[str, bool], self.fact("on_file", lambda: reading.on_file(self.case)))

    @property
    def paid(self) -> dict[str, Decimal]:
        """What live payments brought, by claim's code. One query a step."""
        return cast(dict[str, Decimal], self.fact("paid", lambda: reading.paid_by_claim(self.case)))

    @property
    def covers(self) -> dict[str, PlanCover]:
        """The live plans' word on each claim they cover, by its code. One query a step."""
        return cast(dict[str, PlanCover], self.fact("covers", lambda: reading.covers_by_claim(self.case)))

    @property
    def plans(self) -> list[RepaymentPlan]:
        """Live plans. One query a step."""
        return cast(
            list[RepaymentPlan],
            self.fact("plans", lambda: list(RepaymentPlan.objects.filter(case=self.case, is_live=True))),
        )

    @property
    def instalments(self) -> list[Instalment]:
        """Instalments of live plans, in order. One query a step."""
        return cast(
            list[Instalment],
            self.fact(
                "instalments",
                lambda: list(
                    Instalment.objects.filter(case=self.case, plan__is_live=True).select_related("plan")
                ),
            ),
        )

    @property
    def payers(self) -> list[Payer]:
        """Who must pay. One query a step."""
        return cast(
            list[Payer],
            self.fact("payers", lambda: list(Payer.objects.filter(case=self.case, is_active=True))),
        )

    @property
    def credit(self) -> Decimal:
        """What was paid beyond the debt. One query a step."""
        return cast(Decimal, self.fact("credit", lambda: reading.credit_of(self.case)))

    def ledger(self) -> Ledger:
        """The ledger with what this step changed."""
        return reading.ledger_from(self.claims, self.paid, self.covers)

    def begin_empty(self, parties: Sequence[Party]) -> None:
        """A case that is being born has no rows to read yet, but for ``parties``."""
        for name in ("claims", "plans", "instalments", "payers", "signals"):
            self._facts[name] = []
        self._facts |= {"paid": {}, "covers": {}, "credit": Decimal(0), "parties": list(parties)}

    def claim_named(self, code: str, field: str = "claim") -> Claim:
        """A live claim by its code."""
        for claim in self.claims:
            if claim.code == code:
                return claim
        raise BadInput(_("请从欠薪明细中选择一项。"), field)

    def payer_named(self, code: str) -> Payer | None:
        """A payer by code; None for none."""
        if not code:
            return None
        for payer in self.payers:
            if payer.code == code:
                return payer
        raise BadInput(_("请从清偿责任主体中选择。"), "payer")

    # ── Clocks ──────────────────────────────────────────────────────────────────────────────────────────────────

    def settle_clocks(self, before: str) -> None:
        """State clocks, the answer a warning is owed, and what instalments want followed."""
        state, book = self.case.state, self.draft.clocks
        if before == S.SUSPENDED and state == S.HANDED_OVER:
            self._leave_suspension()
            before = self.detail.handed_from
        super().settle_clocks(before)
        if state == S.SUSPENDED or (before == S.SUSPENDED and not self.touched):
            return
        if before != state:
            self._settle_response(before)
            if state not in self.groups["contactable"]:
                book.stop("first_contact")
        if state in FOLLOWED and (self.touched or before not in (*FOLLOWED, S.SUSPENDED)):
            self._watch_instalments()
        elif before in FOLLOWED and state not in FOLLOWED:
            book.stop(MISSED)
            if FOLLOW not in self.state_clocks.get(state, ()):
                book.stop(FOLLOW)

    def _settle_response(self, before: str) -> None:
        book = self.draft.clocks
        if before == S.WARNED:
            for rule_id in RESPONSE.values():
                book.stop(rule_id)
        if self.case.state == S.WARNED:
            book.start(RESPONSE[self.detail.warn_level])

    def _leave_suspension(self) -> None:
        """A suspended case is handed over: what was paused for its former state ends, the rest counts on."""
        book = self.draft.clocks
        book.stop("suspension_review")
        ended = {*self.state_clocks.get(self.detail.handed_from, ()), *RESPONSE.values(), MISSED, FOLLOW}
        for clock in list(book):
            if clock.rule_id in ended:
                book.stop(clock.rule_id, clock.key)
            elif clock.rule_id not in self.statutory:
                book.resume(clock.rule_id, clock.key)

    def _watch_instalments(self) -> None:
        """A missed instalment is followed at once; a plan without a pay day to come, in the ordinary course."""
        book = self.draft.clocks
        missed = any(row.state == InstalmentState.MISSED for row in self.instalments)
        waiting = any(clock.rule_id == PAY_DAY for clock in book)
        if not missed:
            book.stop(MISSED)
        elif book.get(MISSED) is None:
            book.start(MISSED)
        if missed or waiting:
            book.stop(FOLLOW)
        elif book.get(FOLLOW) is None:
            book.start(FOLLOW)

    def move_to(self, unit: Unit) -> None:
        """Internal targets start anew at the other union, those of a warning and of instalments too."""
        super().move_to(unit)
        book = self.draft.clocks
        restarted = self.state_clocks.get(self.case.state, ())
        for rule_id in (*RESPONSE.values(), MISSED, FOLLOW):
            clock = book.get(rule_id)
            if clock is not None and rule_id not in restarted and clock.state == ClockState.RUNNING:
                book.start(clock.rule_id, because="handed_up")


def sum_of(amounts: Sequence[Decimal]) -> Decimal:
    """Yuan in all, with two decimals."""
    return sum(amounts, Decimal("0.00"))
