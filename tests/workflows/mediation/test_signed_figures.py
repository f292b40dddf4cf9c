"""What was signed comes in force, to the fen; and days and people that cannot be are refused when they are said."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.models import Clock, SeatKind, Term
from protection import personal
from protection.models import EmployerNotice
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, World, person_of
from tests.mediations import Table, alone, for_dispute, for_group, terms
from tests.wages import Arrears
from tests.workflows.refusing import refused
from workflows.engine import BadInput
from workflows.wage_arrears.states import S

pytestmark = pytest.mark.django_db


def wages(world: World, workers: int = 12) -> tuple[Arrears, Table]:
    """A table for the wages of several named workers."""
    one = Arrears(world, disclosure="open").to(S.CONFIRMED)
    for number in range(workers - 1):
        one.claim(f"工人{number}", ("2026-01",))
    return one, Table(world, served=one.fresh())


@pytest.mark.parametrize("happens", ["corrected", "added"])
def test_what_was_signed_is_adopted_whatever_is_entered_for_others_meanwhile(
    world: World, happens: str
) -> None:
    one, table = wages(world)
    table.to("in_session").propose(int(one.ledger.outstanding)).do("ask_consents")
    workers = [row.seat for row in table.waiting() if row.seat and row.seat.kind == SeatKind.WORKER]
    table.by_paper(workers[:-2]).by_paper(workers[-2:], "no").answer(table.seat(SeatKind.EMPLOYER))
    notice = EmployerNotice.objects.filter(case_code=table.case.code, kind="signing").latest("id")
    shown = [Decimal(term["amount"]) for term in personal.read(notice.body_key)["terms"]]
    table.sign()
    other = workers[-1].party
    assert other is not None
    one.fresh()
    if happens == "corrected":
        claim = next(claim for claim in one.claims if claim.party_id == other.pk)
        one.do("correct_claim", one.mediator, claim=claim.code, reason="漏算", due=Decimal(60_000))
    else:
        one.do("add_claim", one.mediator, party=other.code, period="2025-12", due="6000")
    table.seal()
    assert [row.amount for row in one.instalments] == shown == [Decimal(72_000)]
    assert one.fresh().state == S.PLANNED


def test_a_term_whose_year_was_mistyped_is_refused_when_it_is_proposed(world: World) -> None:
    table = for_dispute(world).to("in_session")
    (term,) = terms(30_000)
    with refused(table.case, "第1项", "核对年份"):
        table.do("propose", text="分期支付", terms=[term | {"due_on": datetime.date(2300, 1, 1)}])


def test_no_table_is_set_on_an_application_whose_days_are_over(world: World) -> None:
    one = Arrears(world, disclosure="open").to(S.CONFIRMED)
    with pytest.raises(BadInput) as wrong:
        Table(world, served=one.fresh(), applied_on=today() - 40 * DAY)
    assert wrong.value.field == "applied_on"
    assert Table(world, served=one.fresh(), applied_on=today() - 5 * DAY).case.state == "preparing"


def test_who_holds_a_seat_that_decides_on_an_agenda_does_not_mediate_it(world: World) -> None:
    table = alone(world).complete()
    table.do("add_seat", kind=SeatKind.INVITED, person=person_of(table.mediator))
    with refused(table.case, "回避"):
        table.notify()


@pytest.mark.parametrize("early", [1, 40_000])
def test_what_is_paid_between_signing_and_seal_is_the_first_money_of_the_plan(
    world: World, early: int
) -> None:
    one, table = wages(world)
    owed = one.ledger.outstanding
    table.to("in_session").propose(int(owed // 2), int(owed - owed // 2)).do("ask_consents")
    workers = [row.seat for row in table.waiting() if row.seat and row.seat.kind == SeatKind.WORKER]
    table.by_paper(workers).answer(table.seat(SeatKind.EMPLOYER))
    table.sign()
    one.fresh()
    one.pay(early)
    table.seal()
    assert one.fresh().state == S.REPAYING
    assert sum(row.amount for row in one.instalments) == owed
    assert sum(row.paid for row in one.instalments) == early
    assert (one.ledger.outstanding, one.ledger.waived) == (owed - early, Decimal(0))


@pytest.mark.parametrize("agreed", [72_000, 60_000])
@pytest.mark.parametrize("refuse", [0, 2])
def test_what_is_all_paid_before_the_seal_is_adopted_as_met_and_the_case_stays_cleared(
    world: World, agreed: int, refuse: int
) -> None:
    one, table = wages(world)
    owed = one.ledger.outstanding
    table.to("in_session").propose(agreed // 2, agreed - agreed // 2).do("ask_consents")
    workers = [row.seat for row in table.waiting() if row.seat and row.seat.kind == SeatKind.WORKER]
    table.by_paper(workers[: len(workers) - refuse])
    if refuse:
        table.by_paper(workers[-refuse:], "no")
    table.answer(table.seat(SeatKind.EMPLOYER)).sign()
    one.fresh()
    assert one.pay().fresh().state == S.CLEARED
    table.seal()
    assert (table.fresh().state, one.fresh().state) == ("in_force", S.CLEARED)
    assert one.instalments
    assert {(row.state, row.amount - row.paid) for row in one.instalments} == {("paid", Decimal(0))}
    assert (one.ledger.outstanding, one.ledger.waived, one.ledger.paid) == (Decimal(0), Decimal(0), owed)
    assert one.case.performance == "full"
    assert not Clock.objects.filter(case=one.case, rule_id="payday_holiday", state="running").exists()
    cleared = Event.objects.filter(subject=one.case.subject, name=EventName.ARREARS_CLEARED)
    assert cleared.count() == 1
    seal_all()
    assert list(findings()) == []


def paid_before_the_seal(world: World) -> Arrears:
    """A wage case whose agreement everybody signed, whose money all came, and whose seal came last."""
    one, table = wages(world)
    table.to("in_session").propose(int(one.ledger.outstanding)).do("ask_consents").all_yes().sign()
    one.fresh()
    one.pay()
    table.seal()
    one.fresh()
    return one


def test_money_taken_back_after_such_a_seal_is_owed_under_the_plan(world: World) -> None:
    one = paid_before_the_seal(world)
    one.do("reverse_payment", one.mediator, payment=one.payment.code, reason="转账被退回")
    assert one.fresh().state == S.REPAYING
    assert [row.paid for row in one.instalments] == [Decimal(0)]
    assert Clock.objects.filter(case=one.case, rule_id="payday_holiday", state="running").exists()


def test_a_cleared_case_closes_by_its_agreement(world: World) -> None:
    one = paid_before_the_seal(world)
    one.do("ask_close", one.mediator, reason="已全部付清").answer()
    assert (one.fresh().state, one.case.conclusion) == (S.CLOSED, "written_agreement")


@pytest.mark.parametrize("refuse", [0, 2])
def test_an_employer_who_signs_a_disputes_sums_for_some_is_told_so_and_owes_what_it_signed(
    world: World, refuse: int
) -> None:
    table = for_group(world).to("consenting")
    workers = table.seats(SeatKind.WORKER)
    table.by_paper(workers[: len(workers) - refuse])
    if refuse:
        table.by_paper(workers[-refuse:], "no")
    table.answer(table.seat(SeatKind.EMPLOYER))
    notice = EmployerNotice.objects.filter(case_code=table.case.code, kind="signing").latest("id")
    assert ("有2名职工没有同意" in notice.asks) == bool(refuse)
    shown = [Decimal(term["amount"]) for term in personal.read(notice.body_key)["terms"]]
    table.sign().seal()
    adopted = list(Term.objects.filter(case=table.served).values_list("amount", flat=True))
    assert adopted == shown == [Decimal(30_000)]
