"""提示函、意见书、建议书 in their order, who must pay, when refusal may be a crime, and the next lawful road."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from cases.models import Clock
from cases.wages import liability, refusal
from cases.wages.balances import Line
from cases.wages.roads import Facts, next_roads, open_roads
from organizations import actions
from organizations.acting import SYSTEM
from protection.models import EmployerNotice
from record.timekeeping import today
from tests.builders import DAY, World
from tests.wages import Arrears, suspend
from workflows.engine import BadInput, NotPossible
from workflows.wage_arrears.clocks import PAPER_TERMS
from workflows.wage_arrears.states import OPEN, S

DATE = datetime.date(2026, 3, 2)


def no(one: Arrears, verb: str, sentence: str, **data: Any) -> None:
    """``verb`` is refused with ``sentence``."""
    with override("zh-hans"), pytest.raises((BadInput, NotPossible), match=sentence):
        one.do(verb, one.mediator, **data)


# ── Papers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_papers_go_out_in_their_order_each_with_its_clock(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.do("send_tip", one.mediator)
    no(one, "send_tip", "可以发意见书")
    no(one, "send_advice", "拒收、逾期不答复", partner=world.partner())
    one.do("send_opinion", one.mediator)
    no(one, "record_opinion_outcome", "期满才能", outcome="unanswered", note="没有回音")
    one.do("record_opinion_outcome", one.mediator, outcome="refused", note="拒收")
    one.do("send_advice", one.mediator, partner=world.partner())
    kinds = list(EmployerNotice.objects.filter(case_code=one.case.code).values_list("kind", flat=True))
    assert sorted(kinds) == ["opinion", "tip"]
    running = set(Clock.objects.filter(case=one.case, state="running").values_list("rule_id", flat=True))
    assert {"notice_reply", "advice_feedback", "wage_follow"} <= running
    assert "union_opinion_reply_zj" not in running
    one.do("record_advice_feedback", one.mediator, answered_on=today(), note="已责令支付")
    no(one, "record_advice_feedback", "没有待反馈", answered_on=today(), note="再一次")


def test_an_opinion_may_follow_a_confirmed_violation_at_once_and_has_fifteen_working_days(
    world: World,
) -> None:
    one = Arrears(world).to(S.CONFIRMED).do("send_opinion", one_mediator(world))
    clock = Clock.objects.get(case=one.case, rule_id="union_opinion_reply_zj")
    assert (clock.n, clock.unit, one.fresh().state) == (15, "working", S.DEMANDED)


def one_mediator(world: World) -> Any:
    """The town's mediator."""
    from organizations.roles import Role

    return world.who(Role.MEDIATOR, world.town)


def test_which_terms_are_the_laws_and_which_are_ours_can_be_asked() -> None:
    assert {paper: term.is_law for paper, term in PAPER_TERMS.items()} == {
        "tip": False, "opinion": True, "advice": False,
    }  # fmt: skip


