"""A wage case's machine: each step for whom the domain names and for nobody else, each guard with its own sentence, each
state owned and on a clock, and nothing left running at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from django.utils.translation import override

from cases.models import Case, Claim, Clock, WageDetail
from organizations.acting import SYSTEM
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import Scene, World, person_of, undone
from tests.wages import Arrears, suspend
from tests.workflows import checking
from tests.workflows.actors import GROUPS, SHARED, Who, everybody
from tests.workflows.soundness import none_ambiguous, none_declared_twice, transitions, tried, written
from workflows.engine import NotPossible, perform, start_draft
from workflows.fetching import cases_to_step
from workflows.machine import Workflow
from workflows.models import Approval, Signature, WarningRule
from workflows.offers import acting_for, offers
from workflows.wage_arrears import WageArrears, guards
from workflows.wage_arrears.closing import STEP_OF
from workflows.wage_arrears.states import MAIN_LINE, OPEN, OWNERS, S

from .plans import BIRTH, CHECKS, READY, behind, outcome, reach, ready, told, with_credit

pytestmark = pytest.mark.soundness
ROOMS = ("workflows.wage_arrears", "workflows.shared")
#: Shared verbs a wage case makes stricter on purpose.
NARROWED = ("correct", "erase_personal", "merge", "notify_employer")

#: Who may take each step, by the domain; written down once more on purpose.
MAY = {
    # from the warning to the finding
    "add_signal": "handler intake chair_above", "contact": "intake", "assign": "chair chair_above",
    "reassign": "chair chair_above", "record_finding": "handler", "confirm_arrears": "handler",
    "ask_not_confirmed": "handler", "not_confirm": "nobody", "merge": "intake handler", "withdraw": "intake handler receipt",
    # claims and who must pay
    "add_claim": "handler intake", "claim_by_receipt": "receipt", "correct_claim": "handler intake",
    "drop_claim": "handler intake", "choose_claim": "handler intake", "import_claims": "handler intake",
    "absorb": "nobody", "add_payer": "handler intake", "remove_payer": "handler intake",
    # papers
    "send_tip": "handler chair",
    "send_opinion": "handler chair", "record_opinion_outcome": "handler chair", "send_advice": "handler chair",
    "record_advice_feedback": "handler chair", "record_order_to_pay": "handler chair",
    # money
    "agree_plan": "handler", "adopt_agreement": "nobody", "table_failed": "nobody", "breach": "system",
    "record_payment": "handler", "reverse_payment": "handler", "use_credit": "handler",
    "begin_repaying": "nobody", "clear": "nobody", "owe_again": "nobody",
    # roads and the end
    "hand_over": "handler chair chair_above", "road_result": "handler chair", "ask_close": "handler", "close": "nobody",
    "return_to_work": "nobody", "return_call": "intake handler", "ask_reopen": "intake handler",
    "worker_asks_reopen": "receipt", "reopen": "nobody", "rate": "receipt",
    # the chair's answers: whom the approval was sent to is the approval's to say
    "approve": "signing", "send_back": "signing", "refuse": "signing",
    "withdraw_request": "handler intake", "transfer": "signing", "add_signer": "signing", "remove_signer": "signing",
    "urge_approval": "handler intake", "readdress": "system",
    **SHARED,
}  # fmt: skip
#: Steps whose case is made for them; the others share one case a state.
OF_THEIR_OWN = frozenset({*READY, *BIRTH, *CHECKS, "employer_reply", "record_advice_feedback", "use_credit", "send_tip", "send_opinion"})  # fmt: skip


def verbs_from(state: str) -> list[str]:
    """Steps of a state."""
    return sorted(t.slug for place, t in transitions(WageArrears) if place == state)


@pytest.fixture(autouse=True)
def no_employer_has_a_record(world: World) -> None:
    """The many cases of one employer say nothing of each other here."""
    WarningRule.objects.filter(window_days__isnull=False).update(is_active=False)


@pytest.mark.parametrize("state", S)
def test_each_step_passes_for_those_the_domain_names_and_for_nobody_else(world: World, state: S) -> None:
    earlier = Arrears(world)
    shared = reach(world, state)
    wrong: list[str] = []
    for verb in verbs_from(state):
        one = ready(world, state, verb) if verb in OF_THEIR_OWN else shared
        assert one.fresh().state == state, verb
        wrong += permissions(one, earlier, verb)
    assert wrong == []


def permissions(one: Arrears, other: Arrears, verb: str) -> list[str]:
    """What is wrong with who may take ``verb``; who may is also tried through the door."""
    case = cases_to_step().get(pk=one.case.pk)
    everyone = [(who, who.acting(cast(Scene, one), cast(Scene, other))) for who in everybody()]
    if verb == "answer_check":
        everyone = [(who, a) for who, a in everyone if who.role != Role.PARTNER_OFFICER]
        everyone.append((Who(Role.PARTNER_OFFICER), checking.officer(one.world, checking.LABOUR)))
    wrong, may = [], []
    for who, acting in everyone:
        if acting is None:
            continue
        flow: Workflow = WageArrears(case, start_draft(case, acting, now()))
        permitted = getattr(flow, verb).has_perm(acting)
        may += [acting] if permitted else []
        if permitted != any(GROUPS[name](who, case.handler_id is not None) for name in MAY[verb].split()):
            wrong.append(f"{verb}: {who}")
    data = told(one, verb)
    with undone():
        assert tried(one.case, verb, None, data) == "not permitted", verb
    for acting in may[-1:] if verb not in ANSWERS else []:
        with undone():
            passed = tried(one.case, verb, acting, data)
        wrong += [f"{verb}: {passed}"] if passed != "passed" else []
    return wrong


ANSWERS = frozenset(
    {
        "approve", "send_back", "refuse", "withdraw_request", "transfer", "add_signer", "remove_signer", "urge_approval",
    }
)  # fmt: skip


def test_the_table_of_who_may_names_every_step_and_no_other() -> None:
    assert set(MAY) == {t.slug for _state, t in transitions(WageArrears)}


# ── No step lost, doubled or dead ───────────────────────────────────────────────────────────────────────────────


def test_no_step_is_declared_twice_but_those_that_are_narrowed() -> None:
    none_declared_twice(WageArrears, ROOMS, narrowed=NARROWED)


def test_no_two_transitions_share_source_target_and_verb_and_each_leads_from_its_states() -> None:
    none_ambiguous(WageArrears)


def test_every_state_has_an_owner_and_a_place_on_the_chart() -> None:
    assert set(OWNERS) == set(S)
    assert set(MAIN_LINE) | {S.HANDED_OVER, S.SUSPENDED} == set(S)


def test_each_approved_kind_opens_a_step_nobody_can_take_alone() -> None:
    alone = {t.slug for _state, t in transitions(WageArrears) if t.permission.__name__ == "approved"}
    assert alone == {*STEP_OF.values(), "return_to_work"}


# ── Each guard ──────────────────────────────────────────────────────────────────────────────────────────────────


def _set(one: Arrears, **facts: Any) -> Arrears:
    WageDetail.objects.filter(case=one.case).update(**facts)
    return one


def _no_claims(one: Arrears) -> Arrears:
    """No lawful way leaves some of these states without a claim; the rows are taken away: the guard must hold."""
    Claim.objects.filter(case=one.case).update(state="dropped")
    return one


def _unpaid(one: Arrears) -> Arrears:
    """Some of these states come of money only; the rows are taken away: the guard must hold."""
    one.case.payments.update(is_live=False, reversed_on=today())
    return one


def _unregistered(one: Arrears) -> Arrears:
    """Papers went out, then the employer's entry was found to be another's; the row is changed here."""
    Case.objects.filter(pk=one.case.pk).update(employer=None)
    return one


def _village(one: Arrears) -> Arrears:
    one = outcome(one)
    Case.objects.filter(pk=one.case.pk).update(level=2)
    return one


#: How each guard of this workflow becomes false.
FALSE: dict[str, Callable[[World, str], Arrears]] = {
    "finding_confirms": lambda w, s: reach(w, s).contact().found("not"),
    "something_was_found": lambda w, s: reach(w, s),
    "has_claims": lambda w, s: _no_claims(reach(w, s)),
    "has_credit": lambda w, s: reach(w, s),
    "figures_differ": lambda w, s: reach(w, s),
    "has_payers": lambda w, s: reach(w, s),
    "has_payments": lambda w, s: _unpaid(reach(w, s)),
    "opinion_was_sent": lambda w, s: reach(w, s),
    "no_tip_yet": lambda w, s: _set(reach(w, s), tip_sent_on=today()),
    "no_opinion_waits": lambda w, s: _set(reach(w, s), opinion_sent_on=today(), opinion_outcome=""),
    "opinion_was_disobeyed": lambda w, s: outcome(reach(w, s), "corrected"),
    "is_general_union": lambda w, s: _village(reach(w, s)),
    "no_advice_yet": lambda w, s: _set(outcome(reach(w, s)), advice_sent_on=today()),
    "advice_waits": lambda w, s: reach(w, s),
    # shared ones, where this workflow asks them of steps of its own
    "worker_was_contacted": lambda w, s: reach(w, s).found(),
    "nothing_awaits_approval": lambda w, s: behind(reach(w, s).contact().found() if s == S.VERIFYING else reach(w, s)),
    "employer_registered": lambda w, s: _unregistered(reach(w, s)),
    "no_table_open": lambda w, s: _at_table(reach(w, s)),
}  # fmt: skip


def _at_table(one: Arrears) -> Arrears:
    """A mediation that serves the case is going on."""
    from cases.models import MediationDetail

    table = Scene(one.world).case
    Case.objects.filter(pk=table.pk).update(kind="mediation", state="preparing")
    MediationDetail.objects.create(case_id=table.pk, serves=one.case, matter="wages", form="three")
    if one.case.state == S.VERIFYING:
        one.contact().found("not")
    return one


def _own_guards() -> list[Any]:
    """(state, verb, guard) of the steps declared in this workflow's own files."""
    own = {name for name, value in vars(guards).items() if hasattr(value, "sentence")}
    found = []
    for state, t in transitions(WageArrears):
        declared_here = getattr(WageArrears, t.slug)._func.__module__.startswith("workflows.wage_arrears")
        for guard in t.conditions:
            if guard.__name__ in own or (declared_here and guard.__name__ in FALSE):
                found.append(pytest.param(state, t.slug, guard, id=f"{guard.__name__}-{t.slug}-from-{state}"))
    return found


