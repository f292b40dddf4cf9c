"""The phone's side of 记一次走访: what a browser may keep, who is signed in, and one visit taken once however often it is sent."""

from __future__ import annotations

import datetime
import io
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from cases.models import Case, Evidence, Finding
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Checklist
from organizations.roles import Role
from protection import personal
from record.models import Event
from record.names import EventName
from record.timekeeping import now, today
from tests.builders import DAY, World, person_of
from tests.pages.asking import page, queries, signed_in
from tests.visits import ASKER, Going, relation_of

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
SEND, READY = "/visits/new/send/", "/visits/new/ready/"


def goer(world: World) -> Acting:
    return Going.visitor_of(world)


def drawn(name: str = "车间.jpg", colour: str = "white") -> SimpleUploadedFile:
    """A small real photo, as the phone sends it."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def kept(who: Acting, **more: Any) -> dict[str, Any]:
    """A visit as the phone kept it an hour ago and sends it now."""
    return {
        "client_code": "a" * 32, "owner": str(person_of(who).pk), "at": (now() - HOUR).isoformat(), "sent_at": now().isoformat(),
        "checklist": "visit_basic", "employer_name": "离线测试厂", "met": "王小花 13900003333", "item_wages": "no",
        "topic_wages": "三个月没发加班费",
    } | more  # fmt: skip


def sent(who: Acting, **more: Any) -> Any:
    return signed_in(who).post(SEND, kept(who, **more))


def said(answer: Any) -> Any:
    return json.loads(answer.content)


# ── Sending ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_sent_three_times_is_one_visit_with_one_receipt(world: World) -> None:
    who = goer(world)
    answers = [sent(who, photos=[drawn()]) for _time in range(3)]
    case = Case.objects.get(kind="visit")
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [said(answer) for answer in answers] == [
        {"state": "sent", "number": case.number, "url": f"/cases/{case.code}/"}
    ] * 3
    assert (Evidence.objects.filter(case=case).count(), case.findings.count()) == (1, 1)
    before = Event.objects.count()
    sent(who)
    assert Event.objects.count() == before


def test_once_more_is_answered_even_when_what_it_says_would_now_be_refused(world: World) -> None:
    who = goer(world)
    first = said(sent(who))
    assert said(sent(who, employer_name="", met="")) == first


def test_a_visit_was_made_when_the_phone_says_and_recorded_when_it_arrived(world: World) -> None:
    who = goer(world)
    two_days = now() - 2 * DAY
    sent(who, at=two_days.isoformat())
    case = Case.objects.get(kind="visit")
    event = Event.objects.filter(name=EventName.VISIT_RECORDED).latest("pk")
    assert (case.visit.visited_on, event.occurred_at) == (today() - 2 * DAY, two_days)


@pytest.mark.parametrize("wrong", [-400 * DAY, -3 * HOUR, 3 * HOUR, 200 * DAY])
def test_a_phone_whose_clock_is_wrong_still_knows_how_long_ago_it_was(
    world: World, wrong: datetime.timedelta
) -> None:
    phone = now() + wrong
    sent(goer(world), at=(phone - 2 * DAY).isoformat(), sent_at=phone.isoformat())
    assert Case.objects.get(kind="visit").visit.visited_on == today() - 2 * DAY


@pytest.mark.parametrize("words", ["", "yesterday", "2026-03-02T09:00:00", "9999-99-99T99:99:99Z"])
def test_a_moment_nobody_can_read_is_the_moment_it_arrived(world: World, words: str) -> None:
    assert sent(goer(world), at=words).status_code == 200
    assert Case.objects.get(kind="visit").visit.visited_on == today()


def test_what_somebody_wrote_about_the_day_counts_before_the_phone(world: World) -> None:
    day = today() - 5 * DAY
    sent(goer(world), happened_at=f"{day.isoformat()}T10:00")
    assert Case.objects.get(kind="visit").visit.visited_on == day


def test_who_is_signed_out_is_asked_to_sign_in_and_nothing_is_stored(world: World) -> None:
    answer = Client().post(SEND, kept(goer(world)))
    assert (answer.status_code, said(answer)["state"]) == (401, "signin")
    assert "请先登录" in said(answer)["sentence"]
    assert not Case.objects.filter(kind="visit").exists()


def test_somebody_else_on_the_same_phone_sends_nobodys_visit(world: World) -> None:
    other = world.who(Role.WINDOW, world.town)
    answer = signed_in(other).post(SEND, kept(goer(world)))
    assert (answer.status_code, said(answer)["state"]) == (409, "other")
    assert not Case.objects.filter(kind="visit").exists()


def test_the_same_code_from_two_people_is_two_visits(world: World) -> None:
    assert said(sent(goer(world))) != said(sent(world.who(Role.WINDOW, world.town)))


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_who_goes_nowhere_is_told_so(world: World, role: Role) -> None:
    answer = sent(world.who(role, world.town))
    assert (answer.status_code, said(answer)["sentence"]) == (422, "您的岗位不能登记走访。")


def test_a_visit_dated_before_its_relation_is_refused_with_the_sentence(world: World) -> None:
    who = goer(world)
    relation = relation_of(world, who, actions.Point(employer=world.shop), starts_on=today() - 3 * DAY)
    early = {"relation": relation.code, "at": (now() - 10 * DAY).isoformat()}
    answer = sent(who, **early)
    assert answer.status_code == 422
    assert "走访日期早于联系关系开始的日期" in said(answer)["sentence"]
    assert "happened_at" in said(answer)["errors"]
    assert not Case.objects.filter(kind="visit").exists()
    assert sent(who, relation=relation.code).status_code == 200


def test_what_is_missing_is_named_at_its_field(world: World) -> None:
    answer = sent(goer(world), employer_name="")
    assert answer.status_code == 422
    assert list(said(answer)["errors"]) == ["employer_name"]
    assert said(answer)["sentence"] == said(answer)["errors"]["employer_name"][0]


def test_a_disguised_photo_is_refused_in_a_sentence_and_nothing_is_stored(world: World) -> None:
    file = SimpleUploadedFile("车间.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")
    answer = sent(goer(world), photos=[file])
    assert (answer.status_code, list(said(answer)["errors"])) == (422, ["photos"])
    assert "这种文件不能提交" in said(answer)["sentence"]
    assert not Case.objects.filter(kind="visit").exists()


def test_a_photo_beyond_the_limit_is_refused_in_a_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.documents.storage.LARGEST", 300)
    answer = sent(goer(world), photos=[drawn()])
    assert answer.status_code == 422
    assert "文件太大" in said(answer)["sentence"]


def test_without_the_token_of_a_page_nothing_is_taken(world: World) -> None:
    who, client = goer(world), Client(enforce_csrf_checks=True)
    client.force_login(person_of(who))
    assert client.post(SEND, kept(who)).status_code == 403
    token = said(client.get(READY))["csrf"]
    assert client.post(SEND, kept(who), headers={"X-CSRFToken": token}).status_code == 200


def test_a_planned_visit_is_made_from_the_phone_once(world: World) -> None:
    who = goer(world)
    one = Going(world, planned_on=today())
    answers = [said(sent(who, relation=f"plan:{one.case.code}", at=now().isoformat())) for _time in range(2)]
    assert answers[0] == answers[1]
    assert (one.fresh().state, answers[0]["number"]) == ("recorded", one.case.number)
    assert Case.objects.filter(kind="visit").count() == 1
    again = sent(who, client_code="b" * 32, relation=f"plan:{one.case.code}")
    assert (again.status_code, list(said(again)["errors"])) == (422, ["relation"])
    assert "这次安排已经记过" in said(again)["sentence"]


def test_somebody_elses_plan_is_no_place_of_mine(world: World) -> None:
    one = Going(world, planned_on=today())
    answer = sent(world.who(Role.WINDOW, world.town), relation=f"plan:{one.case.code}")
    assert (answer.status_code, list(said(answer)["errors"])) == (422, ["relation"])
    assert one.fresh().state == "planned"


def test_a_place_the_phone_gave_is_kept_apart_and_half_a_place_is_none(world: World) -> None:
    who = goer(world)
    sent(who, latitude="29.71", longitude="120.23")
    key = Case.objects.get(kind="visit").visit.spot_key
    assert key is not None
    assert personal.read(key) == {"latitude": 29.71, "longitude": 120.23}
    sent(who, client_code="b" * 32, latitude="29.71")
    assert Case.objects.filter(kind="visit").latest("pk").visit.spot_key is None
    answer = sent(who, client_code="c" * 32, latitude="290", longitude="120")
    assert "位置不正确" in said(answer)["sentence"]


# ── What is asked ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_topic_with_a_problem_is_an_entry_of_its_list_and_a_fine_one_is_not(world: World) -> None:
    given = {
        "item_contracts": "yes", "topic_contracts": "不会列入", "item_safety": "yes", "topic_safety": "通道堵了",
        "topic_wishes": "some", "item_wishes": "想要食堂", "kind_1": "service", "text_1": "请来讲一次法",
    }  # fmt: skip
    sent(goer(world), **given)
    case = Case.objects.get(kind="visit")
    rows = [(row.kind, personal.read(row.text_key)["text"]) for row in Finding.objects.filter(case=case)]
    assert rows == [
        ("problem", "工资：三个月没发加班费"), ("problem", "安全：通道堵了"), ("need", "愿望：想要食堂"),
        ("service", "请来讲一次法"),
    ]  # fmt: skip
    assert case.visit.answers == {"wages": False, "contracts": True, "safety": True}


def test_a_union_called_by_its_name_is_that_union(world: World) -> None:
    sent(goer(world), employer_name=world.village.name)
    visit = Case.objects.get(kind="visit").visit
    assert (visit.unit, visit.place_kind) == (world.village, "community")


def test_a_second_press_without_a_script_leads_to_the_same_planned_visit(world: World) -> None:
    who, one = goer(world), Going(world, planned_on=today())
    given = kept(who, relation=f"plan:{one.case.code}")
    pressed = [signed_in(who).post("/visits/new/", given)["Location"] for _time in range(2)]
    assert pressed == [f"/cases/{one.case.code}/"] * 2


def test_a_plan_named_in_the_address_is_chosen(world: World) -> None:
    one = Going(world, planned_on=today())
    html = page(goer(world), f"/visits/new/?plan={one.case.code}")
    assert re.search(rf'<option value="plan:{one.case.code}" selected', html)


# ── What a browser may keep ─────────────────────────────────────────────────────────────────────────────────────


def test_the_form_a_browser_keeps_is_the_same_for_everybody_and_holds_nobodys_data(world: World) -> None:
    who = goer(world)
    relation_of(world, who, actions.Point(worker="张三丰", is_model=True))
    Going(world, planned_on=today())
    mine, nobodys = (
        signed_in(who).get("/visits/new/shell/zh-hans/"),
        Client().get("/visits/new/shell/zh-hans/"),
    )
    assert mine.content == nobodys.content
    assert not nobodys.cookies
    html = mine.content.decode()
    for personal_word in (
        "张三丰",
        person_of(who).name,
        world.mill.name,
        "csrfmiddlewaretoken",
        "X-CSRFToken",
    ):
        assert personal_word not in html
    assert "单位名称" in html


def test_the_worker_changes_with_the_form_it_keeps(world: World) -> None:
    before = Client().get("/visits/new/worker.js")
    assert before["Content-Type"].startswith("text/javascript")
    assert before["Cache-Control"] == "no-cache"
    assert Client().get("/visits/new/worker.js").content == before.content
    row = Checklist.objects.get(code="visit_basic", is_active=True)
    actions.set_checklist(
        acting=SYSTEM, code="visit_basic", use="visit", name_zh=row.name_zh, name_en=row.name_en,
        items=[*row.items, {"key": "canteen", "name": "有没有食堂", "type": "yes_no"}],
    )  # fmt: skip
    assert Client().get("/visits/new/worker.js").content != before.content


def test_every_file_the_worker_keeps_can_be_fetched(world: World) -> None:
    text = Client().get("/visits/new/worker.js").content.decode()
    facts = json.loads(re.search(r"fengqiaoShell = (\{.*\});", text)[1])  # type: ignore[index]
    assert facts["shell"] == "/visits/new/shell/zh-hans/"
    for address in (facts["shell"], *facts["files"]):
        assert Client().get(address).status_code == 200, address


def test_it_can_be_put_on_a_phones_first_screen(world: World) -> None:
    answer = Client().get("/visits/new/app.webmanifest")
    facts = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (facts["lang"], facts["start_url"], facts["display"]) == ("zh-Hans", "/visits/new/", "standalone")
    assert {icon["sizes"] for icon in facts["icons"]} == {"192x192", "512x512"}
    for icon in facts["icons"]:
        side = int(icon["sizes"].split("x")[0])
        assert Image.open(io.BytesIO(Client().get(icon["src"]).content)).size == (side, side)
    assert '<link rel="manifest" href="/visits/new/app.webmanifest">' in page(goer(world), "/visits/new/")


def test_only_this_page_may_ask_the_phone_where_it_is(world: World) -> None:
    client = signed_in(goer(world))
    assert "geolocation=(self)" in client.get("/visits/new/")["Permissions-Policy"]
    assert "geolocation=()" in client.get("/visits/")["Permissions-Policy"]


def test_ready_names_ones_own_places_and_nobody_elses(world: World) -> None:
    who = goer(world)
    relation = relation_of(world, who, actions.Point(worker="张三丰", is_model=True))
    relation_of(world, world.who(Role.WINDOW, world.town), actions.Point(worker="李四光", is_model=True))
    one = Going(world, planned_on=today())
    answer = said(signed_in(who).get(READY))
    assert answer["person"] == person_of(who).pk
    planned, points = answer["places"]
    assert planned["heading"] == "已安排的走访"
    assert [code for code, _name in planned["rows"]] == [f"plan:{one.case.code}"]
    assert points == {"heading": "我的联系点", "rows": [[relation.code, "张三丰"]]}
    assert ASKER not in json.dumps(answer, ensure_ascii=False)
    assert said(Client().get(READY)) == {"person": None}
    assert said(signed_in(world.who(Role.AUDIT_ADMIN, world.town)).get(READY))["places"] == []


# ── What it costs ───────────────────────────────────────────────────────────────────────────────────────────────


def test_places_cost_the_same_for_one_and_for_many(world: World) -> None:
    who = goer(world)

    def more(number: int) -> None:
        employer = world.employer(f"第{number}厂", world.town)
        relation_of(world, who, actions.Point(employer=employer))
        relation_of(world, who, actions.Point(worker=f"职工{number}", is_model=True))
        Going(world, employer=employer, planned_on=today())

    more(0)
    few = queries(who, READY), queries(who, "/visits/new/")
    for number in range(1, 8):
        more(number)
    assert (queries(who, READY), queries(who, "/visits/new/")) == few


def test_a_repetition_costs_next_to_nothing(world: World) -> None:
    who = goer(world)
    client = signed_in(who)
    client.post(SEND, kept(who))
    with CaptureQueriesContext(connection) as asked:
        assert client.post(SEND, kept(who)).status_code == 200
    # Who is signed in, their posts and deputyships, and the visit that is there.
    assert len(asked) <= 6
