"""What a form of a wage step shows before anything is done, and that what it sends is what the step takes."""

from __future__ import annotations

import datetime
import inspect
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Claim, Payment, RepaymentPlan
from organizations.acting import SYSTEM
from pages.casefile.forms.base import StepForm
from pages.wages import FORMS
from pages.wages.forms.plan import pay_day
from record.timekeeping import today
from tests.builders import DAY, World
from tests.pages.asking import page, section, step
from tests.wages import Arrears
from workflows.wage_arrears import WageArrears
from workflows.warning_changes import seed_warnings

VOUCHER = b"%PDF-1.4\nproof"


@pytest.fixture
def one(world: World) -> Arrears:
    """Confirmed and told to pay, with 18,000 yuan of one worker."""
    seed_warnings()
    return Arrears(world).to("demanded")


def form(one: Arrears, verb: str, query: str = "") -> str:
    """The form of a step as the handler sees it."""
    return page(one.mediator, f"/cases/{one.case.code}/do/{verb}/{query}")


def post(one: Arrears, verb: str, **typed: Any) -> Any:
    """The form of a step, sent by the handler."""
    return step(one.mediator, one.case, verb, **typed)


def voucher() -> SimpleUploadedFile:
    """A small real file."""
    return SimpleUploadedFile("回单.pdf", VOUCHER)


@pytest.mark.parametrize(
    "verb", sorted(verb for verb, made in FORMS.items() if made.data_for_step is StepForm.data_for_step)
)
def test_a_form_sends_only_what_its_step_takes(verb: str) -> None:
    method = getattr(WageArrears, verb)
    taken = set(inspect.signature(getattr(method, "_func", method)).parameters)
    assert set(FORMS[verb].base_fields) <= taken


def test_the_levels_signals_say_what_how_much_and_where_from(one: Arrears) -> None:
    post(
        one,
        "add_signal",
        kind="visit",
        value="2",
        known_from="走访车间",
        observed_on=str(today()),
        note="三人说的",
    )
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "预警")
    for words in ("工资逾期(天)", "走访发现(次)", "走访车间", "三人说的", "上报时写明", "涉及金额(元)"):
        assert words in part, words


def test_a_paper_says_whether_its_term_is_the_laws_or_ours(one: Arrears) -> None:
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "督促文书")
    rungs = re.findall(r'<li class="wg-rung.*?</li>', part)
    badges = [
        re.sub(r"<[^>]+>", "", "".join(re.findall(r'<span class="wg-term.*?</span>', rung))) for rung in rungs
    ]
    assert badges == ["本单位目标", "法定期限", "本单位目标"]
    assert "浙江省工会劳动法律监督条例第22条" in rungs[1]
    assert all("法律没有定期限，期限是我们自己的目标" in rungs[n] for n in (0, 2))
    assert "这是工会内部的办理目标，不是法定期限" in rungs[0], "the clock that runs says so too"


def test_a_plan_says_what_is_missing_before_it_is_sent(one: Arrears) -> None:
    typed = {"covers": "all", "rows": "3", "amount_0": "6000", "due_on_0": "2026-05-01", "look": "1"}
    html = post(one, "agree_plan", **typed).content.decode()
    assert "各期合计 6,000.00 元，还差 12,000.00 元" in html
    assert "劳动节" in html
    assert not RepaymentPlan.objects.exists()
    # A day that has passed is refused before the sum is looked at.
    typed["due_on_0"] = str(today() + 30 * DAY)
    refused = post(one, "agree_plan", agreed_on=str(today()), allocation="oldest", **(typed | {"look": ""}))
    assert refused.status_code == 200
    del typed["look"]
    refused = post(one, "agree_plan", agreed_on=str(today()), allocation="oldest", **typed)
    assert refused.status_code == 422
    assert "比所欠的18000.00元少12000.00元" in refused.content.decode()


