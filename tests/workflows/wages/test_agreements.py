"""What an agreement, a reopening and a merge do to claims, plans and payments."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from cases.models import Claim, Clock
from organizations.acting import SYSTEM
from record.timekeeping import today
from tests.builders import DAY, World
from tests.wages import Arrears
from workflows.engine import BadInput, perform
from workflows.wage_arrears.states import S

from .paying import facts, lacking, refused

AtTime = Callable[[datetime.datetime], None]
FEN = Decimal("0.01")


# ── A mediation's agreement ─────────────────────────────────────────────────────────────────────────────────────


def follow(one: Arrears, verb: str, **data: Any) -> Arrears:
    """Take a step as a mediation's own step would bring it about."""
    from django.db import transaction

    from record.timekeeping import now
    from workflows.engine import plan
    from workflows.fetching import lock
    from workflows.writing import write

    with transaction.atomic():
        draft = plan(lock(one.case.pk), verb, actor=one.mediator, at=now(), data=data, following=True)
        write([draft])
    return one


def adopt(one: Arrears, *amounts: str, bound: list[str] | None = None) -> Arrears:
    """采用 an agreement of these amounts."""
    terms = [
        {
            "what": "支付工资",
            "who": "单位",
            "amount": Decimal(amount),
            "due_on": today() + n * 10 * DAY,
            "proof": "转账",
        }
        for n, amount in enumerate(amounts, 1)
    ]
    codes = bound or [party.code for party in one.parties]
    return follow(
        one, "adopt_agreement", mediation="M1", agreement="written_agreement", terms=terms, signed_on=today(), bound=codes
    )  # fmt: skip


def test_an_agreement_binds_only_the_claims_of_those_who_consented(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.claim("李四", ("2026-01",))
    adopt(one, "9000", "9000", bound=[one.parties[0].code])
    assert one.fresh().state == S.PLANNED
    assert [line.outstanding for line in one.ledger.unplanned] == [6_000]
    assert [party.is_bound for party in one.parties] == [True, False]
    one.pay(18_000)
    assert facts(one.fresh().state, lacking(one)) == (S.REPAYING, 6_000)
    one.pay(6_000)
    assert one.fresh().state == S.CLEARED


def test_an_employer_who_signed_is_not_waited_for_with_an_answer_to_a_paper(world: World) -> None:
    one = Arrears(world).to(S.DEMANDED)
    rules = {clock.rule_id for clock in Clock.objects.filter(case=one.case, state="running")}
    assert "notice_reply" in rules
    adopt(one, "18000")
    assert not Clock.objects.filter(case=one.case, rule_id="notice_reply", state="running").exists()


def test_what_workers_waive_by_signature_is_not_lacking_and_is_counted_apart(world: World) -> None:
    one = adopt(Arrears(world).to(S.CONFIRMED), "10000.01", "5000")
    assert (lacking(one), one.ledger.waived) == (Decimal("15000.01"), Decimal("2999.99"))
    one.pay(Decimal("15000.01"))
    assert (one.fresh().state, one.case.amount_recovered) == (S.CLEARED, Decimal("15000.01"))


def test_an_agreement_beyond_what_is_owed_is_refused_in_words(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    with override("zh-hans"), pytest.raises(BadInput, match=r"多0\.01元"):
        adopt(one, "18000.01")
    assert one.fresh().state == S.CONFIRMED


def test_nobody_adopts_an_agreement_by_hand(world: World) -> None:
    from workflows.engine import NotPermitted

    one = Arrears(world).to(S.CONFIRMED)
    with pytest.raises(NotPermitted):
        perform(
            one.case, "adopt_agreement", actor=SYSTEM, mediation="M", agreement="written_agreement", terms=[],
            signed_on=today(), bound=[],
        )  # fmt: skip


# ── A second life, and two cases about the same wages ───────────────────────────────────────────────────────────


def test_a_reopened_case_keeps_its_ledger(world: World) -> None:
    one = Arrears(world).to(S.CLOSED).do("ask_reopen", Arrears(world).mediator, reason="又欠了").answer()
    assert facts(one.fresh().state, one.case.epoch, one.case.amount_recovered) == (S.VERIFYING, 2, 18_000)
    one.assign().do("add_claim", one.mediator, party=one.parties[0].code, period="2026-02", due="6000")
    assert facts(lacking(one), one.fresh().amount_involved) == (6_000, 24_000)
    one.pay(6_000)
    assert one.fresh().amount_recovered == 24_000


def test_a_merged_case_gives_its_workers_claims_and_payments_to_the_first_one(world: World) -> None:
    first = Arrears(world).to(S.CONFIRMED)
    second = Arrears(world, name="李四", phone="13900002222").assign()
    second.do("add_claim", second.mediator, name="李四", phone="13900002222", period="2026-01", due="5000")
    second.do("add_claim", second.mediator, name="王小𠮷", phone="13900001111", period="2025-11", due="6000")
    second.pay(1_500).do("merge", second.mediator, into=first.case)
    assert facts(second.fresh().state, second.case.amount_involved, second.case.amount_recovered) == (
        S.CLOSED,
        0,
        0,
    )
    assert not Claim.objects.filter(case=second.case, state="live").exists()
    assert facts(first.fresh().amount_involved, first.case.amount_recovered) == (23_000, 1_500)
    assert (first.case.people, first.case.person_times) == (2, 3)
    assert lacking(first) == 21_500


def test_a_case_that_is_reopened_and_merged_again_brings_its_person_times_once(world: World) -> None:
    first = Arrears(world).to(S.CONFIRMED)
    second = Arrears(world, name="李四", phone="13900002222").assign()
    second.do("merge", second.mediator, into=first.case)
    assert first.fresh().person_times == 2
    second.do("ask_reopen", second.mediator, reason="并错了").answer().assign()
    second.do("merge", second.mediator, into=first.case)
    assert (first.fresh().people, first.case.person_times) == (2, 2)


def test_a_merge_goes_into_the_case_that_was_there_first(world: World) -> None:
    first, second = Arrears(world), Arrears(world)
    refused(first, "merge", "先登记的案件", into=second.case)


def test_a_merge_asks_about_a_worker_whose_name_differs_by_one_character(world: World) -> None:
    first = Arrears(world).to(S.CONFIRMED)
    second = Arrears(world, name="王小古").to(S.VERIFYING)
    refused(second, "merge", "是不是同一人", into=first.case)
    party = second.parties[0].code
    second.do("merge", second.mediator, into=first.case, same={party: True})
    assert facts(first.fresh().people, first.case.amount_involved) == (1, 18_000)
