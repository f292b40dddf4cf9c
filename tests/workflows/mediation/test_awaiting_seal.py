"""Signed by everybody is agreed: the fifteen days end there, the seal has a target of ours, and taken back no day is won."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from cases.models import Case, Clock, SeatKind
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import now, today
from record.verify import findings
from tests.builders import DAY, World
from tests.mediations import Table, alone, for_dispute
from tests.workflows.refusing import refused
from tests.workflows.walking import pass_time
from workflows.mediation.states import S
from workflows.models import Approval
from workflows.sweep import perform_due

from .plans import for_wages, until

AtTime = Callable[[datetime.datetime], None]
HOUR = datetime.timedelta(hours=1)
CLOSING = ("mediation_close", "mediation_close_accepted")


MAKERS = {"dispute": for_dispute, "wages": for_wages, "agenda": alone}


def days(case: Case) -> dict[str, tuple[str, datetime.date]]:
    """How the clocks that matter here stand."""
    rows = Clock.objects.filter(case=case, rule_id__in=(*CLOSING, "sign_reply", "agreement_seal"))
    return {row.rule_id: (row.state, row.due_on) for row in rows}


def running(case: Case) -> set[str]:
    """Rules of the clocks that matter here and run."""
    return {rule for rule, (state, _due) in days(case).items() if state == "running"}


def said_of_seal(case: Case) -> list[str]:
    """What its clock had said, in order."""
    words = (EventName.REMINDED, EventName.SUPERIORS_TOLD, EventName.SUPERVISION_ORDERED, EventName.FAILED)
    said = Event.objects.filter(subject=case.subject, name__in=words, data__rule="agreement_seal")
    return list(said.order_by("id").values_list("name", flat=True))


@pytest.mark.parametrize("kind", MAKERS)
def test_what_everybody_signed_waits_for_the_seal_and_never_lapses(
    world: World, at_time: AtTime, kind: str
) -> None:
    table = MAKERS[kind](world).to(S.IN_SESSION)
    table.propose(18_000).do("ask_consents").all_yes().sign()
    assert running(table.case) == {"agreement_seal"}
    pass_time(at_time, now(), now() + 40 * DAY, 12 * HOUR)
    assert table.fresh().state == S.SIGNING
    if kind == "dispute":
        assert table.fresh_served().state == "mediating", "by its own clock neither"
    table.seal()
    assert (table.fresh().state, running(table.case)) == (S.IN_FORCE, set())
    seal_all()
    assert list(findings()) == []


def test_a_seal_that_does_not_come_is_reminded_of_told_and_ordered(world: World, at_time: AtTime) -> None:
    table = for_dispute(world).to(S.SIGNING).sign()
    due = Clock.objects.get(case=table.case, rule_id="agreement_seal").due_at
    pass_time(at_time, now(), due + 7 * DAY, 12 * HOUR)
    assert said_of_seal(table.case) == [
        EventName.REMINDED,
        EventName.SUPERIORS_TOLD,
        EventName.SUPERVISION_ORDERED,
    ]
    assert said_of_seal(table.fresh_served()) == [EventName.REMINDED]


@pytest.mark.parametrize("lacks", ["mediator", "employer"])
def test_while_one_signature_lacks_the_fifteen_days_run(world: World, at_time: AtTime, lacks: str) -> None:
    table = for_dispute(world).to(S.SIGNING)
    if lacks == "mediator":
        table.all_yes()
    else:
        table.do("sign_as_mediator", **table.asked).by_paper(table.seats(SeatKind.WORKER))
    assert running(table.case) == {"mediation_close", "sign_reply"}
    assert set(CLOSING) <= running(table.fresh_served())
    at_time(Clock.objects.get(case=table.case, rule_id="mediation_close").due_at + HOUR)
    perform_due()
    assert (table.fresh().state, table.fresh_served().state) == (S.FAILED, "failed")


def test_the_dispute_served_waits_for_the_seal_too_and_then_performs(world: World) -> None:
    table = for_dispute(world).to(S.SIGNING).sign()
    assert running(table.fresh_served()) == {"agreement_seal"}
    assert Clock.objects.filter(case=table.served, rule_id="agreement_seal", next_at__isnull=False).exists()
    table.seal()
    assert (table.fresh_served().state, running(table.fresh_served())) == ("performing", set())


@pytest.mark.parametrize("way", ["link", "receipt"])
def test_whoever_gives_the_last_signature_ends_the_days_of_the_dispute(world: World, way: str) -> None:
    table = for_dispute(world).to(S.SIGNING)
    worker, employer = table.seat(SeatKind.WORKER), table.seat(SeatKind.EMPLOYER)
    table.do("sign_as_mediator", **table.asked)
    if way == "link":
        table.by_paper([worker]).by_link(table.link(employer))
    else:
        table.answer(employer).do("answer_consent", table.worker, answer="yes", **table.asked)
    assert running(table.fresh_served()) == {"agreement_seal"}


BACK: dict[str, Callable[[Table], Table]] = {
    "back_to_table": lambda table: table.do("back_to_table", reason="条款写错了"),
    "propose": lambda table: table.propose(20_000),
}


@pytest.mark.parametrize("how", BACK)
@pytest.mark.parametrize("longer", [False, True])
def test_signatures_taken_back_win_no_day(world: World, at_time: AtTime, how: str, longer: bool) -> None:
    table = for_dispute(world).to(S.IN_SESSION)
    if longer:
        until(table).do("ask_extend", until=today() + 40 * DAY, reason="双方要求").approve()
    table.propose().do("ask_consents").all_yes()
    before = [days(table.case)["mediation_close"], *(days(table.fresh_served())[rule] for rule in CLOSING)]
    table.sign()
    at_time(now() + 3 * DAY)
    BACK[how](table)
    assert "agreement_seal" not in running(table.case) | running(table.fresh_served())
    after = [days(table.case)["mediation_close"], *(days(table.fresh_served())[rule] for rule in CLOSING)]
    assert after == before
    at_time(Clock.objects.get(case=table.case, rule_id="mediation_close").due_at + HOUR)
    perform_due()
    assert (table.fresh().state, table.fresh_served().state) == (S.FAILED, "failed")
    seal_all()
    assert list(findings()) == []


@pytest.mark.parametrize("how", BACK)
def test_after_their_last_day_what_everybody_signed_is_sealed_or_ended_but_not_undone(
    world: World, at_time: AtTime, how: str
) -> None:
    table = for_dispute(world).to(S.SIGNING)
    due = Clock.objects.get(case=table.case, rule_id="mediation_close").due_at
    table.sign()
    at_time(due - datetime.timedelta(seconds=1))
    table.fresh()
    at_time(due)
    with refused(table.case, "请盖章"):
        BACK[how](table)
    table.seal()
    assert table.fresh_served().state == "performing"


def test_signed_again_the_days_end_again(world: World) -> None:
    table = for_dispute(world).to(S.SIGNING).sign()
    table.back_and_again(20_000).sign()
    assert running(table.case) == running(table.fresh_served()) == {"agreement_seal"}


def test_a_question_of_more_time_is_over_when_everybody_has_signed(world: World) -> None:
    table = until(for_dispute(world).to(S.SIGNING))
    table.do("ask_extend", until=today() + 40 * DAY, reason="双方要求").sign()
    assert not Approval.objects.filter(case=table.case, kind="extend", verdict="open").exists()
    with refused(table.case, "没有在计算"):
        table.do("ask_extend", until=today() + 40 * DAY, reason="双方要求")


def test_the_disputes_own_question_of_more_time_is_over_too(world: World) -> None:
    table = for_dispute(world).to(S.SIGNING)
    scene = table.scene
    assert scene is not None
    scene.do("ask_extend", scene.mediator, until=today() + 40 * DAY, both_agree=True, reason="双方要求")
    table.sign()
    assert not Approval.objects.filter(case=scene.fresh(), verdict="open").exists()
    with refused(scene.case, "不用延期"):
        scene.do("ask_extend", scene.mediator, until=today() + 40 * DAY, both_agree=True, reason="等")


def test_a_signed_table_ended_by_hand_leaves_nothing_waiting_for_a_seal(world: World) -> None:
    table = for_dispute(world).to(S.SIGNING).sign().do("fail", ground="other_side_refused")
    assert running(table.case) | running(table.fresh_served()) == set()
    assert table.fresh_served().state == "failed"
