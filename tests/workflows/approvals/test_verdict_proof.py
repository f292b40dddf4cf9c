"""By enumeration: whatever is answered, added and taken off in whatever order, what is decided stays decided.

A small approval is played through the pure functions alone: steps of up to three signers in every mode, up to two steps,
every answer of every signer whose turn it is, and once an added signer before, after or beside, and taken off again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest

from workflows.models import Answer, Mode, Verdict
from workflows.verdicts import step_verdict, verdict

pytestmark = [pytest.mark.approvals, pytest.mark.soundness]
Y, N, R, W, V, GONE = (
    Answer.APPROVE, Answer.REFUSE, Answer.RETURN, Answer.OPEN, Answer.VOID, Answer.REMOVED,
)  # fmt: skip
MODES = [(mode, share) for mode in (Mode.ALL, Mode.ANY, Mode.IN_TURN, Mode.ADVISORY) for share in (100,)]
MODES += [(Mode.SHARE, share) for share in (34, 50, 66, 67)]


@dataclass(frozen=True)
class Played:
    """One step as it stands: its own signers' answers, and the added one's with its place (− before, + after the first)."""

    mode: Mode
    share: int
    own: tuple[Answer, ...]
    added: Answer | None = None
    how: str = ""

    @property
    def verdict(self) -> Verdict:
        return step_verdict(self.mode, self.share, self.own, () if self.added is None else (self.added,))

    def answered(self, place: int, said: Answer) -> Played:
        if place < 0:
            return replace(self, added=said)
        return replace(self, own=tuple(said if n == place else one for n, one in enumerate(self.own)))

    def may(self) -> Iterator[int]:
        """Whose turn it is: places among its own, −1 for the added one."""
        for place, one in enumerate(self.own):
            turn = self.mode != Mode.IN_TURN or W not in self.own[:place]
            waits = place == 0 and self.how == "before" and self.added == W
            waits |= self.mode == Mode.IN_TURN and place == 1 and self.how == "after" and self.added == W
            if one == W and turn and not waits:
                yield place
        if self.added == W and not (self.how == "after" and self.own[0] == W):
            yield -1

    def closed(self) -> Played:
        """As settling leaves it: nobody needs what is open."""
        return replace(
            self,
            own=tuple(V if one == W else one for one in self.own),
            added=V if self.added == W else self.added,
        )


def moves(step: Played) -> Iterator[Played]:
    """Everything that may lawfully happen to a step that is open and asked."""
    for place in step.may():
        for said in (Y, N, R) if step.mode != Mode.ADVISORY else (Y, N):
            yield step.answered(place, said)
    if step.added is None and step.own[0] == W:
        for how in ("before", "after", "beside"):
            yield replace(step, added=W, how=how)
    if step.added == W:
        yield replace(step, added=GONE, how="")


def reachable(start: Played) -> set[Played]:
    """Every way a step can stand."""
    seen, left = {start}, [start]
    while left:
        step = left.pop()
        if step.verdict != Verdict.OPEN:
            continue
        for later in moves(step):
            if later not in seen:
                seen.add(later)
                left.append(later)
    return seen


STARTS = [Played(mode, share, (W,) * count) for mode, share in MODES for count in (1, 2, 3)]


@pytest.mark.parametrize("start", STARTS, ids=lambda one: f"{one.mode}-{one.share}-{len(one.own)}")
def test_a_decided_step_stays_decided_and_every_open_one_has_somebody_whose_turn_it_is(start: Played) -> None:
    decided = 0
    for step in reachable(start):
        if step.verdict == Verdict.OPEN:
            assert list(step.may()), step
            continue
        decided += 1
        assert step.closed().verdict == step.verdict, step
        # Not even the answers nobody waits for any more would turn it, had they come.
        for place in step.may():
            for said in (Y, N):
                late = step.answered(place, said).verdict
                assert late == step.verdict, (step, place, said)
    assert decided


def test_a_decided_approval_of_two_steps_stays_decided() -> None:
    ends = {
        start: [one.closed() for one in reachable(start) if one.verdict != Verdict.OPEN]
        for start in STARTS
        if len(start.own) < 3
    }
    opened = [Played(Mode.ANY, 100, (W,)), Played(Mode.ALL, 100, (W, W))]
    checked = 0
    for first, second in product((one for each in ends.values() for one in each), repeat=2):
        found = _both(first, second)
        if first.verdict != Verdict.APPROVED:
            # Whatever stands behind a step that said no, or was never asked, changes nothing.
            assert found == first.verdict
            assert {_both(first, other) for other in opened} == {first.verdict}
        else:
            assert found == second.verdict
        checked += 1
    assert checked > 2_000


def _both(first: Played, second: Played) -> Verdict:
    return verdict(
        (one.mode, one.share, one.own, () if one.added is None else (one.added,)) for one in (first, second)
    )


def test_a_step_nobody_was_asked_yet_is_open_whatever_its_mode() -> None:
    for mode, share in MODES:
        assert step_verdict(mode, share, ()) == Verdict.OPEN
        assert verdict([(Mode.ANY, 100, (Y,)), (mode, share, ())]) == Verdict.OPEN


def test_whoever_was_added_is_needed_and_once_taken_off_is_not() -> None:
    for mode, share in MODES:
        yes = (Y, Y)
        assert step_verdict(mode, share, yes, (W,)) == Verdict.OPEN
        assert step_verdict(mode, share, yes, (Y,)) == Verdict.APPROVED
        assert step_verdict(mode, share, yes, (GONE,)) == Verdict.APPROVED
        against = Verdict.APPROVED if mode == Mode.ADVISORY else Verdict.REFUSED
        assert step_verdict(mode, share, yes, (N,)) == against
