"""审批: what a chair reads, answers, and cannot answer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, Payment
from organizations import actions
from organizations.acting import Acting
from organizations.models import Person
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, Scene, World, person_of
from tests.pages.counting import cost
from tests.wages import Arrears
from workflows.engine import perform
from workflows.models import Answer, Approval, Signature, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A county with its people."""
    return World()


@pytest.fixture
def closing(world: World) -> Scene:
    """A case whose closing waits for the chair."""
    return Scene(world).to("closing")


def signed_in(who: Acting | Person) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(who if isinstance(who, Person) else person_of(who))
    return client


def text(client: Client, address: str = "/approvals/") -> str:
    """A page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return answer.content.decode()


def given(scene: Scene, answer: str = "approve", **more: Any) -> dict[str, Any]:
    """What the form sends."""
    asked = Approval.objects.select_related("case").get(case=scene.case, verdict="open")
    return {"answer": answer, "round": asked.round, "version": asked.case.version} | more


def address(scene: Scene) -> str:
    """The page of the case's last approval."""
    return f"/approvals/{Approval.objects.filter(case=scene.case).latest('pk').code}/"


def decline(world: World) -> Scene:
    """A case whose intake asked to decline it."""
    scene = Scene(world).contact()
    assert scene.chair
    return scene.do("ask_decline", scene.mediator, ground="not_labour", reason="属于邻里纠纷")


def test_a_request_says_what_is_asked_by_whom_why_by_when_and_what_follows(closing: Scene) -> None:
    page = text(signed_in(closing.chair))
    for words in (
        "结案",
        "已付清",
        person_of(closing.mediator).name,
        "达成书面协议",
        "履行凭证 1 份",
        "30,000 元",
    ):
        assert words in page
    assert "案件以“达成书面协议”结案" in page
    assert "案件回到“履行中”" in page
    assert "工作日" in page or "今天" in page
    assert f"/cases/{closing.case.code}/" in page


def test_the_voucher_of_a_reversed_payment_proves_nothing(world: World) -> None:
    one = Arrears(world).to("cleared")
    one.do("reverse_payment", one.mediator, payment=one.payment.code, reason="记错了").pay()
    one.do("ask_close", one.mediator, reason="已全部付清")
    assert Payment.objects.filter(case=one.case).count() == 3
    assert "履行凭证 2 份" in text(signed_in(one.chair))


def test_approving_does_what_was_asked(closing: Scene) -> None:
    client = signed_in(closing.chair)
    answer = client.post(address(closing), given(closing), follow=True)
    assert closing.fresh().state == "closed"
    assert "已同意：结案" in answer.content.decode()
    assert "没有等您签的审批" in answer.content.decode()


@pytest.mark.parametrize(("answer", "verdict"), [("return", Verdict.RETURNED), ("refuse", Verdict.REFUSED)])
def test_a_no_needs_its_reason_and_keeps_what_was_chosen(closing: Scene, answer: str, verdict: str) -> None:
    client = signed_in(closing.chair)
    refused = client.post(address(closing), given(closing, answer, note="  "))
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    assert closing.fresh().state == "closing"
    client.post(address(closing), given(closing, answer, note="缺少转账凭证原件"))
    assert closing.fresh().state == "performing"
    assert Approval.objects.get().verdict == verdict


def test_a_second_request_says_what_was_answered_before_and_what_happened_since(closing: Scene) -> None:
    closing.answer("send_back", note="缺少转账凭证原件").prove().do(
        "ask_close", closing.mediator, reason="已补凭证"
    )
    page = text(signed_in(closing.chair))
    assert "缺少转账凭证原件" in page
    assert "提交证据" in page.split("此后")[1]


def test_a_page_opened_before_the_case_changed_says_what_changed_and_keeps_what_was_typed(
    closing: Scene,
) -> None:
    client = signed_in(closing.chair)
    old = given(closing, "return", note="请补充说明工资如何计算")
    closing.prove()
    answer = client.post(address(closing), old)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "提交证据" in page
    assert "请补充说明工资如何计算" in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    assert client.post(address(closing), old | {"version": version[1]}).status_code == 302
    assert closing.fresh().state == "performing"


