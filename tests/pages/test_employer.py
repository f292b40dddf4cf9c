"""What an employer can never learn: two cases that differ only in who reported give it the same bytes."""

from __future__ import annotations

import datetime
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organizations import calendar as calendars
from organizations.acting import Acting
from organizations.models import Person
from organizations.roles import Role
from protection import receipts
from protection.models import EmployerNotice, NoticeKind
from record.timekeeping import midnight, today
from tests.builders import NAME, PHONE, Scene, World, undone
from tests.pages.reporting import said, staffed
from workflows.dispute.states import S

pytestmark = [pytest.mark.django_db, pytest.mark.promise]
LIST = "/employer/"
#: What differs between two answers to the same question, whoever asks: the form's token, and a paper's random number.
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


@pytest.fixture
def world(db: None) -> World:
    return staffed()


def person_of(world: World) -> Person:
    """Who represents the mill."""
    person = world.employer_rep(world.mill).person
    assert person is not None
    return person


@pytest.fixture
def rep(client: Client, world: World) -> Client:
    """The mill's representative, signed in."""
    client.force_login(person_of(world))
    return client


def notify(scene: Scene, kind: str = NoticeKind.VERIFY) -> EmployerNotice:
    """A paper sent in a case being verified."""
    scene.do("notify_employer", scene.mediator, kind=kind)
    return EmployerNotice.objects.get(case_code=scene.case.code, kind=kind)


# ── The promise ─────────────────────────────────────────────────────────────────────────────────────────────────────

WORKER = Acting(None, Role.RECEIPT)
REPORTERS: dict[str, dict[str, Any]] = {
    "another name and number": {"name": "李四四四四", "phone": "13755556666"},
    "open": {"disclosure": "open"},
    "anonymous": {"disclosure": "anonymous", "name": "", "phone": ""},
    "no story": {"story": ""},
    "a long story": {"story": "长" * 4000},
    "later that day": {"hour": 15},
    "without a receipt": {"receipt_code": ""},
    "by telephone": {"source": "hotline_12351", "by": Role.WINDOW},
    "by an information officer": {"source": "info_officer", "by": Role.INFO_OFFICER},
    "found on a visit": {"source": "found_on_visit", "by": Role.CHAIR},
    "more people and money": {"people": 4, "amount": 99_000},
}


def seen(client: Client, world: World, kind: str, **reporter: Any) -> list[bytes]:
    """Every page the employer can open after one reporter's case: list, paper, refused and taken answer; then undone."""
    with undone():
        hour = reporter.pop("hour", 9)
        by = reporter.pop("by", None)
        actor = world.who(by, world.town) if by else WORKER
        at = midnight(today() - timedelta(days=1)) + timedelta(hours=hour)
        scene = Scene(world, **{"actor": actor, "at": at, "name": NAME, "phone": PHONE, **reporter}).to(
            S.VERIFYING
        )
        paper = notify(scene, kind)
        address = f"/employer/{paper.number}/"
        answers = [client.get(LIST), client.get(address), client.post(f"{address}reply/", {"body": ""})]
        answers.append(client.post(f"{address}reply/", {"body": "我们没有欠工资"}, follow=True))
        answers += [client.get(LIST), client.get(address), client.get("/employer/NOSUCHNUMBER/")]
        assert [answer.status_code for answer in answers] == [200, 200, 422, 200, 200, 200, 404]
        headers = [
            str(sorted((name, value) for name, value in answer.headers.items() if name != "Expires")).encode()
            for answer in answers
        ]
        return [_bare(page, paper.number) for page in [*(answer.content for answer in answers), *headers]]


def _bare(page: bytes, number: str) -> bytes:
    page = TOKEN.sub(rb"\1", page).replace(number.encode(), b"NUMBER")
    return re.sub(rb"(csrftoken|sessionid|messages)=[^;]+", b"", page)


@pytest.mark.parametrize("kind", [NoticeKind.VERIFY, NoticeKind.TIP, NoticeKind.OPINION])
@pytest.mark.parametrize("reporter", REPORTERS.values(), ids=REPORTERS)
def test_two_cases_that_differ_only_in_the_reporter_give_the_employer_the_same_bytes(
    rep: Client, world: World, kind: str, reporter: dict[str, Any]
) -> None:
    assert seen(rep, world, kind, **reporter) == seen(rep, world, kind)


def test_the_comparison_itself_would_see_a_difference(rep: Client, world: World) -> None:
    assert seen(rep, world, NoticeKind.VERIFY) != seen(rep, world, NoticeKind.TIP)
    assert seen(rep, world, NoticeKind.VERIFY) != seen(rep, world, NoticeKind.VERIFY, category="work_injury")


def test_a_report_of_which_no_paper_was_sent_is_nowhere(rep: Client, world: World) -> None:
    before = rep.get(LIST).content
    Scene(world).to(S.VERIFYING)
    assert TOKEN.sub(b"", rep.get(LIST).content) == TOKEN.sub(b"", before)


def test_no_hour_and_no_running_number_is_on_any_page(rep: Client, world: World) -> None:
    scene = Scene(world, receipt_code=receipts.issue()).to(S.VERIFYING)
    paper = notify(scene)
    html = rep.get(LIST).content.decode() + rep.get(f"/employer/{paper.number}/").content.decode()
    assert not re.search(r"\b\d{1,2}:\d\d\b", html)
    for secret in (
        scene.case.number,
        scene.case.code,
        f"/{scene.case.pk}/",
        NAME,
        PHONE,
        "三个月没发工资",
    ):
        assert secret not in html


