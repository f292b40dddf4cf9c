"""Eight people answer at once: each answer is kept once, one of them settles the round, and nobody signs a version that changed."""

from __future__ import annotations

import random
from typing import Any

import pytest

from cases.models import Case, SeatKind
from organizations import calendar as calendars
from organizations.acting import Acting
from protection import invitations
from record.models import Event
from record.names import EventName
from tests.builders import MONDAY, World
from tests.mediations import Table, alone, for_dispute, for_group, terms
from workflows import rules
from workflows.engine import NotPossible, Refused, StaleCase, perform
from workflows.mediation.states import S
from workflows.models import Answer, Approval, Signature, Verdict

from .test_one_winner import at_once, whole

pytestmark = [pytest.mark.consents, pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
THREADS = 8


@pytest.fixture
def crowd(at_time: Any) -> World:
    """The county, committed, so that other connections see it."""
    at_time(MONDAY)
    calendars.forget()
    rules.forget()
    return World()


def linked(table: Table) -> list[str]:
    """A one-time link for each of the first eight workers."""
    seats = table.seats(SeatKind.WORKER)[1 : THREADS + 1]
    tokens = [invitations.issue() for _ in seats]
    table.do("offer_links", tokens={s.code: t for s, t in zip(seats, tokens, strict=True)}, **table.asked)
    return tokens


def persistently(table: Table, token: str, answer: str) -> Case:
    """As a page does: who is told that somebody was faster tries again, with the same answer."""
    for _turn in range(40):
        try:
            return perform(
                table.case, "answer_by_link", actor=Acting.invited(table.case.pk, token), answer=answer
            )
        except StaleCase as stale:
            if stale.changes:
                raise
    raise AssertionError("never got through")


def test_eight_workers_answer_at_once_and_every_answer_is_kept_once(crowd: World) -> None:
    table = for_group(crowd).to(S.CONSENTING)
    tokens, before = linked(table), table.fresh().version
    answers = at_once(THREADS, lambda n: persistently(table, tokens[n], "yes" if n % 2 else "no"))
    assert [a for a in answers if not isinstance(a, Case)] == []
    assert table.fresh().version == before + THREADS
    said = Signature.objects.filter(step__approval=table.question, link_used_at__isnull=False)
    assert sorted(said.values_list("answer", flat=True)) == [Answer.APPROVE] * 4 + [Answer.REFUSE] * 4
    whole(table.case)


def test_one_link_pressed_eight_times_at_once_answers_once(crowd: World) -> None:
    table = for_group(crowd).to(S.CONSENTING)
    token = linked(table)[0]
    acting = Acting.invited(table.case.pk, token)
    answers = at_once(THREADS, lambda _n: perform(table.case, "answer_by_link", actor=acting, answer="yes"))
    assert sum(isinstance(answer, Case) for answer in answers) == 1, answers
    assert all(isinstance(answer, Case | NotPossible | StaleCase) for answer in answers), answers
    given = Event.objects.filter(subject=table.case.subject, name=EventName.CONSENT_GIVEN)
    assert given.count() == 1
    whole(table.case)


def test_the_last_answers_at_once_open_one_round_of_signatures(crowd: World) -> None:
    table = alone(crowd).to(S.CONSENTING)
    waiting = [row.seat for row in table.waiting() if row.seat]
    asked, actors = table.asked, []
    for seat in waiting:
        actors.append(table.officer(seat.kind) if seat.partner_id else table.chair)

    def answer(number: int) -> Case:
        for _turn in range(40):
            try:
                return perform(table.case, "answer_consent", actor=actors[number], answer="yes", **asked)
            except StaleCase as stale:
                if stale.changes or "结束" in stale.sentence:
                    raise
        raise AssertionError("never got through")

    answers = at_once(len(waiting), answer)
    assert [a for a in answers if not isinstance(a, Case)] == []
    assert table.fresh().state == S.SIGNING
    assert Approval.objects.filter(case=table.case, kind="sign").count() == 1
    whole(table.case)


def test_two_mediators_who_propose_at_once_make_one_version(crowd: World) -> None:
    table = for_dispute(crowd).to(S.IN_SESSION)
    answers = at_once(
        2,
        lambda n: perform(
            table.case, "propose", actor=table.mediator, text=f"方案{n}", terms=terms(10_000 + n), replaces=0
        ),
    )
    assert sum(isinstance(answer, Case) for answer in answers) == 1, answers
    assert sum(isinstance(answer, StaleCase) for answer in answers) == 1, answers
    assert table.fresh().mediation.proposal_version == 1
    whole(table.case)


@pytest.mark.parametrize("seed", range(3))
def test_a_new_version_among_eight_answers_leaves_no_answer_to_the_old_one_counted(
    crowd: World, seed: int
) -> None:
    """Whoever answers before it is void, whoever comes after is told what changed; the new round is whole."""
    table = for_group(crowd).to(S.CONSENTING)
    tokens, mediator = linked(table), table.mediator
    proposing = random.Random(seed).randrange(THREADS)  # noqa: S311  which thread, no secret

    def work(number: int) -> Case:
        if number != proposing:
            return persistently(table, tokens[number], "yes")
        for _turn in range(40):
            try:
                return perform(
                    table.case, "propose", actor=mediator, text="第二版", terms=terms(20_000), replaces=1
                )
            except StaleCase:
                continue
        raise AssertionError("never got through")

    answers = at_once(THREADS, work)
    assert isinstance(answers[proposing], Case), answers
    assert all(isinstance(answer, Case | Refused) for answer in answers), answers
    assert table.fresh().state == S.PROPOSED
    table.do("ask_consents")
    fresh = Signature.objects.filter(step__approval=table.question)
    assert set(fresh.values_list("answer", flat=True)) == {Answer.OPEN}
    old = Approval.objects.filter(case=table.case, kind="consent").exclude(pk=table.question.pk)
    assert set(old.values_list("verdict", flat=True)) == {Verdict.VOID}
    whole(table.case)
