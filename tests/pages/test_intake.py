"""登记: one form a channel needs, the worker's choices obeyed, one case however often it is pressed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from cases.models import Case, Clock, Party
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from protection import personal, receipts
from tests.builders import MONDAY, Scene, World, person_of
from tests.organizations.county import START
from tests.pages.asking import page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None, at_time: Callable[[datetime], None]) -> World:
    """A county on a plain Monday morning, with nobody at its posts but two chairs."""
    at_time(MONDAY)
    return World()


TYPED = {
    "source": "hotline_12351", "category": "unpaid_wages", "employer_name": "示例轻纺厂", "people": "3", "amount": "3.5万元",
    "since": "2025-12-01", "employment_ended_on": "2026-02-01", "story": "三个月没发工资𠮷😡", "disclosure": "confidential",
    "name": "王小明", "phone": "139 0000 1111", "wage_level": "0",
}  # fmt: skip


def press(client: Client, world: World, **more: Any) -> Any:
    """Opens the form and posts it."""
    once = token(client.get("/intake/").content.decode())
    return client.post("/intake/", {**TYPED, "place": world.town.code, "once": once} | more)


def token(html: str) -> str:
    """The sealed receipt a form carries."""
    found = re.search(r'name="once" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def test_a_window_takes_a_report_in_and_hands_over_the_receipt(world: World) -> None:
    window = world.who(Role.WINDOW, world.town)
    client = signed_in(window)
    answer = press(client, world)
    assert answer.headers["Location"] == "/intake/done/"
    case = Case.objects.get()
    assert (case.source, case.people, case.amount_involved) == ("hotline_12351", 3, Decimal(35_000))
    assert case.employer == world.mill
    assert case.reported_by == person_of(window)
    html = client.get("/intake/done/").content.decode()
    code = re.search(r'data-receipt="([^"]+)"', html)
    assert code is not None
    assert receipts.fingerprint(code[1]) == case.receipt_hash
    assert "请把回执交给职工" in html
    assert "会在 3月3日 星期二 前联系您" in html
    assert f'href="/cases/{case.code}/"' in html
    assert 'data-draft-done="intake"' in html


def test_the_receipt_stands_in_no_table_in_clear(world: World) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    press(client, world)
    code = re.search(r'data-receipt="([^"]+)"', client.get("/intake/done/").content.decode())
    assert code is not None
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert code[1] not in kept
    assert code[1].replace("-", "") not in kept


def test_pressed_twice_it_makes_one_case(world: World) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    once = token(client.get("/intake/").content.decode())
    typed = {**TYPED, "place": world.town.code, "once": once}
    first, second = client.post("/intake/", typed), client.post("/intake/", typed)
    assert first.status_code == second.status_code == 302
    assert Case.objects.count() == 1


def test_the_form_of_one_person_opens_for_nobody_else(world: World) -> None:
    once = token(signed_in(world.who(Role.WINDOW, world.town)).get("/intake/").content.decode())
    other = signed_in(world.who(Role.MEDIATOR, world.town))
    answer = other.post("/intake/", {**TYPED, "place": world.town.code, "once": once})
    assert answer.status_code == 422
    assert "内容还在，请看一遍再提交" in answer.content.decode()
    assert not Case.objects.exists()


def test_an_information_officer_reports_in_a_few_answers(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.town)
    client = signed_in(officer)
    html = client.get("/intake/").content.decode()
    assert 'name="source"' not in html
    assert 'value="work_injury"' in html
    once = token(html)
    answer = client.post("/intake/", {
        "category": "work_injury", "employer_name": "某五金厂", "disclosure": "anonymous", "place": world.town.code,
        "once": once,
    })  # fmt: skip
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.source == "info_officer"
    assert case.dispute.is_lead
    assert not Party.objects.exists()
    assert "再登记一件" in client.get("/intake/done/").content.decode()


def test_the_answer_never_tells_a_reporter_of_another_report(world: World) -> None:
    Scene(world, name="王小明", phone="13900001111")
    officer = signed_in(world.who(Role.INFO_OFFICER, world.town))
    once = token(officer.get("/intake/").content.decode())
    officer.post("/intake/", {
        "category": "unpaid_wages", "employer_name": "示例轻纺厂", "disclosure": "open", "name": "王小明",
        "phone": "13900001111", "place": world.town.code, "once": once,
    })  # fmt: skip
    first, second = Case.objects.order_by("pk")
    for address in ("/intake/done/", "/today/", "/cases/", f"/cases/{second.code}/"):
        html = officer.get(address).content.decode()
        assert first.code not in html, address
        assert first.number not in html, address
        assert "同一件事" not in html, address


def test_a_name_is_not_kept_of_who_leaves_none(world: World) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    answer = press(client, world, disclosure="anonymous")
    assert answer.status_code == 422
    assert "请把姓名和电话清空" in answer.content.decode()
    assert press(client, world, disclosure="anonymous", name="", phone="").status_code == 302
    assert not Party.objects.exists()


def test_the_worker_is_asked_who_may_know(world: World) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    html = client.get("/intake/").content.decode()
    assert not re.search(r'name="disclosure"[^>]*checked', html)
    answer = press(client, world, disclosure="")
    assert "请问过职工再选" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"employer_name": "  "}, "请写明单位名称"),
        ({"employer_name": "厂" * 121}, "请控制在120字以内"),
        ({"category": ""}, "请选择是什么事"),
        ({"people": "约10人"}, "不是一个确定的人数"),
        ({"people": "0"}, "不是可能的人数"),
        ({"amount": "很多"}, "不是一个确定的金额"),
        ({"since": "2027-01-01"}, "不能晚于今天"),
        ({"since": "0026-03-05"}, "日期"),
        ({"employment_ended_on": "1999-05-01"}, "工作日历只能推算"),
        ({"story": "长" * 100_000}, "最多5000字"),
        ({"phone": "123"}, "电话号码好像不完整"),
        ({"name": "", "phone": ""}, "请留下电话或姓名"),
        ({"source": "online"}, "选"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    world: World, given: dict[str, str], said: str
) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    answer = press(client, world, **given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert ("三个月没发工资𠮷😡" in html) or "story" in given
    assert not Case.objects.exists()


def test_a_place_beyond_ones_own_is_not_offered_and_not_taken(world: World) -> None:
    window = world.who(Role.WINDOW, world.town)
    html = page(window, "/intake/")
    assert world.village.name in html
    assert world.other_town.name not in html
    answer = press(signed_in(window), world, place=world.other_town.code)
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_a_village_may_report_in_its_own_town_and_a_county_in_every_town(world: World) -> None:
    village = page(world.who(Role.CHAIR, world.village), "/intake/")
    assert world.town.name in village
    county = page(world.who(Role.WINDOW, world.county), "/intake/")
    assert world.other_town.name in county
    assert world.village.name not in county


def test_a_window_paper_that_must_go_up_carries_its_clock(world: World) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    press(client, world, relayed="on")
    assert Clock.objects.filter(rule_id="relay", state="running").exists()


def test_what_makes_a_case_grave_is_taken_at_its_word(world: World) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    press(client, world, serious_injury="on", wage_level="2", people="12", avoids_own_union="on")
    case = Case.objects.get()
    assert case.colour == "red"
    assert case.is_emergency
    assert {"group", "serious_injury", "wage_level", "worker_asked"} <= set(case.dispute.start_reasons)


def test_personal_facts_go_encrypted(world: World) -> None:
    press(signed_in(world.who(Role.WINDOW, world.town)), world)
    party = Party.objects.get()
    assert personal.read(party.personal_key) == {"name": "王小明", "phone": "13900001111"}


def test_names_of_employers_are_offered_within_the_county(world: World) -> None:
    client = signed_in(world.who(Role.WINDOW, world.town))
    html = client.get("/intake/employers/", {"employer_name": "示例"}).content.decode()
    assert "示例轻纺厂" in html
    assert "<html" not in html
    assert client.get("/intake/employers/", {"employer_name": "示"}).content.decode().strip() == ""


def test_who_may_not_report_is_told_so(world: World) -> None:
    assert signed_in(world.employer_rep(world.mill)).get("/intake/").status_code == 403
    assert signed_in(world.made.admin).get("/intake/").status_code == 403


def test_the_result_is_only_for_the_browser_that_reported(world: World) -> None:
    press(signed_in(world.who(Role.WINDOW, world.town)), world)
    assert (
        signed_in(world.who(Role.WINDOW, world.town)).get("/intake/done/").headers["Location"] == "/intake/"
    )


def test_an_officer_who_manages_for_the_employer_reports_and_sees_only_that(world: World) -> None:
    person = world.made.person("厂办主任")
    actions.give_post(
        acting=SYSTEM,
        person=person,
        role=Role.CHAIR,
        place=world.shop_union,
        starts_on=START,
        manages_for_employer=True,
    )
    boss = Acting(person, Role.CHAIR, world.shop_union, manages_for_employer=True)
    scene = Scene(world, place=world.hamlet, employer=world.shop)
    html = page(boss, "/today/")
    assert "您还没有上报过" in html
    assert scene.case.code not in page(boss, "/cases/")
    page(boss, f"/cases/{scene.case.code}/", 404)
    assert 'name="source"' not in page(boss, "/intake/")
