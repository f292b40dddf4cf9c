"""The file of a table from the first proposal to what follows: versions, answers, signatures, roads, papers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Proposal, SeatKind
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World
from tests.mediations import alone, for_dispute, for_group
from tests.pages.asking import page, section, signed_in
from tests.pages.reporting import staffed
from tests.pages.tables import file_of, form_of, post

pytestmark = pytest.mark.django_db
KINDS: dict[str, Any] = {"dispute": for_dispute, "group": for_group, "agenda": alone}


@pytest.fixture
def world(db: None) -> World:
    return staffed()


# ── Proposals ───────────────────────────────────────────────────────────────────────────────────────────────────────


def term(n: int, what: str = "", amount: str = "", days: int = 10) -> dict[str, str]:
    """One row of the form."""
    day = (today() + days * DAY).isoformat() if what or amount else ""
    return {
        f"what_{n}": what, f"amount_{n}": amount, f"due_on_{n}": day, f"who_{n}": "employer", f"nature_{n}": "wages",
        f"proof_{n}": "transfer",
    }  # fmt: skip


def test_a_new_version_starts_from_the_last_one_and_says_what_it_changed(world: World) -> None:
    table = for_dispute(world).to("in_session").propose(20_000, 10_000)
    form = form_of(table, "propose")
    assert 'value="20000.00"' in form
    sent = {
        "text": "分三次付清",
        "rows": "3",
        **term(0, "支付第0笔工资", "25000"),
        **term(1),
        **term(2, "补缴社保", ""),
    }
    assert post(table, "propose", **sent).status_code == 302
    html = section(file_of(table), "方案")
    assert "20,000 元" in html
    assert "25,000 元" in html
    assert "改动" in html
    assert "新增" in html or "补缴社保" in html
    assert Proposal.objects.filter(case=table.case).count() == 2


def test_a_row_that_was_begun_must_be_finished(world: World) -> None:
    table = for_dispute(world).to("in_session")
    sent = {"text": "付清", "rows": "2", **term(0, "付工资", "100"), "what_1": "", "amount_1": "50"}
    answer = post(table, "propose", **sent)
    assert answer.status_code == 422
    assert "请写明做什么" in answer.content.decode()
    assert not Proposal.objects.filter(case=table.case).exists()


def test_two_mediators_editing_the_second_is_shown_that_it_changed_and_loses_nothing(world: World) -> None:
    table = for_dispute(world).to("in_session")
    seen = table.fresh().version
    table.propose(30_000)
    address = reverse("case_do", args=[table.case.code, "propose"])
    sent = {"expects": seen, "text": "我的方案", "rows": "2", **term(0, "付工资", "100"), **term(1)}
    answer = signed_in(table.mediator).post(address, sent)
    assert answer.status_code == 409
    assert "我的方案" in answer.content.decode()
    assert table.proposal.version == 1


# ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_answers_are_counted_by_what_was_said_and_how(world: World) -> None:
    table = for_group(world, 12).to("proposed").do("ask_consents")
    workers = table.seats(SeatKind.WORKER)
    table.by_paper(workers[:5]).by_paper(workers[5:7], "no", "数额不对")
    html = section(file_of(table), "表态").replace("> <", "><")
    for words, number in (("同意", 5), ("不同意", 2), ("未表态", 6)):
        assert f'<dt>{words}</dt><dd class="fq-num">{number}</dd>' in html
    assert "数额不对" in html
    assert "凭书面或录音，由调解员登记" in html


def test_after_the_collection_who_is_not_bound_is_listed(world: World) -> None:
    table = for_group(world, 12).to("proposed").do("ask_consents")
    workers = table.seats(SeatKind.WORKER)
    table.by_paper(workers[:9]).by_paper(workers[9:10], "no")
    table.answer(table.seat(SeatKind.EMPLOYER))
    assert post(table, "end_collection", **table.asked, reason="等够了").status_code == 302
    html = section(file_of(table), "表态")
    assert "不受约束 3 人" in html


def test_an_answer_on_paper_is_recorded_with_its_proof(world: World) -> None:
    table = for_dispute(world).to("consenting")
    paper = table.file("answer")
    seat = table.seat(SeatKind.WORKER)
    sent = {**table.asked, "seats": [seat.code], "answer": "yes", "evidence": paper, "note": "当面签的"}
    assert post(table, "record_answer", **sent).status_code == 302
    assert reverse("case_evidence", args=[table.case.code, paper]) in section(file_of(table), "表态")


def test_an_answer_on_paper_to_an_older_version_is_refused_with_what_changed(world: World) -> None:
    table = for_dispute(world).to("consenting")
    old, paper, seat = table.asked, table.file("answer"), table.seat(SeatKind.WORKER)
    table.propose(25_000).do("ask_consents")
    answer = post(table, "record_answer", **old, seats=[seat.code], answer="yes", evidence=paper)
    assert answer.status_code == 409
    assert "方案已改为第2版" in answer.content.decode()


def test_links_are_shown_once_and_the_page_cannot_be_fetched_again(world: World) -> None:
    table = for_dispute(world).to("consenting")
    seat = table.seat(SeatKind.WORKER)
    answer = post(table, "offer_links", **table.asked, seats=[seat.code])
    html = answer.content.decode()
    token = re.search(r"/t/([\w-]{27})/", html)
    assert token is not None
    assert "表态时要填本人手机号的后四位" in html
    assert "谁就能替这个席位表态" not in html
    assert "<svg" in html
    assert "no-store" in answer["Cache-Control"]
    assert token[1] not in file_of(table)
    assert token[1] not in form_of(table, "offer_links")


# ── Signing and what follows ────────────────────────────────────────────────────────────────────────────────────────


def test_from_signing_to_in_force_by_the_pages(world: World) -> None:
    table = for_dispute(world).to("signing")
    assert post(table, "sign_as_mediator", **table.asked).status_code == 302
    table.all_yes()
    assert "请先上传" not in form_of(table, "record_seal")
    paper = table.file("agreement")
    assert post(table, "record_seal", sealed_on=today().isoformat(), evidence=paper).status_code == 302
    html = section(file_of(table), "签字与生效")
    assert "盖章生效" in html
    assert html.count("可以走") == 2
    assert "要先有仲裁调解书、司法确认裁定或支付令" in html
    assert table.fresh_served().number in section(file_of(table), "协议与履行")


def test_a_road_without_ground_is_told_with_its_reason_and_not_offered(world: World) -> None:
    table = for_dispute(world).to("in_force")
    html = form_of(table, "take_road")
    assert 'value="court_confirmation"' in html
    assert 'value="payment_order"' not in html
    assert "才可以申请支付令" in html


def test_the_days_of_an_extension_show_which_side_is_still_missing(world: World) -> None:
    table = for_dispute(world)
    until, paper = today() + 40 * DAY, table.file("answer", "延期同意书.pdf")
    worker, boss = table.seat(SeatKind.WORKER), table.seat(SeatKind.EMPLOYER)
    sent = {"until": until.isoformat(), "given_on": today().isoformat(), "evidence": paper}
    assert post(table, "record_extension_consent", seat=worker.code, **sent).status_code == 302
    assert "还缺：用人单位" in section(file_of(table), "概况")
    assert post(table, "record_extension_consent", seat=boss.code, **sent).status_code == 302
    assert "双方都同意" in section(file_of(table), "概况")
    assert post(table, "ask_extend", until=until.isoformat(), reason="会计还没对完账").status_code == 302


def test_the_agreement_prints_with_every_term_who_signs_and_who_is_not_bound(world: World) -> None:
    table = for_group(world, 12).to("proposed").do("ask_consents")
    table.by_paper(table.seats(SeatKind.WORKER)[:9]).by_paper(table.seats(SeatKind.WORKER)[9:], "no")
    table.answer(table.seat(SeatKind.EMPLOYER))
    html = page(table.mediator, reverse("table_agreement", args=[table.case.code]))
    assert "支付第0笔工资" in html
    assert world.mill.name in html
    assert "没有同意本协议，不受约束" in html
    assert "工人9" in html


def test_papers_of_a_table_are_not_there_for_others(world: World, client: Client) -> None:
    table = for_dispute(world).to("proposed")
    stranger = world.who(Role.MEDIATOR, world.other_town)
    for address in (
        reverse("case", args=[table.case.code]), reverse("table_agreement", args=[table.case.code]),
        reverse("table_seat", args=[table.case.code]), reverse("table_feeds", args=[table.case.code]),
    ):  # fmt: skip
        assert signed_in(stranger).get(address).status_code == 404
        assert client.get(address).status_code == 302
