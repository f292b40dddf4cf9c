"""Bodies that answer at the same instant: each answer is kept, the join fires once, the record fits."""

from __future__ import annotations

from typing import Any

import pytest
from viewflow.workflow.models import Task

from cases.models import Case
from organizations.models import PartnerKind
from tests.builders import Scene, World
from tests.concurrency.test_one_winner import at_once, crowd, whole
from tests.workflows.checking import JUSTICE, LABOUR, NOTE, answer, ask, officer, row, sum_up
from workflows.dispute.states import S
from workflows.engine import NotPossible, Refused, StaleCase, perform
from workflows.models import CheckAnswer, JointCheck
from workflows.procedures import ASKABLE, SUM_UP, JointCheckFlow, open_nodes

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
__all__ = ["crowd"]


def _asked(world: World, *kinds: PartnerKind) -> Scene:
    scene = Scene(world).to(S.VERIFYING)
    ask(scene, *kinds)
    return scene


def _until_taken(scene: Scene, kind: PartnerKind, who: Any) -> Any:
    """As a page does for a busy database: once more, since nobody's answer stands in another's way."""
    code = row(scene, kind).code
    for _try in range(20):
        try:
            return perform(scene.case, "answer_check", actor=who, body=code, answer="true", note=NOTE)
        except StaleCase:
            continue
    raise AssertionError


@pytest.mark.parametrize("count", [2, 8])
def test_bodies_that_answer_at_once_are_all_heard_and_the_join_fires_once(crowd: World, count: int) -> None:
    kinds = ASKABLE[:count]
    officers = [officer(crowd, kind) for kind in kinds]
    scene = _asked(crowd, *kinds)
    answers = at_once(count, lambda n: _until_taken(scene, kinds[n], officers[n]))
    assert [one for one in answers if not isinstance(one, Case)] == []
    assert not CheckAnswer.objects.filter(answer="").exists()
    for node in (JointCheckFlow.gather, JointCheckFlow.sum_up):
        assert Task.objects.filter(flow_task=node).count() == 1
    assert set(open_nodes(scene.case.pk)) == {SUM_UP}
    sum_up(scene)
    whole(scene.case)


def test_eight_presses_on_one_answer_are_one_answer(crowd: World) -> None:
    who = officer(crowd, LABOUR)
    scene = _asked(crowd, LABOUR, JUSTICE)
    code = row(scene, LABOUR).code
    answers = at_once(
        8, lambda _n: perform(scene.case, "answer_check", actor=who, body=code, answer="true", note=NOTE)
    )
    assert sum(isinstance(one, Case) for one in answers) == 1, answers
    assert all(isinstance(one, Case | NotPossible | StaleCase) for one in answers), answers
    assert set(open_nodes(scene.case.pk)) == {str(JUSTICE)}
    whole(scene.case)


def test_an_answer_and_the_centres_patience_at_once_leave_one_result(crowd: World) -> None:
    who = officer(crowd, LABOUR)
    scene = _asked(crowd, LABOUR)
    mediator, code = scene.mediator, row(scene, LABOUR).code

    def work(number: int) -> Case:
        if number % 2:
            return perform(scene.case, "excuse_check", actor=mediator, body=code, reason="等不及了")
        return perform(scene.case, "answer_check", actor=who, body=code, answer="true", note=NOTE)

    answers = at_once(4, work)
    assert sum(isinstance(one, Case) for one in answers) == 1, answers
    assert all(isinstance(one, Case | Refused) for one in answers), answers
    assert Task.objects.filter(flow_task=JointCheckFlow.sum_up).count() == 1
    whole(scene.case)


def test_an_answer_and_the_end_of_the_case_at_once_leave_nothing_waiting(crowd: World) -> None:
    who = officer(crowd, LABOUR)
    scene = _asked(crowd, LABOUR, JUSTICE)
    worker, code = scene.worker, row(scene, LABOUR).code

    def work(number: int) -> Case:
        if number:
            return perform(scene.case, "withdraw", actor=worker, reason="已经解决")
        return perform(scene.case, "answer_check", actor=who, body=code, answer="true", note=NOTE)

    answers = at_once(2, work)
    assert all(isinstance(one, Case | Refused) for one in answers), answers
    if scene.fresh().state != S.CLOSED:
        scene.do("withdraw", scene.worker, reason="已经解决")
    assert JointCheck.objects.get(case=scene.case).state == "cancelled"
    assert not Task.objects.filter(finished__isnull=True).exists()
    whole(scene.case)


def test_two_checks_begun_at_once_are_one(crowd: World) -> None:
    from tests.workflows.checking import body

    scene = Scene(crowd).to(S.VERIFYING)
    asked, mediator = [{"partner": body(crowd, LABOUR), "question": ""}], scene.mediator
    answers = at_once(4, lambda _n: perform(scene.case, "ask_bodies", actor=mediator, bodies=asked))
    assert sum(isinstance(one, Case) for one in answers) == 1, answers
    assert all(isinstance(one, Case | Refused) for one in answers), answers
    assert JointCheck.objects.filter(case=scene.case).count() == 1
    answer(scene, LABOUR)
    whole(scene.case)
