"""Each guard of each step, falsified by facts: the step is refused with that guard's sentence and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from cases.models import Case, CaseKind, MediationDetail, Party
from organizations.acting import SYSTEM
from organizations.models import Unit
from organizations.paths import under
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World, imported, paper, person_of, suspend
from tests.mediations import Table
from workflows.dispute import Dispute
from workflows.dispute import guards as own
from workflows.dispute.states import S
from workflows.engine import NotPossible, perform
from workflows.models import Approval
from workflows.shared import guards as shared

from . import checking
from .plans import reach, ready, told, transitions
from .soundness import each_guard, written

pytestmark = pytest.mark.soundness
GUARDS = {
    name: value for room in (shared, own) for name, value in vars(room).items() if hasattr(value, "sentence")
}


#: Guards that ask nothing in the other states their step starts from.
ONLY_IN = {"parties_were_informed": (S.FAILED,), "agreement_was_performed": (S.PERFORMING,)}


def _group_late(world: World, state: S) -> Scene:
    """More workers joined after mediation began, and nobody represents them yet."""
    scene = Scene(world)
    if state == S.VERIFYING:
        return scene.to(state).apply().both_agree().crowd(10)
    return scene.to(state).crowd(10)


def _represented_but_silent(world: World, state: S) -> Scene:
    return Scene(world, people=12).to(state)


def _awaiting_by_row(world: World, state: S, verb: str) -> Scene:
    """Where no step can ask the chair, the row itself is put there: the guard must hold all the same."""
    scene = ready(world, state, verb)
    Approval.objects.create(
        code="BEHIND000000",
        case=scene.case,
        kind="refer",
        asked_role="mediator",
        asked_at=now(),
        unit=scene.case.unit,
    )
    return scene


def _at_the_table(world: World, state: S, verb: str) -> Scene:
    """A mediation that serves the case is going on; put there by row, since not every state leads to a table."""
    scene = ready(world, state, verb)
    case = scene.fresh()
    table = Case.objects.create(
        code="TABLE0000000", kind=CaseKind.MEDIATION, number="协商1", county=case.county, unit=case.unit, unit_path=case.unit_path,
        origin_unit=case.unit, level=case.level, state="consenting", category=case.category, source=case.source,
        employer_name=case.employer_name, reported_at=now(),
    )  # fmt: skip
    MediationDetail.objects.create(case=table, serves=case)
    return scene


def _unnamed_employer(world: World) -> Scene:
    scene = Scene(world)
    scene.case = imported(world, employer_name="")
    return scene


def _at_the_top(world: World, state: S) -> Scene:
    scene = Scene(world, place=world.county)
    scene.to(S.VERIFYING) if state == S.SUSPENDED else scene.to(state)
    return suspend(scene) if state == S.SUSPENDED else scene


def _unasked(scene: Scene) -> Scene:
    return scene.apply()


def _asked(scene: Scene) -> Scene:
    return scene.apply().do("ask_other_side", scene.chair, asked_on=today())


def _enterprise_body(world: World, state: S) -> Scene:
    return reach(world, state).apply(body_kind="enterprise").both_agree()


#: How each guard becomes false: a lawful way into ``state`` where it does not hold.
FALSE: dict[str, Callable[[World, S, str], Scene]] = {
    "employer_named": lambda w, s, v: _unnamed_employer(w),
    "someone_came_forward": lambda w, s, v: reach(w, s, disclosure="anonymous", name="", phone=""),
    "nothing_awaits_approval": _awaiting_by_row,
    "no_table_open": _at_the_table,
    "no_table_goes_on": _at_the_table,
    "not_all_signed": lambda w, s, v: _all_signed(reach(w, s)),
    "something_awaits_approval": lambda w, s, v: reach(w, s) if s != S.CLOSING else _closing_without(w),
    "application_received": lambda w, s, v: reach(w, s),
    "no_application_yet": lambda w, s, v: reach(w, s).apply(),
    "applicant_agreed_to_be_named": lambda w, s, v: reach(w, s).apply(names_applicant=False),
    "other_side_was_asked": lambda w, s, v: _unasked(reach(w, s)),
    "other_side_not_asked": lambda w, s, v: _asked(reach(w, s)),
    "both_sides_agree": lambda w, s, v: _asked(reach(w, s)),
    "body_is_complete": lambda w, s, v: _enterprise_body(w, s),
    "representatives_named": lambda w, s, v: _group_late(w, s),
    "someone_is_bound": lambda w, s, v: _represented_but_silent(w, s),
    "is_group": lambda w, s, v: reach(w, s),
    "agreement_was_performed": lambda w, s, v: reach(w, s).prove(),
    "parties_were_informed": lambda w, s, v: reach(w, s),
    "something_was_breached": lambda w, s, v: reach(w, s),
    "worker_was_contacted": lambda w, s, v: reach(w, s),
    "not_contacted_yet": lambda w, s, v: reach(w, s).contact(),
    "is_lead": lambda w, s, v: reach(w, s),
    "emergency_runs": lambda w, s, v: reach(w, s),
    "no_emergency_yet": lambda w, s, v: _declared(reach(w, s)),
    "has_higher_unit": lambda w, s, v: _at_the_top(w, s),
    "order_is_open": lambda w, s, v: reach(w, s),
    "no_order_open": lambda w, s, v: _ordered(reach(w, s)),
    "employer_registered": lambda w, s, v: reach(w, s, employer=None),
    "limitation_runs": lambda w, s, v: reach(w, s, employment_ended_on=None),
    "limitation_is_paused": lambda w, s, v: reach(w, s),
    "not_called_back_yet": lambda w, s, v: _called(reach(w, s)),
    "not_rated_yet": lambda w, s, v: _rated(reach(w, s)),
    "reopening_not_asked_yet": lambda w, s, v: _asked_again(reach(w, s)),
    "town_asks": lambda w, s, v: _in_the_village(reach(w, s)),
    "no_check_runs": lambda w, s, v: _checking(reach(w, s)),
    "bodies_are_waited_for": lambda w, s, v: ready(w, s, "sum_up") if v == "answer_check" else reach(w, s),
    "has_lower_unit": lambda w, s, v: _nothing_below(reach(w, s)),
    "somebody_is_listed": lambda w, s, v: _nobody_listed(reach(w, s)),
    "asked_it_oneself": lambda w, s, v: _asked_by_another(ready(w, s, v)),
    "all_bodies_answered": lambda w, s, v: ready(w, s, "urge_check"),
}  # fmt: skip


def _closing_without(world: World) -> Scene:
    """No lawful way leaves a case waiting for its closing without a question open; the row is taken away."""
    scene = reach(world, S.CLOSING)
    Approval.objects.filter(case=scene.case).update(verdict="void", closed_at=now())
    return scene


def _all_signed(scene: Scene) -> Scene:
    """At the table held for it everybody has signed, and the seal lacks."""
    Table(scene.world, scene).to("signing").sign()
    return scene


def _nothing_below(scene: Scene) -> Scene:
    """The unions below were dissolved."""
    Unit.objects.filter(under(scene.case.unit.path)).exclude(pk=scene.case.unit_id).update(is_active=False)
    return scene


def _nobody_listed(scene: Scene) -> Scene:
    """No lawful way leaves some of these states without a worker; the rows are taken away."""
    Party.objects.filter(case=scene.case).delete()
    return scene


def _asked_by_another(scene: Scene) -> Scene:
    Approval.objects.filter(case=scene.case).update(asked_by=person_of(scene.above))
    return scene


def _in_the_village(scene: Scene) -> Scene:
    return scene.do("hand_down", scene.chair, unit=scene.world.hamlet, reason="村里熟悉情况")


def _checking(scene: Scene) -> Scene:
    checking.ask(scene, checking.LABOUR)
    return scene


def _declared(scene: Scene) -> Scene:
    return scene.do("declare_emergency", scene.chair, reason="有人扬言上路堵车")


def _ordered(scene: Scene) -> Scene:
    return scene.do("order", scene.above, note="限期说明")


def _called(scene: Scene) -> Scene:
    return scene.do("return_call", scene.mediator, note="已回访")


def _rated(scene: Scene) -> Scene:
    return scene.do("rate", scene.worker, stars=4)


def _asked_again(scene: Scene) -> Scene:
    return scene.do("worker_asks_reopen", scene.worker, reason="没有付清").answer("refuse")


@pytest.mark.parametrize(("state", "transition", "guard"), each_guard(Dispute, ONLY_IN))
def test_a_step_is_refused_with_the_guards_own_sentence(
    world: World, state: S, transition: Any, guard: Any
) -> None:
    verb = transition.slug
    scene = FALSE[guard.__name__](world, state, verb)
    assert scene.fresh().state == state
    before = written(scene.case)
    allowed = [scene.mediator, scene.chair, scene.above, scene.worker, world.employer_rep(world.mill), SYSTEM]
    allowed.append(checking.officer(world, checking.LABOUR))
    data = _enough(scene, verb)
    with override("zh-hans"), pytest.raises(NotPossible) as refused:
        _as_whoever_may(scene, verb, allowed, data)
    assert refused.value.sentence == str(guard.sentence)
    assert written(scene.case) == before


def _enough(scene: Scene, verb: str) -> dict[str, Any]:
    """Lawful data, made where the falsified fact leaves none."""
    if verb == "name_representatives":
        return {"representatives": [], "stands_for": []}
    if verb == "record_consent":
        return {"party": "NOBODY", "consent": "agreed", "consented_on": today()}
    if verb == "add_evidence":
        return {"file": paper()}
    return told(scene, verb)


def _as_whoever_may(scene: Scene, verb: str, actors: list[Any], data: dict[str, Any]) -> None:
    from workflows.offers import acting_for

    acting = acting_for(scene.case, verb, actors, now())
    assert acting is not None, "somebody may take the step, or it is the permission that refuses"
    perform(scene.case, verb, actor=acting, **data)


def test_every_guard_of_the_file_stands_before_some_step_and_is_falsified_here() -> None:
    used = {guard.__name__ for _state, t in transitions() for guard in t.conditions}
    assert {name for name, value in vars(own).items() if hasattr(value, "sentence")} <= used
    assert used == set(FALSE)
    assert used <= set(GUARDS)


def test_no_two_guards_give_the_same_reason() -> None:
    sentences = [str(guard.sentence) for guard in GUARDS.values()]
    assert len(sentences) == len(set(sentences))


def test_a_vice_chair_decides_where_there_is_no_chair(world: World) -> None:
    scene = Scene(world, place=world.other_town)
    vice = world.who(Role.VICE_CHAIR, world.other_town)
    scene.accept().do("assign", vice, mediator=scene.mediator.person)
    scene.do("ask_refer", scene.mediator, partner=world.partner(), reason="归人社所").answer(who=vice)
    assert scene.fresh().conclusion == "referred"


def test_where_nobody_can_decide_the_question_is_refused_in_words(world: World) -> None:
    from organizations import actions
    from organizations.models import Post

    scene = Scene(world, place=world.other_town)
    for post in Post.objects.filter(role=Role.CHAIR, unit=world.county):
        actions.end_post(post, acting=SYSTEM, ends_on=today() - DAY)
    with override("zh-hans"), pytest.raises(NotPossible, match="没有可以审批的主席"):
        scene.do("ask_refer", scene.mediator, partner=world.partner(), reason="归人社所")
