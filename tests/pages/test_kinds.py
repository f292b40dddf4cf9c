"""Every kind of case on the pages that know them all: lists, 今日, board, file, record, approvals."""

from __future__ import annotations

import re

import pytest
from django.db.models import Q
from django.test import Client

from cases.models import Case, CaseKind
from organizations.roles import Role
from pages.kinds import PAGES, Owner, group_of, line_of, page_of, pages, states_of, turn_of
from protection import receipts
from record.sealer import seal_all
from tests.builders import Scene, World
from tests.mediations import Table
from tests.pages.asking import page, queries
from tests.pages.reporting import enter
from tests.wages import Arrears
from workflows.registry import part_of, workflow_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(world: World) -> Table:
    """A table that stands alone, with its agenda."""
    return Table(world)


def found(world: World, more: str = "") -> list[str]:
    """Codes of the cases the county's chair is shown, in order."""
    html = page(world.who(Role.CHAIR, world.county), f"/cases/{more}")
    return re.findall(r'<a href="/cases/([0-9A-Z]+)/"', html)


def test_every_kind_has_its_pages() -> None:
    assert list(PAGES) == list(CaseKind)
    assert [one.kind for one in pages()] == list(CaseKind)


@pytest.mark.parametrize("kind", CaseKind.values)
def test_states_that_pages_name_are_the_workflows_own(kind: str) -> None:
    one, states = page_of(kind), states_of(kind)
    named = {str(state) for several in one.turns.values() for state in several}
    named |= {str(state) for pair in one.detours.items() for state in pair}
    assert named <= set(states)
    assert set(one.now) <= set(states)
    assert set(part_of(kind, "states").OWNERS) == set(states)


@pytest.mark.parametrize("kind", CaseKind.values)
def test_every_open_state_is_somebodys_turn_but_the_one_that_waits_for_a_signature(kind: str) -> None:
    named = {str(state) for states in page_of(kind).turns.values() for state in states}
    assert set(group_of(kind, "open")) - named <= {"closing"}
    assert "closed" not in named


@pytest.mark.parametrize("kind", CaseKind.values)
def test_every_form_is_of_a_step_the_kind_has_and_every_part_has_an_anchor_of_its_own(kind: str) -> None:
    one, flow = page_of(kind), workflow_for(kind)
    by_hand = {
        transition.slug
        for several in flow.state.get_transitions().values()
        for transition in several
        if transition.custom["by_hand"]
    }
    assert {verb for verb in one.icons if verb not in by_hand} == set()
    anchors = [part.anchor for part in one.parts]
    assert len(anchors) == len(set(anchors))
    assert "story" not in anchors


def test_the_list_of_cases_is_narrowed_by_kind(world: World, table: Table) -> None:
    scene = Scene(world)
    assert set(found(world)) == {scene.case.code, table.case.code}
    assert found(world, "?kind=mediation") == [table.case.code]
    assert found(world, "?kind=dispute") == [scene.case.code]
    assert found(world, "?kind=wage_arrears") == []
    assert set(found(world, "?kind=nonsense")) == {scene.case.code, table.case.code}


def test_states_are_those_of_the_chosen_kind(world: World, table: Table) -> None:
    html = page(world.who(Role.CHAIR, world.county), "/cases/?kind=mediation")
    assert "征求各方意见" in html
    assert "调查核实" not in html
    assert found(world, "?kind=mediation&state=preparing") == [table.case.code]
    assert found(world, "?kind=mediation&state=reported") == [table.case.code]
    assert found(world, "?state=preparing") == [table.case.code]


def test_a_table_is_called_by_its_title_wherever_it_is_listed(world: World, table: Table) -> None:
    chair = world.who(Role.CHAIR, world.town)
    assert "工资集体协商" in page(chair, "/cases/")
    assert "工资集体协商" in page(chair, f"/cases/{table.case.code}/")
    assert "工资集体协商" in page(table.mediator, "/today/")
    assert "工资集体协商" in page(world.who(Role.SUPERVISOR, world.county), "/board/?due=open")


def test_a_table_without_a_mediator_is_its_chairs_turn(world: World) -> None:
    table = Table(world, actor=world.who(Role.CHAIR, world.town))
    assert table.case.handler is None
    html = page(world.who(Role.CHAIR, world.town), "/today/")
    assert table.case.code in html
    assert "指定调解员" in html


def test_what_a_list_calls_somebodys_turn_the_case_file_does_too(world: World, table: Table) -> None:
    scenes = [Scene(world).to(state) for state in ("reported", "accepted", "verifying", "performing")]
    cases = Case.objects.select_related(*CaseKind.values).filter(
        Q(pk__in=[scene.case.pk for scene in scenes]) | Q(pk=table.case.pk)
    )
    for owner in (Owner.INTAKE, Owner.CHAIR, Owner.HANDLER):
        listed = set(cases.filter(turn_of(owner)).values_list("pk", flat=True))
        assert listed == {case.pk for case in cases if page_of(case.kind).next_step(case, {})[1] == owner}


