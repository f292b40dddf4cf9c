"""Bad input at a table: a plain sentence each, and nothing is lost or half-done."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from cases.models import Party, Seat, SeatKind
from organizations.acting import Acting
from organizations.roles import Role
from protection import invitations
from record.timekeeping import now
from tests.builders import DAY, World, paper, person_of
from tests.mediations import Table, for_dispute, for_group, terms
from tests.workflows.refusing import refused
from workflows.engine import perform
from workflows.models import Signature

pytestmark = pytest.mark.django_db


# ── A consent for a version that has changed ────────────────────────────────────────────────────────────────────────


def test_a_consent_to_a_version_that_has_changed_says_what_changed(world: World) -> None:
    table = for_dispute(world).to("consenting")
    read, boss = table.asked, table.boss
    table.propose(20_000, 5_000).do("ask_consents")
    with refused(table.case, "第2版", "第1版", "第1项金额由30000.00元改为20000.00元", "新增第2项"):
        perform(table.case, "answer_consent", actor=boss, answer="yes", **read)


def test_a_consent_to_a_round_taken_back_to_the_table_is_void(world: World) -> None:
    table = for_dispute(world).to("consenting")
    read, boss = table.asked, table.boss
    table.do("back_to_table", reason="再谈金额").propose().do("ask_consents")
    with refused(table.case, "第2版"):
        perform(table.case, "answer_consent", actor=boss, answer="yes", **read)


def test_paper_answers_to_a_changed_version_are_refused_all_together(world: World) -> None:
    table = for_group(world).to("consenting")
    read, workers = table.asked, [seat.code for seat in table.seats(SeatKind.WORKER)]
    evidence = table.file("answer")
    table.propose(20_000).do("ask_consents")
    with refused(table.case, "第2版"):
        table.do("record_answer", seats=workers, answer="yes", evidence=evidence, **read)


def test_an_answer_that_is_neither_yes_nor_no_is_asked_again(world: World) -> None:
    table = for_dispute(world).to("consenting")
    boss = table.boss
    with refused(table.case, "同意或不同意"):
        table.do("answer_consent", boss, answer="maybe", **table.asked)


def test_nobody_answers_for_a_seat_they_do_not_hold(world: World) -> None:
    table = for_dispute(world).to("consenting")
    other = Acting.receipt(for_dispute(world).fresh_served())
    with refused(table.case, "没有", "权限"):
        table.do("answer_consent", other, answer="yes", **table.asked)


# ── A link used twice, forwarded, overtaken, too late ───────────────────────────────────────────────────────────────


@pytest.fixture
def linked(world: World) -> tuple[Table, str]:
    """A group that is asked, and one worker's link; his telephone ends in 8888."""
    table = for_group(world)
    table.scene.do("add_party", table.mediator, name="持链接的人", phone="13900008888")  # type: ignore[union-attr]
    table.do("refresh_parties").to("consenting")
    seat = Seat.objects.get(case=table.case, party=Party.objects.order_by("-pk")[0])
    return table, table.link(seat)


def test_a_link_is_used_once(linked: tuple[Table, str]) -> None:
    table, link = linked
    table.by_link(link, phone_tail="8888")
    with refused(table.case, "已经用过", "一次"):
        table.by_link(link, phone_tail="8888")


@pytest.mark.parametrize("tail", ["", "8889", "888"])
def test_a_forwarded_link_stops_at_the_telephone_and_is_not_spent(
    linked: tuple[Table, str], tail: str
) -> None:
    table, link = linked
    with refused(table.case, "本人", "后四位"):
        table.by_link(link, phone_tail=tail)
    table.by_link(link, phone_tail="8888")
    assert Signature.objects.get(link_hash=invitations.fingerprint(link)).answer == "approve"


