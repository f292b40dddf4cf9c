"""Several at once: one code opens one answer, one share is not filled twice, one entry becomes one case."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from cases.models import Case, Opinion, SecondmentDetail
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.errors import Duplicate
from organizations.models import Relation
from tests.builders import World, person_of
from tests.secondments import Form
from tests.visits import Going, cycle_of, record_of
from workflows import secondment_changes as changes
from workflows.engine import BadInput, NotPossible, Refused, perform
from workflows.secondment.states import S

from .test_one_winner import at_once, crowd, whole

__all__ = ["crowd"]
pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
THREADS = 4


def test_one_code_opens_one_answer_however_many_press_at_once(crowd: World) -> None:
    form = Form(crowd).to(S.ASSESSING)
    code, other = form.codes_for(count=2)

    def answer(number: int) -> Case:
        key = other if number == 0 else code
        return perform(form.case, "give_opinion", actor=Acting.invited(form.case.pk, key), grade="excellent")

    said = at_once(THREADS, answer)
    assert sum(isinstance(one, Case) for one in said) == 2
    assert all(isinstance(one, Refused) for one in said if not isinstance(one, Case)), said
    assert Opinion.objects.count() == 2
    whole(form.case)


def test_two_chairs_cannot_fill_one_share_twice(crowd: World) -> None:
    changes.set_share(acting=crowd.made.admin, county=crowd.county, grade="excellent", most=50)
    forms = [Form(crowd, name=f"干部{number}").to(S.ASSESSING).mark() for number in range(2)]
    for form in forms:
        form.do("propose_grade", form.county, grade="excellent", reason="都好")
    said = at_once(2, lambda number: forms[number].answer(who=forms[number].county_chair))
    assert sorted(type(one).__name__ for one in said) == ["BadInput", "Form"], said
    assert SecondmentDetail.objects.filter(grade="excellent").count() == 1
    for form in forms:
        whole(form.case)


def test_one_person_does_not_come_into_two_posts_at_once(crowd: World) -> None:
    """In two rounds of one sender, taken up in the same second: one is refused in words."""
    forms = [Form(crowd, name="陈小兰", round=_round(crowd, number)).to(S.APPROVED) for number in range(2)]
    said = at_once(2, lambda number: forms[number].take_up())
    assert sum(isinstance(one, Form) for one in said) == 1, said
    assert sum(isinstance(one, Refused) for one in said) == 1, said
    assert SecondmentDetail.objects.filter(holds_post=True).count() == 1


def _round(world: World, number: int) -> Any:
    from tests.secondments import open_round

    return open_round(world, f"第{number}轮")


def test_one_entry_becomes_one_case_and_is_not_answered_besides(crowd: World) -> None:
    one = Going(crowd, record=record_of())
    finding, mediator, chair = one.first.code, one.mediator, one.chair

    def act(number: int) -> Case:
        if number % 2:
            return perform(one.case, "answer_finding", actor=chair, finding=finding, answer="已补发")
        return perform(one.case, "make_case", actor=mediator, finding=finding)

    said = at_once(THREADS, act)
    assert sum(isinstance(done, Case) for done in said) == 1
    assert all(isinstance(done, BadInput | NotPossible) for done in said if not isinstance(done, Case)), said
    row = one.findings[0]
    assert Case.objects.filter(kind="dispute").count() == (row.became_id is not None)
    whole(one.case)


def test_one_contact_point_is_given_once(crowd: World) -> None:
    who = Going.visitor_of(crowd)
    cycle = cycle_of(crowd)
    point = actions.Point(employer=crowd.mill)
    said = at_once(
        THREADS,
        lambda _number: actions.give_relation(acting=SYSTEM, cycle=cycle, person=person_of(who), point=point),
    )
    if connection.vendor == "postgresql":
        assert all(isinstance(one, Relation | Duplicate) for one in said), said
    assert Relation.objects.count() == 1
