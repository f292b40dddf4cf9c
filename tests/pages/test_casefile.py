"""The case file: one page, the next action first, and only for whom it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from cases.models import Clock, Evidence, Party
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from record.models import Event
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, MONDAY, NAME, PHONE, STORY, Scene, World, paper, person_of
from tests.pages.asking import page, queries, signed_in
from workflows.dispute.states import S
from workflows.sweep import perform_due

pytestmark = pytest.mark.django_db
AtTime = Callable[[datetime], None]


@pytest.fixture
def world(db: None, at_time: AtTime) -> World:
    """A county on a plain Monday morning, with nobody at its posts but two chairs."""
    at_time(MONDAY)
    return World()


def file_of(who: Acting, scene: Scene, more: str = "") -> str:
    """The case file's page."""
    return page(who, f"/cases/{scene.case.code}/{more}")


def head(html: str) -> str:
    """What stands above the parts."""
    return html.split('id="facts"')[0].split('class="cf-head', 1)[1]


@pytest.mark.parametrize("state", S.values)
def test_every_state_has_a_page_and_a_place_on_the_chart(world: World, state: str) -> None:
    scene = Scene(world).to(state)
    html = file_of(scene.mediator, scene)
    assert scene.case.number in html
    assert str(S(state).label) in head(html)
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize("state", S.values)
def test_every_state_has_a_page_in_english(world: World, state: str) -> None:
    scene = Scene(world).to(state)
    client = signed_in(scene.mediator)
    client.cookies["language"] = "en"
    html = client.get(f"/cases/{scene.case.code}/").content.decode()
    assert '<html lang="en"' in html
    assert "Unpaid" in html or "wages" in html.lower()


NEXT = {
    "reported": "登记首次联系", "accepted": "指派调解员", "verifying": "记录核实情况", "mediating": "达成协议",
    "performing": "登记履行", "failed": "告知双方", "suspended": "恢复办理", "closed": "登记回访",
}  # fmt: skip


@pytest.mark.parametrize("state", NEXT)
def test_the_next_action_is_the_first_button_of_who_acts_next(world: World, state: str) -> None:
    scene = Scene(world).to(state)
    who = scene.chair if state == "accepted" else scene.mediator
    first = re.search(
        r'<a class="fq-btn fq-btn--primary fq-btn--big" href="([^"]+)">.*?<span>([^<]+)',
        head(file_of(who, scene)),
    )
    assert first is not None
    assert first[2] == NEXT[state]
    assert signed_in(who).get(first[1]).status_code == 200


def test_who_does_not_act_next_reads_who_is_waited_for(world: World) -> None:
    scene = Scene(world).accept()
    html = head(file_of(scene.mediator, scene))
    assert "fq-btn--primary" not in html
    assert "下一步：指派调解员 · 等 枫桥镇总工会 主席" in html


def test_what_is_not_allowed_now_says_why(world: World) -> None:
    scene = Scene(world).to("verifying")
    html = head(file_of(scene.mediator, scene))
    assert "现在还不能做" in html
    assert "还没有收到调解申请" in html


def test_every_line_of_the_menu_begins_with_a_picture(world: World) -> None:
    """A line without one would stand out of the row."""
    scene = Scene(world).to(S.VERIFYING)
    scene.do("add_party", scene.mediator, name="另一位", phone="13900000077")
    html = head(file_of(scene.mediator, scene))
    lines = re.findall(r'class="fq-menu__item[^>]*>\s*(<svg)?', html)
    assert len(lines) > 5
    assert all(lines)


def test_a_case_that_is_not_visible_is_not_there(world: World) -> None:
    scene = Scene(world)
    stranger = world.who(Role.CHAIR, world.other_town)
    for more in ("", "employer-view/", "clocks/first_contact/", "do/accept/", "people/ABC/", "evidence/ABC/"):
        page(stranger, f"/cases/{scene.case.code}/{more}", 404)
    page(scene.mediator, "/cases/NOSUCHCODE/", 404)


