"""What the pages of tables say at a glance: what waits for an answer, what is past, whose seat, who has signed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Session
from organizations.acting import Acting
from organizations.roles import Role
from pages.employer.table import time_left
from protection.models import EmployerNotice, NoticeKind
from record.timekeeping import now
from tests.builders import DAY, World, person_of
from tests.mediations import Table, for_dispute, for_group
from tests.pages.asking import page, section, signed_in
from tests.pages.reporting import enter, staffed
from tests.pages.tables import file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return staffed()


def employer_list(table: Table) -> str:
    """收到的文书, as the employer sees them."""
    return page(table.boss, reverse("employer_notices"))


def test_an_employer_sees_first_the_question_that_waits_and_then_that_it_has_answered(world: World) -> None:
    table = for_dispute(world).to("consenting")
    html = employer_list(table)
    waiting = html.split("其他文书")[0]
    assert "等贵单位答复" in waiting
    assert "协商方案征求意见" in waiting
    assert "协商会议通知" not in waiting, "a meeting is told, not asked"
    table.answer(table.seat("employer"))
    after = employer_list(table)
    assert "已答复" in after
    assert "协商方案征求意见" not in after.split("其他文书")[0].partition("等贵单位答复")[2]


def test_a_meeting_that_is_past_is_not_late_for_the_employer(world: World) -> None:
    table = for_dispute(world).to("notified")
    assert "请按时到会，不用答复" in employer_list(table)
    notice = EmployerNotice.objects.get(case_code=table.case.code, kind=NoticeKind.SESSION)
    assert notice.reply_by is not None
    assert time_left(notice, notice.reply_by) is not None
    assert time_left(notice, notice.reply_by + DAY) is None


def test_a_meeting_that_is_past_is_not_to_come(world: World) -> None:
    table = for_dispute(world).to("notified")
    address = reverse("tables")
    assert "要开的会" in page(table.mediator, address)
    Session.objects.filter(case=table.case).update(starts_at=now() - 2 * DAY)
    assert "要开的会" not in page(table.mediator, address)


def test_the_record_of_a_table_says_whose_seat_and_how_many_came(world: World) -> None:
    html = section(file_of(for_dispute(world).to("in_session")), "全过程")
    assert "政府方(人社等)" in html
    assert "到会" in html
    assert "发起 → 筹备中" in html
    assert "：协商筹备" in html, "the words of clocks are set in full width"


def test_a_version_not_yet_asked_about_says_that_the_answers_below_are_of_an_older_one(world: World) -> None:
    table = for_dispute(world).to("consenting").propose(20_000)
    assert "第 2 版方案还没有征求意见" in section(file_of(table), "表态")


def test_the_printed_agreement_shows_that_the_mediator_has_signed(world: World) -> None:
    table = for_dispute(world).to("signing")
    address = reverse("table_agreement", args=[table.case.code])
    before = page(table.mediator, address).count("签字</p>")
    table.do("sign_as_mediator", table.mediator, **table.asked)
    assert page(table.mediator, address).count("签字</p>") == before + 1


def test_who_may_not_register_is_not_asked_to(world: World, client: Client) -> None:
    auditor: Acting = world.who(Role.AUDIT_ADMIN, world.county)
    client.force_login(person_of(auditor))
    html = client.get(reverse("cases")).content.decode()
    assert "您的岗位不办案件" in html
    assert "登记一件" not in html
    chair = world.who(Role.CHAIR, world.town)
    assert "登记一件" in page(chair, reverse("cases"))


def test_signed_by_everybody_the_pages_speak_of_the_seal_and_no_more_of_fifteen_days(
    world: World, client: Client
) -> None:
    code = "7F3K-9QXA-1204-56V8"
    table = for_dispute(world, receipt_code=code).to("signing")
    enter(client, code)
    waiting = client.get("/track/case/").content.decode()
    assert "调解最晚在这天有结果" in waiting
    table.sign()
    own = client.get("/track/case/").content.decode()
    assert "调解最晚在这天有结果" not in own
    assert "给协议盖章" in own
    assert "协商各方都签了字" in own
    assert table.served is not None
    for html in (file_of(table), page(table.mediator, reverse("case", args=[table.served.code]))):
        assert "/clocks/agreement_seal/" in html
        assert "/clocks/mediation_close/" not in html


def test_who_only_advises_may_still_say_a_word_after_both_sides_agreed_until_the_seal(world: World) -> None:
    table = for_dispute(world).complete()
    adviser = table.posted("employers_body")
    table.to("signing").sign()
    place = reverse("table_comment", args=[table.case.code])
    sent = {"note": "商会建议分两期", "seat": table.seat("employers_body").code}
    assert signed_in(adviser).post(place, sent).status_code == 302
    assert "商会建议分两期" in file_of(table)
    table.seal()
    assert signed_in(adviser).post(place, sent).status_code == 409


@pytest.mark.parametrize("refuse", [0, 2])
def test_the_mediator_sees_that_a_disputes_sums_did_not_shrink_with_those_bound(
    world: World, refuse: int
) -> None:
    table = for_group(world).to("consenting")
    workers = table.seats("worker")
    table.by_paper(workers[: len(workers) - refuse])
    if refuse:
        table.by_paper(workers[-refuse:], "no")
    table.answer(table.seat("employer"))
    assert ("方案里的金额没有因此减少" in file_of(table)) == bool(refuse)
