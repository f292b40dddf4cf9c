"""Steps one after the other: born when the one before is approved, returned to by name, not repeated without need."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from cases.models import CaseReader, Clock
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Post
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, Scene, World, person_of
from workflows.chain_changes import GENERAL, change_chain
from workflows.engine import BadInput, NotPermitted, NotPossible, StaleCase
from workflows.models import Approval, ChainTemplate, Signature, Step, Verdict

from .chain import COUNTY, TOWN, chain, last, name, rows, said, standing, two_steps, waiting, yes

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]


def whole() -> None:
    """The record fits, and vouches for every row."""
    seal_all()
    assert list(findings()) == []


def test_what_comes_with_the_software_is_one_step_that_any_of_those_who_decide_may_sign(world: World) -> None:
    second = world.who(Role.CHAIR, world.town, 2)
    scene = Scene(world).to("closing")
    steps = Step.objects.filter(approval=last(scene))
    assert [(step.order, step.mode, step.name) for step in steps] == [(1, "any", "主席审批")]
    assert waiting(scene) == [name(scene.chair), name(second)]
    assert yes(scene, second).fresh().state == "closed"


def test_the_second_step_is_asked_when_the_first_is_approved_and_not_before(world: World) -> None:
    two_steps()
    scene = Scene(world).to("closing")
    assert waiting(scene) == [name(scene.chair)]
    with pytest.raises(NotPermitted, match="没有送给您"):
        yes(scene, scene.above)
    yes(scene, scene.chair)
    assert scene.fresh().state == "closing"
    assert waiting(scene) == [name(scene.above)]
    assert last(scene).unit == world.county
    assert Event.objects.get(subject=scene.case.subject, name=EventName.NEXT_STEP_ASKED).data["step"] == 2
    yes(scene, scene.above)
    assert scene.fresh().state == "closed"
    whole()


def test_each_step_has_its_own_clock_and_its_own_time(world: World) -> None:
    chain(TOWN, COUNTY | {"days": 7})
    scene = Scene(world).to("closing")
    clock = Clock.objects.get(case=scene.case, rule_id="approval_decide")
    assert (clock.epoch, clock.state) == (1, "running")
    assert clock.n != 7
    yes(scene, scene.chair)
    clock.refresh_from_db()
    assert (clock.epoch, clock.n, clock.unit, clock.state) == (2, 7, "working", "running")
    yes(scene, scene.above)
    clock.refresh_from_db()
    assert clock.state == "stopped"


def test_a_step_with_nobody_at_it_is_named_when_the_question_is_put(world: World) -> None:
    chain(TOWN, {"name": "司法所会签", "signs": "partner", "partner_kind": "justice_office"})
    scene = Scene(world).to("performing").pay().prove()
    with override("zh-hans"), pytest.raises(NotPossible, match="“司法所会签”这一步找不到人"):
        scene.do("ask_close", scene.mediator, reason="已付清")
    assert not Approval.objects.exists()


def test_a_role_nobody_holds_here_is_looked_for_in_the_unions_above(world: World) -> None:
    chain({"name": "督查员核对", "signs": "role", "role": "supervisor"}, TOWN)
    supervisor = world.who(Role.SUPERVISOR, world.county)
    scene = Scene(world).to("closing")
    assert waiting(scene) == [name(supervisor)]
    yes(scene, supervisor, scene.chair)
    assert scene.fresh().state == "closed"


def test_without_a_vice_chair_the_chair_stands_in_at_a_vice_chairs_step(world: World) -> None:
    chain({"name": "副主席初审", "signs": "role", "role": "vice_chair"})
    scene = Scene(world).to("closing")
    assert waiting(scene) == [name(scene.chair)]


def test_a_body_beside_the_town_signs_and_may_read_the_case(world: World) -> None:
    body = world.partner()
    officer = world.made.person("人社干部")
    actions.give_post(
        acting=SYSTEM, person=officer, role=Role.PARTNER_OFFICER, place=body, starts_on=today() - DAY
    )
    chain({"name": "人社所会签", "signs": "partner", "partner_kind": "labour_office"}, TOWN)
    scene = Scene(world).to("closing")
    assert CaseReader.objects.filter(case=scene.case, partner=body).exists()
    yes(scene, Acting(officer, Role.PARTNER_OFFICER, partner=body), scene.chair)
    assert scene.fresh().state == "closed"
    whole()


def test_a_case_that_stands_at_the_county_already_is_not_put_to_the_same_chair_twice(world: World) -> None:
    two_steps()
    scene = Scene(world, place=world.county).to("closing")
    yes(scene, scene.above)
    assert scene.fresh().state == "closed"
    carried = [row for row in rows(scene) if row.carried_from_id]
    assert [(row.step.order, row.answer, row.signed_by) for row in carried] == [
        (2, "approve", scene.above.person)
    ]


def test_the_most_local_chain_counts_then_the_one_that_names_the_approval(world: World) -> None:
    chain(TOWN | {"name": "全省"}, code="all", kind="", case_kind="dispute")
    chain(TOWN | {"name": "结案"}, code="closing", kind="close")
    assert _first_step(world) == "结案"
    chain(TOWN | {"name": "枫桥镇"}, code="town", kind="", unit=world.town)
    assert _first_step(world) == "枫桥镇"
    chain(TOWN | {"name": "店口镇"}, code="other", kind="close", unit=world.other_town)
    assert _first_step(world) == "枫桥镇"


def _first_step(world: World) -> str:
    scene = Scene(world).to("closing")
    return Step.objects.get(approval=last(scene)).name


def test_a_chain_that_is_changed_touches_no_approval_that_runs(world: World) -> None:
    made = two_steps()
    scene = Scene(world).to("closing")
    change_chain(made, acting=SYSTEM, steps=[TOWN])
    yes(scene, scene.chair)
    assert scene.fresh().state == "closing"
    yes(scene, scene.above)
    later = Scene(world).to("closing")
    assert Step.objects.filter(approval=last(later)).count() == 1
    assert sorted(made.steps.values_list("version", "order")) == [(1, 1), (1, 2), (2, 1)]
    whole()


def test_where_every_chain_is_switched_off_any_one_of_those_who_decide_still_may(world: World) -> None:
    ChainTemplate.objects.filter(code=GENERAL).update(is_active=False)
    scene = Scene(world).to("closing")
    assert yes(scene, scene.chair).fresh().state == "closed"


# ── Back, and once more ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_return_to_a_named_step_opens_a_round_from_there_and_keeps_what_was_said_before_it(
    world: World,
) -> None:
    vice = world.who(Role.VICE_CHAIR, world.county)
    chain({"name": "初审", "signs": "role", "role": "mediator"}, TOWN, COUNTY)
    second = world.who(Role.MEDIATOR, world.town, 2)
    scene = Scene(world).to("closing")
    yes(scene, second, scene.chair)
    said(scene, "send_back", scene.above, note="请镇里再核对金额", to=2)
    assert (last(scene).verdict, last(scene).round) == (Verdict.OPEN, 2)
    assert standing(scene) == [(1, name(second), "approve"), (2, name(scene.chair), "")]
    assert rows(scene)[0].carried_from == rows(scene, round_=1)[0]
    assert [row.return_to for row in rows(scene, round_=1)] == [0, 0, 2]
    assert scene.fresh().state == "closing"
    yes(scene, scene.chair, scene.above)
    assert scene.fresh().state == "closed"
    assert vice.person is not None
    whole()


def test_only_a_step_that_was_approved_can_be_returned_to(world: World) -> None:
    two_steps()
    scene = Scene(world).to("closing")
    for step in (1, 2, 9):
        with pytest.raises(NotPossible, match="已经审批过的步骤"):
            said(scene, "send_back", scene.chair, note="再看看", to=step)


def test_a_return_to_who_asked_ends_the_question_at_any_step(world: World) -> None:
    two_steps()
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    said(scene, "send_back", scene.above, note="缺凭证")
    assert scene.fresh().state == "performing"
    assert last(scene).verdict == Verdict.RETURNED


def _returned_by_the_county(world: World) -> Scene:
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    return said(scene, "send_back", scene.above, note="缺凭证").prove()


def test_asked_again_after_a_return_the_steps_whose_matter_did_not_change_keep_their_answers(
    world: World,
) -> None:
    two_steps()
    scene = _returned_by_the_county(world).do("ask_close", scene_mediator(world), reason="已补凭证")
    assert standing(scene) == [(1, name(scene.chair), "approve"), (2, name(scene.above), "")]
    assert rows(scene)[0].carried_from is not None
    assert yes(scene, scene.above).fresh().state == "closed"
    whole()


def scene_mediator(world: World) -> Acting:
    """Who handles cases of the town."""
    return world.who(Role.MEDIATOR, world.town)


def test_unless_they_are_to_be_asked_again(world: World) -> None:
    two_steps()
    scene = _returned_by_the_county(world)
    scene.do("ask_close", scene.mediator, reason="已补凭证", ask_again=True)
    assert waiting(scene) == [name(scene.chair)]


@pytest.mark.parametrize(("looks_at", "kept"), [([], False), (["conclusion"], False), (["amount"], True)])
def test_a_changed_matter_is_put_again_to_the_steps_that_decide_on_it(
    world: World, looks_at: list[str], kept: bool
) -> None:
    chain(TOWN | {"looks_at": looks_at}, COUNTY)
    scene = _returned_by_the_county(world)
    scene.do("ask_close", scene.mediator, reason="改为口头协议", conclusion="oral_agreement")
    assert waiting(scene) == [name(scene.above if kept else scene.chair)]


def test_a_refused_question_that_is_put_again_begins_anew(world: World) -> None:
    two_steps()
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    said(scene, "refuse", scene.above, note="不能结案")
    scene.do("ask_close", scene.mediator, reason="再次提请")
    assert waiting(scene) == [name(scene.chair)]


# ── Too late ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", ["approve", "send_back", "refuse"])
def test_a_form_that_was_withdrawn_a_second_ago_says_so(world: World, verb: str) -> None:
    scene = Scene(world).to("closing")
    asked, chair = scene.approval, scene.chair
    scene.do("withdraw_request", scene.mediator, approval=asked.code)
    assert scene.case.state == "performing"
    with override("zh-hans"), pytest.raises(StaleCase, match="已撤回"):
        scene.do(verb, chair, approval=asked.code, round=1, note="好的")


def test_an_answer_to_an_earlier_round_counts_for_nothing(world: World) -> None:
    two_steps()
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    said(scene, "send_back", scene.above, note="再核对", to=1)
    with pytest.raises(StaleCase, match="已经改过"):
        scene.do("approve", scene.chair, approval=last(scene).code, round=1)


def test_a_no_needs_its_reason_at_every_step(world: World) -> None:
    two_steps()
    scene = yes(Scene(world).to("closing"), world.who(Role.CHAIR, world.town))
    for verb in ("refuse", "send_back"):
        with pytest.raises(BadInput):
            said(scene, verb, scene.above, note=" ")


def test_a_case_that_climbs_takes_what_was_said_along_and_asks_the_step_anew(world: World) -> None:
    chain({"name": "初审", "signs": "role", "role": "mediator"}, TOWN)
    second = world.who(Role.MEDIATOR, world.town, 2)
    scene = yes(Scene(world).to("closing"), second)
    scene.do("hand_up", scene.chair, reason="本级有利害关系")
    assert standing(scene) == [(1, name(second), "approve"), (2, name(scene.above), "")]
    assert yes(scene, scene.above).fresh().state == "closed"


def test_who_stood_in_for_one_step_does_not_decide_the_next(world: World) -> None:
    """Two steps are two pairs of eyes."""
    two_steps()
    scene = Scene(world).to("closing")
    vice = world.who(Role.VICE_CHAIR, world.county)
    post = Post.objects.get(role=Role.CHAIR, unit=world.town)
    actions.name_deputy(
        acting=SYSTEM, post=post, person=person_of(scene.above), starts_on=today(), ends_on=today()
    )
    stands_in = Acting(scene.above.person, Role.CHAIR, world.town, on_behalf_of=post.person)
    yes(scene, stands_in)
    assert waiting(scene) == [name(vice)]
    assert Signature.objects.get(step__approval=last(scene), step__order=1).signed_by == scene.above.person
