"""What who holds a receipt may do: talk, send files, answer, choose, withdraw, rate, ask again."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases.models import Case, Evidence, Message
from organizations.roles import Role
from protection import personal, receipts
from tests.builders import NAME, PHONE, Scene, World
from tests.pages.reporting import enter, report, said
from workflows.dispute.states import S

pytestmark = pytest.mark.django_db
PAGE = "/track/case/"


def do(client: Client, deed: str, **sent: object) -> str:
    """One deed; the words of the page it ends on."""
    return said(client.post(f"/track/do/{deed}/", sent, follow=True))


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