@pytest.mark.parametrize(("state", "verb", "guard"), _own_guards())
def test_a_step_is_refused_with_the_guards_own_sentence(
    world: World, state: str, verb: str, guard: Any
) -> None:
    Arrears(world)
    one = FALSE[guard.__name__](world, state)
    assert one.fresh().state == state
    before = written(one.case)
    data = told(one, verb)
    acting = acting_for(one.case, verb, [one.mediator, one.chair, one.above, one.worker, SYSTEM], now())
    assert acting is not None, "somebody may take the step, or it is the permission that refuses"
    with override("zh-hans"), pytest.raises(NotPossible) as refused:
        perform(one.case, verb, actor=acting, **data)
    assert refused.value.sentence == str(guard.sentence)
    assert written(one.case) == before


def test_every_guard_of_the_file_stands_before_some_step_and_is_falsified_here() -> None:
    own = {name for name, value in vars(guards).items() if hasattr(value, "sentence")}
    used = {guard.__name__ for _state, t in transitions(WageArrears) for guard in t.conditions}
    assert own <= used & set(FALSE)


# ── Each state: owned, on a clock, with a way on ────────────────────────────────────────────────────────────────


def _handed(one: Arrears) -> Arrears:
    return one.do("hand_over", one.chair, road="inspection", reason="拒不配合")


