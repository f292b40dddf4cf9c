"""Conditions of a dispute's own steps, each a sentence that gives a person the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import BodyKind, OtherSide, TermState
from workflows.machine import guard

if TYPE_CHECKING:
    from . import Dispute


@guard(_("还没有收到调解申请(书面申请或口头申请笔录)。"))
def application_received(flow: Dispute) -> bool:
    """A report is not a mediation application."""
    return flow.detail.applied_on is not None


@guard(_("已经登记过调解申请。"))
def no_application_yet(flow: Dispute) -> bool:
    """The fifteen days run from one day only."""
    return flow.detail.applied_on is None


@guard(_("职工还没有同意向对方公开姓名；征询对方必然会让对方知道申请人是谁。"))
def applicant_agreed_to_be_named(flow: Dispute) -> bool:
    """Told before, asked, and the answer recorded."""
    return flow.detail.names_applicant


@guard(_("还没有征询对方是否同意调解。"))
def other_side_was_asked(flow: Dispute) -> bool:
    """Asked and not yet answered."""
    return flow.detail.other_side == OtherSide.ASKED


@guard(_("对方已经征询过。"))
def other_side_not_asked(flow: Dispute) -> bool:
    """Asked once."""
    return flow.detail.other_side == OtherSide.UNASKED


@guard(_("双方还没有都同意调解。"))
def both_sides_agree(flow: Dispute) -> bool:
    """Mediation is voluntary (自愿)."""
    return flow.detail.other_side == OtherSide.AGREED


@guard(_("企业调解委员会须有职工代表和企业代表双方到位，或改由乡镇(街道)调解组织调解。"))
def body_is_complete(flow: Dispute) -> bool:
    """An enterprise committee needs both sides' delegates."""
    return flow.detail.body_kind != BodyKind.ENTERPRISE or flow.detail.both_delegates


@guard(_("协商各方都已签字，调解期限不再计算，不用延期。"))
def not_all_signed(flow: Dispute) -> bool:
    """An agreement is reached: more time is for those who have none."""
    return flow.draft.clocks.get("agreement_seal") is None


@guard(_("协议还有条款没有履行，也没有转入申请执行等途径。"))
def agreement_was_performed(flow: Dispute) -> bool:
    """No closing of an agreed case without proof of performance, or a road taken to enforce it."""
    if flow.case.state != "performing":
        return True
    return bool(flow.detail.road) or all(term.state == TermState.PERFORMED for term in flow.terms)


@guard(_("还没有告知双方调解不成和后续途径。"))
def parties_were_informed(flow: Dispute) -> bool:
    """Who mediated in vain must hear it, and where to go now."""
    return flow.case.state != "failed" or flow.detail.informed_at is not None
