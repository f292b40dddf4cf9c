"""Reporting without an account: three steps, five answers, one case."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cases.models import Case, Party
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import UnitKind
from organizations.roles import Role
from pages.public.forms import ContactForm, WhatForm, WhereForm
from protection import personal
from tests.builders import World
from tests.conftest import MoveClock
from tests.pages.reporting import CONTACT, WHAT, case_of, code_on, fill, report, said, where

pytestmark = pytest.mark.django_db


# ── The way through ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_three_steps_and_one_press_make_a_case_with_everything_that_was_said(
    client: Client, world: World
) -> None:
    code = report(client, world, since="2026.8.1", ended_on="2026-10-09")
    case = case_of(code)
    assert (case.category, case.people, case.amount_involved) == ("unpaid_wages", 3, Decimal(35_000))
    assert case.employer_name == "某某电镀作坊"
    assert case.unit == world.town
    assert str(case.dispute.wrong_known_on) == "2026-08-01"
    assert str(case.dispute.employment_ended_on) == "2026-10-09"
    assert personal.read(case.story_key)["story"] == WHAT["story"]
    party = Party.objects.get(case=case)
    assert personal.read(party.personal_key) == {"name": "王小𠮷", "phone": "13900001111"}


def test_no_more_than_five_answers_are_required(client: Client, world: World) -> None:
    required = [
        name
        for form in (WhatForm, WhereForm, ContactForm)
        for name, field in form.base_fields.items()
        if field.required
    ]
    assert required == ["problem", "town", "employer_name", "disclosure"]
    # and the telephone, unless nobody is to call
    client.post("/report/", {"problem": "work_injury"})
    client.post("/report/where/", {"town": world.town.code, "employer_name": "某厂"})
    client.post("/report/contact/", {"disclosure": "confidential", "phone": "0575-87011234"})
    client.post("/report/check/")
    assert Case.objects.get().people == 1


def test_the_answers_are_shown_again_before_anything_is_sent(client: Client, world: World) -> None:
    fill(client, world)
    page = said(client.get("/report/check/"))
    assert 'data-keep="report"' in client.get("/report/check/").content.decode(), (
        "the draft waits for the receipt"
    )
    for words in (
        "工资",
        "三个月没发工资𠮷😡",
        "枫桥镇",
        "某某电镀作坊",
        "35,000 元",
        "13900001111",
        "请对单位保密",
    ):
        assert words in page
    assert not Case.objects.exists()


def test_one_answer_can_be_changed_from_the_look_back_without_going_through_the_rest(
    client: Client, world: World
) -> None:
    fill(client, world)
    assert 'name="back_to_check"' in client.get("/report/where/?change=1").content.decode()
    answer = client.post("/report/where/", where(world, employer_name="另一家厂", back_to_check="1"))
    assert answer["Location"] == "/report/check/"
    assert "另一家厂" in said(client.get("/report/check/"))


def test_a_step_is_not_shown_before_the_ones_it_follows(client: Client, world: World) -> None:
    assert client.get("/report/where/")["Location"] == "/report/"
    assert client.get("/report/check/")["Location"] == "/report/"
    client.post("/report/", WHAT)
    assert client.get("/report/contact/")["Location"] == "/report/where/"


def test_the_receipt_says_the_code_and_the_last_day_somebody_must_call(client: Client, world: World) -> None:
    code = report(client, world)
    html = client.get("/report/receipt/").content.decode()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)
    due = case_of(code).clocks.get(rule_id="first_contact").due_on
    assert f"最晚 {due.month}月{due.day}日" in html
    assert 'data-draft-done="report"' in html


def test_the_receipt_can_be_kept_as_a_picture_without_a_script(client: Client, world: World) -> None:
    code = report(client, world)
    answer = client.get("/report/receipt/picture/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "image/svg+xml"
    assert code in answer.content.decode()


def test_no_address_ever_holds_a_receipt_code(client: Client, world: World) -> None:
    code = report(client, world)
    bare = code.replace("-", "")
    html = client.get("/report/receipt/").content.decode() + client.get("/track/case/").content.decode()
    links = re.findall(r'(?:href|src|action|hx-get)="([^"]+)"', html)
    assert links
    assert not [link for link in links if code in link or bare in link]
    track = client.get("/track/case/")
    assert code not in track.content.decode()
    assert "no-store" in track["Cache-Control"]


# ── Once ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_pressing_twice_makes_one_case_and_shows_its_receipt_both_times(client: Client, world: World) -> None:
    fill(client, world)
    page = client.get("/report/check/").content.decode()
    carried = re.search(r'name="carried" value="([^"]+)"', page)
    assert carried is not None
    first = client.post("/report/check/", {"carried": carried[1]})
    code = code_on(client.get("/report/receipt/"))
    second = client.post("/report/check/", {"carried": carried[1]})
    assert first["Location"] == second["Location"] == "/report/receipt/"
    assert code_on(client.get("/report/receipt/")) == code
    assert Case.objects.count() == 1


def test_the_second_of_two_presses_at_once_gets_the_case_of_the_first(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client, world)
    other = Client()
    other.cookies = client.cookies
    client.post("/report/check/")
    made = Case.objects.get()
    # As if the first had not been there yet when the second looked: the database says it.
    from pages.public import submit as module

    answers = iter([None, made])
    monkeypatch.setattr(module, "code_opens", lambda code: next(answers))
    from pages.public.report import Report

    again = Report(
        answers={"what": WHAT, "where": where(world), "contact": CONTACT},
        receipt=code_on(client.get("/report/receipt/")),
    )
    assert module.submit(again, again.checked()) == made
    assert Case.objects.count() == 1


def test_going_back_after_the_receipt_begins_an_empty_report(client: Client, world: World) -> None:
    report(client, world)
    assert client.get("/report/check/")["Location"] == "/report/"
    assert "三个月没发工资" not in client.get("/report/").content.decode()


def test_an_old_page_found_later_on_a_shared_phone_neither_resubmits_nor_opens_the_case(
    client: Client, world: World, move_clock: MoveClock
) -> None:
    fill(client, world)
    carried = re.search(r'name="carried" value="([^"]+)"', client.get("/report/check/").content.decode())
    assert carried is not None
    client.post("/report/check/")
    client.post("/track/leave/")
    move_clock(timedelta(minutes=11))
    answer = client.post("/report/check/", {"carried": carried[1]})
    assert answer["Location"] == "/track/"
    assert client.get("/track/case/")["Location"].startswith("/track/")
    assert Case.objects.count() == 1


# ── Who may know ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_leaves_no_name_leaves_none_even_when_one_was_typed(client: Client, world: World) -> None:
    code = report(client, world, {"disclosure": "anonymous", "phone": "not a number", "name": "王小明"})
    case = case_of(code)
    assert case.dispute.is_lead
    assert not Party.objects.filter(case=case).exists()
    assert "没有留联系方式" in said(client.get("/report/receipt/"))


def test_who_is_not_anonymous_leaves_a_number_that_can_be_called(client: Client, world: World) -> None:
    client.post("/report/", WHAT)
    client.post("/report/where/", where(world))
    for phone in ("", "12", "打我微信"):
        answer = client.post("/report/contact/", {"disclosure": "open", "phone": phone})
        assert answer.status_code == 422
        assert "id_phone_error" in answer.content.decode()


def test_before_choosing_it_is_said_that_applying_in_ones_own_name_tells_the_employer(
    client: Client, world: World
) -> None:
    client.post("/report/", WHAT)
    client.post("/report/where/", where(world))
    page = said(client.get("/report/contact/"))
    assert "单位会知道申请人是谁" in page
    client.post("/report/contact/", {**CONTACT, "disclosure": "open"})
    assert "说出去的收不回来" in said(client.get("/report/check/"))


def test_the_wish_not_to_be_handled_by_ones_own_union_is_obeyed(client: Client, world: World) -> None:
    code = report(client, world, employer_name=world.shop.name)
    assert case_of(code).unit == world.shop_union
    wished = report(Client(), world, {**CONTACT, "avoids_own_union": "on"}, employer_name=world.shop.name)
    assert case_of(wished).unit == world.town


# ── A QR code ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_towns_qr_code_fills_in_the_town(client: Client, world: World) -> None:
    assert client.get(f"/r/{world.town.code}/")["Location"] == "/report/"
    client.post("/report/", WHAT)
    html = client.get("/report/where/").content.decode()
    assert f'value="{world.town.code}" selected' in html
    assert world.town.name in said(client.get("/report/where/"))


def test_an_employers_qr_code_fills_in_town_and_employer(client: Client, world: World) -> None:
    client.get(f"/r/{world.shop.code}/")
    client.post("/report/", WHAT)
    html = client.get("/report/where/").content.decode()
    assert f'value="{world.shop.name}"' in html
    assert f'value="{world.town.code}" selected' in html


def test_a_villages_qr_code_sends_the_report_to_the_village(client: Client, world: World) -> None:
    client.get(f"/r/{world.hamlet.code}/")
    assert case_of(report(client, world)).unit == world.hamlet


def test_a_qr_code_nobody_knows_says_so_and_lets_the_report_begin(client: Client, world: World) -> None:
    answer = client.get("/r/NOBODY/", follow=True)
    assert "二维码已经不用了" in said(answer)
    assert answer.redirect_chain[-1][0] == "/report/"


def test_names_offered_while_typing_are_those_of_employers_with_a_union_and_know_of_no_case(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    report(Client(), world, employer_name=world.mill.name)
    asked = {"town": world.town.code, "employer_name": "示例"}
    with django_assert_max_num_queries(4) as queries:
        answer = client.post("/report/employers/", asked)
    assert world.shop.name in answer.content.decode()
    # Registered perhaps only because somebody reported it: not offered, found all the same.
    assert world.mill.name not in answer.content.decode()
    assert case_of(report(Client(), world, employer_name=world.mill.name)).employer == world.mill
    assert not [query for query in queries.captured_queries if "cases_" in query["sql"]]
    assert answer.content == client.post("/report/employers/", asked).content


def test_where_many_towns_work_one_is_typed_and_a_name_of_several_is_asked_again(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.public.places.MOST_CHOICES", 1)
    client.post("/report/", WHAT)
    assert "<select" not in client.get("/report/where/").content.decode()
    answer = client.post("/report/where/", where(world, town="没有这个镇"))
    assert "没有找到这个乡镇" in said(answer)
    twin = actions.add_unit(acting=SYSTEM, parent=world.city, kind=UnitKind.COUNTY, name="嵊州市总工会")
    actions.add_unit(acting=SYSTEM, parent=twin, kind=UnitKind.TOWN, name="枫桥镇总工会")
    world.made.acting("嵊州主席", Role.CHAIR, twin)
    answer = client.post("/report/where/", where(world, town="枫桥镇"))
    assert "嵊州市 枫桥镇" in said(answer)
    assert client.post("/report/where/", where(world, town=world.town.code)).status_code == 302


# ── The front door ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visitor_sees_two_big_buttons_and_a_small_sign_in(client: Client, db: None) -> None:
    html = client.get("/").content.decode()
    assert html.count("fq-btn--big") == 2
    assert 'href="/report/"' in html
    assert 'href="/track/"' in html
    assert "/accounts/login/" in html


def test_who_works_here_is_taken_to_the_first_place_of_their_menu(client: Client, world: World) -> None:
    rep = world.employer_rep(world.mill)
    assert rep.person is not None
    client.force_login(rep.person)
    assert client.get("/")["Location"] == "/employer/"
    assert world.made.admin.person is not None
    client.force_login(world.made.admin.person)
    assert client.get("/")["Location"].startswith("/office/")


def test_only_officers_print_posters(client: Client, world: World) -> None:
    address = f"/poster/{world.shop.code}/"
    assert "/accounts/login/" in client.get(address)["Location"]
    chair = world.who(Role.CHAIR, world.town).person
    assert chair is not None
    client.force_login(chair)
    assert f"/r/{world.shop.code}/" in client.get(address).content.decode()
    assert client.get("/poster/NOBODY/").status_code == 404
    rep = world.employer_rep(world.mill).person
    assert rep is not None
    client.force_login(rep)
    assert client.get(address).status_code == 403