def test_a_link_replaced_by_a_newer_one_opens_nothing(linked: tuple[Table, str]) -> None:
    table, old = linked
    seat = Signature.objects.select_related("seat").get(link_hash=invitations.fingerprint(old)).seat
    assert seat is not None
    table.link(seat)
    with refused(table.case, "新的链接"):
        table.by_link(old, phone_tail="8888")


def test_a_link_to_a_changed_version_says_what_changed(linked: tuple[Table, str]) -> None:
    table, link = linked
    table.propose(20_000).do("ask_consents")
    with refused(table.case, "第2版", "20000.00"):
        table.by_link(link, phone_tail="8888")


def test_a_link_runs_out(linked: tuple[Table, str], at_time: Callable[[datetime.datetime], None]) -> None:
    table, link = linked
    at_time(now() + 16 * DAY)
    with refused(table.case, "过期"):
        table.by_link(link, phone_tail="8888")


def test_a_link_after_the_answer_was_recorded_on_paper_says_so(linked: tuple[Table, str]) -> None:
    table, link = linked
    seat = Signature.objects.select_related("seat").get(link_hash=invitations.fingerprint(link)).seat
    assert seat is not None
    table.by_paper([seat], "no")
    with refused(table.case, "已经登记过"):
        table.by_link(link, phone_tail="8888")


def test_a_made_up_link_opens_nothing(linked: tuple[Table, str]) -> None:
    table, _link = linked
    with refused(table.case, "链接不对"):
        table.by_link(invitations.issue())


# ── Two mediators editing ───────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_mediators_editing_one_proposal_the_second_is_told(world: World) -> None:
    table = for_dispute(world).to("proposed")
    table.propose(20_000)
    with refused(table.case, "另一位同志", "第2版", "还在"):
        table.do("propose", text="另一稿", terms=terms(10_000), replaces=1)


def test_of_two_forms_on_one_table_the_second_is_told_what_happened(world: World) -> None:
    table = for_dispute(world).to("in_session")
    seen = table.case.version
    table.do("write_minutes", session=table.session.code, minutes="双方陈述")
    with refused(table.case, "已有新的办理", "还在"):
        perform(
            table.case, "write_minutes", actor=table.mediator, expects=seen, session=table.session.code, minutes="另一稿"
        )  # fmt: skip


def test_a_mediator_who_is_not_named_does_not_edit(world: World) -> None:
    table = for_dispute(world).to("proposed")
    other = world.who(Role.MEDIATOR, world.town, 2)
    with refused(table.case, "没有", "权限"):
        table.do("propose", other, text="另一稿", terms=terms(10_000), replaces=1)


# ── Seats ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", ["consenting", "signing"])
def test_a_seat_added_while_a_proposal_is_out_is_refused(world: World, state: str) -> None:
    table = for_dispute(world).to(state)
    with refused(table.case, "征求意见或签字", "回到协商"):
        table.do("add_seat", kind=SeatKind.INVITED, name="村调解员")


def test_a_seat_added_after_a_proposal_is_asked_with_the_next_question(world: World) -> None:
    table = for_dispute(world).to("consenting")
    table.do("back_to_table", reason="增加一席").do("add_seat", kind=SeatKind.INVITED, name="村调解员")
    table.propose().do("ask_consents")
    assert SeatKind.INVITED in {row.seat.kind for row in table.waiting() if row.seat}


def test_a_seat_that_was_not_asked_has_no_answer_to_give(world: World) -> None:
    table = for_dispute(world).to("signing")
    union, evidence = table.seat(SeatKind.UNION), table.file("answer")
    with refused(table.case, "没有征求这个席位"):
        table.do("record_answer", seats=[union.code], answer="yes", evidence=evidence, **table.asked)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": SeatKind.INVITED}, ("只选一项",)),
        ({"kind": SeatKind.WORKER, "name": "某职工"}, ("当事人名单",)),
        ({"kind": "throne", "name": "某人"}, ("列表",)),
        ({"kind": SeatKind.INVITED, "name": "长" * 61}, ("60字",)),
    ],
)
def test_a_seat_that_cannot_be_is_refused(
    world: World, given: dict[str, Any], words: tuple[str, ...]
) -> None:
    table = for_dispute(world)
    with refused(table.case, *words):
        table.do("add_seat", **given)


