"""Conditions of a secondment's steps, each a sentence that gives a person the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import Direction, Objection
from workflows import procedures
from workflows.machine import guard
from workflows.models import Choice
from workflows.shared.guards import nothing_awaits_approval

if TYPE_CHECKING:
    from .base import Form

__all__ = ["nothing_awaits_approval"]


@guard(_("呈报表还没有填完：要有接收单位、挂职意愿的起止日期；到企业的还要写明现任职务。"))
def form_is_filled(flow: Form) -> bool:
    """What the sender's chair must see before deciding."""
    detail = flow.detail
    hosted = detail.host_unit_id is not None or detail.host_employer_id is not None
    dated = detail.wish_from is not None and detail.wish_until is not None
    return hosted and dated and (detail.direction != Direction.TO_ENTERPRISE or bool(detail.standing))


@guard(_("这一轮挂职已经结束，不再收呈报表。"))
def round_is_open(flow: Form) -> bool:
    """A closed round takes nothing more."""
    return flow.detail.round.closed_on is None


@guard(_("接收单位已经表态，或双向选择已经结束。"))
def host_is_waited_for(flow: Form) -> bool:
    """It is the host's turn."""
    return procedures.HOST in flow.match_nodes


@guard(_("本人已经表态，或双向选择已经结束。"))
def person_is_waited_for(flow: Form) -> bool:
    """It is the person's turn."""
    return procedures.PERSON in flow.match_nodes


@guard(_("接收单位和本人还没有都表态。"))
def both_chose(flow: Form) -> bool:
    """It is the organising union's turn."""
    return procedures.CONCLUDE in flow.match_nodes


@guard(_("接收单位和本人没有都选定对方，不能上报；请改选接收单位或按未成结束。"))
def both_chose_yes(flow: Form) -> bool:
    """双向选择 came out yes on both sides."""
    match = flow.match
    return match is not None and (match.host_choice, match.person_choice) == (Choice.YES, Choice.YES)


@guard(_("双方都已选定，不需要改选。"))
def somebody_chose_no(flow: Form) -> bool:
    """There is a reason to try another host."""
    match = flow.match
    return match is not None and Choice.NO in (match.host_choice, match.person_choice)


@guard(_("公示还没有期满。"))
def notice_is_over(flow: Form) -> bool:
    """The last day of 公示 is past."""
    until = flow.detail.notice_until
    return until is None or flow.today > until


@guard(_("还有公示异议没有核查完。"))
def no_objection_open(flow: Form) -> bool:
    """Every objection has its answer."""
    return not Objection.objects.filter(case=flow.case, settled_on__isnull=True).exists()


@guard(_("没有待核查的公示异议。"))
def objection_is_open(flow: Form) -> bool:
    """There is one to settle."""
    return Objection.objects.filter(case=flow.case, settled_on__isnull=True).exists()


@guard(_("身份、职责、廉洁规定已经公开过。"))
def not_published_yet(flow: Form) -> bool:
    """三公开 once a post."""
    return flow.detail.published_on is None


@guard(_("职责和目标承诺已经签订过。"))
def not_promised_yet(flow: Form) -> bool:
    """二承诺 once a post."""
    return flow.detail.promised_on is None


@guard(_("还没有公开身份、职责和廉洁规定（三公开）。"))
def three_are_public(flow: Form) -> bool:
    """三公开 done."""
    return flow.detail.published_on is not None


@guard(_("还没有签订职责和目标承诺（二承诺）。"))
def two_are_promised(flow: Form) -> bool:
    """二承诺 done."""
    return flow.detail.promised_on is not None


@guard(_("中期检查已经登记过。"))
def midterm_is_due(flow: Form) -> bool:
    """Once a post."""
    return flow.detail.midterm_on is None


@guard(_("群众意见的收集已经结束。"))
def opinions_not_closed(flow: Form) -> bool:
    """Codes may be handed out until the count is made."""
    return flow.detail.codes_handed == 0 or flow.detail.opinions_open


@guard(_("现在没有在收集群众意见。"))
def opinions_are_open(flow: Form) -> bool:
    """Answers come in."""
    return flow.detail.opinions_open


@guard(_("群众意见还在收集，收集结束后再评定。"))
def opinions_are_counted(flow: Form) -> bool:
    """Nobody grades while answers still come in."""
    return not flow.detail.opinions_open


@guard(_("接收单位还没有评价。"))
def host_has_marked(flow: Form) -> bool:
    """The host's mark comes before the county's decision."""
    return bool(flow.detail.host_mark)
