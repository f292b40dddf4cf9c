"""Every state and step of a secondment: who may, which guard refuses, which clock runs, nothing lost or dead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from cases.models import Clock, SecondmentDetail
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, World, undone
from tests.secondments import Form, open_round
from tests.workflows.soundness import (
    each_guard,
    each_transition,
    none_ambiguous,
    none_declared_twice,
    transitions,
    tried,
    written,
)
from workflows import secondment_changes as changes
from workflows.engine import NotPossible, perform
from workflows.models import Approval, Signature
from workflows.offers import acting_for
from workflows.secondment import Secondment, guards
from workflows.secondment.states import MAIN_LINE, OPEN, OWNERS, S
from workflows.shared import guards as shared

from .actors import MAY, Who, everybody, may
from .plans import asked, asker, for_form, object_to, ordered, reach, ready, refused, signers, told, voting

pytestmark = pytest.mark.soundness
ROOMS = ("workflows.secondment", "workflows.shared")


@pytest.mark.parametrize(("state", "transition"), each_transition(Secondment))
def test_a_step_passes_for_those_the_domain_names_and_for_nobody_else(
    world: World, state: str, transition: Any
) -> None:
    verb = transition.slug
    form = ready(world, state, verb)
    other = Form(world, name="别人")
    data, wrong, passed = told(form, verb), [], 0
    assert form.fresh().state == state
    everyone: list[tuple[Who, Acting | None]] = [(who, who.acting(form, other)) for who in everybody()]
    if MAY[verb] == "signer":
        everyone += [(Who(Role.CHAIR, "sender"), form.chair)]
    if MAY[verb] == "asker" and (by := asker(form)) is not None:
        everyone += [(_at_desk(form), by)]
    for who, acting in everyone:
        with undone():
            answer = tried(form.case, verb, acting, data)
        expected = may(verb, who, form, acting)
        passed += answer == "passed"
        if (answer == "passed") != expected:
            wrong.append(f"{who}: {answer}")
    assert wrong == []
    assert passed or MAY[verb] == "nobody"


def _at_desk(form: Form) -> Who:
    here = {form.sender.pk: "sender", form.world.town.pk: "town", form.world.county.pk: "county"}[
        form.case.unit_id
    ]
    return Who(Role.WINDOW, here)


def test_the_table_of_who_may_names_every_step_and_no_other() -> None:
    assert set(MAY) == {t.slug for _state, t in transitions(Secondment)}


def test_no_step_is_declared_twice_so_none_silently_overwrites_another() -> None:
    none_declared_twice(Secondment, ROOMS)


def test_no_two_transitions_share_source_target_and_verb_and_each_leads_from_its_states() -> None:
    none_ambiguous(Secondment)


def test_every_state_has_an_owner_and_a_place_on_the_chart() -> None:
    assert set(OWNERS) == set(S) == set(MAIN_LINE)
    assert set(OPEN) | {S.CLOSED} == set(S)


# ── Each guard ──────────────────────────────────────────────────────────────────────────────────────────────────


def _awaiting_by_row(form: Form) -> Form:
    """Another question is open; the row itself is put there: the guard must hold all the same."""
    Approval.objects.create(
        code="BEHIND000000", case=form.case, kind="second_extend", asked_role="window", asked_at=now(),
        unit=form.case.unit,
    )  # fmt: skip
    return form


def _set(form: Form, **columns: Any) -> Form:
    SecondmentDetail.objects.filter(case=form.case).update(**columns)
    return form


def _round_closed(form: Form) -> Form:
    changes.close_round(open_round(form.world), acting=form.county_chair)
    return form


def _host_answered(form: Form) -> Form:
    form.codes = [form.file_paper()]
    return form.host_chooses()


def _person_answered(form: Form) -> Form:
    form.codes = [form.file_paper()]
    return form.person_chooses()


def _closed_box(form: Form) -> Form:
    return voting(form).do("close_opinions", form.county)


#: How each guard becomes false: a way into ``state`` where it does not hold and every guard before it does.
FALSE: dict[str, Callable[[World, str, str], Form]] = {
    "round_is_open": lambda w, s, v: _round_closed(reach(w, s)),
    "form_is_filled": lambda w, s, v: for_form(w, wish_from=None, wish_until=None),
    "host_is_waited_for": lambda w, s, v: _host_answered(reach(w, s)),
    "person_is_waited_for": lambda w, s, v: _person_answered(reach(w, s)),
    "both_chose": lambda w, s, v: reach(w, s),
    "both_chose_yes": lambda w, s, v: refused(reach(w, s)),
    "somebody_chose_no": lambda w, s, v: reach(w, s).choose(),
    "notice_is_over": lambda w, s, v: reach(w, s),
    "no_objection_open": lambda w, s, v: object_to(ready(w, s, v)),
    "objection_is_open": lambda w, s, v: reach(w, s),
    "not_published_yet": lambda w, s, v: reach(w, s).publish(),
    "not_promised_yet": lambda w, s, v: reach(w, s).promise(),
    "three_are_public": lambda w, s, v: reach(w, s),
    "two_are_promised": lambda w, s, v: reach(w, s).publish(),
    "midterm_is_due": lambda w, s, v: _set(reach(w, s), midterm_on=today() - DAY),
    "opinions_not_closed": lambda w, s, v: _closed_box(reach(w, s)),
    "opinions_are_open": lambda w, s, v: reach(w, s),
    "opinions_are_counted": lambda w, s, v: voting(reach(w, s)),
    "host_has_marked": lambda w, s, v: reach(w, s),
    "nothing_awaits_approval": lambda w, s, v: _awaiting_by_row(ready(w, s, v)),
    "something_awaits_approval": lambda w, s, v: _unasked(reach(w, s)),
    "asked_it_oneself": lambda w, s, v: _asked_by_another(ready(w, s, v)),
    "no_order_open": lambda w, s, v: ordered(reach(w, s)),
    "order_is_open": lambda w, s, v: reach(w, s),
}


def _unasked(form: Form) -> Form:
    """No lawful way leaves a form waiting for its answer without a question; the row is taken away."""
    Approval.objects.filter(case=form.case).update(verdict="void", closed_at=now())
    return form


def _asked_by_another(form: Form) -> Form:
    """The open question is not that of whoever tries."""
    Approval.objects.filter(case=form.case).update(asked_by=form.world.made.person("别的提请人"))
    return form


@pytest.mark.parametrize(("state", "transition", "guard"), each_guard(Secondment, {}))
def test_a_step_is_refused_with_the_guards_own_sentence(
    world: World, state: str, transition: Any, guard: Any
) -> None:
    verb = transition.slug
    form = FALSE[guard.__name__](world, state, verb)
    assert form.fresh().state == state
    before, data = written(form.case), told(form, verb)
    actors = [
        form.handler, form.chair, form.host, form.county, form.county_chair, SYSTEM, form.officer,
        world.who(Role.SUPERVISOR, world.county), Acting.invited(form.case.pk, "x" * 27),
    ]  # fmt: skip
    acting = acting_for(form.case, verb, actors, now())
    assert acting is not None, "somebody may take the step, or it is the permission that refuses"
    with override("zh-hans"), pytest.raises(NotPossible) as said:
        perform(form.case, verb, actor=acting, **data)
    assert said.value.sentence == str(guard.sentence)
    assert written(form.case) == before


def test_every_guard_of_the_file_stands_before_some_step_and_is_falsified_here() -> None:
    own = {name for name, value in vars(guards).items() if hasattr(value, "sentence")}
    others = {name for name, value in vars(shared).items() if hasattr(value, "sentence")}
    used = {guard.__name__ for _state, t in transitions(Secondment) for guard in t.conditions}
    assert own <= used <= own | others
    assert used == set(FALSE)


def test_no_two_guards_give_the_same_reason() -> None:
    every = {**vars(shared), **vars(guards)}.values()
    sentences = [str(value.sentence) for value in every if hasattr(value, "sentence")]
    assert len(sentences) == len(set(sentences))


# ── Each open state is on a clock, each end leaves nothing running ──────────────────────────────────────────────


@pytest.mark.parametrize("state", OPEN)
def test_an_open_form_always_waits_for_somebody_by_a_day(world: World, state: str) -> None:
    form = for_form(world)
    form.past = state == S.ASSESSING
    form.to(state)
    assert form.fresh().state == state
    assert Clock.objects.filter(case=form.case, state="running", next_at__isnull=False).exists()
    assert form.case.due_at is not None, "no list would ever show when it is due"


ENDS: dict[str, Callable[[World], Form]] = {
    "withdrawn-unsent": lambda w: for_form(w).do("withdraw", reason="不去了"),
    "withdrawn-asked": lambda w: reach(w, S.SENDER_REVIEW).do("withdraw", reason="不去了"),
    "withdrawn-matching": lambda w: _by_sender(reach(w, S.MATCHING), "withdraw"),
    "refused": lambda w: reach(w, S.SENDER_REVIEW).answer("refuse"),
    "not_consented": lambda w: reach(w, S.CONSENT).do("not_consented", reason="走不开"),
    "not_selected": lambda w: reach(w, S.SELECTING).do("not_select", reason="名额已满"),
    "not_matched": lambda w: refused(reach(w, S.MATCHING)).do("not_matched", reason="没有合适岗位"),
    "county_refused": lambda w: reach(w, S.COUNTY_REVIEW).answer("refuse", w.who(Role.CHAIR, w.county)),
    "objection_upheld": lambda w: _upheld(object_to(reach(w, S.NOTICE))),
    "ended_early": lambda w: _early(asked(ordered(reach(w, S.SERVING)))),
    "completed": lambda w: reach(w, S.CLOSED),
}


def _by_sender(form: Form, verb: str) -> Form:
    return form.do(verb, form.officer, reason="不去了")


def _upheld(form: Form) -> Form:
    return form.do("uphold_objection", form.county_chair, **told(form, "uphold_objection"))


def _early(form: Form) -> Form:
    return form.do("end_early", form.county_chair, **told(form, "end_early"))


@pytest.mark.parametrize("end", ENDS)
def test_whatever_ends_a_form_is_coded_and_leaves_nothing_running(world: World, end: str) -> None:
    form = ENDS[end](world)
    case = form.fresh()
    assert (case.state, case.conclusion) == (S.CLOSED, end.partition("-")[0])
    assert not Clock.objects.filter(case=case, state__in=("running", "paused")).exists()
    assert not Signature.objects.filter(step__approval__case=case, answer="").exists()
    assert not Approval.objects.filter(case=case, verdict="open").exists()
    assert (case.secondment.holds_post, case.secondment.order_open) == (False, False)
    assert signers(form) == set()