def test_a_body_sits_once(world: World) -> None:
    table = for_dispute(world).complete()
    body = table.seat(SeatKind.GOVERNMENT).partner
    with refused(table.case, "已经有席位"):
        table.do("add_seat", kind=SeatKind.INVITED, partner=body)


def test_a_side_is_not_sent_away(world: World) -> None:
    table = for_dispute(world)
    with refused(table.case, "当事人的席位不能撤去"):
        table.do("remove_seat", seat=table.seat(SeatKind.EMPLOYER).code, reason="不想见")


def test_who_speaks_for_a_side_cannot_mediate(world: World) -> None:
    table = for_dispute(world)
    with refused(table.case, "代表一方", "改派"):
        table.do(
            "set_speaker", seat=table.seat(SeatKind.WORKER).code, how="higher_union", person=person_of(table.mediator)
        )  # fmt: skip


# ── Sessions, terms, ends ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"starts_at": -1}, ("晚于现在",)),
        ({"starts_at": 400}, ("核对年份",)),
        ({"starts_at": 2, "place": "  "}, ("地点",)),
        ({"starts_at": 2, "lasts": 0}, ("720分钟",)),
        ({"starts_at": 2, "way": "pigeon"}, ("列表",)),
    ],
)
def test_a_session_that_cannot_be_is_not_announced(
    world: World, given: dict[str, Any], words: tuple[str, ...]
) -> None:
    table = for_dispute(world).complete()
    data = {"place": "三楼会议室"} | given | {"starts_at": now() + given["starts_at"] * DAY}
    with refused(table.case, *words):
        table.do("notify", **data)


def test_no_session_without_the_seats_the_form_asks_for(world: World) -> None:
    table = for_dispute(world)
    with refused(table.case, "席位还没有到齐"):
        table.do("notify", starts_at=now() + DAY, place="三楼会议室")


def test_no_session_without_both_sides(world: World) -> None:
    table = for_dispute(world).to("notified")
    with refused(table.case, "双方当事人"):
        table.do("open_session", attendance={table.seat(SeatKind.WORKER).code: "came"})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "-1"}, ("第1项", "负数")),
        ({"amount": "一大笔"}, ("金额",)),
        ({"what": " "}, ("第1项", "没有写内容")),
        ({"due_on": -1}, ("第1项", "已经过去")),
        ({"who": "nobody"}, ("第1项", "由谁履行")),
        ({"proof": "word"}, ("第1项", "凭证")),
    ],
)
def test_a_term_that_cannot_be_is_not_proposed(
    world: World, change: dict[str, Any], words: tuple[str, ...]
) -> None:
    table = for_dispute(world).to("in_session")
    (term,) = terms(30_000)
    term |= change
    if isinstance(term["due_on"], int):
        term["due_on"] = (now() + term["due_on"] * DAY).date()
    with refused(table.case, *words):
        table.do("propose", text="分期支付", terms=[term])


def test_a_seal_before_all_have_signed_is_refused(world: World) -> None:
    table = for_dispute(world).to("signing")
    evidence = table.file("agreement", "协议.pdf")
    with refused(table.case, "双方尚未全部签字"):
        table.do("record_seal", sealed_on=now().date(), evidence=evidence)


def test_more_time_needs_both_sides_papers(world: World) -> None:
    table = for_dispute(world).to("in_session")
    table.do("add_evidence", file=paper("延期同意书.pdf"), kind="other")
    until = now().date() + 40 * DAY
    with refused(table.case, "双方", "还缺一方"):
        table.do("ask_extend", until=until, reason="等会计对账")
