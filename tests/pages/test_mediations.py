"""The file of a table: every state, every step's form, large groups, versions, clashes, roads, papers."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse

from cases.models import Case, Seat, SeatKind, Session, Topic
from organizations.roles import Role
from pages.mediations import FORMS
from pages.mediations.forms.seats import lines_of
from record.timekeeping import SHANGHAI, today
from tests.builders import DAY, Scene, World
from tests.mediations import Table, alone, for_dispute, for_group
from tests.pages.asking import page, section, signed_in
from tests.pages.counting import cost
from tests.pages.reporting import staffed
from tests.pages.tables import file_of, form_of, post
from workflows.mediation.states import S
from workflows.registry import workflow_for

pytestmark = pytest.mark.django_db
KINDS: dict[str, Any] = {"dispute": for_dispute, "group": for_group, "agenda": alone}


@pytest.fixture
def world(db: None) -> World:
    return staffed()


# ── Every state ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("kind", list(KINDS))
def test_in_every_state_the_file_and_each_step_it_offers_can_be_opened(
    world: World, kind: str, state: str
) -> None:
    table: Table = KINDS[kind](world).to(state)
    html = file_of(table)
    offered = set(re.findall(rf"/cases/{table.case.code}/do/(\w+)/", html))
    assert offered
    for verb in offered:
        form_of(table, verb)
    file_of(table, table.chair)


def test_every_step_by_hand_has_a_form() -> None:
    flow = workflow_for("mediation").state
    by_hand = {
        one.slug for state in S for one in flow.get_outgoing_transitions(state) if one.custom["by_hand"]
    }
    assert by_hand - set(FORMS) <= {"approve", "send_back", "refuse"}


NEXT = {
    S.PREPARING: "add_seat", S.NOTIFIED: "open_session", S.IN_SESSION: "propose", S.ADJOURNED: "open_session",
    S.PROPOSED: "ask_consents", S.CONSENTING: "offer_links", S.SIGNING: "sign_as_mediator", S.IN_FORCE: "take_road",
    S.FAILED: "inform_parties",
}  # fmt: skip


@pytest.mark.parametrize(("state", "verb"), NEXT.items())
def test_the_next_action_is_one_button(world: World, state: str, verb: str) -> None:
    table = for_dispute(world).to(state)
    html = file_of(table)
    big = re.search(r'class="fq-btn fq-btn--primary fq-btn--big" href="([^"]+)"', html)
    assert big is not None
    assert big[1].endswith(f"/do/{verb}/")


# ── Setting a table ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_is_set_from_the_file_of_the_dispute_and_each_leads_to_the_other(world: World) -> None:
    scene = Scene(world).to("mediating")
    address = reverse("table_for", args=[scene.case.code])
    assert address in page(scene.mediator, reverse("case", args=[scene.case.code]))
    answer = signed_in(scene.mediator).post(address, {"form": "four"})
    made = Case.objects.get(kind="mediation")
    assert answer["Location"] == reverse("case", args=[made.code])
    served = page(scene.mediator, reverse("case", args=[scene.case.code]))
    assert made.number in section(served, "多方协商")
    assert "已经有一场协商没有结束" in section(served, "多方协商")
    assert scene.case.number in section(page(scene.mediator, answer["Location"]), "概况")


def test_no_table_for_a_case_that_is_not_mediated_yet(world: World) -> None:
    scene = Scene(world).to("verifying")
    address = reverse("table_for", args=[scene.case.code])
    answer = signed_in(scene.mediator).get(address)
    assert answer.status_code == 409
    assert "案件到了可以协商的阶段" in answer.content.decode()


def test_an_agenda_is_pasted_one_topic_a_line_and_loses_its_numbers(world: World) -> None:
    topics = "\n".join(
        ["一、最低工资", "2. 高温津贴", "（3）夜班餐补", "", *(f"{n}、议题{n}" for n in range(4, 24))]
    )
    who = world.who(Role.MEDIATOR, world.town)
    sent = {
        "title": "工资集体协商",
        "form": "three",
        "topics": topics,
        "place": world.town.code,
        "share": "100",
    }
    answer = signed_in(who).post("/tables/new/", sent)
    made = Case.objects.get(kind="mediation")
    assert answer["Location"] == reverse("case", args=[made.code])
    assert Topic.objects.filter(case=made).count() == 23
    html = page(who, answer["Location"])
    assert "夜班餐补" in html
    assert "（3）" not in html


def test_an_agenda_without_a_topic_is_refused_and_keeps_what_was_typed(world: World) -> None:
    who = world.who(Role.MEDIATOR, world.town)
    sent = {"title": "工资集体协商", "form": "three", "topics": " ", "place": world.town.code, "share": "100"}
    answer = signed_in(who).post("/tables/new/", sent)
    assert answer.status_code == 422
    assert "工资集体协商" in answer.content.decode()
    assert not Case.objects.filter(kind="mediation").exists()


@pytest.mark.parametrize("line", ["十里牌停车", "2026年工资", "三班倒补贴", "2.5倍加班工资"])
def test_a_topic_that_begins_with_a_number_keeps_it(line: str) -> None:
    assert lines_of(line) == [line]


# ── Seats ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sides_and_seats_stand_apart_and_what_is_missing_is_named(world: World) -> None:
    table = for_dispute(world)
    html = section(file_of(table), "席位")
    assert "还缺：政府方(人社等)、工会方、企业方组织(商会等)、劳动保护监督委员会" in html
    html = section(file_of(table.complete()), "席位")
    assert "还缺" not in html
    sides, seats = html.split("<h3>席位</h3>")
    assert world.mill.name in sides
    assert "枫桥人社所" in seats
    assert "同意并签字" in sides
    assert "提意见" in seats


def test_a_seat_is_added_from_one_list_of_bodies_unions_and_people(world: World) -> None:
    table = for_dispute(world)
    body = world.partner()
    assert post(table, "add_seat", kind="government", who=f"partner:{body.pk}").status_code == 302
    assert post(table, "add_seat", kind="union", who=f"unit:{world.town.code}").status_code == 302
    assert post(table, "add_seat", kind="invited", name="陈医生", phone="13700001111").status_code == 302
    html = file_of(table)
    assert "陈医生" in html
    assert "13700001111" not in html


def test_a_mediator_who_should_step_aside_is_named_so_on_the_page(world: World) -> None:
    table = for_dispute(world)
    assert "应当回避" not in file_of(table)
    # The door refuses this; a row from elsewhere must still be seen for what it is.
    Seat.objects.filter(pk=table.seat(SeatKind.WORKER).pk).update(speaker=table.mediator.person)
    assert "应当回避" in file_of(table)


def test_invited_bodies_read_the_table_with_the_workers_masked(world: World) -> None:
    table = for_dispute(world).complete()
    officer = table.posted(SeatKind.GOVERNMENT)
    html = section(file_of(table, officer), "席位")
    assert "王**" in html
    assert "王小𠮷" not in html


def test_a_large_group_is_counted_first_folded_and_found_by_name(world: World) -> None:
    table = for_group(world, 20)
    html = section(file_of(table), "席位")
    assert '<dt>职工</dt><dd class="fq-num">20</dd>' in html.replace("> <", "><")
    assert "<details" in html
    found = section(file_of(table, more="?who=工人7"), "席位")
    assert "工人7" in found
    assert "工人8" not in found


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def at(days: int, hour: int = 14) -> str:
    """A moment as the browser's picker sends it."""
    day = today() + days * DAY
    return f"{day.isoformat()}T{hour:02}:00"


