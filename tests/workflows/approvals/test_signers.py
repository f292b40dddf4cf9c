"""转办、加签、减签、催办, joint signing in turn, and signatures given in another's name."""

from __future__ import annotations

import itertools

import pytest

from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.errors import NoAuthority, WrongValue
from organizations.models import Person, Post
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import now, today
from record.verify import findings
from tests.builders import DAY, Scene, World, person_of
from tests.workflows.walking import AtTime
from workflows.engine import BadInput, NotPermitted, NotPossible, open_case, perform
from workflows.machine import Workflow
from workflows.models import Added, Answer, Mode, Signature
from workflows.offers import acting_for, offers

from .chain import COUNTY, TOWN, chain, chairs, last, name, rows, said, standing, two_steps, waiting, yes

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]


def whole() -> None:
    """The record fits, and vouches for every row."""
    seal_all()
    assert list(findings()) == []


@pytest.fixture
def three(world: World) -> list[Acting]:
    """Three chairs of the town."""
    return chairs(world)[0]


def closing(world: World, mode: str = Mode.ANY) -> Scene:
    """A closing the town's chairs decide."""
    chain(TOWN | {"mode": mode, "share": 60})
    return Scene(world).to("closing")


def vice(world: World) -> Acting:
    """The county's vice-chair, whom no chain asks."""
    return world.who(Role.VICE_CHAIR, world.county)


def add(scene: Scene, who: Acting, whom: Acting, how: str = Added.AFTER) -> Signature:
    """加签; the new signature."""
    said(scene, "add_signer", who, person=whom.person, how=how, reason="请把关")
    return Signature.objects.filter(step__approval=last(scene)).latest("id")


# ── How many must sign ──────────────────────────────────────────────────────────────────────────────────────────


def test_in_turn_only_the_first_who_has_not_signed_may(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.IN_TURN)
    for before, later in itertools.pairwise(three):
        with pytest.raises(NotPossible, match=name(before)):
            yes(scene, later)
    yes(scene, *three)
    assert scene.fresh().state == "closed"


def test_all_means_all_and_a_share_its_part(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.ALL)
    assert yes(scene, three[2], three[0]).fresh().state == "closing"
    assert yes(scene, three[1]).fresh().state == "closed"
    chain(TOWN | {"mode": "share", "share": 60}, code="town", unit=world.town)
    scene = Scene(world).to("closing")
    assert yes(scene, three[2]).fresh().state == "closing"
    assert yes(scene, three[1]).fresh().state == "closed"


def test_advice_is_heard_and_stops_nothing(world: World, three: list[Acting]) -> None:
    chain(TOWN | {"mode": "advisory"}, COUNTY)
    scene = Scene(world).to("closing")
    with pytest.raises(NotPossible, match="只征求意见"):
        said(scene, "send_back", three[0], note="先核对")
    said(scene, "refuse", three[0], note="我看不行")
    yes(scene, three[1], three[2], scene.above)
    assert scene.fresh().state == "closed"


# ── 转办 ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_transferred_signature_is_anothers_and_says_whose_it_was(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.ALL)
    said(scene, "transfer", three[0], to=vice(world).person, reason="外出学习")
    with pytest.raises(NotPermitted, match="没有送给您"):
        yes(scene, three[0])
    yes(scene, *three[1:], vice(world))
    assert scene.fresh().state == "closed"
    taken = next(row for row in rows(scene) if row.signer == vice(world).person)
    assert (taken.instead_of.signer, taken.instead_of.answer) == (three[0].person, Answer.PASSED)  # type: ignore[union-attr]
    event = Event.objects.get(subject=scene.case.subject, name=EventName.APPROVAL_TRANSFERRED)
    assert event.data["signer"] == person_of(vice(world)).pk
    assert "外出学习" not in str(event.data)
    whole()


def test_it_keeps_its_place_in_the_turn_and_may_come_back(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.IN_TURN)
    said(scene, "transfer", three[0], to=vice(world).person, reason="外出学习")
    with pytest.raises(NotPossible, match=name(vice(world))):
        yes(scene, three[1])
    said(scene, "transfer", vice(world), to=three[0].person, reason="本人已回来")
    assert yes(scene, *three).fresh().state == "closed"


def test_it_goes_only_to_who_may_decide_and_is_not_in_the_step_yet(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.ALL)
    window, elsewhere = world.who(Role.WINDOW, world.town), world.who(Role.CHAIR, world.other_town)
    for person, words in (
        (window.person, "现任"),
        (elsewhere.person, "现任"),
        (three[1].person, "签署人中"),
        (scene.mediator.person, "提请的人"),
    ):
        with pytest.raises(BadInput, match=words):
            said(scene, "transfer", three[0], to=person, reason="外出")
    with pytest.raises(BadInput, match="原因"):
        said(scene, "transfer", three[0], to=vice(world).person, reason=" ")


