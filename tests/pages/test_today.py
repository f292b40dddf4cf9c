"""今日: whose turn it is, how urgent, and nothing that is not one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from cases.models import CaseReader, ReaderReason
from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.models import Post
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, MONDAY, Scene, World, person_of
from tests.pages.asking import page, queries, section, signed_in
from workflows.sweep import perform_due

pytestmark = pytest.mark.django_db
AtTime = Callable[[datetime], None]


@pytest.fixture
def world(db: None, at_time: AtTime) -> World:
    """A county on a plain Monday morning, with nobody at its posts but two chairs."""
    at_time(MONDAY)
    return World()


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    assert client.get("/today/").headers["Location"] == "/accounts/login/?next=/today/"


def test_who_holds_no_post_sees_nothing(world: World, client: Client) -> None:
    client.force_login(world.made.person("没有任职"))
    answer = client.get("/today/")
    assert answer.status_code == 403
    assert "这一页您不能看" in answer.content.decode()


def test_an_employers_day_begins_at_its_letters(world: World) -> None:
    scene = Scene(world).to("verifying")
    scene.do("notify_employer", scene.mediator, kind="verify")
    rep = signed_in(world.employer_rep(world.mill))
    for address in ("/", "/today/"):
        answer = rep.get(address, follow=True)
        assert answer.redirect_chain[-1] == ("/employer/", 302), address
        assert "情况核实函" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_an_administrator_is_led_where_there_is_something(world: World, role: Role) -> None:
    answer = signed_in(world.who(role, world.county)).get("/today/", follow=True)
    assert answer.redirect_chain[-1] == ("/office/", 302)
    assert answer.status_code == 200


def test_an_empty_day_says_what_to_do(world: World) -> None:
    html = page(world.who(Role.MEDIATOR, world.town), "/today/")
    assert "现在没有等您办的事" in html
    assert 'href="/cases/"' in html


def test_what_is_late_stands_first_and_says_how_late(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    at_time(MONDAY + 3 * DAY)
    later = Scene(world, employer=world.shop, avoids_own_union=True)
    html = page(scene.mediator, "/today/")
    late = section(html, "逾期")
    assert scene.case.code in late
    assert "已逾期 2 天" in late
    assert "登记首次联系" in late
    assert later.case.code not in late
    assert html.index(scene.case.code) < html.index(later.case.code)


def test_today_this_week_and_later_are_told_apart(world: World, at_time: AtTime) -> None:
    first = Scene(world)
    first.contact()
    second = Scene(world, people=2).accept().assign()
    at_time(MONDAY + timedelta(hours=1))
    html = page(first.mediator, "/today/")
    assert first.case.code in section(html, "本周")
    assert second.case.code in section(html, "之后")
    at_time(MONDAY + 3 * DAY)
    assert first.case.code in section(page(first.mediator, "/today/"), "今天")


def test_a_case_that_waits_for_the_chair_is_the_chairs_and_not_the_mediators(world: World) -> None:
    scene = Scene(world).to("closing")
    mine, theirs = page(scene.chair, "/today/"), page(scene.mediator, "/today/")
    assert scene.case.code in mine
    assert scene.case.code not in section(mine, "等待他人")
    assert "审批：结案" in mine
    assert scene.case.code in section(theirs, "等待他人")
    assert "主席审批" in section(theirs, "等待他人")


def test_a_request_reaches_whom_it_was_addressed_to_even_when_that_is_the_union_above(world: World) -> None:
    scene = Scene(world).to("verifying")
    chair = scene.chair
    scene.do("reassign" if scene.case.state == "mediating" else "assign", chair, mediator=person_of(chair))
    scene.do("record_finding", chair, finding="not", note="查过了").do(
        "ask_not_confirmed", chair, reason="不属实"
    )
    assert scene.case.code in page(scene.above, "/today/")
    assert scene.case.code in section(page(chair, "/today/"), "等待他人")


def test_a_new_case_waits_at_the_window_and_not_with_a_chair_who_has_one(world: World) -> None:
    scene = Scene(world)
    window = world.who(Role.WINDOW, world.town)
    assert scene.case.code in page(window, "/today/")
    assert scene.case.code not in page(scene.chair, "/today/")


def test_a_chair_alone_takes_reports_in(world: World) -> None:
    chair = world.who(Role.CHAIR, world.village)
    scene = Scene(world, place=world.village, employer=None, employer_name="村里的小厂", people=1)
    if scene.case.unit_id != world.village.pk:
        actions.change_unit(world.village, acting=SYSTEM, has_committee=True)
        world.village.refresh_from_db()
        scene = Scene(world, place=world.village, employer=None, employer_name="村里的小厂", people=1)
    assert scene.case.unit_id == world.village.pk
    assert "登记首次联系" in page(chair, "/today/")


def test_a_case_nobody_touches_climbs_into_the_chairs_day(world: World, at_time: AtTime) -> None:
    world.who(Role.WINDOW, world.town)
    scene = Scene(world)
    at_time(MONDAY + 2 * DAY + timedelta(hours=1))
    perform_due()
    late = section(page(scene.chair, "/today/"), "逾期")
    assert scene.case.code in late
    assert "已报到本级" in late
    assert "等 枫桥镇总工会 受理岗位" in late


def test_a_village_case_that_is_late_is_told_to_the_town(world: World, at_time: AtTime) -> None:
    world.who(Role.CHAIR, world.hamlet)
    scene = Scene(world, place=world.hamlet, employer=None, employer_name="村里的小厂").accept()
    scene.do("assign", scene.chair, mediator=person_of(scene.mediator))
    at_time(MONDAY + 8 * DAY)
    perform_due()
    town_chair = world.who(Role.CHAIR, world.town)
    html = section(page(town_chair, "/today/"), "逾期")
    assert scene.case.code in html
    assert "下级逾期，已报到本级" in html


def test_an_emergency_is_told_above_on_its_first_day_and_nobody_below_is_called_late(world: World) -> None:
    scene = Scene(world, people=47).accept()
    html = page(scene.above, "/today/")
    assert scene.case.code in html
    assert "已报到本级" in html
    assert "下级逾期" not in html


def test_a_supervisor_sees_what_is_late_below_and_nothing_beside(world: World, at_time: AtTime) -> None:
    late, beside = Scene(world), Scene(world, place=world.other_town, employer=None, employer_name="店口某厂")
    at_time(MONDAY + 3 * DAY)
    here = page(world.who(Role.SUPERVISOR, world.town), "/today/")
    assert late.case.code in section(here, "逾期")
    assert beside.case.code not in here
    above = page(world.who(Role.SUPERVISOR, world.county), "/today/")
    assert late.case.code in above
    assert beside.case.code in above


def test_an_emergency_stands_before_what_is_later_than_it(world: World, at_time: AtTime) -> None:
    calm = Scene(world)
    at_time(MONDAY + 2 * DAY)
    grave = Scene(world, people=12)
    at_time(MONDAY + 3 * DAY)
    html = section(page(calm.mediator, "/today/"), "逾期")
    assert html.index(grave.case.code) < html.index(calm.case.code)
    assert "应急处置中" in html
    assert "应急续报" in html


def test_a_workers_message_is_the_next_thing_to_answer(world: World) -> None:
    scene = Scene(world).to("mediating")
    scene.do("message", scene.worker, body="什么时候开会？")
    html = page(scene.mediator, "/today/")
    assert "答复职工消息" in html
    scene.do("message", scene.mediator, body="明天上午")
    assert "答复职工消息" not in page(scene.mediator, "/today/")


def test_an_order_from_above_is_the_next_thing_to_answer(world: World) -> None:
    scene = Scene(world).to("verifying")
    scene.do("order", scene.above, note="请说明进展")
    html = page(scene.mediator, "/today/")
    assert "答复督办" in html
    assert "督办待答复" in html


def test_a_deputy_sees_the_work_and_whose_it_is(world: World) -> None:
    scene = Scene(world).accept()
    chair, deputy = scene.chair, world.made.person("代理的人")
    actions.name_deputy(
        acting=SYSTEM, post=Post.objects.get(person=person_of(chair)), person=deputy, starts_on=today(), ends_on=today() + DAY
    )  # fmt: skip
    html = page(Acting(deputy, Role.CHAIR), "/today/")
    assert scene.case.code in html
    assert f"代 {person_of(chair).name}" in html
    assert actings_of(deputy, today())[0].on_behalf_of == person_of(chair)


def test_a_handler_away_leaves_the_case_with_the_deputy(world: World) -> None:
    scene = Scene(world).to("verifying")
    deputy = world.made.person("代理调解员")
    post = Post.objects.get(person=person_of(scene.mediator))
    actions.name_deputy(acting=SYSTEM, post=post, person=deputy, starts_on=today(), ends_on=today() + DAY)
    html = page(Acting(deputy, Role.MEDIATOR), "/today/")
    assert scene.case.code not in section(html, "等待他人")
    assert f"代 {person_of(scene.mediator).name}" in html


def test_who_is_mediator_and_deputy_for_the_chair_reads_which_work_is_whose(world: World) -> None:
    own, chairs = Scene(world), Scene(world).accept()
    deputy = world.who(Role.MEDIATOR, world.town, 2)
    actions.name_deputy(
        acting=SYSTEM, post=Post.objects.get(person=person_of(chairs.chair)), person=person_of(deputy),
        starts_on=today(), ends_on=today() + DAY,
    )  # fmt: skip
    rows = page(deputy, "/today/").split('<li class="fq-caserow')
    of = {scene.case.code: next(row for row in rows if scene.case.code in row) for scene in (own, chairs)}
    assert f"代 {person_of(chairs.chair).name}" in of[chairs.case.code]
    assert "代 " not in of[own.case.code]


def test_a_list_that_changed_says_so_beside_its_heading(world: World) -> None:
    scene = Scene(world)
    html = page(scene.mediator, "/today/")
    asked = html.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert "有新变化" not in page(scene.mediator, asked)
    scene.contact()
    assert "有新变化" in page(scene.mediator, asked)


def test_an_information_officer_sees_their_own_reports_and_never_another(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.town)
    own = Scene(world, actor=officer, source="info_officer")
    twin = Scene(world)
    html = page(officer, "/today/")
    assert own.case.code in html
    assert twin.case.code not in html
    assert twin.case.number not in html
    assert 'href="/intake/"' in html
    assert "可能是同一件事" not in page(officer, f"/cases/{own.case.code}/")


def test_an_officer_who_has_reported_nothing_reads_how(world: World) -> None:
    html = page(world.who(Role.INFO_OFFICER, world.town), "/today/")
    assert "您还没有上报过" in html
    assert "上报一件" in html


def test_a_partner_sees_what_it_was_invited_to_as_work_of_others(world: World) -> None:
    invited, other = Scene(world), Scene(world)
    body, officer = world.partner(), world.made.person("人社所的人")
    actions.give_post(acting=SYSTEM, person=officer, role=Role.PARTNER_OFFICER, place=body, starts_on=today())
    CaseReader.objects.create(case=invited.case, partner=body, reason=ReaderReason.INVITED)
    html = page(Acting(officer, Role.PARTNER_OFFICER, partner=body), "/today/")
    assert invited.case.code in section(html, "等待他人")
    assert other.case.code not in html


def test_who_reports_in_one_place_and_mediates_in_another_sees_both(world: World) -> None:
    both = world.who(Role.INFO_OFFICER, world.town)
    own = Scene(world, actor=both, source="info_officer")
    mediator = Acting(person_of(both), Role.MEDIATOR, world.other_town)
    actions.give_post(
        acting=SYSTEM, person=person_of(both), role=Role.MEDIATOR, place=world.other_town, starts_on=today()
    )
    theirs = Scene(world, place=world.other_town, employer=None, employer_name="店口某厂")
    html = page(mediator, "/today/")
    assert own.case.code in section(html, "等待他人")
    assert theirs.case.code in html


def test_the_three_numbers_open_lists_of_just_as_many(world: World, at_time: AtTime) -> None:
    late = [Scene(world) for _ in range(3)]
    at_time(MONDAY + 3 * DAY)
    fresh = Scene(world)
    html = page(fresh.mediator, "/today/?show=late")
    assert all(scene.case.code in html for scene in late)
    assert fresh.case.code not in html
    assert 'href="/today/?show=late"' in html
    numbers = [int(part.split("<")[0]) for part in html.split('fq-stat__number">')[1:]]
    assert numbers == [3, 0, 4]
    assert all(scene.case.code in page(fresh.mediator, "/cases/?state=reported") for scene in [*late, fresh])


def test_a_closed_case_stays_only_until_the_return_call(world: World) -> None:
    scene = Scene(world).to("closed")
    assert "登记回访" in page(scene.mediator, "/today/")
    scene.do("return_call", scene.mediator, note="钱拿到了")
    assert scene.case.code not in page(scene.mediator, "/today/")


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.CHAIR, Role.SUPERVISOR, Role.WINDOW])
def test_queries_do_not_grow_with_rows(world: World, at_time: AtTime, role: Role) -> None:
    who = world.who(role, world.town)
    Scene(world)
    Scene(world).to("closing")
    at_time(MONDAY + 3 * DAY)
    before = queries(who, "/today/")
    for _ in range(6):
        Scene(world).to("verifying")
        Scene(world)
        Scene(world).to("closing")
    at_time(MONDAY + 10 * DAY)
    assert queries(who, "/today/") == before
    assert before <= 14


def test_many_rows_come_in_pages(world: World) -> None:
    for _ in range(43):
        Scene(world, receipt_code="", name="", phone="", disclosure="anonymous")
    mediator = world.who(Role.MEDIATOR, world.town)
    first, second = page(mediator, "/today/"), page(mediator, "/today/?page=2")
    assert first.count("fq-caserow__title") == 40
    assert second.count("fq-caserow__title") == 3
    assert "共 2 页" in first
