"""A worker's own wages by receipt: months told with the report, added later, followed; nobody else's, ever."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, CaseKind, Claim, Clock, Party
from pages.speech import spoken_date
from protection import receipts
from tests.builders import World
from tests.pages.asking import signed_in
from tests.pages.reporting import CONTACT, case_of, enter, report, said, where
from tests.wages import Arrears
from workflows.wage_arrears.clocks import PAY_DAY

MONTHS: dict[str, Any] = {
    "period_0": "2026-01",
    "due_0": "6000",
    "paid_0": "1000",
    "period_1": "2025-12",
    "due_1": "6,000.50",
}
OTHER = "李大别"


def made(code: str) -> Case:
    return Case.objects.get(receipt_hash=receipts.fingerprint(code))


def tracked(code: str) -> str:
    client = Client()
    enter(client, code)
    return said(client.get("/track/case/"))


@pytest.fixture
def one(world: World, code: str) -> Arrears:
    """A wage case with the reporter's three months and three of somebody else."""
    return Arrears(world, receipt_code=code).to("verifying").claim(OTHER, due=Decimal(7_777))


def test_a_report_with_months_is_followed_as_unpaid_wages(client: Client, world: World) -> None:
    code = report(client, world, **MONTHS)
    case = made(code)
    assert case.kind == CaseKind.WAGES
    rows = (
        Claim.objects.filter(case=case)
        .order_by("period")
        .values_list("period", "due", "paid_before", "source")
    )
    assert list(rows) == [
        ("2025-12", Decimal("6000.50"), Decimal(0), "phone"), ("2026-01", Decimal(6000), Decimal(1000), "phone"),
    ]  # fmt: skip
    assert case.amount_involved == Decimal("11000.50")
    html = tracked(code)
    assert "我被拖欠的工资" in html
    assert "还欠 5,000.00" in html
    assert "还欠 6,000.50" in html


def test_a_report_without_months_stays_a_dispute(client: Client, world: World) -> None:
    assert case_of(report(client, world)).kind == CaseKind.DISPUTE


def test_months_are_shown_once_more_before_they_are_sent(client: Client, world: World) -> None:
    for address, sent in (
        ("/report/", {"problem": "unpaid_wages", "story": ""}), ("/report/where/", where(world, **MONTHS)),
        ("/report/contact/", CONTACT),
    ):  # fmt: skip
        client.post(address, sent)
    html = said(client.get("/report/check/"))
    assert "2026年1月" in html
    assert "还欠 5,000 元" in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"period_0": "2026-01"}, "请写应该发多少"),
        ({"due_0": "5000"}, "请选择是哪个月的工资"),
        ({"period_0": "2999-01", "due_0": "5000"}, "不能晚于本月"),
        ({"period_0": "2026-13", "due_0": "5000"}, "2026-03"),
        ({"period_0": "2026-01", "due_0": "5000", "paid_0": "5000"}, "没有欠薪"),
        (MONTHS | {"period_1": "2026-01"}, "已经写过了"),
    ],
)
def test_a_month_that_cannot_be_is_said_beside_it_and_nothing_typed_is_lost(
    client: Client, world: World, typed: dict[str, str], sentence: str
) -> None:
    client.post("/report/", {"problem": "unpaid_wages", "story": ""})
    answer = client.post("/report/where/", where(world, **typed))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "某某电镀作坊" in answer.content.decode()


def test_who_leaves_no_name_has_no_month_registered(client: Client, world: World) -> None:
    code = report(client, world, {"disclosure": "anonymous"}, amount="", **MONTHS)
    case = made(code)
    assert (case.kind, case.amount_involved) == (CaseKind.WAGES, Decimal("11000.50"))
    assert not Claim.objects.filter(case=case).exists()
    assert not Party.objects.filter(case=case).exists()
    html = tracked(code)
    assert "您没有留姓名，这里不能登记" in html
    assert "登记一个月" not in html


