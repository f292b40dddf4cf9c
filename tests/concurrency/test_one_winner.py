"""Several people at once on one case: one wins, the others are told in words, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cases.models import Case, Clock
from organizations import calendar as calendars
from organizations.acting import SYSTEM, Acting
from organizations.models import Post
from record.models import Chain, Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import now
from record.verify import findings
from tests.builders import DAY, MONDAY, Scene, World
from tests.wages import Arrears
from workflows import rules
from workflows.dispute.states import S
from workflows.engine import NotPossible, Refused, StaleCase, perform
from workflows.models import Approval
from workflows.sweep import perform_due

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(at_time: Any) -> World:
    """The county, committed, so that other connections see it."""
    at_time(MONDAY)
    calendars.forget()
    rules.forget()
    return World()


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What ``count`` threads return or raise, started together, each with a connection of its own."""
    start = Barrier(count)

    def run(number: int) -> Any:
        start.wait()
        try:
            return work(number)
        except Exception as raised:  # noqa: BLE001  what leaks is what is asserted
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(run, number) for number in range(count)]]


def whole(case: Case) -> None:
    """The record fits, and vouches for every row."""
    seal_all()
    assert list(findings()) == []
    versions = (
        Event.objects.filter(subject=case.subject, line=0)
        .order_by("version")
        .values_list("version", flat=True)
    )
    assert list(versions) == list(range(1, Case.objects.get(pk=case.pk).version + 1))


STEPS: dict[str, tuple[S, Callable[[Scene], tuple[Acting, dict[str, Any]]]]] = {
    "accept": (S.REPORTED, lambda s: (s.mediator, {})),
    "contact": (S.REPORTED, lambda s: (s.mediator, {"note": "已联系"})),
    "receive_application": (
        S.VERIFYING,
        lambda s: (s.mediator, {"form": "written", "received_on": MONDAY.date(), "names_applicant": True}),
    ),
    "order": (S.VERIFYING, lambda s: (s.above, {"note": "限期说明"})),
    "withdraw": (S.MEDIATING, lambda s: (s.worker, {"reason": "已经解决"})),
}


@pytest.mark.parametrize("verb", STEPS)
def test_eight_at_once_on_one_step_make_one_winner(crowd: World, verb: str) -> None:
    state, told = STEPS[verb]
    scene = Scene(crowd).to(state)
    if verb == "accept":
        scene.contact()
    actor, data = told(scene)
    before = scene.fresh().version
    answers = at_once(8, lambda _n: perform(scene.case, verb, actor=actor, **data))
    won = [answer for answer in answers if isinstance(answer, Case)]
    refused = [answer for answer in answers if isinstance(answer, NotPossible | StaleCase)]
    assert (len(won), len(refused)) == (1, 7), answers
    assert all(answer.sentence for answer in refused)
    assert scene.fresh().version == before + 1
    whole(scene.case)


def test_the_second_of_two_sees_what_the_first_did(crowd: World) -> None:
    scene = Scene(crowd).contact()
    seen = scene.case.version
    answers = at_once(2, lambda _n: perform(scene.case, "accept", actor=scene.mediator, expects=seen))
    stale = [answer for answer in answers if isinstance(answer, StaleCase)]
    assert len(stale) == 1
    assert str(EventName.ACCEPTED.label) in stale[0].sentence
    assert stale[0].changes == (str(EventName.ACCEPTED.label),)


def test_messages_sent_at_once_all_arrive_and_lose_no_clock(crowd: World) -> None:
    """Steps that may all pass: each sees the clocks the one before it left."""
    scene = Scene(crowd).to(S.VERIFYING)
    before = scene.fresh().version
    answers = at_once(6, lambda n: perform(scene.case, "message", actor=scene.worker, body=f"第{n}条"))
    passed = [answer for answer in answers if isinstance(answer, Case)]
    assert all(isinstance(answer, Case | Refused) for answer in answers), answers
    assert passed
    assert scene.fresh().version == before + len(passed)
    clock = Clock.objects.get(case=scene.case, rule_id="message_reply")
    assert clock.epoch == len(passed)
    whole(scene.case)


def test_the_chair_and_a_due_clock_at_once_leave_one_history(crowd: World, at_time: Any) -> None:
    scene = Scene(crowd).contact()
    at_time(MONDAY + 10 * DAY)
    mediator = scene.mediator
    answers = at_once(4, lambda n: perform_due() if n % 2 else perform(scene.case, "accept", actor=mediator))
    assert all(isinstance(answer, Case | Refused | int) for answer in answers), answers
    whole(scene.case)


