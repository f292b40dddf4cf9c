"""Hundreds of claims at once: held against those on file, in one step or not at all, in a bounded number of statements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cases.imports.claims import ClaimRow
from cases.models import Claim, Party
from cases.wages.claims import Figures
from record.models import Event
from record.sealer import seal_all
from record.verify import findings
from tests.builders import NAME, PHONE, World, paper
from tests.wages import Arrears
from workflows.engine import BadInput
from workflows.wage_arrears.importing import comparison
from workflows.wage_arrears.states import S

MANY = 5_000


def row(number: int, name: str, period: str = "2026-01", due: int | str = 6_000, **more: Any) -> ClaimRow:
    """A row as the parser gives it."""
    given: dict[str, Any] = {"worker": number, "id_number": "", "phone": ""} | more
    return ClaimRow(number, name=name, period=period, figures=Figures(Decimal(due)), **given)


def many(count: int) -> list[ClaimRow]:
    """So many workers, a month each."""
    return [
        row(number, f"工人{number}", due=1_000, phone=f"139{number:08}") for number in range(2, count + 2)
    ]


def test_a_list_is_held_against_what_the_workers_said_by_phone(world: World) -> None:
    one = Arrears(
        world, claims=[{"period": "2025-12", "due": 5_000}, {"period": "2026-01", "due": 6_000}]
    ).assign()
    rows = [
        row(2, NAME, phone=PHONE),
        row(3, NAME, "2025-12", 5_500, worker=2, phone=PHONE),
        row(4, "李四", phone="13900002222"),
    ]
    before = comparison(one.case, rows, {})
    assert [len(part) for part in (before.new, before.matched, before.conflicts, before.doubts)] == [
        1,
        1,
        1,
        0,
    ]
    one.do("import_claims", one.mediator, rows=rows)
    assert Party.objects.filter(case=one.case).count() == 2
    rivals = [claim for claim in one.claims if claim.has_rival]
    assert [(claim.period, str(claim.due), str(claim.rival_due), claim.rival_source) for claim in rivals] == [
        ("2025-12", "5000.00", "5500.00", "sheet")
    ]
    assert one.fresh().amount_involved == 17_000


@pytest.mark.parametrize(("keep", "due"), [("sheet", 5_500), ("kept", 5_000)])
def test_the_handler_says_beforehand_whose_figures_stand(world: World, keep: str, due: int) -> None:
    one = Arrears(world, claims=[{"period": "2025-12", "due": 5_000}]).assign()
    one.do("import_claims", one.mediator, rows=[row(2, NAME, "2025-12", 5_500, phone=PHONE)], keep={2: keep})
    (claim,) = one.claims
    assert (int(claim.due), claim.has_rival) == (due, False)


def test_a_name_one_character_off_with_the_same_telephone_is_asked_and_nothing_is_half_done(
    world: World,
) -> None:
    one = Arrears(world).assign()
    rows = [row(2, "王晓𠮷", phone=PHONE), row(3, "李四")]
    events = Event.objects.filter(subject=one.case.subject).count()
    with override("zh-hans"), pytest.raises(BadInput, match="第2行"):
        one.do("import_claims", one.mediator, rows=rows)
    assert (
        Claim.objects.filter(case=one.case).count(),
        Event.objects.filter(subject=one.case.subject).count(),
    ) == (0, events)
    one.do("import_claims", one.mediator, rows=rows, same={2: True})
    assert Party.objects.filter(case=one.case).count() == 2


def test_who_is_said_to_be_another_becomes_another(world: World) -> None:
    one = Arrears(world).assign()
    one.do("import_claims", one.mediator, rows=[row(2, "王晓𠮷", phone=PHONE)], same={2: False})
    assert Party.objects.filter(case=one.case).count() == 2


def test_the_same_list_twice_changes_nothing_the_second_time(world: World) -> None:
    one = Arrears(world).assign()
    rows = many(30)
    one.do("import_claims", one.mediator, rows=rows)
    owed = one.fresh().amount_involved
    one.do("import_claims", one.mediator, rows=rows)
    assert (one.fresh().amount_involved, Claim.objects.filter(case=one.case).count()) == (owed, 30)
    assert one.case.people == 30
    assert one.case.is_group
    assert one.case.is_emergency


def test_a_list_that_lowers_a_month_below_what_was_paid_is_refused_whole(world: World) -> None:
    one = Arrears(world).to(S.CONFIRMED).pay(6_000)
    rows = [row(2, NAME, "2025-11", 5_000, phone=PHONE), row(3, "李四")]
    with override("zh-hans"), pytest.raises(BadInput, match="先冲销"):
        one.do("import_claims", one.mediator, rows=rows, keep={2: "sheet"})
    assert Claim.objects.filter(case=one.case).count() == 3


def test_an_identity_number_is_found_again_by_its_index_and_stands_nowhere_in_clear(world: World) -> None:
    one = Arrears(world).assign()
    number = "330681199001010073"
    one.do("import_claims", one.mediator, rows=[row(2, "李四", id_number=number)])
    later = comparison(one.case, [row(2, "李四", "2025-12", id_number=number)], {})
    assert later.same[2] == Party.objects.filter(case=one.case).latest("id").code
    assert not Event.objects.filter(data__icontains=number).exists()


@pytest.mark.slow
def test_five_thousand_rows_are_one_step_of_a_bounded_number_of_statements(world: World) -> None:
    one = Arrears(world, people=2).assign()
    with CaptureQueriesContext(connection) as queries:
        one.do("import_claims", one.mediator, rows=many(MANY))
    # SQLite takes some fifty rows a statement, PostgreSQL five hundred; one a row would be ten thousand.
    assert len(queries) <= 250, len(queries)
    assert (one.fresh().people, one.case.amount_involved) == (MANY, Decimal(MANY * 1_000))
    with CaptureQueriesContext(connection) as queries:
        one.do(
            "record_payment", one.mediator, amount=Decimal("1234567.89"), paid_on=one.case.reported_at.date(),
            allocation="proportion", voucher=paper(),
        )  # fmt: skip
    assert len(queries) <= 60, len(queries)
    assert one.ledger.paid == one.fresh().amount_recovered == Decimal("1234567.89")
    seal_all()
    assert [str(finding) for finding in findings()] == []


def test_a_payment_over_many_claims_costs_no_more_statements_than_over_few(world: World) -> None:
    few, lots = Arrears(world, people=2).assign(), Arrears(world, people=2).assign()
    few.do("import_claims", few.mediator, rows=many(5))
    lots.do("import_claims", lots.mediator, rows=many(100))
    assert statements(few) == statements(lots)


def statements(one: Arrears) -> int:
    """Statements of a payment in proportion."""
    data = {
        "amount": 500,
        "paid_on": one.case.reported_at.date(),
        "allocation": "proportion",
        "voucher": paper(),
    }
    who = one.mediator
    with CaptureQueriesContext(connection) as queries:
        one.do("record_payment", who, **data)  # type: ignore[arg-type]  # a verb's own fields
    return len(queries)
