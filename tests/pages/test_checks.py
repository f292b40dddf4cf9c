"""联调 on the pages: the town asks and sums up, a body reads its own question and answers, nobody learns who reported."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.documents import open_file
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Post
from organizations.roles import Role
from pages.public.story import timeline
from pages.public.story import told as events_told
from record.timekeeping import today
from tests.builders import DAY, MONDAY, NAME, PHONE, STORY, Scene, World, paper, person_of
from tests.pages.asking import page, queries, section, signed_in, step
from tests.workflows.checking import (
    JUSTICE,
    LABOUR,
    NOTE,
    SAFETY,
    answer,
    ask,
    body,
    excuse,
    officer,
    row,
    sum_up,
)
from workflows.dispute.states import S
from workflows.models import BodyAnswer, CheckAnswer, JointCheck
from workflows.sweep import perform_due

pytestmark = pytest.mark.django_db
LIST = "/checks/"


@pytest.fixture
def world(db: None, at_time: Any) -> World:
    """A county on a plain Monday morning."""
    at_time(MONDAY)
    return World()


@pytest.fixture
def scene(world: World) -> Scene:
    """A dispute that is being verified; its worker wants to stay unnamed."""
    return Scene(world).to(S.VERIFYING)


def address(scene: Scene, kind: Any = LABOUR) -> str:
    """The page of a body's question."""
    return f"{LIST}{row(scene, kind).code}/"


def said(who: Acting, scene: Scene, status: int = 302, kind: Any = LABOUR, **typed: Any) -> Any:
    """Posts an answer; returns the response."""
    given = {"answer": "true", "note": NOTE} | typed
    found = signed_in(who).post(address(scene, kind), given)
    assert found.status_code == status, found.content.decode()[:2000]
    return found


# ── The body ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_officer_finds_the_question_its_day_and_the_way_to_it_in_the_menu(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    assert "没有等贵单位答复的事项" in page(who, LIST)
    ask(scene, LABOUR, JUSTICE)
    html = page(who, LIST)
    assert f'href="{address(scene)}"' in html
    assert "还剩 5 个工作日" in html
    assert re.search(r'href="/checks/"[^>]*aria-current="page"', html)
    assert "有 1 件联调等贵单位答复" in page(who, "/today/")
    assert "联调等贵单位答复" not in page(scene.mediator, "/today/")
    one = page(who, address(scene))
    assert "近十二个月的工资支付" in one
    assert "示例轻纺厂" in one


def test_an_answer_reaches_the_case_and_leaves_the_list(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    file = SimpleUploadedFile("台账.pdf", b"%PDF-1.4\nproof", content_type="application/pdf")
    said(who, scene, answer="partly", file=file)
    given = row(scene, LABOUR)
    assert (given.answer, given.answered_by) == ("partly", who.person)
    html = page(who, LIST)
    assert "没有等贵单位答复的事项" in html
    assert "部分属实" in html
    own = page(who, address(scene))
    assert NOTE in own
    got = signed_in(who).get(f"{address(scene)}file/")
    assert got["Content-Disposition"].startswith("attachment")
    assert given.evidence is not None
    assert got.getvalue() == open_file(given.evidence.sha256).read()
    file_page = page(scene.mediator, f"/cases/{scene.case.code}/")
    assert NOTE in file_page
    assert "台账.pdf" in section(file_page, "联调")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"note": " "}, "这里要写几句"),
        ({"answer": ""}, "请选择"),
        ({"answer": "excused"}, "有效"),
        ({"note": "长" * 5001}, "最多5000字"),
    ],
)
def test_an_answer_that_cannot_be_taken_keeps_what_was_typed(
    scene: Scene, typed: dict[str, str], sentence: str
) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    html = said(who, scene, 422, **typed).content.decode()
    assert sentence in html
    assert typed.get("note", NOTE).strip() in html
    assert row(scene, LABOUR).answer == BodyAnswer.OPEN


