"""What cannot be taken on a report: a sentence each, and nothing that was typed is lost."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from cases.documents.storage import place_of
from cases.models import Case, Evidence
from organizations.roles import Role
from pages.public.leftovers import forget_leftovers_beside
from pages.public.limits import REPORTS
from protection import personal
from record.timekeeping import now, today
from tests.builders import Scene, World, paper
from tests.pages.reporting import CONTACT, WHAT, case_of, fill, photo, report, said, where

pytestmark = pytest.mark.django_db


def refused(answer: Any, sentence: str, *kept: str) -> None:
    """It was not taken, says why, and shows what was typed."""
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in said(answer)
    for words in kept:
        assert words in html


def test_an_empty_first_step_asks_for_the_picture(client: Client, world: World) -> None:
    refused(client.post("/report/", {"story": "写了经过"}), "请先点一下遇到了什么事", "写了经过")


def test_a_hundred_thousand_characters_are_refused_in_a_sentence_and_still_there(
    client: Client, world: World
) -> None:
    long = "欠" * 100_000
    refused(client.post("/report/", {"problem": "unpaid_wages", "story": long}), "最多5000字", long)
    client.post("/report/", WHAT)
    refused(client.post("/report/where/", where(world, employer_name=long)), "120字以内", long[:1000])
    refused(client.post("/report/where/", where(world, people="9" * 100_000)), "写得太长")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("since", "2999-01-01", "日期不能晚于今天"),
        ("ended_on", "2999-01-01", "日期不能晚于今天"),
        ("since", "1949-12-31", "请核对年份"),
        ("since", "上个月", "不是一个确定的日期"),
        ("people", "0", "大于 0 的整数"),
        ("people", "很多", "不是一个确定的人数"),
        ("amount", "-5", "小于零"),
        ("amount", "不少", "不是一个确定的金额"),
        ("amount", "1e30", "不是一个确定的金额"),
        ("employer_name", "  ", "请写明单位名称"),
        ("town", "", "请选择单位在哪个乡镇"),
        ("town", "999", "请选择一项"),
    ],
)
def test_each_wrong_answer_gets_its_sentence_and_stays(
    client: Client, world: World, field: str, value: str, sentence: str
) -> None:
    client.post("/report/", WHAT)
    answer = client.post("/report/where/", where(world, **{field: value}))
    refused(answer, sentence, "3.5万" if field != "amount" else value)


def test_today_is_not_in_the_future(client: Client, world: World) -> None:
    client.post("/report/", WHAT)
    assert client.post("/report/where/", where(world, since=today().isoformat())).status_code == 302


def test_rare_characters_and_emoji_come_through_and_control_characters_do_not(
    client: Client, world: World
) -> None:
    code = report(client, world, employer_name="𠮷祥\x00鞋厂😀")
    assert case_of(code).employer_name == "𠮷祥鞋厂😀"


def test_photos_are_checked_by_content_and_the_good_ones_stay(client: Client, world: World) -> None:
    client.post("/report/", WHAT)
    client.post("/report/where/", where(world))
    fake = SimpleUploadedFile("真的是照片.jpg", b"MZ\x90\x00 a program", "image/jpeg")
    answer = client.post("/report/contact/", {**CONTACT, "photos": [photo(), fake]})
    refused(answer, "这种文件不能提交", "工资条.png", "真的是照片.jpg", "139 0000 1111")
    assert client.post("/report/contact/", CONTACT).status_code == 302
    client.post("/report/check/")
    row = Evidence.objects.get()
    assert row.from_worker
    assert personal.read(row.name_key)["name"] == "工资条.png"


def test_a_photo_sent_by_mistake_can_be_taken_out(client: Client, world: World) -> None:
    fill(client, world, {**CONTACT, "photos": [photo("一.png", "red"), photo("二.png", "blue")]})
    html = client.get("/report/contact/?change=1").content.decode()
    drop = re.findall(r'name="drop" value="([0-9a-f]{64})"', html)
    assert len(drop) == 2
    client.post("/report/contact/", {**CONTACT, "drop": drop[:1]})
    client.post("/report/check/")
    assert [personal.read(row.name_key)["name"] for row in Evidence.objects.all()] == ["二.png"]


def test_a_file_that_is_too_large_is_refused_and_what_was_typed_stays(
    client: Client, world: World, settings: Settings
) -> None:
    settings.UPLOAD_KEEP_BYTES = 1024 * 1024
    client.post("/report/", WHAT)
    client.post("/report/where/", where(world))
    big = SimpleUploadedFile("视频.mp4", b"\x00\x00\x00\x18ftypmp42" + b"0" * 21 * 1024 * 1024, "video/mp4")
    refused(client.post("/report/contact/", {**CONTACT, "photos": [big]}), "文件太大", "视频.mp4", "王小𠮷")


def test_an_expired_session_loses_nothing(client: Client, world: World) -> None:
    client.post("/report/", WHAT)
    client.post("/report/where/", where(world))
    carried = re.search(r'name="carried" value="([^"]+)"', client.get("/report/contact/").content.decode())
    assert carried is not None
    later = Client()
    assert later.post("/report/contact/", {**CONTACT, "carried": carried[1]})["Location"] == "/report/check/"
    assert "三个月没发工资𠮷😡" in said(later.get("/report/check/"))


@pytest.mark.parametrize("forged", ["", "x", "AAAA" * 40, "é", "A" * 300_000])
def test_a_forged_token_counts_as_none(client: Client, world: World, forged: str) -> None:
    answer = client.post("/report/check/", {"carried": forged})
    assert answer["Location"] == "/report/"


def test_what_is_being_written_lies_in_no_table_in_clear(client: Client, world: World) -> None:
    from django.contrib.sessions.models import Session

    fill(client, world)
    stored = "".join(str(session.get_decoded()) for session in Session.objects.all())
    assert stored
    assert not [
        words for words in ("三个月", "13900001111", "139 0000 1111", "王小", "电镀") if words in stored
    ]


def test_a_flood_of_reports_from_one_browser_is_slowed_down_and_nothing_typed_is_lost(
    client: Client, world: World
) -> None:
    for _ in range(REPORTS.each):
        report(client, world)
    fill(client, world)
    answer = client.post("/report/check/")
    assert answer.status_code == 429
    assert "您写的内容还在" in said(answer)
    assert "三个月没发工资𠮷😡" in said(answer)
    assert Case.objects.count() == REPORTS.each


def test_files_of_reports_that_were_never_sent_are_forgotten_after_four_days_and_no_others(
    client: Client, world: World
) -> None:
    used = paper("有用.pdf")
    Scene(world).do("add_evidence", world.who(Role.MEDIATOR, world.town), file=used)
    folder = place_of(used.sha256).parent
    leftover, young = folder / ("f" * 64), folder / ("e" * 64)
    long_ago = (now() - timedelta(days=4, minutes=1)).timestamp()
    for file in (leftover, young):
        file.write_bytes(b"x")
    for file in (leftover, place_of(used.sha256)):
        os.utime(file, (long_ago, long_ago))
    assert forget_leftovers_beside(used.sha256) == 1
    assert not leftover.exists()
    assert young.exists()
    assert place_of(used.sha256).exists()
