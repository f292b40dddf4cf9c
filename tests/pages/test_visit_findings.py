"""三张清单 over all visits: late first, filtered by the address, only of visits the reader may see."""

from __future__ import annotations

import pytest

from cases.models import Clock, Finding
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.pages.asking import page, queries, signed_in
from tests.visits import Going, record_of

pytestmark = pytest.mark.django_db
HERE = "/visits/findings/"


def visit(world: World, *texts: str, kind: str = "problem", **facts: object) -> Going:
    entries = [{"kind": kind, "text": text} for text in texts]
    return Going(world, record=record_of(findings=entries), **facts)


def late(finding: Finding) -> None:
    """Its day has passed: the row and its clock, as a night later."""
    Finding.objects.filter(pk=finding.pk).update(due_on=today() - DAY)
    clock = Clock.objects.get(key=finding.code)
    clock.due_at, clock.due_on = clock.due_at - 60 * DAY, today() - DAY
    clock.save(update_fields=["due_at", "due_on"])


def test_late_ones_stand_first_then_what_waits_then_what_was_answered(world: World) -> None:
    one = visit(world, "甲项𠮷", "乙项", "丙项")
    first, second, third = one.findings
    one.answer(finding=first.code, answer="甲项办好了")
    late(third)
    html = page(one.chair, HERE)
    assert html.index("丙项") < html.index("乙项") < html.index("甲项办好了")
    assert "已逾期" in html
    assert second.owner.name in html
    assert "共 3 项" in html


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("list=need", {"要食堂"}), ("list=problem", {"欠加班费", "缺手套"}), ("state=answered", {"缺手套"}),
        ("state=open", {"欠加班费", "要食堂"}), ("state=late", {"要食堂"}), ("owner=me", {"要食堂", "欠加班费", "缺手套"}),
        ("list=x&state=y&owner=z", {"欠加班费", "缺手套", "要食堂"}), ("state=rated", set()), ("list=service", set()),
    ],
)  # fmt: skip
def test_filters_stand_in_the_address(world: World, query: str, seen: set[str]) -> None:
    one = visit(world, "欠加班费", "缺手套")
    one.answer(finding=one.findings[1].code)
    late(visit(world, "要食堂", kind="need").findings[0])
    html = page(one.mediator, f"{HERE}?{query}")
    assert {text for text in ("欠加班费", "缺手套", "要食堂") if text in html} == seen


def test_a_county_filters_by_town_and_by_whose_it_is(world: World) -> None:
    one = visit(world, "本镇的事")
    other = world.who(Role.MEDIATOR, world.other_town)
    visit(world, "那镇的事", actor=other, employer=None, unit=world.other_town)
    above = world.who(Role.CHAIR, world.county)
    assert "那镇的事" in page(above, HERE)
    html = page(above, f"{HERE}?town={world.town.code}")
    assert "本镇的事" in html
    assert "那镇的事" not in html
    html = page(above, f"{HERE}?owner={person_of(other).pk}")
    assert "那镇的事" in html
    assert "本镇的事" not in html
    assert "那镇的事" not in page(one.chair, HERE)


def test_who_may_see_no_visit_reads_no_entry(world: World) -> None:
    visit(world, "听到的事")
    html = page(world.who(Role.INFO_OFFICER, world.village), HERE)
    assert "听到的事" not in html
    assert "清单还是空的" in html
    page(world.who(Role.SYSTEM_ADMIN, world.county), HERE, 403)
    page(world.employer_rep(world.shop), HERE, 403)


def test_the_answer_is_one_press_away_for_whose_it_is_only(world: World) -> None:
    one = visit(world, "等我答复")
    address = f"/cases/{one.case.code}/do/answer_finding/?finding={one.first.code}"
    assert address in page(one.mediator, HERE)
    assert address not in page(world.who(Role.CHAIR, world.county), HERE)


def test_a_thousand_entries_cost_as_much_as_one(world: World) -> None:
    one = visit(world, "第一")
    few = queries(one.chair, HERE)
    for number in range(6):
        visit(world, f"第{number}", f"又{number}")
    assert queries(one.chair, HERE) == few


def test_a_long_text_is_cut_in_the_list_and_a_list_with_nothing_found_leads_back(world: World) -> None:
    one = visit(world, "很长" * 200)
    html = page(one.chair, HERE)
    assert "很长" * 40 + "…" in html
    assert "没有这样的事项" in signed_in(one.chair).get(f"{HERE}?list=service").content.decode()
