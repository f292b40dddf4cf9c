"""A ledger is read row by row: no row is lost, none is guessed."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from cases.imports import columns as c
from cases.imports.cells import Cell
from cases.imports.errors import FileRefused
from cases.imports.rows import TownNames

from .sheets import CATEGORIES, DATA, GOOD, ledger_file, read, xlsx


def reason_of(**change: Any) -> str:
    """Why the one row with this change is refused; empty where it is taken."""
    [column] = change
    ledger = read(ledger_file(change))
    assert ledger.read == 1
    if not ledger.refusals:
        return ""
    assert ledger.refusals[0].column == column, ledger.refusals[0]
    return ledger.refusals[0].reason


def test_the_ledger_of_hongqiao_is_133_cases_104_of_wages_26_of_injuries_3_of_others() -> None:
    ledger = read((DATA / "ledger_hongqiao.xlsx").read_bytes(), TownNames("虹桥镇", frozenset({"虹桥镇"})))
    assert (ledger.read, len(ledger.rows), ledger.duplicates, ledger.refusals) == (133, 133, (), ())
    categories = Counter(row.category for row in ledger.rows)
    assert categories.pop("拖欠劳动报酬") == 104
    assert categories.pop("工伤待遇") == 26
    assert categories == {"加班工资": 1, "社会保险": 1, "解除劳动合同": 1}


def test_the_messy_ledger_loses_no_row_and_says_where_each_refused_one_is_wrong() -> None:
    ledger = read((DATA / "ledger_messy.xlsx").read_bytes())
    assert ledger.read == 26
    assert ledger.duplicates == (27,)
    assert {refusal.row: refusal.column for refusal in ledger.refusals} == {
        9: c.AMOUNT, 10: c.AMOUNT, 11: c.PEOPLE, 13: c.PEOPLE, 16: c.COMPANY_NUMBER, 18: c.CLOSED_ON, 19: c.CATEGORY,
        22: c.TOWN, 24: c.RECOVERED, 25: c.RESULT, 29: c.NUMBER,
    }  # fmt: skip
    rows = {row.row: row for row in ledger.rows}
    assert [rows[line].reported_on.isoformat() for line in (3, 4, 5, 6)] == [
        "2026-03-05", "2026-04-12", "2026-05-06", "2026-05-08",
    ]  # fmt: skip
    assert (rows[7].amount, rows[8].amount, rows[12].people) == (Decimal(35000), Decimal(12000), 12)
    assert (rows[14].phone, rows[15].phone) == ("13900000011", "00000000转8012")
    assert rows[20].category == "其他"
    assert rows[23].summary == '=HYPERLINK("http://example.invalid")'


def test_columns_stand_in_any_order_below_a_title_among_others() -> None:
    columns = [*reversed(c.COLUMNS), "备注"]
    ledger = read(ledger_file({"备注": "略"}, columns=columns, title=True))
    assert [row.row for row in ledger.rows] == [3]
    assert ledger.rows[0].facts() == read(ledger_file({})).rows[0].facts()
    assert ledger.headings.ignored == ("备注",)


@pytest.mark.parametrize("missing", c.REQUIRED)
def test_a_ledger_without_a_required_column_is_refused_with_its_name(missing: str) -> None:
    columns = [column for column in c.COLUMNS if column != missing]
    with pytest.raises(FileRefused, match=missing):
        read(ledger_file({}, columns=columns))


def test_the_five_required_columns_are_enough() -> None:
    ledger = read(ledger_file({}, columns=c.REQUIRED))
    assert len(ledger.rows) == 1
    assert ledger.rows[0].closed_on is None


@pytest.mark.parametrize("column", c.REQUIRED)
@pytest.mark.parametrize("nothing", [None, " ", "/", "无"])
def test_a_required_cell_that_says_nothing_refuses_its_row(column: str, nothing: Cell) -> None:
    assert reason_of(**{column: nothing}) == "没有填写。"


@pytest.mark.parametrize("column", sorted(set(c.COLUMNS) - set(c.REQUIRED) - {c.RESULT, c.CLOSED_ON}))
def test_any_other_cell_may_be_empty(column: str) -> None:
    assert reason_of(**{column: None}) == ""


@pytest.mark.parametrize(
    ("heading", "column"),
    [(" 编 号 ", c.NUMBER), ("＊企业名称", c.EMPLOYER), ("人数（人）", c.PEOPLE), ("涉及金额(元)", c.AMOUNT), ("用人单位名称", c.EMPLOYER),
     ("联系方式", c.PHONE), ("上报日期:", c.REPORTED_ON)],
)  # fmt: skip
def test_a_heading_is_known_however_it_is_dressed(heading: str, column: str) -> None:
    assert c.heading(heading) == (column, 1)


def test_a_heading_of_ten_thousand_yuan_makes_bare_numbers_ten_thousands() -> None:
    columns = [("涉及金额（万元）" if column == c.AMOUNT else column) for column in c.COLUMNS]
    assert read(ledger_file({"涉及金额（万元）": 3.5}, columns=columns)).rows[0].amount == Decimal(35000)


def test_a_heading_that_comes_twice_or_a_second_ledger_sheet_refuses_the_file() -> None:
    with pytest.raises(FileRefused, match="人数"):
        read(ledger_file({}, columns=[*c.COLUMNS, "涉及人数"]))
    sheet = [list(c.REQUIRED), [GOOD[column] for column in c.REQUIRED]]
    with pytest.raises(FileRefused, match="Sheet1、Sheet2"):
        read(xlsx(sheets=[sheet, sheet]))
    assert read(xlsx(sheets=[[["说明"]], sheet])).read == 1


def test_blank_lines_are_no_rows_and_a_total_line_is_a_refused_one() -> None:
    ledger = read(
        ledger_file({}, dict.fromkeys(c.COLUMNS), dict.fromkeys(c.COLUMNS) | {c.NUMBER: "合 计", c.PEOPLE: 2})
    )
    assert (ledger.read, len(ledger.rows)) == (2, 1)
    assert ledger.refusals[0].as_dict() == {"row": 4, "column": c.NUMBER, "reason": "这是合计行，不是案件。"}


def test_a_second_total_line_is_refused_like_the_first_and_is_no_duplicate() -> None:
    total = dict.fromkeys(c.COLUMNS) | {c.NUMBER: "合计", c.PEOPLE: 2}
    ledger = read(ledger_file({}, total, total))
    assert ([refusal.row for refusal in ledger.refusals], ledger.duplicates) == ([3, 4], ())


def test_a_row_equal_in_all_cells_is_a_duplicate_and_so_is_one_that_says_the_same_otherwise() -> None:
    ledger = read(ledger_file({}, {}, {c.REPORTED_ON: "2026.3.5", c.AMOUNT: "0.5万元"}))
    assert (len(ledger.rows), ledger.duplicates) == (1, (3, 4))


def test_the_same_number_with_other_facts_is_refused_even_after_a_refused_one() -> None:
    ledger = read(ledger_file({}, {c.PEOPLE: 3}))
    assert [row.row for row in ledger.rows] == [2]
    assert "第 2 行" in ledger.refusals[0].reason
    ledger = read(ledger_file({c.PEOPLE: "约3人"}, {c.PEOPLE: 3}))
    assert (ledger.rows, [refusal.row for refusal in ledger.refusals]) == ((), [2, 3])


def test_days_to_come_and_a_close_before_the_report_are_refused() -> None:
    assert "还没有到" in reason_of(**{c.REPORTED_ON: "2026-11-22"})
    assert reason_of(**{c.REPORTED_ON: "2026-03-12"}) == ""
    assert "早于" in reason_of(**{c.CLOSED_ON: "2026-03-04"})
    assert reason_of(**{c.CLOSED_ON: "2026-03-05"}) == ""
    assert reason_of(**{c.CLOSED_ON: "2026-11-21"}) == ""
    assert "还没有到" in reason_of(**{c.CLOSED_ON: "2026-11-22"})


def test_a_case_is_closed_with_a_result_on_a_day_or_it_is_open() -> None:
    assert reason_of(**{c.CLOSED_ON: None})
    assert reason_of(**{c.RESULT: None})
    assert read(ledger_file({c.CLOSED_ON: None, c.RESULT: "—"})).rows[0].result == ""


def test_no_more_is_recovered_than_the_case_is_about() -> None:
    assert reason_of(**{c.RECOVERED: 5000}) == ""
    assert "多于" in reason_of(**{c.RECOVERED: 5000.01})


def test_the_town_column_may_name_only_this_town() -> None:
    for same in ("枫桥镇", "枫桥", "诸暨市枫桥镇", "枫桥镇总工会", "", None):
        assert reason_of(**{c.TOWN: same}) == ""
    assert "店口镇" in reason_of(**{c.TOWN: "店口镇"})


@pytest.mark.parametrize(
    ("typed", "category"),
    [("经济补偿金", "经济补偿金/赔偿金"), ("赔偿金", "经济补偿金/赔偿金"), ("经济补偿金／赔偿金", "经济补偿金/赔偿金"), ("欠薪", "拖欠劳动报酬"),
     ("工伤待遇纠纷", "工伤待遇"), ("其它", "其他"), ("邻里纠纷", "邻里纠纷"), *((name, name) for name in CATEGORIES)],
)  # fmt: skip
def test_a_category_of_one_meaning_is_understood(typed: str, category: str) -> None:
    assert read(ledger_file({c.CATEGORY: typed})).rows[0].category == category


def test_a_category_of_two_meanings_is_refused_with_the_choices() -> None:
    assert reason_of(**{c.CATEGORY: "工资"}) == "“工资”可以是拖欠劳动报酬、加班工资,请选定一个。"
    assert "可以填" in reason_of(**{c.RESULT: "已解决"})
    assert "可以填" in reason_of(**{c.SOURCE: "不知道"})


def test_every_problem_of_a_row_is_told_at_once_in_one_refusal() -> None:
    ledger = read(ledger_file({c.PEOPLE: "约3人", c.AMOUNT: "若干", c.PHONE: "无此号"}))
    assert [problem.column for problem in ledger.refusals[0].problems] == [c.PHONE, c.PEOPLE, c.AMOUNT]
    assert ledger.refusals[0].column == c.PHONE
    assert "涉及金额:" in ledger.refusals[0].reason


def test_what_was_understood_otherwise_than_written_is_told() -> None:
    row = read(
        ledger_file({c.AMOUNT: "0.5万", c.PEOPLE: "两人", c.REPORTED_ON: datetime.date(2026, 3, 5)})
    ).rows[0]
    assert [(reading.column, reading.typed, reading.taken) for reading in row.readings] == [
        (c.PEOPLE, "两人", "2"), (c.AMOUNT, "0.5万", "5000"),
    ]  # fmt: skip


def test_a_formula_counts_by_its_calculated_value_and_without_one_only_as_text() -> None:
    assert read(ledger_file({c.PEOPLE: ("=", "=1+1", 2)})).rows[0].people == 2
    assert "=1+1" in reason_of(**{c.PEOPLE: ("=", "=1+1", "")})
    assert read(ledger_file({c.SUMMARY: ("=", "=1+1", "")})).rows[0].summary == "=1+1"
    assert read(ledger_file({c.SUMMARY: "+=@-"})).rows[0].summary == "+=@-"
    assert "#DIV/0!" in reason_of(**{c.SUMMARY: ("=", "=1/0", "#DIV/0!")})
