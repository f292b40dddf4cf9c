"""One round of answers or signatures: who is asked, whose answer this is, and why an answer comes too late."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from cases import codes
from cases.models import Case, ProposalTerm, Seat
from organizations.acting import Acting
from protection import invitations
from workflows.draft import Draft
from workflows.errors import BadInput, NotPossible, StaleCase
from workflows.models import Answer, Approval, ApprovalKind, Mode, Signature, Step, Verdict

from .portions import Owed
from .sides import Asked, bound_seats
from .versions import changes

#: What one may say to a question; a signature is given or refused.
SAYINGS = {"yes": Answer.APPROVE, "no": Answer.REFUSE}
#: How long a one-time link opens its question.
LINK_LASTS = datetime.timedelta(days=15)


def put(
    draft: Draft,
    kind: ApprovalKind,
    version: int,
    steps: Sequence[Asked],
    seats: Mapping[str, Seat],
    owed: Owed | None = None,
) -> tuple[Approval, list[Signature]]:
    """Open a round on the draft's case: an approval, its steps all asked at once, a signature a seat. What each worker
    is ``owed`` as it is asked is kept with it.
    """
    actor, case = draft.actor, draft.case
    kept = {} if owed is None else {"owed": {str(party): str(amount) for party, amount in owed.items()}}
    approval = Approval(
        code=codes.fresh(), case=case, kind=kind, payload={"version": version} | kept, asked_by=actor.person,
        asked_role=actor.role, asked_at=draft.at, unit=case.unit,
    )  # fmt: skip
    chain = [
        Step(approval=approval, order=order, mode=asked.mode, share=asked.share)
        for order, asked in enumerate(steps, 1)
    ]
    rows = [
        Signature(
            code=codes.fresh(), step=one, round=approval.round, seat=seats[code],
            for_seats=list(asked.also_for.get(code, ())),
        )
        for one, asked in zip(chain, steps, strict=True)
        for code in asked.seats
    ]  # fmt: skip
    draft.born += [approval, *chain, *rows]
    return approval, rows


def owed_when_asked(approval: Approval | None) -> Owed | None:
    """What each worker was owed when this round was asked; None where that was not kept."""
    kept = approval.payload.get("owed") if approval is not None else None
    return None if kept is None else {int(party): Decimal(amount) for party, amount in kept.items()}


def find(case: Case, code: str, round_: int) -> Approval:
    """The open round that is answered; StaleCase says what changed since it was asked."""
    approval = Approval.objects.filter(case=case, code=code).first()
    if approval is None or approval.kind not in (ApprovalKind.CONSENT, ApprovalKind.SIGN):
        raise NotPossible(_("找不到这次征求意见。"))
    if approval.verdict != Verdict.OPEN or approval.round != round_:
        raise overtaken(case, approval)
    return approval


def overtaken(case: Case, approval: Approval) -> StaleCase:
    """Why an answer to a closed round counts for nothing: the version it was given to, and which terms changed."""
    asked = int(approval.payload.get("version", 0))
    newest = case.proposals.order_by("-version").values_list("version", flat=True).first() or 0
    if newest > asked:
        terms = _terms(case, (asked, newest))
        said = changes(terms[asked], terms[newest]) or [_("正文有改动")]
        sentence = _("方案已改为第%(new)s版，您看到的是第%(old)s版。改动：%(changes)s。请看过新方案再表态。")
        return StaleCase(sentence % {"new": newest, "old": asked, "changes": "；".join(said)}, tuple(said))
    if approval.verdict == Verdict.VOID:
        return StaleCase(_("各方已回到协商，这次征求意见作废；有了新的方案会再请您表态。"))
    return StaleCase(_("这次征求意见已经结束：%(verdict)s。") % {"verdict": approval.get_verdict_display()})


def _terms(case: Case, versions: tuple[int, int]) -> dict[int, list[ProposalTerm]]:
    found: dict[int, list[ProposalTerm]] = {version: [] for version in versions}
    rows = ProposalTerm.objects.filter(proposal__case=case, proposal__version__in=versions)
    for term in rows.select_related("proposal"):
        found[term.proposal.version].append(term)
    return found


def of_seat(rows: Sequence[Signature], seat: Seat) -> Signature:
    """The signature asked of a seat in this round; a sentence where a representative answers for it, or nobody asked."""
    for row in rows:
        if row.seat_id == seat.pk:
            return row
    if any(seat.code in row.for_seats for row in rows):
        raise NotPossible(_("这位职工已经书面特别授权，由代表表态。"))
    raise NotPossible(_("这次没有征求这个席位的意见。"))


def by_link(acting: Acting) -> Signature:
    """The signature a one-time link opens, with its approval and seat; a plain sentence when it opens none any more."""
    mark = invitations.fingerprint(acting.link)
    found = Signature.objects.filter(link_hash=mark, step__approval__case=acting.case_id) if mark else None
    row = found.select_related("step__approval", "seat__party").first() if found is not None else None
    if row is None:
        raise NotPossible(_("这个链接不对，或已经换成了新的链接。请向调解员要最新的链接。"))
    return row


def check_link(row: Signature, case: Case, at: datetime.datetime) -> Approval:
    """The open round the link answers. Used, expired, overtaken: each a sentence."""
    approval = row.step.approval
    if row.link_used_at is not None:
        raise NotPossible(_("这个链接已经用过。一个链接只能用一次；要改意见请联系调解员。"))
    if approval.verdict != Verdict.OPEN or approval.round != row.round:
        raise overtaken(case, approval)
    if row.link_until is None or row.link_until <= at:
        raise NotPossible(_("这个链接已经过期，请向调解员要新的链接。"))
    if row.answer != Answer.OPEN:
        raise NotPossible(_("您的意见已经登记过：%(answer)s。") % {"answer": row.get_answer_display()})
    return approval


def saying(answer: str, kind: str) -> Answer:
    """What ``answer`` (yes, no) means for this kind of round."""
    if answer not in SAYINGS:
        options = _("请选择签字或不签。") if kind == ApprovalKind.SIGN else _("请选择同意或不同意。")
        raise BadInput(options, "answer")
    return SAYINGS[answer]


def bound_by(rows: Sequence[Signature]) -> list[str]:
    """Codes of the seats whose consent was given in a decided round, themselves or through who stands for them."""
    return bound_seats(
        (row.seat.code, row.for_seats, row.answer == Answer.APPROVE)
        for row in rows
        if row.seat is not None and row.step.mode != Mode.ADVISORY
    )
