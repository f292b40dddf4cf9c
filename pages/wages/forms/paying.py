"""Forms of money that came in and of who must pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.documents import StoredFile, store
from cases.documents.storage import FileRefused
from cases.models import (
    AllocationRule,
    Evidence,
    EvidenceKind,
    LiabilityGround,
    Party,
    PayerRole,
    RepaymentPlan,
)
from cases.wages import liability
from cases.wages.allocation import CannotAllocate, spread
from cases.wages.balances import ZERO, Line
from pages.casefile.forms.base import StepForm, day, line, money, note, one_of, pick, reason
from pages.speech import headed, spoken_money
from pages.wages.forms import choices
from protection import personal
from record.timekeeping import day_of
from workflows.wage_arrears.payments import ALL, PLAN

#: More claims than this are not typed one by one.
MOST_NAMED = 300
#: Lines of a preview in sight, and behind a press.
IN_SIGHT, MOST_SHOWN = 12, 300


@dataclass(frozen=True)
class Share:
    """What one claim gets: who, which month, what is lacking before and after."""

    name: str
    period: str
    gets: Decimal
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Preview:
    """What a payment would bring; ``refused`` says why it would bring nothing."""

    shares: Sequence[Share] = ()
    more: int = 0
    workers: int = 0
    total: Decimal = ZERO
    credit: Decimal = ZERO
    left: Decimal = ZERO
    refused: str = ""

    @property
    def first(self) -> Sequence[Share]:
        """What is in sight."""
        return self.shares[:IN_SIGHT]

    @property
    def rest(self) -> Sequence[Share]:
        """What is behind a press."""
        return self.shares[IN_SIGHT:]


class Spreading(StepForm):
    """Money that is spread over claims: by a rule, or to each by name."""

    allocation = one_of(_("怎么分"), AllocationRule.choices, _("先点“看看怎么分”，再登记。"))

    def lines(self) -> list[Line]:
        """The claims the money is for."""
        return list(choices.ledger_of(self).lines)

    def prepare(self) -> None:
        """The plan's own rule first; boxes for each claim where the money goes by name."""
        case = self.desk.case
        plan = RepaymentPlan.objects.filter(case=case, is_live=True).first()
        self.fields["allocation"].initial = plan.allocation if plan else AllocationRule.OLDEST
        self.owing = [one for one in choices.ledger_of(self).lines if one.outstanding]
        chosen = self.data.get("allocation") or self.initial.get("allocation")
        self.by_name = chosen == AllocationRule.NAMED
        self.too_many = self.by_name and len(self.owing) > MOST_NAMED
        if self.by_name and not self.too_many:
            names = self._names(self.owing)
            for one in self.owing:
                self.fields[f"named_{one.key}"] = money(
                    gettext("%(name)s %(month)s 尚欠 %(left)s") % {
                        "name": names[one.party], "month": one.period, "left": spoken_money(one.outstanding),
                    }
                )  # fmt: skip

    def _names(self, lines: Iterable[Line]) -> dict[int, str]:
        """Of these workers only: a page names some hundreds, a case may have thousands. Two queries."""
        wanted = {one.party for one in lines}
        rows = Party.objects.filter(case=self.desk.case, pk__in=wanted).values_list("pk", "personal_key")
        keys = dict(rows)
        kept = personal.read_many(keys.values())
        return {pk: str(kept.get(key, {}).get("name", "")) or gettext("未留姓名") for pk, key in keys.items()}

    def named_fields(self) -> list[BoundField]:
        """The boxes, one a claim."""
        return [self[name] for name in self.fields if name.startswith("named_")]

    def named(self, values: dict[str, Any]) -> dict[str, Decimal]:
        """Yuan by claim, as typed."""
        return {
            name.removeprefix("named_"): value
            for name, value in values.items()
            if name.startswith("named_") and value
        }

    def shown(
        self, amount: Decimal, lines: Sequence[Line], credit: Decimal, values: dict[str, Any]
    ) -> Preview:
        """What each claim would get of ``amount`` yuan less ``credit``."""
        try:
            given = spread(
                amount - credit,
                [one.debt for one in lines],
                str(values.get("allocation") or ""),
                self.named(values),
            )
        except CannotAllocate as refused:
            return Preview(refused=str(refused))
        gets = [one for one in lines if given.get(one.key)]
        names = self._names(gets[:MOST_SHOWN])
        shares = [
            Share(
                names[one.party], one.period, given[one.key], one.outstanding,
                one.outstanding - given[one.key],
            )
            for one in gets[:MOST_SHOWN]
        ]  # fmt: skip
        left = choices.ledger_of(self).outstanding - (amount - credit)
        return Preview(
            shares,
            max(len(gets) - MOST_SHOWN, 0),
            len({one.party for one in gets}),
            amount - credit,
            credit,
            left,
        )


