"""Whoever leaves while a question waits is stood in for: at once, or the morning after."""

from __future__ import annotations

import pytest

from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Person, Post
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import now, today
from record.verify import findings
from tests.builders import DAY, Scene, World, person_of
from tests.workflows.walking import AtTime
from workflows.absences import stand_in
from workflows.models import Added, Answer, Mode

from .chain import TOWN, chain, chairs, last, name, rows, said, waiting, yes

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]


def leave(world: World, who: Person | None, day: int = -1) -> None:
    """The chair's last day in office was yesterday."""
    for post in Post.objects.filter(person=who, role=Role.CHAIR, unit=world.town):
        actions.end_post(post, acting=SYSTEM, ends_on=today() + day * DAY)


def test_a_chair_whose_post_ended_hands_the_question_to_the_vice_chair_at_once(world: World) -> None:
    vice = world.who(Role.VICE_CHAIR, world.town)
    scene = Scene(world).to("closing")
    leave(world, scene.chair.person)
    assert waiting(scene) == [name(vice)]
    assert rows(scene)[0].answer == Answer.PASSED
    assert Event.objects.filter(subject=scene.case.subject, name=EventName.APPROVAL_READDRESSED).exists()
    assert yes(scene, vice).fresh().state == "closed"
    seal_all()
    assert list(findings()) == []


def test_without_one_it_goes_up(world: World) -> None:
    scene = Scene(world).to("closing")
    actions.deactivate_person(person_of(scene.chair), acting=SYSTEM)
    assert waiting(scene) == [name(scene.above)]
    assert last(scene).round == 1


def test_one_who_leaves_at_the_end_of_the_day_is_stood_in_for_the_morning_after(
    world: World, at_time: AtTime
) -> None:
    scene = Scene(world).to("closing")
    leave(world, scene.chair.person, day=0)
    assert waiting(scene) == [name(scene.chair)]
    assert stand_in(now()) == 0
    at_time(now() + DAY)
    assert stand_in(now()) == 1
    assert waiting(scene) == [name(scene.above)]
    assert stand_in(now()) == 0


def test_where_others_may_sign_too_nobody_is_asked_instead(world: World) -> None:
    first, second = chairs(world, 2)[0]
    scene = Scene(world).to("closing")
    leave(world, first.person)
    assert waiting(scene) == [name(second)]


@pytest.mark.parametrize("mode", [Mode.ALL, Mode.IN_TURN])
def test_where_all_must_sign_one_stands_in_for_one(world: World, mode: str) -> None:
    first, second = chairs(world, 2)[0]
    chain(TOWN | {"mode": mode})
    scene = Scene(world).to("closing")
    third = world.who(Role.CHAIR, world.town, 3)
    leave(world, first.person)
    assert sorted(waiting(scene)) == sorted([name(second), name(third)])
    assert yes(scene, third, second).fresh().state == "closed"


def test_a_signer_who_was_added_and_left_is_waited_for_no_more(world: World) -> None:
    first, second = chairs(world, 2)[0]
    chain(TOWN | {"signs": "role", "role": "mediator", "name": "初审"})
    mediator = world.who(Role.MEDIATOR, world.town, 2)
    scene = Scene(world).to("closing")
    said(scene, "add_signer", mediator, person=first.person, how=Added.BESIDE, reason="请把关")
    yes(scene, mediator)
    assert scene.fresh().state == "closing"
    leave(world, first.person)
    assert scene.fresh().state == "closed"
    assert second.person is not None


def test_a_question_nobody_can_take_waits_and_nothing_else_stops(world: World) -> None:
    scene = Scene(world).to("closing")
    for post in Post.objects.filter(role=Role.CHAIR):
        actions.end_post(post, acting=SYSTEM, ends_on=today() - DAY)
    assert waiting(scene) == [name(scene.chair)]
    assert stand_in(now()) == 0
    vice = world.who(Role.VICE_CHAIR, world.town)
    assert stand_in(now()) == 1
    assert waiting(scene) == [name(vice)]