def test_a_list_with_tables_costs_one_statement_more_and_no_more_for_many(world: World) -> None:
    Scene(world)
    chair = world.who(Role.CHAIR, world.county)
    before = queries(chair, "/cases/")
    Table(world)
    one = queries(chair, "/cases/")
    for _ in range(4):
        Table(world)
    assert queries(chair, "/cases/") == one == before + 1


def test_the_record_says_a_states_name_as_its_own_kind_does(world: World, table: Table) -> None:
    seal_all()
    html = page(world.who(Role.AUDIT_ADMIN, world.county), f"/record/?subject={table.case.subject}")
    assert "筹备中" in html


def test_the_chart_puts_what_was_met_beside_the_line_in_its_place() -> None:
    line = line_of(Case(kind="dispute", state="failed"), {"reported", "verifying", "failed"})
    assert "performing" not in line
    assert line.index("failed") == line.index("mediating") + 1
    paused = line_of(Case(kind="dispute", state="suspended", back_to="verifying"), {"reported"})
    assert paused.index("suspended") == paused.index("verifying") + 1


def test_a_dispute_waits_for_the_table_held_for_it(world: World) -> None:
    scene = Scene(world).to("mediating")
    assert "达成协议" in page(scene.mediator, "/today/")
    table = Table(world, scene)
    today = page(scene.mediator, "/today/")
    assert "多方协商中" in today
    assert "达成协议" not in today
    html = page(scene.mediator, f"/cases/{scene.case.code}/")
    assert re.search(rf'href="/cases/{table.case.code}/"[^>]*>.*?去协商', html)
    table.to("failed")
    assert "多方协商中" not in page(scene.mediator, "/today/")


def test_a_step_the_kind_does_not_have_is_not_there(world: World, table: Table) -> None:
    page(table.mediator, f"/cases/{table.case.code}/do/receive_application/", 404)
    page(table.mediator, f"/cases/{table.case.code}/do/suspend/", 404)
    assert "suspended" not in group_of("mediation", "open")


def test_a_chair_is_asked_about_a_table_as_about_any_case(world: World, table: Table) -> None:
    table.to("failed").do("inform_parties", note="已书面告知").do("ask_close", reason="没有结果")
    html = page(table.chair, "/approvals/")
    assert "工资集体协商" in html
    assert "结案，期限全部停止，只留回访" in html
    table.approve()
    assert "工资集体协商" in page(table.chair, "/approvals/decided/")


def test_what_is_put_to_the_sides_of_a_table_is_not_put_to_a_chair(world: World) -> None:
    table = Table(world).to("consenting")
    assert table.case.code not in page(table.chair, "/approvals/")
    assert "审批：" not in page(table.mediator, "/today/")
    assert table.case.code in page(table.mediator, "/today/")
    page(table.mediator, f"/cases/{table.case.code}/")


@pytest.mark.parametrize("state", list(part_of("mediation", "states").S))
def test_a_tables_pages_open_in_every_state(world: World, state: str) -> None:
    table = Table(world).to(state)
    word = str(states_of("mediation")[state])
    assert word in page(table.mediator, f"/cases/{table.case.code}/")
    assert word in page(world.who(Role.CHAIR, world.county), f"/cases/?kind=mediation&state={state}")
    page(table.mediator, "/today/")
    page(world.who(Role.SUPERVISOR, world.county), "/board/?due=open")


@pytest.mark.parametrize("state", list(part_of("wage_arrears", "states").S))
def test_a_wage_cases_pages_open_in_every_state(world: World, client: Client, state: str) -> None:
    code = receipts.issue()
    arrears = Arrears(world, receipt_code=code).to(state)
    word = str(states_of("wage_arrears")[state])
    assert word in page(arrears.mediator, f"/cases/{arrears.case.code}/")
    assert word in page(world.who(Role.CHAIR, world.county), f"/cases/?kind=wage_arrears&state={state}")
    page(arrears.mediator, "/today/")
    page(arrears.chair, "/approvals/")
    enter(client, code)
    told = client.get("/track/case/").content.decode()
    assert str(page_of("wage_arrears").now[state]) in told
    assert told.count('aria-current="step"') == 1


@pytest.mark.parametrize("state", list(part_of("wage_arrears", "states").S))
def test_a_wage_case_is_on_the_list_of_whose_turn_it_is(world: World, state: str) -> None:
    case = Arrears(world).to(state).fresh()
    owner = page_of("wage_arrears").next_step(case, {})[1]
    listed = {one for one in Owner if Case.objects.filter(turn_of(one), pk=case.pk).exists()}
    assert not case.is_open or state == "closing" or owner in listed
