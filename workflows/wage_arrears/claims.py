"""欠薪明细: one worker, one pay period; entered, put right, dropped, and said by the workers themselves."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.models import Claim, ClaimSource, ClaimState, Party, PlanCover
from cases.wages.claims import (
    Figures,
    WrongClaim,
    check_figures,
    check_period,
    plain_id_number,
    plain_name,
)
from cases.wages.own import reporter_of
from protection import personal
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common, step
from workflows.shared.base import money
from workflows.shared.people import WORKERS_HAND

from . import guards as g
from . import who
from .ledger import Ledgering
from .states import CLAIMABLE, DROPPABLE, state
from .warning import Warned

KEPT, RIVAL = "kept", "rival"


class Claims(Ledgering, Warned):
    """Claims, one at a time; hundreds at once are in ``importing``."""

    @step(state, CLAIMABLE, may=WORKERS_HAND, label=gettext_lazy("登记欠薪明细"), weight=14)
    def add_claim(
        self,
        *,
        period: str,
        due: Decimal | str,
        deducted: Decimal | str = Decimal(0),
        paid_before: Decimal | str = Decimal(0),
        party: str = "",
        name: str = "",
        phone: str = "",
        id_number: str = "",
        note: str = "",
    ) -> None:
        """登记欠薪: one worker's one month. ``party`` is a party's code, or ``name`` (and ``phone``, ``id_number``) of one.

        ``period`` is ``YYYY-MM``; amounts in yuan.
        """
        figures = self._figures(period, due, deducted, paid_before)
        worker, identity = self._worker(party, name, phone, id_number)
        if self._claim_of(worker, period) is not None:
            raise BadInput(_("这位职工这个月的欠薪已经登记过，有出入的请用“更正”。"), "period")
        claim = self._new_claim(worker, period, figures, ClaimSource.HANDLER, identity, note)
        self.say(EventName.CLAIM_ADDED, **self._facts_of(claim))
        self.count_people()

    @step(state, CLAIMABLE, may=who.receipt, label=gettext_lazy("填报我被拖欠的工资"), weight=15)
    def claim_by_receipt(
        self,
        *,
        period: str,
        due: Decimal | str,
        deducted: Decimal | str = Decimal(0),
        paid_before: Decimal | str = Decimal(0),
        note: str = "",
    ) -> None:
        """职工填报 of one's own month. Where the list has other figures, both are shown and the handler chooses."""
        figures = self._figures(period, due, deducted, paid_before)
        worker = reporter_of(self.case)
        if worker is None:
            raise BadInput(_("请先填写姓名和电话，才能登记您被拖欠的工资。"), "name")
        claim = self._claim_of(worker, period)
        if claim is None:
            claim = self._new_claim(worker, period, figures, ClaimSource.PHONE, {}, note)
        elif figures_of(claim) == figures:
            raise BadInput(_("这个月已经登记，数额一致。"), "period")
        else:
            self.lay_beside(claim, figures, ClaimSource.PHONE)
            self.draft.changed.append(claim)
        self.say(EventName.CLAIM_ADDED, {"note": note}, **self._facts_of(claim), by="receipt")
        self.count_people()

    @step(
        state, CLAIMABLE, may=WORKERS_HAND, label=gettext_lazy("更正欠薪明细"), weight=73, when=[g.has_claims]
    )
    def correct_claim(
        self,
        *,
        claim: str,
        reason: str,
        due: Decimal | str,
        deducted: Decimal | str = Decimal(0),
        paid_before: Decimal | str = Decimal(0),
    ) -> None:
        """更正 the figures of one claim (``claim`` is its code); the record keeps both."""
        if not reason.strip():
            raise BadInput(_("请写明更正的理由。"), "reason")
        row = self.claim_named(claim)
        figures = self._figures(row.period, due, deducted, paid_before)
        before = figures_of(row)
        if before == figures:
            raise BadInput(_("数额没有变化。"), "due")
        self._set_figures(row, figures)
        row.rival_due = row.rival_deducted = row.rival_paid_before = None
        row.rival_source = ""
        self.draft.changed.append(row)
        self.say(
            EventName.CLAIM_CORRECTED, {"reason": reason}, **self._facts_of(row), owed_before=before.owed,
        )  # fmt: skip
        self.recount()

    @step(
        state, DROPPABLE, may=WORKERS_HAND, label=gettext_lazy("撤销欠薪明细"), weight=76, when=[g.has_claims]
    )
    def drop_claim(self, *, claim: str, reason: str) -> None:
        """撤销: entered by mistake, or withdrawn by its worker. One that received money is not dropped."""
        if not reason.strip():
            raise BadInput(_("请写明撤销的理由。"), "reason")
        row = self.claim_named(claim)
        if self.paid.get(row.code):
            raise BadInput(_("这一项已经收到过款，请先冲销那笔收款。"), "claim")
        row.state = ClaimState.DROPPED
        self.draft.changed.append(row)
        self.claims.remove(row)
        self.say(
            EventName.CLAIM_DROPPED, {"reason": reason}, claim=row.code, period=row.period, owed=row.owed
        )
        self.recount()
        if not self.claims:
            self.case.amount_involved = Decimal("0.00")

    @step(
        state,
        CLAIMABLE,
        may=WORKERS_HAND,
        label=gettext_lazy("选定欠薪数额"),
        weight=16,
        when=[g.figures_differ],
    )
    def choose_claim(self, *, claim: str, keep: str, note: str = "") -> None:
        """选定: the list and the phone differ; ``keep`` is ``kept`` (the figures on file) or ``rival`` (the others)."""
        row = self.claim_named(claim)
        if not row.has_rival:
            raise BadInput(_("这一项没有需要选择的数额。"), "claim")
        if keep not in (KEPT, RIVAL):
            raise BadInput(_("请从列表中选择一项。"), "keep")
        if keep == RIVAL:
            self._set_figures(row, rival_of(row))
            row.source = row.rival_source
        row.rival_due = row.rival_deducted = row.rival_paid_before = None
        row.rival_source = ""
        self.draft.changed.append(row)
        self.say(EventName.CLAIM_CHOSEN, {"note": note}, **self._facts_of(row), keep=keep)
        self.recount()

    @common("correctable", may=WORKERS_HAND, label=pgettext_lazy("step", "更正事实"), weight=74)
    def correct(
        self, *, reason: str, category: str = "", amount: str = "", employer_name: str = "", people: int = 0
    ) -> None:
        """更正. Once there are claims, the amount follows from them and is not typed."""
        if amount and self.claims:
            raise BadInput(_("涉及金额由欠薪明细合计，请更正明细。"), "amount")
        super().correct(
            reason=reason, category=category, amount=amount, employer_name=employer_name, people=people
        )

    def first_claim(self, worker: Party, given: Mapping[str, Any], source: str) -> None:
        """A month said with the report itself."""
        period = str(given.get("period", ""))
        zero = Decimal(0)
        figures = self._figures(
            period, given.get("due", zero), given.get("deducted") or zero, given.get("paid_before") or zero
        )
        if any(claim.period == period for claim in self.claims):
            raise BadInput(_("同一个月填了两次。"), "period")
        self._new_claim(worker, period, figures, source, {}, "")

    # ── Rows ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _figures(self, period: str, due: Any, deducted: Any, paid_before: Any) -> Figures:
        figures = Figures(money(due, "due"), money(deducted, "deducted"), money(paid_before, "paid_before"))
        try:
            check_period(period, self.today)
            return check_figures(figures)
        except WrongClaim as wrong:
            raise BadInput(str(wrong), wrong.field) from wrong

    def _set_figures(self, row: Claim, figures: Figures) -> None:
        if figures.owed < self.paid.get(row.code, Decimal(0)):
            raise BadInput(
                _("这一项已收%(paid)s元，比更正后的欠薪还多，请先冲销收款。") % {"paid": self.paid[row.code]},
                "due",
            )
        cover = self.covers.get(row.code)
        if cover is not None and figures.owed < self.paid.get(row.code, Decimal(0)) + cover.waived:
            raise BadInput(
                _("这一项职工在协议里已经放弃%(waived)s元，更正后的欠薪不能少于放弃和已收的合计。")
                % {"waived": cover.waived},
                "due",
            )
        self._keep_progress(row, cover, figures.owed)
        row.due, row.deducted, row.paid_before = figures.due, figures.deducted, figures.paid_before

    def _keep_progress(self, row: Claim, cover: PlanCover | None, owed: Decimal) -> None:
        """A claim that turns out larger does not unpay what was paid under its plan: the plan's word grows with it."""
        if cover is None or owed <= row.owed:
            return
        paid = self.paid.get(row.code, Decimal(0))
        brought = min(paid, cover.amount - (row.owed - cover.waived - paid))
        if brought > 0:
            cover.amount = owed - cover.waived - paid + brought
            self.draft.changed.append(cover)

    def _claim_of(self, worker: Party, period: str) -> Claim | None:
        for claim in self.claims:
            if claim.period == period and claim.party_id == worker.pk and not worker._state.adding:
                return claim
        return None

    def _worker(self, code: str, name: str, phone: str, id_number: str) -> tuple[Party, dict[str, str]]:
        """The party, and the ID number to keep with the claim where the party's own row does not hold it."""
        try:
            number = plain_id_number(id_number)
            if code:
                return self._party(code), {"id_number": number} if number else {}
            plain = plain_name(name)
        except WrongClaim as wrong:
            raise BadInput(str(wrong), wrong.field) from wrong
        index, phone_index = personal.blind_index("name", plain), index_of("phone", phone)
        for row in self.parties:
            if row.name_index == index and row.phone_index == phone_index:
                return row, {"id_number": number} if number else {}
        return self.new_party(plain, phone, number), {"id_number": number} if number else {}

    def new_party(self, name: str, phone: str, id_number: str = "") -> Party:
        """A worker who was not on the case."""
        kept = {"name": name, "phone": phone} | ({"id_number": id_number} if id_number else {})
        party = Party(
            code=codes.fresh(), case=self.case, personal_key=self.draft.keep(kept),
            phone_index=index_of("phone", phone), name_index=index_of("name", name),
        )  # fmt: skip
        self.draft.born.append(party)
        self.parties.append(party)
        return party

    def _new_claim(
        self, worker: Party, period: str, figures: Figures, source: str, identity: dict[str, str], note: str
    ) -> Claim:
        private = identity | ({"note": note} if note else {})
        claim = Claim(
            code=codes.fresh(), case=self.case, party=worker, period=period, due=figures.due, deducted=figures.deducted,
            paid_before=figures.paid_before, source=source, id_index=index_of("id", identity.get("id_number", "")),
            private_key=self.draft.keep(private) if private else None, claimed_on=self.today,
        )  # fmt: skip
        self.draft.born.append(claim)
        self.claims.append(claim)
        return claim

    def lay_beside(self, row: Claim, figures: Figures, source: str) -> None:
        """Keep other figures for the same worker and month beside those on file."""
        row.rival_due, row.rival_deducted, row.rival_paid_before = (
            figures.due,
            figures.deducted,
            figures.paid_before,
        )
        row.rival_source = source

    def _facts_of(self, row: Claim) -> dict[str, Any]:
        return {
            "claim": row.code,
            "party": row.party.code,
            "period": row.period,
            "owed": row.owed,
            "rival": rival_of(row).owed if row.has_rival else None,
        }

    def count_people(self) -> None:
        """After claims came in: the figures, the group, and what they say of the level."""
        ledger = self.recount()
        self._count_group()
        self.note_figures(ledger.owed)


def figures_of(row: Claim) -> Figures:
    """The figures on file."""
    return Figures(row.due, row.deducted, row.paid_before)


def rival_of(row: Claim) -> Figures:
    """The other figures that wait for a choice."""
    zero = Decimal(0)
    return Figures(row.rival_due or zero, row.rival_deducted or zero, row.rival_paid_before or zero)


def index_of(kind: str, value: str) -> str:
    """A blind index, empty for nothing."""
    return personal.blind_index(kind, value) if value else ""
