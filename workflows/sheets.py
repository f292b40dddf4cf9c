"""审批单: an approval with its steps and the signatures of its present round, and how it goes on from step to step.

The signatures of a step are born when the step before it is approved. A return to a named step opens a new round from
there: what was said in the steps before it is carried over, in rows that say so. Nobody is asked twice in one round: who
already said yes in an earlier step is taken to say it in the later one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import codes
from cases.models import CaseReader, ReaderReason
from record.names import EventName
from record.timekeeping import day_of

from . import chains
from .approvals import Request, close, round_of, void
from .chains import Signer
from .errors import NotPossible
from .machine import Workflow
from .models import AT_THE_TABLE, GONE, Answer, Approval, Mode, Signature, Step, Verdict
from .verdicts import said_in, step_verdict

#: What counts as said: carried over into a new round.
GIVEN = (Answer.APPROVE, Answer.REFUSE)


@dataclass
class Sheet:
    """One approval. ``rows`` are the signatures of this round as they are about to be written."""

    approval: Approval
    steps: list[Step]
    rows: list[Signature]

    @classmethod
    def of(cls, approval: Approval) -> Sheet:
        """As the database has it. Two queries."""
        return cls(approval, list(approval.steps.order_by("order")), round_of(approval))

    def rows_of(self, step: Step) -> list[Signature]:
        """The step's signatures of this round, in the order they were asked."""
        return [row for row in self.rows if row.step.order == step.order]

    def stands(self, step: Step) -> Verdict:
        """Where one step stands; one that nobody was asked yet is open."""
        return step_verdict(*said_in(step, self.rows_of(step)))

    @property
    def asked(self) -> Step | None:
        """The step that is being asked: the first that is not approved; None when all are."""
        return next((step for step in self.steps if self.stands(step) != Verdict.APPROVED), None)

    def step_called(self, order: int) -> Step:
        """The step with that number; a sentence for one that does not exist, or has not been reached."""
        asked = self.asked
        for step in self.steps:
            if step.order == order and asked is not None and step.order < asked.order:
                return step
        raise NotPossible(_("只能退回到已经审批过的步骤。"))


def ask(flow: Workflow, request: Request) -> Approval:
    """Open an approval on the flow's case and ask its first step. The asker is never among the signers.

    Every step must have somebody today: NotPossible names the one that has not. One query for the chain and one a step.
    """
    draft, case, actor = flow.draft, flow.case, flow.draft.actor
    approval = Approval(
        code=codes.fresh(), case=case, kind=request.kind, payload=request.payload, asked_by=actor.person,
        asked_for=actor.on_behalf_of, asked_role=actor.role, asked_at=draft.at, unit=case.unit, back_to=request.back_to,
        reason_key=draft.keep({"reason": request.reason}) if request.reason else None,
    )  # fmt: skip
    steps = chains.copied(chains.steps_for(case, request.kind), approval)
    draft.born += [approval, *steps]
    sheet = Sheet(approval, steps, [])
    if len(steps) > 1:
        _carry_over(flow, sheet, request.ask_again)
    for step in steps[1:]:
        _who(flow, sheet, step)
    draft.say(
        EventName.APPROVAL_ASKED, {"reason": request.reason}, approval=approval.code, kind=str(request.kind),
        payload=request.payload,
    )  # fmt: skip
    settle(flow, sheet, because="")
    return approval


def settle(flow: Workflow, sheet: Sheet, because: str = "next_step") -> Verdict:
    """Go on as far as the answers lead: ask the next step, or close the approval with its verdict."""
    while True:
        step = sheet.asked
        found = Verdict.APPROVED if step is None else sheet.stands(step)
        if step is None or found != Verdict.OPEN:
            close(flow.draft, sheet.approval, found, sheet.rows)
            return found
        if sheet.rows_of(step):
            return Verdict.OPEN
        void(flow.draft, sheet.rows)
        _ask_step(flow, sheet, step, because)


def next_round(flow: Workflow, sheet: Sheet, start: Step, because: str) -> Verdict:
    """A new round from ``start`` on; what was said in the steps before it is carried over."""
    approval, draft = sheet.approval, flow.draft
    approval.round += 1
    draft.changed.append(approval)
    void(draft, sheet.rows)
    said = [row for row in sheet.rows if row.step.order < start.order]
    sheet.rows = [_copy(row, row.step, approval.round) for row in said if row.answer in GIVEN]
    draft.born += sheet.rows
    return settle(flow, sheet, because)


def readdress_open(flow: Workflow) -> None:
    """A case that went to another union takes its questions along: a new round, put to those who sign there.

    Voiding them would leave a case in 待结案 waiting for an answer that nobody is asked for any more.
    """
    asked = Approval.objects.filter(case=flow.case, verdict=Verdict.OPEN).exclude(kind__in=AT_THE_TABLE)
    for approval in asked:
        sheet = Sheet.of(approval)
        step = sheet.asked
        if step is not None:
            next_round(flow, sheet, step, because="readdressed")


def _who(flow: Workflow, sheet: Sheet, step: Step) -> list[Signer]:
    """Who signs at ``step``: neither who asked, nor whom it concerns, nor who signed this round in another's place."""
    unit = flow.approval_place(step.place)
    stood_in = {row.signed_by_id for row in sheet.rows if row.signed_by_id != row.signer_id}
    excluded = nobody_of(flow, sheet.approval) | {pk for pk in stood_in if pk is not None}
    return chains.who_signs(step, unit, day_of(flow.draft.at), excluded)


