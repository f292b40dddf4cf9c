"""Ways to sign twice, to approve one's own, to vote too late or to stall, each tried through the door."""

from __future__ import annotations

import math
from typing import Any

import pytest

from cases.models import Clock
from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.models import Post
from organizations.roles import Role
from record.sealer import seal_all
from record.timekeeping import now, today
from record.verify import findings
from tests.builders import DAY, Scene, World, person_of
from tests.workflows.walking import AtTime
from workflows.absences import stand_in
from workflows.engine import BadInput, NotPermitted, NotPossible, StaleCase, perform
from workflows.models import Added, Answer, Mode, Verdict
from workflows.shared.signers import MOST_ROWS
from workflows.verdicts import step_verdict

from .chain import COUNTY, TOWN, chain, chairs, last, name, rows, said, standing, two_steps, waiting, yes

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]


def vice(world: World) -> Acting:
    """The county's vice-chair, whom no chain asks."""
    return world.who(Role.VICE_CHAIR, world.county)


def for_(principal: Acting, person: Acting, only_approvals: bool = False) -> Acting:
    """``person`` acting in the post of ``principal``."""
    return Acting(
        person.person,
        principal.role,
        principal.unit,
        on_behalf_of=principal.person,
        only_approvals=only_approvals,
    )


# ── Twice ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deputy_who_takes_one_over_and_stands_in_for_another_signs_once(world: World) -> None:
    first, second = chairs(world, 2)[0]
    chain(TOWN | {"mode": Mode.ALL})
    scene, deputy = Scene(world).to("closing"), vice(world)
    said(scene, "transfer", for_(first, deputy), to=deputy.person, reason="由我办")
    yes(scene, for_(second, deputy))
    with pytest.raises(NotPermitted, match="签过一次"):
        yes(scene, deputy)
    assert scene.fresh().state == "closing"


def test_a_deputy_who_signed_takes_no_other_signature_over(world: World) -> None:
    first, second = chairs(world, 2)[0]
    chain(TOWN | {"mode": Mode.ALL})
    scene, deputy = Scene(world).to("closing"), vice(world)
    yes(scene, for_(first, deputy))
    for how in ("transfer", "add_signer"):
        person = (
            {"to": deputy.person} if how == "transfer" else {"person": deputy.person, "how": Added.BESIDE}
        )
        with pytest.raises(BadInput, match="签署人中"):
            said(scene, how, second, reason="由他办", **person)


def test_who_said_yes_by_a_deputy_is_not_asked_again_at_a_later_step(world: World) -> None:
    """The principal's word counts once, whoever wrote it."""
    two_steps(Mode.ANY)
    scene = Scene(world).to("closing")
    town_chair, deputy = scene.chair, world.who(Role.SUPERVISOR, world.county)
    own = Post.objects.get(person=town_chair.person, role=Role.CHAIR)
    actions.give_post(
        acting=SYSTEM, person=own.person, role=Role.VICE_CHAIR, place=world.county, starts_on=today() - DAY
    )
    yes(scene, for_(town_chair, deputy))
    for verb, key in (("transfer", "to"), ("add_signer", "person")):
        more = {key: town_chair.person} | ({"how": Added.AFTER} if verb == "add_signer" else {})
        with pytest.raises(BadInput, match="已经签过"):
            said(scene, verb, scene.above, reason="再看", **more)


def test_a_principal_and_a_deputy_do_not_both_answer(world: World) -> None:
    chain(TOWN | {"mode": Mode.ALL})
    first, second = chairs(world, 2)[0]
    scene = Scene(world).to("closing")
    yes(scene, for_(first, vice(world)))
    with pytest.raises(NotPermitted, match="没有送给您|签过"):
        yes(scene, first)
    with pytest.raises(NotPermitted):
        yes(scene, for_(first, world.who(Role.SUPERVISOR, world.county)))
    assert waiting(scene) == [name(second)]


