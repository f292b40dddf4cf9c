"""Those who sit at a table: the one-time link, the calendar, seats with an account, the employer as a side."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Seat, SeatKind
from organizations.acting import Acting
from protection import invitations
from protection.models import EmployerNotice, NoticeKind
from record.timekeeping import now
from tests.builders import DAY, NAME, PHONE, World
from tests.mediations import Table, alone, for_dispute, for_group
from tests.pages.asking import page, signed_in
from tests.pages.reporting import staffed
from workflows.models import Signature

pytestmark = pytest.mark.django_db
TAIL = PHONE[-4:]


@pytest.fixture
def world(db: None) -> World:
    return staffed()


@pytest.fixture
def table(world: World) -> Table:
    """A table whose proposal is out for answers."""
    return for_dispute(world).to("consenting")


def linked(table: Table) -> str:
    """The address of a link for the worker."""
    return reverse("table_link", args=[table.link(table.seat(SeatKind.WORKER))])


def said(answer: Any) -> str:
    """An answer's text."""
    return re.sub(r"\s+", " ", answer.content.decode())


def signature(table: Table) -> Signature:
    """What was asked of the worker last."""
    return Signature.objects.filter(seat=table.seat(SeatKind.WORKER)).order_by("-pk")[0]


# ── The link ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_says_who_is_asked_what_is_proposed_and_that_it_is_for_one_alone(
    client: Client, table: Table
) -> None:
    html = said(client.get(linked(table)))
    assert "支付第0笔工资" in html
    assert "30,000 元" in html
    assert "提交时要填您手机号的后四位" in html
    assert "谁拿着它" not in html
    assert "这个链接只能用一次；想改主意的" in html
    assert "回到这一页改主意" not in html
    assert NAME not in html  # masked: whoever it was forwarded to learns no name
    assert PHONE not in html


def test_reading_a_link_spends_nothing_and_an_answer_spends_it(client: Client, table: Table) -> None:
    address = linked(table)
    client.get(address)
    client.get(address)
    assert signature(table).link_used_at is None
    answer = client.post(address, {"answer": "yes", "phone_tail": TAIL, "note": "同意𠮷"})
    assert answer.status_code == 302
    assert signature(table).answer == "approve"
    receipt = said(client.get(address))
    assert "收到您的意见" in receipt
    assert "同意" in receipt


def test_a_used_link_tells_another_browser_only_that_it_was_used(client: Client, table: Table) -> None:
    address = linked(table)
    client.post(address, {"answer": "no", "phone_tail": TAIL})
    other = Client().get(address)
    assert other.status_code == 410
    assert "已经用过" in said(other)
    assert "不同意" not in said(other)
    assert "支付第0笔工资" not in said(other)
    again = Client().post(address, {"answer": "yes", "phone_tail": TAIL})
    assert again.status_code == 410
    assert signature(table).answer == "refuse"


def test_a_forwarded_link_stops_at_the_telephone_number_and_loses_nothing(
    client: Client, table: Table
) -> None:
    address = linked(table)
    answer = client.post(address, {"answer": "yes", "phone_tail": "0000", "note": "我要说的话"})
    assert answer.status_code == 422
    assert "手机号后四位" in said(answer)
    assert "我要说的话" in said(answer)
    assert signature(table).answer == ""


def test_the_end_of_the_number_cannot_be_tried_out(client: Client, table: Table) -> None:
    address = linked(table)
    codes = [client.post(address, {"answer": "yes", "phone_tail": f"{n:04}"}).status_code for n in range(16)]
    assert codes[-1] == 429
    assert client.post(address, {"answer": "yes", "phone_tail": TAIL}).status_code == 429
    assert signature(table).answer == ""


def test_an_answer_without_a_choice_is_asked_for_again(client: Client, table: Table) -> None:
    answer = client.post(linked(table), {"phone_tail": TAIL})
    assert answer.status_code == 422
    assert "请选择一项" in said(answer)


def test_a_link_to_an_older_version_shows_what_changed_and_takes_no_answer(
    client: Client, table: Table
) -> None:
    address = linked(table)
    table.propose(26_000, 4_000)
    answer = client.get(address)
    assert answer.status_code == 410
    html = said(answer)
    assert "从第 1 版到第 2 版，改了什么" in html
    assert "<del>30,000 元</del>" in html
    assert "新增" in html
    assert client.post(address, {"answer": "yes", "phone_tail": TAIL}).status_code == 410
    assert signature(table).answer != "approve"


