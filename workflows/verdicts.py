"""What follows from answers: one pure verdict of a step, of an approval, and whose turn it is. Nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .models import GONE, Answer, Mode, Signature, Step, Verdict

#: Mode, share and answers of a step, in their order; then those of the signers that were added to it.
Said = tuple[str, int, Sequence[str]] | tuple[str, int, Sequence[str], Sequence[str]]


def step_verdict(mode: str, share: int, answers: Sequence[str], added: Sequence[str] = ()) -> Verdict:
    """Where one step stands, from its signers' answers in their order. Pure; void answers do not count.

    A refusal decides against at once where all are needed; where any one or a share suffices, only when the yes can no
    longer be reached. A return always sends back. Advice never stops anything. Whoever was ``added`` (加签) is needed
    besides, whatever the mode; of advice only their word is.
    """
    said = [answer for answer in answers if answer not in GONE]
    besides = [answer for answer in added if answer not in GONE]
    if mode == Mode.ADVISORY:
        return Verdict.OPEN if Answer.OPEN in (*said, *besides) or not answers else Verdict.APPROVED
    if Answer.RETURN in said or Answer.RETURN in besides:
        return Verdict.RETURNED
    if mode == Mode.EACH:
        return _each(said, said.count(Answer.APPROVE), asked=bool(answers))
    found = _enough(mode, share, said)
    if found == Verdict.REFUSED or Answer.REFUSE in besides:
        return Verdict.REFUSED
    return Verdict.OPEN if Answer.OPEN in besides else found


def _enough(mode: str, share: int, said: Sequence[str]) -> Verdict:
    """Whether the step's own signers said yes often enough, or no longer can."""
    if not said:
        return Verdict.OPEN
    yes, no = said.count(Answer.APPROVE), said.count(Answer.REFUSE)
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


def verdict(steps: Iterable[Said], parallel: bool = False) -> Verdict:
    """Where a whole approval stands, pure. ``steps``: mode, share and answers of each, in order.

    In a chain the first step that is not approved decides. In ``parallel`` all are asked at once: one refused refuses
    everything, and everything is approved when every step is that does more than advise.
    """
    if parallel:
        return _verdict_of_all([(one[0], step_verdict(*one)) for one in steps])
    for one in steps:
        found = step_verdict(*one)
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


def said_in(step: Step, rows: Iterable[Signature]) -> tuple[str, int, Sequence[str], Sequence[str]]:
    """What ``verdict`` needs to know of a step, from the signatures of one round."""
    own = [row for row in rows if row.step.order == step.order]
    return (
        step.mode,
        step.share,
        [row.answer for row in own if not row.added_how],
        [row.answer for row in own if row.added_how],
    )


def verdict_of(rows: Iterable[Signature], parallel: bool = False) -> Verdict:
    """As ``verdict``, of the signatures of one round in the order they were asked; their steps must be loaded. Pure."""
    asked = list(rows)
    steps = {row.step.order: row.step for row in asked}
    return verdict((said_in(steps[order], asked) for order in sorted(steps)), parallel)


def first_before(row: Signature, rows: Iterable[Signature]) -> Signature | None:
    """The open signature that must be given before ``row`` (依次会签, 前加签, 后加签); None when it is its turn. Pure."""
    if not row.waits_for:
        return None
    return next((one for one in rows if one.code == row.waits_for and one.answer == Answer.OPEN), None)