# ── One's own ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_way_leads_a_request_back_to_who_asked_it(world: World) -> None:
    """By transfer, by 加签 in any place, through a chain of transfers, or as a delegate."""
    chain(TOWN | {"mode": Mode.ALL, "signs": "role", "role": "mediator", "name": "初审"}, COUNTY)
    second = world.who(Role.MEDIATOR, world.town, 2)
    third = world.who(Role.MEDIATOR, world.town, 3)
    scene = Scene(world).to("closing")
    asker = scene.mediator
    with pytest.raises(BadInput, match="提请的人"):
        said(scene, "transfer", second, to=asker.person, reason="请他签")
    for how in Added.values:
        with pytest.raises(BadInput, match="提请的人"):
            said(scene, "add_signer", third, person=asker.person, how=how, reason="请他签")
    for principal in (second, third):
        for only in (False, True):
            with pytest.raises(NotPermitted, match="自己提请"):
                yes(scene, for_(principal, asker, only_approvals=only))
    assert {name(second), name(third)} == set(waiting(scene))


def test_who_asked_for_an_absent_chair_leaves_that_chair_out_however_it_is_tried(world: World) -> None:
    scene = Scene(world).accept()
    scene.do("assign", scene.chair, mediator=scene.chair.person)
    stands_in = for_(scene.chair, world.who(Role.SUPERVISOR, world.county))
    perform(scene.case, "ask_refer", actor=stands_in, partner=world.partner(), reason="归人社所")
    assert waiting(scene) == [name(scene.above)]
    for whom in (scene.chair.person, stands_in.person):
        with pytest.raises(BadInput, match="提请的人"):
            said(scene, "transfer", scene.above, to=whom, reason="请他签")
    with pytest.raises(NotPermitted, match="自己提请"):
        yes(scene, for_(scene.above, scene.chair))


# ── Round and round ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_signature_that_only_wanders_stops_wandering_and_its_clock_never_began_anew(world: World) -> None:
    scene, other = Scene(world).to("closing"), vice(world)
    due = Clock.objects.get(case=scene.case, rule_id="approval_decide").due_at
    here, there = scene.chair, other
    for _ in range(MOST_ROWS - 1):
        said(scene, "transfer", here, to=there.person, reason="转")
        here, there = there, here
    with pytest.raises(NotPossible, match="次数太多"):
        said(scene, "transfer", here, to=there.person, reason="转")
    with pytest.raises(NotPossible, match="次数太多"):
        said(scene, "add_signer", here, person=there.person, how=Added.AFTER, reason="加")
    assert Clock.objects.get(case=scene.case, rule_id="approval_decide").due_at == due
    assert yes(scene, here).fresh().state == "closed"


def test_signers_added_by_those_who_were_added_keep_their_place_when_one_between_is_taken_off(
    world: World,
) -> None:
    chain(TOWN | {"mode": Mode.IN_TURN})
    first, second = chairs(world, 2)[0]
    between, deepest = vice(world), world.who(Role.SUPERVISOR, world.county)
    scene = Scene(world).to("closing")
    said(scene, "add_signer", first, person=between.person, how=Added.BEFORE, reason="先看")
    said(scene, "add_signer", between, person=deepest.person, how=Added.BEFORE, reason="再先看")
    row = next(one for one in rows(scene) if one.signer == between.person)
    said(scene, "remove_signer", first, signature=row.code, reason="不用了")
    for early in (first, second):
        with pytest.raises(NotPossible, match="还没有轮到您"):
            yes(scene, early)
    with pytest.raises(NotPermitted):
        yes(scene, between)
    yes(scene, deepest, first, second)
    assert scene.fresh().state == "closed"
    seal_all()
    assert list(findings()) == []


def test_a_return_to_a_step_that_had_an_added_signer_asks_the_chain_anew_and_keeps_the_steps_before(
    world: World,
) -> None:
    chain({"name": "初审", "signs": "role", "role": "mediator"}, TOWN, COUNTY)
    mediator, extra = world.who(Role.MEDIATOR, world.town, 2), vice(world)
    scene = Scene(world).to("closing")
    said(scene, "add_signer", mediator, person=extra.person, how=Added.AFTER, reason="请看")
    yes(scene, mediator, extra, scene.chair)
    said(scene, "send_back", scene.above, note="镇里再看", to=2)
    assert standing(scene) == [
        (1, name(mediator), "approve"), (1, name(extra), "approve"), (2, name(scene.chair), ""),
    ]  # fmt: skip
    yes(scene, scene.chair)
    said(scene, "send_back", scene.above, note="从头再看", to=1)
    assert standing(scene) == [(1, name(mediator), "")]
    with pytest.raises(NotPermitted, match="没有送给您"):
        yes(scene, extra)
    assert yes(scene, mediator, scene.chair, scene.above).fresh().state == "closed"
    seal_all()
    assert list(findings()) == []


