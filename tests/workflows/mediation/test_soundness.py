"""A table's machine: each step for whom the domain names and for nobody else, each guard with its own sentence, each state
owned and on a clock, and nothing left running at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from cases.models import Clock, MediationDetail, SeatKind, Session
from organizations.acting import SYSTEM, Acting
from organizations.models import Post, Unit
from organizations.paths import under
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World, person_of, undone
from tests.mediations import Table, alone, for_dispute, for_group
from tests.organizations.county import START
from tests.workflows.actors import GROUPS, Who, everybody
from tests.workflows.soundness import (
    each_guard,
    each_transition,
    none_ambiguous,
    none_declared_twice,
    transitions,
    tried,
    written,
)
from workflows.engine import NotPossible, perform
from workflows.mediation import Mediation, guards
from workflows.mediation.states import ASKING, ENDED, MAIN_LINE, OPEN, OWNERS, TALKING, S
from workflows.models import Approval, Signature
from workflows.offers import acting_for
from workflows.shared import guards as shared

from .plans import emergency, link_of, ordered, reach, ready, told, until

pytestmark = pytest.mark.soundness
ROOMS = ("workflows.mediation", "workflows.shared")

#: Who may take each step, by the domain; written down once more on purpose.
MAY = {
    # the table
    "add_seat": "handler chair", "remove_seat": "handler chair", "refresh_parties": "handler chair",
    "set_speaker": "handler chair", "authorise": "handler chair", "add_topics": "handler chair", "mark_topic": "handler",
    "assign": "chair chair_above", "step_aside": "handler", "take_feed": "seat", "give_feed": "handler chair",
    # sessions
    "notify": "handler", "move_session": "handler", "cancel_session": "handler", "open_session": "handler",
    "adjourn": "handler", "write_minutes": "handler", "add_evidence": "handler chair",
    # proposals and answers
    "propose": "handler", "back_to_table": "handler", "ask_consents": "handler", "answer_consent": "seat",
    "answer_by_link": "link", "record_answer": "handler", "comment": "seat handler", "offer_links": "handler",
    "end_collection": "handler", "not_consented": "nobody", "go_to_signing": "nobody", "sign_as_mediator": "handler",
    "record_seal": "handler",
    # time
    "record_extension_consent": "handler", "ask_extend": "handler", "extend": "nobody", "fail": "handler",
    "lapse": "system",
    # after
    "perform_term": "handler", "breach": "system", "enforce": "handler", "take_road": "handler",
    "record_enforceable": "handler", "inform_parties": "handler", "close_table": "handler", "ask_close": "handler",
    "close": "nobody", "erase_personal": "security_admin",
    # the chair's answers
    "approve": "signer", "send_back": "signer", "refuse": "signer", "withdraw_request": "asker",
    "transfer": "signer", "add_signer": "signer", "remove_signer": "signer", "urge_approval": "urger",
    "readdress": "system",
    # the ladder
    "hand_up": "chair handler", "take_over": "chair_above", "hand_down": "chair", "climb": "system",
    "remind": "system", "tell": "system", "order_by_clock": "system", "order": "supervisor chair_above",
    "answer_order": "handler chair", "urge": "supervisor chair chair_above",
    "set_colour": "handler chair chair_above intake", "declare_emergency": "handler chair chair_above intake",
    "emergency_entry": "handler chair chair_above intake", "stand_down": "chair chair_above",
}  # fmt: skip


def _sits(who: Who, signing: bool) -> bool:
    """The worker with the receipt, the employer, the body invited, the union by its chair who does not mediate."""
    if who.role in (Role.RECEIPT, Role.EMPLOYER_REP):
        return who.own
    if signing:
        return False  # seats advise: of a dispute's agreement only the sides sign
    mediates = who.is_handler or who.deputy
    leads = (
        who.role in (Role.CHAIR, Role.VICE_CHAIR) and who.place == "unit" and not who.manages and not mediates
    )
    return who.role == Role.PARTNER_OFFICER or leads


def _may(verb: str, who: Who, table: Table, acting: Acting | None) -> bool:
    names = MAY[verb].split()
    if names == ["signer"]:
        return acting is not None and acting.person == person_of(table.chair)
    if names[0] in ("asker", "urger"):
        asked = who.is_handler and (GROUPS["handler"](who, True) or GROUPS["intake"](who, True))
        return asked or (names == ["urger"] and GROUPS["handler"](who, True))
    if names == ["link"]:
        return acting is not None and acting.role == Role.INVITED and acting.link == table.token
    signing = verb == "answer_consent" and table.case.state == S.SIGNING
    return any(_sits(who, signing) if name == "seat" else GROUPS[name](who, True) for name in names)


def _possible() -> list[Any]:
    """Without those that a guard always refuses in a state, to say why: they are falsified below."""
    return [
        one
        for one in each_transition(Mediation)
        if not (one.values[0] in ASKING and guards.no_proposal_is_out in one.values[1].conditions)
    ]


@pytest.mark.parametrize(("state", "transition"), _possible())
def test_a_step_passes_for_those_the_domain_names_and_for_nobody_else(
    world: World, state: str, transition: Any
) -> None:
    verb = transition.slug
    table = _group(world, state) if verb in GROUPWISE else ready(world, state, verb)
    other, data, wrong, passed = Scene(world), told(table, verb), [], 0
    assert table.fresh().state == state
    everyone = [(who, who.acting(table, other)) for who in everybody()]
    nobody = next(iter(everybody()))
    everyone += [(nobody, table.chair)] if MAY[verb] == "signer" else []
    everyone += [(nobody, link_of(table))] if MAY[verb] == "link" else []
    for who, acting in everyone:
        with undone():
            answer = tried(table.case, verb, acting, data)
        passed += answer == "passed"
        if (answer == "passed") != _may(verb, who, table, acting):
            wrong.append(f"{who}: {answer}")
    assert wrong == []
    assert passed or MAY[verb] == "nobody"


#: Steps that only a group has.
GROUPWISE = frozenset({"end_collection", "authorise"})


def _group(world: World, state: str) -> Table:
    """A group in ``state``, with what its steps need."""
    table = for_group(world)
    if state == S.PREPARING:
        table.complete()
    else:
        table.to(state)
    table.file("authority")
    return table


def test_the_table_of_who_may_names_every_step_and_no_other() -> None:
    assert set(MAY) == {t.slug for _state, t in transitions(Mediation)}


# ── No step lost, doubled or dead ───────────────────────────────────────────────────────────────────────────────


def test_no_step_is_declared_twice_but_the_one_that_is_narrowed() -> None:
    none_declared_twice(Mediation, ROOMS, narrowed=["perform_term"])


def test_no_two_transitions_share_source_target_and_verb_and_each_leads_from_its_states() -> None:
    none_ambiguous(Mediation)


def test_every_state_has_an_owner_and_a_place_on_the_chart() -> None:
    assert set(OWNERS) == set(S)
    assert set(MAIN_LINE) | {S.ADJOURNED, S.FAILED} == set(S)
    assert set(TALKING) | set(ENDED) | {S.CLOSED} == set(S)


# ── Each guard ──────────────────────────────────────────────────────────────────────────────────────────────────

#: Guards that ask nothing in the other states their step starts from.
ONLY_IN = {
    "no_proposal_is_out": ASKING, "parties_were_informed": (S.FAILED,), "agreement_was_performed": (S.IN_FORCE,),
    "signed_terms_may_change": (S.SIGNING,), "agreement_has_roads": (S.IN_FORCE,),
}  # fmt: skip


def _represents_employer(table: Table) -> Table:
    """The office refuses such a post; the row itself is put there: the guard must hold all the same."""
    Post.objects.create(
        person=person_of(table.mediator), role=Role.EMPLOYER_REP, employer=table.world.mill, starts_on=START
    )
    return table


def _expired(table: Table) -> Table:
    held = Post.objects.filter(person=person_of(table.mediator), role=Role.MEDIATOR)
    held.update(certificate="浙调001", certificate_expires_on=today() - DAY)
    return table


def _without_seat(table: Table) -> Table:
    government = table.seats(SeatKind.GOVERNMENT)
    return table.do("remove_seat", seat=government[0].code, reason="不再参加") if government else table


def _without_proposal(table: Table) -> Table:
    MediationDetail.objects.filter(case=table.case).update(proposal_version=0)
    return table


def _without_session(table: Table) -> Table:
    Session.objects.filter(case=table.case).update(state="cancelled")
    return table


def _round_over(table: Table) -> Table:
    """All signed: nobody is waited for. In 征求意见 no lawful way leaves a round closed; the row is taken away."""
    if table.case.state == S.SIGNING:
        return table.sign()
    Approval.objects.filter(case=table.case).update(verdict="void", closed_at=now())
    return table


def _awaiting_by_row(table: Table) -> Table:
    Approval.objects.create(
        code="BEHIND000000",
        case=table.case,
        kind="extend",
        asked_role="mediator",
        asked_at=now(),
        unit=table.case.unit,
    )
    return table


def _all_but_the_mediator(world: World, state: str) -> Table:
    table = reach(world, state).all_yes()
    table.file("agreement")
    return table


def _top(world: World, state: str) -> Table:
    table = reach(world, state)
    return table.do("take_over", table.world.who(Role.CHAIR, table.world.county), reason="县里直接办")


def _not_performed(world: World, state: str) -> Table:
    return reach(world, state, alone)


#: How each guard becomes false: a way into ``state`` where it does not hold and every guard before it does.
FALSE: dict[str, Callable[[World, str, str], Table]] = {
    "mediator_is_free": lambda w, s, v: _represents_employer(ready(w, s, v)),
    "certificate_holds": lambda w, s, v: _expired(ready(w, s, v)),
    "table_is_complete": lambda w, s, v: _without_seat(ready(w, s, v)),
    "no_proposal_is_out": lambda w, s, v: ready(w, s, v),
    "proposal_made": lambda w, s, v: _without_proposal(ready(w, s, v)),
    "round_is_open": lambda w, s, v: _round_over(reach(w, s)),
    "signed_terms_may_change": lambda w, s, v: _signed_and_past_its_days(w),
    "everybody_signed": lambda w, s, v: _not_signed(w, s),
    "mediator_signed": lambda w, s, v: _all_but_the_mediator(w, s),
    "mediator_not_signed": lambda w, s, v: _mediator_signs(reach(w, s)),
    "both_sides_agreed_to_wait": lambda w, s, v: reach(w, s),
    "fifteen_days_run": lambda w, s, v: reach(w, s, alone),
    "has_agenda": lambda w, s, v: reach(w, s),
    "has_workers": lambda w, s, v: reach(w, s, alone),
    "parties_were_informed": lambda w, s, v: reach(w, s, alone if v == "ask_close" else for_dispute),
    "stands_alone": lambda w, s, v: reach(w, s),
    "serves_a_case": lambda w, s, v: reach(w, s, alone),
    "agreement_was_performed": lambda w, s, v: _not_performed(w, s),
    "session_planned": lambda w, s, v: _without_session(ready(w, s, v)),
    "nothing_awaits_approval": lambda w, s, v: _awaiting_by_row(ready(w, s, v)),
    "something_awaits_approval": lambda w, s, v: reach(w, s),
    "something_was_breached": lambda w, s, v: reach(w, s, alone),
    "emergency_runs": lambda w, s, v: reach(w, s),
    "no_emergency_yet": lambda w, s, v: _after(emergency, reach(w, s), s),
    "has_higher_unit": lambda w, s, v: _top(w, s),
    "agreement_has_roads": lambda w, s, v: reach(w, s, alone),
    "has_met": lambda w, s, v: _never_met(reach(w, s)),
    "has_lower_unit": lambda w, s, v: _nothing_below(reach(w, s)),
    "asked_it_oneself": lambda w, s, v: _asked_by_another(ready(w, s, v)),
    "order_is_open": lambda w, s, v: reach(w, s),
    "no_order_open": lambda w, s, v: _after(ordered, reach(w, s), s),
}  # fmt: skip


def _after(make: Callable[[Table, str], object], table: Table, state: str) -> Table:
    make(table, state)
    return table


def _never_met(table: Table) -> Table:
    """Most states come of a session; its hour is taken away: the guard must hold."""
    Session.objects.filter(case=table.case).update(opened_at=None)
    return table


def _nothing_below(table: Table) -> Table:
    """The unions below were dissolved."""
    Unit.objects.filter(under(table.case.unit.path)).exclude(pk=table.case.unit_id).update(is_active=False)
    return table


def _asked_by_another(table: Table) -> Table:
    Approval.objects.filter(case=table.case).update(asked_by=person_of(table.chair))
    return table


def _signed_and_past_its_days(world: World) -> Table:
    table = for_dispute(world).to(S.SIGNING).sign()
    Clock.objects.filter(case=table.case, rule_id="mediation_close").update(due_at=now())
    return table


def _not_signed(world: World, state: str) -> Table:
    table = reach(world, state)
    table.file("agreement")
    return table


def _mediator_signs(table: Table) -> Table:
    return table.do("sign_as_mediator", **table.asked)


@pytest.mark.parametrize(("state", "transition", "guard"), each_guard(Mediation, ONLY_IN))
def test_a_step_is_refused_with_the_guards_own_sentence(
    world: World, state: str, transition: Any, guard: Any
) -> None:
    verb = transition.slug
    table = FALSE[guard.__name__](world, state, verb)
    assert table.fresh().state == state
    before, data = written(table.case), told(table, verb)
    county = world.who(Role.CHAIR, world.county)
    actors = [table.mediator, table.chair, county, SYSTEM, world.who(Role.MEDIATOR, world.town)]
    acting = acting_for(table.case, verb, actors, now())
    assert acting is not None, "somebody may take the step, or it is the permission that refuses"
    with override("zh-hans"), pytest.raises(NotPossible) as refused:
        perform(table.case, verb, actor=acting, **data)
    assert refused.value.sentence == str(guard.sentence)
    assert written(table.case) == before


def test_every_guard_of_the_file_stands_before_some_step_and_is_falsified_here() -> None:
    own = {name for name, value in vars(guards).items() if hasattr(value, "sentence")}
    others = {name for name, value in vars(shared).items() if hasattr(value, "sentence")}
    used = {guard.__name__ for _state, t in transitions(Mediation) for guard in t.conditions}
    assert own <= used <= own | others
    assert used == set(FALSE)


def test_no_two_guards_give_the_same_reason() -> None:
    every = {**vars(shared), **vars(guards)}.values()
    sentences = [str(value.sentence) for value in every if hasattr(value, "sentence")]
    assert len(sentences) == len(set(sentences))


# ── Each open state is on a clock, each end leaves nothing running ──────────────────────────────────────────────

VARIANTS: dict[str, Callable[[World], Table]] = {
    f"{kind}-{state}": lambda world, make=make, state=state: make(world).to(state)
    for kind, make in (("dispute", for_dispute), ("agenda", alone))
    for state in OPEN
} | {
    "agenda-all-paid": lambda world: _after(_pay, alone(world).to(S.IN_FORCE), S.IN_FORCE),
    "agenda-breached": lambda world: _after(_miss, alone(world).to(S.IN_FORCE), S.IN_FORCE),
    "dispute-signed": lambda world: for_dispute(world).to(S.SIGNING).sign(),
    "agenda-signed": lambda world: alone(world).to(S.SIGNING).sign(),
    "stepped-aside": lambda world: for_dispute(world).to(S.IN_SESSION).do("step_aside", reason="亲戚"),
    "refused": lambda world: _refused(for_dispute(world).to(S.CONSENTING)),
    "asked-to-close": lambda world: _asked_to_close(alone(world).to(S.FAILED)),
}


def _pay(table: Table, state: str) -> None:
    from .plans import paid

    paid(table, state)


def _miss(table: Table, state: str) -> None:
    from .plans import missed

    missed(table, state)


def _refused(table: Table) -> Table:
    return table.answer(table.seat(SeatKind.EMPLOYER), "no")


def _asked_to_close(table: Table) -> Table:
    return table.do("inform_parties", note="已书面告知").do("ask_close", reason="没有结果")


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_open_table_always_waits_for_somebody_by_a_day(world: World, variant: str) -> None:
    table = VARIANTS[variant](world)
    assert table.fresh().state in OPEN
    watched = Clock.objects.filter(case=table.case, next_at__isnull=False)
    assert watched.exists(), "no clock would ever say anything of it"
    assert Clock.objects.filter(case=table.case, state="running").exclude(rule_id="mediation_close").exists()


@pytest.mark.parametrize("kind", ["dispute", "agenda"])
@pytest.mark.parametrize("state", [S.IN_FORCE, S.FAILED])
def test_whatever_closes_a_table_leaves_nothing_running_on_it(world: World, kind: str, state: str) -> None:
    table = {"dispute": for_dispute, "agenda": alone}[kind](world).to(state)
    emergency(table, state)
    ordered(table, state)
    if kind == "agenda":
        _pay(table, state)
        table.do("ask_close", reason="办完了").approve()
    else:
        if state == S.FAILED:
            table.do("inform_parties", note="已书面告知")
        table.do("close_table")
    case = table.fresh()
    assert case.state == S.CLOSED
    assert not Clock.objects.filter(case=case, state__in=("running", "paused")).exists()
    assert not Signature.objects.filter(step__approval__case=case, answer="").exists()
    assert (case.is_emergency, case.mediation.order_open) == (False, False)


def test_a_question_of_more_time_survives_a_session_and_a_proposal(world: World) -> None:
    table = until(for_dispute(world).to(S.IN_SESSION)).do(
        "ask_extend", until=today() + 40 * DAY, reason="双方要求"
    )
    table.propose().do("ask_consents")
    table.approve()
    assert Clock.objects.get(case=table.case, rule_id="mediation_close").due_on == today() + 40 * DAY
    assert table.fresh().state == S.CONSENTING