def test_a_dangerous_file_is_refused_and_the_words_stay(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    html = said(who, scene, 422, file=SimpleUploadedFile("x.exe", b"MZ\x90\x00 not a paper")).content.decode()
    assert NOTE in html
    assert row(scene, LABOUR).answer == BodyAnswer.OPEN


def test_the_second_press_and_the_late_comer_read_what_became_of_it(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR, JUSTICE)
    said(who, scene)
    said(who, scene, answer="untrue")
    assert row(scene, LABOUR).answer == "true"
    excuse(scene, JUSTICE)
    html = page(officer(scene.world, JUSTICE), address(scene, JUSTICE))
    assert "不再等待贵单位的答复" in html
    assert "三次催办没有回音" not in html, "why is the union's own note"
    assert "<form" not in html.split("</h1>")[1].split("</main>")[0]


def test_a_check_that_ended_with_its_case_says_so_and_takes_no_answer(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    scene.do("withdraw", scene.worker, reason="已经解决")
    assert "不用再答复" in page(who, address(scene))
    said(who, scene)
    assert row(scene, LABOUR).answer == BodyAnswer.VOID


def test_an_urged_and_late_body_sees_both(scene: Scene, at_time: Any) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    scene.do("urge_check", scene.mediator)
    at_time(MONDAY + 9 * DAY)
    perform_due()
    html = page(who, LIST)
    assert "已催办" in html
    assert "已逾期" in html
    assert "请尽快答复" in page(who, address(scene))
    said(who, scene)
    assert "逾期答复" in page(scene.mediator, f"/cases/{scene.case.code}/")


def test_a_deputy_answers_for_whom_the_page_names(scene: Scene) -> None:
    who, other = officer(scene.world, LABOUR), scene.world.made.person("代班的人")
    post = Post.objects.get(person=person_of(who))
    actions.name_deputy(acting=SYSTEM, post=post, person=other, starts_on=today(), ends_on=today())
    ask(scene, LABOUR)
    deputy = Acting(other, Role.PARTNER_OFFICER, partner=body(scene.world, LABOUR))
    assert f"您代 {person_of(who).name} 答复" in page(deputy, address(scene))
    said(deputy, scene)
    assert row(scene, LABOUR).answered_by == other


# ── Who may see what ────────────────────────────────────────────────────────────────────────────────────────────────


def everything_read(who: Acting, scene: Scene) -> str:
    """Every page a body's officer can open of a case, as one text."""
    client = signed_in(who)
    places = [LIST, address(scene), "/today/", "/cases/", f"/cases/{scene.case.code}/"]
    return " ".join(client.get(place).content.decode() for place in places)


def test_a_body_never_reads_who_reported_what_was_told_or_the_case_file(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    scene.do("message", scene.worker, body="老板知道了吗")
    scene.do("add_evidence", scene.worker, file=paper("王小的工资条.pdf"))
    ask(scene, LABOUR, JUSTICE)
    answer(scene, JUSTICE, note="司法所的意见")
    html = everything_read(who, scene)
    for secret in (NAME, PHONE, STORY[:6], "老板知道了吗", "王小的工资条", "司法所的意见", "适用什么规定"):
        assert secret not in html
    client = signed_in(who)
    assert client.get(f"/cases/{scene.case.code}/").status_code == 404
    evidence = scene.case.evidence.get()
    assert client.get(f"/cases/{scene.case.code}/evidence/{evidence.code}/").status_code == 404


def test_a_worker_who_agreed_to_be_named_is_named_while_the_check_runs(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    assert NAME not in page(who, address(scene))
    scene.do("change_disclosure", scene.worker, disclosure="open")
    scene.do("add_party", scene.mediator, name="没有表过态的工友", phone="13722223333")
    html = page(who, address(scene))
    assert NAME in html
    assert "没有表过态的工友" not in html
    assert PHONE not in html
    said(who, scene)
    sum_up(scene)
    assert NAME not in page(who, address(scene))


def test_another_bodys_question_is_as_unknown_as_one_that_never_was(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    client = signed_in(officer(scene.world, SAFETY))
    there, nowhere = client.get(address(scene)), client.get(f"{LIST}ABCDEFGHJKMN/")
    assert there.status_code == nowhere.status_code == 404
    token = re.compile(rb'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')
    seen = token.sub(b"", there.content).replace(row(scene, LABOUR).code.encode(), b"ABCDEFGHJKMN")
    assert seen == token.sub(b"", nowhere.content)
    assert client.post(address(scene), {"answer": "true", "note": "x"}).status_code == 404
    assert row(scene, LABOUR).code not in client.get(LIST).content.decode()


def test_only_officers_of_bodies_come_here(scene: Scene) -> None:
    ask(scene, LABOUR)
    assert "/accounts/login/" in Client().get(LIST)["Location"]
    informant = scene.world.who(Role.INFO_OFFICER, scene.world.town)
    for who in (informant, scene.world.employer_rep(scene.world.mill)):
        assert signed_in(who).get(LIST).status_code == 403
    for who in (scene.mediator, scene.chair, informant, scene.world.employer_rep(scene.world.mill)):
        assert signed_in(who).get(address(scene)).status_code == 403


def test_a_post_that_has_ended_opens_nothing(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    Post.objects.filter(person=person_of(who)).update(ends_on=today() - DAY)
    assert signed_in(who).get(address(scene)).status_code == 403


def test_the_employer_sees_nothing_of_a_check(scene: Scene) -> None:
    rep = scene.world.employer_rep(scene.world.mill)
    before = page(rep, "/employer/")
    ask(scene, LABOUR)
    answer(scene, LABOUR)
    sum_up(scene)
    token = re.compile(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')
    assert token.sub("", page(rep, "/employer/")) == token.sub("", before)


def test_the_lists_cost_is_the_same_for_one_question_and_for_ten(scene: Scene) -> None:
    who = officer(scene.world, LABOUR)
    ask(scene, LABOUR)
    one, alone = queries(who, LIST), queries(who, address(scene))
    assert one <= 12
    assert alone <= 14
    for _ in range(9):
        ask(Scene(scene.world).to(S.VERIFYING), LABOUR)
    assert queries(who, LIST) == one


# ── The centre ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_offers_the_bodies_beside_the_town_and_their_usual_questions(scene: Scene) -> None:
    officer(scene.world, LABOUR)
    body(scene.world, JUSTICE)
    html = page(scene.mediator, f"/cases/{scene.case.code}/do/ask_bodies/")
    assert "枫桥人社所" in html
    assert "近十二个月的工资支付" in html
    assert "枫桥司法所(还没有登记人员" in html
    assert "body_safety_office" not in html


def test_the_town_asks_reads_urges_excuses_and_sums_up(scene: Scene) -> None:
    officer(scene.world, LABOUR)
    for kind in (JUSTICE, SAFETY):
        body(scene.world, kind)
    typed = {
        "body_labour_office": "on",
        "question_labour_office": "三月工资发了没有？",
        "body_justice_office": "on",
    }
    assert step(scene.mediator, scene.case, "ask_bodies", **typed).status_code == 302
    assert set(CheckAnswer.objects.values_list("kind", flat=True)) == {LABOUR, JUSTICE}
    case_page = f"/cases/{scene.case.code}/"
    html = section(page(scene.mediator, case_page), "联调")
    assert "2 个单位答复了 0 个" in html
    assert "三月工资发了没有？" in html
    assert step(scene.mediator, scene.case, "urge_check", body=row(scene, LABOUR).code).status_code == 302
    assert "催办过" in page(scene.mediator, case_page)
    answer(scene, LABOUR)
    given = {"body": row(scene, JUSTICE).code, "reason": "三次没有回音"}
    assert step(scene.mediator, scene.case, "excuse_check", **given).status_code == 302
    html = page(scene.mediator, case_page)
    assert "等承办人汇总" in html
    assert re.search(r'href="/cases/\w+/do/sum_up/"[^>]*>[^<]*<svg', html)
    done = {"conclusion": "confirmed", "note": "三月起欠薪属实，转入调解"}
    assert step(scene.mediator, scene.case, "sum_up", **done).status_code == 302
    html = section(page(scene.mediator, case_page), "联调")
    assert "三月起欠薪属实" in html
    assert "发起联调" in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "请至少选择一个联调单位"),
        ({"body_labour_office": "on", "until": "2026-03-02"}, "答复期限应在今天之后"),
        ({"body_labour_office": "on", "question_labour_office": "长" * 1001}, "最多1000字"),
    ],
)
def test_a_check_that_cannot_be_asked_says_why_and_keeps_what_was_typed(
    scene: Scene, typed: dict[str, str], sentence: str
) -> None:
    body(scene.world, LABOUR)
    found = step(
        scene.mediator, scene.case, "ask_bodies", **({"question_labour_office": "写好的问题"} | typed)
    )
    assert found.status_code == 422
    html = found.content.decode()
    assert sentence in html
    assert typed.get("question_labour_office", "写好的问题") in html
    assert not JointCheck.objects.exists()


def test_of_two_bodies_of_a_kind_one_is_chosen(scene: Scene) -> None:
    first, second = body(scene.world, LABOUR), body(scene.world, LABOUR, "枫桥劳动监察中队")
    html = page(scene.mediator, f"/cases/{scene.case.code}/do/ask_bodies/")
    assert first.name in html
    assert second.name in html
    found = step(scene.mediator, scene.case, "ask_bodies", body_labour_office=str(second.pk))
    assert found.status_code == 302
    assert CheckAnswer.objects.get().partner == second


def test_a_town_without_bodies_reads_what_to_do(scene: Scene) -> None:
    found = step(scene.mediator, scene.case, "ask_bodies", note="想联调")
    assert "还没有登记协作单位" in found.content.decode()


def test_summing_up_is_the_next_step_once_everybody_answered(scene: Scene) -> None:
    ask(scene, LABOUR)
    assert "do/sum_up/" not in page(scene.mediator, f"/cases/{scene.case.code}/")
    answer(scene, LABOUR)
    html = page(scene.mediator, f"/cases/{scene.case.code}/")
    assert re.search(
        r'class="[^"]*fq-btn--primary[^"]*"[^>]*href="/cases/\w+/do/sum_up/"', html
    ) or re.search(r'href="/cases/\w+/do/sum_up/"[^>]*class="[^"]*fq-btn--primary', html)


def test_a_case_file_costs_the_same_for_two_bodies_and_for_eight(scene: Scene) -> None:
    from workflows.procedures import ASKABLE

    place = f"/cases/{scene.case.code}/"
    ask(scene, LABOUR, JUSTICE)
    answer(scene, LABOUR, file=paper("一.pdf"))
    two = queries(scene.mediator, place)
    other = Scene(scene.world).to(S.VERIFYING)
    ask(other, *ASKABLE)
    for kind in ASKABLE[:5]:
        answer(other, kind, file=paper(f"{kind}.pdf"))
    assert queries(other.mediator, f"/cases/{other.case.code}/") == two


def test_the_record_and_the_worker_read_what_was_done_in_words(scene: Scene) -> None:
    ask(scene, LABOUR)
    answer(scene, LABOUR, "partly")
    sum_up(scene, "unclear")
    told = section(page(scene.mediator, f"/cases/{scene.case.code}/?show=step"), "全过程")
    for words in ("发起联调", "联调单位答复", "部分属实", "汇总联调意见", "查不清"):
        assert words in told
    lines = [entry.title for entry in timeline(scene.fresh(), events_told(scene.case))]
    assert "工会请有关单位一起核查" in lines
    assert not [line for line in lines if "联调单位" in line]


# ── All that is going on ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_centre_sees_what_is_going_on_and_who_is_late(scene: Scene, at_time: Any) -> None:
    assert "没有进行中的联调" in page(scene.mediator, LIST)
    ask(scene, LABOUR, JUSTICE)
    answer(scene, LABOUR)
    at_time(MONDAY + 9 * DAY)
    html = page(scene.mediator, LIST)
    assert "2 个单位答复了 1 个" in html
    assert "枫桥司法所(逾期)" in html
    assert f"/cases/{scene.case.code}/#joint-check" in html
    excuse(scene, JUSTICE)
    assert "汇总联调意见" in page(scene.chair, LIST)
    sum_up(scene)
    assert "没有进行中的联调" in page(scene.mediator, LIST)


def test_a_handler_sees_the_checks_of_cases_they_may_read_and_no_others(scene: Scene) -> None:
    ask(scene, LABOUR)
    assert scene.case.code in page(scene.above, LIST)
    assert scene.case.code not in page(scene.world.who(Role.MEDIATOR, scene.world.other_town), LIST)


def test_what_is_going_on_costs_the_same_for_one_check_and_for_ten(scene: Scene) -> None:
    ask(scene, LABOUR, JUSTICE)
    one = queries(scene.mediator, LIST)
    for _ in range(9):
        ask(Scene(scene.world).to(S.VERIFYING), LABOUR, JUSTICE)
    assert queries(scene.mediator, LIST) == one <= 14


def test_who_answers_for_a_body_and_handles_cases_finds_both(scene: Scene) -> None:
    both = officer(scene.world, LABOUR)
    actions.give_post(
        acting=SYSTEM, person=person_of(both), role=Role.MEDIATOR, place=scene.world.town, starts_on=today()
    )
    ask(scene, LABOUR)
    html = page(both, LIST)
    assert row(scene, LABOUR).code in html
    assert "?of=cases" in html
    assert f"/cases/{scene.case.code}/#joint-check" in page(both, f"{LIST}?of=cases")