@pytest.mark.parametrize("cases", [12])
def test_sweeps_at_once_do_everything_once(crowd: World, at_time: Any, cases: int) -> None:
    scenes = [Scene(crowd) for _ in range(cases)]
    at_time(MONDAY + 3 * DAY)
    answers = at_once(4, lambda _n: perform_due(limit=5))
    assert all(isinstance(answer, int) for answer in answers), answers
    perform_due()
    for scene in scenes:
        told = Event.objects.filter(subject=scene.case.subject, name=EventName.CLOCK_WARNED)
        fired = [code for event in told for code in event.data["rows"]]
        clocks = [(event.data["clock"], event.data.get("key"), tuple(event.data["rows"])) for event in told]
        assert len(clocks) == len(set(clocks))
        assert fired
    assert not Clock.objects.filter(next_at__lte=now()).exists()
    whole(scenes[0].case)


def test_sealers_and_writers_at_once_never_fork_the_chain(crowd: World) -> None:
    scenes = [Scene(crowd) for _ in range(4)]

    def work(number: int) -> int:
        if number % 2:
            return sum(seal_all() for _ in range(6))
        for _ in range(3):
            perform(scenes[number // 2].case, "urge", actor=scenes[0].chair)
        return 0

    answers = at_once(8, work)
    assert all(isinstance(answer, int) for answer in answers), answers
    whole(scenes[0].case)
    for chain in Chain.objects.all():
        positions = (
            Event.objects.filter(chain=chain.key).order_by("position").values_list("position", flat=True)
        )
        assert list(positions) == list(range(1, chain.position + 1))


def test_the_chair_signs_once_however_often_the_button_is_pressed(crowd: World) -> None:
    scene = Scene(crowd).to(S.CLOSING)
    asked, chair = scene.approval, scene.chair
    answers = at_once(
        4, lambda _n: perform(scene.case, "approve", actor=chair, approval=asked.code, round=asked.round)
    )
    assert sum(isinstance(answer, Case) for answer in answers) == 1, answers
    assert all(isinstance(answer, Case | Refused) for answer in answers), answers
    assert scene.fresh().state == S.CLOSED
    whole(scene.case)


def test_two_chairs_who_answer_at_once_leave_one_verdict(crowd: World) -> None:
    from organizations.roles import Role

    second = crowd.who(Role.CHAIR, crowd.town, 2)
    assert Post.objects.filter(role=Role.CHAIR, unit=crowd.town).count() == 2
    scene = Scene(crowd).to(S.CLOSING)
    asked, first = scene.approval, scene.chair
    told: dict[str, Any] = {"approval": asked.code, "round": asked.round, "note": "不行"}
    answers = at_once(
        2,
        lambda n: perform(scene.case, "refuse" if n else "approve", actor=second if n else first, **told),
    )
    # Any one's yes suffices (或签): a no before it leaves the question open, a no after it comes too late.
    assert isinstance(answers[0], Case), answers
    assert isinstance(answers[1], Case | Refused), answers
    assert (scene.fresh().state, Approval.objects.get(pk=asked.pk).verdict) == (S.CLOSED, "approved")
    whole(scene.case)


def test_a_receipt_sent_twice_at_once_makes_one_case(crowd: World) -> None:
    from protection import receipts

    code = receipts.issue()
    answers = at_once(2, lambda _n: Scene(crowd, receipt_code=code))
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1, answers
    assert Case.objects.filter(receipt_hash=receipts.fingerprint(code)).count() == 1


def test_numbers_given_at_once_are_all_different(crowd: World) -> None:
    answers = at_once(6, lambda _n: Scene(crowd))
    assert [answer for answer in answers if not isinstance(answer, Scene)] == []
    numbers = list(Case.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 6
    assert SYSTEM.role


def test_cases_of_two_kinds_opened_at_once_are_numbered_apart(crowd: World) -> None:
    opened = at_once(6, lambda n: (Arrears if n % 2 else Scene)(crowd).case)
    assert all(isinstance(case, Case) for case in opened), opened
    assert sorted(case.number[-4:] for case in opened) == [f"{n:04d}" for n in range(1, 7)]
