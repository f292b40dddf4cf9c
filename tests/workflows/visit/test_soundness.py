"""A visit's machine: each step for whom the domain names and for nobody else, each guard with its own sentence, each state
owned and on a clock, and nothing left running at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest
from django.utils.translation import override

from cases.models import Case, Clock, VisitDetail
from organizations.acting import SYSTEM, Acting
from organizations.models import PartnerBody
from organizations.roles import Role
from protection import receipts
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World, person_of, undone
from tests.visits import TOLD, Going, photo, record_of, safety_body
from tests.workflows.actors import GROUPS, Question, Who, everybody
from tests.workflows.soundness import none_ambiguous, none_declared_twice, transitions, tried, written
from workflows.engine import NotPossible, perform, start_draft
from workflows.fetching import cases_to_step
from workflows.machine import Workflow
from workflows.offers import acting_for, offers
from workflows.shared import guards as shared_guards
from workflows.visit import Visit, guards
from workflows.visit.states import LISTING, MAIN_LINE, OPEN, OWNERS, S
from workflows.visit.who import VISITORS

pytestmark = [pytest.mark.soundness, pytest.mark.django_db]
ROOMS = ("workflows.visit", "workflows.shared")
CODE = receipts.issue()

#: Who may take each step, by the domain; written down once more on purpose.
MAY = {
    "record": "visitor chair", "add_photo": "visitor chair", "replan": "visitor chair", "cancel": "visitor chair",
    "pass_on": "chair chair_above", "add_finding": "visitor chair", "assign_finding": "visitor chair",
    "answer_finding": "visitor owner chair", "make_case": "visitor owner chair", "rate_finding": "asker", "give_receipt": "visitor chair",
    "follow_up": "visitor chair", "finish": "visitor chair", "all_answered": "nobody",
    "issue_rectification": "visitor chair", "recheck": "visitor chair",
    # what every case has
    "remind": "system", "tell": "system", "order_by_clock": "system", "order": "supervisor chair_above",
    "answer_order": "handler chair", "urge": "supervisor chair chair_above", "erase_personal": "security_admin",
}  # fmt: skip


def _visitor(who: Who, _has: bool) -> bool:
    mine = who.is_handler or who.deputy
    return mine and who.role in VISITORS and who.place in ("unit", "county") and not who.manages


def _owner(who: Who, _has: bool) -> bool:
    """The entries of these visits are the visitor's own until they are given away."""
    return (who.is_handler or who.deputy) and who.role in VISITORS and not who.manages


def _asker(who: Who, _has: bool) -> bool:
    return who.role == Role.INVITED and who.own


QUESTIONS: dict[str, Question] = {**GROUPS, "visitor": _visitor, "owner": _owner, "asker": _asker}


class Asker(Who):
    """The holder of the receipt of an entry."""

    def acting(self, scene: Any, other: Any) -> Acting | None:
        """By the link, of this visit or of another."""
        return Acting.invited((scene if self.own else other).case.pk, CODE)


def everyone() -> list[Who]:
    return [*everybody(), Asker(Role.INVITED, own=True), Asker(Role.INVITED)]


def reach(world: World, state: str) -> Going:
    """A new visit in ``state``, on which an asker holds a receipt."""
    one = Going(world)
    if state == S.PLANNED:
        return one
    entry = {"kind": "problem", "text": TOLD, "asker": 0, "receipt_code": receipts.issue()}
    one.record(findings=[entry])
    if state == S.RECORDED:
        return one
    one.follow()
    return one if state == S.FOLLOWING else one.answer()


def _receipt(one: Going) -> Going:
    """The entry's receipt is the one the tests know."""
    one.findings[0].__class__.objects.filter(case=one.case, order=1).update(
        receipt_hash=receipts.fingerprint(CODE)
    )
    return one


def _answered(one: Going) -> Going:
    if one.case.state != S.CLOSED:
        one.answer(finding=one.findings[0].code) if one.case.state == S.RECORDED else one.list().answer()
    return _receipt(one)


def _ordered(one: Going) -> Going:
    return one.do("order", one.above, note="限期说明")


def _beside(one: Going) -> Going:
    safety_body(one.world)
    return one


READY: dict[str, Callable[[Going], Going]] = {
    "rate_finding": _answered, "answer_order": _ordered, "recheck": Going.issue, "issue_rectification": _beside,
    "finish": Going.answer,
}  # fmt: skip


def ready(world: World, state: str, verb: str) -> Going:
    """A visit in ``state`` with every guard of ``verb`` satisfied."""
    one = reach(world, state)
    return READY[verb](one) if verb in READY else one


def _entry(one: Going) -> str:
    waiting = [row.code for row in one.findings if row.state == "open"]
    return waiting[0] if waiting else "NONE"


def _body(one: Going) -> PartnerBody:
    return PartnerBody.objects.filter(kind="safety_office").first() or one.world.partner()