def test_a_round_that_was_closed_says_so(client: Client, table: Table) -> None:
    address = linked(table)
    table.do("back_to_table", reason="再谈谈")
    answer = client.get(address)
    assert answer.status_code == 410
    assert "各方已回到协商" in said(answer)


def test_a_link_that_ran_out_says_so(
    client: Client, table: Table, move_clock: Callable[[datetime.timedelta], None]
) -> None:
    address = linked(table)
    move_clock(16 * DAY)
    answer = client.get(address)
    assert answer.status_code == 410
    assert "已经过期" in said(answer)


def test_a_newer_link_makes_the_earlier_one_open_nothing(client: Client, table: Table) -> None:
    first, second = linked(table), linked(table)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 27, "𠮷" * 27, "A" * 27])
def test_an_address_that_was_made_up_says_the_same_as_one_that_was_replaced(
    client: Client, table: Table, token: str
) -> None:
    first = linked(table)
    linked(table)
    made_up, replaced = client.get(reverse("table_link", args=[token])), client.get(first)
    assert made_up.status_code == replaced.status_code == 410
    assert "这个链接不对，或已经换成了新的链接" in said(made_up)
    assert "这个链接不对，或已经换成了新的链接" in said(replaced)


def test_a_link_page_is_kept_nowhere_and_tells_its_address_to_no_other_site(
    client: Client, table: Table
) -> None:
    address = linked(table)
    for answer in (
        client.get(address),
        client.post(address, {"answer": "yes", "phone_tail": TAIL}, follow=True),
    ):
        assert "no-store" in answer["Cache-Control"]
        # "no-referrer" would have browsers send the answer with "Origin: null", which is refused as forged.
        assert answer["Referrer-Policy"] == "same-origin"
        assert 'name="referrer"' not in said(answer)


def test_a_signature_is_asked_in_its_own_words(client: Client, world: World) -> None:
    table = for_dispute(world).to("signing")
    address = linked(table)
    assert "请您签字" in said(client.get(address))
    client.post(address, {"answer": "yes", "phone_tail": TAIL})
    assert "已签字" in said(client.get(address))


def test_in_a_group_a_yes_by_link_binds_oneself_alone_and_says_so(client: Client, world: World) -> None:
    table = for_group(world, 12).to("proposed").do("ask_consents")
    seat = table.seats(SeatKind.WORKER)[5]
    address = reverse("table_link", args=[table.link(seat)])
    assert "同意只约束您本人" in said(client.get(address))
    assert "phone_tail" not in said(client.get(address))  # no number is known of this one
    client.post(address, {"answer": "yes"})
    answered = Signature.objects.filter(step__approval=table.question, answer="approve")
    assert [row.seat_id for row in answered] == [seat.pk]


# ── The calendar ────────────────────────────────────────────────────────────────────────────────────────────────────


def feed(table: Table, seat: Seat) -> str:
    """A calendar address of a seat."""
    token = invitations.issue()
    table.do("give_feed", seat=seat.code, token=token)
    return reverse("table_feed", args=[token])


def test_a_calendar_is_text_calendar_names_nobody_and_answers_not_modified(
    client: Client, world: World
) -> None:
    table = for_dispute(world).complete()
    address = feed(table, table.seat(SeatKind.WORKER))
    table.notify()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    body = answer.content.decode()
    assert body.startswith("BEGIN:VCALENDAR\r\n")
    assert "SEQUENCE:0" in body
    assert NAME not in body
    assert world.mill.name not in body
    same = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304
    assert same.content == b""
    table.do("move_session", starts_at=now() + 5 * DAY, place="四楼")
    moved = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert moved.status_code == 200
    assert "SEQUENCE:1" in moved.content.decode()


def test_a_calendar_of_nobody_is_not_there(client: Client, world: World) -> None:
    assert client.get(reverse("table_feed", args=[invitations.issue()])).status_code == 404
    table = for_dispute(world).to("consenting")
    token = linked(table).strip("/").split("/")[-1]
    assert client.get(reverse("table_feed", args=[token])).status_code == 404


