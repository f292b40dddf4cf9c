"""并案 of wage cases: workers, claims and payments go over to the case that was there first, and count once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases import codes
from cases.models import Allocation, AllocationRule, Case, Claim, ClaimSource, ClaimState, Party, Payment
from cases.wages import reading
from cases.wages.balances import ZERO
from cases.wages.matching import Match, match_all, settle
from protection import personal
from record.models import Event
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step

from . import who
from .claims import Claims, figures_of
from .payments import Payments
from .states import CLAIMABLE, state


class Absorbing(Payments, Claims):
    """The two sides of a merge."""

    def carry_over(self, into: Case, same: Mapping[str, bool]) -> None:
        """Give everything to ``into``; what stays here is the history, and no figure."""
        pairs = doubts_between(self.case, into, self.parties)
        found, open_doubts = settle(pairs, same)
        if open_doubts:
            raise BadInput(
                _(
                    "有%(n)s名职工与另一案里的职工身份证号或电话相同、姓名不同，或者姓名相同、电话不同，请先逐一确认是不是同一人。"
                )
                % {"n": len(open_doubts)},
                "same",
            )
        claims, payments = list(self.claims), self._live_payments()
        for claim in claims:
            claim.state = ClaimState.MOVED
        for payment, _brought in payments:
            payment.is_live, payment.reversed_on = False, self.today
        self.draft.changed += [*claims, *(payment for payment, _brought in payments)]
        if claims:
            self.case.amount_involved = ZERO
        self.case.amount_recovered, self.case.performance = ZERO, ""
        self.draft.then(
            into, "absorb", origin=self.case, parties=list(self.parties), same=found, claims=claims, payments=payments
        )  # fmt: skip

    def _live_payments(self) -> list[tuple[Payment, dict[str, Decimal]]]:
        rows = {row.pk: row for row in Payment.objects.filter(case=self.case, is_live=True)}
        brought: dict[int, dict[str, Decimal]] = {pk: {} for pk in rows}
        found = Allocation.objects.filter(payment__in=list(rows)).values_list(
            "payment_id", "claim__code", "amount"
        )
        for payment, code, amount in found:
            brought[payment][code] = amount
        return [(row, brought[pk]) for pk, row in rows.items()]

    @step(state, CLAIMABLE, may=who.following, label=pgettext_lazy("step", "并入另案的欠薪"), by_hand=False)
    def absorb(
        self,
        *,
        origin: Case,
        parties: Sequence[Party],
        same: Mapping[str, str],
        claims: Sequence[Claim],
        payments: Sequence[tuple[Payment, Mapping[str, Decimal]]],
    ) -> None:
        """并入: a worker and month both cases have stays one claim; other figures wait for the handler's choice.

        ``same`` gives for each party of ``origin`` (by code) the party here it is, empty for nobody.
        """
        # Copies of one's own: what is erased in one case by law stays in the other until its own time.
        self._texts = personal.read_many(
            [*(row.personal_key for row in parties), *(row.private_key for row in claims)]
        )
        workers = {row.pk: self._here(row, same.get(row.code, "")) for row in parties}
        on_file = {(claim.party_id, claim.period): claim for claim in self.claims}
        here: dict[str, Claim] = {}
        for claim in claims:
            worker = workers[claim.party_id]
            known = None if worker._state.adding else on_file.get((worker.pk, claim.period))
            if known is None:
                known = self._carried(claim, worker)
            elif figures_of(known) != figures_of(claim):
                self.lay_beside(known, figures_of(claim), ClaimSource.MERGED)
                self.draft.changed.append(known)
            here[claim.code] = known
        for payment, brought in payments:
            self._carry(payment, {here[code].code: amount for code, amount in brought.items()})
        case = self.case
        case.people = max(case.people, len(self.parties))
        came = max(0, origin.person_times - self._came_before(origin))
        case.person_times += came
        self.say(
            EventName.CLAIMS_ABSORBED, origin=origin.code, workers=len(workers), claims=len(claims),
            payments=len(payments), person_times=came,
        )  # fmt: skip
        self.count_people()

    def _came_before(self, origin: Case) -> int:
        """人次 of ``origin`` that an earlier merge brought here: one reopened and merged again counts them once."""
        said = Event.objects.filter(
            subject=self.case.subject, name=EventName.CLAIMS_ABSORBED, data__origin=origin.code
        )
        return sum(data.get("person_times", 0) for data in said.values_list("data", flat=True))

    def _here(self, row: Party, code: str) -> Party:
        if code:
            return self._party(code)
        party = Party(
            code=codes.fresh(), case=self.case, personal_key=self.draft.keep(self._texts.get(row.personal_key, {})), phone_index=row.phone_index,
            name_index=row.name_index, consent=row.consent, consented_on=row.consented_on,
        )  # fmt: skip
        self.draft.born.append(party)
        self.parties.append(party)
        return party

    def _carried(self, claim: Claim, worker: Party) -> Claim:
        row = Claim(
            code=codes.fresh(), case=self.case, party=worker, period=claim.period, due=claim.due, deducted=claim.deducted,
            paid_before=claim.paid_before, source=ClaimSource.MERGED, id_index=claim.id_index,
            private_key=self._copied(claim.private_key), rival_due=claim.rival_due, rival_deducted=claim.rival_deducted,
            rival_paid_before=claim.rival_paid_before, rival_source=claim.rival_source, claimed_on=claim.claimed_on,
        )  # fmt: skip
        self.draft.born.append(row)
        self.claims.append(row)
        return row

    def _copied(self, key: uuid.UUID | None) -> uuid.UUID | None:
        return self.draft.keep(self._texts[key]) if key in self._texts else None

    def _carry(self, payment: Payment, brought: Mapping[str, Decimal]) -> None:
        """The same money, here: no claim gets more than it lacks, the rest is credit."""
        lacking = {line.key: line.outstanding for line in self.ledger().lines}
        given: dict[str, Decimal] = {}
        for code, amount in brought.items():
            part = min(amount, lacking[code])
            if part:
                given[code] = part
        row = Payment(
            code=codes.fresh(), case=self.case, epoch=self.case.epoch, amount=payment.amount,
            credit=payment.amount - sum(given.values(), ZERO), paid_on=payment.paid_on, voucher_id=payment.voucher_id,
            allocation=AllocationRule.NAMED, carried_from=payment, recorded_by_id=payment.recorded_by_id,
        )  # fmt: skip
        self.draft.born.append(row)
        self.allocate(row, given)


def doubts_between(case: Case, into: Case, parties: Sequence[Party] | None = None) -> dict[str, Match]:
    """Each worker of ``case`` (by the party's code) as matched among those of ``into``; what a page asks about."""
    return match_all(reading.workers_of(case, parties), reading.workers_of(into))