def nobody_of(flow: Workflow, approval: Approval) -> set[int]:
    """Who may not sign, by key: the asker, for whom they asked, and whom it concerns."""
    return {pk for pk in (approval.asked_by_id, approval.asked_for_id) if pk} | flow.concerned_people


def _ask_step(flow: Workflow, sheet: Sheet, step: Step, because: str) -> None:
    """Have the signatures of ``step`` born, and its clock begin."""
    approval, draft = sheet.approval, flow.draft
    before = ""
    for signer in _who(flow, sheet, step):
        row = new_signature(sheet, step, signer)
        if step.mode == Mode.IN_TURN:
            row.waits_for, before = before, row.code
        sheet.rows.append(row)
        draft.born.append(row)
        invite(flow, signer)
    _place(approval, sheet.rows_of(step))
    if flow.case.is_open:
        # A closed case has no clock but 回访: the question of a reopening waits, and hurries nobody.
        draft.clocks.start("approval_decide", approval.code, because=because, days=step.days)
    if because:
        if approval not in draft.changed:
            draft.changed.append(approval)
        _say_asked(flow, approval, step, because)


def _say_asked(flow: Workflow, approval: Approval, step: Step, because: str) -> None:
    """Where it went; of a return its own event says it."""
    name = {
        "next_step": EventName.NEXT_STEP_ASKED, "readdressed": EventName.APPROVAL_READDRESSED,
    }.get(because)  # fmt: skip
    if name is not None:
        flow.draft.say(name, approval=approval.code, kind=approval.kind, step=step.order, called=step.name)


def _place(approval: Approval, rows: Iterable[Signature]) -> None:
    """Where the approval lies now: at the union that is asked."""
    unit = next((row.unit for row in rows if row.unit is not None), None)
    if unit is not None:
        approval.unit = unit


def new_signature(sheet: Sheet, step: Step, signer: Signer) -> Signature:
    """A signature waiting for ``signer``; given already where they said yes in an earlier step of this round."""
    row = Signature(
        code=codes.fresh(), step=step, round=sheet.approval.round, signer_id=signer.person, role=signer.role,
        unit=signer.unit, partner=signer.partner,
    )  # fmt: skip
    said = [one for one in sheet.rows if one.signer_id == signer.person and one.step.order < step.order]
    yes = next((one for one in said if one.answer == Answer.APPROVE), None)
    if yes is not None:
        row.answer, row.signed_by_id, row.answered_at = Answer.APPROVE, yes.signed_by_id, yes.answered_at
        row.carried_from = _origin(yes)
    return row


def _copy(row: Signature, step: Step, round_: int) -> Signature:
    """What was said, in another round; whose answer it is and when it was given stay."""
    return Signature(
        code=codes.fresh(), step=step, round=round_, signer_id=row.signer_id, role=row.role, unit_id=row.unit_id,
        partner_id=row.partner_id, answer=row.answer, signed_by_id=row.signed_by_id, answered_at=row.answered_at,
        note_key=row.note_key, added_by_id=row.added_by_id, added_how=row.added_how, carried_from=_origin(row),
    )  # fmt: skip


def _origin(row: Signature) -> Signature | None:
    """The signature that was really given; a row of this very step is in no table yet."""
    return row if row.pk else row.carried_from


def _carry_over(flow: Workflow, sheet: Sheet, ask_again: bool) -> None:
    """Where the last question of this kind was returned: what its steps said stays said, while what they decided on and
    whom they asked did not change. The last step is always asked. Three queries, none where the chain has a single step.
    """
    approval = sheet.approval
    earlier = Approval.objects.filter(case=flow.case, kind=approval.kind).order_by("-id").first()
    if ask_again or earlier is None or earlier.verdict != Verdict.RETURNED:
        return
    before = Sheet.of(earlier)
    changed = changed_keys(earlier, approval)
    for old, new in zip(before.steps, sheet.steps[:-1], strict=False):
        if not _same(old, new) or before.stands(old) != Verdict.APPROVED or touches(new, changed):
            continue
        kept = [_copy(row, new, 1) for row in before.rows_of(old) if row.answer in GIVEN]
        if not any(
            pk in nobody_of(flow, approval) for row in kept for pk in (row.signer_id, row.signed_by_id)
        ):
            sheet.rows += kept
            flow.draft.born += kept


def changed_keys(before: Approval, after: Approval) -> set[str]:
    """Names of what was asked otherwise the time before. Pure."""
    was, now_is = before.payload, after.payload
    return {name for name in {*was, *now_is} if was.get(name) != now_is.get(name)}


def touches(step: Step, changed: Collection[str]) -> bool:
    """Whether a step decides on something that changed. Pure."""
    return bool(changed) and (not step.looks_at or bool(set(step.looks_at) & set(changed)))


def _same(old: Step, new: Step) -> bool:
    names = ("name", "signs", "place", "role", "partner_kind", "mode", "share")
    return all(getattr(old, name) == getattr(new, name) for name in names)


def invite(flow: Workflow, signer: Signer) -> None:
    """A body that is asked may read the case. One query a body, none for unions, which see their own."""
    body = signer.partner
    if body is None:
        return
    if any(isinstance(row, CaseReader) and row.partner_id == body.pk for row in flow.draft.born):
        return
    known = {"case": flow.case, "partner": body, "reason": ReaderReason.INVITED}
    reader = CaseReader.objects.filter(**known).first()
    if reader is None:
        flow.draft.born.append(CaseReader(**known))
    elif not reader.is_active:
        reader.is_active = True
        flow.draft.changed.append(reader)


def live(rows: Iterable[Signature]) -> list[Signature]:
    """Those that count."""
    return [row for row in rows if row.answer not in GONE]
