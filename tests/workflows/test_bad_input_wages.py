"""Bad input in a wage case: a plain sentence each, and nothing is lost or half-done."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from cases.imports.claims import ClaimSheet, read_claims
from cases.imports.errors import FileRefused
from cases.models import Claim, Party
from organizations.roles import Role
from record.timekeeping import now, today
from tests.builders import DAY, NAME, PHONE, World, paper
from tests.forty_seven import HEADINGS, WORKERS, Worker, mistyped
from tests.mediations import Table
from tests.wages import Arrears
from tests.workflows.refusing import refused
from workflows.engine import perform
from workflows.wage_arrears.states import S

pytestmark = pytest.mark.django_db
HUGE = Decimal(10) ** 20
ONE, OTHER = WORKERS[4], WORKERS[5]


@pytest.fixture
def owing(world: World) -> Arrears:
    """Three instalments of 6,000 yuan, none paid."""
    return Arrears(world).to(S.PLANNED)


# ── Payments ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"amount": Decimal("18000.01")}, ("18,000.01", "超过尚欠的18,000.00", "确实多付了")),
        ({"amount": HUGE}, ("金额",)),
        ({"amount": Decimal(-1)}, ("大于0",)),
        ({"amount": Decimal(0)}, ("大于0",)),
        ({"amount": Decimal("0.001")}, ("金额",)),
        ({"amount": "一大笔"}, ("金额",)),
        ({"amount": Decimal("NaN")}, ("金额",)),
        ({"paid_on": 1}, ("晚于今天",)),
        ({"voucher": None}, ("凭证",)),
        ({"voucher": None, "evidence": "NOSUCH"}, ("凭证",)),
        ({"payer": "NOSUCH"}, ("清偿责任主体",)),
        ({"allocation": "whoever"}, ("列表",)),
        ({"allocation": "named", "named": {}}, ("相差100.00元",)),
        ({"scope": "moon"}, ("列表",)),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    owing: Arrears, given: dict[str, Any], words: Sequence[str]
) -> None:
    if "paid_on" in given:
        given = given | {"paid_on": today() + given["paid_on"] * DAY}
    data: dict[str, Any] = {"amount": Decimal(100), "paid_on": today(), "voucher": paper()} | given
    mediator = owing.mediator
    with refused(owing.case, *words):
        perform(owing.case, "record_payment", actor=mediator, **data)


def test_a_payment_on_a_closed_case_is_refused(world: World) -> None:
    one = Arrears(world).to(S.CLOSED)
    mediator = one.mediator
    with refused(one.case, "已结案", "登记收款"):
        perform(one.case, "record_payment", actor=mediator, amount=1, paid_on=today(), voucher=paper())


def test_of_two_mediators_who_type_one_payment_the_second_is_told(owing: Arrears) -> None:
    seen, mediator = owing.case.version, owing.mediator
    owing.pay(6_000)
    with refused(owing.case, "已有新的办理", "还在"):
        perform(
            owing.case, "record_payment", actor=mediator, expects=seen, amount=6_000, paid_on=today(), voucher=paper()
        )  # fmt: skip


def test_a_payment_is_reversed_once(owing: Arrears) -> None:
    code = owing.pay(6_000).payment.code
    mediator = owing.mediator
    owing.do("reverse_payment", mediator, payment=code, reason="银行退回")
    with refused(owing.case, "已经冲销"):
        owing.do("reverse_payment", mediator, payment=code, reason="银行退回")


def test_another_unions_mediator_records_no_payment(owing: Arrears) -> None:
    other = owing.world.who(Role.MEDIATOR, owing.world.other_town)
    with refused(owing.case, "没有", "权限"):
        owing.do("record_payment", other, amount=1, paid_on=today(), voucher=paper())


# ── Plans ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("amounts", "days", "words"),
    [
        ((6_000, 6_000, "5999.99"), (10, 40, 70), ("比所欠的18000.00元少0.01元",)),
        ((6_000, 6_000, "6000.01"), (10, 40, 70), ("比所欠的18000.00元多0.01元",)),
        ((18_000, 0), (10, 40), ("第2期", "大于0")),
        ((19_000, -1_000), (10, 40), ("第2期", "大于0")),
        ((9_000, 9_000), (40, 10), ("先后",)),
        ((9_000, 9_000), (-1, 10), ("第1期", "已经过了")),
        ((), (), ("至少一期",)),
    ],
)
def test_a_plan_that_does_not_add_up_is_refused(
    world: World, amounts: tuple[Any, ...], days: tuple[int, ...], words: Sequence[str]
) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    mediator = one.mediator
    rows = [
        {"amount": Decimal(amount), "due_on": today() + day * DAY}
        for amount, day in zip(amounts, days, strict=True)
    ]
    with refused(one.case, *words):
        one.do("agree_plan", mediator, instalments=rows, agreed_on=today())


def test_a_plan_for_claims_nobody_has_is_refused(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    mediator, row = one.mediator, {"amount": Decimal(1), "due_on": today() + DAY}
    with refused(one.case, "1项不在欠薪明细"):
        one.do("agree_plan", mediator, instalments=[row], agreed_on=today(), covers=["NOSUCH"])


# ── A spreadsheet ───────────────────────────────────────────────────────────────────────────────────────────────────


def a_sheet(*lines: tuple[Worker, str] | tuple[Worker, str, dict[int, object]]) -> bytes:
    """One row a line: a worker, a month, and cells that are otherwise than the worker's."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for number, line in enumerate(lines, 1):
            one, month, other = line if len(line) == 3 else (*line, {})
            cells = [one.name, one.id_number, one.phone, month, 5_000, 0, 0, ""]
            page.write_row(number, 0, [other.get(place, cell) for place, cell in enumerate(cells)])
    return target.getvalue()


