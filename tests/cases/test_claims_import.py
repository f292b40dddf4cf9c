"""A spreadsheet of unpaid wages: every row is taken as it was meant, or refused with its reason."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from stdnum.cn import ric

from cases.imports.claim_columns import COLUMNS
from cases.imports.claim_template import template
from cases.imports.claims import ClaimSheet, read_claims
from cases.imports.errors import FileRefused
from cases.imports.months import month
from cases.wages.claims import differ_by_one
from cases.wages.matching import Known, Verdict, Why, Worker
from tests.cases.imports.sheets import xlsx

TODAY = datetime.date(2026, 3, 2)
ID = "330681199001011233"
GOOD: dict[str, Any] = {
    "姓名": "工人甲", "身份证号": "", "手机号": "13900000001", "工资所属月份": "2026-01", "应发": 6000, "扣款": 100,
    "已发": 900, "备注": "二车间",
}  # fmt: skip


def valid_id(serial: int) -> str:
    """An identity number of nobody, with the check digit that fits."""
    head = f"33068119900101{serial:03}"
    return head + ric.calc_check_digit(head + "0")


def read(*changes: dict[str, Any], columns: Any = COLUMNS) -> ClaimSheet:
    """A sheet of good rows, each with its changes."""
    rows = [[(GOOD | change).get(column) for column in columns] for change in changes]
    with override("zh-hans"):
        return read_claims(xlsx(list(columns), *rows), TODAY)


def reason(**change: Any) -> str:
    """Why the one row is refused."""
    sheet = read(change)
    assert (len(sheet.rows), len(sheet.refused)) == (0, 1), sheet
    return sheet.refused[0].reason


def test_a_good_row_is_taken_as_it_stands() -> None:
    (row,) = read({"身份证号": valid_id(7)}).rows
    assert (row.row, row.worker, row.name, row.phone, row.period) == (
        2,
        2,
        "工人甲",
        "13900000001",
        "2026-01",
    )
    assert (row.figures.owed, row.note, row.id_number) == (Decimal(5000), "二车间", valid_id(7))


@pytest.mark.parametrize(
    ("written", "amount"),
    [("3.5万", 35_000), ("６，０００．５０", Decimal("6000.5")), ("¥6,000.00", 6_000), ("六千元", 6_000), (6000.1, Decimal("6000.1"))],
)  # fmt: skip
def test_amounts_are_read_as_offices_write_them(written: Any, amount: Any) -> None:
    (row,) = read({"应发": written, "扣款": "", "已发": "/"}).rows
    assert row.figures.owed == amount


def test_a_heading_may_say_what_its_numbers_count_in() -> None:
    data = xlsx(["姓名", "月份", "应发工资（万元）"], ["工人甲", "2026-01", 0.6])
    assert read_claims(data, TODAY).rows[0].figures.due == 6_000


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2026-01", "2026-01"), ("2026年1月", "2026-01"), ("2026.1", "2026-01"), ("202601", "2026-01"), (202601, "2026-01"),
        ("二〇二六年一月", "2026-01"), (datetime.date(2026, 1, 31), "2026-01"), ("２０２６－０１", "2026-01"), ("2026年01月份", "2026-01"),
    ],
)  # fmt: skip
def test_months_are_read_as_offices_write_them(written: Any, found: str) -> None:
    assert month(written) == found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"身份证号": "330681199001011235"}, "校验码不对"),
        ({"身份证号": "33068119900101"}, "18 位"),
        ({"身份证号": 330681199001011233}, "位数已经丢失"),
        ({"手机号": "139000"}, "电话号码"),
        ({"应发": -1}, "小于零"),
        ({"应发": ""}, "没有填写"),
        ({"应发": "约6000"}, "金额"),
        ({"已发": 6000}, "超过应发"),
        ({"扣款": 0, "已发": 6000}, "没有欠薪"),
        ({"应发": 0, "扣款": 0, "已发": 0}, "没有欠薪"),
        ({"工资所属月份": "2026-04"}, "不能晚于本月"),
        ({"工资所属月份": "3月"}, "月份"),
        ({"工资所属月份": 2026.3}, "月份"),
        ({"工资所属月份": ""}, "月份"),
        ({"姓名": " "}, "姓名"),
        ({"应发": ("=", "=B2*2", "")}, "公式"),
        ({"应发": 6000.001}, "比分还细"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_its_reason(change: dict[str, Any], sentence: str) -> None:
    assert sentence in reason(**change)


def test_a_calculated_formula_counts_as_its_value() -> None:
    (row,) = read({"应发": ("=", "=3000*2", 6000)}).rows
    assert row.figures.due == 6_000


def test_a_worker_twice_in_a_month_is_refused_and_says_where_the_first_is() -> None:
    sheet = read({}, {"应发": 5000}, {"工资所属月份": "2025-12"})
    assert [row.row for row in sheet.rows] == [2, 4]
    assert [(one.row, one.column) for one in sheet.refused] == [(3, "工资所属月份")]
    assert "第2行" in sheet.refused[0].reason
    assert (sheet.people, sheet.owed) == (1, Decimal(10_000))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"姓名": "工人乙", "身份证号": valid_id(1), "手机号": ""}, "身份证号相同，姓名却不同"),
        ({"姓名": "工人乙"}, "姓名只差一个字"),
    ],
)  # fmt: skip
def test_two_rows_that_contradict_each_other_are_not_guessed_at(other: dict[str, Any], sentence: str) -> None:
    first = {"身份证号": valid_id(1)} if other.get("身份证号") else {}
    sheet = read(first, {"工资所属月份": "2025-12"} | other)
    assert len(sheet.rows) == 1
    assert sentence in sheet.refused[0].reason


def test_a_foremans_telephone_is_not_one_worker() -> None:
    sheet = read({}, {"姓名": "李四"}, {"姓名": "欧阳小明"})
    assert (len(sheet.rows), sheet.people) == (3, 3)


def test_namesakes_with_numbers_of_their_own_are_two() -> None:
    sheet = read({"身份证号": valid_id(1), "手机号": ""}, {"身份证号": valid_id(2), "手机号": ""})
    assert (len(sheet.rows), sheet.people) == (2, 2)


def test_rows_that_only_add_up_are_counted_and_not_taken() -> None:
    sheet = read({}, {"姓名": "合计", "工资所属月份": "", "应发": 99_999}, {"姓名": " 总 计 ", "手机号": ""})
    assert (len(sheet.rows), len(sheet.refused), sheet.totals) == (1, 0, 2)


def test_columns_nobody_knows_are_named_and_not_read() -> None:
    sheet = read({}, columns=(*COLUMNS, "班组", "银行卡号"))
    assert sheet.ignored == ("班组", "银行卡号")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (xlsx(["姓名", "应发"], ["甲", 1]), "工资所属月份"),
        (xlsx(["姓名", "月份", "应发", "应发工资"], ["甲", "2026-01", 1, 1]), "不止一次"),
        (xlsx(sheets=[[["姓名", "月份", "应发"]]] * 2), "几张工作表"),
        (b"PK\x03\x04nonsense", "损坏"),
        (b"hello", "xlsx"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with override("zh-hans"), pytest.raises(FileRefused, match=sentence):
        read_claims(data, TODAY)


def test_more_rows_than_one_step_takes_are_refused_before_any_is_taken() -> None:
    rows = [[f"工人{number}", "2026-01", 1] for number in range(5_060)]
    with override("zh-hans"), pytest.raises(FileRefused, match="5000"):
        read_claims(xlsx(["姓名", "月份", "应发"], *rows), TODAY)


def test_the_template_is_read_back_with_every_column() -> None:
    with override("zh-hans"):
        sheet = read_claims(template(), TODAY)
    assert (len(sheet.rows), len(sheet.refused), sheet.ignored) == (0, 0, ())


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [("王小明", "王晓明", True), ("王小明", "王明", True), ("王明", "王小明", True), ("王小明", "王小明", False), ("王小明", "李大明", False), ("甲", "乙", True)],
)  # fmt: skip
def test_one_character_is_typed_wrong_left_out_or_put_in(one: str, other: str, differs: bool) -> None:
    assert differ_by_one(one, other) is differs


@pytest.mark.parametrize(
    ("who", "verdict", "why"),
    [
        (Worker("x", "王小明", "p1", "i1"), Verdict.SAME, Why.NONE),
        (Worker("x", "王小明", "p2", "i1"), Verdict.SAME, Why.NONE),
        (Worker("x", "王晓明", "", "i1"), Verdict.DOUBT, Why.ID_OTHER_NAME),
        (Worker("x", "王晓明", "p1"), Verdict.DOUBT, Why.PHONE_NEAR_NAME),
        (Worker("x", "赵六", "p1"), Verdict.NEW, Why.NONE),
        (Worker("x", "王小明", "", "i9"), Verdict.NEW, Why.NONE),
        (Worker("x", "王小明", "p2"), Verdict.DOUBT, Why.NAME_OTHER_PHONE),
        (Worker("x", "王小明"), Verdict.SAME, Why.NONE),
        (Worker("x", "钱七", "p7", "i7"), Verdict.NEW, Why.NONE),
    ],
)  # fmt: skip
def test_who_is_the_same_worker_is_known_or_asked_never_guessed(
    who: Worker, verdict: Verdict, why: Why
) -> None:
    found = Known([Worker("a", "王小明", "p1", "i1")]).match(who)
    assert (found.verdict, found.why) == (verdict, why)


def test_a_name_borne_twice_is_asked_about() -> None:
    known = Known([Worker("a", "王小明"), Worker("b", "王小明", "p2")])
    assert known.match(Worker("x", "王小明")).why == Why.NAME_TWICE