def test_an_employers_representative_finds_no_case(world: World) -> None:
    scene = Scene(world)
    page(world.employer_rep(world.mill), f"/cases/{scene.case.code}/", 404)


def test_what_the_worker_said_and_chose_is_read_by_who_handles_it(world: World) -> None:
    scene = Scene(world, avoids_own_union=True)
    html = file_of(scene.mediator, scene)
    assert STORY in html
    assert "请对单位保密" in html
    assert "请不要让本企业工会办理" in html
    assert "职工要求不由本企业工会办理" in html


def test_names_are_masked_until_asked_for(world: World) -> None:
    scene = Scene(world)
    html = file_of(scene.mediator, scene)
    assert NAME not in html
    assert PHONE not in html
    assert "139****1111" in html
    party = Party.objects.get(case=scene.case)
    shown = signed_in(scene.mediator).post(f"/cases/{scene.case.code}/people/{party.code}/")
    assert NAME in shown.content.decode()
    assert PHONE in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"


def test_who_looked_at_a_worker_is_on_the_record_and_nothing_of_the_worker_is(world: World) -> None:
    scene = Scene(world)
    party, before = Party.objects.get(case=scene.case), scene.fresh().version
    address = f"/cases/{scene.case.code}/people/{party.code}/"
    assert signed_in(scene.mediator).post(address).status_code == 200
    assert signed_in(scene.chair).post(address, headers={"HX-Request": "true"}).status_code == 200
    seen = list(Event.objects.filter(name="personal_data_seen"))
    assert [(event.actor, event.actor_role, event.actor_place) for event in seen] == [
        (person_of(scene.mediator).pk, "mediator", world.town.code),
        (person_of(scene.chair).pk, "chair", world.town.code),
    ]
    assert [event.data for event in seen] == [{"case": scene.case.code, "workers": [party.code]}] * 2
    assert scene.fresh().version == before, "nobody's form grows stale"
    assert "查看个人信息" not in file_of(scene.mediator, scene)
    seal_all()
    assert list(findings()) == []
    auditor = world.who(Role.AUDIT_ADMIN, world.county)
    html = page(auditor, f"/record/?subject={scene.case.number}&name=personal_data_seen")
    assert html.count(party.code) == 2
    assert NAME not in html


def test_an_address_that_was_kept_uncovers_nothing(world: World) -> None:
    scene = Scene(world)
    party = Party.objects.get(case=scene.case)
    address = f"/cases/{scene.case.code}/people/{party.code}/"
    answer = signed_in(scene.mediator).get(address)
    assert answer["Location"] == f"/cases/{scene.case.code}/#parties"
    stranger = world.who(Role.MEDIATOR, world.other_town)
    assert [signed_in(stranger).get(address).status_code, signed_in(stranger).post(address).status_code] == [
        404,
        404,
    ]
    assert not Event.objects.filter(name="personal_data_seen").exists()


def test_who_only_reported_reads_how_it_goes_and_nothing_that_was_said(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.town)
    scene = Scene(world, actor=officer, source="info_officer").to("mediating")
    scene.do("message", scene.worker, body="只给调解员看的话").do(
        "record_session", scene.mediator, note="会上说的话"
    )
    evidence = scene.do("add_evidence", scene.mediator, file=paper("工资条.pdf"))
    html = file_of(officer, scene)
    assert "调解中" in html
    assert "开始调解" in html
    for secret in ("只给调解员看的话", "会上说的话", "工资条", STORY, "139****1111", "看看企业看到的"):
        assert secret not in html
    row = Evidence.objects.get(case=evidence.case)
    party = Party.objects.filter(case=scene.case)[0]
    for more in (f"evidence/{row.code}/", f"people/{party.code}/", "employer-view/"):
        page(officer, f"/cases/{scene.case.code}/{more}", 404)