def test_the_mediator_gives_addresses_that_are_shown_once(client: Client, world: World) -> None:
    table = for_dispute(world).complete()
    address = reverse("table_feeds", args=[table.case.code])
    answer = signed_in(table.mediator).post(address, {"seats": [seat.code for seat in table.seats()[:2]]})
    found = re.findall(r"/calendar/[\w-]{27}\.ics", said(answer))
    assert len(set(found)) == 2
    assert all(client.get(one).status_code == 200 for one in found)
    assert found[0] not in page(table.mediator, address)


# ── Seats with an account ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def officer(table: Table) -> Acting:
    """The labour office's officer, who holds a post there."""
    return table.posted(SeatKind.GOVERNMENT)


def test_an_officer_sees_what_waits_answers_it_and_may_change_it(table: Table, officer: Acting) -> None:
    seat = reverse("table_seat", args=[table.case.code])
    assert seat in page(officer, "/tables/")
    assert "有 1 件协商等您表态" in page(officer, "/today/")
    html = page(officer, seat)
    assert "请提意见" in html
    mine = table.seat(SeatKind.GOVERNMENT)
    sent = {**table.asked, "seat": mine.code, "answer": "no", "note": "期限太长"}
    client = signed_in(officer)
    assert client.post(reverse("table_answer", args=[table.case.code]), sent).status_code == 302
    assert "您已经表态：不同意" in page(officer, seat)
    assert (
        client.post(reverse("table_answer", args=[table.case.code]), sent | {"answer": "yes"}).status_code
        == 302
    )
    assert Signature.objects.get(seat=mine).answer == "approve"


def test_an_answer_to_an_older_version_says_what_changed(table: Table, officer: Acting) -> None:
    sent = {**table.asked, "seat": table.seat(SeatKind.GOVERNMENT).code, "answer": "yes"}
    table.propose(25_000).do("ask_consents")
    answer = signed_in(officer).post(reverse("table_answer", args=[table.case.code]), sent)
    assert answer.status_code == 409
    assert "方案已改为第2版" in said(answer)
    assert "25,000 元" in said(answer)


def test_an_answer_after_the_collecting_ended_is_not_lost_without_a_word(
    table: Table, officer: Acting
) -> None:
    sent = {
        **table.asked,
        "seat": table.seat(SeatKind.GOVERNMENT).code,
        "answer": "yes",
        "note": "建议分三期",
    }
    table.all_yes()
    answer = signed_in(officer).post(reverse("table_answer", args=[table.case.code]), sent)
    assert answer.status_code == 409
    html = said(answer)
    assert "这次征求意见已经结束，您的意见没有收下" in html
    assert "现在没有等您表态的事" not in html
    assert "建议分三期</textarea>" in html  # in the word to the mediator, to be sent from there


def test_what_was_typed_for_an_older_version_may_be_sent_for_the_new_one(
    table: Table, officer: Acting
) -> None:
    mine = table.seat(SeatKind.GOVERNMENT)
    sent = {**table.asked, "seat": mine.code, "answer": "no", "note": "期限太长"}
    table.propose(25_000).do("ask_consents")
    html = said(signed_in(officer).post(reverse("table_answer", args=[table.case.code]), sent))
    assert "期限太长</textarea>" in html
    assert table.asked["approval"] in html
    assert sent["approval"] not in html


def test_while_a_session_runs_nobody_is_told_that_none_is_set(world: World) -> None:
    begun = alone(world).to("in_session")
    html = page(begun.chair, reverse("table_seat", args=[begun.case.code]))
    assert "进行中" in html
    assert "现在没有定下来的会" not in html


def test_nobody_answers_for_another_seat(table: Table, officer: Acting) -> None:
    other = table.seat(SeatKind.EMPLOYERS_BODY)
    sent = {**table.asked, "seat": other.code, "answer": "yes"}
    assert signed_in(officer).post(reverse("table_answer", args=[table.case.code]), sent).status_code == 404
    assert Signature.objects.get(seat=other).answer == ""


def test_who_sits_there_comes_back_from_the_whole_file_to_the_seat(world: World) -> None:
    own = alone(world).to("consenting")
    seat, file = reverse("table_seat", args=[own.case.code]), reverse("case", args=[own.case.code])
    assert seat in page(own.chair, file)
    assert seat not in page(own.mediator, file)


