"""Whoever asked on a visit comes back with a receipt: reads the answer to that one entry, gives stars, sees nothing else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cases.models import Case, Finding
from organizations.roles import Role
from protection import receipts
from tests.builders import World
from tests.pages.asking import page, signed_in, step
from tests.visits import ASKER, TOLD, Going, asked, record_of

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


def opened(code: str) -> Client:
    """A phone that typed the code."""
    client = Client()
    assert client.post("/track/", {"code": code})["Location"] == "/track/entry/"
    return client


def text(client: Client, address: str = "/track/entry/") -> str:
    return client.get(address).content.decode()


def test_the_holder_reads_how_their_entry_stands_and_nothing_of_the_visit(world: World) -> None:
    one, code = asked(world)
    one.list(text="别人提的事")
    html = text(opened(code))
    assert TOLD in html
    assert "正在办理" in html
    for other in ("别人提的事", ASKER, "车间闷热", one.case.number):
        assert other not in html
    assert 'name="stars"' not in html


def test_the_answer_is_read_and_rated_once(world: World) -> None:
    one, code = asked(world)
    one.answer(answer="企业已补发𠮷")
    client = opened(code)
    assert "企业已补发𠮷" in text(client)
    done = client.post("/track/entry/rate/", {"stars": "4", "note": "还行"})
    assert done["Location"] == "/track/entry/"
    assert Finding.objects.get(case=one.case).rating == 4
    assert 'name="stars"' not in text(client)
    again = client.post("/track/entry/rate/", {"stars": "1"})
    assert again.status_code == 422
    assert Finding.objects.get(case=one.case).rating == 4
    assert "职工评价 4 星" in page(one.chair, f"/cases/{one.case.code}/")


def test_stars_left_out_keep_what_was_written(world: World) -> None:
    one, code = asked(world)
    one.answer()
    answer = opened(code).post("/track/entry/rate/", {"note": "写了一半的话"})
    assert answer.status_code == 422
    assert "写了一半的话" in answer.content.decode()
    assert Finding.objects.get(case=one.case).rating is None


def test_an_answer_that_is_not_there_yet_is_not_rated(world: World) -> None:
    one, code = asked(world)
    assert opened(code).post("/track/entry/rate/", {"stars": "5"}).status_code == 422
    assert Finding.objects.get(case=one.case).rating is None


def test_a_case_that_grew_from_it_is_said_and_not_shown(world: World) -> None:
    one, code = asked(world)
    one.do("make_case", one.mediator, finding=one.first.code, kind="dispute")
    html = text(opened(code))
    assert "已经转为案件办理" in html
    assert Case.objects.get(kind="dispute").number not in html
    assert 'name="stars"' not in html, "nothing was done yet that could be rated"
    for address, mark in (
        ("/visits/findings/", 'class="fq-rows"'),
        (f"/cases/{one.case.code}/", 'id="list"'),
    ):
        rows = page(one.mediator, address).split(mark)[1].split("</ul>")[0]
        assert rows.count("已转为案件") == 1, address


def test_without_a_code_there_is_no_page(world: World) -> None:
    assert Client().get("/track/entry/")["Location"] == "/track/"
    assert Client().post("/track/entry/rate/", {"stars": "5"})["Location"] == "/track/"
    assert Client().post("/track/", {"code": receipts.issue()}).status_code == 422


def test_who_leaves_the_page_has_left_it(world: World) -> None:
    _one, code = asked(world)
    client = opened(code)
    client.post("/track/leave/")
    assert client.get("/track/entry/")["Location"] == "/track/"


def test_a_receipt_is_shown_once_and_opens_its_entry(world: World) -> None:
    one = Going(world, record=record_of())
    assert "出具回执" in page(one.mediator, f"/cases/{one.case.code}/")
    answer = step(one.mediator, one.case, "give_receipt", finding=one.first.code)
    assert answer.status_code == 200
    above, shelf = answer.content.decode().split('id="fq-toasts"')
    assert "已办：" in above, "said in the page: a toast would lie over the code"
    assert "已办：" not in shelf
    (first,) = set(CODE.findall(answer.content.decode()))
    assert first.replace("-", "") not in str(one.first.receipt_hash)
    assert TOLD in text(opened(first))
    again = step(one.mediator, one.case, "give_receipt", finding=one.first.code)
    (second,) = set(CODE.findall(again.content.decode()))
    assert Client().post("/track/", {"code": first}).status_code == 422, "the earlier one is void"
    assert TOLD in text(opened(second))


def test_a_receipt_comes_with_a_new_entry_where_it_is_asked_for(world: World) -> None:
    one = Going(world, record=record_of(findings=()))
    given = {"kind": "need", "text": "想要夜班车", "asker": one.parties[0].code, "with_receipt": "on"}
    (code,) = set(CODE.findall(step(one.mediator, one.case, "add_finding", **given).content.decode()))
    assert "想要夜班车" in text(opened(code))
    plain = {"kind": "need", "text": "想要食堂", "asker": ""}
    assert step(one.mediator, one.case, "add_finding", **plain).status_code == 302
    assert Finding.objects.filter(case=one.case, receipt_hash=None).count() == 1


def test_only_the_visitor_and_the_chair_give_receipts(world: World) -> None:
    one = Going(world, record=record_of())
    other = world.who(Role.WINDOW, world.town)
    assert step(other, one.case, "give_receipt", finding=one.first.code).status_code == 403
    one.answer()
    one.findings[0].__class__.objects.filter(case=one.case).update(rating=5)
    answer = step(one.mediator, one.case, "give_receipt", finding=one.findings[0].code)
    assert answer.status_code == 422


def test_whoever_is_signed_in_and_tries_a_code_stays_signed_in(world: World) -> None:
    one, code = asked(world)
    client = signed_in(one.mediator)
    client.post("/track/", {"code": code})
    assert TOLD in text(client)
    client.post("/track/leave/")
    assert client.get("/track/entry/")["Location"] == "/track/"
    assert client.get("/visits/").status_code == 200
