"""月排查 urged, 季分析 collected and printed, 限期整改通知书 as the joint paper it is."""

from __future__ import annotations

import pytest

from cases.models import SurveyRound
from cases.surveys import answer_round, own_forms, send_round
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.pages.asking import page, queries, signed_in
from tests.visits import Going, record_of, safety_body
from workflows.visit.states import S

pytestmark = pytest.mark.django_db
ANSWERS = {
    "arrears": True, "arrears_people": 3, "contracts": False, "safety": False, "layoffs": False, "crowd": False, "mood": "有议论",
}  # fmt: skip


def sent(world: World, officers: int = 2) -> SurveyRound:
    for nth in range(1, officers + 1):
        world.who(Role.INFO_OFFICER, world.village, nth)
    return send_round(
        acting=world.who(Role.CHAIR, world.town), unit=world.town, month=today().strftime("%Y-%m"),
        due_on=today() + 3 * DAY,
    )  # fmt: skip


def test_whoever_is_missing_is_urged_and_reads_it(world: World) -> None:
    row, chair = sent(world), world.who(Role.CHAIR, world.town)
    officer = world.who(Role.INFO_OFFICER, world.village, 1)
    here = f"/visits/rounds/{row.code}/"
    assert "催办这 2 人" in page(chair, here)
    assert "主席催办" not in page(officer, "/visits/")
    assert f"{here}answer/" in page(officer, "/today/")
    assert signed_in(chair).post(f"{here}urge/")["Location"] == here
    for address in ("/visits/", "/today/"):
        assert "主席催办" in page(officer, address)
    assert "催办过" in page(chair, here)
    assert "今天已经催过" in page(chair, here)
    assert f'action="{here}urge/"' not in page(chair, here)
    answer = signed_in(chair).post(f"{here}urge/", follow=True)
    assert "今天已经催办过" in answer.content.decode()


def test_only_the_towns_chairs_urge_and_nothing_closed(world: World) -> None:
    row = sent(world)
    here = f"/visits/rounds/{row.code}/urge/"
    for who in (world.who(Role.CHAIR, world.other_town), world.who(Role.INFO_OFFICER, world.village)):
        assert signed_in(who).post(here).status_code in (403, 404)
    signed_in(world.who(Role.MEDIATOR, world.town)).post(here)
    assert SurveyRound.objects.get().urged_at is None
    chair = signed_in(world.who(Role.CHAIR, world.town))
    chair.post(f"/visits/rounds/{row.code}/close/")
    assert "已经结束" in chair.post(here, follow=True).content.decode()
    assert (
        signed_in(world.who(Role.CHAIR, world.other_town))
        .post(f"/visits/rounds/{row.code}/close/")
        .status_code
        == 404
    )


CALM = {"arrears": "no", "contracts": "no", "safety": "no", "layoffs": "no", "crowd": "no", "mood": "有议论"}


def test_how_many_is_asked_only_where_there_are_any(world: World) -> None:
    row = sent(world)
    here = f"/visits/rounds/{row.code}/answer/"
    client = signed_in(world.who(Role.INFO_OFFICER, world.village, 1))
    refused = client.post(here, CALM | {"arrears": "yes"})
    assert refused.status_code == 422
    assert "id_arrears_people_error" in refused.content.decode()
    assert client.post(here, CALM).status_code == 302
    assert row.answers.get(answered_at__isnull=False).answers["arrears_people"] == 0


def test_who_has_filed_sees_what_they_filed_and_an_ended_round_opens_no_form(world: World) -> None:
    row = sent(world)
    here = f"/visits/rounds/{row.code}/answer/"
    filed, late = (world.who(Role.INFO_OFFICER, world.village, nth) for nth in (1, 2))
    assert "您填报的" not in page(filed, here)
    signed_in(filed).post(here, CALM | {"note": "老板说月底发"})
    html = page(filed, here)
    assert "您填报的" in html
    assert html.count("老板说月底发") == 2, "read above, and changed in the form"
    assert "重新填报" in html
    assert here in page(filed, "/visits/")
    signed_in(world.who(Role.CHAIR, world.town)).post(f"/visits/rounds/{row.code}/close/")
    for who in (filed, late):
        html = page(who, here)
        assert "这次排查已经结束，不能再填报。" in html
        assert "data-keep" not in html
    assert "老板说月底发" in page(filed, here)


def test_a_quarter_collects_rounds_and_visits(world: World) -> None:
    row = sent(world)
    officer = world.who(Role.INFO_OFFICER, world.village, 1)
    answer_round(own_forms(person_of(officer).pk).get(), acting=officer, answers=ANSWERS)
    Going(world, record=record_of())
    html = page(world.who(Role.CHAIR, world.town), "/visits/quarter/")
    assert "1 轮排查，收到 1 份，应收 2 份" in html
    assert "合计：3" in html
    assert "有议论 1" in html
    assert f"/visits/rounds/{row.code}/" in html
    assert "data-print" in html
    assert '<dt>未建会企业</dt><dd class="fq-num">1</dd>' in html
    assert "问题清单" in html


