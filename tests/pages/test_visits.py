"""走访 on the pages: what is owed on top, a record in one form, a route, the official table, rounds; and each file's parts."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case, SurveyAnswer, SurveyRound
from cases.surveys import send_round
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import ContactCycle, Relation
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.organizations.test_contacts import messy, people_of_the_table
from tests.pages.asking import page, queries, signed_in, step
from tests.visits import ASKER, TOLD, Going, cycle_of, photo, record_of, relation_of, safety_body
from workflows.visit.states import S

pytestmark = pytest.mark.django_db


def goer(world: World) -> Acting:
    return Going.visitor_of(world)


def typed(**more: str) -> dict[str, str]:
    """A record as it is typed."""
    return {
        "met": "王小花 13900003333\n李四", "people": "5", "minutes": "30", "item_wages": "no", "item_workers": "45",
        "item_wishes": "想要食堂", "said": "机器很吵", "kind_1": "problem", "text_1": "加班费没发",
    } | more  # fmt: skip


# ── The page of visits ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_i_owe_stands_first_with_by_when_and_how_it_stands(world: World) -> None:
    who = goer(world)
    relation_of(world, who, actions.Point(worker="张三丰", is_model=True))
    html = page(who, "/visits/")
    owed, records = html.index("我还欠的走访"), html.index("走访记录")
    assert owed < records
    assert "张三丰" in html
    assert "走访企业" in html
    assert "还没有走访" in html
    assert "0/1 次" in html


def test_without_a_cycle_the_page_says_so(world: World) -> None:
    assert "现在没有联系周期" in page(goer(world), "/visits/")


def test_entries_that_wait_for_me_lead_to_their_answer(world: World) -> None:
    officer = world.who(Role.MEDIATOR, world.village)
    one = Going(world).to("recorded")
    one.do("assign_finding", one.chair, finding=one.first.code, owner=officer.person)
    html = page(officer, "/visits/")
    assert f"/cases/{one.case.code}/do/answer_finding/?finding={one.first.code}" in html


def test_a_list_of_visits_costs_the_same_for_one_and_for_many(world: World) -> None:
    who = goer(world)
    cycle_of(world)
    Going(world, record=record_of())
    few = queries(who, "/visits/")
    for number in range(8):
        employer = world.employer(f"第{number}厂", world.town)
        relation_of(world, who, actions.Point(employer=employer))
        Going(world, employer=employer, record=record_of())
    assert queries(who, "/visits/") <= few + 1


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_who_goes_nowhere_has_no_page_of_visits(world: World, role: Role) -> None:
    page(world.who(role, world.town), "/visits/", 403)
    page(world.who(role, world.town), "/visits/new/", 403)


def test_only_chairs_see_what_everybody_owes(world: World) -> None:
    relation_of(world, goer(world), actions.Point(employer=world.shop))
    html = page(world.who(Role.CHAIR, world.county), "/visits/owed/")
    assert person_of(goer(world)).name in html
    assert world.shop.name in html
    assert "从各人开始联系或任职的那天算起" in html, "why two of a cycle stand differently"
    page(world.who(Role.WINDOW, world.town), "/visits/owed/")
    assert world.shop.name not in page(world.who(Role.WINDOW, world.town), "/visits/owed/")


# ── Recording and planning ──────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_is_recorded_in_one_form_and_a_second_press_is_the_same_visit(world: World) -> None:
    client = signed_in(goer(world))
    html = client.get("/visits/new/").content.decode()
    found = re.search(r'name="client_code" value="([0-9a-f]{32})"', html)
    assert found
    given = typed(client_code=found[1], employer_name=world.mill.name)
    first, second = client.post("/visits/new/", given), client.post("/visits/new/", given)
    (case,) = Case.objects.filter(kind="visit")
    assert first["Location"] == second["Location"] == f"/cases/{case.code}/"
    assert (case.employer, case.people, case.visit.minutes, case.visit.answers) == (
        world.mill, 5, 30, {"wages": False, "workers": 45},
    )  # fmt: skip
    assert (case.parties.count(), case.findings.count()) == (2, 1)


def test_a_record_without_a_place_keeps_what_was_typed(world: World) -> None:
    answer = signed_in(goer(world)).post("/visits/new/", typed(client_code="a" * 32))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "请写明走访的是哪家单位" in html
    assert "机器很吵" in html
    assert not Case.objects.filter(kind="visit").exists()


def test_a_visit_to_ones_own_contact_point_serves_the_relation(world: World) -> None:
    who = goer(world)
    relation = relation_of(world, who, actions.Point(employer=world.shop))
    signed_in(who).post("/visits/new/", typed(client_code="b" * 32, relation=relation.code))
    case = Case.objects.get(kind="visit")
    assert (case.visit.relation, case.employer) == (relation, world.shop)
    stranger = signed_in(world.who(Role.WINDOW, world.town))
    answer = stranger.post("/visits/new/", typed(client_code="c" * 32, relation=relation.code))
    assert answer.status_code == 422


def test_a_route_suggests_enterprises_without_a_union_first(world: World) -> None:
    html = page(goer(world), "/visits/plan/")
    assert html.index("未建会企业") < html.index(world.mill.name) < html.index(world.shop.name)
    day = today() + DAY
    given = {
        "planned_on": day.isoformat(), "stop_1": f"employer:{world.mill.code}", "stop_2": "", "other_2": "路边小厂",
        "stop_3": f"employer:{world.shop.code}",
    }  # fmt: skip
    assert signed_in(goer(world)).post("/visits/plan/", given)["Location"] == "/visits/"
    planned = Case.objects.filter(kind="visit").order_by("visit__route_order")
    assert [case.visit.place_name for case in planned] == [world.mill.name, "路边小厂", world.shop.name]
    assert signed_in(goer(world)).post("/visits/plan/", {"planned_on": day.isoformat()}).status_code == 422


# ── The file ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", S)
def test_a_visit_has_a_file_in_every_state(world: World, state: str) -> None:
    one = Going(world).to(state)
    html = page(one.chair, f"/cases/{one.case.code}/")
    assert f"走访 · {world.mill.name}" in html
    assert "走访情况" in html
    assert (TOLD in html) == (state != S.PLANNED)
    assert ASKER not in html, "names are masked"


def test_the_file_shows_the_checklist_as_it_was_filled_in(world: World) -> None:
    one = Going(world, record=record_of())
    items = [{"key": "other", "name": "别的", "type": "yes_no"}]
    actions.set_checklist(
        acting=SYSTEM, code="visit_basic", use="visit", name_zh="x", name_en="x", items=items
    )
    html = page(one.chair, f"/cases/{one.case.code}/")
    assert "工资是否按时足额发放" in html
    assert "想有个休息室" in html


def test_every_step_by_hand_has_a_form(world: World) -> None:
    safety_body(world)
    for state in (S.PLANNED, S.RECORDED, S.FOLLOWING):
        one = Going(world).to(state)
        html = page(one.mediator, f"/cases/{one.case.code}/")
        for verb in set(re.findall(rf"/cases/{one.case.code}/do/(\w+)/", html)):
            page(one.mediator, f"/cases/{one.case.code}/do/{verb}/")


def test_the_steps_are_taken_from_their_forms(world: World) -> None:
    one, other = Going(world), world.who(Role.WINDOW, world.town)
    day = (today() + 6 * DAY).isoformat()
    assert step(one.mediator, one.case, "replan", planned_on=day, reason="停电").status_code == 302
    assert step(one.mediator, one.case, "record", **typed()).status_code == 302
    more = {"kind": "need", "text": "夏令用品", "due_on": day, "asker": one.parties[0].code}
    assert step(one.mediator, one.case, "add_finding", **more).status_code == 302
    problem, need = (row.code for row in one.findings)
    given = {"finding": need, "owner": person_of(other).username}
    assert step(one.chair, one.case, "assign_finding", **given).status_code == 302
    assert step(one.mediator, one.case, "follow_up").status_code == 302
    answer = {"finding": need, "answer": "已发放", "outcome": "solved"}
    assert step(other, one.case, "answer_finding", **answer).status_code == 302
    case = {
        "finding": problem,
        "kind": "dispute",
        "category": "overtime_pay",
        "disclosure": "anonymous",
        "people": "2",
    }
    assert step(one.mediator, one.case, "make_case", **case).status_code == 302
    assert one.fresh().state == "closed"
    born = Case.objects.get(kind="dispute")
    assert born.number in page(one.mediator, f"/cases/{one.case.code}/")


def test_a_paper_is_issued_and_looked_at_again_from_their_forms(world: World) -> None:
    body, one = safety_body(world), Going(world, record=record_of(findings=()))
    assert photo().size
    file = SimpleUploadedFile("通知书.pdf", b"%PDF-1.4\nproof")
    due = (today() + 5 * DAY).isoformat()
    given = {"co_issuer": str(body.pk), "hazard": "通道堵塞", "due_on": due, "paper": file}
    assert step(one.mediator, one.case, "issue_rectification", **given).status_code == 302
    html = page(one.mediator, f"/cases/{one.case.code}/")
    assert "通道堵塞" in html
    assert body.name in html
    looked = {"paper": one.paper.code, "result": "met", "note": "已清理"}
    assert step(one.mediator, one.case, "recheck", **looked).status_code == 302
    assert one.paper.state == "met"


# ── The official table ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_official_table_is_looked_at_and_then_taken_once(world: World) -> None:
    people_of_the_table(world)
    chair = world.who(Role.CHAIR, world.county)
    client = signed_in(chair)
    made = {"title": "2026年度", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    address = client.post("/visits/relations/", made)["Location"]
    cycle = ContactCycle.objects.get()
    assert address == f"/visits/relations/{cycle.code}/"
    file = SimpleUploadedFile("一览表.xlsx", messy())
    preview = client.post(f"{address}import/", {"file": file})["Location"]
    html = client.get(preview).content.decode()
    for words in (
        "新登记 6 个联系点",
        "查无此人",
        "没有这个厂",
        "没有写联系点名称",
        "权益保障部",
        "备注：本表由办公室负责解释",
    ):
        assert words in html, words
    assert Relation.objects.count() == 0
    assert client.post(preview)["Location"] == address
    assert client.post(preview)["Location"] == address
    assert Relation.objects.count() == 6
    html = page(chair, address)
    assert "张三丰" in html
    assert "小周" in html


def test_a_stranger_reads_no_contact_points(world: World) -> None:
    cycle = cycle_of(world)
    page(world.who(Role.CHAIR, world.town), f"/visits/relations/{cycle.code}/", 404)
    page(goer(world), "/visits/relations/", 403)
    page(world.who(Role.CHAIR, world.county), "/visits/relations/NONE/", 404)


def test_a_cycle_that_cannot_be_is_refused_with_its_sentence(world: World) -> None:
    given = {"title": "太长", "starts_on": "2026-01-01", "ends_on": "2027-06-30"}
    answer = signed_in(world.who(Role.CHAIR, world.county)).post("/visits/relations/", given)
    assert (answer.status_code, "最长一年" in answer.content.decode()) == (422, True)


# ── Rounds ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_round_is_sent_answered_on_the_phone_and_closed(world: World) -> None:
    first, second = (world.who(Role.INFO_OFFICER, world.village, nth) for nth in (1, 2))
    chair = world.who(Role.CHAIR, world.town)
    month, due = today().strftime("%Y-%m"), (today() + 5 * DAY).isoformat()
    sent = signed_in(chair).post(
        "/visits/rounds/", {"checklist": "monthly_check", "month": month, "due_on": due}
    )
    row = SurveyRound.objects.get()
    assert sent["Location"] == f"/visits/rounds/{row.code}/"
    assert f"/visits/rounds/{row.code}/answer/" in page(first, "/visits/")
    answers = {
        "arrears": "yes", "arrears_people": "3", "contracts": "no", "safety": "no", "layoffs": "no", "crowd": "no",
        "mood": "有议论", "note": "老板说月底发",
    }  # fmt: skip
    done = signed_in(first).post(f"/visits/rounds/{row.code}/answer/", answers)
    assert done["Location"] == "/visits/"
    html = page(chair, f"/visits/rounds/{row.code}/")
    missing, answered = html.index("还没有填报"), html.index("已经填报")
    assert missing < html.index(person_of(second).name) < answered < html.index(person_of(first).name)
    assert "老板说月底发" in html
    assert "1 人没有填报" in page(chair, "/visits/rounds/")
    signed_in(chair).post(f"/visits/rounds/{row.code}/close/")
    assert SurveyRound.objects.get().closed_at is not None
    late = signed_in(second).post(f"/visits/rounds/{row.code}/answer/", answers)
    assert late.status_code == 422
    assert SurveyAnswer.objects.filter(answered_at__isnull=True).count() == 1


def test_an_information_officer_sees_their_own_form_and_no_round(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.village)
    other = world.who(Role.INFO_OFFICER, world.other_town)
    row = send_round(
        acting=world.who(Role.CHAIR, world.town), unit=world.town, month="2026-03", due_on=today() + DAY
    )
    page(officer, f"/visits/rounds/{row.code}/answer/")
    page(officer, f"/visits/rounds/{row.code}/", 404)
    page(officer, "/visits/rounds/", 403)
    page(other, f"/visits/rounds/{row.code}/answer/", 404)
    page(world.who(Role.CHAIR, world.other_town), f"/visits/rounds/{row.code}/", 404)


def test_a_half_filled_form_is_not_taken(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.village)
    row = send_round(
        acting=world.who(Role.CHAIR, world.town), unit=world.town, month="2026-03", due_on=today() + DAY
    )
    answer = signed_in(officer).post(f"/visits/rounds/{row.code}/answer/", {"arrears": "yes"})
    assert answer.status_code == 422
    assert SurveyAnswer.objects.get().answered_at is None


@pytest.mark.promise
def test_an_employer_reaches_no_page_of_visits(world: World) -> None:
    one = Going(world, employer=world.shop, record=record_of())
    boss = world.employer_rep(world.shop)
    for address in (
        "/visits/",
        "/visits/new/",
        "/visits/plan/",
        "/visits/rounds/",
        "/visits/relations/",
        "/visits/owed/",
    ):
        page(boss, address, 403)
    page(boss, f"/cases/{one.case.code}/", 404)
