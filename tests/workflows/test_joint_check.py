"""联调: several bodies are asked at once, each answers for itself, the centre sums up; whatever happens, nothing hangs."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override
from viewflow.workflow.models import Process, Task

from cases.models import Case, CaseReader, Clock, Evidence
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import PartnerKind
from organizations.roles import Role
from protection import personal
from protection.models import PersonalData
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, MONDAY, Scene, World, paper, suspend
from workflows import procedures
from workflows.dispute.states import S
from workflows.engine import BadInput, NotPermitted, NotPossible, perform
from workflows.models import CheckAnswer, JointCheck
from workflows.procedures import open_nodes
from workflows.sweep import perform_due

from .checking import JUSTICE, LABOUR, NOTE, SAFETY, answer, ask, body, excuse, officer, row, sum_up
from .walking import AtTime, events

pytestmark = pytest.mark.django_db
THREE = (LABOUR, JUSTICE, SAFETY)


@pytest.fixture
def scene(world: World) -> Scene:
    """A dispute that is being verified."""
    return Scene(world).to(S.VERIFYING)


def turns(scene: Scene) -> set[str]:
    """Whose turn it is."""
    return {str(name) for name in open_nodes(scene.case.pk)}


def running(scene: Scene) -> dict[str, str]:
    """The check's clocks by key, with their state."""
    rows = Clock.objects.filter(case=scene.case, rule_id__startswith="check_").exclude(state="stopped")
    return {clock.key or clock.rule_id: clock.state for clock in rows}


def whole() -> None:
    """The record vouches for every row, and the turns follow from the answers."""
    seal_all()
    assert list(findings()) == []


# ── The way through ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_body_asked_has_a_question_a_clock_and_a_turn_of_its_own(scene: Scene) -> None:
    ask(scene, *THREE)
    rows = list(CheckAnswer.objects.filter(joint_check__case=scene.case))
    assert {one.kind for one in rows} == turns(scene) == set(THREE)
    assert running(scene) == {one.code: "running" for one in rows}
    with override("zh-hans"):
        assert "工资支付" in personal.read(row(scene, LABOUR).question_key)["question"]
    assert scene.fresh().state == S.VERIFYING
    whole()


def test_a_body_asked_does_not_become_a_reader_of_the_case(scene: Scene) -> None:
    ask(scene)
    assert not CaseReader.objects.filter(case=scene.case).exists()


@pytest.mark.parametrize(
    "order", [(LABOUR, JUSTICE, SAFETY), (SAFETY, LABOUR, JUSTICE), (JUSTICE, SAFETY, LABOUR)]
)
def test_answers_come_in_any_order_and_the_last_makes_it_the_centres_turn(
    scene: Scene, order: tuple[PartnerKind, ...]
) -> None:
    ask(scene, *THREE)
    for number, kind in enumerate(order, 1):
        assert "check_sum_up" not in running(scene)
        answer(scene, kind)
        assert turns(scene) == ({str(one) for one in order[number:]} or {procedures.SUM_UP})
    assert running(scene) == {"check_sum_up": "running"}
    assert Task.objects.filter(flow_task=procedures.JointCheckFlow.sum_up).count() == 1


