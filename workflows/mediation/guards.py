"""Conditions of a table's steps, each a sentence that gives a person the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import SIDES, ExtensionConsent, SeatKind, Session, TermState
from workflows.approvals import verdict_of
from workflows.machine import guard
from workflows.models import Answer, ApprovalKind, Verdict
from workflows.shared.guards import nothing_awaits_approval

from .base import conflicts, expired
from .sides import missing_seats
from .states import S

if TYPE_CHECKING:
    from .base import Table

__all__ = ["nothing_awaits_approval"]


@guard(_("调解员代表一方当事人，或与用人单位有利害关系，应当回避。"))
def mediator_is_free(flow: Table) -> bool:
    """Whoever speaks for a side (代理, 上代下) or represents the employer cannot mediate it."""
    return not conflicts(flow.mediators, flow.mediator_posts, flow.seats, flow.case)


@guard(_("调解员的证书已经到期，换证以前不能主持协商。"))
def certificate_holds(flow: Table) -> bool:
    """A certificate that was registered with an expiry must hold on the day."""
    return not expired(flow.mediators, flow.mediator_posts, flow)


@guard(_("席位还没有到齐：各方协商形式要求的席位和双方当事人都要有。"))
def table_is_complete(flow: Table) -> bool:
    """三方, 四方 or 3+x: what the form cannot do without."""
    kinds = {seat.kind for seat in flow.seats}
    return not missing_seats(flow.detail.form, flow.detail.matter, kinds)


@guard(_("方案正在征求意见或签字，席位和代理不能改动；请先回到协商。"))
def no_proposal_is_out(flow: Table) -> bool:
    """Who is asked is fixed with the question: a seat added later would not have seen it."""
    return flow.case.state not in (S.CONSENTING, S.SIGNING)


@guard(_("还没有方案。"))
def proposal_made(flow: Table) -> bool:
    """Something to answer."""
    return flow.detail.proposal_version > 0


@guard(_("目前没有正在征求的意见。"))
def round_is_open(flow: Table) -> bool:
    """Only an open round has anything to end."""
    kind = ApprovalKind.SIGN if flow.case.state == S.SIGNING else ApprovalKind.CONSENT
    asked = flow.last_round(kind)
    return asked is not None and asked.verdict == Verdict.OPEN


@guard(_("双方尚未全部签字。"))
def everybody_signed(flow: Table) -> bool:
    """In force only when both sides have signed."""
    asked = flow.last_round(ApprovalKind.SIGN)
    rows = [row for row in flow.signatures(asked) if row.seat_id is not None] if asked else []
    return verdict_of(rows, parallel=True) == Verdict.APPROVED


@guard(_("调解员尚未签字。"))
def mediator_signed(flow: Table) -> bool:
    """And the mediator."""
    asked = flow.last_round(ApprovalKind.SIGN)
    rows = [row for row in flow.signatures(asked) if row.seat_id is None] if asked else []
    return any(row.answer == Answer.APPROVE for row in rows)


@guard(_("调解员已经签过字。"))
def mediator_not_signed(flow: Table) -> bool:
    """Once."""
    asked = flow.last_round(ApprovalKind.SIGN)
    rows = [row for row in flow.signatures(asked) if row.seat_id is None] if asked else []
    return any(row.answer == Answer.OPEN for row in rows)


@guard(_("延期要双方都有书面或录音的同意，现在还缺一方。"))
def both_sides_agreed_to_wait(flow: Table) -> bool:
    """Each side's recorded consent, with its paper, to one and the same day."""
    said = ExtensionConsent.objects.filter(case=flow.case, seat__is_active=True).values_list(
        "until", "seat__kind"
    )
    by_day: dict[object, set[str]] = {}
    for until, kind in said:
        by_day.setdefault(until, set()).add(kind)
    return any(set(SIDES) <= kinds for kinds in by_day.values())


@guard(_("调解期限已经过了，大家都签了字的协议不能再改；请盖章，或认定协商不成。"))
def signed_terms_may_change(flow: Table) -> bool:
    """Taken back after its last day, a signed agreement would be lost at once: mediation would have failed by the law."""
    closing = flow.ended_closing
    return closing is None or closing.due_at > flow.draft.at


@guard(_("调解期限没有在计算。"))
def fifteen_days_run(flow: Table) -> bool:
    """Only a mediation has them; an agenda meeting has our own target."""
    return flow.draft.clocks.get("mediation_close") is not None


@guard(_("只有议题协商才有议题清单。"))
def has_agenda(flow: Table) -> bool:
    """Topics belong to a meeting without a dispute."""
    return flow.is_agenda


@guard(_("还没有告知各方协商不成和后续途径。"))
def parties_were_informed(flow: Table) -> bool:
    """Who came to the table in vain must hear it, and where to go now."""
    return flow.case.state != S.FAILED or flow.detail.informed_at is not None


@guard(_("协议条款在所服务的案件里跟踪和结案。"))
def stands_alone(flow: Table) -> bool:
    """A table that serves a case leaves its closing to that case's chair."""
    return flow.detail.serves_id is None


@guard(_("协商没有服务的案件，请提请主席结案。"))
def serves_a_case(flow: Table) -> bool:
    """The other way round."""
    return flow.detail.serves_id is not None


@guard(_("协议还有条款没有履行，也没有转入后续途径。"))
def agreement_was_performed(flow: Table) -> bool:
    """No closing of an agreed table without performance, or a road taken."""
    if flow.case.state != S.IN_FORCE or flow.detail.road:
        return True
    return all(term.state == TermState.PERFORMED for term in flow.terms)


@guard(_("这次协商没有职工一方。"))
def has_workers(flow: Table) -> bool:
    """Representatives stand for workers."""
    return any(seat.kind == SeatKind.WORKER for seat in flow.seats)


@guard(_("还没有开过会，没有可以记录的会议。"), idle=True)
def has_met(flow: Table) -> bool:
    """Minutes are of a session that was held."""
    return Session.objects.filter(case=flow.case, opened_at__isnull=False).exists()


@guard(_("议题协商的协议没有仲裁审查、司法确认等后续途径。"), idle=True)
def agreement_has_roads(flow: Table) -> bool:
    """What was agreed on an agenda is no settled dispute: the law opens none of the four roads to it."""
    return flow.case.state != S.IN_FORCE or not flow.is_agenda


@guard(_("没有已通知的会议。"))
def session_planned(flow: Table) -> bool:
    """Something to open, move or cancel."""
    return flow.coming is not None
