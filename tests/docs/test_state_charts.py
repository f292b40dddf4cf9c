"""The state charts say what the code does, and are the ones in the documentation."""

from __future__ import annotations

import itertools
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils import translation

from cases.models import CaseKind
from workflows.charts import files
from workflows.charts.drawing import _boxes
from workflows.charts.reading import Chart, read
from workflows.charts.words import WHO, questions
from workflows.dispute import guards
from workflows.dispute.clocks import STARTED_RULES
from workflows.dispute.states import S
from workflows.registry import part_of, workflow_for

pytestmark = pytest.mark.tooling
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "state-charts"


@pytest.fixture(scope="module")
def charts() -> dict[str, Chart]:
    with translation.override("zh-hans"):
        return {kind: read(kind) for kind in CaseKind}


@pytest.fixture
def chart(charts: dict[str, Chart]) -> Chart:
    return charts[CaseKind.DISPUTE]


def checked(folder: Path) -> tuple[int, str]:
    said = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("state-charts", "--check", to=folder, stdout=said)
    return int(str(end.value.code)), said.getvalue()


def test_charts_in_the_documentation_are_those_of_the_code() -> None:
    code, said = checked(FOLDER)
    assert code == 0, said
    assert {path.name for path in FOLDER.iterdir()} - {"README.md"} == set(files())


def test_a_chart_that_no_longer_fits_is_named(tmp_path: Path) -> None:
    call_command("state-charts", to=tmp_path, stdout=StringIO())
    (tmp_path / "dispute.svg").write_text("old")
    code, said = checked(tmp_path)
    assert (code, "dispute.svg" in said, "dispute.md" in said) == (1, True, False)


@pytest.mark.parametrize("kind", CaseKind.values)
def test_every_picture_is_well_formed_and_names_every_state_and_move(
    charts: dict[str, Chart], kind: str
) -> None:
    chart, drawn = charts[kind], files()[f"{kind}.svg"]
    words = "".join("".join(ElementTree.fromstring(drawn).itertext()).split())  # noqa: S314  our own text
    moves = [step.label for step in chart.steps if set(step.targets) - set(step.sources)]
    named = ["".join(word.split()) for word in [*(s.label for s in chart.states.values()), *moves]]
    assert [word for word in named if word not in words] == []


def test_no_two_boxes_of_a_picture_lie_on_each_other(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        boxes = sorted(_boxes(chart).values(), key=lambda box: (box.x, box.y))
        for one, other in itertools.pairwise(boxes):
            assert one.x != other.x or one.bottom < other.y, (chart.kind, one, other)


def test_every_question_of_who_may_act_has_its_words() -> None:
    asked = {
        name
        for kind in CaseKind
        for several in workflow_for(kind).state.get_transitions().values()
        for transition in several
        for name in questions(transition.permission)
    }
    assert asked == set(WHO)


@pytest.mark.parametrize("kind", CaseKind.values)
def test_every_step_of_a_workflow_is_on_its_page(charts: dict[str, Chart], kind: str) -> None:
    page = files()[f"{kind}.md"]
    assert [step.name for step in charts[kind].steps if f"`{step.name}`" not in page] == []


def test_every_guard_of_a_dispute_is_on_the_page() -> None:
    page = files()["dispute.md"]
    sentences = [str(found.sentence) for found in vars(guards).values() if hasattr(found, "sentence")]
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_only_the_chair_closes_declines_refers_and_reopens(chart: Chart) -> None:
    approved = {step.name for step in chart.steps if step.approved}
    assert approved == {"decline", "refer", "not_confirm", "extend", "close", "return_to_work", "reopen"}


def test_what_the_sides_of_a_table_decide_is_not_marked_as_the_chairs(charts: dict[str, Chart]) -> None:
    assert {step.name for step in charts[CaseKind.MEDIATION].steps if step.approved} == {"extend", "close"}


@pytest.mark.parametrize("kind", CaseKind.values)
def test_every_state_has_an_owner_and_every_open_state_a_clock(charts: dict[str, Chart], kind: str) -> None:
    chart = charts[kind]
    assert all(state.owner for state in chart.states.values())
    assert [state for state in part_of(kind, "states").OPEN if not chart.states[state].clocks] == []


@pytest.mark.parametrize("kind", CaseKind.values)
def test_clocks_of_a_state_are_found_in_the_code_that_starts_them(
    charts: dict[str, Chart], kind: str
) -> None:
    for state, rules in part_of(kind, "clocks").STATE_CLOCKS.items():
        assert set(rules) <= set(charts[kind].states[state].clocks)


def test_clocks_of_a_dispute_run_where_they_should(chart: Chart) -> None:
    assert chart.states[S.CLOSED].clocks == ("return_call",)
    assert "term_due" in chart.states[S.PERFORMING].clocks
    assert "mediation_close" in chart.states[S.MEDIATING].clocks
    assert "mediation_close" not in chart.states[S.PERFORMING].clocks
    assert chart.states[S.SUSPENDED].clocks == ("suspension_review",)


def test_no_clock_of_the_workflow_is_missing_from_the_chart(chart: Chart) -> None:
    said = {rule for state in chart.states.values() for rule in state.clocks} | set(chart.everywhere)
    assert set(chart.clocks) == set(STARTED_RULES)
    # A joint check's own clocks start with a node of its flow.
    assert STARTED_RULES - said <= {"union_tip_reply", "check_reply", "check_sum_up"}
