"""What a side says to the mediator, and a body to the union, is read by nobody else who may open the file."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cases.models import SeatKind
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.roles import Role
from protection.invitations import tail_fits
from tests.builders import NAME, PHONE, World, person_of
from tests.mediations import Table, for_dispute, for_group
from tests.organizations.county import START
from tests.pages.asking import page, signed_in
from tests.pages.reporting import staffed
from tests.wages import Arrears
from tests.workflows import checking
from workflows.models import CheckAnswer

pytestmark = pytest.mark.django_db
GONE, TOO_MANY = 410, 429


@pytest.fixture
def world(db: None) -> World:
    return staffed()


def at_post(who: Acting) -> Acting:
    """The officer of a body, signed in at it."""
    assert who.partner is not None
    actions.give_post(
        person=person_of(who), role=Role.PARTNER_OFFICER, place=who.partner, acting=SYSTEM, starts_on=START
    )
    return who


@pytest.fixture
def table(world: World) -> tuple[Table, str]:
    """A group's table: a worker's no with its reason on a paper, and a word of the employer; and the paper's code."""
    table = for_group(world).to("consenting")
    paper = table.file("answer", "某某签字页.pdf")
    worker = table.seats(SeatKind.WORKER)[0]
    table.do(
        "record_answer", seats=[worker.code], answer="no", evidence=paper, note="机密意见甲", **table.asked
    )
    table.do("comment", table.boss, note="机密意见乙", seat=table.seat(SeatKind.EMPLOYER).code)
    return table, paper


SECRETS = ("机密意见甲", "机密意见乙", "某某签字页", NAME, PHONE)


@pytest.mark.parametrize("seat", [SeatKind.EMPLOYERS_BODY, SeatKind.GOVERNMENT])
def test_another_seat_reads_no_sides_own_word_and_has_none_of_its_papers(
    table: tuple[Table, str], seat: str
) -> None:
    held, paper = table
    who = at_post(held.officer(seat))
    html = page(who, reverse("case", args=[held.case.code]))
    assert [one for one in SECRETS if one in html] == []
    assert signed_in(who).get(reverse("case_evidence", args=[held.case.code, paper])).status_code == 404


def test_the_mediator_reads_and_has_them(table: tuple[Table, str]) -> None:
    held, paper = table
    html = page(held.mediator, reverse("case", args=[held.case.code]))
    assert {one for one in SECRETS[:3] if one in html} == set(SECRETS[:3])
    answer = signed_in(held.mediator).get(reverse("case_evidence", args=[held.case.code, paper]))
    assert answer.status_code == 200


def test_what_a_body_answers_to_the_union_is_not_read_by_the_next_one_the_case_goes_to(world: World) -> None:
    one = Arrears(world).to("confirmed")
    checking.ask(one, checking.SAFETY, note="机密原因丙")
    checking.answer(one, checking.SAFETY, note="机密答复丁")
    partner = world.partner()
    one.do("hand_over", one.mediator, road="inspection", reason="请依法处理", partner=partner)
    officer = at_post(Acting(world.made.person("某监察员"), Role.PARTNER_OFFICER, partner=partner))
    html = page(officer, reverse("case", args=[one.case.code]))
    assert "请依法处理" in html
    assert [word for word in ("机密原因丙", "机密答复丁") if word in html] == []
    own = page(one.mediator, reverse("case", args=[one.case.code]))
    assert "机密答复丁" in own
    assert CheckAnswer.objects.filter(joint_check__case=one.case).exists()


# ── A forwarded link ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_end_of_a_telephone_is_not_guessed_on_one_link_from_many_places(world: World) -> None:
    table = for_dispute(world).to("consenting")
    worker = table.seat(SeatKind.WORKER)
    address = reverse("table_link", args=[table.link(worker)])
    codes = []
    for number in range(12):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        codes.append(client.post(address, {"answer": "no", "phone_tail": f"{number:04}"}).status_code)
    assert codes[-1] == TOO_MANY
    own = Client(REMOTE_ADDR="10.0.1.1")
    assert own.post(address, {"answer": "no", "phone_tail": PHONE[-4:]}).status_code == TOO_MANY
    fresh = reverse("table_link", args=[table.link(worker)])
    assert own.post(fresh, {"answer": "yes", "phone_tail": PHONE[-4:]}).status_code == 302
    cache.clear()


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("1111", True), ("１１１１", True), (" 1111 ", True), ("111", False), ("²¹¹¹", False), ("٠٠٠٠", False), ("1112", False)],
)  # fmt: skip
def test_digits_of_a_chinese_keyboard_are_digits_and_nothing_else_is(typed: str, fits: bool) -> None:
    assert tail_fits("13900001111", typed) is fits
