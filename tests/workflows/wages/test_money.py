"""Claims, plans and payments: what is lacking is always what was owed less what came in, to the fen."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Clock
from record.models import Event
from record.timekeeping import today
from tests.builders import DAY, MONDAY, World
from tests.wages import Arrears
from tests.workflows.walking import pass_time
from workflows.wage_arrears.states import S

from .paying import facts, lacking, paying, refused

AtTime = Callable[[datetime.datetime], None]
FEN = Decimal("0.01")


# ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_amount_involved_is_what_the_claims_lack_together(world: World) -> None:
    one = Arrears(world, amount=Decimal(99)).to(S.VERIFYING)
    assert one.fresh().amount_involved == Decimal(18_000)
    one.do(
        "add_claim",
        one.mediator,
        name="李四",
        period="2026-01",
        due="5000",
        deducted="200.50",
        paid_before="1000",
    )
    assert one.fresh().amount_involved == Decimal("21799.50")
    assert (one.case.people, one.case.amount_recovered) == (2, Decimal(0))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"period": "2026-04", "due": "1"}, "不能晚于本月"),
        ({"period": "2026-13", "due": "1"}, "2026-03"),
        ({"period": "三月", "due": "1"}, "2026-03"),
        ({"period": "2026-02", "due": "-1"}, "负数"),
        ({"period": "2026-02", "due": "100", "paid_before": "100.01"}, "超过应发"),
        ({"period": "2026-02", "due": "100", "deducted": "60", "paid_before": "60"}, "超过应发"),
        ({"period": "2026-02", "due": "100", "paid_before": "100"}, "没有欠薪"),
        ({"period": "2025-11", "due": "100"}, "已经登记过"),
        ({"period": "2026-02", "due": "多"}, "数字"),
        ({"period": "2026-02", "due": "99999999"}, "请核对"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_is_refused_in_words(
    world: World, data: dict[str, Any], sentence: str
) -> None:
    one = Arrears(world).to(S.VERIFYING)
    party = one.parties[0].code
    refused(one, "add_claim", sentence, party=party, **data)


def test_an_identity_number_with_a_wrong_check_digit_is_refused(world: World) -> None:
    one = Arrears(world).to(S.VERIFYING)
    data = {"name": "李四", "period": "2026-01", "due": "100"}
    refused(one, "add_claim", "校验码不对", id_number="330681199001011235", **data)
    refused(one, "add_claim", "18 位", id_number="3306811990", **data)


def test_a_corrected_claim_keeps_both_figures_on_record_and_never_falls_below_what_was_paid(
    world: World,
) -> None:
    one = Arrears(world).to(S.CONFIRMED).pay(7_000)
    first = one.claims[0]
    refused(one, "correct_claim", "先冲销", claim=first.code, due="5000", reason="看错")
    one.do("correct_claim", one.mediator, claim=first.code, due="6000.10", reason="看错")
    event = Event.objects.get(subject=one.case.subject, name="claim_corrected")
    assert (event.data["owed_before"], event.data["owed"]) == ("6000", "6000.1")
    assert lacking(one) == Decimal("11000.10")


def test_a_claim_that_received_money_is_not_dropped(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED).pay(1)
    refused(one, "drop_claim", "先冲销", claim=one.claims[0].code, reason="重复")
    one.do("drop_claim", one.mediator, claim=one.claims[1].code, reason="重复")
    assert one.fresh().amount_involved == Decimal(12_000)


def test_what_a_worker_says_by_phone_lies_beside_other_figures_until_the_handler_chooses(
    world: World,
) -> None:
    one = Arrears(world).to(S.VERIFYING)
    one.do("claim_by_receipt", one.worker, period="2025-11", due="6500")
    row = one.claims[0]
    assert facts(row.due, row.rival_due, row.rival_source) == (6_000, 6_500, "phone")
    assert lacking(one) == 18_000
    one.do("choose_claim", one.mediator, claim=row.code, keep="rival")
    assert lacking(one) == 18_500
    refused(one, "choose_claim", "没有需要选择", claim=row.code, keep="kept")


def test_who_reported_says_their_own_months_with_the_report(world: World) -> None:
    one = Arrears(world, claims=[{"period": "2026-01", "due": "4800", "paid_before": "800"}])
    assert facts(*[(claim.period, claim.owed, claim.source) for claim in one.claims]) == facts(
        *[("2026-01", 4_000, "phone")]
    )
    assert one.fresh().amount_involved == 4_000


# ── Payments ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_oldest_month_is_paid_first(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED).pay(7_000)
    assert [line.outstanding for line in one.ledger.lines] == [0, 5_000, 6_000]
    assert facts(one.fresh().amount_recovered, one.case.performance) == (7_000, "part")


def test_in_proportion_every_fen_goes_somewhere(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.do("add_claim", one.mediator, name="李四", period="2026-01", due="0.01")
    one.pay(Decimal("10000.01"), allocation="proportion")
    assert one.ledger.paid == Decimal("10000.01")
    assert all(line.outstanding >= 0 for line in one.ledger.lines)


def test_by_name_the_shares_must_come_to_the_payment(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    codes = [claim.code for claim in one.claims]
    wrong = paying(100, allocation="named", named={codes[0]: Decimal(60), codes[1]: Decimal("39.99")})
    refused(one, "record_payment", "相差0.01元", **wrong)
    refused(
        one,
        "record_payment",
        "超过尚欠",
        **paying(7_000, allocation="named", named={codes[0]: Decimal(7_000)}),
    )
    one.pay(100, allocation="named", named={codes[2]: Decimal(100)})
    assert [line.paid for line in one.ledger.lines] == [0, 0, 100]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"amount": Decimal("18000.01")}, "超过尚欠的18,000.00元"),
        ({"amount": Decimal(0)}, "大于0"),
        ({"amount": Decimal(-5)}, "大于0"),
        ({"amount": "许多"}, "数字"),
        ({"paid_on": MONDAY.date() + DAY}, "不能晚于今天"),
        ({"paid_on": datetime.date(2025, 10, 31)}, "不能早于最早的欠薪月份2025-11"),
        ({"paid_on": datetime.date(206, 3, 2)}, "不能早于最早的欠薪月份2025-11"),
        ({"voucher": None}, "付款凭证"),
        ({"payer": "NOBODY"}, "清偿责任主体"),
        ({"allocation": "somehow"}, "列表"),
    ],
)  # fmt: skip
def test_a_payment_that_cannot_be_is_refused_and_nothing_is_half_done(
    world: World, data: dict[str, Any], sentence: str
) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    refused(one, "record_payment", sentence, **(paying(100) | data))


def test_a_payment_may_be_of_the_first_day_of_the_first_month_claimed(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.do("record_payment", one.mediator, **paying(100, paid_on=datetime.date(2025, 11, 1)))
    assert one.payment.paid_on == datetime.date(2025, 11, 1)


def test_a_closed_case_takes_no_payment(world: World) -> None:
    one = Arrears(world).to(S.CLOSED)
    refused(one, "record_payment", "已结案", **paying(100))


def test_money_declared_as_too_much_is_kept_as_credit_and_used_later(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED).pay(18_100, overpaid=True)
    assert one.fresh().state == S.CLEARED
    assert facts(one.ledger.credit, one.case.amount_recovered) == (100, 18_000)
    one.do("add_claim", one.mediator, name="李四", period="2026-01", due="250")
    assert facts(one.fresh().state, lacking(one)) == (S.CONFIRMED, 250)
    one.do("use_credit", one.mediator, payment=one.payment.code)
    assert facts(lacking(one), one.ledger.credit, one.fresh().amount_recovered) == (150, 0, 18_100)


def test_a_reversed_payment_leaves_everything_as_it_was_before(world: World) -> None:
    one = Arrears(world).to(S.REPAYING)
    before = (one.ledger, [(row.state, row.paid) for row in one.instalments], one.fresh().amount_recovered)
    one.pay(5_000, allocation="proportion").do(
        "reverse_payment", one.mediator, payment=one.payment.code, reason="退票"
    )
    assert (
        one.ledger,
        [(row.state, row.paid) for row in one.instalments],
        one.fresh().amount_recovered,
    ) == before
    refused(one, "reverse_payment", "已经冲销", payment=one.payment.code, reason="再冲")


def test_the_last_payment_clears_the_case_and_its_reversal_makes_it_owe_again(world: World) -> None:
    one = Arrears(world).to(S.REPAYING).pay()
    assert (one.fresh().state, one.case.performance) == (S.CLEARED, "full")
    one.do("reverse_payment", one.mediator, payment=one.payment.code, reason="支票退回")
    assert facts(one.fresh().state, lacking(one)) == (S.REPAYING, 17_000)
    assert Clock.objects.filter(case=one.case, rule_id="payday_holiday", state="running").count() == 3


# ── Plans ───────────────────────────────────────────────────────────────────────────────────────────────────────


def parts(*given: tuple[str, int]) -> list[dict[str, Any]]:
    """Instalments of (amount, days from today)."""
    return [{"amount": Decimal(amount), "due_on": today() + days * DAY} for amount, days in given]


@pytest.mark.parametrize(
    ("instalments", "sentence"),
    [
        ((("9000", 10), ("8999.99", 40)), "少0.01元"),
        ((("9000", 10), ("9000.01", 40)), "多0.01元"),
        ((("18000", -1),), "已经过了"),
        ((("18001", 10), ("-1", 20)), "大于0"),
        ((("9000", 40), ("9000", 10)), "先后"),
        ((), "至少一期"),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_add_up_is_refused_with_the_difference(
    world: World, instalments: Any, sentence: str
) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    refused(one, "agree_plan", sentence, instalments=parts(*instalments), agreed_on=today())


def test_a_pay_day_on_a_rest_day_is_the_working_day_before(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    saturday = {"amount": Decimal(18_000), "due_on": datetime.date(2026, 3, 14)}
    one.do("agree_plan", one.mediator, instalments=[saturday], agreed_on=today())
    clock = Clock.objects.get(case=one.case, rule_id="payday_holiday")
    assert clock.due_on == datetime.date(2026, 3, 13)


def test_an_advance_pays_the_next_instalment(world: World) -> None:
    one = Arrears(world).to(S.PLANNED).pay(8_000)
    assert facts(*[(row.state, row.paid) for row in one.instalments]) == facts(
        ("paid", 6_000), ("part", 2_000), ("pending", 0)
    )
    assert one.fresh().state == S.REPAYING


def test_a_missed_instalment_is_a_breach_the_day_after_and_climbs_to_the_county(
    world: World, at_time: AtTime
) -> None:
    one = Arrears(world).to(S.CONFIRMED).plan(days=(2, 40))
    due = Clock.objects.filter(case=one.case, rule_id="payday_holiday").order_by("due_on")[0].due_at
    pass_time(at_time, MONDAY + DAY / 2, due - datetime.timedelta(minutes=1))
    assert [row.state for row in one.instalments] == ["pending", "pending"]
    pass_time(at_time, due, due)
    assert [row.state for row in one.instalments] == ["missed", "pending"]
    assert (one.fresh().performance, one.case.unit) == ("overdue", world.town)
    pass_time(at_time, due, due + 8 * DAY)
    assert one.fresh().unit == world.county
    one.do("reassign", one.above, mediator=one.mediator.person, reason="已到县里").pay(9_000)
    assert [row.state for row in one.instalments] == ["late", "pending"]
    assert not Clock.objects.filter(case=one.case, rule_id="instalment_follow", state="running").exists()


def test_a_later_plan_for_the_same_claims_ends_the_former_one(world: World) -> None:
    one = Arrears(world).to(S.PLANNED)
    one.plan(days=(20, 50))
    assert len(one.instalments) == 2
    assert Clock.objects.filter(case=one.case, rule_id="payday_holiday", state="running").count() == 2


def test_money_for_the_plan_goes_to_the_claims_it_covers(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED).plan()
    one.do("add_claim", one.mediator, name="李四", period="2025-10", due="700")
    refused(one, "record_payment", "全部欠薪", **paying(18_500))
    one.pay(100)
    assert [line.paid for line in one.ledger.unplanned] == [0]
    one.pay(18_600, scope="all")
    assert one.fresh().state == S.CLEARED