def _by(state: str, then: Callable[[Arrears], Arrears] = lambda one: one) -> Callable[[World], Arrears]:
    """``then`` done to a case in ``state``."""
    return lambda world: then(reach(world, state))


def _up(one: Arrears) -> Arrears:
    return one.do("climb", SYSTEM, clock="", rule="verify")


VARIANTS: dict[str, Callable[[World], Arrears]] = {
    **{str(state): _by(state) for state in OPEN},
    **{f"suspended-{s}": _by(s, suspend) for s in (S.WARNED, S.DEMANDED, S.REPAYING, S.CLEARED, S.HANDED_OVER)},
    **{f"resumed-{s}": _by(s, lambda one: _resumed(one)) for s in (S.WARNED, S.DEMANDED, S.PLANNED, S.REPAYING, S.CLEARED)},
    **{f"handed-{s}": _by(s, _handed) for s in OPEN},
    **{f"up-{s}": _by(s, _up) for s in OPEN},
    "planned-missed": lambda w: _missed(reach(w, S.PLANNED)),
    "planned-missed-then-paid": lambda w: _missed(reach(w, S.PLANNED)).pay(6_000),
    "repaying-unplanned": lambda w: reach(w, S.CLOSED).do("ask_reopen", reach(w, S.WARNED).mediator, reason="又欠").answer(),
    "plan-done-but-others-owed": lambda w: reach(w, S.PLANNED, on_the_way={}).do(
        "add_claim", reach(w, S.WARNED).mediator, name="李四", period="2026-02", due=50).pay(18_000),
    "owing-again": lambda w: _reversed(reach(w, S.CLEARED)),
    "closing-returned": lambda w: reach(w, S.CLOSING).answer("send_back"),
    "closing-handed-refused": lambda w: reach(w, S.HANDED_OVER).do("ask_close", reach(w, S.WARNED).mediator, reason="已立案").answer("refuse"),
    "credit": lambda w: with_credit(w, S.CONFIRMED),
}  # fmt: skip


