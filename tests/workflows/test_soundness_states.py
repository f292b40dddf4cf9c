"""Each state: who owns it, which clock runs, how it ends; each closing: what may still run; no step lost or dead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Clock
from organizations.acting import SYSTEM
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World, person_of, suspend
from workflows.dispute import Dispute
from workflows.dispute.states import MAIN_LINE, OPEN, OWNERS, S
from workflows.models import ApprovalKind, Signature
from workflows.offers import offers
from workflows.secondment import Secondment

from . import soundness
from .plans import reach, ready, transitions

pytestmark = pytest.mark.soundness


def running(scene: Scene) -> set[str]:
    """Rules of the clocks that run on the case."""
    return set(Clock.objects.filter(case=scene.case, state="running").values_list("rule_id", flat=True))


def watched(scene: Scene) -> set[str]:
    """Rules of the clocks that will still say or do something."""
    return set(Clock.objects.filter(case=scene.case, next_at__isnull=False).values_list("rule_id", flat=True))


# ── No step lost, doubled or dead ───────────────────────────────────────────────────────────────────────────────


def test_no_step_is_declared_twice_so_none_silently_overwrites_another() -> None:
    soundness.none_declared_twice(Dispute, ("workflows.dispute", "workflows.shared"))


def test_no_two_transitions_share_source_target_and_verb_and_each_leads_from_its_states() -> None:
    soundness.none_ambiguous(Dispute)


def test_every_state_has_an_owner_and_a_place_on_the_chart() -> None:
    assert set(OWNERS) == set(S)
    assert set(MAIN_LINE) | {S.FAILED, S.SUSPENDED} == set(S)


def test_each_approved_kind_opens_a_step_nobody_can_take_alone() -> None:
    from workflows.dispute.approving import STEP_OF

    others = set(Secondment.step_of) | {ApprovalKind.CONSENT, ApprovalKind.SIGN}
    assert set(STEP_OF) == set(ApprovalKind) - others
    alone = {t.slug for _state, t in transitions() if t.permission.__name__ == "approved"}
    assert alone == {*STEP_OF.values(), "return_to_work"}


# ── Each open state ─────────────────────────────────────────────────────────────────────────────────────────────

VARIANTS: dict[str, Callable[[Scene], Scene]] = {
    "reported": lambda s: s,
    "reported-applied": lambda s: s.apply(),
    "accepted": lambda s: s.to(S.ACCEPTED),
    "verifying": lambda s: s.to(S.VERIFYING),
    "mediating": lambda s: s.to(S.MEDIATING),
    "performing-term-waits": lambda s: s.to(S.PERFORMING),
    "performing-at-once": lambda s: s.to(S.MEDIATING).agree("performed_at_once"),
    "performing-all-paid": lambda s: s.to(S.PERFORMING).pay(),
    "performing-part-paid": lambda s: s.to(S.PERFORMING).pay(100),
    "performing-breached": lambda s: s.to(S.PERFORMING).do("breach", SYSTEM, clock=s.term.code),
    "performing-enforced": lambda s: VARIANTS["performing-breached"](s).do(
        "enforce", s.mediator, road="enforcement", note="协助申请"
    ),
    "performing-breached-then-paid": lambda s: VARIANTS["performing-breached"](s).pay(),
    "performing-closing-returned": lambda s: s.to(S.CLOSING).answer("send_back"),
    "performing-breached-after-returning": lambda s: VARIANTS["performing-enforced"](s)
    .do("ask_close", s.mediator, reason="已转执行")
    .answer("refuse"),
    "failed": lambda s: s.to(S.FAILED),
    "failed-unasked": lambda s: s.to(S.VERIFYING)
    .apply()
    .do("ask_other_side", s.mediator, asked_on=today())
    .do("other_side_declines", s.mediator, answered_on=today()),
    "failed-informed": lambda s: s.to(S.FAILED).do("inform_parties", s.mediator, note="已告知"),
    "failed-informed-and-on-a-road": lambda s: s.to(S.FAILED)
    .do("inform_parties", s.mediator, note="已告知")
    .do("take_road", s.mediator, road="arbitration", note="协助申请"),
    "failed-closing-returned": lambda s: s.to(S.FAILED)
    .do("inform_parties", s.mediator, note="已告知")
    .do("ask_close", s.mediator, reason="期满")
    .answer("refuse"),
    "failed-lapsed": lambda s: s.to(S.MEDIATING).do("lapse", SYSTEM),
    "closing": lambda s: s.to(S.CLOSING),
    "closing-failed": lambda s: s.to(S.FAILED)
    .do("inform_parties", s.mediator, note="已告知")
    .do("ask_close", s.mediator, reason="期满"),
    "suspended-reported": lambda s: suspend(s),
    "suspended-accepted": lambda s: suspend(s.to(S.ACCEPTED)),
    "suspended-verifying": lambda s: suspend(s.to(S.VERIFYING)),
    "suspended-mediating": lambda s: suspend(s.to(S.MEDIATING)),
    "suspended-performing": lambda s: suspend(s.to(S.PERFORMING)),
    "suspended-failed": lambda s: suspend(s.to(S.FAILED)),
    "resumed-verifying": lambda s: suspend(s.to(S.VERIFYING)).do("resume", s.mediator, reason=""),
    "resumed-performing": lambda s: suspend(s.to(S.PERFORMING)).do("resume", s.mediator, reason=""),
    "handed-up": lambda s: s.to(S.VERIFYING).do("hand_up", s.mediator, reason="镇里调不动"),
    "handed-up-failed": lambda s: s.to(S.FAILED).do("hand_up", s.mediator, reason="镇里调不动"),
    "handed-up-closing": lambda s: s.to(S.CLOSING).do("hand_up", s.mediator, reason="镇里调不动"),
    "handed-down": lambda s: s.to(S.VERIFYING).do("hand_down", s.chair, unit=s.world.hamlet, reason="村里熟悉"),
    "taken-over": lambda s: s.to(S.ACCEPTED).do("take_over", s.above, reason="县里直接办"),
    "reopened": lambda s: s.to(S.CLOSED).do("ask_reopen", s.mediator, reason="又没付").answer(),
}  # fmt: skip


@pytest.mark.parametrize("way", VARIANTS)
def test_an_open_case_is_on_a_clock_that_still_has_something_to_say(world: World, way: str) -> None:
    scene = VARIANTS[way](Scene(world))
    assert scene.fresh().state in OPEN
    ours = watched(scene) - {"arb_limitation"}
    assert ours, f"{way}: only {running(scene)} runs"


@pytest.mark.parametrize("way", VARIANTS)
def test_in_every_open_state_somebody_at_the_handling_union_can_go_on(world: World, way: str) -> None:
    scene = VARIANTS[way](Scene(world))
    scene.fresh()
    steps = {
        offer.verb
        for role in (Role.WINDOW, Role.MEDIATOR, Role.CHAIR)
        for offer in offers(scene.case, [scene.at_unit(role)], now())
        if not offer.reason
    }
    onward = {t.slug for _s, t in transitions() if t.source == scene.case.state and _leads_on(t)}
    asked = Signature.objects.filter(step__approval__case=scene.case, answer="").values_list(
        "signer", flat=True
    )
    assert steps & onward or person_of(scene.chair).pk in asked, steps


def _leads_on(transition: Any) -> bool:
    """Whether a step moves the case on, or puts somebody in charge who can; 撤回 is the worker's and does not count."""
    onward = {
        "reassign",
        "contact",
        "ask_decline",
        "ask_refer",
        "ask_not_confirmed",
        "perform_term",
        "inform_parties",
    }
    moves = any(target not in ("", transition.source) for target in map(str, transition.declared_targets()))
    return transition.slug in onward or (moves and transition.slug not in ("withdraw", "merge", "suspend"))


