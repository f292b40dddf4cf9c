"""Conditions of a dispute's steps, each a sentence that gives a person the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import BodyKind, OtherSide, TermState
from workflows.machine import guard

from .rules import REPRESENTATIVES

if TYPE_CHECKING:
    from . import Dispute


@guard(_("还没有写明用人单位。"))
def employer_named(flow: Dispute) -> bool:
    """A dispute has another side."""
    return bool(flow.case.employer_name)


@guard(_("职工匿名反映，只能作为线索核实；要等本人表明身份。"))
def someone_came_forward(flow: Dispute) -> bool:
    """An anonymous report is a lead until someone comes forward."""
    return not flow.detail.is_lead


@guard(_("有一项审批还没有答复，请等待结果或先撤回。"))
def nothing_awaits_approval(flow: Dispute) -> bool:
    """A handler does not walk past a question put to the chair."""
    return not flow.has_open_approval


@guard(_("目前没有待答复的审批。"))
def something_awaits_approval(flow: Dispute) -> bool:
    """There is something to answer."""
    return flow.has_open_approval


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


@guard(_("十人以上的群体案件，先要有签名推举的三至五名代表。"))
def representatives_named(flow: Dispute) -> bool:
    """3–5 representatives by a signed 推举书."""
    return not flow.case.is_group or flow.representatives in REPRESENTATIVES


@guard(_("这不是群体案件。"))
def is_group(flow: Dispute) -> bool:
    """Only a group chooses representatives."""
    return flow.case.is_group


@guard(_("还没有一名职工本人同意或书面特别授权；协议不能约束没有表态的人。"))
def someone_is_bound(flow: Dispute) -> bool:
    """Settling needs each worker's own consent or special written authority."""
    return not flow.case.is_group or flow.bound > 0


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


@guard(_("还有条款逾期未履行，才可以走执行途径。"))
def something_was_breached(flow: Dispute) -> bool:
    """Enforcement roads open with a breach."""
    return any(term.state == TermState.BREACHED for term in flow.terms)


@guard(_("还没有首次联系职工。"))
def worker_was_contacted(flow: Dispute) -> bool:
    """Nobody decides on a report without having spoken to who made it, unless nobody can be reached by design."""
    return flow.detail.contacted_at is not None or flow.detail.is_lead or flow.case.receipt_hash is None


@guard(_("已经登记过首次联系。"))
def not_contacted_yet(flow: Dispute) -> bool:
    """第一时间 is measured once."""
    return flow.detail.contacted_at is None


@guard(_("职工已经表明身份。"))
def is_lead(flow: Dispute) -> bool:
    """Only an anonymous reporter can come forward."""
    return flow.detail.is_lead


@guard(_("案件不在应急处置中。"))
def emergency_runs(flow: Dispute) -> bool:
    """Entries and stand-down belong to a declared emergency."""
    return flow.case.is_emergency


@guard(_("案件已在应急处置中。"))
def no_emergency_yet(flow: Dispute) -> bool:
    """Declared once."""
    return not flow.case.is_emergency


@guard(_("已在县级，没有更高一级可以上交。"))
def has_higher_unit(flow: Dispute) -> bool:
    """The ladder ends at the county."""
    return flow.higher_unit is not None


@guard(_("没有待答复的督办。"))
def order_is_open(flow: Dispute) -> bool:
    """Only an order can be answered."""
    return flow.detail.order_open


@guard(_("上一份督办还没有答复。"))
def no_order_open(flow: Dispute) -> bool:
    """One order at a time."""
    return not flow.detail.order_open


@guard(_("还没有登记用人单位，无法发函。"))
def employer_registered(flow: Dispute) -> bool:
    """A paper needs an addressee who can sign in."""
    return flow.case.employer_id is not None


@guard(_("仲裁时效没有在计算。"))
def limitation_runs(flow: Dispute) -> bool:
    """Only a running limitation can be interrupted or suspended."""
    clock = flow.draft.clocks.get("arb_limitation")
    return clock is not None and clock.state == "running"


@guard(_("仲裁时效没有中止。"))
def limitation_is_paused(flow: Dispute) -> bool:
    """Only a suspended limitation can run on."""
    clock = flow.draft.clocks.get("arb_limitation")
    return clock is not None and clock.state == "paused"


@guard(_("已经回访过。"))
def not_called_back_yet(flow: Dispute) -> bool:
    """One return call a life."""
    return flow.detail.return_called_at is None


@guard(_("您已经评价过。"))
def not_rated_yet(flow: Dispute) -> bool:
    """One rating a life."""
    return flow.detail.rating is None


@guard(_("已经要求过重开，请等待答复。"))
def reopening_not_asked_yet(flow: Dispute) -> bool:
    """Asked once, answered once."""
    return flow.detail.reopening_asked_at is None