# ── 加签、减签 ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_is_added_before_me_signs_first(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.ALL)
    add(scene, three[0], vice(world), Added.BEFORE)
    with pytest.raises(NotPossible, match=name(vice(world))):
        yes(scene, three[0])
    yes(scene, three[1], vice(world), three[0], three[2])
    assert scene.fresh().state == "closed"
    whole()


def test_whoever_is_added_after_me_signs_when_i_have(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.IN_TURN)
    add(scene, three[0], vice(world), Added.AFTER)
    with pytest.raises(NotPossible, match=name(three[0])):
        yes(scene, vice(world))
    yes(scene, three[0])
    with pytest.raises(NotPossible, match=name(vice(world))):
        yes(scene, three[1])
    assert yes(scene, vice(world), *three[1:]).fresh().state == "closed"


def test_whoever_is_added_beside_me_signs_at_any_time_but_must(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.ANY)
    add(scene, three[0], vice(world), Added.BESIDE)
    assert yes(scene, three[1]).fresh().state == "closing"
    assert yes(scene, vice(world)).fresh().state == "closed"


def test_the_no_of_an_added_signer_decides(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.ANY)
    add(scene, three[0], vice(world), Added.BESIDE)
    said(scene, "refuse", vice(world), note="金额不对")
    assert scene.fresh().state == "performing"


def test_who_waits_for_their_turn_may_add_too(world: World, three: list[Acting]) -> None:
    scene = closing(world, Mode.IN_TURN)
    add(scene, three[2], vice(world), Added.BEFORE)
    yes(scene, three[0], three[1])
    with pytest.raises(NotPossible, match=name(vice(world))):
        yes(scene, three[2])
    assert yes(scene, vice(world), three[2]).fresh().state == "closed"


def test_who_signed_an_earlier_step_for_another_is_not_added_to_a_later_one(
    world: World, three: list[Acting]
) -> None:
    two_steps(Mode.ANY)
    scene, above = Scene(world).to("closing"), world.who(Role.CHAIR, world.county)
    supervisor = world.who(Role.SUPERVISOR, world.county)
    yes(scene, Acting(supervisor.person, Role.CHAIR, world.town, on_behalf_of=three[0].person))
    with pytest.raises(BadInput, match="这一轮已经签过"):
        said(scene, "add_signer", above, person=supervisor.person, how=Added.AFTER, reason="请再看")
    said(scene, "add_signer", above, person=vice(world).person, how=Added.AFTER, reason="请再看")


def test_only_what_was_added_is_removed_by_who_added_it_while_it_is_open(
    world: World, three: list[Acting]
) -> None:
    scene = closing(world, Mode.ALL)
    row = add(scene, three[0], vice(world), Added.BEFORE)
    own = rows(scene)[0]
    with pytest.raises(NotPermitted, match="谁加的签"):
        said(scene, "remove_signer", three[1], signature=row.code, reason="不需要")
    with pytest.raises(NotPossible, match="规定的人不能减"):
        said(scene, "remove_signer", three[0], signature=own.code, reason="不需要")
    said(scene, "remove_signer", three[0], signature=row.code, reason="不需要")
    with pytest.raises(NotPermitted, match="没有送给您"):
        yes(scene, vice(world))
    with pytest.raises(NotPossible, match="已经签过"):
        said(scene, "remove_signer", three[0], signature=row.code, reason="再减一次")
    add(scene, three[0], vice(world), Added.BESIDE)
    yes(scene, vice(world))
    row = next(row for row in rows(scene) if row.answer == Answer.APPROVE)
    with pytest.raises(NotPossible, match="已经签过"):
        said(scene, "remove_signer", three[0], signature=row.code, reason="不需要")
    assert yes(scene, *three).fresh().state == "closed"
    whole()


def test_the_last_one_waited_for_taken_off_lets_the_step_go_on(world: World, three: list[Acting]) -> None:
    two_steps(Mode.ANY)
    scene = Scene(world).to("closing")
    row = add(scene, three[0], vice(world), Added.AFTER)
    yes(scene, three[0])
    assert waiting(scene)[-1] == name(vice(world))
    with pytest.raises(NotPermitted, match="签过"):
        yes(scene, three[0])
    said(scene, "remove_signer", three[0], signature=row.code, reason="不必再看")
    assert waiting(scene) == [name(one) for one in chairs(world)[1]]


# ── 催办 ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_signer_is_urged_once_a_day_and_only_whose_turn_it_is(
    world: World, three: list[Acting], at_time: AtTime
) -> None:
    scene = closing(world, Mode.IN_TURN)
    code = last(scene).code
    scene.do("urge_approval", scene.mediator, approval=code, note="企业在等")
    assert [row.urged_at is not None for row in rows(scene)] == [True, False, False]
    with pytest.raises(NotPossible, match="一天只催一次"):
        scene.do("urge_approval", scene.mediator, approval=code)
    yes(scene, three[0])
    scene.do("urge_approval", scene.mediator, approval=code)
    with pytest.raises(NotPossible, match="一天只催一次"):
        scene.do("urge_approval", scene.mediator, approval=code)
    at_time(now() + DAY)
    scene.do("urge_approval", scene.mediator, approval=code)
    assert (
        Event.objects.filter(subject=scene.case.subject, name=EventName.APPROVAL_URGED, line=0).count() == 3
    )
    whole()


