"""移交: 劳动监察、支付令、仲裁、法院、公安 from any open state; what came of it, and the next lawful road."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.fsm import State

from cases.models import InstalmentState, PlanSource, RoadOutcome
from cases.wages import roads
from organizations.code_values import Road
from organizations.models import PartnerBody
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.base import plain_choice

from . import who
from .demand import Demanding
from .ledger import Ledgering
from .states import OPEN, S, state

#: Where a case goes on that comes back from somewhere it cannot go on.
GOES_ON = (S.WARNED, S.VERIFYING, S.CONFIRMED, S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED)


class HandingOver(Demanding, Ledgering):
    """Roads out of the union's hands, which it goes on watching."""

    @step(
        state, OPEN, target=S.HANDED_OVER, may=who.any_of(who.handler, who.chair, who.chair_above),
        label=gettext_lazy("移交其他途径"), weight=68,
    )  # fmt: skip
    def hand_over(
        self,
        *,
        road: str,
        reason: str,
        partner: PartnerBody | None = None,
        has_iou: bool = False,
        has_title: bool = False,
    ) -> None:
        """移交 on ``road`` (a code of 后续途径) to ``partner``. ``has_iou``: the worker holds a 工资欠条; ``has_title``: there is
        a document with legal force. A road that is not open yet is refused with what would open it.
        """
        plain_choice(road, Road, "road")
        if not reason.strip():
            raise BadInput(_("请写明移交的理由。"), "reason")
        if partner is not None and not partner.is_active:
            raise BadInput(_("这个单位已经停用。"), "partner")
        facts = self.road_facts(has_iou, has_title)
        if not roads.is_open(road, facts):
            raise BadInput(_closed(road), "road")
        before = str(self.draft.before["state"])
        self._remember(before)
        self.detail.road, self.detail.road_outcome = road, RoadOutcome.NONE
        self.detail.handed_on, self.detail.handed_to = self.today, partner
        if partner is not None:
            self.invite(partner)
        self.draft.clocks.start("handover_follow", because=road)
        self.say(
            EventName.HANDED_OVER, {"reason": reason}, road=road, partner=partner.pk if partner else None,
            outstanding=self.ledger().outstanding,
        )  # fmt: skip

    def _remember(self, before: str) -> None:
        """Where it would come back to; out of 中止 and 待结案, where those came from."""
        detail = self.detail
        if before in (S.SUSPENDED, S.CLOSING):
            origin = self.case.back_to
            detail.suspend_ground, detail.review_on, detail.closing_conclusion = "", None, ""
            self.case.back_to = ""
            if before == S.SUSPENDED and origin == S.HANDED_OVER:
                return
            before = origin
        if before in GOES_ON:
            detail.handed_from = before

    @step(
        state, S.HANDED_OVER,
        target=State.GET_STATE(lambda flow, **data: flow.state_after(data.get("outcome", "")), states=[*GOES_ON, S.HANDED_OVER]),
        may=who.any_of(who.handler, who.chair), label=gettext_lazy("登记途径结果"), weight=9,
    )  # fmt: skip
    def road_result(self, *, outcome: str, note: str) -> None:
        """结果: ``paid`` (what came in is entered as payments), ``lapsed`` (支付令失效), ``awarded`` (a document with legal
        force), ``returned`` (not taken). Lapsed and awarded stay handed over: the next road is chosen with ``hand_over``.
        """
        plain_choice(outcome, RoadOutcome, "outcome")
        if not outcome or not note.strip():
            raise BadInput(_("请选择结果，并写明经过。"), "note" if outcome else "outcome")
        detail = self.detail
        if outcome == RoadOutcome.LAPSED and detail.road != Road.PAYMENT_ORDER:
            raise BadInput(_("只有支付令会失效。"), "outcome")
        if outcome == RoadOutcome.PAID and not self.ledger().paid:
            raise BadInput(_("请先登记收到的款。"), "outcome")
        detail.road_outcome = outcome
        if self.case.state == S.HANDED_OVER:
            self.draft.clocks.start("handover_follow", because=outcome)
        self.touched = True
        self.say(EventName.ROAD_RESULT, {"note": note}, road=detail.road, outcome=outcome)

    def state_after(self, outcome: str) -> S:
        """Where a road's result leads."""
        if outcome == RoadOutcome.PAID:
            return S.REPAYING
        if outcome == RoadOutcome.RETURNED:
            origin = S(self.detail.handed_from or S.CONFIRMED)
            # What was cleared before may owe again since.
            owes = origin == S.CLEARED and not self.ledger().is_settled
            return self.owing_state() if owes else origin
        return S.HANDED_OVER

    def road_facts(self, has_iou: bool = False, has_title: bool = False) -> roads.Facts:
        """What the roads depend on, of this case as it is."""
        detail = self.detail
        agreed = {plan.pk for plan in self.plans if plan.source == PlanSource.MEDIATION}
        missed = any(
            row.plan_id in agreed and row.state == InstalmentState.MISSED for row in self.instalments
        )
        ignored = detail.order_pay_by is not None and self.today > detail.order_pay_by
        return roads.Facts(
            agreement_overdue=missed,
            order_lapsed=detail.road == Road.PAYMENT_ORDER and detail.road_outcome == RoadOutcome.LAPSED,
            has_title=has_title or detail.road_outcome == RoadOutcome.AWARDED,
            order_to_pay_ignored=ignored and bool(self.ledger().outstanding),
            has_iou=has_iou,
        )


def _closed(road: str) -> str:
    """What would open a road that is not open."""
    needs: dict[str, Any] = {
        Road.POLICE: _("移送公安要先有人社部门的责令支付，且期满仍未支付。"),
        Road.LAWSUIT: _("直接起诉要有工资欠条，或者凭调解协议申请的支付令已经失效；其他的应先申请劳动仲裁。"),
        Road.ENFORCEMENT: _("申请执行要有调解书、裁决、判决或支付令。"),
        Road.PAYMENT_ORDER: _("支付令已经失效，请走其他途径。"),
    }
    return str(needs.get(road, _("这条途径现在还不能走。")))
