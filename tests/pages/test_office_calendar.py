"""工作日历: the year, and publishing the next one after a look."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from organizations import calendar as calendars
from organizations.models import CalendarYear
from record import verify
from tests.organizations.county import County
from tests.pages.test_office_units import county, signed_in, text

__all__ = ["county"]
NEXT = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日(周五)至3日(周日)放假，共3天。
二、春节：2月5日(周五)至11日(周四)放假调休，共7天。2月14日(周日)上班。
三、清明节：4月3日(周六)至5日(周一)放假，共3天。
四、劳动节：5月1日(周六)至5日(周三)放假调休，共5天。5月8日(周六)上班。
五、端午节：6月9日(周三)放假，共1天。
六、中秋节：9月15日(周三)放假，共1天。
七、国庆节：10月1日(周五)至7日(周四)放假调休，共7天。10月9日(周六)上班。
"""


@pytest.fixture
def client(county: County) -> Client:
    """The county's administrator at work."""
    calendars.seed_calendar()
    return signed_in(county.admin.person)


def test_the_year_shows_holidays_and_make_up_days(client: Client) -> None:
    page = text(client, "/office/calendar/?year=2026")
    assert page.count("<caption>") == 12
    assert "is-off" in page
    assert "is-made-up" in page


@pytest.mark.parametrize("year", ["abcd", "0", "99999", "", "²²²²"])
def test_a_year_that_is_none_shows_a_year_that_is(client: Client, year: str) -> None:
    assert client.get(f"/office/calendar/?year={year}").status_code == 200


def test_a_year_nobody_published_says_that_it_is_only_expected(client: Client) -> None:
    assert "还没有发布" in text(client, "/office/calendar/?year=2027")


def preview(client: Client, **changes: object) -> str:
    """The page after a notice was pasted."""
    return client.post(
        "/office/calendar/upload/", {"text": NEXT, "source": "试用通知", **changes}
    ).content.decode()


def test_a_notice_is_shown_before_it_changes_anything(client: Client) -> None:
    page = preview(client)
    assert "2027年" in page
    assert "is-changed" in page
    assert "发布2027年日历" in page
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_what_was_shown_is_what_is_published(client: Client) -> None:
    client.post("/office/calendar/upload/", {"text": NEXT, "source": "试用通知"})
    form = client.post("/office/calendar/upload/", {"text": NEXT, "source": "试用通知"}).context["publish"]
    data = {name: form.initial[name] or "" for name in form.fields}
    answer = client.post("/office/calendar/publish/", data)
    assert answer.status_code == 302
    known = calendars.current()
    assert not known.is_working(datetime.date(2027, 2, 5))
    assert known.is_working(datetime.date(2027, 2, 14))
    assert not known.is_provisional(datetime.date(2027, 12, 31))
    assert verify.verify() is None


def test_a_notice_that_contradicts_itself_is_not_published_and_says_where(client: Client) -> None:
    page = preview(client, text=NEXT.replace("2月14日(周日)", "2月14日(周六)"))
    assert "通知还不能发布" in page
    assert "发布2027年日历" not in page
    assert "2月5日" in page


def test_a_year_too_far_ahead_is_refused_in_a_sentence(client: Client) -> None:
    table = "日期,类别,名称\n" + "".join(
        f"2029-0{month}-01,放假,{name}\n"
        for month, name in enumerate(
            ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"), start=1
        )
    )
    upload = SimpleUploadedFile("2029.csv", table.encode(), "text/csv")
    answer = client.post("/office/calendar/upload/", {"table": upload, "source": "试用通知"})
    assert answer.status_code == 422
    assert "请先发布2027年" in answer.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"year": ""},
        {"source": "x"},
        {"source": "x", "text": "无关文字"},
        {"source": "x", "text": "长" * 100_000},
    ],
)
def test_bad_input_gets_a_sentence(client: Client, data: dict[str, str]) -> None:
    assert client.post("/office/calendar/upload/", data).status_code == 422


def test_a_file_that_is_no_table_gets_a_sentence(client: Client) -> None:
    for content in (b"\x00\xff" * 400, b"x" * 300_000, b""):
        upload = SimpleUploadedFile("2027.csv", content, "text/csv")
        answer = client.post("/office/calendar/upload/", {"table": upload, "source": "试用通知"})
        assert answer.status_code == 422


def test_a_tampered_publication_is_refused(client: Client) -> None:
    data = {
        "days": "日期,类别,名称\n2027-01-01,放假,元旦\n",
        "year": "2027",
        "source": "x",
        "published_on": "",
    }
    assert client.post("/office/calendar/publish/", data).status_code == 422
    assert client.post("/office/calendar/publish/", {"days": "x"}).status_code == 422
    assert client.get("/office/calendar/publish/").status_code == 405
    assert not CalendarYear.objects.filter(year=2027).exists()
