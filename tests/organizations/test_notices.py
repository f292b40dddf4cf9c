"""A notice is read as it is written, and what contradicts itself is said by item or row."""

import datetime

import pytest

from organizations.calendar import built_in
from organizations.notices import Notice, parse_csv, parse_rows, parse_text

#: A notice in the official form; its dates are those of 2026.
TEXT = """关于2026年部分节假日安排的通知
一、元旦:1月1日(周四)至3日(周六)放假调休,共3天。1月4日(周日)上班。
二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。2月14日(周六)、2月28日(周六)上班。鼓励单位安排职工在元宵节(3月3日)休息。
三、清明节:4月4日(周六)至6日(周一)放假,共3天。
四、劳动节:5月1日(周五)至5日(周二)放假调休,共5天。5月9日(周六)上班。
五、端午节:6月19日(周五)至21日(周日)放假,共3天。
六、中秋节:9月25日(周五)至27日(周日)放假,共3天。
七、国庆节:10月1日(周四)至7日(周三)放假调休,共7天。9月20日(周日)、10月10日(周六)上班。
节假日期间,各单位要安排好值班。
2025年11月4日
"""
#: Forms that older notices used: a day made up (补休), a year crossed, two festivals in one item.
OLDER = """一、元旦:2022年12月31日至2023年1月2日放假调休,共3天。
二、春节:1月21日至27日放假调休,共7天。1月28日(星期六)、1月29日(星期日)上班。
三、清明节:4月5日放假,4月6日(星期四)补休。
四、劳动节:5月1日放假1天,与周末连休。
五、端午节:6月22日至24日放假调休,共3天。6月25日(星期日)上班。
六、中秋节、国庆节:9月29日至10月6日放假调休,共8天。10月7日(星期六)、10月8日(星期日)上班。
"""
HEADER = ["日期", "类别", "名称"]


def reasons(notice: Notice) -> str:
    return " ".join(f"{problem.place}:{problem.reason}" for problem in notice.problems)


def rows_of(text: str = TEXT) -> list[list[object]]:
    rows: list[list[object]] = [list(HEADER)]
    for day, entry in parse_text(text).days.items():
        rows.append([day, "上班" if entry.is_working else "放假", entry.name])
    return rows


def test_the_official_wording_gives_the_official_days() -> None:
    notice = parse_text(TEXT)
    assert notice.problems == []
    assert notice.days == built_in()[2026]
    assert (notice.year, notice.published_on) == (2026, datetime.date(2025, 11, 4))


def test_full_width_figures_and_one_long_line_read_the_same() -> None:
    wide = TEXT.replace("\n", " ").translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert parse_text(wide).days == built_in()[2026]


def test_older_forms_are_understood() -> None:
    notice = parse_text(OLDER, 2023)
    assert notice.problems == []
    assert min(notice.days) == datetime.date(2022, 12, 31)
    assert notice.days[datetime.date(2023, 4, 6)].is_working is False
    assert notice.days[datetime.date(2023, 10, 8)].is_working is True
    assert len(notice.days) == 3 + 9 + 2 + 1 + 4 + 10


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ("1月4日(周日)", "1月4日(周六)", "1:2026-01-04是星期日,通知里写的是周六。"),
        ("共9天", "共8天", "2:春节:写的是共8天，读到9天。"),
        ("2月14日(周六)", "2月30日(周六)", "2:春节:没有这一天"),
        ("5月9日(周六)上班", "5月8日上班", "4:2026-05-08本来就是工作日"),
        ("5月9日(周六)上班", "5月3日上班", "4:2026-05-03又放假又上班"),
        ("5月9日(周六)上班", "5月9日(周六)", "4:劳动节:有日期没写放假还是上班。"),
        ("至5日(周二)", "至4月5日", "4:劳动节:起止日期不对。"),
        ("三、清明节:4月4日(周六)至6日(周一)放假,共3天。\n", "", "没有读到这些节日的放假安排：清明"),
        ("2026年部分", "部分", "看不出是哪一年的通知"),
        ("1月1日(周四)至3日(周六)放假", "2025年1月1日至3日放假", "2025-01-01不在2026年的通知范围内"),
    ],
)
def test_what_contradicts_itself_is_a_problem_with_its_place(written: str, instead: str, reason: str) -> None:
    assert written in TEXT
    assert reason in reasons(parse_text(TEXT.replace(written, instead)))


def test_a_notice_of_another_year_than_the_chosen_one_is_a_problem() -> None:
    assert "通知写的是2026年，选的是2027年" in reasons(parse_text(TEXT, 2027))


@pytest.mark.parametrize("text", ["", "今天放假", "2027年元旦放假", "字" * 30_000])
def test_what_is_no_notice_has_problems_and_no_days(text: str) -> None:
    notice = parse_text(text, 2027)
    assert notice.problems
    assert notice.days == {}


def test_a_table_gives_the_same_days_in_any_order_of_columns() -> None:
    rows = [[row[2], row[0], row[1]] for row in rows_of()]
    notice = parse_rows(rows)
    assert (notice.problems, notice.days, notice.year) == ([], built_in()[2026], 2026)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_in_the_encodings_offices_use(encoding: str) -> None:
    text = "\n".join(",".join(str(cell) for cell in row) for row in rows_of())
    assert parse_csv(text.encode(encoding)).days == built_in()[2026]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["2026年13月1日", "放假", "元旦"], "日期要写成"),
        (["明天", "放假", "元旦"], "日期要写成"),
        ([46023, "放假", "元旦"], "日期要写成"),
        (["2026-12-05", "调休", "元旦"], "说不清是哪一种"),
        (["2026-12-05", "放假", ""], "缺少节日名称"),
        (["2026-12-05"], "类别只能写"),
        (["2026-10-01", "放假", "国庆节"], "已经写过一行"),
        (["2026-12-04", "上班", "元旦"], "本来就是工作日"),
    ],
)
def test_a_bad_row_is_named_with_its_reason(row: list[object], reason: str) -> None:
    rows = [*rows_of(), [], row]
    notice = parse_rows(rows)
    assert [problem.place for problem in notice.problems] == [len(rows)]
    assert reason in notice.problems[0].reason


def test_a_table_without_the_three_columns_is_refused() -> None:
    assert "第一行要有三个列名" in reasons(parse_rows([["日期", "说明"], ["2026-01-01", "放假"]]))


def test_bytes_that_are_no_text_are_refused() -> None:
    assert parse_csv(b"\xff\xff\xff\x00").problems