def test_an_advice_goes_to_the_labour_authority_and_only_from_a_general_union(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.do("send_opinion", one.mediator).do(
        "record_opinion_outcome", one.mediator, outcome="uncorrected", note="不改"
    )
    court = actions.add_partner(acting=SYSTEM, beside=world.town, kind="court", name="枫桥法庭")
    no(one, "send_advice", "人社部门", partner=court)
    village = Arrears(world, place=world.hamlet, signals=[], amount=None, employer=None)
    assert village.case.unit == world.hamlet


def test_a_tip_or_opinion_is_not_sent_past_its_own_step(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    for kind in ("tip", "opinion"):
        no(one, "notify_employer", "各自的步骤", kind=kind)
    one.do("notify_employer", one.mediator, kind="verify")


# ── Who must pay ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_payer_needs_a_ground_the_regulation_has_for_its_role(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    no(one, "add_payer", "条例没有规定", role="sub", name="分包公司", ground="advance_funds")
    no(one, "add_payer", "以未结清的工程款为限", role="developer", name="建设公司", ground="advance_funds")
    no(one, "add_payer", "校验码", role="sub", name="分包公司", ground="direct", uscc="91330681MA2888888X")
    one.do("add_payer", one.mediator, role="sub", name="分包公司", ground="direct", share="60")
    no(one, "add_payer", "超过100%", role="general", name="总包公司", ground="advance", share="40.01")
    no(one, "add_payer", "已经登记过", role="sub", name="分包公司", ground="direct")
    one.do("add_payer", one.mediator, role="general", name="总包公司", ground="advance")
    assert one.case.payers.filter(is_active=True).count() == 2


def test_a_payer_with_an_instalment_to_come_stays(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.do("add_payer", one.mediator, role="general", name="总包公司", ground="advance")
    payer = one.case.payers.get().code
    rows = [{"amount": Decimal(18_000), "due_on": today() + 9 * DAY, "payer": payer}]
    one.do("agree_plan", one.mediator, instalments=rows, agreed_on=today())
    no(one, "remove_payer", "重订计划", payer=payer, reason="弄错")
    one.pay(18_000, payer=payer).do("remove_payer", one.mediator, payer=payer, reason="已付清")


def test_portions_add_up_to_the_fen_and_stop_at_a_limit() -> None:
    third = Decimal("33.33")
    shared = [liability.Liable(1, "sub", "direct", third), liability.Liable(2, "general", "advance", third)]
    shared.append(liability.Liable(3, "developer", "advance_funds", Decimal("33.34"), Decimal(10)))
    portions = liability.portions(Decimal("100.01"), shared)
    unlimited = liability.portions(
        Decimal("100.01"), [*shared[:2], liability.Liable(3, "developer", "direct", Decimal("33.34"))]
    )
    assert sum(unlimited.values()) == Decimal("100.01")
    assert portions[3] == 10
    joint = [liability.Liable(1, "sub", "direct"), liability.Liable(2, "general", "advance")]
    assert liability.portions(Decimal(7), joint) == {1: 7, 2: 7}
    assert [one.key for one in liability.in_order(reversed(shared))] == [1, 2, 3]
    assert "30" in liability.source("general", "advance")


# ── 拒不支付 ─────────────────────────────────────────────────────────────────────────────────────────────────────


def lines(workers: int, months: int, each: str) -> list[Line]:
    """So many workers with so many months of so much."""
    return [
        Line(f"{worker}-{month}", worker, f"2025-{month + 1:02}", Decimal(each))
        for worker in range(workers)
        for month in range(months)
    ]


@pytest.mark.parametrize(
    ("owed", "condition"),
    [
        (lines(1, 3, "1666.67"), "one"),
        (lines(1, 3, "1666.66"), ""),
        (lines(1, 2, "50000"), ""),
        (lines(10, 1, "3000"), "group"),
        (lines(9, 1, "30000"), ""),
        (lines(10, 1, "2999.99"), ""),
    ],
)  # fmt: skip
def test_the_hint_looks_at_workers_months_and_amounts(owed: list[Line], condition: str) -> None:
    found = refusal.hint(owed, refusal.Amounts(), DATE - 10 * DAY, DATE - DAY, DATE)
    assert (found.condition, found.holds) == (condition, bool(condition))
    assert "法释〔2013〕3号第三条" in found.source


def test_without_an_order_to_pay_or_before_it_runs_out_the_hint_does_not_hold() -> None:
    owed = lines(10, 3, "5000")
    with override("zh-hans"):
        unordered = refusal.hint(owed, refusal.Amounts(), None, None, DATE)
        waiting = refusal.hint(owed, refusal.Amounts(), DATE, DATE, DATE)
    assert not unordered.holds
    assert "责令支付" in unordered.sentence
    assert not waiting.holds
    assert "2026-03-02" in waiting.sentence
    assert refusal.hint(owed, refusal.Amounts(), DATE, DATE, DATE + DAY).holds


# ── Roads ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lapsed_payment_order_leads_to_a_suit_on_the_agreement_or_else_to_arbitration() -> None:
    with override("zh-hans"):
        agreed = next_roads("payment_order", "lapsed", Facts(agreement_overdue=True))
        bare = next_roads("payment_order", "lapsed", Facts())
    assert (agreed[0].road, "第十三条" in str(agreed[0].ground)) == ("lawsuit", True)
    assert bare[0].road == "arbitration"
    assert "lawsuit" not in [way.road for way in bare]
    assert all(way.road != "payment_order" for way in (*agreed, *bare))


def test_after_payment_there_is_no_next_road_and_after_an_award_enforcement() -> None:
    assert next_roads("inspection", "paid", Facts()) == []
    assert next_roads("arbitration", "awarded", Facts())[0].road == "enforcement"
    assert "police" not in [way.road for way in open_roads(Facts())]
    assert "police" in [way.road for way in open_roads(Facts(order_to_pay_ignored=True))]


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_can_be_handed_over_and_is_watched_then(world: World, state: S) -> None:
    one = Arrears(world).to(state)
    one.do("hand_over", one.chair, road="inspection", reason="单位拒不配合", partner=world.partner())
    assert one.fresh().state == S.HANDED_OVER
    running = set(Clock.objects.filter(case=one.case, state="running").values_list("rule_id", flat=True))
    assert running - {"arb_limitation", "payday_holiday"} == {"handover_follow"} | (
        running & {"notice_reply"}
    )
    assert not Clock.objects.filter(case=one.case, state="paused").exists()


@pytest.mark.parametrize("state", [S.WARNED, S.VERIFYING, S.DEMANDED, S.PLANNED, S.REPAYING])
def test_what_a_road_sends_back_goes_on_where_it_was(world: World, state: S) -> None:
    one = Arrears(world).to(state).do("hand_over", Arrears(world).chair, road="inspection", reason="拒不配合")
    one.do("road_result", one.chair, outcome="returned", note="不予受理")
    assert one.fresh().state == state
    running = set(Clock.objects.filter(case=one.case, state="running").values_list("rule_id", flat=True))
    assert running - {"arb_limitation", "notice_reply", "payday_holiday", "first_contact"} or state in (
        S.PLANNED,
        S.REPAYING,
    )


def test_a_suspended_case_handed_over_and_sent_back_goes_on_where_it_had_rested(world: World) -> None:
    one = suspend(Arrears(world).to(S.DEMANDED)).do(
        "hand_over", one_mediator(world), road="arbitration", reason="申请仲裁"
    )
    one.do("road_result", one.chair, outcome="returned", note="不予受理")
    assert (one.fresh().state, one.case.back_to, one.case.wage_arrears.suspend_ground) == (S.DEMANDED, "", "")


def test_a_lapsed_order_stays_watched_and_the_next_road_is_chosen(world: World) -> None:
    one = (
        Arrears(world)
        .to(S.DEMANDED)
        .do("hand_over", one_mediator(world), road="payment_order", reason="申请支付令")
    )
    no(one, "road_result", "先登记收到的款", outcome="paid", note="已付")
    one.do("road_result", one.mediator, outcome="lapsed", note="单位提出异议")
    no(one, "hand_over", "走其他途径", road="payment_order", reason="再申请")
    no(one, "hand_over", "先申请劳动仲裁", road="lawsuit", reason="起诉")
    one.do("hand_over", one.mediator, road="arbitration", reason="申请仲裁")
    assert (one.fresh().state, one.case.wage_arrears.handed_from) == (S.HANDED_OVER, S.DEMANDED)


def test_police_come_in_only_after_an_order_to_pay_ran_out(world: World) -> None:
    one = Arrears(world).to(S.DEMANDED)
    no(one, "hand_over", "责令支付", road="police", reason="涉嫌拒不支付")
    ordered = today() - 10 * DAY
    one.do(
        "record_order_to_pay", one.mediator, ordered_on=ordered, pay_by=today() - DAY, note="责令改正书1号"
    )
    one.do("hand_over", one.mediator, road="police", reason="涉嫌拒不支付")
    assert one.fresh().wage_arrears.road == "police"


def test_money_that_comes_while_handed_over_clears_the_case(world: World) -> None:
    one = Arrears(world).to(S.HANDED_OVER).pay(8_000)
    one.do("road_result", one.mediator, outcome="paid", note="监察促成")
    assert one.fresh().state == S.REPAYING
    one.pay()
    assert one.fresh().state == S.CLEARED


def test_a_case_on_another_road_closes_with_that_roads_result(world: World) -> None:
    one = Arrears(world).to(S.HANDED_OVER).do("ask_close", one_mediator(world), reason="已立案")
    one.answer()
    assert (one.fresh().state, one.case.conclusion) == (S.CLOSED, "to_inspection")


def test_what_was_not_confirmed_ends_when_the_chair_agrees(world: World) -> None:
    one = Arrears(world).assign()
    no(one, "ask_not_confirmed", "先记录核实情况", reason="不属实")
    one.contact()
    no(one, "confirm_arrears", "属实或部分属实")
    one.found("not").do("ask_not_confirmed", one.mediator, reason="工资已发").answer()
    assert (one.fresh().state, one.case.conclusion) == (S.CLOSED, "not_confirmed")
