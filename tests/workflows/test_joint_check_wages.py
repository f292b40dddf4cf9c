"""The joint check of a wage case: the same steps, in that workflow's states, for the same people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from viewflow.workflow.models import Task

from cases.models import Case, Clock
from record.sealer import seal_all
from record.verify import findings
from tests.builders import World, undone
from tests.wages import Arrears, suspend
from workflows.dispute import Dispute
from workflows.engine import NotPermitted, NotPossible, perform
from workflows.models import CheckAnswer, JointCheck
from workflows.procedures import SUM_UP, open_nodes
from workflows.shared.joint_check import JointChecking
from workflows.wage_arrears import WageArrears
from workflows.wage_arrears.states import GROUPS, S

from .actors import GROUPS as MEANT
from .actors import MAY, Who, everybody
from .checking import JUSTICE, LABOUR, answer, ask, body, excuse, row, sum_up

pytestmark = pytest.mark.soundness
VERBS = ("ask_bodies", "answer_check", "urge_check", "excuse_check", "sum_up")
ALL = [
    pytest.param(state, verb, id=f"{verb}-from-{state}")
    for verb in VERBS
    for state in GROUPS["checkable" if verb == "ask_bodies" else "checking"]
]


def on(one: Arrears, state: str) -> Arrears:
    """From 核实中 on into ``state``, with whatever runs beside the case."""
    if state == S.SUSPENDED:
        return suspend(one)
    if one.fresh().state == S.VERIFYING and one.case.detail.contacted_at is None:
        one.do("contact", one.mediator, note="已电话联系")
    ways: list[tuple[str, Callable[[], Any]]] = [
        (S.CONFIRMED, lambda: one.found().do("confirm_arrears", one.mediator)),
        (S.DEMANDED, lambda: one.do("send_tip", one.mediator)),
        (S.PLANNED, one.plan),
        (S.REPAYING, lambda: one.pay(1_000)),
        (S.CLEARED, one.pay),
        (S.CLOSING, lambda: one.do("ask_close", one.mediator, reason="已全部付清")),
    ]
    for reached, way in ways:
        if one.fresh().state == state:
            return one
        if state == S.HANDED_OVER and reached == S.PLANNED:
            data: dict[str, Any] = {
                "road": "inspection",
                "reason": "单位拒不配合",
                "partner": one.world.partner(),
            }
            return one.do("hand_over", one.mediator, **data)
        way()
    return one


def prepared(world: World, state: str, verb: str) -> Arrears:
    """A wage case in ``state`` where ``verb`` is possible."""
    one = Arrears(world).to(S.VERIFYING)
    if verb != "ask_bodies":
        ask(one, LABOUR)
    if verb == "sum_up":
        answer(one, LABOUR)
    return on(one, state)


def told(one: Arrears, verb: str) -> dict[str, Any]:
    """Lawful data."""
    found = CheckAnswer.objects.filter(joint_check__case=one.case).first()
    code = found.code if found else ""
    data: dict[str, dict[str, Any]] = {
        "ask_bodies": {"bodies": [{"partner": body(one.world, LABOUR), "question": ""}]},
        "answer_check": {"body": code, "answer": "true", "note": "台账属实"},
        "urge_check": {"note": "请尽快答复"},
        "excuse_check": {"body": code, "reason": "没有回音"},
        "sum_up": {"conclusion": "confirmed", "note": "一致属实"},
    }
    return data[verb]


def passes(one: Arrears, verb: str, who: Who, other: Any) -> bool:
    """Whether the step passes for ``who``; taken back."""
    scene: Any = one
    with undone():
        try:
            perform(one.case, verb, actor=who.acting(scene, other), **told(one, verb))
        except NotPermitted:
            return False
    return True


def test_both_kinds_that_workers_report_have_the_same_steps() -> None:
    assert issubclass(Dispute, JointChecking)
    assert issubclass(WageArrears, JointChecking)
    for kind in (Dispute, WageArrears):
        verbs = {t.slug for state in kind.groups["open"] for t in kind.state.get_outgoing_transitions(state)}
        assert set(VERBS) <= verbs
        # A check that was begun can be ended wherever the case can come to before it is over.
        assert set(kind.groups["checkable"]) < set(kind.groups["checking"])
        assert "closed" not in kind.groups["checking"]


@pytest.mark.parametrize(("state", "verb"), ALL)
def test_a_step_passes_for_those_the_domain_names_and_for_nobody_else(
    world: World, state: str, verb: str
) -> None:
    one, other = prepared(world, state, verb), Arrears(world)
    assert one.fresh().state == state
    wrong, passed = [], 0
    for who in everybody():
        expected = any(MEANT[name](who, True) for name in MAY[verb].split())
        found = passes(one, verb, who, other)
        passed += found
        if found != expected:
            wrong.append(str(who))
    assert wrong == []
    assert passed


@pytest.mark.parametrize("state", sorted(set(S) - set(GROUPS["checking"])))
def test_no_step_of_a_check_where_there_can_be_none(world: World, state: str) -> None:
    one = Arrears(world).to(state)
    for verb in VERBS:
        with pytest.raises(NotPossible):
            perform(one.case, verb, actor=one.chair, **told(one, verb))


@pytest.mark.parametrize("state", GROUPS["checkable"])
def test_the_case_goes_on_where_it_stood(world: World, state: str) -> None:
    one = on(Arrears(world).to(S.VERIFYING), state)
    ask(one, LABOUR, JUSTICE)
    answer(one, LABOUR)
    excuse(one, JUSTICE)
    assert open_nodes(one.case.pk) == {SUM_UP}
    assert sum_up(one).state == "done"
    assert one.fresh().state == state
    seal_all()
    assert list(findings()) == []


ENDS: dict[str, Callable[[Arrears], object]] = {
    "merged": lambda one: one.do("merge", one.mediator, into=Case.objects.exclude(pk=one.case.pk).get()),
    "withdrawn": lambda one: one.do("withdraw", one.worker, reason="已经付清"),
    "closed by the chair": lambda one: on(one, S.CLOSING).answer(),
    "not confirmed": lambda one: (
        one.found("not").do("ask_not_confirmed", one.mediator, reason="没有拖欠").answer()
    ),
}


@pytest.mark.parametrize("way", ENDS)
def test_a_case_that_ends_takes_its_check_along(world: World, way: str) -> None:
    Arrears(world).assign()
    one = Arrears(world, name="另一人", phone="13700001111").assign()
    if way == "closed by the chair":
        one.claim()
    ask(one, LABOUR, JUSTICE)
    answer(one, LABOUR)
    ENDS[way](one)
    assert one.fresh().state == S.CLOSED
    assert JointCheck.objects.get(case=one.case).state == "cancelled"
    assert row(one, JUSTICE).answer == "void"
    assert not Task.objects.filter(finished__isnull=True).exists()
    running = Clock.objects.filter(case=one.case, rule_id__startswith="check_").exclude(state="stopped")
    assert not running.exists()
    seal_all()
    assert list(findings()) == []
