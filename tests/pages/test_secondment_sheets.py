"""What is printed and put up: 公示, 三公开, 二承诺, slips with codes; and who asked the county takes it back at a desk."""

from __future__ import annotations

import pytest

from organizations.roles import Role
from record.timekeeping import today
from tests.builders import World
from tests.pages.asking import page, signed_in, step
from tests.secondments import NAME, Form
from workflows.models import Approval
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db


def test_the_notice_names_whoever_is_posted_and_nobody_else(world: World) -> None:
    form = Form(world).to(S.NOTICE)
    Form(world, name="还没审批")
    html = page(form.county, f"/secondments/{form.fresh().secondment.round.code}/notice/")
    assert NAME in html
    assert "还没审批" not in html
    stranger = world.who(Role.WINDOW, world.other_town)
    assert NAME not in page(stranger, f"/secondments/{form.case.secondment.round.code}/notice/")


def test_an_objection_stands_on_the_file_with_its_answer(world: World) -> None:
    form = Form(world).to(S.NOTICE)
    step(
        form.county, form.case, "receive_objection", text="本人不在企业上班", received_on=today().isoformat()
    )
    code = form.case.objections.get().code
    assert "等核查" in page(form.county, f"/cases/{form.case.code}/")
    step(form.county, form.case, "dismiss_objection", objection=code, answer="查了社保，属实在岗")
    html = page(form.county, f"/cases/{form.case.code}/")
    for words in ("本人不在企业上班", "核查不成立", "查了社保，属实在岗"):
        assert words in html


def test_the_three_are_printed_once_they_are_public_and_the_promises_also_before(world: World) -> None:
    form = Form(world).to(S.IN_POST)
    address = f"/secondments/sheet/{form.case.code}/"
    page(form.host, f"{address}three/", 404)
    assert "职责承诺" in page(form.host, f"{address}promises/")
    form.publish()
    assert "不收礼金" in page(form.host, f"{address}three/")
    page(form.host, f"{address}other/", 404)
    page(world.who(Role.WINDOW, world.hamlet), f"{address}promises/", 404)


def test_slips_carry_a_code_and_an_address_that_opens_the_page(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    html = step(form.county, form.case, "hand_out_codes", group="served", count="2").content.decode()
    assert html.count("<svg") >= 2
    assert "/opinion/" in html
    assert NAME in html


def test_the_box_is_closed_before_anybody_grades_and_stays_closed_while_the_chair_decides(
    world: World,
) -> None:
    form = Form(world).to(S.ASSESSING).mark()
    form.codes_for()
    answer = signed_in(form.county).get(f"/cases/{form.case.code}/do/propose_grade/")
    assert (answer.status_code, "群众意见还在收集" in answer.content.decode()) == (409, True)
    form.do("close_opinions", form.county)
    html = page(form.county, f"/cases/{form.case.code}/do/propose_grade/")
    assert "“优秀”不超过20%：本轮1人参加考核，最多0人，已有0人" in html
    fresh = Form(world, name="另一人").to(S.ASSESSING).mark()
    fresh.do("propose_grade", fresh.county, grade="competent", reason="综合各项")
    blocked = signed_in(fresh.county).get(f"/cases/{fresh.case.code}/do/hand_out_codes/")
    assert blocked.status_code == 409


def test_the_next_step_of_an_assessment_is_the_one_that_is_missing(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    address = f"/cases/{form.case.code}/"

    def first(html: str) -> str:
        return html.split("fq-next")[1].split("fq-menu")[0]

    assert "记录接收单位书面评价" in first(page(form.county, address))
    form.mark()
    assert "拟定考核等次" in first(page(form.county, address))
    form.codes_for()
    assert "结束群众意见收集" in first(page(form.county, address))


def test_nobody_is_said_to_be_missing_from_a_form_that_goes_from_office_to_office(world: World) -> None:
    form = Form(world)
    html = page(form.officer, f"/cases/{form.case.code}/")
    for words in ("还没有指派调解员", "看看企业看到的"):
        assert words not in html
    assert "还没有提请过审批" in html
    assert "同意选派" in page(form.submit().answer().officer, f"/cases/{form.case.code}/")


def test_who_asked_the_county_takes_the_question_back_from_the_town(world: World) -> None:
    form = Form(world).to(S.COUNTY_REVIEW)
    asked = Approval.objects.get(case=form.case, verdict="open")
    assert asked.asked_by is not None
    assert form.case.unit == world.county
    client = signed_in(world.who(Role.WINDOW, world.town))
    assert asked.asked_by == world.who(Role.WINDOW, world.town).person
    assert client.post(f"/approvals/{asked.code}/withdraw/", {"note": "先补材料"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.verdict, form.fresh().state) == ("withdrawn", S.DRAFT)


def test_what_is_put_up_is_chinese_whatever_language_the_printer_reads(world: World) -> None:
    form = Form(world).to(S.NOTICE)
    client = signed_in(form.county)
    client.cookies["django_language"] = "en"
    notice = client.get(f"/secondments/{form.fresh().secondment.round.code}/notice/").content.decode()
    first = form.case.secondment.wish_from
    assert first is not None
    assert "挂职人员公示" in notice
    assert f"{first.year}年{first.month}月{first.day}日至" in notice
    host = signed_in(form.host)
    host.cookies["django_language"] = "en"
    sheet = host.get(f"/secondments/sheet/{form.case.code}/promises/").content.decode()
    assert "职责承诺" in sheet
    assert "承诺人：" in sheet
    assert 'lang="zh' in sheet