def test_a_word_to_the_mediator_binds_nobody(table: Table, officer: Acting) -> None:
    sent = {"note": "建议分三期", "seat": table.seat(SeatKind.GOVERNMENT).code}
    assert signed_in(officer).post(reverse("table_comment", args=[table.case.code]), sent).status_code == 302
    assert "建议分三期" in page(table.mediator, reverse("case", args=[table.case.code]))
    assert Signature.objects.get(seat=table.seat(SeatKind.GOVERNMENT)).answer == ""


def test_an_officer_takes_a_calendar_address(client: Client, table: Table, officer: Acting) -> None:
    answer = signed_in(officer).post(reverse("table_take_feed", args=[table.case.code]))
    found = re.search(r"/calendar/[\w-]{27}\.ics", said(answer))
    assert found is not None
    assert client.get(found[0]).status_code == 200


def test_two_sessions_at_one_time_are_marked_on_the_list(world: World, officer: Acting, table: Table) -> None:
    for one in (for_dispute(world), for_dispute(world)):
        one.complete().do("notify", starts_at=now() + 4 * DAY, place="三楼")
    assert page(officer, "/tables/").count("和另一场撞期") == 2


def test_at_an_agenda_every_seat_is_asked_to_consent(world: World) -> None:
    table = alone(world).to("consenting")
    html = page(table.chair, reverse("table_seat", args=[table.case.code]))
    assert "请表态" in html
    assert "最低工资标准" in html


# ── The employer as a side ──────────────────────────────────────────────────────────────────────────────────────────


def paper(kind: str) -> EmployerNotice:
    """The newest paper of a kind."""
    return EmployerNotice.objects.filter(kind=kind).order_by("-pk")[0]


def test_the_employer_reads_the_proposal_and_answers_in_its_own_paper(table: Table) -> None:
    notice = paper(NoticeKind.PROPOSAL)
    address = reverse("employer_notice", args=[notice.number])
    html = page(table.boss, address)
    assert "支付第0笔工资" in html
    assert "书面答复" not in html
    sent = {"answer": "yes", "note": "月底付"}
    answer = signed_in(table.boss).post(reverse("employer_answer", args=[notice.number]), sent)
    assert answer.status_code == 302
    assert Signature.objects.get(seat=table.seat(SeatKind.EMPLOYER)).answer == "approve"
    assert "贵单位已经表态：同意" in page(table.boss, address)


def test_the_employer_never_reads_what_the_worker_said(table: Table) -> None:
    table.by_paper([table.seat(SeatKind.WORKER)], "yes", "我急着用钱")
    for notice in EmployerNotice.objects.all():
        html = page(table.boss, reverse("employer_notice", args=[notice.number]))
        assert "我急着用钱" not in html
    assert NAME not in page(table.boss, "/employer/")


def test_the_employer_is_told_what_changed_when_it_answers_an_older_version(table: Table) -> None:
    old = paper(NoticeKind.PROPOSAL)
    table.propose(25_000).do("ask_consents")
    answer = signed_in(table.boss).post(reverse("employer_answer", args=[old.number]), {"answer": "yes"})
    assert answer.status_code == 422
    assert "方案已改为第2版" in said(answer)
    assert "这次征求意见已经结束" in page(table.boss, reverse("employer_notice", args=[old.number]))


def test_a_session_is_only_told_and_may_be_taken_into_a_calendar(client: Client, table: Table) -> None:
    notice = paper(NoticeKind.SESSION)
    html = page(table.boss, reverse("employer_notice", args=[notice.number]))
    assert "<textarea" not in html
    answer = signed_in(table.boss).post(reverse("employer_feed", args=[notice.number]))
    found = re.search(r"/calendar/[\w-]{27}\.ics", said(answer))
    assert found is not None
    assert client.get(found[0]).status_code == 200


def test_another_employers_paper_is_not_there(world: World, table: Table) -> None:
    other = world.employer_rep(world.shop)
    number = paper(NoticeKind.PROPOSAL).number
    for name in ("employer_answer", "employer_feed"):
        assert signed_in(other).post(reverse(name, args=[number]), {"answer": "yes"}).status_code == 404
