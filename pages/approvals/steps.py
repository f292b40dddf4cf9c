"""Where an approval stands on its way: its steps, who signs at each, what they said. Pure: everything was loaded before."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.roles import Role
from workflows.chains import named
from workflows.models import GONE, Added, Answer, Mode, Signature, Step, Verdict
from workflows.verdicts import first_before, said_in, step_verdict


@dataclass(frozen=True)
class SignerLine:
    """One signature of a step: who, in which post, what they said, and what there is to add."""

    who: str
    post: str
    answer: str
    note: str
    icon: str


@dataclass(frozen=True)
class StepLine:
    """One step. ``now`` marks the one that is asked."""

    number: int
    name: str
    how: str
    state: str
    icon: str
    now: bool
    passed: bool
    signers: Sequence[SignerLine]


def steps_left(steps: Sequence[Step], rows: Sequence[Signature]) -> list[Step]:
    """The steps behind the one that is asked."""
    for number, step in enumerate(steps, 1):
        if step_verdict(*said_in(step, rows)) != Verdict.APPROVED:
            return list(steps[number:])
    return []


def is_turn(row: Signature, rows: Sequence[Signature]) -> bool:
    """Whether this signature is the one, or one of those, that is waited for now."""
    return row.signer is not None and row.answer == Answer.OPEN and first_before(row, rows) is None


def others_after(rows: Sequence[Signature], acting: Acting | None) -> list[str]:
    """Who would still have to sign this step if ``acting`` said yes; nobody where that decides it."""
    mine = next((row for row in rows if acting and row.signer_id == acting.signs_as and not row.answer), None)
    if mine is None:
        return []
    said = copy(mine)
    said.answer = Answer.APPROVE
    then = [said if row is mine else row for row in rows]
    if step_verdict(*said_in(mine.step, then)) != Verdict.OPEN:
        return []
    step = [row for row in then if row.step.order == mine.step.order]
    return [str(row.signer) for row in step if row.answer == Answer.OPEN]


def lines(steps: Sequence[Step], rows: Sequence[Signature]) -> list[StepLine]:
    """The whole way, in order."""
    found, reached = [], True
    for step in steps:
        own = [row for row in rows if row.step.order == step.order and row.answer not in GONE]
        verdict = step_verdict(*said_in(step, own))
        now = reached and verdict == Verdict.OPEN
        state, icon = (
            (str(verdict.label), "circle-check") if verdict != Verdict.OPEN else (_("还没有到"), "clock")
        )
        if now:
            state, icon = _("正在审批"), "hourglass"
        # The mode binds the step's own signers; whoever was added is needed besides.
        how = str(Mode(step.mode).label) if sum(not row.added_how for row in own) > 1 else ""
        signers = [_line(row, rows) for row in own]
        passed = reached and verdict == Verdict.APPROVED
        found.append(StepLine(step.order, named(step), how, state, icon, now, passed, signers))
        reached = passed
    return found


def _line(row: Signature, rows: Sequence[Signature]) -> SignerLine:
    who = row.signer.name if row.signer else ""
    place = row.unit or row.partner
    post = " ".join(
        part for part in (str(place or ""), str(Role(row.role).label) if row.role else "") if part
    )
    notes = []
    if row.carried_from_id:
        notes.append(_("内容没有变，沿用以前的意见"))
    if row.signed_by is not None and row.signed_by_id != row.signer_id:
        notes.append(_("由 %(who)s 代签") % {"who": row.signed_by.name})
    if row.added_how:
        by = row.added_by.name if row.added_by else ""
        notes.append(f"{_('%(who)s 加签') % {'who': by}}：{Added(row.added_how).label}")
    if row.instead_of_id:
        notes.append(_("转来的"))
    before = first_before(row, rows)
    if before is not None:
        notes.append(_("要先由 %(who)s 签") % {"who": before.signer.name if before.signer else ""})
    if row.urged_at is not None and row.answer == Answer.OPEN:
        notes.append(_("已催办"))
    icon = {Answer.OPEN: "hourglass", Answer.APPROVE: "circle-check"}.get(Answer(row.answer), "arrow-back-up")
    return SignerLine(who, post, row.get_answer_display(), "；".join(notes), icon)