def test_a_month_is_added_on_the_tracking_page(one: Arrears, code: str) -> None:
    client = Client()
    enter(client, code)
    answer = client.post(
        "/track/do/claim/", {"period": "2026-02", "due": "6100", "deducted": "", "paid_before": "100"}
    )
    assert answer.status_code == 302
    row = Claim.objects.get(case=one.case, period="2026-02")
    assert (row.owed, row.source) == (Decimal(6000), "phone")
    again = client.post("/track/do/claim/", {"period": "2026-02", "due": "6100", "paid_before": "100"})
    assert again.status_code == 422
    assert "已经登记，数额一致" in said(again)


def test_other_figures_than_those_on_file_wait_beside_them(one: Arrears, code: str) -> None:
    client = Client()
    enter(client, code)
    client.post("/track/do/claim/", {"period": "2026-01", "due": "6500"})
    row = Claim.objects.get(case=one.case, period="2026-01", due=6000)
    assert row.rival_due == Decimal(6500)
    assert "工会正在核对" in tracked(code)


def test_a_worker_reads_only_their_own_months_payments_and_days(one: Arrears, code: str) -> None:
    one.do("contact", one.mediator, note="已联系").found().do("confirm_arrears", one.mediator).do(
        "send_tip", one.mediator
    )
    one.plan(days=(10, 40), allocation="proportion")
    one.pay(10_000)
    html = tracked(code)
    own = [
        line
        for line in one.ledger.lines
        if line.party == Party.objects.filter(case=one.case).order_by("pk")[0].pk
    ]
    assert f"{sum(line.paid for line in own):,.2f}" in html
    assert f"{sum(line.outstanding for line in own):,.2f}" in html
    assert "第 1 期" in html
    assert "部分支付" in html
    for secret in (
        OTHER,
        "7,777",
        "23,331",
        "10,000.00",
        "10,000 元",
        f"{one.ledger.outstanding:,.2f}",
        "41,331",
    ):
        assert secret not in html, secret


def test_who_came_forward_on_a_list_of_others_reads_none_of_theirs(world: World, code: str) -> None:
    one = Arrears(world, receipt_code=code, disclosure="anonymous", name="", phone="").assign()
    one.claim(OTHER, due=Decimal(7_777))
    assert "7,777" not in tracked(code)
    one.do("come_forward", one.worker, name="王小五", phone="13900002222", disclosure="confidential")
    html = tracked(code)
    assert "7,777" not in html
    assert "还没有登记您的" in html
    one.do("claim_by_receipt", one.worker, period="2025-11", due=Decimal(5_000))
    assert (
        Claim.objects.get(case=one.case, due=5_000).party.code
        != Claim.objects.filter(due=7_777)[0].party.code
    )


def test_a_missed_day_is_said_in_words(one: Arrears, code: str) -> None:
    from organizations.acting import SYSTEM

    one.do("contact", one.mediator, note="已联系").found().do("confirm_arrears", one.mediator).plan(
        days=(5, 40)
    )
    one.do("breach", SYSTEM, at=None, clock=one.instalments[0].code)
    html = tracked(code)
    assert "逾期未付" in html
    assert "有一期到期没有付" in html


def test_a_worker_is_told_the_day_the_law_makes_of_a_day_of_rest(one: Arrears, code: str) -> None:
    one.do("contact", one.mediator, note="已联系").found().do("confirm_arrears", one.mediator)
    one.plan(days=tuple(range(12, 19)))
    law = dict(Clock.objects.filter(case=one.case, rule_id=PAY_DAY).values_list("key", "due_on"))
    days = [law[row.code] for row in one.instalments]
    assert days != [row.due_on for row in one.instalments]
    told = re.findall(r"第 \d 期 (\S+ 星期\S)", tracked(code))
    assert told == [spoken_date(day, with_year=True) for day in days]


def test_a_stage_that_was_passed_by_is_not_said_to_come(one: Arrears, code: str) -> None:
    one.do("contact", one.mediator, note="已联系").found().do("confirm_arrears", one.mediator).plan()
    file = signed_in(one.mediator).get(f"/cases/{one.case.code}/")
    for words in (tracked(code), said(file)):
        assert "督促中 没有经过" in words
        assert "已清偿 还没有到" in words


def test_a_dispute_shows_no_wages(client: Client, world: World) -> None:
    assert "我被拖欠的工资" not in tracked(report(client, world))
