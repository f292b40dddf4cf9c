"""The employer's man reads every paper of a wage case and of a table: none tells which worker reported, or how many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from organizations.roles import Role
from protection import personal, receipts
from protection.models import EmployerNotice, NoticeKind
from record.timekeeping import today
from tests.attack.test_promise import TOKEN, employer_pages
from tests.builders import NAME, PHONE, Scene, World
from tests.conftest import MoveClock
from tests.mediations import Table, for_dispute, for_group
from tests.pages.asking import signed_in
from tests.pages.reporting import staffed
from tests.wages import Arrears
from tests.workflows import checking
from workflows.engine import NotPossible
from workflows.sweep import perform_due
from workflows.wage_arrears.states import S

pytestmark = [pytest.mark.django_db]
#: All columns of the employer's own table but those that are random or the handlers' own.
SHOWN = (
    "employer_code", "kind", "issued_on", "issuer", "subject", "asks", "reply_by", "applicant_key", "replied_on",
    "reply_key", "round",
)  # fmt: skip


def papers(code: str) -> list[dict[str, Any]]:
    """The employer's rows of one case, in order, with the texts kept apart."""
    rows = EmployerNotice.objects.filter(case_code=code).order_by("pk")
    return [
        {name: getattr(row, name) for name in SHOWN} | {"body": personal.read(row.body_key)} for row in rows
    ]


def told_everything(world: World, **facts: Any) -> Arrears:
    """A wage case that sent the employer every paper it can send before somebody is named."""
    one = Arrears(world, receipt_code=receipts.issue(), **facts).to(S.CONFIRMED)
    one.do("notify_employer", one.mediator, kind=NoticeKind.VERIFY)
    return one.do("send_tip", one.mediator).do("send_opinion", one.mediator)


def test_papers_of_a_wage_case_are_the_same_whoever_reported_and_however_many_there_are() -> None:
    world = staffed()
    mine = told_everything(world)
    world.mill = world.employer("另一轻纺厂", world.town)
    other = told_everything(
        world, name="别人", phone="13700001111", disclosure="open", story="别的话", people=4
    )
    for number in range(3):
        other.do("add_claim", other.mediator, name=f"工人{number}", period="2026-01", due="100")
    rows = [papers(one.case.code) for one in (mine, other)]
    for row in (*rows[0], *rows[1]):
        row.pop("employer_code")
    assert rows[0] == rows[1]
    assert [row["kind"] for row in rows[0]] == ["verify", "tip", "opinion"]


LATER: dict[str, Callable[[Arrears], object]] = {
    "a list of more workers": lambda one: one.claim("另一人", ("2025-12",)),
    "a worker's own month from the phone": lambda one: one.do(
        "claim_by_receipt", one.worker, period="2025-10", due="4000"
    ),
    "one more signal": lambda one: one.do(
        "add_signal", one.mediator, kind="visit", value=1, known_from="走访", observed_on=today()
    ),
    "a joint check": lambda one: (checking.ask(one), checking.answer(one, checking.LABOUR)),
    "a plan": lambda one: one.plan(),
    "a payment": lambda one: one.plan().pay(1_000),
    "a payment taken back": lambda one: one.plan().pay(1_000).do(
        "reverse_payment", one.mediator, payment=one.payment.code, reason="记错了"
    ),
    "everything paid": lambda one: one.plan().pay(),
    "handed up": lambda one: one.do("hand_up", one.chair, reason="办不动"),
    "handed over": lambda one: one.do("hand_over", one.mediator, road="inspection", reason="请查处"),
    "a message from the worker": lambda one: one.do("message", one.worker, body="老板知道了吗"),
    "withdrawn": lambda one: one.do("withdraw", one.worker, reason="算了"),
    "somebody else reports": lambda one: Arrears(
        one.world, receipt_code=receipts.issue(), name="别人", phone="13700001111"
    ),
}  # fmt: skip


@pytest.mark.parametrize("happens", LATER)
def test_nothing_that_becomes_of_a_wage_case_moves_a_byte_at_the_employers(happens: str) -> None:
    world = staffed()
    one = Arrears(world, receipt_code=receipts.issue()).to(S.DEMANDED)
    sent = EmployerNotice.objects.get(case_code=one.case.code)
    client = signed_in(world.employer_rep(world.mill))
    before = employer_pages(client, sent)
    LATER[happens](one)
    assert employer_pages(client, sent) == before


def test_a_missed_instalment_moves_no_byte_at_the_employers(move_clock: MoveClock) -> None:
    world = staffed()
    one = Arrears(world, receipt_code=receipts.issue()).to(S.DEMANDED).plan(days=(5, 40))
    sent = EmployerNotice.objects.get(case_code=one.case.code)
    move_clock(timedelta(days=20))
    client = signed_in(world.employer_rep(world.mill))
    before = employer_pages(client, sent)
    assert perform_due() > 0
    assert one.instalments[0].state == "missed"
    assert employer_pages(client, sent) == before


# ── The table ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_called_to_a_table_before_the_worker_agreed_to_be_known() -> None:
    world = staffed()
    one = Arrears(world, receipt_code=receipts.issue(), disclosure="confidential").to(S.DEMANDED)
    with pytest.raises(NotPossible, match="同意向对方公开姓名"):
        Table(world, served=one.case)
    sent = EmployerNotice.objects.filter(case_code=one.case.code).count()
    assert sent == EmployerNotice.objects.count(), "a table that was refused told the employer nothing"
    one.do("change_disclosure", one.worker, disclosure="open")
    assert Table(world, served=one.case).case.state == "preparing"