def test_who_only_reported_never_learns_of_another_report_from_a_merge(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.town)
    other = Scene(world)
    scene = Scene(world, actor=officer, source="info_officer").contact()
    scene.do("merge", scene.mediator, into=other.case, note="同一件事")
    for address in (
        f"/cases/{scene.case.code}/",
        f"/cases/{scene.case.code}/?show=step",
        "/today/",
        "/cases/",
    ):
        html = page(officer, address)
        assert scene.case.code in html
        for word in ("并案", "并入", "同一件事", other.case.number, other.case.code):
            assert word not in html, (address, word)
    assert "并案" in file_of(scene.mediator, scene)


def test_who_is_asked_goes_straight_to_what_is_asked(world: World) -> None:
    scene = Scene(world).to("closing")
    first = re.search(r'fq-btn--big" href="([^"]+)"', head(file_of(scene.chair, scene)))
    assert first is not None
    assert first[1] == f"/approvals/{scene.approval.code}/"
    assert signed_in(scene.chair).get(first[1]).status_code == 200


def test_who_answers_for_what_is_late_may_order_or_urge_at_once(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    supervisor = world.who(Role.SUPERVISOR, world.town)
    assert "fq-btn--primary" not in head(file_of(supervisor, scene))
    at_time(MONDAY + 3 * DAY)
    html = head(file_of(supervisor, scene))
    assert re.search(r'fq-btn--big" href="/cases/\w+/do/order/"', html)
    assert "下一步" in html
    scene.do("order", supervisor, note="请说明")
    assert re.search(r'fq-btn--big" href="/cases/\w+/do/urge/"', head(file_of(supervisor, scene)))


def test_the_union_it_was_handed_up_from_goes_on_reading_but_sees_no_name(world: World) -> None:
    scene = Scene(world).accept()
    below = scene.mediator
    scene.do("hand_up", scene.chair, reason="镇里办不了")
    html = file_of(below, scene)
    assert STORY in html
    assert f"/cases/{scene.case.code}/people/" not in html


def test_three_first_times_and_the_limitation_are_told(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    html = file_of(scene.mediator, scene)
    assert "还没有联系" in html
    scene.contact()
    scene.do("interrupt_limitation", scene.mediator, happened_on=today() - 2 * DAY, reason="去厂里要过")
    html = file_of(scene.mediator, scene)
    assert "还没有联系" not in html
    assert "仲裁时效中断" in html
    assert "劳动争议调解仲裁法" in html


def test_both_mediation_clocks_are_shown_with_the_earlier_first(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    scene.contact().apply()
    at_time(MONDAY + DAY)
    scene.do("accept", scene.mediator)
    html = file_of(scene.mediator, scene)
    part = html.split('id="talks"')[1].split("与职工的消息")[0]
    assert part.count("fq-clock__words") == 2
    assert part.index("(以先到的为准)") < part.index("调解期限(自受理)")


def test_a_clock_tells_its_days_when_it_is_opened(world: World) -> None:
    scene = Scene(world)
    first = signed_in(scene.mediator).get(
        f"/cases/{scene.case.code}/clocks/first_contact/", headers={"HX-Request": "true"}
    )
    html = first.content.decode()
    assert "<html" not in html
    assert "开始的当日不计入" in html
    assert "第1个工作日" in html
    assert "期限最后一日" in html
    whole = page(scene.mediator, f"/cases/{scene.case.code}/clocks/first_contact/")
    assert "工会内部的办理目标" in whole
    page(scene.mediator, f"/cases/{scene.case.code}/clocks/no_such_rule/", 404)


def test_every_clock_of_every_state_explains_itself(world: World, at_time: AtTime) -> None:
    scenes = [Scene(world).to(state) for state in S.values] + [Scene(world, people=12)]
    scenes[3].do("suspend_limitation", scenes[3].mediator, reason="台风封路")
    at_time(MONDAY + 2 * DAY)
    scenes[3].do("resume_limitation", scenes[3].mediator)
    boss = signed_in(world.who(Role.CHAIR, world.county))
    for clock in Clock.objects.select_related("case"):
        answer = boss.get(f"/cases/{clock.case.code}/clocks/{clock.rule_id}/", {"key": clock.key})
        assert answer.status_code == 200, clock
        assert "fq-days" in answer.content.decode() or "小时" in answer.content.decode(), clock


def test_paused_days_are_told_as_not_counted(world: World, at_time: AtTime) -> None:
    scene = Scene(world).to("verifying")
    at_time(MONDAY + DAY)
    scene.do("suspend", scene.chair, ground="both_asked", review_on=today() + 10 * DAY, reason="等一等")
    at_time(MONDAY + 3 * DAY)
    scene.do("resume", scene.chair, reason="可以了")
    html = page(scene.mediator, f"/cases/{scene.case.code}/clocks/verify/")
    assert html.count("暂停期间，不计入") == 2
    clock = Clock.objects.get(case=scene.case, rule_id="verify")
    assert html.count("· 第") == clock.n


def test_a_group_case_counts_who_is_bound_apart(world: World) -> None:
    scene = Scene(world, people=12).to("performing")
    html = file_of(scene.mediator, scene)
    part = html.split('id="parties"')[1].split('id="evidence"')[0]
    assert re.search(r"受协议约束\(本人同意或特别授权\)</dt><dd>1<", part)
    assert "尚未表态" in part
    assert "代表" in part


def test_evidence_is_a_download_with_its_own_name_and_type(world: World) -> None:
    scene = Scene(world).do("add_evidence", world.who(Role.MEDIATOR, world.town), file=paper("工资条𠮷.pdf"))
    row = Evidence.objects.get(case=scene.case)
    html = file_of(scene.mediator, scene)
    assert row.sha256 in html
    answer = signed_in(scene.mediator).get(f"/cases/{scene.case.code}/evidence/{row.code}/")
    assert b"".join(answer).startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "utf-8''" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_evidence_of_one_case_is_not_reached_through_another(world: World) -> None:
    mediator = world.who(Role.MEDIATOR, world.town)
    scene = Scene(world).do("add_evidence", mediator, file=paper())
    other = Scene(world)
    row = Evidence.objects.get(case=scene.case)
    page(mediator, f"/cases/{other.case.code}/evidence/{row.code}/", 404)


def test_terms_show_how_far_they_are_performed(world: World) -> None:
    scene = Scene(world).to("performing").pay(10_000)
    part = file_of(scene.mediator, scene).split('id="agreement"')[1]
    assert "付清所欠工资" in part
    assert "已付 10,000 元" in part
    assert "部分履行" in part


def test_the_employers_view_is_its_own_table_and_nothing_else(world: World) -> None:
    scene = Scene(world).to("verifying")
    html = file_of(scene.mediator, scene, "employer-view/")
    assert "企业什么也看不到" in html
    scene.do("notify_employer", scene.mediator, kind="verify")
    html = file_of(scene.mediator, scene, "employer-view/")
    assert "情况核实函" in html
    for secret in (NAME, PHONE, STORY, scene.case.number, "陈", "30,000"):
        assert secret not in html.split("<main")[1]


def test_the_employer_reads_the_same_words_as_the_switch_shows(world: World) -> None:
    scene = Scene(world).to("verifying")
    scene.do("notify_employer", scene.mediator, kind="tip")
    ours = file_of(scene.mediator, scene, "employer-view/")
    notice = ours.split('class="fq-num">')[1].split("<")[0]
    theirs = page(world.employer_rep(world.mill), f"/employer/{notice}/") if notice else ""
    for words in ("工会劳动法律监督提示函", "提示贵单位依法规范用工", notice):
        assert words in ours
        assert words in theirs


def test_likely_duplicates_are_shown_to_who_accepts(world: World) -> None:
    first, second = Scene(world), Scene(world, name="另一个人", phone="13700000000")
    html = file_of(second.mediator, second)
    assert "可能是同一件事" in html
    assert first.case.number in html
    assert f"/do/merge/?into={first.case.code}" in html
    far = Scene(world, employer=world.shop, category="work_injury", name="第三个人", phone="13600000000")
    assert "可能是同一件事" not in file_of(far.mediator, far)


def test_the_story_says_who_for_whom_when_and_why(world: World, at_time: AtTime) -> None:
    scene = Scene(world).accept()
    chair, deputy = scene.chair, world.made.person("代理的人")
    actions.name_deputy(
        acting=SYSTEM,
        post=person_of(chair).posts.get(),
        person=deputy,
        starts_on=today(),
        ends_on=today() + DAY,
    )
    acting = Acting(deputy, Role.CHAIR, world.town, on_behalf_of=person_of(chair))
    at_time(MONDAY + timedelta(hours=5))
    scene.do("suspend", acting, at=MONDAY + timedelta(hours=1), ground="both_asked", review_on=today() + 9 * DAY,
             reason="双方都要等会计回来")  # fmt: skip
    story = file_of(scene.mediator, scene).split('id="story"')[1]
    assert "主席 代理的人(枫桥镇总工会)" in story
    assert f"代 {person_of(chair).name}" in story
    assert "双方都要等会计回来" in story
    assert "3月2日 10:00" in story
    assert "补记" in story
    assert "职工本人" in story


def test_the_story_can_be_filtered(world: World, at_time: AtTime) -> None:
    scene = Scene(world).to("mediating")
    scene.do("message", scene.mediator, body="请明天来一趟")
    everything = file_of(scene.mediator, scene).split('id="story"')[1]
    steps = file_of(scene.mediator, scene, "?show=step").split('id="story"')[1]
    papers = file_of(scene.mediator, scene, "?show=paper").split('id="story"')[1]
    clocks = file_of(scene.mediator, scene, "?show=clock").split('id="story"')[1]
    assert "发送消息" in everything
    assert "发送消息" not in steps
    assert "指派调解员" in steps
    assert "发送消息" in papers
    assert "期限起算" in clocks
    assert "首次联系职工" in clocks


def test_what_the_clock_did_stands_in_the_story_as_late(world: World, at_time: AtTime) -> None:
    scene = Scene(world)
    mediator = scene.mediator
    at_time(MONDAY + 2 * DAY + timedelta(hours=1))
    perform_due()
    story = file_of(mediator, scene).split('id="story"')[1]
    assert "告知主席和督查员" in story
    assert "系统" in story
    assert "is-late" in story


def test_an_approval_and_its_answer_are_on_file(world: World) -> None:
    scene = Scene(world).to("closing").answer("send_back", note="缺一张回单")
    part = file_of(scene.mediator, scene).split('id="papers"')[1]
    assert "审批记录" in part
    assert "缺一张回单" in part
    assert "已付清" in part


def test_queries_do_not_grow_with_what_hangs_on_the_case(world: World, at_time: AtTime) -> None:
    scene = Scene(world, people=12).to("mediating")
    before = queries(scene.mediator, f"/cases/{scene.case.code}/")
    for number in range(8):
        scene.do("message", scene.worker, body=f"第{number}条")
        scene.do("add_evidence", scene.mediator, file=paper())
        scene.do("add_party", scene.mediator, name=f"又一人{number}")
        scene.do("record_session", scene.mediator, note="又谈了一次")
        Scene(world)
    scene.do("message", scene.mediator, body="都看到了")
    assert queries(scene.mediator, f"/cases/{scene.case.code}/") == before
    assert before <= 34


def test_rare_characters_and_markup_are_shown_as_they_were_typed(world: World) -> None:
    scene = Scene(world, story="<script>alert(1)</script> 𠮷😡", amount=Decimal("0.01"))
    html = file_of(scene.mediator, scene)
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "𠮷😡" in html
