"""What one cell means: the one meaning, or the reason it has none."""

from __future__ import annotations

import contextlib
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.imports import amounts, cells, dates, numerals
from cases.imports.cells import Cell
from cases.imports.errors import Unreadable


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-05", "2026.3.5", "2026/3/5", "2026年3月5日", "2026年3月5", "２０２６－０３－０５", "２０２６．３．５", " 2026 . 3 . 5 ",
        "2026—03—05", "二〇二六年三月五日", "20260305", 20260305, 46086, 46086.0, "46086", 46086.75, "2026-03-05 00:00:00",
        "2026/3/5 14:30", datetime.date(2026, 3, 5), datetime.datetime(2026, 3, 5, 14, 30),  # noqa: DTZ001 -- as a sheet has it
    ],
)  # fmt: skip
def test_a_date_written_any_certain_way_is_that_day(typed: Cell) -> None:
    assert dates.day(typed) == datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    "typed",
    [
        "26.3.5", "2026.3", "2026年3月", "3/5/2026", "3月5日", "2026-02-30", "2026-13-01", "昨天", "约2026.3.5", 12, 300.0, -5,
        2026.3, "46086.5.1", True, None, datetime.time(8), "2026.3.5-3.8", 1e300, float("nan"), "1876-01-01", 20261332,
    ],
)  # fmt: skip
def test_a_date_that_is_not_certain_is_refused(typed: Cell) -> None:
    with pytest.raises(Unreadable):
        dates.day(typed)


def test_a_serial_number_counts_from_the_workbooks_own_epoch() -> None:
    assert dates.day(44624.0, datetime.date(1904, 1, 1)) == datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    "typed", [12, 12.0, "12", "１２", "12人", " 12 名", "十二", "一十二", "拾贰", "十二人", "12人次"]
)
def test_a_certain_number_of_people_is_understood(typed: Cell) -> None:
    assert amounts.count(typed) == 12


@pytest.mark.parametrize(
    "typed", ["约10人", "10余人", "十几", "3-5", -3, "-3", 0, "零", 2.5, "2.5", "若干", True, datetime.date(2026, 3, 5), "一二", "12,3", 10**9]
)  # fmt: skip
def test_an_uncertain_or_impossible_number_of_people_is_refused(typed: Cell) -> None:
    with pytest.raises(Unreadable):
        amounts.count(typed)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        (33600.0, "33600"), ("3.5万元", "35000"), ("3.5万", "35000"), ("１２，０００", "12000"), ("12,000.50元", "12000.50"),
        ("¥3,500", "3500"), ("￥ 3500", "3500"), ("人民币3500元整", "3500"), ("3万5千", "35000"), ("3万500元", "30500"),
        ("三万五千元", "35000"), ("1.2亿元", "120000000"), (0.1 + 0.2, "0.30"), ("0", "0"), ("3千元", "3000"), ("3500块", "3500"),
    ],
)  # fmt: skip
def test_a_certain_amount_is_yuan_to_the_fen(typed: Cell, yuan: str) -> None:
    assert amounts.money(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    "typed",
    ["约2万", "2万左右", "详见附件", "1-2万", "3万5", "12,00", "1,2000", "-300", -300, "12.345元", 0.001, "一万二", True, None,
     "1e5", "3元5万", "1.5万3千", "万", float("inf"), "=1+1", 1e14, datetime.date(2026, 3, 5)],
)  # fmt: skip
def test_an_uncertain_or_negative_amount_is_refused(typed: Cell) -> None:
    with pytest.raises(Unreadable):
        amounts.money(typed)


def test_a_bare_number_under_a_heading_of_ten_thousand_yuan_counts_in_it_and_a_written_unit_goes_first() -> (
    None
):
    assert amounts.money(3.5, 10_000) == Decimal(35000)
    assert amounts.money("3.5", 10_000) == Decimal(35000)
    assert amounts.money("3.5万元", 10_000) == Decimal(35000)
    assert amounts.money("800元", 10_000) == Decimal(800)
    with pytest.raises(Unreadable):
        amounts.money("三千", 10_000)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("139-0000-0011", "13900000011"), (13900000011.0, "13900000011"), ("+86 139 0000 0011", "13900000011"),
        ("１３９００００００１１", "13900000011"), ("00000000转8012", "00000000转8012"), ("0575-87000000", "0575-87000000"),
        ("(0575)87000000", "0575-87000000"), ("0575-87000000-8012", "0575-87000000转8012"), ("12351", "12351"),
        ("400-000-0000", "400-000-0000"),
    ],
)  # fmt: skip
def test_one_telephone_number_is_kept_in_one_form(typed: Cell, number: str) -> None:
    assert cells.phone(typed) == number


@pytest.mark.parametrize(
    "typed", ["13900000011/13900000012", "1390000001", "139000000111", "见附件", "张三13900000011"]
)
def test_what_is_not_one_telephone_number_is_refused(typed: Cell) -> None:
    with pytest.raises(Unreadable):
        cells.phone(typed)


def test_a_company_number_needs_its_check_character() -> None:
    assert cells.company_number(" 91338625ma4xfd1ymu ") == "91338625MA4XFD1YMU"
    for wrong in ("91338625MA4XFD1YM0", "91338625MA4XFD1YM", "示例", 913386250000000000.0):
        with pytest.raises(Unreadable):
            cells.company_number(wrong)


def test_text_keeps_rare_characters_and_formulas_and_drops_what_cannot_be_seen() -> None:
    assert cells.text(" 𠮷野工坊😀 ", 20) == "𠮷野工坊😀"
    assert cells.text("=1+1", 20) == "=1+1"
    assert cells.text("甲\x00\x08乙\u202e", 20) == "甲乙"
    assert cells.text(12.0, 20) == "12"


@pytest.mark.parametrize(
    "typed", ["#N/A", "#DIV/0!", "字" * 21, True, datetime.date(2026, 1, 1), 1234567890123456789.0]
)
def test_text_that_is_an_error_value_too_long_or_already_spoilt_is_refused(typed: Cell) -> None:
    with pytest.raises(Unreadable):
        cells.text(typed, 20)


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_chinese_numeral_reads_back_as_the_number_it_spells(number: int) -> None:
    assert numerals.integer(numerals.spell(number)) == number


@pytest.mark.parametrize("typed", ["一百五", "二三", "十百", "万", "", "一千零零五", "五十二三", "百"])
def test_a_numeral_that_may_be_two_numbers_is_none(typed: str) -> None:
    assert numerals.integer(typed) is None


@given(
    st.one_of(
        st.text(),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.none(),
        st.dates(),
        st.datetimes(),
        st.times(),
    )
)
def test_no_cell_ends_otherwise_than_in_a_meaning_or_a_refusal(cell: Cell) -> None:
    readers = (
        dates.day,
        amounts.count,
        amounts.money,
        cells.phone,
        cells.company_number,
        lambda each: cells.text(each, 50),
    )
    for reader in readers:
        with contextlib.suppress(Unreadable):
            reader(cell)
