"""收款: with a voucher, in part, in advance, by rule; reversed when it was none. Never more than is owed without saying so."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import codes
from cases.documents import StoredFile
from cases.models import Allocation, AllocationRule, Evidence, EvidenceKind, Payment
from cases.wages.allocation import CannotAllocate, spread
from cases.wages.balances import ZERO, Line
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.base import money, plain_choice

from . import guards as g
from . import who
from .ledger import Ledgering
from .states import PAYABLE, REVERSIBLE, state

PLAN, ALL = "plan", "all"


class Payments(Ledgering):
    """Money that came in."""

    @step(state, PAYABLE, may=who.handler, label=gettext_lazy("登记收款"), weight=9, when=[g.has_claims])
    def record_payment(
        self,
        *,
        amount: Decimal | str,
        paid_on: datetime.date,
        voucher: StoredFile | None = None,
        evidence: str = "",
        payer: str = "",
        allocation: str = "",
        scope: str = "",
        named: Mapping[str, Decimal] | None = None,
        overpaid: bool = False,
        note: str = "",
    ) -> None:
        """登记收款 of ``amount`` yuan, proved by ``voucher`` (a new file) or ``evidence`` (the code of one on file).

        ``allocation`` is ``oldest``, ``proportion`` or ``named`` (``named`` then gives yuan by claim code); empty takes
        the plan's, else the oldest. ``scope`` is ``plan`` (claims a live plan covers, the default while there is one) or
        ``all``. More than is owed is refused, unless ``overpaid`` says so: then the rest is kept as credit. ``paid_on``
        lies between the first month that is claimed and today.
        """
        value = self._some_money(amount)
        self._paid_within(paid_on)
        proof, rule = self._voucher(voucher, evidence), self._rule(allocation)
        lines, within = self._scope(scope)
        credit = self._excess(value, lines, within, overpaid=overpaid)
        row = Payment(
            code=codes.fresh(), case=self.case, epoch=self.case.epoch, amount=value, credit=credit, paid_on=paid_on,
            payer=self.payer_named(payer), voucher=proof, allocation=rule, recorded_by=self.actor.person,
            note_key=self.draft.keep({"note": note}) if note else None,
        )  # fmt: skip
        self.draft.born.append(row)
        given = self._spread(value - credit, lines, rule, named)
        self.allocate(row, given)
        self.say(
            EventName.PAYMENT_RECORDED, {"note": note}, payment=row.code, amount=value, credit=credit, paid_on=paid_on,
            allocation=rule, claims=len(given), payer=payer,
        )  # fmt: skip
        self.recount()

    @step(
        state, REVERSIBLE, may=who.handler, label=gettext_lazy("冲销收款"), weight=71, when=[g.has_payments]
    )
    def reverse_payment(self, *, payment: str, reason: str) -> None:
        """冲销: the payment (``payment`` is its code) did not happen; everything is as it was before it."""
        if not reason.strip():
            raise BadInput(_("请写明冲销的理由。"), "reason")
        row = self._payment(payment)
        row.is_live, row.reversed_on = False, self.today
        self.draft.changed.append(row)
        for code, brought in Allocation.objects.filter(payment=row).values_list("claim__code", "amount"):
            self.paid[code] -= brought
        self.say(EventName.PAYMENT_REVERSED, {"reason": reason}, payment=row.code, amount=row.amount)
        self.recount()

    @step(
        state,
        PAYABLE,
        may=who.handler,
        label=gettext_lazy("用多付的款抵付"),
        weight=17,
        when=[g.has_claims, g.has_credit],
    )
    def use_credit(
        self, *, payment: str, allocation: str = "", named: Mapping[str, Decimal] | None = None
    ) -> None:
        """抵付: what was paid beyond the debt goes to what is lacking now."""
        row = self._payment(payment)
        lines = list(self.ledger().lines)
        usable = min(row.credit, sum((line.outstanding for line in lines), ZERO))
        if not usable:
            raise BadInput(_("这笔收款没有可以抵付的余额，或者已经没有欠薪。"), "payment")
        given = self._spread(usable, lines, self._rule(allocation), named)
        row.credit -= usable
        self.draft.changed.append(row)
        self.allocate(row, given)
        self.say(
            EventName.PAYMENT_RECORDED, payment=row.code, amount=usable, credit=row.credit, paid_on=row.paid_on,
            from_credit=True, claims=len(given),
        )  # fmt: skip
        self.recount()

    @staticmethod
    def _some_money(amount: Decimal | str) -> Decimal:
        value = money(amount, "amount")
        if value <= 0:
            raise BadInput(_("收款金额应大于0。"), "amount")
        return value

    def _paid_within(self, day: datetime.date) -> None:
        """Money for a month cannot have come before the month began: a slip of the year is told, not recorded."""
        self.day_not_after_today(day, "paid_on")
        first = min(claim.period for claim in self.claims)
        if day.isoformat()[:7] < first:
            raise BadInput(
                _("付款日期不能早于最早的欠薪月份%(month)s，请核对。") % {"month": first}, "paid_on"
            )

    def allocate(self, row: Payment, given: Mapping[str, Decimal]) -> None:
        """Rows of what a payment brought; a second portion for the same claim is added to the first."""
        claims = {claim.code: claim for claim in self.claims}
        before = {}
        if row.pk is not None:
            before = {one.claim_id: one for one in Allocation.objects.filter(payment=row)}
        for code, part in given.items():
            known = before.get(claims[code].pk)
            if known is None:
                self.draft.born.append(Allocation(payment=row, claim=claims[code], amount=part))
            else:
                known.amount += part
                self.draft.changed.append(known)
            self.paid[code] = self.paid.get(code, ZERO) + part

    def _spread(
        self, amount: Decimal, lines: list[Line], rule: str, named: Mapping[str, Decimal] | None
    ) -> dict[str, Decimal]:
        if not amount:
            return {}
        shares = {code: money(part, "named") for code, part in (named or {}).items()}
        try:
            return spread(amount, [line.debt for line in lines], rule, shares)
        except CannotAllocate as refused:
            raise BadInput(str(refused), "named" if rule == AllocationRule.NAMED else "amount") from refused

    def _rule(self, allocation: str) -> str:
        if allocation:
            return plain_choice(allocation, AllocationRule, "allocation")
        return str(self.plans[0].allocation if self.plans else AllocationRule.OLDEST)

    def _scope(self, scope: str) -> tuple[list[Line], str]:
        """The claims the money is for, and whether that is the plan or all."""
        if scope not in ("", PLAN, ALL):
            raise BadInput(_("请从列表中选择一项。"), "scope")
        ledger = self.ledger()
        planned = [line for line in ledger.planned if line.outstanding]
        if scope == PLAN and not planned:
            raise BadInput(_("没有尚未付清的还款计划。"), "scope")
        within = PLAN if planned and scope != ALL else ALL
        return (planned, PLAN) if within == PLAN else (list(ledger.lines), ALL)

    def _excess(self, value: Decimal, lines: Sequence[Line], within: str, *, overpaid: bool) -> Decimal:
        """What of ``value`` is more than ``lines`` lack; refused unless it is ``overpaid`` knowingly."""
        lacking = sum((line.outstanding for line in lines), ZERO)
        if value > lacking and not overpaid:
            self._refuse_excess(value, lacking, within)
        return max(ZERO, value - lacking)

    def _refuse_excess(self, value: Decimal, lacking: Decimal, within: str) -> None:
        rest = self.ledger().outstanding
        sums = {"amount": f"{value:,.2f}", "owed": f"{lacking:,.2f}"}
        if within == PLAN and value <= rest:
            raise BadInput(
                _(
                    "这笔款%(amount)s元，超过计划尚欠的%(owed)s元；还要付给计划以外职工的，请选择分给全部欠薪。"
                )
                % sums,
                "amount",
            )
        raise BadInput(
            _("这笔款%(amount)s元，超过尚欠的%(owed)s元，请核对；确实多付的，请勾选“确实多付了”。") % sums,
            "amount",
        )

    def _voucher(self, file: StoredFile | None, evidence: str) -> Evidence:
        if file is not None:
            row = Evidence(
                code=codes.fresh(), case=self.case, kind=EvidenceKind.PROOF, name_key=self.draft.keep({"name": file.name}),
                media_type=file.media_type, size=file.size, sha256=file.sha256, added_by=self.actor.person,
                added_at=self.draft.at,
            )  # fmt: skip
            self.draft.born.append(row)
            return row
        found = Evidence.objects.filter(case=self.case, code=evidence).first() if evidence else None
        if found is None:
            raise BadInput(_("请附付款凭证（收条、转账记录等）。"), "voucher")
        return found

    def _payment(self, code: str) -> Payment:
        row = Payment.objects.filter(case=self.case, code=code).first()
        if row is None:
            raise BadInput(_("请从收款记录中选择一笔。"), "payment")
        if not row.is_live:
            raise BadInput(_("这笔收款已经冲销。"), "payment")
        return row