def test_a_plan_that_adds_up_is_agreed_and_its_pay_days_are_told(one: Arrears) -> None:
    sunday = next(today() + n * DAY for n in range(5, 20) if (today() + n * DAY).weekday() == 6)
    typed = {
        "amount_0": "8000",
        "due_on_0": str(sunday),
        "amount_1": "10000",
        "due_on_1": str(today() + 60 * DAY),
    }
    answer = post(
        one, "agree_plan", agreed_on=str(today()), covers="all", allocation="proportion", rows="3", **typed
    )
    assert answer.status_code == 302, answer.content.decode()
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "还款")
    assert "8,000.00" in part
    assert "提前到最近的工作日" in part


def test_a_row_more_keeps_what_was_typed(one: Arrears) -> None:
    html = post(one, "agree_plan", rows="3", amount_0="777", add_row="1").content.decode()
    assert 'name="amount_3"' in html
    assert 'value="777"' in html


@pytest.mark.parametrize(
    ("agreed", "paid", "moved"),
    [
        ("2026-04-30", "2026-04-30", False),
        ("2026-05-01", "2026-04-30", True),
        ("2026-03-08", "2026-03-06", True),
    ],
)
def test_a_pay_day_on_a_rest_day_moves_back(world: World, agreed: str, paid: str, moved: bool) -> None:
    found = pay_day(datetime.date.fromisoformat(agreed))
    assert (found.day.isoformat(), found.moved) == (paid, moved)


def test_a_payment_shows_what_each_claim_gets_before_it_is_recorded(one: Arrears) -> None:
    html = post(
        one, "record_payment", amount="7000", paid_on=str(today()), allocation="oldest", look="1"
    ).content.decode()
    rows = re.findall(r"<td[^>]*><b>([\d,.]+)</b></td>", html)
    assert rows == ["6,000.00", "1,000.00"]
    assert "以后全案还欠 11,000.00 元" in html
    assert not Payment.objects.exists()


def test_a_payment_needs_its_voucher_and_keeps_what_was_typed(one: Arrears) -> None:
    refused = post(one, "record_payment", amount="7000", paid_on=str(today()), allocation="oldest")
    assert refused.status_code == 422
    assert "请附付款凭证" in refused.content.decode()
    assert 'value="7000"' in refused.content.decode()
    done = post(
        one, "record_payment", amount="7000", paid_on=str(today()), allocation="oldest", voucher=voucher()
    )
    assert done.status_code == 302, done.content.decode()
    assert one.ledger.outstanding == Decimal(11_000)


def test_a_payment_of_a_mistyped_year_is_refused_at_its_field_and_keeps_what_was_typed(one: Arrears) -> None:
    answer = post(
        one, "record_payment", amount="7000", paid_on="2015-03-02", allocation="oldest", voucher=voucher()
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "付款日期不能早于最早的欠薪月份" in html
    assert 'value="2015-03-02"' in html
    assert not Payment.objects.exists()


def test_a_payment_by_name_has_a_box_for_each_claim(one: Arrears) -> None:
    html = post(
        one, "record_payment", amount="500", paid_on=str(today()), allocation="named", look="1"
    ).content.decode()
    claim = Claim.objects.filter(case=one.case).latest("period")
    assert html.count('name="named_') == 3
    typed: dict[str, Any] = {
        "amount": "500",
        "paid_on": str(today()),
        "allocation": "named",
        "voucher": voucher(),
    }
    assert post(one, "record_payment", **typed, **{f"named_{claim.code}": "500"}).status_code == 302
    assert one.ledger.by_key[claim.code].paid == 500


def test_a_payment_beyond_the_debt_is_refused_unless_it_is_said(one: Arrears) -> None:
    typed: dict[str, Any] = {"amount": "20000", "paid_on": str(today()), "allocation": "oldest"}
    refused = post(one, "record_payment", voucher=voucher(), **typed)
    assert refused.status_code == 422
    assert "超过尚欠" in refused.content.decode()
    assert post(one, "record_payment", voucher=voucher(), overpaid="on", **typed).status_code == 302
    assert Payment.objects.get().credit == 2000


def test_a_reversed_payment_stays_in_sight(one: Arrears) -> None:
    one.pay(1000)
    answer = post(one, "reverse_payment", payment=one.payment.code, reason="转账被退回")
    assert answer.status_code == 302
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "还款")
    assert "已冲销，不计入追回金额" in part
    assert one.ledger.paid == 0


