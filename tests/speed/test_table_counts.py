"""What waits at tables, for a body and for an employer, is asked for once however many tables they sit at."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cases.models import Case, SeatKind
from pages.table import listing
from record.timekeeping import now
from tests.builders import DAY, World
from tests.mediations import for_dispute
from tests.pages.asking import page, queries
from workflows.mediation.clashes import clashes_for

pytestmark = pytest.mark.django_db


def test_more_tables_cost_an_officer_no_more_questions(world: World) -> None:
    first = for_dispute(world).to("consenting")
    officer = first.posted(SeatKind.GOVERNMENT)
    one = [queries(officer, address) for address in ("/tables/", "/today/")]
    for _ in range(3):
        for_dispute(world).to("consenting")
    assert [queries(officer, address) for address in ("/tables/", "/today/")] == one
    assert "有 4 件协商等您表态" in page(officer, "/today/")


def test_more_papers_cost_an_employer_no_more_questions(world: World) -> None:
    first = for_dispute(world).to("consenting")
    boss = first.boss
    one = queries(boss, reverse("employer_notices"))
    for_dispute(world).to("consenting")
    assert queries(boss, reverse("employer_notices")) == one


def test_what_waits_and_what_is_open_is_shown_before_what_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body sits at thousands of tables in the course of the years; those it still has to do with stand first."""
    waits, still, over = (for_dispute(world).complete() for _ in range(3))
    waits.to("consenting")
    Case.objects.filter(pk=over.case.pk).update(state="closed", conclusion="withdrawn", closed_at=now() + DAY)
    officer = waits.posted(SeatKind.GOVERNMENT)
    monkeypatch.setattr(listing, "MOST", 2)
    html = page(officer, "/tables/")
    assert [table.case.number in html for table in (waits, still, over)] == [True, True, False]


def test_clashes_are_found_in_two_questions_however_many_sessions(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at = now() + 4 * DAY
    tables = [for_dispute(world).complete() for _ in range(4)]
    for one in tables[1:]:
        one.do("notify", starts_at=at, place="三楼")
    case = tables[0].fresh()
    with django_assert_num_queries(2):
        found = clashes_for(case, at, 90, "三楼")
    assert len(found) == 3
