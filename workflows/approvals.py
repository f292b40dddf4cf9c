"""Approvals and consents: rows, one pure verdict, one settle after every change.

审批：同意、退回、不同意、撤回. Nobody approves their own; a deputy does not sign twice; an answer carries the round it
answers, and a closed round says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases import codes
from organizations import queries
from organizations.acting import Acting
from organizations.models import Post, Unit
from record.names import EventName
from record.timekeeping import day_of

from .draft import Draft
from .errors import NotPermitted, NotPossible, StaleCase
from .models import AT_THE_TABLE, Answer, Approval, ApprovalKind, Mode, Signature, Step, Verdict


def step_verdict(mode: str, share: int, answers: Sequence[str]) -> Verdict:
    """Where one step stands, from its signers' answers in their order. Pure; void answers do not count.

    A refusal decides against at once where all are needed; where any one or a share suffices, only when the yes can no
    longer be reached. A return always sends back. Advice never stops anything.
    """
    said = [answer for answer in answers if answer != Answer.VOID]
    yes, no = said.count(Answer.APPROVE), said.count(Answer.REFUSE)
    if mode == Mode.ADVISORY:
        return Verdict.APPROVED if Answer.OPEN not in said else Verdict.OPEN
    if Answer.RETURN in said:
        return Verdict.RETURNED
    if mode == Mode.EACH:
        return _each(said, yes, asked=bool(answers))
    if not said:
        return Verdict.OPEN
    if mode == Mode.ANY:
        needed = 1
    elif mode == Mode.SHARE:
        needed = -(-len(said) * share // 100)
    else:
        needed = len(said)
    if yes >= needed:
        return Verdict.APPROVED
    return Verdict.REFUSED if len(said) - no < needed else Verdict.OPEN


def _each(said: Sequence[str], yes: int, asked: bool) -> Verdict:
    """各自表态: everybody speaks for himself alone. Open while anybody may still answer; one yes is enough to go on."""
    if Answer.OPEN in said or not asked:
        return Verdict.OPEN
    return Verdict.APPROVED if yes else Verdict.REFUSED


def verdict(steps: Iterable[tuple[str, int, Sequence[str]]], parallel: bool = False) -> Verdict:
    """Where a whole approval stands, pure. ``steps``: mode, share and answers of each, in order.

    In a chain the first step that is not approved decides. In ``parallel`` all are asked at once: one refused refuses
    everything, and everything is approved when every step is that does more than advise.
    """
    if parallel:
        return _verdict_of_all([(mode, step_verdict(mode, share, said)) for mode, share, said in steps])
    for mode, share, answers in steps:
        found = step_verdict(mode, share, answers)
        if found != Verdict.APPROVED:
            return found
    return Verdict.APPROVED


def _verdict_of_all(found: Sequence[tuple[str, Verdict]]) -> Verdict:
    binding = [one for mode, one in found if mode != Mode.ADVISORY]
    for decisive in (Verdict.RETURNED, Verdict.REFUSED):
        if decisive in binding:
            return decisive
    done = bool(binding) and all(one == Verdict.APPROVED for one in binding)
    return Verdict.APPROVED if done else Verdict.OPEN


def verdict_of(rows: Iterable[Signature], parallel: bool = False) -> Verdict:
    """As ``verdict``, of the signatures of one round in the order they were asked; their steps must be loaded. Pure."""
    chain: dict[int, tuple[str, int, list[str]]] = {}
    for row in rows:
        chain.setdefault(row.step.order, (row.step.mode, row.step.share, []))[2].append(row.answer)
    return verdict((chain[order] for order in sorted(chain)), parallel)


@dataclass(slots=True)
class Request:
    """What is asked, before it is written."""

    kind: ApprovalKind
    payload: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    back_to: str = ""


def signers(unit: Unit, at: datetime.datetime, excluding: Iterable[int | None]) -> tuple[Unit, list[Post]]:
    """Who decides at ``unit``: its chair, else a vice-chair, else the union above. Nobody in ``excluding`` (回避)."""
    found = queries.deciders(unit, day_of(at), [pk for pk in excluding if pk])
    if not found[1]:
        raise NotPossible(_("本级和上级工会都没有可以审批的主席或副主席，请先到组织页面登记任职。"))
    return found


def ask(draft: Draft, request: Request, asked_by_handler: int | None = None) -> Approval:
    """Open an approval on the draft's case, addressed to its unit's chair. The asker is never among the signers."""
    actor, case = draft.actor, draft.case
    unit, posts = signers(case.unit, draft.at, [actor.signs_as, actor.person.pk if actor.person else None])
    approval = Approval(
        code=codes.fresh(), case=case, kind=request.kind, payload=request.payload, asked_by=actor.person,
        asked_role=actor.role, asked_at=draft.at, unit=unit, back_to=request.back_to,
        reason_key=draft.keep({"reason": request.reason}) if request.reason else None,
    )  # fmt: skip
    chain = Step(approval=approval, order=1, mode=Mode.ANY)
    draft.born += [approval, chain]
    for post in {post.person_id: post for post in posts}.values():
        draft.born.append(_signature(chain, post, unit, approval.round))
    if case.is_open:
        # A closed case has no clock but 回访: the question of a reopening waits, and hurries nobody.
        draft.clocks.start("approval_decide", approval.code)
    draft.say(
        EventName.APPROVAL_ASKED, {"reason": request.reason}, approval=approval.code, kind=str(request.kind),
        payload=request.payload,
    )  # fmt: skip
    return approval


def _signature(chain: Step, post: Post, unit: Unit, round_: int) -> Signature:
    """A signature waiting for the holder of ``post``."""
    return Signature(
        code=codes.fresh(), step=chain, round=round_, signer_id=post.person_id, role=post.role, unit=unit
    )


def find_open(case_id: int, code: str, round_: int) -> Approval:
    """The open approval that is answered; StaleCase when its round is over."""
    approval = Approval.objects.filter(case_id=case_id, code=code).first()
    if approval is None:
        raise NotPossible(_("找不到这项审批。"))
    if approval.verdict != Verdict.OPEN:
        raise StaleCase(
            _("这项审批已经有了结果：%(verdict)s。") % {"verdict": approval.get_verdict_display()}
        )
    if approval.round != round_:
        raise StaleCase(_("申请内容已经改过，请看了新的内容再签。"))
    return approval


def signature_for(approval: Approval, actor: Acting) -> Signature:
    """The open signature this actor may give; NotPermitted says why there is none."""
    rows = Signature.objects.filter(step__approval=approval, round=approval.round).select_related("step")
    return signature_among(list(rows.order_by("id")), approval, actor)


def signature_among(rows: Sequence[Signature], approval: Approval, actor: Acting) -> Signature:
    """As ``signature_for``, among the signatures of this round. Pure."""
    me = actor.person.pk if actor.person else None
    if me is None or me == approval.asked_by_id or actor.signs_as == approval.asked_by_id:
        raise NotPermitted(_("自己提请的事项不能由自己审批。"))
    if any(row.signed_by_id == me for row in rows):
        raise NotPermitted(_("您已经签过一次，不能再代别人签。"))
    for row in rows:
        if row.signer_id == actor.signs_as and row.answer == Answer.OPEN:
            return row
    raise NotPermitted(_("这项审批没有送给您，或您已经签过。"))


def may_answer(approval: Approval, actor: Acting) -> bool:
    """Whether ``signature_for`` would find one."""
    try:
        signature_for(approval, actor)
    except NotPermitted:
        return False
    return True


def settle(
    draft: Draft, approval: Approval, changed: Signature | None = None, also: Iterable[Signature] = ()
) -> Verdict:
    """Decide the approval anew after a change; a decided one closes its clock and its other signatures.

    ``changed`` and ``also`` are signatures of this round as they are about to be written.
    """
    fresh = {row.pk: row for row in (*also, *([changed] if changed is not None else ()))}
    rows = [fresh.get(row.pk, row) for row in round_of(approval)]
    found = verdict_of(rows, parallel=approval.kind in AT_THE_TABLE)
    if found != Verdict.OPEN:
        close(draft, approval, found, rows)
    return found


def round_of(approval: Approval) -> list[Signature]:
    """The signatures of the present round with their steps, in order. One query."""
    rows = Signature.objects.filter(step__approval=approval, round=approval.round)
    return list(rows.select_related("step").order_by("step__order", "id"))


def close(draft: Draft, approval: Approval, found: Verdict, rows: Iterable[Signature]) -> None:
    """Set the verdict; signatures nobody needs any more become void."""
    approval.verdict, approval.closed_at = found, draft.at
    draft.changed.append(approval)
    for row in rows:
        if row.answer == Answer.OPEN:
            row.answer = Answer.VOID
            draft.changed.append(row)
    draft.clocks.stop("approval_decide", approval.code, because=str(found))


def void_open(draft: Draft, but: str = "", keep: Collection[str] = ()) -> None:
    """Close every open approval of a case that moved on by another way, but those of the kinds in ``keep``."""
    decided = {row.pk for row in draft.changed if isinstance(row, Approval)}
    left = Approval.objects.filter(case=draft.case, verdict=Verdict.OPEN).exclude(code=but)
    for approval in left.exclude(kind__in=keep).exclude(pk__in=decided):
        rows = Signature.objects.filter(step__approval=approval, round=approval.round)
        close(draft, approval, Verdict.VOID, list(rows))


def readdress_open(draft: Draft) -> None:
    """A case that went to another union takes its question along: a new round, put to that union's chair.

    Voiding it would leave a case in 待结案 waiting for an answer that nobody is asked for any more.
    """
    asked = Approval.objects.filter(case=draft.case, verdict=Verdict.OPEN)
    for approval in asked.exclude(kind__in=AT_THE_TABLE):
        rows = list(Signature.objects.filter(step__approval=approval, round=approval.round))
        chain = approval.steps.get(order=1)
        unit, posts = signers(draft.case.unit, draft.at, [approval.asked_by_id])
        approval.unit, approval.round = unit, approval.round + 1
        for row in rows:
            if row.answer == Answer.OPEN:
                row.answer = Answer.VOID
        draft.changed += [approval, *rows]
        for post in {post.person_id: post for post in posts}.values():
            draft.born.append(_signature(chain, post, unit, approval.round))
        draft.clocks.start("approval_decide", approval.code, because="readdressed")