def told(one: Going, verb: str) -> dict[str, Any]:
    """Lawful data of a step."""
    other = one.world.who(Role.WINDOW, one.world.town).person
    plans: dict[str, Callable[[], dict[str, Any]]] = {
        "record": lambda: record_of(), "add_photo": lambda: {"file": photo()},
        "replan": lambda: {"planned_on": today() + 5 * DAY, "reason": "停电"}, "cancel": lambda: {"reason": "已搬走"},
        "pass_on": lambda: {"visitor": other, "reason": "出差"},
        "add_finding": lambda: {"kind": "need", "text": "夏令用品"},
        "assign_finding": lambda: {"finding": _entry(one), "owner": other},
        "answer_finding": lambda: {"finding": _entry(one), "answer": "已补发"},
        "make_case": lambda: {"finding": _entry(one)}, "rate_finding": lambda: {"stars": 5},
        "issue_rectification": lambda: {
            "co_issuer": _body(one), "hazard": "通道堵塞", "due_on": today() + 5 * DAY, "paper": photo()
        },
        "give_receipt": lambda: {"finding": next((row.code for row in one.findings), "NONE"), "receipt_code": receipts.issue()},
        "recheck": lambda: {"paper": one.paper.code if one.case.rectifications.exists() else "NONE", "met": True, "note": "好了"},
        "order": lambda: {"note": "限期"}, "answer_order": lambda: {"note": "已办"},
        "remind": lambda: {"clock": "", "rule": "visit_sort"}, "tell": lambda: {"clock": "", "rule": "visit_sort"},
        "order_by_clock": lambda: {"clock": "", "rule": "visit_sort"}, "erase_personal": lambda: {"reason": "本人申请"},
    }  # fmt: skip
    return plans[verb]() if verb in plans else {}


def verbs_from(state: str) -> list[str]:
    return sorted(t.slug for place, t in transitions(Visit) if place == state)


@pytest.mark.parametrize("state", S)
def test_each_step_passes_for_those_the_domain_names_and_for_nobody_else(world: World, state: S) -> None:
    other = Going(world)
    wrong: list[str] = []
    for verb in verbs_from(state):
        one = ready(world, state, verb)
        assert one.fresh().state == state, verb
        wrong += permissions(one, other, verb)
        one.case.findings.update(receipt_hash=None)
    assert wrong == []


def permissions(one: Going, other: Going, verb: str) -> list[str]:
    """What is wrong with who may take ``verb``; who may is also tried through the door."""
    case = cases_to_step().get(pk=one.case.pk)
    wrong, may = [], []
    for who in everyone():
        acting = who.acting(cast(Scene, one), cast(Scene, other))
        if acting is None:
            continue
        flow: Workflow = Visit(case, start_draft(case, acting, now()))
        permitted = getattr(flow, verb).has_perm(acting)
        may += [acting] if permitted else []
        if permitted != any(QUESTIONS[name](who, True) for name in MAY[verb].split()):
            wrong.append(f"{verb}: {who}")
    data = told(one, verb)
    with undone():
        assert tried(one.case, verb, None, data) == "not permitted", verb
    for acting in may[-1:]:
        with undone():
            passed = tried(one.case, verb, acting, data)
        wrong += [f"{verb}: {passed}"] if passed != "passed" else []
    return wrong


def test_the_table_of_who_may_names_every_step_and_no_other() -> None:
    assert set(MAY) == {t.slug for _state, t in transitions(Visit)}


def test_no_step_is_declared_twice() -> None:
    none_declared_twice(Visit, ROOMS)


def test_no_two_transitions_share_source_target_and_verb_and_each_leads_from_its_states() -> None:
    none_ambiguous(Visit)


def test_every_state_has_an_owner_and_a_place_on_the_chart() -> None:
    assert set(OWNERS) == set(S) == set(MAIN_LINE)


# ── Each guard ──────────────────────────────────────────────────────────────────────────────────────────────────


def _no_body(one: Going) -> Going:
    PartnerBody.objects.filter(kind="safety_office").update(is_active=False)
    return one


def _nameless(one: Going) -> Going:
    """A visit to a village, by its row alone: the plan was the same."""
    Case.objects.filter(pk=one.case.pk).update(employer=None, employer_name="")
    return one


def _all_done(one: Going) -> Going:
    """Nothing waits, where no step leaves the list so: the row is changed."""
    one.case.findings.update(state="answered", outcome="solved", answered_at=now())
    return one


#: How each guard becomes false.
FALSE: dict[str, Callable[[World, str], Going]] = {
    "nothing_waits": lambda w, s: reach(w, s),
    "something_waits": lambda w, s: _all_done(reach(w, s)),
    "an_entry_waits": lambda w, s: _all_done(reach(w, s)),
    "a_paper_waits": lambda w, s: reach(w, s),
    "safety_body_beside": lambda w, s: _no_body(reach(w, s)),
    "enterprise_was_visited": lambda w, s: _at_home(reach(w, s)),
    "an_answer_can_be_rated": lambda w, s: _rated(reach(w, s)),
    "an_entry_has_no_rating": lambda w, s: _all_rated(reach(w, s)),
    "employer_named": lambda w, s: _nameless(reach(w, s)),
    "order_is_open": lambda w, s: reach(w, s),
    "no_order_open": lambda w, s: _ordered(reach(w, s)),
}  # fmt: skip