def test_what_was_answered_is_kept_with_who_when_and_the_file(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    given = answer(scene, LABOUR, "partly", file=paper("台账.pdf"))
    assert given.evidence is not None
    assert (given.answer, given.answered_by) == ("partly", officer(scene.world, LABOUR).person)
    assert personal.read(given.answer_key)["note"] == NOTE
    assert Evidence.objects.get(case=scene.case).pk == given.evidence.pk
    assert NOTE not in str(Event.objects.filter(subject=scene.case.subject).values_list("data", flat=True))
    whole()


def test_summing_up_ends_the_check_and_the_case_goes_on_where_it_stood(scene: Scene) -> None:
    ask(scene, LABOUR)
    answer(scene, LABOUR)
    check = sum_up(scene, "partly")
    assert (check.state, check.conclusion) == ("done", "partly")
    assert not running(scene)
    assert not turns(scene)
    assert scene.fresh().state == S.VERIFYING
    assert Process.objects.get().status == "DONE"
    whole()


def test_one_check_after_another_and_never_two_at_once(scene: Scene) -> None:
    for _ in range(2):
        ask(scene, LABOUR)
        with override("zh-hans"), pytest.raises(NotPossible, match="已经有一次联调"):
            ask(scene, JUSTICE)
        answer(scene, LABOUR)
        sum_up(scene)
    assert JointCheck.objects.filter(case=scene.case, state="done").count() == 2
    whole()


def test_the_chair_may_ask_where_nobody_handles_the_case_any_more(scene: Scene) -> None:
    scene.do("ask_bodies", scene.chair, bodies=[{"partner": body(scene.world, LABOUR)}])
    assert turns(scene) == {LABOUR}


def test_a_question_may_be_put_in_ones_own_words(scene: Scene) -> None:
    asked = [{"partner": body(scene.world, LABOUR), "question": " 这家厂三月发了多少工资？ "}]
    scene.do("ask_bodies", scene.mediator, bodies=asked)
    assert personal.read(row(scene, LABOUR).question_key)["question"] == "这家厂三月发了多少工资？"


# ── Late, urged, excused ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_that_is_late_is_reminded_of_and_told_of_and_may_still_answer(
    scene: Scene, at_time: AtTime
) -> None:
    ask(scene, LABOUR)
    at_time(MONDAY + 9 * DAY)
    perform_due()
    late = [one for one in events(scene, EventName.SUPERIORS_TOLD) if one.data["rule"] == "check_reply"]
    assert len(late) == 1
    assert scene.fresh().unit == scene.world.town, "another's delay hands nothing up"
    answer(scene, LABOUR)
    assert turns(scene) == {procedures.SUM_UP}


def test_the_day_to_answer_by_is_five_working_days_off_or_the_one_that_was_set(scene: Scene) -> None:
    ask(scene, LABOUR)
    assert Clock.objects.get(rule_id="check_reply").due_on == MONDAY.date() + 7 * DAY
    excuse(scene, LABOUR)
    sum_up(scene, "unclear")
    ask(scene, LABOUR, until=today() + 2 * DAY)
    assert Clock.objects.get(rule_id="check_reply", state="running").due_on == today() + 2 * DAY


def test_urging_tells_one_body_or_all_that_have_not_answered(scene: Scene) -> None:
    ask(scene, *THREE)
    answer(scene, SAFETY)
    scene.do("urge_check", scene.mediator, body=row(scene, LABOUR).code, note="请今天答复")
    assert [bool(row(scene, kind).urged_at) for kind in THREE] == [True, False, False]
    scene.do("urge_check", scene.chair)
    assert [bool(row(scene, kind).urged_at) for kind in THREE] == [True, True, False]
    whole()


