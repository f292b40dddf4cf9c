"""What a correction, a new plan, a road that comes back and a single receipt must not do to the money of others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from cases.models import InstalmentState
from record.timekeeping import today
from tests.builders import World
from tests.wages import Arrears
from workflows.engine import BadInput, NotPossible
from workflows.wage_arrears.states import S

from .paying import facts
from .test_agreements import adopt

pytestmark = pytest.mark.django_db


def test_a_plan_made_anew_keeps_what_workers_waived_by_signature(world: World) -> None:
    one = adopt(Arrears(world).to(S.CONFIRMED), "10000", "5000")
    one.plan()
    assert facts(one.ledger.outstanding, one.ledger.waived) == (15_000, 3_000)
    one.pay(15_000)
    assert one.fresh().state == S.CLEARED
    assert {row.state for row in one.instalments} == {InstalmentState.PAID}


def test_a_plan_made_anew_for_some_leaves_the_waivers_of_the_others(world: World) -> None:
    one = adopt(Arrears(world).to(S.CONFIRMED), "10000", "5000")
    first = one.claims[0]
    rest = one.ledger.by_key[first.code].outstanding
    one.do(
        "agree_plan",
        one.mediator,
        instalments=[{"amount": rest, "due_on": today()}],
        covers=[first.code],
        agreed_on=today(),
    )
    assert facts(one.ledger.outstanding, one.ledger.waived) == (15_000, 3_000)
    assert {line.key for line in one.ledger.planned} == {first.code}


def test_a_claim_is_not_corrected_below_what_its_worker_waived(world: World) -> None:
    one = adopt(Arrears(world).to(S.CONFIRMED), "10000", "5000")
    claim = one.claims[0]
    with override("zh-hans"), pytest.raises(BadInput, match="已经放弃1000"):
        one.do("correct_claim", one.mediator, claim=claim.code, reason="重新对账", due=Decimal("999.99"))
    one.do("correct_claim", one.mediator, claim=claim.code, reason="重新对账", due=Decimal(1_000))
    assert one.ledger.by_key[claim.code].outstanding == 0


def test_a_claim_that_turns_out_larger_does_not_unpay_an_instalment(world: World) -> None:
    one = Arrears(world).to(S.DEMANDED).plan().pay(6_000)
    claim = one.claims[0]
    one.do("correct_claim", one.mediator, claim=claim.code, reason="漏算加班", due=Decimal(9_000))
    assert [row.state for row in one.instalments] == ["paid", "pending", "pending"]
    assert one.ledger.outstanding == 15_000
    one.pay(12_000)
    assert {row.state for row in one.instalments} == {InstalmentState.PAID}
    assert facts(one.fresh().state, one.ledger.outstanding) == (S.REPAYING, 3_000)


def test_a_correction_taken_back_is_no_payment(world: World) -> None:
    one = Arrears(world).to(S.DEMANDED).plan()
    for due in (3_000, 6_000):
        claim = one.claims[0]
        one.do("correct_claim", one.mediator, claim=claim.code, reason="重新对账", due=Decimal(due))
    assert [row.paid for row in one.instalments] == [0, 0, 0]


def test_a_road_that_comes_back_to_a_cleared_case_owes_what_was_added_since(world: World) -> None:
    one = Arrears(world).to(S.CLEARED)
    one.do("hand_over", one.mediator, road="inspection", reason="请监察核查", partner=world.partner())
    one.do("add_claim", one.mediator, party=one.parties[0].code, period="2026-02", due="6000")
    one.do("road_result", one.mediator, outcome="returned", note="未受理")
    assert facts(one.fresh().state, one.ledger.outstanding) == (S.REPAYING, 6_000)


def test_when_every_claim_is_dropped_nothing_is_involved(world: World) -> None:
    one = Arrears(world).to(S.DEMANDED)
    for claim in one.claims:
        one.do("drop_claim", one.mediator, claim=claim.code, reason="登记有误")
    assert one.fresh().amount_involved == one.ledger.owed == 0


def test_one_workers_receipt_does_not_take_back_the_case_of_others(world: World) -> None:
    one = Arrears(world).to(S.DEMANDED).claim("李四", ("2026-01",))
    with override("zh-hans"), pytest.raises(NotPossible, match="不能凭一个人的回执撤回"):
        one.do("withdraw", one.worker, reason="不要了")
    assert one.fresh().state == S.DEMANDED
    alone = Arrears(world).to(S.DEMANDED)
    assert alone.do("withdraw", alone.worker, reason="不要了").fresh().state == S.CLOSED
