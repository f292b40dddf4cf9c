"""还款计划: instalments that add up, pay days that move back over rest days, and what a missed one sets going."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.models import (
    Allocation,
    AllocationRule,
    Instalment,
    InstalmentState,
    PlanCover,
    PlanSource,
    RepaymentPlan,
)
from cases.wages import schedules
from cases.wages.allocation import fen, in_proportion, yuan
from cases.wages.balances import ZERO, Line
from record.models import Event
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared import guards as shared
from workflows.shared.base import money, plain_choice
from workflows.shared.terms import term_words

from . import guards as g
from . import who
from .clocks import PAY_DAY
from .ledger import Ledgering
from .states import ADOPTABLE, BREACHABLE, OPEN, PLANNABLE, S, state

MOST_INSTALMENTS = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment as it was said."""

    amount: Decimal
    due_on: datetime.date
    payer: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


class Planning(Ledgering):
    """Plans agreed with the employer, or taken over from a mediation."""

    @step(
        state, PLANNABLE, target=S.PLANNED, may=who.handler, label=gettext_lazy("约定还款计划"), weight=12,
        when=[g.has_claims, shared.no_table_open],
    )  # fmt: skip
    def agree_plan(
        self,
        *,
        instalments: Sequence[dict[str, Any]],
        agreed_on: datetime.date,
        covers: Sequence[str] = (),
        allocation: str = AllocationRule.OLDEST,
        note: str = "",
    ) -> None:
        """约定还款计划. Each instalment: ``amount`` (yuan), ``due_on``, and ``payer`` (a payer's code) where it is another.

        ``covers`` are codes of claims, empty for all that lack something; the instalments must add up to what those
        lack, to the fen. A plan that covers a claim of a former one ends that. Nobody's claim is changed by it: who
        would give something up signs for it in a mediation.
        """
        self.day_not_after_today(agreed_on, "agreed_on")
        lines = self._covered(covers)
        parts = [self._part(number, given) for number, given in enumerate(instalments, 1)]
        self._need_sum(parts, sum((line.outstanding for line in lines), ZERO))
        plan = self._new_plan(
            PlanSource.AGREED, agreed_on, plain_choice(allocation, AllocationRule, "allocation")
        )
        self._cover(plan, {line.key: (line.outstanding, line.waived) for line in lines})
        self._lay_out(plan, parts)
        self._say_plan(EventName.PLAN_AGREED, plan, note)
        self.recount()

    @step(
        state, ADOPTABLE, target=S.PLANNED, may=who.following, label=pgettext_lazy("step", "采用协商协议"), by_hand=False
    )  # fmt: skip
    def adopt_agreement(
        self,
        *,
        mediation: str,
        agreement: str,
        terms: Sequence[dict[str, Any]],
        signed_on: datetime.date,
        bound: Sequence[str],
        declined: Sequence[str] = (),
        since: datetime.datetime | None = None,
    ) -> None:
        """采用协议 of the mediation ``mediation`` (its case's code) for the workers ``bound`` (codes of parties).

        Each term: ``what``, ``who``, ``amount`` (yuan, 0 where it is not money), ``due_on``, ``proof``. The money terms
        become instalments for the claims of the bound workers; where they come to less than is owed, the rest is what
        those workers waived by their signature, laid on their claims in proportion. Claims of others stay as they are
        and are counted apart, ``declined`` being those who said no. What came in ``since`` it was signed is its first
        money, and a case where that was all of it is as cleared as before. Raises BadInput where the terms come to more
        than was owed then, or there is nothing owed.
        """
        parts = self._money_terms(terms)
        total = sum((part.amount for part in parts), ZERO)
        lacking = {line.key: line.outstanding + line.waived for line in self._lines_of(bound)}
        early = self._paid_since(since)
        whole = {key: lacking[key] + early.get(key, ZERO) for key in lacking if lacking[key] or key in early}
        self._fits(total, sum(whole.values(), ZERO))
        plan = self._new_plan(PlanSource.MEDIATION, signed_on, AllocationRule.PROPORTION, mediation)
        shares = in_proportion(fen(total), {key: fen(amount) for key, amount in whole.items()})
        undertaken = {key: yuan(share) for key, share in shares.items()}
        self._cover(
            plan, {key: (sum_, min(whole[key] - sum_, lacking[key])) for key, sum_ in undertaken.items()}
        )
        self._lay_out(plan, parts)
        self.detail.agreement_mediation = mediation
        self.take_words(bound, declined, signed_on)
        self._say_plan(
            EventName.AGREEMENT_ADOPTED, plan, "", mediation=mediation, agreement=agreement, bound=len(bound)
        )
        self.recount()

    def _money_terms(self, terms: Sequence[dict[str, Any]]) -> list[Part]:
        numbered = enumerate(terms, 1)
        return [self._term(n, term) for n, term in numbered if money(term.get("amount") or 0, "terms")]

    def _paid_since(self, moment: datetime.datetime | None) -> dict[str, Decimal]:
        """What live payments recorded since ``moment`` brought, by claim. Two queries, none without a moment."""
        if moment is None:
            return {}
        said = Event.objects.filter(
            subject=self.case.subject, name=EventName.PAYMENT_RECORDED, occurred_at__gte=moment
        )
        codes = [data["payment"] for data in said.values_list("data", flat=True)]
        brought: dict[str, Decimal] = defaultdict(lambda: ZERO)
        rows = Allocation.objects.filter(
            payment__case=self.case, payment__code__in=codes, payment__is_live=True
        )
        for claim, amount in rows.order_by().values_list("claim__code", "amount"):
            brought[claim] += amount
        return dict(brought)

    @staticmethod
    def _fits(total: Decimal, owed: Decimal) -> None:
        if total > owed:
            raise BadInput(
                _(
                    "协议约定支付%(total)s元，比所约束职工的欠薪%(owed)s元多%(gap)s元，请先更正欠薪明细或协议。"
                )
                % {"total": f"{total:,.2f}", "owed": f"{owed:,.2f}", "gap": f"{total - owed:,.2f}"},
                "terms",
            )
        if not total:
            raise BadInput(_("协议里没有支付欠薪的条款。"), "terms")

    @step(state, OPEN, may=who.following, label=pgettext_lazy("step", "协商未成"), by_hand=False)
    def table_failed(self, *, ground: str) -> None:
        """协商未成: the mediation failed; the wage case goes on where it stands."""
        self.say(EventName.TABLE_FAILED, ground=ground)

    @step(
        state, BREACHABLE, may=who.system,
        label=pgettext_lazy("step", "一期逾期未付"), by_hand=False,
    )  # fmt: skip
    def breach(self, *, clock: str, rows: Sequence[str] = ()) -> None:
        """逾期: an instalment's pay day is over. ``clock`` is its code. Paying later heals it.

        Where the case stands elsewhere by then it is recorded as late and hands nothing up.
        """
        self.note_fired(PAY_DAY, clock, rows, "breach")
        self.draft.clocks.stop(PAY_DAY, clock, because="missed")
        row = next((row for row in self.instalments if row.code == clock), None)
        if row is None or row.state in (InstalmentState.PAID, InstalmentState.LATE):
            return
        row.state, row.missed_at = InstalmentState.MISSED, self.draft.at
        self.draft.changed.append(row)
        late = self.case.state not in (S.PLANNED, S.REPAYING)
        self.say(
            EventName.INSTALMENT_MISSED, instalment=row.code, order=row.order, lacking=row.amount - row.paid,
            due_on=row.due_on, late=late,
        )  # fmt: skip
        self.recount()

    # ── Rows ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _covered(self, covers: Sequence[str]) -> list[Line]:
        ledger = self.ledger()
        unknown = [code for code in covers if code not in ledger.by_key]
        if unknown:
            raise BadInput(_("有%(n)s项不在欠薪明细里。") % {"n": len(unknown)}, "covers")
        lines = [ledger.by_key[code] for code in dict.fromkeys(covers)] if covers else list(ledger.lines)
        lines = [line for line in lines if line.outstanding]
        if not lines:
            raise BadInput(_("这些欠薪都已经付清，不用再订计划。"), "covers")
        return lines

    def _lines_of(self, bound: Sequence[str]) -> list[Line]:
        keys = {party.pk for party in self.parties if party.code in set(bound)}
        if not keys:
            raise BadInput(_("协议没有约束任何一名登记在册的职工。"), "bound")
        return [line for line in self.ledger().lines if line.party in keys]

    def _part(self, number: int, given: dict[str, Any]) -> Part:
        amount, due_on = money(given.get("amount") or 0, "instalments"), given.get("due_on")
        if amount <= 0:
            raise BadInput(_("第%(n)s期的金额应大于0。") % {"n": number}, "instalments")
        if not isinstance(due_on, datetime.date):
            raise BadInput(_("第%(n)s期还没有写支付日期。") % {"n": number}, "instalments")
        if due_on < self.today:
            raise BadInput(_("第%(n)s期的支付日期已经过了。") % {"n": number}, "instalments")
        return Part(amount, due_on, str(given.get("payer") or ""))

    def _term(self, number: int, given: dict[str, Any]) -> Part:
        said = term_words(str(given.get("what") or "").strip(), given)
        return Part(money(given["amount"], "terms"), given["due_on"], "", said)

    def _need_sum(self, parts: Sequence[Part], lacking: Decimal) -> None:
        """Refuse a plan that does not add up, saying by how much."""
        if not 1 <= len(parts) <= MOST_INSTALMENTS:
            raise BadInput(_("计划至少一期，最多%(n)s期。") % {"n": MOST_INSTALMENTS}, "instalments")
        gap = schedules.gap([part.amount for part in parts], lacking)
        if gap:
            sentence = (
                _("各期合计比所欠的%(owed)s元多%(gap)s元。")
                if gap > 0
                else _("各期合计比所欠的%(owed)s元少%(gap)s元。")
            )
            raise BadInput(sentence % {"owed": lacking, "gap": abs(gap)}, "instalments")
        days = [part.due_on for part in parts]
        if days != sorted(days):
            raise BadInput(_("各期请按日期先后排列。"), "instalments")

    def _new_plan(
        self, source: str, agreed_on: datetime.date, allocation: str, mediation: str = ""
    ) -> RepaymentPlan:
        plan = RepaymentPlan(
            code=codes.fresh(), case=self.case, epoch=self.case.epoch, source=source, mediation_code=mediation,
            agreed_on=agreed_on, allocation=allocation, amount=ZERO,
        )  # fmt: skip
        self.draft.born.append(plan)
        return plan

    def _cover(self, plan: RepaymentPlan, covered: dict[str, tuple[Decimal, Decimal]]) -> None:
        """The plan's word on each claim (undertaken, waived); former plans about any of them end.

        What a worker waived by signature under a former plan stays waived when the new one leaves that claim out.
        """
        over = {self.covers[code].plan_id for code in covered if code in self.covers}
        kept = {
            code: (ZERO, cover.waived)
            for code, cover in self.covers.items()
            if cover.plan_id in over and cover.waived and code not in covered
        }
        covered = covered | kept
        for former in [row for row in self.plans if row.pk in over]:
            self._end_plan(former)
        claims = {claim.code: claim for claim in self.claims}
        for code, (amount, waived) in covered.items():
            row = PlanCover(plan=plan, claim=claims[code], amount=amount, waived=waived)
            self.draft.born.append(row)
            self.covers[code] = row
        plan.amount = sum((amount for amount, _waived in covered.values()), ZERO)
        plan.waived = sum((waived for _amount, waived in covered.values()), ZERO)
        self.plans.append(plan)

    def _end_plan(self, former: RepaymentPlan) -> None:
        former.is_live = False
        self.draft.changed.append(former)
        self.plans.remove(former)
        for code in [code for code, cover in self.covers.items() if cover.plan_id == former.pk]:
            del self.covers[code]
        for row in [row for row in self.instalments if row.plan_id == former.pk]:
            self.draft.clocks.stop(PAY_DAY, row.code, because="replaced")
            self.instalments.remove(row)

    def _lay_out(self, plan: RepaymentPlan, parts: Sequence[Part]) -> None:
        present = self.instalments
        for order, part in enumerate(parts, 1):
            row = Instalment(
                code=codes.fresh(), case=self.case, plan=plan, order=order, due_on=part.due_on, amount=part.amount,
                payer=self.payer_named(part.payer), what_key=self.draft.keep(dict(part.said)) if part.said else None,
            )  # fmt: skip
            self.draft.born.append(row)
            present.append(row)
            clock = self.watch_pay_day(row)
            if clock is not None and clock.due_on < self.today and plan.source == PlanSource.AGREED:
                raise BadInput(
                    _("第%(n)s期的日期是休息日，按规定提前到%(day)s支付，已经过了，请另定日期。")
                    % {"n": order, "day": clock.due_on.isoformat()},
                    "instalments",
                )

    def _say_plan(self, name: EventName, plan: RepaymentPlan, note: str, **more: Any) -> None:
        rows = [row for row in self.instalments if row.plan_id == plan.pk]
        self.say(
            name, {"note": note}, plan=plan.code, amount=plan.amount, waived=plan.waived,
            covers=sum(1 for cover in self.covers.values() if cover.plan_id == plan.pk), agreed_on=plan.agreed_on,
            instalments=[{"code": row.code, "amount": row.amount, "due_on": row.due_on} for row in rows], **more,
        )  # fmt: skip