def test_the_employers_pages_ask_no_table_of_cases(
    rep: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paper = notify(Scene(world).to(S.VERIFYING))
    for address in (LIST, f"/employer/{paper.number}/"):
        with django_assert_max_num_queries(12) as queries:
            rep.get(address)
        tables = [query["sql"] for query in queries.captured_queries]
        assert not [sql for sql in tables if '"cases_' in sql or '"record_' in sql or '"workflows_' in sql]


def test_the_list_asks_the_same_few_queries_for_one_paper_and_for_twenty(
    rep: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def queries() -> int:
        with calendars.holding(), django_assert_max_num_queries(8) as seen:
            rep.get(LIST)
        return len(seen.captured_queries)

    scene = Scene(world).to(S.VERIFYING)
    notify(scene)
    one = queries()
    for _ in range(19):
        scene.do("notify_employer", scene.mediator, kind=NoticeKind.TIP)
    assert queries() == one


# ── Names, where they were allowed ──────────────────────────────────────────────────────────────────────────────────


def test_the_applicant_is_named_only_in_the_papers_that_need_it_and_after_the_worker_agreed(
    rep: Client, world: World
) -> None:
    scene = Scene(world).to(S.VERIFYING)
    verify = notify(scene)
    scene.apply(names_applicant=True)
    asked = notify(scene, NoticeKind.MEDIATION)
    assert NAME in said(rep.get(f"/employer/{asked.number}/"))
    assert PHONE not in said(rep.get(f"/employer/{asked.number}/"))
    assert NAME not in said(rep.get(f"/employer/{verify.number}/"))
    assert NAME not in said(rep.get(LIST))


def test_an_open_report_does_not_name_the_worker_in_a_paper_that_needs_no_name(
    rep: Client, world: World
) -> None:
    paper = notify(Scene(world, disclosure="open").to(S.VERIFYING))
    assert NAME not in said(rep.get(f"/employer/{paper.number}/"))


# ── Whose ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_employers_paper_is_as_unknown_as_one_that_never_was(client: Client, world: World) -> None:
    paper = notify(Scene(world).to(S.VERIFYING))
    other = world.employer_rep(world.shop).person
    assert other is not None
    client.force_login(other)
    there, nowhere = client.get(f"/employer/{paper.number}/"), client.get("/employer/ABCDEFGHJKMN/")
    assert there.status_code == nowhere.status_code == 404
    assert _bare(there.content, paper.number) == _bare(nowhere.content, "ABCDEFGHJKMN")
    assert client.post(f"/employer/{paper.number}/reply/", {"body": "x"}).status_code == 404
    assert "还没有收到文书" in said(client.get(LIST))


def test_officers_and_strangers_have_no_business_here(client: Client, world: World) -> None:
    assert "/accounts/login/" in client.get(LIST)["Location"]
    chair = world.who(Role.CHAIR, world.town).person
    assert chair is not None
    client.force_login(chair)
    assert client.get(LIST).status_code == 403


def test_a_post_that_has_ended_opens_nothing(rep: Client, world: World) -> None:
    notify(Scene(world).to(S.VERIFYING))
    person_of(world).posts.update(ends_on=today() - datetime.timedelta(days=1))
    assert rep.get(LIST).status_code == 403


# ── Answering ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_taken_once_and_reaches_the_handlers(rep: Client, world: World) -> None:
    scene = Scene(world).to(S.VERIFYING)
    paper = notify(scene)
    address = f"/employer/{paper.number}/"
    rep.post(f"{address}reply/", {"body": "已自查，没有拖欠𠮷"})
    rep.post(f"{address}reply/", {"body": "第二次"})
    page = said(rep.get(address))
    assert "已自查，没有拖欠𠮷" in page
    assert "第二次" not in page
    paper.refresh_from_db()
    assert paper.replied_on == today()


@pytest.mark.parametrize(("body", "sentence"), [("", "请写明答复内容"), ("长" * 100_000, "最多5000字")])
def test_an_answer_that_cannot_be_taken_gets_a_sentence_and_stays(
    rep: Client, world: World, body: str, sentence: str
) -> None:
    paper = notify(Scene(world).to(S.VERIFYING))
    answer = rep.post(f"/employer/{paper.number}/reply/", {"body": body})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert body in answer.content.decode()


def test_why_an_answer_comes_too_late_is_not_told(rep: Client, world: World) -> None:
    pages = []
    for reason in ("withdraw", "merge"):
        with undone():
            scene = Scene(world, receipt_code=receipts.issue()).to(S.VERIFYING)
            paper = notify(scene)
            if reason == "withdraw":
                scene.do("withdraw", scene.worker, reason="和好了")
            else:
                scene.do("merge", scene.mediator, into=Scene(world, receipt_code=receipts.issue()).case)
            answer = rep.post(f"/employer/{paper.number}/reply/", {"body": "迟到的答复"})
            assert answer.status_code == 422
            assert "迟到的答复" in answer.content.decode()
            pages.append(_bare(answer.content, paper.number))
    assert pages[0] == pages[1]
    for state in S:
        assert str(state.label).encode() not in pages[0]