def _finish(scene: Scene) -> Scene:
    """To the end, from wherever it is, each step by somebody who may."""
    state = scene.fresh().state
    ways: dict[str, Callable[[], Any]] = {
        S.REPORTED: scene.accept, S.ACCEPTED: scene.assign, S.CLOSING: scene.answer,
        S.SUSPENDED: lambda: scene.do("resume", scene.chair, reason="继续"),
        S.VERIFYING: lambda: _from_verifying(scene), S.MEDIATING: scene.agree,
        S.PERFORMING: lambda: _from_performing(scene), S.FAILED: lambda: _from_failed(scene),
    }  # fmt: skip
    if state == S.CLOSED:
        return scene
    _in_charge(scene)
    ways[state]()
    return _finish(scene)


def _in_charge(scene: Scene) -> None:
    """After the case went to another union its chair names somebody there."""
    case = scene.fresh()
    if case.handler_id != person_of(scene.mediator).pk and case.state in (
        "mediating",
        "performing",
        "failed",
    ):
        scene.do("reassign", scene.chair, mediator=scene.mediator.person, reason="已到本级")
    elif case.state == S.VERIFYING and case.handler_id != person_of(scene.mediator).pk:
        scene.assign()


def _from_verifying(scene: Scene) -> None:
    detail = scene.fresh().dispute
    if detail.applied_on is None:
        scene.apply()
    if detail.other_side != "agreed":
        scene.both_agree()
    scene.do("start_mediation", scene.mediator)


def _from_performing(scene: Scene) -> None:
    if scene.term.state != "performed":
        scene.pay(int(scene.term.amount - scene.term.paid))
    scene.prove().do("ask_close", scene.mediator, reason="已付清")


def _from_failed(scene: Scene) -> None:
    if scene.fresh().dispute.informed_at is None:
        scene.do("inform_parties", scene.mediator, note="已告知")
    scene.do("ask_close", scene.mediator, reason="调解不成")


