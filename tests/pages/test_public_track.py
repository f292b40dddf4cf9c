"""Following a case by its receipt: what is told, what may be done, and what stays shut."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cases.models import Evidence
from organizations import calendar as calendars
from pages import labels
from pages.kinds import pages
from pages.public.limits import WRONG_CODES
from pages.public.story import TOLD
from protection import receipts
from record.names import EventName
from record.timekeeping import today
from tests.builders import NAME, PHONE, Scene, World, paper
from tests.conftest import MoveClock
from tests.pages.reporting import enter, said
from workflows import rules
from workflows.dispute.states import S

pytestmark = pytest.mark.django_db
PAGE = "/track/case/"


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
def test_unknown_forged_and_mistyped_codes_get_one_answer_after_the_same_lookups(
    client: Client, scene: Scene, typed: str
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    enter(client, "XXXX")
    with CaptureQueriesContext(connection) as queries:
        answer = enter(client, typed)
    assert answer.status_code == 422
    assert "没有找到这张回执" in said(answer)
    # A case may be followed by it, or one entry of a visit: both are asked, whatever was typed.
    assert len([one for one in queries.captured_queries if "receipt_hash" in one["sql"]]) == 2


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
        "CLOSING_RETURNED", "PARTY_ADDED", "CONSENT_RECORDED", "MESSAGE_SENT", "REMINDED", "SUPERIORS_TOLD",
        "SUPERVISION_ANSWERED", "URGED", "COLOUR_SET", "EMERGENCY_DECLARED", "EMERGENCY_ENTRY", "EMERGENCY_ENDED",
        "HISTORY_RECORDED", "CLOCK_STARTED", "CLOCK_PAUSED", "CLOCK_RESUMED", "CLOCK_EXTENDED", "CLOCK_REBOUND",
        "CLOCK_STOPPED", "CLOCK_WARNED", "APPROVAL_ASKED", "APPROVED", "APPROVAL_WITHDRAWN",
        # The bodies asked and what each said; what others are owed; rules that are no case.
        "CHECK_ANSWERED", "CHECK_URGED", "CHECK_EXCUSED", "CHECK_CANCELLED", "SIGNAL_ADDED", "WARN_LEVEL_SET",
        "CLAIM_CORRECTED", "CLAIM_DROPPED", "CLAIM_CHOSEN", "CLAIMS_IMPORTED", "CLAIMS_ABSORBED", "PAYER_ADDED",
        # Who signs and who is asked next is the offices' own.
        "NEXT_STEP_ASKED", "APPROVAL_TRANSFERRED", "SIGNER_ADDED", "SIGNER_REMOVED", "APPROVAL_URGED",
        "APPROVAL_READDRESSED", "CHAIN_CHANGED",
        "PAYER_REMOVED", "OPINION_OUTCOME", "ROAD_RESULT", "WARNING_RULE_CHANGED", "PAY_REFUSAL_SET",
    }  # fmt: skip
    every = list(EventName)
    # Tables, visits and secondments are cases of their own, which nobody follows by a receipt: it opens one entry of a visit.
    tables = every[every.index(EventName.TABLE_SET) : every.index(EventName.ENFORCEABLE) + 1]
    others = every[every.index(EventName.VISIT_PLANNED) : every.index(EventName.SECONDMENTS_EXPORTED) + 1]
    told = {*TOLD, *(name for one in pages() for name in one.told), *tables, *others}
    of_a_case = every[: every.index(EventName.UNIT_ADDED)]
    assert {name.name for name in of_a_case if name not in told} == silent


def test_nothing_the_handlers_wrote_for_themselves_is_shown(holder: Client, scene: Scene) -> None:
    scene.contact().do("accept", scene.mediator, note="内部：此人难缠").assign()
    scene.do("record_finding", scene.mediator, finding="partly", note="内部：单位同意私了")
    scene.crowd(3).do("add_evidence", scene.mediator, file=paper("单位提供的工资表.pdf"))
    page = said(holder.get(PAGE))
    for secret in ("内部：", "内部：", "难缠", "私了", "单位提供的工资表", "工人1", "工人2"):
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


def test_who_left_no_name_does_not_learn_that_there_is_another_report(
    client: Client, world: World, code: str
) -> None:
    lead = Scene(world, receipt_code=code, disclosure="anonymous", name="", phone="")
    other = Scene(world, receipt_code=receipts.issue()).to(S.VERIFYING)
    lead.do("merge", lead.mediator, into=other.case)
    enter(client, code)
    page = said(client.get(PAGE))
    assert "和有关的情况合在一起查" in page
    assert "接着办" not in page
    assert "调查核实”" not in page


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