def _resumed(one: Arrears) -> Arrears:
    return suspend(one).do("resume", one.chair, reason="继续")


def _missed(one: Arrears) -> Arrears:
    return one.do("breach", SYSTEM, clock=one.instalments[0].code)


def _reversed(one: Arrears) -> Arrears:
    return one.do("reverse_payment", one.mediator, payment=one.payment.code, reason="退票")


@pytest.mark.parametrize("way", VARIANTS)
def test_an_open_case_is_on_a_clock_that_says_something_and_somebody_can_go_on(
    world: World, way: str
) -> None:
    one = VARIANTS[way](world)
    assert one.fresh().state in OPEN
    watched = Clock.objects.filter(case=one.case, next_at__isnull=False).values_list("rule_id", flat=True)
    assert set(watched) - {"arb_limitation"}, way
    steps = {
        offer.verb
        for role in (Role.WINDOW, Role.MEDIATOR, Role.CHAIR)
        for offer in offers(one.case, [one.at_unit(role)], now())
        if not offer.reason
    }
    onward = {
        t.slug
        for place, t in transitions(WageArrears)
        if place == one.case.state and any(str(to) not in ("", place) for to in t.declared_targets())
    } - {"withdraw", "merge", "suspend"}
    asked = Signature.objects.filter(step__approval__case=one.case, answer="").values_list(
        "signer", flat=True
    )
    assert steps & (onward | {"reassign", "record_payment"}) or person_of(one.chair).pk in asked, steps


# ── Each way into 已结案 ────────────────────────────────────────────────────────────────────────────────────────


def nothing_left_running(one: Arrears) -> None:
    """No clock but 回访, no open signature but a reopening's, no order, no emergency."""
    case = one.fresh()
    assert case.state == S.CLOSED
    running = set(Clock.objects.filter(case=case).exclude(state="stopped").values_list("rule_id", flat=True))
    assert running <= {"return_call"}
    waiting = Signature.objects.filter(step__approval__case=case, answer="")
    assert set(waiting.values_list("step__approval__kind", flat=True)) <= {"reopen"}
    assert (case.is_emergency, case.wage_arrears.order_open) == (False, False)


def _laden(one: Arrears) -> Arrears:
    one.do("declare_emergency", one.chair, reason="有人扬言上路堵车")
    if one.fresh().state != S.SUSPENDED:
        one.do("order", one.above, note="限期说明")
    return one.do("message", one.worker, body="怎么样了？")


@pytest.mark.parametrize("state", OPEN)
def test_a_withdrawn_case_leaves_nothing_running(world: World, state: S) -> None:
    one = _laden(reach(world, state))
    nothing_left_running(one.do("withdraw", one.worker, reason="已经解决"))


@pytest.mark.parametrize("state", [S.WARNED, S.VERIFYING, S.CONFIRMED, S.DEMANDED])
def test_a_merged_case_leaves_nothing_running(world: World, state: S) -> None:
    first = Arrears(world)
    one = _laden(reach(world, state))
    nothing_left_running(one.do("merge", one.at_unit(Role.WINDOW), into=first.case))


def test_an_approved_end_leaves_nothing_running(world: World) -> None:
    nothing_left_running(_laden(reach(world, S.CLOSING)).answer())
    one = _laden(reach(world, S.VERIFYING)).found("not")
    nothing_left_running(one.do("ask_not_confirmed", one.mediator, reason="不属实").answer())


def test_a_closed_case_lets_no_pay_day_pass(world: World) -> None:
    one = reach(world, S.HANDED_OVER)
    one.plan(days=(1, 2)).do("hand_over", one.mediator, road="arbitration", reason="申请仲裁")
    one.do("ask_close", one.mediator, reason="已立案").answer()
    nothing_left_running(one)
    assert Approval.objects.filter(case=one.case, verdict="open").count() == 0