def _at_home(one: Going) -> Going:
    """A visit to a worker of the employer, by its row alone."""
    safety_body(one.world)
    VisitDetail.objects.filter(case=one.case).update(place_kind="worker")
    return one


def _rated(one: Going) -> Going:
    one.case.findings.update(rating=None if one.case.state != S.CLOSED else 5)
    return _receipt(one)


def _all_rated(one: Going) -> Going:
    one.case.findings.update(rating=4)
    return one


def _guarded() -> list[Any]:
    return [
        pytest.param(state, t.slug, guard, id=f"{guard.__name__}-{t.slug}-from-{state}")
        for state, t in transitions(Visit)
        for guard in t.conditions
    ]


@pytest.mark.parametrize(("state", "verb", "guard"), _guarded())
def test_a_step_is_refused_with_the_guards_own_sentence(
    world: World, state: str, verb: str, guard: Any
) -> None:
    one = FALSE[guard.__name__](world, state)
    assert one.fresh().state == state
    before, data = written(one.case), told(one, verb)
    who = [one.mediator, one.chair, one.above, one.asker(CODE), SYSTEM]
    acting = acting_for(one.case, verb, who, now())
    assert acting is not None, "somebody may take the step, or it is the permission that refuses"
    with override("zh-hans"), pytest.raises(NotPossible) as refused:
        perform(one.case, verb, actor=acting, **data)
    assert refused.value.sentence == str(guard.sentence)
    assert written(one.case) == before


def test_every_guard_of_the_file_stands_before_some_step_and_is_falsified_here() -> None:
    own = {name for name, value in vars(guards).items() if hasattr(value, "sentence")}
    used = {guard.__name__ for _state, t in transitions(Visit) for guard in t.conditions}
    assert own <= used
    assert used == set(FALSE)
    assert used - own <= set(vars(shared_guards))


# ── Each state: owned, on a clock, with a way on ────────────────────────────────────────────────────────────────

VARIANTS: dict[str, Callable[[World], Going]] = {
    **{str(state): partial(reach, state=state) for state in OPEN},
    "unplanned": lambda w: Going(w, record=record_of()),
    "found-nothing": lambda w: Going(w, record=record_of(findings=())),
    "answered-on-the-spot": lambda w: reach(w, S.RECORDED).answer(),
    "only-a-paper": lambda w: reach(w, S.FOLLOWING).issue().answer(),
    "an-entry-given": lambda w: _given(reach(w, S.FOLLOWING)),
    "ordered": lambda w: _ordered(reach(w, S.FOLLOWING)),
}  # fmt: skip


def _given(one: Going) -> Going:
    owner = person_of(one.world.who(Role.MEDIATOR, one.world.village))
    return one.do("assign_finding", one.chair, finding=one.first.code, owner=owner)


@pytest.mark.parametrize("way", VARIANTS)
def test_an_open_visit_is_on_a_clock_that_says_something_and_somebody_can_go_on(
    world: World, way: str
) -> None:
    one = VARIANTS[way](world)
    assert one.fresh().state in OPEN
    assert (
        Clock.objects.filter(case=one.case, next_at__isnull=False)
        .exclude(rule_id="supervision_reply")
        .exists()
    )
    steps = {
        offer.verb for acting in (one.mediator, one.chair) for offer in offers(one.case, [acting], now()) if not offer.reason
    }  # fmt: skip
    assert steps & {"record", "follow_up", "finish", "answer_finding", "recheck"}, steps


# ── Each way into 已办结 ────────────────────────────────────────────────────────────────────────────────────────

ENDS: dict[str, Callable[[World], Going]] = {
    "cancelled": lambda w: _ordered(reach(w, S.PLANNED)).do("cancel", Going.visitor_of(w), reason="已搬走"),
    "finished": lambda w: _ordered(reach(w, S.RECORDED)).answer().do("finish", Going.visitor_of(w)),
    "answered": lambda w: _ordered(reach(w, S.FOLLOWING)).answer(),
    "became-a-case": lambda w: _became(_ordered(reach(w, S.FOLLOWING))),
    "rechecked": lambda w: _rechecked(_ordered(reach(w, S.FOLLOWING)).issue().answer()),
}


def _became(one: Going) -> Going:
    return one.do("make_case", one.mediator, finding=one.first.code)


def _rechecked(one: Going) -> Going:
    return one.do("recheck", one.mediator, paper=one.paper.code, met=True, note="好了")


@pytest.mark.parametrize("way", ENDS)
def test_a_closed_visit_leaves_nothing_running(world: World, way: str) -> None:
    one = ENDS[way](world)
    case = one.fresh()
    assert (case.state, case.visit.order_open, case.due_at) == ("closed", False, None)
    assert case.conclusion
    assert not Clock.objects.filter(case=case).exclude(state="stopped").exists()


def test_the_states_with_a_list_are_those_where_its_steps_hold() -> None:
    assert {state for state, t in transitions(Visit) if t.slug == "add_finding"} == set(map(str, LISTING))
