"""Following a case by its receipt: what is told, what may be done, and what stays shut."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from cases.models import Case, Evidence, Message
from organizations import calendar as calendars
from organizations.roles import Role
from pages import labels
from pages.public.limits import WRONG_CODES
from pages.public.story import TOLD
from protection import personal, receipts
from record.names import EventName
from record.timekeeping import today
from tests.builders import NAME, PHONE, Scene, World, paper
from tests.conftest import MoveClock
from tests.pages.reporting import enter, report, said, staffed
from workflows import rules
from workflows.dispute.states import S

pytestmark = pytest.mark.django_db
PAGE = "/track/case/"


@pytest.fixture
def world() -> World:
    return staffed()


@pytest.fixture
def code() -> str:
    return receipts.issue()


@pytest.fixture
def scene(world: World, code: str) -> Scene:
    """A case in which the worker still works there, with its receipt."""
    return Scene(world, receipt_code=code)


@pytest.fixture
def holder(client: Client, scene: Scene, code: str) -> Client:
    """A browser that showed the receipt."""
    assert enter(client, code)["Location"] == PAGE
    return client


def do(client: Client, deed: str, **sent: object) -> str:
    """One deed; the words of the page it ends on."""
    return said(client.post(f"/track/do/{deed}/", sent, follow=True))


# ── The door ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "typed", ["{0}", " {0} ", "{lower}", "{bare}", "{spaced}", "{wide}", "{misread}"]
)  # fmt: skip
def test_a_code_opens_however_it_was_copied(client: Client, world: World, typed: str) -> None:
    code = "7F3K-9QXA-1204-56V8"
    Scene(world, receipt_code=code)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    given = typed.format(
        code, lower=code.lower(), bare=code.replace("-", ""), spaced=code.replace("-", " "), wide=wide,
        misread=code.replace("1", "l").replace("0", "O").replace("V", "u"),
    )  # fmt: skip
    assert enter(client, given)["Location"] == PAGE


@pytest.mark.parametrize("typed", ["1234", "7F3K-9QXA-1204-56V8", "' OR 1=1", "𠮷" * 5000, "0" * 16, "-"])
def test_unknown_forged_and_mistyped_codes_get_one_answer_after_one_query(
    client: Client, scene: Scene, typed: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    enter(client, "XXXX")
    with CaptureQueriesContext(connection) as queries:
        answer = enter(client, typed)
    assert answer.status_code == 422
    assert "没有找到这张回执" in said(answer)
    assert len([one for one in queries.captured_queries if "receipt_hash" in one["sql"]]) == 1


def test_an_empty_code_is_asked_for_again(client: Client, scene: Scene) -> None:
    assert "请输入回执码" in said(enter(client, " "))


def test_ten_wrong_codes_shut_the_door_for_five_minutes_also_for_the_right_one(
    client: Client, scene: Scene, code: str, move_clock: MoveClock
) -> None:
    for _ in range(WRONG_CODES.each):
        assert enter(client, "0000").status_code == 422
    answer = enter(client, code)
    assert answer.status_code == 429
    assert "请过5分钟再试" in said(answer)
    assert code in answer.content.decode()
    move_clock(timedelta(minutes=5, seconds=1))
    assert enter(client, code)["Location"] == PAGE


def test_an_address_that_throws_its_cookies_away_is_counted_too(scene: Scene, code: str) -> None:
    for _ in range(WRONG_CODES.shared):
        enter(Client(), "0000")
    assert enter(Client(), code).status_code == 429
    assert enter(Client(REMOTE_ADDR="192.0.2.7"), code)["Location"] == PAGE


def test_without_a_receipt_no_page_of_a_case_opens(client: Client, scene: Scene) -> None:
    for address in (
        PAGE,
        "/track/papers/ABC/",
        "/track/clocks/first_contact/",
        "/report/receipt/",
        "/report/receipt/picture/",
    ):
        assert client.get(address)["Location"].startswith("/track/")
    assert client.post("/track/do/withdraw/", {"reason": "x", "sure": "on"})["Location"].startswith("/track/")
    assert scene.fresh().state == S.REPORTED


def test_a_receipt_opens_its_own_case_and_no_other(holder: Client, world: World, scene: Scene) -> None:
    other = Scene(world, receipt_code=receipts.issue(), employer=None, employer_name="别的厂")
    other.do("add_evidence", other.worker, file=paper("别人的.pdf"))
    row = Evidence.objects.get(case=other.case)
    assert holder.get(f"/track/papers/{row.code}/").status_code == 404
    assert "别的厂" not in said(holder.get(PAGE))


def test_showing_a_receipt_gives_the_browser_a_new_session(client: Client, scene: Scene, code: str) -> None:
    enter(client, "0000")
    planted = client.session.session_key
    enter(client, code)
    assert client.session.session_key != planted


def test_leaving_shuts_the_page_at_once(holder: Client) -> None:
    holder.post("/track/leave/")
    assert holder.get(PAGE)["Location"].startswith("/track/")


def test_half_an_hour_of_rest_shuts_the_page_and_a_minute_less_does_not(
    holder: Client, move_clock: MoveClock
) -> None:
    move_clock(timedelta(minutes=29))
    assert holder.get(PAGE).status_code == 200
    move_clock(timedelta(minutes=58))
    assert holder.get(PAGE).status_code == 200
    move_clock(timedelta(minutes=89))
    assert holder.get(PAGE)["Location"] == "/track/?again=1"


def test_what_was_typed_when_the_visit_expired_is_there_again_for_the_same_receipt_only(
    holder: Client, world: World, scene: Scene, code: str, move_clock: MoveClock
) -> None:
    about = re.search(r'name="about" value="([^"]+)"', holder.get(PAGE).content.decode())
    assert about is not None
    other = receipts.issue()
    Scene(world, receipt_code=other)
    move_clock(timedelta(hours=1))
    answer = holder.post("/track/do/message/", {"body": "老板又说下个月", "about": about[1]})
    assert answer["Location"] == "/track/?again=1"
    assert "老板又说下个月" in holder.post("/track/", {"code": code}, follow=True).content.decode()
    move_clock(timedelta(hours=2))
    holder.post("/track/do/message/", {"body": "只给我自己的", "about": about[1]})
    assert "只给我自己的" not in holder.post("/track/", {"code": other}, follow=True).content.decode()


# ── What is told ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", list(S))
def test_the_page_tells_where_the_case_is_in_every_state(holder: Client, scene: Scene, state: S) -> None:
    scene.to(state)
    page = holder.get(PAGE)
    assert page.status_code == 200
    assert str(state.label) in said(page)
    assert page.content.decode().count('aria-current="step"') == 1


def test_every_event_is_either_told_to_the_worker_or_named_as_the_offices_own() -> None:
    silent = {
        "ABSORBED", "CLOSING_RETURNED", "PARTY_ADDED", "CONSENT_RECORDED", "MESSAGE_SENT", "RELAYED", "REMINDED", "SUPERIORS_TOLD",
        "SUPERVISION_ANSWERED", "URGED", "COLOUR_SET", "EMERGENCY_DECLARED", "EMERGENCY_ENTRY", "EMERGENCY_ENDED",
        "HISTORY_RECORDED", "CLOCK_STARTED", "CLOCK_PAUSED", "CLOCK_RESUMED", "CLOCK_EXTENDED", "CLOCK_REBOUND",
        "CLOCK_STOPPED", "CLOCK_WARNED", "APPROVAL_ASKED", "APPROVED", "APPROVAL_WITHDRAWN",
    }  # fmt: skip
    of_a_case = [
        name
        for name in EventName
        if list(EventName).index(name) < list(EventName).index(EventName.UNIT_ADDED)
    ]
    assert {name.name for name in of_a_case} - {EventName(name).name for name in TOLD} == silent


def test_nothing_the_handlers_wrote_for_themselves_is_shown(holder: Client, scene: Scene) -> None:
    scene.contact().do("accept", scene.mediator, note="内部：此人难缠").assign()
    scene.do("record_finding", scene.mediator, finding="partly", note="内部：单位同意私了")
    scene.crowd(3).do("add_evidence", scene.mediator, file=paper("单位提供的工资表.pdf"))
    page = said(holder.get(PAGE))
    for secret in ("内部：", "内部:", "难缠", "私了", "单位提供的工资表", "工人1", "工人2"):
        assert secret not in page
    assert "工会做了一次调查核实" in page


def test_the_offices_number_is_told_only_once_somebody_has_called(holder: Client, scene: Scene) -> None:
    assert scene.case.number not in said(holder.get(PAGE))
    scene.contact()
    assert scene.case.number in said(holder.get(PAGE))


def test_the_worker_reads_what_was_agreed_and_whether_it_was_done(holder: Client, scene: Scene) -> None:
    scene.to(S.PERFORMING).pay(10_000)
    page = said(holder.get(PAGE))
    assert "付清所欠工资" in page
    assert "30,000 元，已付 10,000 元" in page
    assert "单位最晚这天履行约定" in page


def test_a_deadline_explains_itself_day_by_day_with_and_without_a_script(
    holder: Client, scene: Scene
) -> None:
    link = re.search(r'data-lazy="(/track/clocks/first_contact/[^"]*)"', holder.get(PAGE).content.decode())
    assert link is not None
    whole, piece = holder.get(link[1]), holder.get(link[1], headers={"HX-Request": "true"})
    assert "开始的当日不计入" in said(whole)
    assert "开始的当日不计入" in said(piece)
    assert "<html" not in piece.content.decode()
    assert holder.get("/track/clocks/approval_decide/").status_code == 404


def test_the_office_clocks_are_not_the_workers(holder: Client, scene: Scene) -> None:
    scene.to(S.CLOSING)
    page = said(holder.get(PAGE))
    assert "结案审批" not in page


@pytest.mark.parametrize(
    ("days", "tone"), [(400 - 365, "late"), (365 - 59, "warn"), (365 - 31, "warn"), (10, "info")]
)
def test_the_way_to_arbitration_is_warned_of_before_it_closes(
    client: Client, world: World, code: str, days: int, tone: str
) -> None:
    ended = today() - timedelta(days=days if days != 35 else 400)
    Scene(world, receipt_code=code, employment_ended_on=ended)
    enter(client, code)
    page = client.get(PAGE)
    words = {"late": "看来已经过了", "warn": "期限快到了", "info": "可以申请劳动仲裁，但要在期限之前"}
    assert words[tone] in said(page)


def test_who_still_works_there_reads_that_wages_have_no_limit_yet(
    client: Client, world: World, code: str
) -> None:
    Scene(world, receipt_code=code, employment_ended_on=None)
    enter(client, code)
    assert "不受一年时效限制" in said(client.get(PAGE))


def test_a_merged_case_says_where_it_goes_on_and_nothing_of_the_other_reporter(
    holder: Client, world: World, scene: Scene
) -> None:
    other = Scene(
        world, name="李四四", phone="13700002222", story="另一个人的经过", receipt_code=receipts.issue()
    ).to(S.VERIFYING)
    scene.contact().do("merge", scene.mediator, into=other.case)
    page = said(holder.get(PAGE))
    assert f"由{other.case.unit.name}接着办，现在是“调查核实”" in page
    for secret in ("李四四", "13700002222", "另一个人的经过", other.case.number, other.case.code):
        assert secret not in holder.get(PAGE).content.decode()


def test_the_page_holds_neither_name_nor_number_of_the_worker(holder: Client, scene: Scene) -> None:
    html = holder.get(PAGE).content.decode()
    assert NAME not in html
    assert PHONE not in html


def test_the_tracking_page_asks_the_same_few_queries_however_long_the_case(
    holder: Client, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def queries() -> int:
        with (
            rules.holding(),
            calendars.holding(),
            labels._codes.holding(),
            django_assert_max_num_queries(13) as seen,
        ):
            holder.get(PAGE)
        return len(seen.captured_queries)

    before = queries()
    scene.to(S.MEDIATING)
    for number in range(6):
        scene.do("message", scene.mediator, body=f"消息{number}").do(
            "message", scene.worker, body=f"回{number}"
        )
        scene.do("add_evidence", scene.worker, file=paper(f"{number}.pdf"))
    scene.agree()
    assert queries() <= before + 1


# ── What may be done ────────────────────────────────────────────────────────────────────────────────────────────────


def test_messages_go_both_ways(holder: Client, scene: Scene) -> None:
    assert "已经送到" in do(holder, "message", body="老板说下个月发𠮷😀")
    row = Message.objects.get()
    assert row.from_worker
    assert personal.read(row.body_key)["body"] == "老板说下个月发𠮷😀"
    scene.fresh()
    scene.do("message", scene.mediator, body="请把工资条拍照发来")
    page = said(holder.get(PAGE))
    assert "请把工资条拍照发来" in page
    assert "工会最晚这天回复您的留言" not in page


def test_a_message_pressed_twice_is_sent_once_and_another_one_is_sent(holder: Client, scene: Scene) -> None:
    version = re.search(r'name="version" value="(\d+)"', holder.get(PAGE).content.decode())
    assert version is not None
    for body in ("发了三次的话", "发了三次的话", "另一句话"):
        holder.post("/track/do/message/", {"body": body, "version": version[1]})
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "请写下要说的话"), ("  ", "请写下要说的话"), ("说" * 100_000, "最多2000字")]
)
def test_a_message_that_cannot_be_taken_gets_a_sentence_and_stays(
    holder: Client, body: str, sentence: str
) -> None:
    answer = holder.post("/track/do/message/", {"body": body})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert body.strip() in answer.content.decode()


def test_yes_or_no_to_a_message_that_asks_is_given_once(holder: Client, scene: Scene) -> None:
    scene.contact().do("message", scene.mediator, body="单位愿付两万，您同意吗？", asks_confirmation=True)
    row = Message.objects.get()
    assert "我不同意" in said(holder.get(PAGE))
    assert "您的答复已经记下" in do(holder, "confirm", message=row.code, answer="no")
    row.refresh_from_db()
    assert row.answer == "no"
    assert "您答复：我不同意" in said(holder.get(PAGE))
    answer = holder.post("/track/do/confirm/", {"message": row.code, "answer": "yes"})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.answer == "no"


def test_photos_can_be_added_and_had_back_as_downloads(holder: Client, scene: Scene) -> None:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    sent = SimpleUploadedFile("工资条.png", file.getvalue())
    assert "材料已经收到" in do(holder, "evidence", photos=[sent])
    row = Evidence.objects.get()
    answer = holder.get(f"/track/papers/{row.code}/")
    assert b"".join(answer.streaming_content) == file.getvalue()  # type: ignore[attr-defined]  # a FileResponse
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    sent.seek(0)
    do(holder, "evidence", photos=[sent])
    assert Evidence.objects.count() == 1


def test_a_disguised_file_is_named_and_refused(holder: Client) -> None:
    answer = holder.post("/track/do/evidence/", {"photos": SimpleUploadedFile("a.jpg", b"MZ program")})
    assert answer.status_code == 422
    assert "a.jpg:这种文件不能提交" in said(answer)


def test_who_may_know_can_be_changed_and_the_page_says_what_cannot_be_untold(
    holder: Client, scene: Scene
) -> None:
    assert "收不回来" in said(holder.get(PAGE))
    do(holder, "disclosure", disclosure="open")
    assert scene.fresh().dispute.names_applicant
    do(holder, "disclosure", disclosure="confidential")
    assert not scene.fresh().dispute.names_applicant


def test_an_anonymous_worker_can_come_forward(client: Client, world: World) -> None:
    code = report(client, world, {"disclosure": "anonymous"})
    page = said(client.get(PAGE))
    assert "改变谁可以知道" not in page
    assert "请填写姓名" in do(client, "name", phone=PHONE, disclosure="confidential")
    assert "已经记下" in do(client, "name", name=NAME, phone=PHONE, disclosure="confidential")
    case = Case.objects.get(receipt_hash=receipts.fingerprint(code))
    assert not case.dispute.is_lead


def test_withdrawing_needs_a_reason_and_a_second_word(holder: Client, scene: Scene) -> None:
    assert "确定撤回，请勾选" in do(holder, "withdraw", reason="老板付了")
    assert scene.fresh().is_open
    do(holder, "withdraw", reason="老板付了", sure="on")
    assert scene.fresh().conclusion == "withdrawn"
    assert "您撤回了这件事" in said(holder.get(PAGE))


def test_a_closed_case_is_rated_once_with_stars(holder: Client, scene: Scene) -> None:
    scene.to(S.CLOSED)
    assert "请选择几颗星" in do(holder, "rate", note="还行")
    assert "谢谢您的评价" in do(holder, "rate", stars="4", note="还行")
    assert scene.fresh().dispute.rating == 4
    assert holder.post("/track/do/rate/", {"stars": "1"}).status_code == 422
    assert scene.fresh().dispute.rating == 4


def test_it_is_not_solved_goes_to_the_chair(holder: Client, scene: Scene) -> None:
    scene.to(S.CLOSED)
    assert "哪里没有解决" in do(holder, "reopen", reason="")
    do(holder, "reopen", reason="少给了两千")
    assert scene.approval.kind == "reopen"
    assert "已经报给工会主席" in said(holder.get(PAGE))
    scene.fresh()
    scene.answer()
    assert "这件事重新办理" in said(holder.get(PAGE))


def test_a_step_that_is_not_allowed_now_is_refused_in_a_sentence(holder: Client, scene: Scene) -> None:
    answer = holder.post("/track/do/rate/", {"stars": "5"})
    assert answer.status_code == 422
    assert "不能“评价”" in said(answer)
    assert holder.post("/track/do/approve/", {}).status_code == 404
    assert holder.get("/track/do/rate/").status_code == 405


def test_handlers_may_look_at_the_page_of_a_receipt_without_losing_their_own_sign_in(
    client: Client, world: World, scene: Scene, code: str
) -> None:
    chair = world.who(Role.CHAIR, world.town).person
    assert chair is not None
    client.force_login(chair)
    enter(client, code)
    client.post("/track/leave/")
    assert client.session.get("_auth_user_id") == str(chair.pk)