def test_a_quarter_before_has_its_own_address_and_says_when_there_was_nothing(world: World) -> None:
    sent(world)
    chair = world.who(Role.CHAIR, world.town)
    assert "这个季度没有发起过" in page(chair, "/visits/quarter/?quarter=2025-2")
    assert "2025年第 2 季度" in page(chair, "/visits/quarter/?quarter=2025-2")
    assert "1 轮排查" in page(chair, "/visits/quarter/?quarter=9999-9&list=none")


def test_a_quarter_is_read_by_who_handles_the_towns_matters_only(world: World) -> None:
    page(world.who(Role.INFO_OFFICER, world.village), "/visits/quarter/", 403)
    page(world.employer_rep(world.shop), "/visits/quarter/", 403)
    html = page(world.who(Role.INFO_OFFICER, world.village), "/visits/")
    assert "/visits/quarter/" not in html
    assert "/visits/rounds/" not in html


def test_a_quarter_costs_the_same_for_many_forms(world: World) -> None:
    sent(world)
    chair = world.who(Role.CHAIR, world.town)
    few = queries(chair, "/visits/quarter/")
    for number in range(5):
        Going(world, employer=world.employer(f"第{number}厂", world.town), record=record_of())
    assert queries(chair, "/visits/quarter/") == few


# ── 限期整改通知书 ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_paper_is_printed_before_it_is_sealed_and_nothing_is_kept(world: World) -> None:
    body, one = safety_body(world), Going(world).to(S.RECORDED)
    form = page(one.mediator, f"/cases/{one.case.code}/do/issue_rectification/")
    address = f"/visits/paper/{one.case.code}/"
    assert f'formaction="{address}"' in form
    given = {"co_issuer": str(body.pk), "hazard": "通道堵塞𠮷", "due_on": (today() + 5 * DAY).isoformat()}
    answer = signed_in(one.mediator).post(address, given)
    html = answer.content.decode()
    for words in (
        "限期整改通知书",
        body.name,
        one.case.unit.name,
        world.mill.name,
        "通道堵塞𠮷",
        one.case.number,
        "复查结果",
    ):
        assert words in html, words
    assert html.count("盖章）") == 2
    due = today() + 5 * DAY
    assert f"请于 {due.year}年{due.month}月{due.day}日 前整改完毕" in html
    assert not one.case.rectifications.exists()


def test_the_paper_is_chinese_whatever_language_its_reader_has_chosen(world: World) -> None:
    one = Going(world).to(S.RECORDED).issue()
    client, day = signed_in(one.mediator), one.paper.issued_on
    client.cookies["language"] = "en"
    html = client.get(f"/visits/paper/{one.case.code}/{one.paper.code}/").content.decode()
    assert 'lang="en"' in html
    for words in (
        "限期整改通知书</h1>",
        "你单位存在下列安全隐患",
        "编号：",
        f"日期：{day.year}年{day.month}月{day.day}日",
    ):
        assert words in html, words


def test_what_is_not_known_yet_is_left_to_the_pen(world: World) -> None:
    safety_body(world)
    one = Going(world).to(S.RECORDED)
    html = signed_in(one.mediator).post(f"/visits/paper/{one.case.code}/", {}).content.decode()
    assert "____" in html
    assert "通知书" in html


def test_an_issued_paper_prints_again_from_the_file(world: World) -> None:
    one = Going(world).to(S.RECORDED).issue()
    address = f"/visits/paper/{one.case.code}/{one.paper.code}/"
    assert address in page(one.mediator, f"/cases/{one.case.code}/")
    html = page(one.mediator, address)
    assert "通道堆放布料" in html
    assert one.paper.co_issuer.name in html
    page(one.mediator, f"/visits/paper/{one.case.code}/NONE/", 404)


def test_a_union_alone_has_no_such_paper_and_strangers_none_at_all(world: World) -> None:
    one = Going(world).to(S.RECORDED)
    page(one.mediator, f"/cases/{one.case.code}/do/issue_rectification/", 409)
    other = Going(world).to(S.RECORDED).issue()
    address = f"/visits/paper/{other.case.code}/{other.paper.code}/"
    for who in (world.who(Role.MEDIATOR, world.other_town), world.employer_rep(world.mill)):
        page(who, address, 404)
        assert signed_in(who).post(f"/visits/paper/{other.case.code}/", {}).status_code == 404