def read_all(client: Client, code: str) -> str:
    """Every paper of a table as the employer reads it."""
    pages = [client.get("/employer/")]
    pages += [
        client.get(f"/employer/{number}/")
        for number in EmployerNotice.objects.filter(case_code=code).values_list("number", flat=True)
    ]
    assert {answer.status_code for answer in pages} == {200}
    return b"".join(TOKEN.sub(rb"\1", answer.content) for answer in pages).decode()


def test_notices_of_sessions_and_proposals_name_no_worker_and_give_no_telephone() -> None:
    table = for_group(staffed()).to("consenting")
    read = read_all(signed_in(table.boss), table.case.code)
    assert table.session.place in read
    assert "单位分期付清" in read
    told = [personal.read(seat.party.personal_key) for seat in table.seats("worker") if seat.party]
    assert len(told) >= 12
    for who in told:
        assert who["name"] not in read
        assert not who.get("phone") or who["phone"] not in read
    assert table.served is not None
    assert (NAME in read, PHONE in read, table.served.number in read) == (False, False, False)


def test_who_among_the_workers_answered_and_how_stays_hidden_until_all_is_decided() -> None:
    table = for_group(staffed()).to("consenting")
    client = signed_in(table.boss)
    before = read_all(client, table.case.code)
    workers = list(table.seats("worker"))
    table.by_paper(workers[:4]).by_paper(workers[4:6], "no", "要求一次付清").link(workers[6])
    table.answer(table.seat("committee"))
    assert read_all(client, table.case.code) == before


TABLES: dict[str, Callable[[Table], object]] = {
    "minutes": lambda table: table.do("write_minutes", session=table.session.code, minutes="王小𠮷说了三点"),
    "a paper on file": lambda table: table.file("other"),
    "a speaker for the worker": lambda table: table.do(
        "set_speaker", seat=table.seat("worker").code, how="agent", name="律师", evidence=table.file("authority")
    ),
    "one side agrees to wait": lambda table: table.do(
        "record_extension_consent", seat=table.seat("worker").code, until=today() + timedelta(days=30),
        evidence=table.file("other"), given_on=today(),
    ),
    "the mediator steps aside": lambda table: table.do("step_aside", reason="认识老板"),
    "no agreement": lambda table: table.do("fail", ground="consent_withdrawn", note="职工不谈了"),
    "another worker's case at another table": lambda table: for_dispute(
        table.world, name="别人", phone="13700001111", receipt_code=receipts.issue(),
        employer=table.world.employer("别的厂", table.world.town),
    ).to("notified"),
}  # fmt: skip


@pytest.mark.parametrize("happens", TABLES)
def test_what_is_said_and_done_beside_the_papers_moves_no_byte_of_them(happens: str) -> None:
    table = for_dispute(staffed(), receipt_code=receipts.issue()).to("in_session")
    client = signed_in(table.boss)
    before = read_all(client, table.case.code)
    TABLES[happens](table)
    assert read_all(client, table.case.code) == before


def test_the_employers_calendar_names_no_worker() -> None:
    table = for_dispute(staffed()).to("notified")
    number = EmployerNotice.objects.get(case_code=table.case.code, kind=NoticeKind.SESSION).number
    read = signed_in(table.boss).get(f"/employer/{number}/").content.decode()
    assert NAME not in read
    answer = signed_in(table.boss).get(f"/cases/{table.case.code}/")
    assert answer.status_code in (302, 403, 404), "the case file of a table is not the employer's"
    assert NAME not in answer.content.decode()


# ── The joint check ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_joint_check_reaches_the_employer_with_no_paper_and_the_body_with_no_name() -> None:
    world = staffed()
    scene = Scene(world, receipt_code=receipts.issue()).to("verifying")
    scene.do("add_party", scene.mediator, name="另一职工", phone="13700001111")
    checking.ask(scene, checking.LABOUR)
    officer = checking.officer(world, checking.LABOUR)
    code = checking.row(scene, checking.LABOUR).code
    assert not EmployerNotice.objects.exists()
    client = signed_in(officer)
    read = client.get(f"/checks/{code}/")
    assert read.status_code == 200
    for secret in (NAME, PHONE, "另一职工", "13700001111", scene.case.receipt_hash or "-"):
        assert secret not in read.content.decode()
    assert client.get(f"/cases/{scene.case.code}/").status_code in (302, 403, 404)
    boss = signed_in(world.employer_rep(world.mill))
    assert boss.get(f"/checks/{code}/").status_code in (302, 403, 404)


def test_a_managing_chair_learns_nothing_of_a_wage_case_of_their_own_enterprise() -> None:
    world = staffed()
    chair = world.who(Role.CHAIR, world.shop_union)
    before = [TOKEN.sub(rb"\1", signed_in(chair).get(one).content) for one in ("/today/", "/cases/")]
    one = Arrears(
        world, place=world.hamlet, employer=world.shop, receipt_code=receipts.issue(), avoids_own_union=True
    )
    one.to(S.DEMANDED)
    after = [TOKEN.sub(rb"\1", signed_in(chair).get(one).content) for one in ("/today/", "/cases/")]
    assert before == after
    assert Decimal(18_000) == one.case.amount_involved