def test_of_two_chairs_at_once_the_second_learns_what_the_first_said(closing: Scene, world: World) -> None:
    late = given(closing, "refuse", note="我不同意")
    other = world.who(Role.CHAIR, world.town, 2)
    asked = closing.approval
    Signature.objects.create(
        code="second", step=asked.steps.get(), signer=person_of(other), role=Role.CHAIR, unit=world.town
    )
    signed_in(closing.chair).post(address(closing), given(closing))
    answer = signed_in(other).post(address(closing), late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "这项审批已有结果" in page
    assert "我不同意" in page
    assert closing.fresh().state == "closed"


def test_a_double_click_signs_once(closing: Scene) -> None:
    client, twice = signed_in(closing.chair), given(closing)
    client.post(address(closing), twice)
    version = closing.fresh().version
    answer = client.post(address(closing), twice, follow=True)
    assert "没有重复办理" in answer.content.decode()
    assert closing.fresh().version == version


def test_a_deputy_reads_whose_signature_it_stands_for(closing: Scene, world: World) -> None:
    deputy = world.made.person("代理人")
    post = person_of(closing.chair).posts.get()
    actions.name_deputy(
        acting=world.made.admin, post=post, person=deputy, starts_on=today(), ends_on=today() + 5 * DAY
    )
    client = signed_in(deputy)
    name = person_of(closing.chair).name
    assert f"您代 {name} 审批" in text(client)
    client.post(address(closing), given(closing))
    signed = Signature.objects.get(answer=Answer.APPROVE)
    assert (signed.signer, signed.signed_by) == (closing.chair.person, deputy)
    assert f"代理人 代 {name}" in text(signed_in(closing.chair), "/approvals/decided/")


def test_nobody_approves_their_own_request_and_reads_why(closing: Scene, world: World) -> None:
    post = person_of(closing.chair).posts.get()
    actions.name_deputy(
        acting=world.made.admin,
        post=post,
        person=person_of(closing.mediator),
        starts_on=today(),
        ends_on=today(),
    )
    client = signed_in(closing.mediator)
    page = text(client)
    assert "自己提请的事项不能由自己审批" in page
    assert client.post(address(closing), given(closing)).status_code == 403
    assert closing.fresh().state == "closing"


def test_only_those_it_is_addressed_to_may_answer(closing: Scene, world: World) -> None:
    county = world.who(Role.CHAIR, world.county)
    assert "没有等您签的审批" in text(signed_in(county))
    assert signed_in(county).post(address(closing), given(closing)).status_code == 403
    stranger = world.who(Role.CHAIR, world.other_town)
    assert signed_in(stranger).get(address(closing)).status_code == 404
    informer = world.who(Role.INFO_OFFICER, world.town)
    assert signed_in(informer).get(address(closing)).status_code == 403
    assert Client().get("/approvals/").status_code == 302
    assert closing.fresh().state == "closing"


def test_who_asked_may_take_the_question_back_and_nobody_else(closing: Scene) -> None:
    assert signed_in(closing.chair).post(address(closing) + "withdraw/").status_code == 404
    client = signed_in(closing.mediator)
    page = text(client, "/approvals/mine/")
    assert person_of(closing.chair).name in page
    client.post(address(closing) + "withdraw/")
    assert Approval.objects.get().verdict == Verdict.WITHDRAWN
    assert closing.fresh().state == "performing"
    answer = client.post(address(closing) + "withdraw/", follow=True)
    assert "已经有了结果：已撤回" in answer.content.decode()


def test_closings_fully_performed_are_signed_together_and_each_answers_for_itself(world: World) -> None:
    scenes = [Scene(world).to("closing") for _ in range(3)]
    client = signed_in(scenes[0].chair)
    assert text(client).count('form="together"') == 3
    codes = [scene.approval.code for scene in scenes]
    page = text(client, "/approvals/together/?" + "&".join(f"code={code}" for code in codes))
    items = re.findall(r'name="item" value="([^"]+)"', page)
    assert len(items) == 3
    scenes[1].prove()
    answer = client.post("/approvals/together/", {"item": items}, follow=True)
    assert [scene.fresh().state for scene in scenes] == ["closed", "closing", "closed"]
    said = answer.content.decode()
    assert "办成 2 件，没有办成 1 件" in said
    assert "提交证据" in said


def test_what_needs_reading_is_not_offered_for_signing_together(world: World) -> None:
    declining = decline(world)
    failed = Scene(world).to("failed").do
    failed("inform_parties", declining.mediator, note="已书面告知")
    returned = (
        Scene(world).to("closing").answer("send_back").do("ask_close", declining.mediator, reason="已补")
    )
    page = text(signed_in(returned.chair))
    assert 'form="together"' not in page
    answer = signed_in(returned.chair).get(f"/approvals/together/?code={returned.approval.code}")
    assert answer.status_code == 302


def test_what_was_decided_is_found_again_by_kind_and_answer(world: World) -> None:
    decline(world).answer("refuse", note="应当受理")
    closed = Scene(world).to("closed")
    client = signed_in(closed.chair)
    everything = text(client, "/approvals/decided/")
    assert "应当受理" in everything
    assert closed.case.number in everything
    assert closed.case.number not in text(client, "/approvals/decided/?kind=decline")
    assert "应当受理" not in text(client, "/approvals/decided/?answer=approve&days=30")
    assert "没有符合条件" in text(client, "/approvals/decided/?kind=reopen")


def test_each_kind_says_what_follows(world: World) -> None:
    partner = world.partner()
    mediating = Scene(world).to("mediating")
    mediating.do(
        "ask_extend", mediating.mediator, until=today() + 40 * DAY, both_agree=True, reason="双方同意"
    )
    referring = Scene(world).accept()
    referring.do("ask_refer", referring.mediator, partner=partner, reason="属劳动监察")
    closed = Scene(world).to("closed")
    closed.do("worker_asks_reopen", closed.worker, reason="钱没到账")
    decline(world)
    page = text(signed_in(closed.chair))
    for words in (
        "调解期限延到",
        partner.name,
        "案件回到“已受理”",
        "职工本人",
        "案件以“不予受理”结案",
        "钱没到账",
    ):
        assert words in page


@pytest.mark.parametrize("place", ["/approvals/", "/approvals/mine/", "/approvals/decided/"])
def test_lists_cost_the_same_however_long(world: World, place: str) -> None:
    who = (
        Scene(world).to("closed").chair
        if place == "/approvals/decided/"
        else Scene(world).to("closing").chair
    )
    client = signed_in(Scene(world).mediator if place == "/approvals/mine/" else who)
    text(client, place)
    few = cost(client, place)
    for _ in range(3):
        Scene(world).to("closed" if place == "/approvals/decided/" else "closing")
    assert cost(client, place) == few


def test_a_very_long_note_gets_a_sentence(closing: Scene) -> None:
    answer = signed_in(closing.chair).post(address(closing), given(closing, "return", note="长" * 100_000))
    assert answer.status_code == 422
    assert Case.objects.get(pk=closing.case.pk).state == "closing"


def test_rare_characters_in_a_note_are_kept(closing: Scene) -> None:
    signed_in(closing.chair).post(address(closing), given(closing, "return", note="请补𠮷先生的收条😀"))
    assert "请补𠮷先生的收条😀" in text(signed_in(closing.mediator), "/approvals/mine/")


def test_a_question_that_climbed_with_its_case_leaves_the_lower_chairs_list(closing: Scene) -> None:
    below, above = closing.chair, closing.above
    perform(closing.case, "hand_up", actor=below, reason="回避")
    assert "没有等您签的审批" in text(signed_in(below))
    assert "第 2 轮" in text(signed_in(above))


def test_who_asks_finds_their_requests_in_the_menu(closing: Scene) -> None:
    client = signed_in(closing.mediator)
    assert client.get("/approvals/")["Location"] == "/approvals/mine/"
    assert 'href="/approvals/"' in text(client, "/approvals/mine/")