# ── In another's name ───────────────────────────────────────────────────────────────────────────────────────────


def delegated(world: World, scene: Scene, days: int = 3) -> Acting:
    """Somebody to whom the town's chair gave their signatures for some days."""
    to = world.made.person("受托人")
    post = Post.objects.get(role=Role.CHAIR, unit=world.town, person=scene.chair.person)
    actions.name_deputy(
        acting=scene.chair, post=post, person=to, starts_on=today(), ends_on=today() + days * DAY, only_approvals=True,
    )  # fmt: skip
    return _acting_of(to)


def _acting_of(person: Person, day: int = 0) -> Acting:
    (acting,) = actings_of(person, today() + day * DAY)
    return acting


def test_a_delegate_signs_and_the_signature_says_whose_it_is(world: World) -> None:
    scene = Scene(world).to("closing")
    acting = delegated(world, scene)
    yes(scene, acting)
    (row,) = rows(scene)
    assert (row.signer, row.signed_by) == (scene.chair.person, acting.person)
    event = Event.objects.get(subject=scene.case.subject, name=EventName.APPROVED)
    assert (event.actor, event.on_behalf_of) == (person_of(acting).pk, person_of(scene.chair).pk)
    assert scene.fresh().state == "closed"
    assert actings_of(person_of(acting), today() + 4 * DAY) == ()
    whole()


def test_a_delegate_does_nothing_else_in_that_name(world: World) -> None:
    scene = Scene(world).accept()
    acting = delegated(world, scene)
    with pytest.raises(NotPermitted, match="受委托的只是审批"):
        scene.do("assign", acting, mediator=scene.mediator.person)
    with pytest.raises(NotPermitted, match="受委托的只是审批"):
        open_case("dispute", actor=acting, place=world.town)
    assert offers(scene.case, [acting], now()) == []
    assert acting_for(scene.case, "assign", [acting], now()) is None
    post = Post.objects.get(role=Role.CHAIR, unit=world.town)
    with pytest.raises(NoAuthority):
        actions.name_deputy(
            acting=acting, post=post, person=world.made.person("第三人"), starts_on=today(), ends_on=today()
        )


def test_an_approved_step_that_reaches_another_case_is_not_barred_for_a_delegate(world: World) -> None:
    acting = Acting(world.made.person("受托人"), Role.CHAIR, world.town, only_approvals=True)

    class Asked(Workflow):
        """Nothing but the question of who may."""

        signing_verbs = frozenset({"approve"})

        def __init__(self) -> None:
            self.following = False

    flow = Asked()
    assert (flow.bars("approve", acting), flow.bars("extend_with_table", acting)) == (False, True)
    flow.following = True
    assert not flow.bars("extend_with_table", acting)


def test_only_signatures_can_be_delegated_of_a_post_that_has_some(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.town)
    post = Post.objects.get(person=officer.person)
    with pytest.raises(WrongValue, match="没有审批可以委托"):
        actions.name_deputy(
            acting=SYSTEM, post=post, person=world.made.person("受托人"), starts_on=today(), ends_on=today(),
            only_approvals=True,
        )  # fmt: skip


def test_nobody_the_matter_concerns_signs_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook a kind names its people by: they are not asked, and what was sent to them they cannot answer."""
    from workflows.dispute import Dispute

    first, second = chairs(world, 2)[0]
    earlier = Scene(world).to("closing")
    concerned = {person_of(first).pk}
    monkeypatch.setattr(Dispute, "concerned_people", property(lambda _self: concerned))
    later = Scene(world).to("closing")
    assert waiting(later) == [name(second)]
    with pytest.raises(NotPermitted, match="涉及本人"):
        yes(earlier, first)
    stands_in = Acting(world.made.person("代理人"), Role.CHAIR, world.town, on_behalf_of=first.person)
    with pytest.raises(NotPermitted, match="涉及本人"):
        yes(earlier, stands_in)


def test_who_asked_in_anothers_place_leaves_neither_of_them_to_sign(world: World) -> None:
    scene = Scene(world).accept()
    scene.do("assign", scene.chair, mediator=scene.chair.person)
    stands_in = Acting(world.made.person("代主席"), Role.CHAIR, world.town, on_behalf_of=scene.chair.person)
    perform(scene.case, "ask_refer", actor=stands_in, partner=world.partner(), reason="归人社所")
    assert last(scene).asked_for == scene.chair.person
    assert waiting(scene) == [name(scene.above)]
    with pytest.raises(NotPermitted, match="自己提请"):
        yes(scene, scene.chair)
    assert standing(scene)
