"""Who must agree: all, any one, a share, in turn, or only advice. Every combination of up to four answers, enumerated."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from workflows.approvals import step_verdict, verdict
from workflows.models import Answer, Mode, Verdict

pytestmark = pytest.mark.soundness
Y, N, R, W, V = Answer.APPROVE, Answer.REFUSE, Answer.RETURN, Answer.OPEN, Answer.VOID
EVERY = [answers for count in range(1, 5) for answers in product((Y, N, R, W), repeat=count)]
SHARES = (1, 34, 50, 51, 67, 100)


def needed(mode: Mode, share: int, count: int) -> int:
    """How many must say yes, by the words of each mode."""
    if mode == Mode.ANY:
        return 1
    if mode == Mode.SHARE:
        return next(n for n in range(1, count + 1) if n * 100 >= count * share)
    return count


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.ANY, Mode.SHARE, Mode.IN_TURN])
def test_the_verdict_is_what_the_words_of_the_mode_say(mode: Mode) -> None:
    for share, answers in product(SHARES, EVERY):
        yes, no, left = answers.count(Y), answers.count(N), answers.count(W)
        wanted = needed(mode, share, len(answers))
        if R in answers:
            expected = Verdict.RETURNED
        elif yes >= wanted:
            expected = Verdict.APPROVED
        elif yes + left < wanted:
            expected = Verdict.REFUSED
        else:
            expected = Verdict.OPEN
        assert step_verdict(mode, share, answers) == expected, (mode, share, answers, no)


def test_advice_never_stops_anything_and_waits_for_everybody() -> None:
    for answers in EVERY:
        expected = Verdict.OPEN if W in answers else Verdict.APPROVED
        assert step_verdict(Mode.ADVISORY, 100, answers) == expected


@pytest.mark.parametrize("mode", Mode)
def test_a_decided_verdict_does_not_change_when_nobody_needs_the_rest_any_more(mode: Mode) -> None:
    for share, answers in product(SHARES, EVERY):
        before = step_verdict(mode, share, answers)
        if before != Verdict.OPEN:
            closed = [V if answer == W else answer for answer in answers]
            assert step_verdict(mode, share, closed) == before, (mode, share, answers)


@pytest.mark.parametrize("mode", Mode)
def test_who_answered_first_makes_no_difference_to_the_verdict(mode: Mode) -> None:
    for answers in [answers for answers in EVERY if len(answers) == 3]:
        assert len({step_verdict(mode, 67, order) for order in permutations(answers)}) == 1


@pytest.mark.parametrize("mode", Mode)
def test_one_more_yes_never_turns_a_yes_into_a_no(mode: Mode) -> None:
    for share, answers in product(SHARES, EVERY):
        if W in answers and step_verdict(mode, share, answers) == Verdict.APPROVED:
            for other in (Y, N):
                told = list(answers)
                told[told.index(W)] = other
                assert step_verdict(mode, share, told) == Verdict.APPROVED


def test_a_step_nobody_signs_decides_nothing() -> None:
    for mode in (Mode.ALL, Mode.ANY, Mode.SHARE, Mode.IN_TURN):
        assert step_verdict(mode, 50, []) == step_verdict(mode, 50, [V, V]) == Verdict.OPEN


def test_the_first_step_of_a_chain_that_is_not_approved_decides_it() -> None:
    chain = [(Mode.ANY, 100, [Y, V]), (Mode.ALL, 100, [Y, W]), (Mode.ANY, 100, [N])]
    assert verdict(chain) == Verdict.OPEN
    assert verdict([chain[0], (Mode.ALL, 100, [Y, N]), chain[2]]) == Verdict.REFUSED
    assert verdict([chain[0], (Mode.ADVISORY, 100, [N]), (Mode.ANY, 100, [R])]) == Verdict.RETURNED
    assert verdict([chain[0]]) == Verdict.APPROVED