def test_a_body_that_does_not_answer_is_not_waited_for_and_the_join_never_hangs(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    answer(scene, LABOUR)
    assert excuse(scene, JUSTICE).answer == "excused"
    assert turns(scene) == {procedures.SUM_UP}
    sum_up(scene)
    whole()


def test_all_may_be_excused(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    excuse(scene, LABOUR)
    excuse(scene, JUSTICE)
    assert sum_up(scene, "unclear").state == "done"


def test_who_was_excused_reads_that_it_is_too_late(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    excuse(scene, LABOUR)
    with override("zh-hans"), pytest.raises(NotPossible, match="已经有了结果：不再等待"):
        answer(scene, LABOUR)


# ── The case goes its own way ───────────────────────────────────────────────────────────────────────────────────────


def _merge(scene: Scene) -> None:
    scene.do("merge", scene.mediator, into=Scene(scene.world).case)


def _close(scene: Scene) -> None:
    scene.apply().both_agree().do("start_mediation", scene.mediator)
    scene.agree().pay().prove().do("ask_close", scene.mediator, reason="已付清").answer()


ENDS: dict[str, Callable[[Scene], object]] = {
    "merged": _merge,
    "withdrawn": lambda s: s.do("withdraw", s.worker, reason="已经解决"),
    "closed by the chair": _close,
    "withdrawn while suspended": lambda s: suspend(s).do("withdraw", s.worker, reason="已经解决"),
}


@pytest.mark.parametrize("summing_up", [False, True], ids=["waiting", "summing up"])
@pytest.mark.parametrize("way", ENDS)
def test_a_case_that_ends_takes_its_check_along_and_leaves_nothing_waiting(
    scene: Scene, way: str, summing_up: bool
) -> None:
    ask(scene, LABOUR, JUSTICE)
    answer(scene, LABOUR)
    if summing_up:
        answer(scene, JUSTICE)
    ENDS[way](scene)
    check = JointCheck.objects.get(case=scene.case)
    assert check.state == "cancelled"
    assert not turns(scene)
    assert not running(scene)
    assert not CheckAnswer.objects.filter(joint_check=check, answer="").exists()
    assert not Task.objects.filter(finished__isnull=True).exists()
    assert check.process.status == "CANCELED"
    assert len(events(scene, EventName.CHECK_CANCELLED)) == 1
    with pytest.raises(NotPossible):
        answer(scene, JUSTICE)
    whole()


def test_a_case_that_moves_on_or_up_keeps_its_check(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    answer(scene, LABOUR)
    scene.apply().both_agree().do("start_mediation", scene.mediator)
    scene.do("hand_up", scene.chair, reason="镇里办不动")
    answer(scene, JUSTICE)
    scene.do("sum_up", scene.above, conclusion="confirmed", note="县里汇总")
    assert JointCheck.objects.get(case=scene.case).state == "done"
    whole()


def test_while_the_case_rests_its_checks_clocks_rest_and_bodies_may_answer(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    suspend(scene)
    assert set(running(scene).values()) == {"paused"}
    answer(scene, LABOUR)
    answer(scene, JUSTICE)
    assert running(scene) == {"check_sum_up": "paused"}
    scene.do("resume", scene.mediator, reason="继续")
    assert running(scene) == {"check_sum_up": "running"}
    whole()


def test_a_reopened_case_may_be_checked_anew(scene: Scene) -> None:
    ask(scene, LABOUR)
    _close(scene)
    scene.do("ask_reopen", scene.mediator, reason="又没付").answer().assign()
    check = ask(scene, LABOUR)
    assert check.epoch == 2
    assert turns(scene) == {LABOUR}
    whole()


def test_what_was_asked_and_answered_is_erased_with_the_case(scene: Scene) -> None:
    ask(scene, LABOUR)
    answer(scene, LABOUR)
    check = sum_up(scene)
    scene.do("withdraw", scene.worker, reason="已经解决")
    admin = scene.world.who(Role.SECURITY_ADMIN, scene.world.county)
    scene.do("erase_personal", admin, reason="本人依法申请")
    given = row(scene, LABOUR)
    keys = [str(given.question_key), str(given.answer_key), str(check.conclusion_key)]
    assert PersonalData.objects.filter(key__in=keys, erased_at__isnull=False).count() == 3
    whole()


# ── Bad input ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _elsewhere(scene: Scene) -> Any:
    town = scene.world.other_town
    return actions.add_partner(acting=SYSTEM, beside=town, kind=LABOUR, name="店口人社所")


def _retired(scene: Scene) -> Any:
    return actions.change_partner(body(scene.world, LABOUR), acting=SYSTEM, is_active=False)


BAD: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "nobody": lambda s: {"bodies": []},
    "two of a kind": lambda s: {"bodies": [{"partner": body(s.world, LABOUR, n)} for n in ("甲所", "乙所")]},
    "no checking body": lambda s: {"bodies": [{"partner": body(s.world, PartnerKind.COURT)}]},
    "another town's": lambda s: {"bodies": [{"partner": _elsewhere(s)}]},
    "retired": lambda s: {"bodies": [{"partner": _retired(s)}]},
    "until today": lambda s: {"bodies": [{"partner": body(s.world, LABOUR)}], "until": today()},
    "until next year": lambda s: {"bodies": [{"partner": body(s.world, LABOUR)}], "until": today() + 61 * DAY},
    "too long": lambda s: {"bodies": [{"partner": body(s.world, LABOUR), "question": "长" * 1001}]},
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_asked_gets_a_sentence_and_starts_nothing(scene: Scene, what: str) -> None:
    data, before = BAD[what](scene), Event.objects.filter(subject=scene.case.subject).count()
    with pytest.raises(BadInput) as refused:
        scene.do("ask_bodies", scene.mediator, **data)
    assert refused.value.sentence
    assert refused.value.field in ("bodies", "until")
    assert (JointCheck.objects.count(), Task.objects.count()) == (0, 0)
    assert Event.objects.filter(subject=scene.case.subject).count() == before


@pytest.mark.parametrize("said", ["", "excused", "void", "yes"])
def test_a_body_answers_with_one_of_its_own_codes(scene: Scene, said: str) -> None:
    ask(scene, LABOUR)
    with pytest.raises(BadInput) as refused:
        answer(scene, LABOUR, said)
    assert refused.value.field == "answer"


def test_an_answer_and_a_conclusion_say_why(scene: Scene) -> None:
    ask(scene, LABOUR)
    with pytest.raises(BadInput):
        answer(scene, LABOUR, note=" ")
    with pytest.raises(BadInput):
        scene.do("excuse_check", scene.mediator, body=row(scene, LABOUR).code, reason=" ")
    answer(scene, LABOUR)
    with pytest.raises(BadInput):
        scene.do("sum_up", scene.mediator, conclusion="confirmed", note=" ")
    with pytest.raises(BadInput):
        scene.do("sum_up", scene.mediator, conclusion="excellent", note="好")


def test_nobody_answers_for_another_body_or_twice(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    theirs = row(scene, JUSTICE).code
    with pytest.raises(BadInput) as refused:
        answer(scene, LABOUR, body=theirs)
    assert refused.value.field == "body"
    answer(scene, LABOUR)
    with pytest.raises(NotPossible):
        answer(scene, LABOUR, "untrue")
    assert row(scene, LABOUR).answer == "true"


def test_a_body_that_was_not_asked_has_no_step_here(scene: Scene) -> None:
    ask(scene, LABOUR)
    with pytest.raises(NotPermitted):
        scene.do(
            "answer_check",
            officer(scene.world, SAFETY),
            body=row(scene, LABOUR).code,
            answer="true",
            note="x",
        )


def test_another_cases_question_is_not_answered_here(scene: Scene) -> None:
    other = Scene(scene.world).to(S.VERIFYING)
    ask(scene, LABOUR, JUSTICE)
    ask(other, LABOUR)
    with pytest.raises(BadInput):
        answer(scene, LABOUR, body=row(other, LABOUR).code)


# ── Turns and answers never disagree ────────────────────────────────────────────────────────────────────────────────


def _random_step(scene: Scene, dice: random.Random) -> None:
    kind = dice.choice(THREE)
    deeds: list[Callable[[], object]] = [
        lambda: ask(scene, *dice.sample(THREE, dice.randint(1, 3))),
        lambda: answer(scene, kind, dice.choice(["true", "untrue", "not_ours"])),
        lambda: answer(scene, kind),
        lambda: excuse(scene, kind),
        lambda: scene.do("urge_check", scene.chair),
        lambda: sum_up(scene),
        lambda: suspend(scene) if scene.case.state != S.SUSPENDED else scene.do("resume", scene.chair, reason="好"),
        lambda: scene.do("hand_up", scene.chair, reason="镇里办不动"),
    ]  # fmt: skip
    try:
        dice.choice(deeds)()
    except (NotPossible, NotPermitted, BadInput, CheckAnswer.DoesNotExist):
        return


@pytest.mark.parametrize("seed", range(12))
def test_after_any_steps_the_open_turns_are_the_open_answers(world: World, seed: int) -> None:
    dice, scene = random.Random(seed), Scene(world).to(S.VERIFYING)  # noqa: S311  repeatable, and no secret
    for _ in range(18):
        _random_step(scene, dice)
        waiting = CheckAnswer.objects.filter(joint_check__case=scene.case, answer="").values_list(
            "kind", flat=True
        )
        runs = JointCheck.objects.filter(case=scene.case, state="running").exists()
        expected = (set(waiting) or {procedures.SUM_UP}) if runs else set()
        assert turns(scene) == expected
        assert set(running(scene)) == set(
            CheckAnswer.objects.filter(joint_check__case=scene.case, answer="").values_list("code", flat=True)
        ) | ({"check_sum_up"} if expected == {procedures.SUM_UP} else set())
    scene.do("withdraw", scene.worker, reason="已经解决")
    assert not Task.objects.filter(finished__isnull=True).exists()
    whole()


def test_a_step_that_is_refused_at_the_last_moment_moves_no_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(scene, LABOUR)

    def broken(*_given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(procedures, "pass_node", broken)
    with pytest.raises(RuntimeError):
        answer(scene, LABOUR)
    assert row(scene, LABOUR).answer == ""
    assert turns(scene) == {LABOUR}
    assert perform(Case.objects.get(pk=scene.case.pk), "urge_check", actor=scene.chair)
    whole()
