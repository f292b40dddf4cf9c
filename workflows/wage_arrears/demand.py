"""提示函 → 意见书 → 建议书 (浙江省工会劳动法律监督条例 22–24), and the labour authority's order to pay.

提示函 and 意见书 go to the employer's own table, in the same words for every reporter. 提示函 and 建议书 have no term in
law: what runs is our target (``clocks.PAPER_TERMS``). The 意见书 must be answered within fifteen working days; refused,
unanswered or not corrected, the general union sends the 建议书 to the labour authority, which says so back.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CaseReader, OpinionOutcome, ReaderReason
from organizations.models import PartnerBody, PartnerKind
from protection.models import NoticeKind
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common, step
from workflows.shared import guards as shared
from workflows.shared.base import plain_choice
from workflows.shared.employer import Employer

from . import guards as g
from . import who
from .base import Base
from .clocks import ADVICE
from .states import ADVISED, OPEN, S, state

#: Where the papers go out from.
TOLD = (S.CONFIRMED, S.DEMANDED)
#: Papers that have steps of their own, in their order.
ORDERED = frozenset({NoticeKind.TIP, NoticeKind.OPINION})
HANDS = who.any_of(who.handler, who.chair)


class Demanding(Employer, Base):
    """Papers, each after the one before it."""

    @common(
        "notifiable",
        may=HANDS,
        weight=38,
        label=gettext_lazy("向用人单位发函"),
        when=[shared.employer_registered],
    )
    def notify_employer(self, *, kind: str) -> None:
        """核实函 and reminders; 提示函 and 意见书 have steps of their own."""
        if kind in ORDERED:
            raise BadInput(_("提示函和意见书请用各自的步骤发出。"), "kind")
        self.send_notice(kind)

    @step(
        state, TOLD, target=S.DEMANDED, may=HANDS, label=gettext_lazy("发提示函"), weight=6,
        when=[shared.employer_registered, g.no_tip_yet],
    )  # fmt: skip
    def send_tip(self) -> None:
        """提示函: the first word. Its reply has no term in law, only our target."""
        self.send_notice(NoticeKind.TIP)
        self.detail.tip_sent_on = self.today

    @step(
        state, TOLD, target=S.DEMANDED, may=HANDS, label=gettext_lazy("发意见书"), weight=7,
        when=[shared.employer_registered, g.no_opinion_waits],
    )  # fmt: skip
    def send_opinion(self) -> None:
        """意见书, after the 提示函 or at once on a confirmed violation: fifteen working days to answer (条例 22)."""
        notice = self.send_notice(NoticeKind.OPINION)
        self.detail.opinion_sent_on, self.detail.opinion_reply_by = self.today, notice.reply_by
        self.detail.opinion_outcome = OpinionOutcome.NONE

    @step(
        state,
        S.DEMANDED,
        may=HANDS,
        label=gettext_lazy("登记意见书结果"),
        weight=8,
        when=[g.opinion_was_sent],
    )
    def record_opinion_outcome(self, *, outcome: str, note: str) -> None:
        """拒收、逾期不答复、无正当理由不改正 or 已改正; not answered only once the term is over."""
        plain_choice(outcome, OpinionOutcome, "outcome")
        if not outcome or not note.strip():
            raise BadInput(_("请选择结果，并写明经过。"), "outcome" if not outcome else "note")
        reply_by = self.detail.opinion_reply_by
        if outcome == OpinionOutcome.UNANSWERED and reply_by is not None and self.today <= reply_by:
            raise BadInput(
                _("答复期限到%(day)s，期满才能登记逾期不答复。") % {"day": reply_by.isoformat()}, "outcome"
            )
        self.detail.opinion_outcome = outcome
        self.draft.clocks.stop("union_opinion_reply_zj")
        self.say(EventName.OPINION_OUTCOME, {"note": note}, outcome=outcome)

    @step(
        state, S.DEMANDED, may=HANDS, label=gettext_lazy("向人社部门提出建议书"), weight=10,
        when=[g.opinion_was_disobeyed, g.is_general_union, g.no_advice_yet],
    )  # fmt: skip
    def send_advice(self, *, partner: PartnerBody, note: str = "") -> None:
        """建议书 to the labour authority (条例 23). Its feedback has no term in law (条例 24), only our target."""
        if not partner.is_active or partner.kind != PartnerKind.LABOUR_OFFICE:
            raise BadInput(_("建议书应送人社部门。"), "partner")
        self.detail.advice_sent_on, self.detail.advice_to = self.today, partner
        self.detail.advice_feedback_on = None
        clock = self.draft.clocks.start(ADVICE)
        self.invite(partner)
        self.say(
            EventName.ADVICE_SENT, {"note": note}, partner=partner.pk, target=clock.due_on if clock else None
        )

    @step(state, ADVISED, may=HANDS, label=gettext_lazy("登记建议书反馈"), weight=18, when=[g.advice_waits]
    )  # fmt: skip
    def record_advice_feedback(self, *, answered_on: datetime.date, note: str) -> None:
        """反馈: what the labour authority says it did."""
        self.day_not_after_today(answered_on, "answered_on")
        if not note.strip():
            raise BadInput(_("请写明反馈的内容。"), "note")
        self.detail.advice_feedback_on = answered_on
        self.draft.clocks.stop(ADVICE)
        self.say(EventName.ADVICE_ANSWERED, {"note": note}, answered_on=answered_on)

    @step(state, OPEN, may=HANDS, label=gettext_lazy("登记责令支付"), weight=67)
    def record_order_to_pay(self, *, ordered_on: datetime.date, pay_by: datetime.date, note: str) -> None:
        """责令支付 by the labour authority, with its day: what 拒不支付 needs. ``note`` names the document."""
        self.day_not_after_today(ordered_on, "ordered_on")
        if pay_by < ordered_on:
            raise BadInput(_("限期支付的日期不能早于责令之日。"), "pay_by")
        if not note.strip():
            raise BadInput(_("请写明文书的名称和文号。"), "note")
        self.detail.ordered_to_pay_on, self.detail.order_pay_by = ordered_on, pay_by
        self.say(EventName.ORDERED_TO_PAY, {"note": note}, ordered_on=ordered_on, pay_by=pay_by)

    def invite(self, partner: PartnerBody) -> None:
        """Let a body that received the case read it."""
        reads = CaseReader.objects.filter(case=self.case, partner=partner, reason=ReaderReason.INVITED)
        if not reads.exists():
            self.draft.born.append(CaseReader(case=self.case, partner=partner, reason=ReaderReason.INVITED))
