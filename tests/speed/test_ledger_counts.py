"""A ledger of thousands costs a page no more questions than one of a few, and nobody's name that the page does not show."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.imports.claims import ClaimRow
from cases.models import Case
from cases.selectors import possible_duplicates
from cases.wages.claims import Figures
from protection import personal
from protection.models import PersonalData
from record.timekeeping import now
from tests.builders import World
from tests.pages.asking import page, queries
from tests.wages import Arrears
from workflows.offers import offers

pytestmark = pytest.mark.django_db
MOST = 5_000
#: The reporter, a few workers, files and notes.
NAMES = 60


def of(world: World, workers: int, name: str) -> Arrears:
    """A case of so many workers, a month each."""
    rows = [
        ClaimRow(n, n, f"工人{n}", "", f"138{n:08}", "2026-01", Figures(Decimal(1_000)))
        for n in range(2, workers + 2)
    ]
    one = Arrears(world, people=2, name=name).to("verifying")
    return one.do("import_claims", one.mediator, rows=rows)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[PersonalData]:
    """Private texts that were decrypted."""
    found: list[PersonalData] = []
    plain = personal.unwrap

    def counted(row: PersonalData) -> personal.Private | None:
        found.append(row)
        return plain(row)

    monkeypatch.setattr(personal, "unwrap", counted)
    return found


def asked(one: Arrears) -> tuple[int, int]:
    """Queries of the file and of the ledger."""
    return (
        queries(one.mediator, f"/cases/{one.case.code}/"),
        queries(one.mediator, f"/cases/{one.case.code}/claims/"),
    )


@pytest.mark.slow
def test_five_thousand_claims_are_asked_for_like_thirty(world: World, opened: list[PersonalData]) -> None:
    few, many = of(world, 30, "王一"), of(world, MOST, "王二")
    assert asked(few) == asked(many)
    opened.clear()
    assert page(many.mediator, f"/cases/{many.case.code}/claims/?page=7").count('scope="rowgroup"') == 25
    assert len(opened) <= NAMES
    opened.clear()
    assert f"/cases/{many.case.code}/claims/" in page(many.mediator, f"/cases/{many.case.code}/")
    assert len(opened) <= NAMES


def test_the_file_reads_the_names_it_shows(world: World, opened: list[PersonalData]) -> None:
    one = of(world, 3 * NAMES, "王一")
    opened.clear()
    page(one.mediator, f"/cases/{one.case.code}/")
    assert 0 < len(opened) <= NAMES


def test_the_form_of_a_payment_opens_without_anybodys_name(world: World, opened: list[PersonalData]) -> None:
    one = of(world, 3 * NAMES, "王一")
    opened.clear()
    page(one.mediator, f"/cases/{one.case.code}/do/record_payment/")
    assert len(opened) <= NAMES


def test_what_may_be_done_is_known_without_reading_the_ledger(world: World) -> None:
    one = of(world, 200, "王一")
    case = Case.objects.select_related("wage_arrears", "unit", "county").get(pk=one.case.pk)
    with CaptureQueriesContext(connection) as captured:
        verbs = {offer.verb for offer in offers(case, [one.mediator], now()) if not offer.reason}
    assert "record_payment" in verbs
    read = [sql for sql in (query["sql"] for query in captured.captured_queries) if '"cases_claim"' in sql]
    assert len(read) == 1
    assert "LIMIT 1" in read[0]


def test_twins_are_sought_in_one_question_however_many_workers(world: World) -> None:
    one, twin = of(world, 40, "王一"), of(world, 2, "王二")
    with CaptureQueriesContext(connection) as captured:
        found = possible_duplicates(one.case, Case.objects.all())
    assert len(captured) == 1
    assert len(captured.captured_queries[0]["sql"]) < 10_000
    assert [(pair.case.pk, pair.shared) for pair in found] == [(twin.case.pk, ("employer", "phone", "name"))]
