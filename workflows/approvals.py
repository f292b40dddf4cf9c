"""Approvals and consents: rows, one pure verdict, one settle after every change.

审批：同意、退回、不同意、撤回. Nobody approves their own; a deputy does not sign twice; an answer carries the round it
answers, and a closed round says so. How a chain goes from step to step is in ``sheets``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from organizations.acting import Acting

from .draft import Draft
from .errors import NotPermitted, NotPossible, Refused, StaleCase
from .models import AT_THE_TABLE, Answer, Approval, ApprovalKind, Signature, Verdict
from .verdicts import first_before, step_verdict, verdict, verdict_of

__all__ = [
    "Request",
    "close",
    "find_open",
    "round_of",
    "settle",
    "signature_among",
    "step_verdict",
    "verdict",
    "verdict_of",
    "void_open",
]


@dataclass(slots=True)
class Request:
    """What is asked, before it is written. ``ask_again``: also those steps whose matter did not change since a return."""

    kind: ApprovalKind
    payload: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    back_to: str = ""
    ask_again: bool = False


def find_open(case_id: int, code: str, round_: int | None = None) -> Approval:
    """The open approval that is answered; StaleCase when it is decided, or its round is over. One query."""
    approval = Approval.objects.filter(case_id=case_id, code=code).first()
    if approval is None or approval.kind in AT_THE_TABLE:
        raise NotPossible(_("找不到这项审批。"))
    if approval.verdict != Verdict.OPEN:
        raise decided(approval)
    if round_ is not None and approval.round != round_:
        raise StaleCase(_("申请内容已经改过，请看了新的内容再签。"))
    return approval


def decided(approval: Approval) -> StaleCase:
    """What somebody is told who comes after the verdict."""
    return StaleCase(_("这项审批已经有了结果：%(verdict)s。") % {"verdict": approval.get_verdict_display()})


def signature_among(
    rows: Sequence[Signature], approval: Approval, actor: Acting, concerned: Collection[int] = ()
) -> Signature:
    """The open signature this actor may give now, among those of this round with their signers. Pure.

    NotPermitted says why there is none; NotPossible whose turn it is before.
    """
    me, principal = actor.person.pk if actor.person else None, actor.signs_as
    if me is None or {me, principal} & {approval.asked_by_id, approval.asked_for_id}:
        raise NotPermitted(_("自己提请的事项不能由自己审批。"))
    if {me, principal} & set(concerned):
        raise NotPermitted(_("涉及本人的事项不能由本人审批。"))
    if any(row.signed_by_id == me for row in rows):
        raise NotPermitted(_("您已经签过一次，不能再代别人签。"))
    row = next((row for row in rows if row.signer_id == principal and row.answer == Answer.OPEN), None)
    if row is None:
        raise NotPermitted(_("这项审批没有送给您，或您已经签过。"))
    before = first_before(row, rows)
    if before is not None:
        raise NotPossible(_("还没有轮到您，要先由%(who)s签。") % {"who": before.signer or ""})
    return row


def may_answer(
    rows: Sequence[Signature], approval: Approval, actor: Acting, concerned: Collection[int] = ()
) -> bool:
    """Whether ``signature_among`` would find one. Pure."""
    try:
        signature_among(rows, approval, actor, concerned)
    except Refused:
        return False
    return True


def settle(draft: Draft, approval: Approval, also: Iterable[Signature] = ()) -> Verdict:
    """Decide anew after a change what was put to a table all at once; a decided round closes its other signatures.

    ``also`` are signatures of this round as they are about to be written.
    """
    fresh = {row.pk: row for row in also}
    rows = [fresh.get(row.pk, row) for row in round_of(approval)]
    found = verdict_of(rows, parallel=approval.kind in AT_THE_TABLE)
    if found != Verdict.OPEN:
        close(draft, approval, found, rows)
    return found


def round_of(approval: Approval) -> list[Signature]:
    """The signatures of the present round with their steps and signers, in order. One query."""
    rows = Signature.objects.filter(step__approval=approval, round=approval.round)
    return list(rows.select_related("step", "signer").order_by("step__order", "id"))


def close(draft: Draft, approval: Approval, found: Verdict, rows: Iterable[Signature]) -> None:
    """Set the verdict; signatures nobody needs any more become void."""
    approval.verdict, approval.closed_at = found, draft.at
    draft.changed.append(approval)
    void(draft, rows)
    draft.clocks.stop("approval_decide", approval.code, because=str(found))


def void(draft: Draft, rows: Iterable[Signature]) -> None:
    """Nobody needs what is still open of ``rows``."""
    for row in rows:
        if row.answer == Answer.OPEN:
            row.answer = Answer.VOID
            draft.changed.append(row)


def void_open(draft: Draft, but: str = "", keep: Collection[str] = ()) -> None:
    """Close every open approval of a case that moved on by another way, but those of the kinds in ``keep``."""
    done = {row.pk for row in draft.changed if isinstance(row, Approval)}
    left = Approval.objects.filter(case=draft.case, verdict=Verdict.OPEN).exclude(code=but)
    for approval in left.exclude(kind__in=keep).exclude(pk__in=done):
        rows = Signature.objects.filter(step__approval=approval, round=approval.round)
        close(draft, approval, Verdict.VOID, list(rows))