class RecordPayment(Spreading):
    """登记收款."""

    lead = _("凭证和收款一起登记。登记前可以先看每名职工分到多少；分错了用“冲销收款”，原来的记录还在。")
    template = "wages/form_payment.html"
    multipart = True
    amount = money(_("收到多少(元)"), required=True)
    paid_on = day(_("哪天付的"))
    payer = pick(_("谁付的"), required=False)
    voucher = forms.FileField(
        label=_("付款凭证"),
        required=False,
        max_length=200,
        help_text=_("转账回单、收条、签收表，一个最多20MB。"),
    )
    evidence = pick(_("或者用已经交来的凭证"), required=False)
    scope = one_of(_("分给谁"), required=False)
    overpaid = forms.BooleanField(
        label=_("确实多付了，多出的先记着"), required=False, help_text=_("只有收到的比欠的还多时才勾。")
    )
    note = note()
    field_order = (
        "amount", "paid_on", "payer", "voucher", "evidence", "scope", "allocation", "overpaid", "note",
    )  # fmt: skip

    def prepare(self) -> None:
        """Payers, vouchers on file, and whether the money is for the plan or for all."""
        super().prepare()
        case = self.desk.case
        self.fields["paid_on"].initial = day_of(self.desk.at)
        self._offer_or_drop("payer", choices.payers(case))
        self._offer_or_drop("evidence", _vouchers(case))
        planned = [one for one in self.owing if one.planned is not None]
        both = bool(planned) and len(planned) < len(self.owing)
        scopes = [(PLAN, gettext("还款计划里的职工")), (ALL, gettext("所有还欠着的职工"))] if both else []
        self._offer_or_drop("scope", scopes)
        if both:
            self.fields["scope"].initial = PLAN
        self.planned = planned
        self.preview: Preview | None = None
        self.looking = "look" in self.data

    def _offer_or_drop(self, name: str, rows: list[tuple[str, str]]) -> None:
        if rows:
            self.offer(name, rows)
        else:
            del self.fields[name]

    def lines(self) -> list[Line]:
        """As the workflow does: the plan's claims while there is one, unless all are meant."""
        wanted = self.data.get("scope", "")
        return self.planned if self.planned and wanted != ALL else self.owing

    def plain_fields(self) -> list[BoundField]:
        """Fields that are no boxes of claims."""
        return [self[name] for name in self.field_order if name in self.fields]

    def clean_voucher(self) -> StoredFile | None:
        """Checked by content and kept; a look keeps nothing."""
        file = self.cleaned_data.get("voucher")
        if not file or self.looking:
            return None
        try:
            return store(file)
        except FileRefused as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def clean(self) -> dict[str, Any]:
        """What each would get, from what was typed."""
        values = super().clean() or {}
        amount, lines = values.get("amount"), self.lines()
        if self.too_many:
            self.add_error(
                "allocation",
                gettext("还欠着的有 %(n)d 项，太多了不便逐项填写，请用另外两种分法。")
                % {"n": len(self.owing)},
            )
        elif amount:
            lacking = sum((one.outstanding for one in lines), ZERO)
            credit = max(ZERO, amount - lacking) if values.get("overpaid") else ZERO
            self.preview = self.shown(amount, lines, credit, values)
        if (
            not self.looking
            and not values.get("voucher")
            and not values.get("evidence")
            and "voucher" not in self.errors
        ):
            self.add_error("voucher", _("请附付款凭证（收条、转账记录等）。"))
        return values

    def data_for_step(self) -> dict[str, Any]:
        """The verb's fields."""
        values = self.cleaned_data
        plain = {
            name: values.get(name) or "" for name in ("payer", "evidence", "scope", "allocation", "note")
        }
        return {
            **plain, "amount": values["amount"], "paid_on": values["paid_on"], "voucher": values.get("voucher"),
            "overpaid": values["overpaid"], "named": self.named(values),
        }  # fmt: skip