def test_a_clash_is_told_before_it_is_taken_and_may_be_taken_knowingly(world: World) -> None:
    other = for_dispute(world).complete()
    starts = datetime.datetime.combine(today() + 2 * DAY, datetime.time(14), SHANGHAI)
    other.do("notify", starts_at=starts, place="三楼会议室")
    table = for_dispute(world).complete()
    when = {"starts_at": at(2), "lasts": "60", "way": "on_site", "place": "三楼会议室"}
    looked = post(table, "notify", look="1", **when)
    assert looked.status_code == 200
    assert other.case.number in looked.content.decode()
    refused = post(table, "notify", **when)
    assert refused.status_code == 422
    assert "会议地点" in refused.content.decode()
    assert not Session.objects.filter(case=table.case).exists()
    assert post(table, "notify", despite="1", **when).status_code == 302
    assert Session.objects.filter(case=table.case).exists()


def test_a_free_time_is_told_so_and_nothing_is_done_by_looking(world: World) -> None:
    table = for_dispute(world).complete()
    answer = post(table, "notify", look="1", starts_at=at(3), lasts="60", way="video", place="会议号100")
    assert "这个时间没有撞期" in answer.content.decode()
    assert not Session.objects.filter(case=table.case).exists()


def test_attendance_is_one_choice_a_seat_and_the_represented_are_folded(world: World) -> None:
    table = for_group(world, 12).to("notified")
    html = form_of(table, "open_session")
    folded = html[html.index('<details class="md-fold"') :]
    assert folded.count("<select") == 9 - 1 or folded.count("<select") >= 1
    said = {f"seat_{seat.code}": "came" for seat in table.seats() if not seat.represented_by}
    said |= {f"seat_{seat.code}": "by_speaker" for seat in table.seats() if seat.represented_by}
    assert post(table, "open_session", **said).status_code == 302
    assert "到会 17 / 17" in section(file_of(table), "会议")


def test_an_adjournment_shows_its_reason_and_the_next_day(world: World) -> None:
    table = for_dispute(world).to("in_session")
    sent = {"reason": "等会计对账", "minutes": "双方核对了考勤", "starts_at": at(5), "lasts": "60", "way": "phone",
            "place": "拨打会议电话"}  # fmt: skip
    assert post(table, "adjourn", **sent).status_code == 302
    html = section(file_of(table), "会议")
    assert "等会计对账" in html
    assert "双方核对了考勤" in html
    assert "拨打会议电话" in html


def test_a_session_notice_prints_without_the_workers_names(world: World) -> None:
    table = for_group(world, 12).to("notified")
    html = page(table.mediator, reverse("table_notice", args=[table.case.code, table.session.code]))
    assert "职工一方（12 人）" in html
    assert "王小𠮷" not in html
    assert "工人1" not in html
    assert "枫桥人社所" in html


# ── Cost ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_of_thirty_costs_as_many_queries_as_one_of_twelve(world: World) -> None:
    costs = []
    for workers in (12, 30):
        table = for_group(world, workers).to("proposed").do("ask_consents")
        table.by_paper(table.seats(SeatKind.WORKER)[: workers - 3])
        if workers == 30:
            table.propose(20_000).do("ask_consents")
        costs.append(cost(signed_in(table.mediator), reverse("case", args=[table.case.code])))
    assert costs[0] == costs[1]
    assert costs[0] <= 60
