"""Eight at once on one approval: every answer counts once, the next step is asked once, and what was decided stays so."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import Case
from organizations import calendar as calendars
from organizations.acting import SYSTEM, Acting
from organizations.models import Post
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, MONDAY, Scene, World
from tests.workflows.approvals.chain import chairs, last, rows, two_steps
from workflows import absences, rules
from workflows.engine import Refused, perform
from workflows.models import Answer, Mode, Verdict

from .test_one_winner import at_once, whole

pytestmark = [pytest.mark.approvals, pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(at_time: Any) -> World:
    """The county, committed, so that other connections see it."""
    at_time(MONDAY)
    calendars.forget()
    rules.forget()
    return World()


def only_refusals(answers: list[Any]) -> list[Any]:
    """Those that passed; whatever else came must be a sentence."""
    assert all(isinstance(answer, Case | Refused) for answer in answers), answers
    return [answer for answer in answers if isinstance(answer, Case)]


def test_eight_chairs_who_must_all_sign_each_count_once(crowd: World) -> None:
    town, county = chairs(crowd, 8)
    two_steps(Mode.ALL)
    scene = Scene(crowd).to("closing")
    asked = last(scene)

    def sign(number: int) -> Case:
        while True:
            try:
                return perform(
                    scene.case, "approve", actor=town[number], approval=asked.code, round=asked.round
                )
            except Refused as refused:
                if "先办理" not in refused.sentence:  # without row locks one waits its turn by trying again
                    raise

    assert len(only_refusals(at_once(8, sign))) == 8
    found = [(row.step.order, row.answer) for row in rows(scene)]
    assert found == [(1, Answer.APPROVE)] * 8 + [(2, Answer.OPEN)] * len(county)
    whole(scene.case)


def test_of_eight_who_may_each_decide_one_decides(crowd: World) -> None:
    town, _county = chairs(crowd, 8)
    scene = Scene(crowd).to("closing")
    asked = last(scene)
    verbs = ["approve", "refuse", "send_back", "approve", "refuse", "send_back", "approve", "refuse"]
    answers = at_once(
        8,
        lambda n: perform(
            scene.case, verbs[n], actor=town[n], approval=asked.code, round=asked.round, note="意见"
        ),
    )
    passed = only_refusals(answers)
    said = [row.answer for row in rows(scene) if row.answer != Answer.VOID]
    # A no stops nothing while another may still say yes: what decides is one yes or one return, the last that passed.
    assert len(said) == len(passed)
    assert sum(answer in (Answer.APPROVE, Answer.RETURN) for answer in said) == 1
    assert [row.answer for row in rows(scene)].count(Answer.VOID) == 8 - len(said)
    asked.refresh_from_db()
    expected = {Answer.APPROVE: Verdict.APPROVED, Answer.RETURN: Verdict.RETURNED}
    assert asked.verdict == next(expected[one] for one in map(Answer, said) if one in expected)
    whole(scene.case)


def test_yes_and_withdrawal_at_once_leave_one_result_and_say_so(crowd: World) -> None:
    scene = Scene(crowd).to("closing")
    asked, chair, asker = last(scene), scene.chair, scene.mediator

    def act(number: int) -> Case:
        if number % 2:
            return perform(scene.case, "withdraw_request", actor=asker, approval=asked.code)
        return perform(scene.case, "approve", actor=chair, approval=asked.code, round=1)

    assert len(only_refusals(at_once(8, act))) == 1
    asked.refresh_from_db()
    expected = {Verdict.APPROVED: "closed", Verdict.WITHDRAWN: "performing"}[Verdict(asked.verdict)]
    assert scene.fresh().state == expected
    whole(scene.case)


def test_one_added_by_eight_at_once_stands_there_once(crowd: World) -> None:
    town, _county = chairs(crowd, 8)
    scene = Scene(crowd).to("closing")
    asked, more = last(scene), crowd.who(Role.VICE_CHAIR, crowd.county)
    answers = at_once(
        8,
        lambda n: perform(
            scene.case, "add_signer", actor=town[n], approval=asked.code, round=1, person=more.person, how="beside",
            reason="请把关",
        ),
    )  # fmt: skip
    assert len(only_refusals(answers)) == 1
    assert sum(row.signer == more.person for row in rows(scene)) == 1
    whole(scene.case)


def test_eight_sweeps_readdress_once(crowd: World) -> None:
    scene = Scene(crowd).to("closing")
    Post.objects.filter(person=scene.chair.person, unit=crowd.town).update(ends_on=today() - DAY)
    counted = at_once(8, lambda _n: absences.stand_in(now()))
    assert sum(counted) == 1, counted
    assert [row.answer for row in rows(scene)] == [Answer.PASSED, Answer.OPEN]
    assert SYSTEM.person is None


def test_a_principal_and_seven_deputies_give_one_signature(crowd: World) -> None:
    """Whoever comes first signs, and the record says for whom."""
    two_steps(Mode.ANY)
    scene = Scene(crowd).to("closing")
    asked, chair = last(scene), scene.chair
    deputies = [
        Acting(crowd.made.person(f"代理{n}"), chair.role, chair.unit, on_behalf_of=chair.person, only_approvals=bool(n % 2))
        for n in range(7)
    ]  # fmt: skip
    actors = [chair, *deputies]
    answers = at_once(
        8, lambda n: perform(scene.case, "approve", actor=actors[n], approval=asked.code, round=1)
    )
    assert len(only_refusals(answers)) == 1
    signed = [row for row in rows(scene) if row.answer == Answer.APPROVE]
    assert [(row.step.order, row.signer) for row in signed] == [(1, chair.person)]
    whole(scene.case)


def test_a_signature_handed_on_eight_ways_at_once_is_anothers_once_and_given_once(crowd: World) -> None:
    scene = Scene(crowd).to("closing")
    asked, chair = last(scene), scene.chair
    others = [crowd.who(Role.VICE_CHAIR, crowd.county, nth) for nth in range(1, 5)]

    def act(number: int) -> Case:
        both: dict[str, Any] = {"approval": asked.code, "round": 1}
        if number % 2:
            return perform(
                scene.case, "transfer", actor=chair, to=others[number // 2].person, reason="外出", **both
            )
        return perform(scene.case, "approve", actor=chair, **both)

    assert len(only_refusals(at_once(8, act))) == 1
    live_ = [row for row in rows(scene) if row.answer in (Answer.OPEN, Answer.APPROVE)]
    assert len(live_) == 1
    asked.refresh_from_db()
    assert (asked.verdict == Verdict.APPROVED) == (live_[0].answer == Answer.APPROVE)
    whole(scene.case)


def test_eight_verbs_of_different_people_at_once_leave_one_whole_approval(crowd: World) -> None:
    town, _county = chairs(crowd, 8)
    two_steps(Mode.SHARE)
    scene = Scene(crowd).to("closing")
    asked, more = last(scene), crowd.who(Role.VICE_CHAIR, crowd.county)
    both: dict[str, Any] = {"approval": asked.code, "round": 1}
    verbs: list[tuple[str, Acting, dict[str, Any]]] = [
        ("approve", town[0], both), ("approve", town[1], both), ("refuse", town[2], both | {"note": "不"}),
        ("transfer", town[3], both | {"to": more.person, "reason": "外出"}),
        ("add_signer", town[4], both | {"person": more.person, "how": "after", "reason": "请看"}),
        ("send_back", town[5], both | {"note": "缺材料"}), ("urge_approval", scene.mediator, {"approval": asked.code}),
        ("withdraw_request", scene.mediator, {"approval": asked.code}),
    ]  # fmt: skip
    answers = at_once(8, lambda n: perform(scene.case, verbs[n][0], actor=verbs[n][1], **verbs[n][2]))
    assert only_refusals(answers)
    asked.refresh_from_db()
    ended = {Verdict.RETURNED, Verdict.WITHDRAWN}
    assert asked.verdict in ended | {Verdict.OPEN}
    assert (asked.verdict in ended) == (not any(row.answer == Answer.OPEN for row in rows(scene)))
    assert scene.fresh().state == ("performing" if asked.verdict in ended else "closing")
    whole(scene.case)