# ── Too late ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "verb", ["approve", "refuse", "send_back", "transfer", "add_signer", "remove_signer", "urge_approval"]
)
def test_nothing_moves_a_verdict_that_was_reached(world: World, verb: str) -> None:
    first, second = chairs(world, 2)[0]
    scene = Scene(world).to("closing")
    asked = last(scene)
    yes(scene, first)
    told: dict[str, Any] = {"approval": asked.code, "round": 1}
    more: dict[str, dict[str, Any]] = {
        "refuse": {"note": "不"}, "send_back": {"note": "不"}, "transfer": {"to": vice(world).person, "reason": "转"},
        "add_signer": {"person": vice(world).person, "how": "after", "reason": "加"},
        "remove_signer": {"signature": rows(scene)[0].code, "reason": "减"},
    }  # fmt: skip
    if verb == "urge_approval":
        told.pop("round")
    with pytest.raises(StaleCase, match="同意"):
        scene.do(verb, second, **told, **more.get(verb, {}))
    asked.refresh_from_db()
    assert (asked.verdict, scene.fresh().state) == (Verdict.APPROVED, "closed")
    assert [row.answer for row in rows(scene)] == [Answer.APPROVE, Answer.VOID]


def test_a_delegate_whose_time_and_a_chair_whose_post_end_at_one_midnight_leave_nothing_unsigned(
    world: World, at_time: AtTime
) -> None:
    scene, to = Scene(world).to("closing"), world.made.person("受托人")
    post = Post.objects.get(person=scene.chair.person, role=Role.CHAIR)
    actions.name_deputy(
        acting=scene.chair, post=post, person=to, starts_on=today(), ends_on=today(), only_approvals=True
    )
    actions.end_post(post, acting=SYSTEM, ends_on=today())
    (acting,) = actings_of(to, today())
    assert acting.on_behalf_of == scene.chair.person
    assert waiting(scene) == [name(scene.chair)]
    at_time(now() + DAY)
    assert actings_of(to, today()) == ()
    assert stand_in(now()) == 1
    assert waiting(scene) == [name(scene.above)]
    with pytest.raises(NotPermitted, match="没有送给您"):
        yes(scene, acting)


# ── Rounding ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_share_is_reached_by_the_fewest_who_are_that_share_or_more() -> None:
    for signers in range(1, 13):
        for share in range(1, 101):
            needed = next(k for k in range(1, signers + 1) if 100 * k >= share * signers)
            assert needed == math.ceil(signers * share / 100 - 1e-9)
            for yes_ in range(signers + 1):
                answers = [Answer.APPROVE] * yes_ + [Answer.OPEN] * (signers - yes_)
                expected = Verdict.APPROVED if yes_ >= needed else Verdict.OPEN
                assert step_verdict(Mode.SHARE, share, answers) == expected, (signers, share, yes_)
                against = [Answer.APPROVE] * yes_ + [Answer.REFUSE] * (signers - yes_)
                assert step_verdict(Mode.SHARE, share, against) != Verdict.OPEN


@pytest.mark.parametrize(("signers", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (9, 6)])
def test_two_thirds_are_what_people_count(signers: int, needed: int) -> None:
    """As the office's form says: 三分之二 is entered as 66."""
    for yes_ in range(signers + 1):
        answers = [Answer.APPROVE] * yes_ + [Answer.OPEN] * (signers - yes_)
        assert (step_verdict(Mode.SHARE, 66, answers) == Verdict.APPROVED) is (yes_ >= needed)


def test_who_asked_urges_no_more_often_by_asking_in_another_way(world: World) -> None:
    chair_, other = chairs(world, 2)[0]
    scene = Scene(world).to("closing")
    code = last(scene).code
    scene.do("urge_approval", scene.mediator, approval=code)
    handler = for_(scene.mediator, world.who(Role.SUPERVISOR, world.county))
    for who in (scene.mediator, handler):
        with pytest.raises((NotPossible, NotPermitted)):
            scene.do("urge_approval", who, approval=code)
    assert person_of(chair_) != person_of(other)