def read(*lines: Any) -> ClaimSheet:
    """What the file says, today."""
    return read_claims(a_sheet(*lines), today())


MONTH = "2026-01"


@pytest.mark.parametrize(
    ("lines", "row", "words"),
    [
        ([(ONE, MONTH), (OTHER, MONTH), (ONE, MONTH)], 4, ("这个月", "第2行")),
        ([(mistyped(ONE), MONTH), (OTHER, MONTH)], 2, ("校验码",)),
        ([(ONE, MONTH, {1: ""}), (ONE, "2025-12", {0: ONE.name[:-1] + "某", 1: ""})], 3, ("只差一个字", "第2行")),
        ([(ONE, MONTH), (ONE, "2025-12", {0: "完全两样"})], 3, ("姓名却不同", "第2行")),
        ([(ONE, "2031-01"), (OTHER, MONTH)], 2, ("不能晚于本月",)),
        ([(ONE, MONTH, {4: -5}), (OTHER, MONTH)], 2, ("小于零",)),
        ([(ONE, MONTH, {6: 9_999}), (OTHER, MONTH)], 2, ("超过应发",)),
        ([(ONE, MONTH, {0: ""}), (OTHER, MONTH)], 2, ("姓名",)),
        ([(ONE, MONTH, {4: "很多"}), (OTHER, MONTH)], 2, ("很多",)),
        ([(ONE, MONTH, {4: ""}), (OTHER, MONTH)], 2, ("应发",)),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_told_by_its_number_and_the_others_are_taken(
    world: World, lines: list[Any], row: int, words: Sequence[str]
) -> None:
    found = read(*lines)
    assert [refusal.row for refusal in found.refused] == [row]
    assert [word for word in words if word not in found.refused[0].reason] == [], found.refused[0].reason
    assert len(found.rows) == len(lines) - 1
    one = Arrears(world).assign()
    one.do("import_claims", one.mediator, rows=found.rows, refused=1)
    assert Claim.objects.filter(case=one.case).count() == len(lines) - 1


def test_a_list_uploaded_twice_brings_nobody_twice(world: World) -> None:
    one, found = Arrears(world).assign(), read((ONE, MONTH), (OTHER, MONTH))
    for _time in range(2):
        one.do("import_claims", one.mediator, rows=found.rows)
    assert (len(one.claims), len(one.parties), one.fresh().amount_involved) == (2, 3, Decimal(10_000))


def test_a_name_one_character_off_from_the_one_on_file_is_asked_about_before_anything_is_taken(
    world: World,
) -> None:
    one = Arrears(world).assign()
    mediator, near = one.mediator, NAME[:-1] + "吉"
    found = read((ONE, MONTH, {0: near, 1: "", 2: PHONE}), (OTHER, MONTH))
    with refused(one.case, "1名职工", "同一人", "第2行"):
        one.do("import_claims", mediator, rows=found.rows)
    one.do("import_claims", mediator, rows=found.rows, same={2: True})
    assert Party.objects.filter(case=one.case).count() == 2


def test_an_empty_list_is_refused(world: World) -> None:
    one = Arrears(world).assign()
    mediator = one.mediator
    with refused(one.case, "没有可以导入"):
        one.do("import_claims", mediator, rows=[])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 torn", b"<html>", b"%PDF-1.4"])
def test_a_file_that_is_no_spreadsheet_is_refused_in_a_sentence(world: World, data: bytes) -> None:
    with pytest.raises(FileRefused) as told:
        read_claims(data, now().date())
    assert "。" in str(told.value)


# ── Claims one by one ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"due": -1}, ("负数",)),
        ({"period": "2031-01"}, ("晚于本月",)),
        ({"period": "一月"}, ("2026-03",)),
        ({"due": 1, "deducted": 2}, ("超过应发",)),
        ({"id_number": mistyped(ONE).id_number}, ("校验码",)),
        ({"name": "  "}, ("姓名",)),
    ],
)
def test_a_claim_that_cannot_be_is_refused(world: World, given: dict[str, Any], words: Sequence[str]) -> None:
    one = Arrears(world).assign()
    mediator = one.mediator
    data: dict[str, Any] = {"name": "某职工", "period": MONTH, "due": 5_000} | given
    with refused(one.case, *words):
        one.do("add_claim", mediator, **data)


def test_a_worker_has_a_month_once(world: World) -> None:
    one = Arrears(world).to(S.VERIFYING)
    mediator = one.mediator
    with refused(one.case, "已经登记过", "更正"):
        one.do("add_claim", mediator, name=NAME, phone=PHONE, period="2026-01", due=5_000)


def test_no_plan_beside_an_open_table(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED)
    one.do("change_disclosure", one.worker, disclosure="open")
    Table(world, served=one.case)
    mediator = one.mediator
    row = {"amount": Decimal(18_000), "due_on": today() + 10 * DAY}
    with refused(one.fresh(), "协商", "先在协商中得出结果"):
        one.do("agree_plan", mediator, instalments=[row], agreed_on=today())
