"""Conditions of wage steps besides those every handled case has, each a sentence that gives a person the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import OpinionOutcome
from organizations.models import Level
from workflows.machine import guard

if TYPE_CHECKING:
    from .base import Base

#: What opens the way to the labour authority (浙江省工会劳动法律监督条例 23).
DISOBEYED = (OpinionOutcome.REFUSED, OpinionOutcome.UNANSWERED, OpinionOutcome.UNCORRECTED)


@guard(_("请先记录核实情况，结论为属实或部分属实。"))
def finding_confirms(flow: Base) -> bool:
    """Nobody is told to pay before somebody looked."""
    return flow.detail.finding in ("confirmed", "partly")


@guard(_("请先记录核实情况。"))
def something_was_found(flow: Base) -> bool:
    """Not confirmed needs a finding as well."""
    return bool(flow.detail.finding)


@guard(_("还没有登记欠薪明细，请先登记每名职工每个月的应发、扣款和已发。"))
def has_claims(flow: Base) -> bool:
    """Money is followed claim by claim."""
    return flow.has_claims


@guard(_("没有需要选择的数额：没有哪一项有两份不同的数。"), idle=True)
def figures_differ(flow: Base) -> bool:
    """Two figures for one month wait for the handler's choice."""
    return flow.on_file["has_rivals"]


@guard(_("还没有登记清偿责任主体。"), idle=True)
def has_payers(flow: Base) -> bool:
    """Only one who stands there can be removed."""
    return flow.on_file["has_payers"]


@guard(_("没有收款可以冲销，或者都已经冲销。"), idle=True)
def has_payments(flow: Base) -> bool:
    """Only money that came in can turn out to be none."""
    return flow.on_file["has_payments"]


@guard(_("没有多付的款。"), idle=True)
def has_credit(flow: Base) -> bool:
    """Only what was paid beyond the debt can be used later."""
    return flow.credit > 0


@guard(_("还没有发出意见书。"), idle=True)
def opinion_was_sent(flow: Base) -> bool:
    """Its outcome follows it."""
    return flow.detail.opinion_sent_on is not None


@guard(_("提示函已经发出，可以发意见书。"))
def no_tip_yet(flow: Base) -> bool:
    """One 提示函; what is more pressing is a 意见书."""
    return flow.detail.tip_sent_on is None and flow.detail.opinion_sent_on is None


@guard(_("意见书已经发出，请先登记它的结果。"))
def no_opinion_waits(flow: Base) -> bool:
    """One 意见书 at a time."""
    return flow.detail.opinion_sent_on is None or bool(flow.detail.opinion_outcome)


@guard(_("意见书被拒收、逾期不答复或无正当理由不改正的，才能提出建议书。"))
def opinion_was_disobeyed(flow: Base) -> bool:
    """浙江省工会劳动法律监督条例 23."""
    return flow.detail.opinion_outcome in DISOBEYED


@guard(_("建议书由地方总工会提出，请先上交乡镇(街道)以上总工会。"))
def is_general_union(flow: Base) -> bool:
    """A village's, trade's or enterprise's union sends none itself."""
    return flow.case.level >= Level.TOWN


@guard(_("建议书已经发出。"))
def no_advice_yet(flow: Base) -> bool:
    """One 建议书 to the labour authority."""
    return flow.detail.advice_sent_on is None


@guard(_("没有待反馈的建议书。"), idle=True)
def advice_waits(flow: Base) -> bool:
    """Only an advice that was sent can be answered."""
    return flow.detail.advice_sent_on is not None and flow.detail.advice_feedback_on is None