def test_a_missed_instalment_is_said_with_word_icon_and_days(one: Arrears) -> None:
    one.plan(days=(5, 40)).do("breach", SYSTEM, clock=one.instalments[0].code)
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "还款")
    assert "第 1 期逾期未付" in part
    assert "#alert-octagon" in part


def test_two_figures_stand_side_by_side_to_be_chosen(one: Arrears) -> None:
    one.do("claim_by_receipt", one.worker, period="2026-01", due=Decimal(6500))
    claim = Claim.objects.get(case=one.case, period="2026-01")
    html = form(one, "choose_claim", f"?claim={claim.code}")
    assert "6,000.00" in html
    assert "6,500.00" in html
    assert post(one, "choose_claim", claim=claim.code, keep="rival").status_code == 302
    claim.refresh_from_db()
    assert (claim.due, claim.rival_due) == (Decimal(6500), None)


def test_a_claim_is_corrected_from_the_figures_on_file(one: Arrears) -> None:
    claim = Claim.objects.filter(case=one.case).latest("period")
    assert 'value="6000.00"' in form(one, "correct_claim", f"?claim={claim.code}")
    assert post(one, "correct_claim", claim=claim.code, due="6100", reason="少算一天").status_code == 302
    assert one.ledger.owed == Decimal(18_100)


def test_a_payer_is_named_with_the_article_that_makes_it_pay(one: Arrears) -> None:
    assert "分包单位拖欠农民工工资的，由施工总承包单位先行清偿" in form(one, "add_payer")
    assert post(one, "add_payer", role="general|advance", name="示例建设集团有限公司").status_code == 302
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "谁来付")
    assert "保障农民工工资支付条例第30条" in part


def test_after_a_lapsed_payment_order_the_next_lawful_road_is_named(one: Arrears) -> None:
    assert post(one, "hand_over", road="payment_order", reason="逾期未付").status_code == 302
    assert post(one, "road_result", outcome="lapsed", note="单位提出异议").status_code == 302
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "移交与追责")
    assert "支付令失效，下一步：劳动仲裁" in part
    assert "法释〔2020〕26号第十三条" in part
    assert "支付令：" not in form(one, "hand_over")


def test_the_hint_says_the_condition_the_figures_the_source_and_what_is_missing(one: Arrears) -> None:
    part = section(page(one.mediator, f"/cases/{one.case.code}/"), "移交与追责")
    for words in (
        "还缺条件",
        "一名劳动者三个月以上",
        "责令支付文书",
        "18,000.00",
        "法释〔2013〕3号",
        "这是提示，不是认定",
    ):
        assert words in part, words
    answer = post(
        one,
        "record_order_to_pay",
        ordered_on=str(today() - 9 * DAY),
        pay_by=str(today() - DAY),
        note="责令支付书1号",
    )
    assert answer.status_code == 302
    assert "条件已经具备" in section(page(one.mediator, f"/cases/{one.case.code}/"), "移交与追责")


def test_nothing_an_employer_reads_tells_of_claims_or_workers(one: Arrears, world: World) -> None:
    one.do("add_claim", one.mediator, period="2026-01", due=Decimal(4321), name="李大别")
    one.plan().pay(1000)
    html = page(world.employer_rep(world.mill), "/employer/")
    for secret in ("李大别", "4,321", "还款", "欠薪明细", one.case.number, "王小"):
        assert secret not in html, secret
