"""Absence moves the work: a dated deputy acts and signs; nobody approves their own, and nobody signs twice."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError

from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.models import Person, Post
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.timekeeping import today
from tests.builders import DAY, Scene, World, person_of
from workflows.dispute.states import S
from workflows.engine import NotPermitted, Refused
from workflows.models import Signature

pytestmark = pytest.mark.django_db


def stand_in(world: World, role: Role, name: str, days: int = 5) -> Person:
    """Somebody named deputy of the town's holder of ``role``, from today."""
    person = world.made.person(name)
    post = Post.objects.get(role=role, unit=world.town)
    actions.name_deputy(
        acting=SYSTEM, post=post, person=person, starts_on=today(), ends_on=today() + days * DAY
    )
    return person


def as_deputy(person: Person, day: int = 0) -> Acting | None:
    """How the deputy may act on a day."""
    return next((acting for acting in actings_of(person, today() + day * DAY) if acting.on_behalf_of), None)


def test_the_deputy_handles_the_absent_mediators_cases_from_the_first_day_to_the_last(world: World) -> None:
    scene = Scene(world).to(S.VERIFYING)
    deputy = stand_in(world, Role.MEDIATOR, "代办人")
    acting = as_deputy(deputy)
    scene.do("record_finding", acting, finding="confirmed", note="工资表")
    event = Event.objects.get(subject=scene.case.subject, name=EventName.FINDING_RECORDED)
    assert (event.actor, event.on_behalf_of) == (deputy.pk, person_of(scene.mediator).pk)
    assert as_deputy(deputy, 5) is not None
    assert as_deputy(deputy, 6) is None


def test_who_is_deputy_of_another_post_has_no_say(world: World) -> None:
    scene = Scene(world).to(S.VERIFYING)
    world.who(Role.MEDIATOR, world.town, 2)
    post = Post.objects.filter(role=Role.MEDIATOR, unit=world.town).order_by("-pk")[0]
    person = world.made.person("代办人")
    actions.name_deputy(acting=SYSTEM, post=post, person=person, starts_on=today(), ends_on=today() + DAY)
    with pytest.raises(NotPermitted):
        scene.do("record_finding", as_deputy(person), finding="confirmed", note="工资表")


def test_the_chairs_deputy_signs_and_the_record_says_for_whom(world: World) -> None:
    scene = Scene(world).to(S.CLOSING)
    deputy = stand_in(world, Role.CHAIR, "代主席")
    scene.answer(who=as_deputy(deputy))
    signature = Signature.objects.get(step__approval__case=scene.case, answer="approve")
    assert scene.fresh().state == S.CLOSED
    assert (signature.signer_id, signature.signed_by_id) == (person_of(scene.chair).pk, deputy.pk)


def test_nobody_approves_their_own_request_not_even_as_a_deputy(world: World) -> None:
    scene = Scene(world).to(S.CLOSING)
    mediator = person_of(scene.mediator)
    post = Post.objects.get(role=Role.CHAIR, unit=world.town)
    actions.name_deputy(acting=SYSTEM, post=post, person=mediator, starts_on=today(), ends_on=today() + DAY)
    with pytest.raises(NotPermitted):
        scene.answer(who=as_deputy(mediator))
    assert scene.fresh().state == S.CLOSING


def test_a_chair_who_asks_is_not_among_the_signers(world: World) -> None:
    """回避: a chair who handles a case has it decided by the union above."""
    scene = Scene(world).accept()
    scene.do("assign", scene.chair, mediator=scene.chair.person)
    scene.do("ask_refer", scene.chair, partner=world.partner(), reason="归人社所")
    signers = set(Signature.objects.filter(step__approval__case=scene.case).values_list("signer", flat=True))
    assert signers == {person_of(scene.above).pk}
    with pytest.raises(NotPermitted):
        scene.answer(who=scene.chair)
    scene.answer(who=scene.above)
    assert scene.fresh().state == S.CLOSED


def test_a_deputy_who_signs_for_himself_does_not_sign_for_another_too(world: World) -> None:
    from workflows.models import Mode, Step

    second = world.who(Role.CHAIR, world.town, 2)
    scene = Scene(world).to(S.CLOSING)
    Step.objects.filter(approval=scene.approval).update(mode=Mode.ALL)
    first = person_of(scene.chair)
    post = Post.objects.filter(role=Role.CHAIR, unit=world.town, person=first)[0]
    actions.name_deputy(
        acting=SYSTEM, post=post, person=person_of(second), starts_on=today(), ends_on=today() + DAY
    )
    scene.answer(who=second)
    assert scene.fresh().state == S.CLOSING
    with pytest.raises(NotPermitted, match="签过"):
        scene.answer(who=as_deputy(person_of(second)))


def test_a_post_that_ended_acts_no_more(world: World) -> None:
    chair = world.who(Role.CHAIR, world.town)
    actions.end_post(Post.objects.get(role=Role.CHAIR, unit=world.town), acting=SYSTEM, ends_on=today())
    assert actings_of(person_of(chair), today())
    assert not actings_of(person_of(chair), today() + DAY)


@pytest.mark.parametrize("who", ["handler", "chair", "reporter"])
def test_nobody_whose_name_is_on_a_case_can_be_deleted(world: World, who: str) -> None:
    window = world.who(Role.WINDOW, world.town)
    scene = Scene(world, actor=window, source="visit").to(S.CLOSED)
    person = {"handler": scene.mediator, "chair": scene.chair, "reporter": window}[who].person
    with pytest.raises(ProtectedError):
        person_of(Acting(person, Role.CHAIR)).delete()
    assert Person.objects.filter(pk=person_of(Acting(person, Role.CHAIR)).pk).exists()


def test_a_handler_who_left_leaves_the_case_to_whom_the_chair_names(world: World) -> None:
    scene = Scene(world).to(S.MEDIATING)
    gone = scene.mediator
    actions.deactivate_person(person_of(gone), acting=SYSTEM)
    assert actings_of(person_of(gone), today()) == ()
    successor = world.who(Role.MEDIATOR, world.town, 2)
    scene.do("reassign", scene.chair, mediator=successor.person, reason="前任离职")
    scene.do("record_session", successor, note="接手后第一次调解")
    assert scene.fresh().handler == successor.person


def test_who_manages_for_the_employer_handles_nothing(world: World) -> None:
    scene = Scene(world).accept()
    boss = world.made.person("厂长")
    actions.give_post(
        acting=SYSTEM,
        person=boss,
        role=Role.MEDIATOR,
        place=world.town,
        starts_on=today(),
        manages_for_employer=True,
    )
    with pytest.raises(Refused):
        scene.do("assign", scene.chair, mediator=boss)