@pytest.mark.parametrize("way", VARIANTS)
def test_every_state_can_reach_an_end_approved_by_the_chair(world: World, way: str) -> None:
    scene = _finish(VARIANTS[way](Scene(world)))
    assert scene.case.conclusion
    nothing_left_running(scene)


# ── Each way into 已结案 ────────────────────────────────────────────────────────────────────────────────────────


def nothing_left_running(scene: Scene) -> None:
    """A closed case: no clock but 回访, no open signature but a reopening's, no order, no emergency."""
    case = scene.fresh()
    assert case.state == S.CLOSED
    assert running(scene) <= {"return_call"}
    assert not Clock.objects.filter(case=case, state="paused").exists()
    waiting = Signature.objects.filter(step__approval__case=case, answer="")
    assert set(waiting.values_list("step__approval__kind", flat=True)) <= {"reopen"}
    assert (case.is_emergency, case.dispute.order_open) == (False, False)


def _laden(scene: Scene) -> Scene:
    """Everything that may hang on an open case: an emergency, an order, a message without answer, a notice."""
    scene.do("declare_emergency", scene.chair, reason="有人扬言上路堵车")
    if scene.fresh().state not in (S.SUSPENDED,):
        scene.do("order", scene.above, note="限期说明")
    scene.do("message", scene.worker, body="怎么样了？")
    if scene.case.state in (S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.PERFORMING):
        scene.do("notify_employer", scene.chair, kind="verify")
    return scene


CLOSINGS: dict[str, tuple[str, str]] = {
    **{f"{t.slug}-from-{s}": (t.slug, s) for s, t in transitions() if str(t.target) == S.CLOSED},
}


@pytest.mark.parametrize("way", CLOSINGS)
def test_whatever_closes_a_case_leaves_nothing_running_on_it(world: World, way: str) -> None:
    verb, state = CLOSINGS[way]
    scene = ready(world, S(state), verb)
    _laden(scene)
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "decline": ("ask_decline", {"ground": "not_labour", "reason": "是借款纠纷"}),
        "refer": ("ask_refer", {"partner": world.partner(), "reason": "归人社所"}),
        "not_confirm": ("ask_not_confirmed", {"reason": "不属实"}),
    }
    if verb in asked:
        if verb == "decline":
            scene.contact()
        if verb == "not_confirm":
            scene.do("record_finding", scene.mediator, finding="not", note="对得上")
        name, data = asked[verb]
        scene.do(name, scene.mediator, **data).answer()
    elif verb == "close":
        scene.answer()
    elif verb == "merge":
        scene.do("merge", scene.mediator, into=Scene(world).case)
    else:
        scene.do(verb, scene.worker, reason="已经解决")
    nothing_left_running(scene)


def test_a_reopening_may_wait_for_its_signature_and_starts_no_clock(world: World) -> None:
    scene = Scene(world).to(S.CLOSED)
    scene.do("worker_asks_reopen", scene.worker, reason="没有付清")
    nothing_left_running(scene)
    assert Signature.objects.filter(answer="", step__approval__kind="reopen").exists()


@pytest.mark.parametrize("back", [S.PERFORMING, S.FAILED])
@pytest.mark.parametrize("answer", ["send_back", "refuse", "withdraw_request"])
def test_a_closing_that_was_not_approved_goes_back_to_where_it_came_from(
    world: World, back: S, answer: str
) -> None:
    scene = VARIANTS["closing" if back == S.PERFORMING else "closing-failed"](Scene(world))
    if answer == "withdraw_request":
        scene.do(answer, scene.mediator, approval=scene.approval.code)
    else:
        scene.answer(answer)
    assert scene.fresh().state == back
    assert scene.case.back_to == ""


@pytest.mark.parametrize("state", [S.REPORTED, S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.PERFORMING, S.FAILED])
def test_a_suspended_case_comes_back_to_where_it_was(world: World, state: S) -> None:
    scene = suspend(Scene(world).to(state)).do("resume", Scene(world).chair, reason="继续")
    assert scene.fresh().state == state


def test_an_extension_moves_the_mediation_deadline_to_the_day_both_agreed_to(world: World) -> None:
    scene = Scene(world).to(S.MEDIATING)
    day = today() + 30 * DAY
    scene.do("ask_extend", scene.mediator, until=day, both_agree=True, reason="双方要求").answer()
    due = Clock.objects.filter(case=scene.case, rule_id__startswith="mediation_close").values_list(
        "due_on", flat=True
    )
    assert set(due) == {day}


def test_a_case_climbs_out_of_every_open_state_when_its_clock_says_so(world: World) -> None:
    for state in OPEN:
        scene = reach(world, state).do("climb", SYSTEM, clock="", rule="verify")
        assert scene.fresh().unit == world.county, state