def _vouchers(case: Any) -> list[tuple[str, str]]:
    """Proofs on file, by code."""
    rows = list(Evidence.objects.filter(case=case, kind=EvidenceKind.PROOF).order_by("-added_at"))
    names = personal.read_many(row.name_key for row in rows)
    return [(row.code, str(names.get(row.name_key, {}).get("name", "")) or row.code) for row in rows]


class ReversePayment(StepForm):
    """冲销收款."""

    lead = _("冲销以后，欠薪恢复到这笔收款之前的样子；这笔收款和冲销的理由都留在记录里。")
    confirm = _("冲销后尚欠金额会变多；已经清偿的案件会回到还款中。")
    payment = one_of(_("冲销哪一笔"))
    reason = reason(_("为什么冲销"), _("例如：转账被退回，重复登记。"))

    def prepare(self) -> None:
        """Live payments."""
        rows = choices.payments(self.desk.case)
        self.offer("payment", rows)
        asked = (self.desk.suggested or {}).get("payment", "")
        self.fields["payment"].initial = asked or (rows[0][0] if len(rows) == 1 else "")


class UseCredit(Spreading):
    """用多付的款抵付."""

    lead = _("原来多付、先记着的款，用来抵现在还欠的。")
    template = "wages/form_payment.html"
    payment = one_of(_("用哪一笔"))
    field_order = ("payment", "allocation")

    def prepare(self) -> None:
        """Payments with credit."""
        super().prepare()
        self.preview = None
        rows = choices.payments(self.desk.case, with_credit=True)
        self.offer("payment", rows)
        if len(rows) == 1:
            self.fields["payment"].initial = rows[0][0]

    def plain_fields(self) -> list[BoundField]:
        """Fields that are no boxes of claims."""
        return [self[name] for name in self.field_order]

    def data_for_step(self) -> dict[str, Any]:
        """The verb's fields."""
        values = self.cleaned_data
        return {"payment": values["payment"], "allocation": values["allocation"], "named": self.named(values)}


class AddPayer(StepForm):
    """登记清偿责任主体."""

    lead = _("依据保障农民工工资支付条例：谁招用谁直接负责，总包先行清偿，建设单位未付工程款的先行垫付。")
    name = line(_("单位名称"), 120)
    uscc = line(_("统一社会信用代码"), 18, required=False)
    role = one_of(_("身份和责任依据"))
    share = money(_("份额(%)"), _("各单位分摊的才填；连带责任的不填，每家都负全部。"))
    limit = money(_("以此金额为限(元)"), _("建设单位先行垫付的，填未结清的工程款。"))

    def prepare(self) -> None:
        """Each pair the regulation knows, with its article."""
        roles, grounds = dict(PayerRole.choices), dict(LiabilityGround.choices)
        self.offer(
            "role",
            [
                (
                    f"{role}|{ground}",
                    headed(f"{roles[role]} · {grounds[ground]}", liability.source(role, ground)),
                )
                for role, ground in liability.GROUNDS
            ],
        )

    def data_for_step(self) -> dict[str, Any]:
        """Role and ground apart; empty amounts as the verb has them."""
        values = self.cleaned_data
        role, ground = values["role"].split("|")
        return {
            "role": role, "ground": ground, "name": values["name"], "uscc": values["uscc"],
            "share": "" if values["share"] is None else values["share"],
            "limit": "" if values["limit"] is None else values["limit"],
        }  # fmt: skip


class RemovePayer(StepForm):
    """移除清偿责任主体."""

    payer = one_of(_("移除哪个单位"))
    reason = reason(_("为什么移除"))

    def prepare(self) -> None:
        """Those on file."""
        rows = choices.payers(self.desk.case)
        self.offer("payer", rows)
        if len(rows) == 1:
            self.fields["payer"].initial = rows[0][0]
