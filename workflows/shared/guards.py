"""Conditions that steps of several kinds of case share, each a sentence that gives a person the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import TermState
from organizations.models import Level
from organizations.roles import Role
from workflows.machine import guard

from .limits import REPRESENTATIVES

if TYPE_CHECKING:
    from .approving import Approving
    from .base import Base, ReportedBase
    from .joint_check import JointChecking
    from .ladder import Ladder
    from .people import People


@guard(_("这个案件正在三方/四方协商，请先在协商中得出结果。"))
def no_table_open(flow: Base) -> bool:
    """What is being settled at the table is not settled beside it; a worker may always take back their own word."""
    return flow.actor.role == Role.RECEIPT or not flow.has_open_table


@guard(_("这个案件正在三方/四方协商，不能中止；需要等一等的，请在协商中休会，或者先结束协商。"))
def no_table_goes_on(flow: Base) -> bool:
    """The table's days are the law's: they would run out on a case that rests."""
    return not flow.has_open_table


@guard(_("还没有写明用人单位。"))
def employer_named(flow: Base) -> bool:
    """A dispute has another side."""
    return bool(flow.case.employer_name)


@guard(_("职工匿名反映，只能作为线索核实；要等本人表明身份。"))
def someone_came_forward(flow: ReportedBase) -> bool:
    """An anonymous report is a lead until someone comes forward."""
    return not flow.detail.is_lead


@guard(_("有一项审批还没有答复，请等待结果或先撤回。"))
def nothing_awaits_approval(flow: Base) -> bool:
    """A handler does not walk past a question put to the chair."""
    return not flow.has_open_approval


@guard(_("目前没有待答复的审批。"), idle=True)
def something_awaits_approval(flow: Base) -> bool:
    """There is something to answer."""
    return flow.has_open_approval


@guard(_("十人以上的群体案件，先要有签名推举的三至五名代表。"))
def representatives_named(flow: Base) -> bool:
    """3–5 representatives by a signed 推举书."""
    return not flow.case.is_group or flow.representatives in REPRESENTATIVES


@guard(_("这不是群体案件。"), idle=True)
def is_group(flow: Base) -> bool:
    """Only a group chooses representatives."""
    return flow.case.is_group


@guard(_("还没有一名职工本人同意或书面特别授权；协议不能约束没有表态的人。"))
def someone_is_bound(flow: Base) -> bool:
    """Settling needs each worker's own consent or special written authority."""
    return not flow.case.is_group or flow.bound > 0


@guard(_("还有条款逾期未履行，才可以走执行途径。"))
def something_was_breached(flow: Base) -> bool:
    """Enforcement roads open with a breach."""
    return any(term.state == TermState.BREACHED for term in flow.terms)


@guard(_("还没有首次联系职工。"))
def worker_was_contacted(flow: ReportedBase) -> bool:
    """Nobody decides on a report without having spoken to who made it, unless nobody can be reached by design."""
    return flow.detail.contacted_at is not None or flow.detail.is_lead or flow.case.receipt_hash is None


@guard(_("已经登记过首次联系。"))
def not_contacted_yet(flow: ReportedBase) -> bool:
    """第一时间 is measured once."""
    return flow.detail.contacted_at is None


@guard(_("职工已经表明身份。"), idle=True)
def is_lead(flow: ReportedBase) -> bool:
    """Only an anonymous reporter can come forward."""
    return flow.detail.is_lead


@guard(_("案件不在应急处置中。"), idle=True)
def emergency_runs(flow: Base) -> bool:
    """Entries and stand-down belong to a declared emergency."""
    return flow.case.is_emergency


@guard(_("案件已在应急处置中。"))
def no_emergency_yet(flow: Base) -> bool:
    """Declared once."""
    return not flow.case.is_emergency


@guard(_("已在县级，没有更高一级可以上交。"))
def has_higher_unit(flow: Base) -> bool:
    """The ladder ends at the county."""
    return flow.higher_unit is not None


@guard(_("没有待答复的督办。"), idle=True)
def order_is_open(flow: Base) -> bool:
    """Only an order can be answered."""
    return flow.detail.order_open


@guard(_("上一份督办还没有答复。"))
def no_order_open(flow: Base) -> bool:
    """One order at a time."""
    return not flow.detail.order_open


@guard(_("单位库里还没有这个用人单位，无法发函；请先登记，再用“更正事实”写上它的全称。"))
def employer_registered(flow: Base) -> bool:
    """A paper needs an addressee who can sign in."""
    return flow.case.employer_id is not None


@guard(_("仲裁时效没有在计算。"), idle=True)
def limitation_runs(flow: Base) -> bool:
    """Only a running limitation can be interrupted or suspended."""
    clock = flow.draft.clocks.get("arb_limitation")
    return clock is not None and clock.state == "running"


@guard(_("仲裁时效没有中止。"), idle=True)
def limitation_is_paused(flow: Base) -> bool:
    """Only a suspended limitation can run on."""
    clock = flow.draft.clocks.get("arb_limitation")
    return clock is not None and clock.state == "paused"


@guard(_("已经回访过。"))
def not_called_back_yet(flow: Base) -> bool:
    """One return call a life."""
    return flow.detail.return_called_at is None


@guard(_("您已经评价过。"))
def not_rated_yet(flow: ReportedBase) -> bool:
    """One rating a life."""
    return flow.detail.rating is None


@guard(_("已经要求过重开，请等待答复。"))
def reopening_not_asked_yet(flow: ReportedBase) -> bool:
    """Asked once, answered once."""
    return flow.detail.reopening_asked_at is None


@guard(_("联调由乡镇(街道)以上工会发起，请先上交。"))
def town_asks(flow: JointChecking) -> bool:
    """联调中心 stands at the town: villages and enterprises have no bodies beside them."""
    return flow.case.level >= Level.TOWN


@guard(_("已经有一次联调正在进行，请先汇总。"))
def no_check_runs(flow: JointChecking) -> bool:
    """One check at a time."""
    return not flow.has_running_check


@guard(_("目前没有等待答复的联调单位。"), idle=True)
def bodies_are_waited_for(flow: JointChecking) -> bool:
    """Some body has not answered yet."""
    return flow.awaits_bodies


@guard(_("联调单位还没有全部答复；迟迟不答复的，可以写明理由不再等待。"))
def all_bodies_answered(flow: JointChecking) -> bool:
    """Summing up is whose turn it is."""
    return flow.awaits_summing_up


@guard(_("没有可以交办的下级工会。"), idle=True)
def has_lower_unit(flow: Ladder) -> bool:
    """Some union below may take the case."""
    return flow.has_lower_unit


@guard(_("还没有登记职工，请先用“增加当事人”登记。"), idle=True)
def somebody_is_listed(flow: People) -> bool:
    """Only a worker on the list can have a word of their own recorded."""
    return flow.has_parties


@guard(_("现在等答复的审批不是您提请的，只有提请的人可以撤回。"), idle=True)
def asked_it_oneself(flow: Approving) -> bool:
    """A question is taken back by who asked it."""
    return flow.asks_itself
