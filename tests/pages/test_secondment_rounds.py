"""Rounds at a desk: opened, filled from an annex after a look, exported; and the page for opinions without an account."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.imports.secondments import read_annex
from cases.models import Case, Direction, Opinion, OpinionCode, SecondmentRound
from cases.secondments.columns import columns_of
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.timekeeping import today
from record.verify import verify
from tests.builders import DAY, World
from tests.pages.asking import page, queries, signed_in
from tests.secondments import NAME, Form, open_round
from tests.workflows.secondment.test_annex import ROWS, grid, official, sheet
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db


def given(title: str = "2026年第一轮", **more: object) -> dict[str, object]:
    """A round's form as it is typed."""
    return {
        "title": title,
        "directions": ["to_town", "to_county"],
        "file_by": (today() + 10 * DAY).isoformat(),
    } | more


def test_the_county_opens_a_round_and_a_town_only_reads_it(world: World) -> None:
    chair = world.who(Role.CHAIR, world.county)
    assert signed_in(chair).post("/secondments/", given()).status_code == 302
    assert SecondmentRound.objects.get().directions == ["to_county", "to_town"]
    html = page(world.who(Role.WINDOW, world.town), "/secondments/")
    assert "2026年第一轮" in html
    assert "开始一轮挂职" not in html
    signed_in(world.who(Role.WINDOW, world.town)).post("/secondments/", given("私开"))
    assert SecondmentRound.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"directions": []}, "请至少选择一个挂职方向"),
        ({"file_by": (today() - DAY).isoformat()}, "报送截止日早于开始日"),
        ({"title": " "}, "这里要填写"),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_a_sentence_and_keeps_what_was_typed(
    world: World, wrong: dict[str, object], sentence: str
) -> None:
    answer = signed_in(world.who(Role.CHAIR, world.county)).post("/secondments/", given("下半年") | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "title" in wrong or "下半年" in answer.content.decode()
    assert SecondmentRound.objects.count() == 0


def test_a_supervisor_reads_rounds_and_changes_none(world: World) -> None:
    round_, ducha = open_round(world), world.who(Role.SUPERVISOR, world.county)
    html = page(ducha, f"/secondments/{round_.code}/")
    assert 'type="file"' not in html
    assert f"/secondments/{round_.code}/new/" not in html
    for place in ("move", "close"):
        assert signed_in(ducha).get(f"/secondments/{round_.code}/{place}/").status_code == 404
    assert (
        signed_in(world.who(Role.WINDOW, world.town)).get(f"/secondments/{round_.code}/move/").status_code
        == 404
    )


def test_the_deadline_moves_with_a_reason_that_stands_on_record(world: World) -> None:
    round_, office = open_round(world), world.who(Role.WINDOW, world.county)
    later = (today() + 30 * DAY).isoformat()
    client, address = signed_in(office), f"/secondments/{round_.code}/move/"
    answer = client.post(address, {"file_by": later, "reason": ""})
    assert (answer.status_code, f'value="{later}"' in answer.content.decode()) == (422, True)
    assert client.post(address, {"file_by": later, "reason": "台风停工"}).status_code == 302
    round_.refresh_from_db()
    assert round_.file_by.isoformat() == later
    html = page(world.who(Role.WINDOW, world.town), f"/secondments/{round_.code}/")
    assert "改报送截止日" in html
    assert "台风停工" in html
    event = Event.objects.get(name=EventName.SECOND_ROUND_MOVED)
    assert "台风" not in str(event.data)
    assert verify() is None


def test_the_same_day_once_more_is_no_move(world: World) -> None:
    round_, office = open_round(world), world.who(Role.WINDOW, world.county)
    answer = signed_in(office).post(
        f"/secondments/{round_.code}/move/", {"file_by": round_.file_by.isoformat(), "reason": "再说一遍"}
    )
    assert answer.status_code == 422
    assert "报送截止日没有变" in answer.content.decode()


def test_a_round_is_closed_after_a_look_at_what_is_under_way_and_takes_nothing_more(world: World) -> None:
    form = Form(world)
    round_, office = form.fresh().secondment.round, world.who(Role.WINDOW, world.county)
    address = f"/secondments/{round_.code}/"
    assert "还有 1 份在填写，结束以后不能再提交" in page(office, f"{address}close/")
    assert signed_in(office).post(f"{address}close/").status_code == 302
    html = page(office, address)
    assert "不再收呈报表" in html
    assert "上传附件表" not in html
    assert "这一轮挂职已经结束" in page(office, f"{address}new/to_town/", 409)
    assert "这一轮已经结束" in signed_in(office).post(f"{address}close/").content.decode()


def test_forms_are_found_by_direction_and_state(world: World) -> None:
    drafted = Form(world, name="填表人")
    Form(world, direction=Direction.TO_COUNTY, name="到县人").to(S.SENDER_REVIEW)
    address = f"/secondments/{drafted.fresh().secondment.round.code}/"
    office = world.who(Role.WINDOW, world.county)
    html = page(office, f"{address}?direction=to_county")
    assert ("到县人" in html, "填表人" in html) == (True, False)
    html = page(office, f"{address}?state=draft")
    assert ("到县人" in html, "填表人" in html) == (False, True)


@pytest.mark.parametrize("place", ["", "{code}/", "{code}/assessment/", "{code}/notice/"])
def test_a_page_asks_the_database_as_often_for_many_forms_as_for_one(world: World, place: str) -> None:
    form = Form(world).to(S.ASSESSING)
    office = world.who(Role.WINDOW, world.county)
    address = f"/secondments/{place}".format(code=form.fresh().secondment.round.code)
    before = queries(office, address)
    for number in range(3):
        Form(world, name=f"同志{number}").to(S.ASSESSING)
    assert queries(office, address) == before


def test_an_annex_is_looked_at_and_then_imported(world: World) -> None:
    round_, office = open_round(world), world.who(Role.WINDOW, world.county)
    client = signed_in(office)
    file = SimpleUploadedFile("附件二.xlsx", official("to_town", *ROWS, ("没有的工会", "甲", "", "")))
    answer = client.post(f"/secondments/{round_.code}/", {"direction": "to_town", "file": file})
    assert answer.status_code == 302
    html = client.get(answer.headers["Location"]).content.decode()
    assert "没有的工会" in html
    assert Case.objects.count() == 0
    assert client.post(answer.headers["Location"]).status_code == 302
    assert Case.objects.filter(kind="secondment").count() == 3
    assert "赵一" in page(office, f"/secondments/{round_.code}/")


def test_the_annex_comes_out_at_the_desk(world: World) -> None:
    form = Form(world)
    round_ = form.fresh().secondment.round
    client = signed_in(world.who(Role.WINDOW, world.county))
    rows = grid(client.get(f"/secondments/{round_.code}/to_town.xlsx").content)
    assert rows[2][1] == NAME
    assert client.get(f"/secondments/{round_.code}/assessments.xlsx").status_code == 200
    assert client.get(f"/secondments/{round_.code}/nonsense.xlsx").status_code == 404


def test_who_keeps_no_forms_has_no_such_page(world: World) -> None:
    assert signed_in(world.who(Role.AUDIT_ADMIN, world.county)).get("/secondments/").status_code == 404


def test_only_the_row_at_fault_is_left_out_and_each_is_named_with_its_reason(world: World) -> None:
    round_, office = open_round(world), world.who(Role.WINDOW, world.county)
    client = signed_in(office)
    rows = [
        *ROWS,
        ("没有的工会", "甲", "", ""),
        (ROWS[0][0], "", "上半年", ""),
        (ROWS[0][0], "赵一", "下半年", ""),
    ]
    file = SimpleUploadedFile("附件二.xlsx", official("to_town", *rows))
    place = client.post(f"/secondments/{round_.code}/", {"direction": "to_town", "file": file}).headers[
        "Location"
    ]
    html = client.get(place).content.decode()
    for sentence in ("没有找到“没有的工会”这个组织", "没有写人名", "已有同一选送单位的同名同志"):
        assert sentence in html
    assert client.post(place, follow=True).content.decode().count("3行没有采用") == 1
    assert Case.objects.filter(kind="secondment").count() == 3


def test_a_sheet_without_its_columns_is_refused_where_it_was_chosen(world: World) -> None:
    round_ = open_round(world)
    client = signed_in(world.who(Role.WINDOW, world.county))
    for name, data, sentence in (
        ("缺列.xlsx", sheet([["选送单位名称", "挂职对象"], ["甲", "乙"]]), "挂职意愿时间"),
        ("三.xlsx", official("to_enterprise", ("甲", "乙", "", "")), "挂职对象"),
        ("不是表.xlsx", b"hello", ""),
    ):
        given = {"direction": "to_town", "file": SimpleUploadedFile(name, data)}
        answer = client.post(f"/secondments/{round_.code}/", given)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert Case.objects.count() == 0


def test_an_opinion_is_given_without_an_account_and_once(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    code, visitor = form.codes_for()[0], Client()
    html = visitor.get(f"/opinion/?code={code}").content.decode()
    assert f"{NAME}（枫桥镇总工会）" in html
    assert NAME not in visitor.get("/opinion/?code=123").content.decode()
    assert (
        "没有记下是谁写的" in visitor.post("/opinion/", {"code": code, "grade": "excellent"}).content.decode()
    )
    assert visitor.post("/opinion/", {"code": code, "grade": "failed"}).status_code == 422
    assert Opinion.objects.get().grade == "excellent"


def test_a_code_typed_from_paper_is_read_as_it_is_meant(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    code = form.codes_for()[0]
    assert (len(code), code.isupper() or code.replace("-", "").isdigit()) == (19, True)
    typed = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    visitor = Client()
    assert NAME in visitor.get("/opinion/", {"code": typed}).content.decode()
    assert "没有记下是谁写的" in visitor.post("/opinion/", {"code": typed, "grade": "basic"}).content.decode()
    assert Opinion.objects.get().grade == "basic"
    assert not any(code in str(row) for row in OpinionCode.objects.values_list("digest"))


def test_before_the_box_is_closed_one_reads_how_many_answered_and_what_follows(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    for code in form.codes_for(count=6)[:4]:
        form.say(code)
    html = page(form.county, f"/cases/{form.case.code}/do/close_opinions/")
    assert "发出6个测评码，收到4份意见" in html
    assert "不足五份，结束以后什么都不显示" in html
    assert 'data-confirm="' in html
    form.say(_unused(form))
    html = page(form.county, f"/cases/{form.case.code}/do/close_opinions/")
    assert "收到5份意见" in html
    assert "不足五份，结束以后什么都不显示" not in html


def _unused(form: Form) -> str:
    return form.codes_for(count=1)[0]


def test_a_preview_says_where_the_rows_go_and_which_must_be_mended(world: World) -> None:
    round_, office = open_round(world), world.who(Role.WINDOW, world.county)
    client = signed_in(office)
    union = world.made.enterprise.name
    rows = (
        (union, "随便人", "随便", ""), (union, "太长人", "2026年3月至2027年2月", ""),
        (union, "正好人", "2026年3月至2026年8月", ""),
    )  # fmt: skip
    file = SimpleUploadedFile("附件二.xlsx", official("to_town", *rows))
    answer = client.post(f"/secondments/{round_.code}/", {"direction": "to_town", "file": file})
    html = client.get(answer.headers["Location"]).content.decode()
    assert "接收单位：枫桥镇总工会。附件表没有这一栏" in html
    assert html.count("仍采用，提交前要改") == 2
    assert "看不出从哪天到哪天" in html
    assert "超过6个月" in html
    assert client.post(answer.headers["Location"]).status_code == 302
    assert Case.objects.filter(kind="secondment").count() == 3


def test_an_empty_annex_has_exactly_its_columns_and_can_be_read_again(world: World) -> None:
    round_, office = open_round(world), world.who(Role.WINDOW, world.county)
    client = signed_in(office)
    client.cookies["django_language"] = "en"
    for direction in Direction:
        data = client.get(f"/secondments/{round_.code}/blank/{direction}.xlsx").content
        assert tuple(grid(data)[1]) == columns_of(direction)
        assert read_annex(data, direction).rows == []
        assert f"/blank/{direction}.xlsx" in page(office, f"/secondments/{round_.code}/")
    assert client.get(f"/secondments/{round_.code}/blank/other.xlsx").status_code == 404


def test_a_round_has_its_tools_above_its_forms_and_says_whom_each_waits_for(world: World) -> None:
    form = Form(world, name="等审核").to(S.SENDER_REVIEW)
    html = page(world.who(Role.WINDOW, world.county), f"/secondments/{form.fresh().secondment.round.code}/")
    assert html.index("上传附件表") < html.index("公示、考核和导出") < html.index("等审核")
    assert f"{form.case.unit.name}审批" in html
