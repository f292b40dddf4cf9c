"""The state charts say what the code does, and are the ones in the documentation."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils import translation

from workflows.charts import files
from workflows.charts.reading import Chart, read
from workflows.charts.words import WHO
from workflows.dispute import guards
from workflows.dispute.clocks import STARTED_RULES, STATE_CLOCKS
from workflows.dispute.states import OPEN, S
from workflows.shared import who

pytestmark = pytest.mark.tooling
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "state-charts"


@pytest.fixture(scope="module")
def chart() -> Chart:
    with translation.override("zh-hans"):
        return read()


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


def test_every_picture_is_well_formed_and_names_every_state_and_move(chart: Chart) -> None:
    drawn = files()["dispute.svg"]
    words = "".join(ElementTree.fromstring(drawn).itertext())  # noqa: S314  our own text, made a moment ago
    moves = [step.label for step in chart.steps if step.targets]
    assert [word for word in [*(s.label for s in chart.states.values()), *moves] if word not in words] == []


def test_every_question_of_who_may_act_has_its_words() -> None:
    asked = {
        name
        for name, question in vars(who).items()
        if callable(question) and question.__module__ == who.__name__
    }
    assert asked - {"at_unit", "above", "any_of"} == set(WHO)


def test_every_step_and_every_guard_of_the_workflow_is_on_the_page(chart: Chart) -> None:
    page = files()["dispute.md"]
    assert [step.name for step in chart.steps if f"`{step.name}`" not in page] == []
    sentences = [str(found.sentence) for found in vars(guards).values() if hasattr(found, "sentence")]
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_only_the_chair_closes_declines_refers_and_reopens(chart: Chart) -> None:
    approved = {step.name for step in chart.steps if step.approved}
    assert approved == {"decline", "refer", "not_confirm", "extend", "close", "return_to_work", "reopen"}


def test_every_state_has_an_owner_and_every_open_state_a_clock(chart: Chart) -> None:
    assert all(state.owner for state in chart.states.values())
    assert all(chart.states[state].clocks for state in OPEN)


def test_clocks_of_a_state_are_found_in_the_code_that_starts_them(chart: Chart) -> None:
    for state, rules in STATE_CLOCKS.items():
        assert set(rules) <= set(chart.states[state].clocks)
    assert chart.states[S.CLOSED].clocks == ("return_call",)
    assert "term_due" in chart.states[S.PERFORMING].clocks
    assert "mediation_close" in chart.states[S.MEDIATING].clocks
    assert "mediation_close" not in chart.states[S.PERFORMING].clocks
    assert chart.states[S.SUSPENDED].clocks == ("suspension_review",)


def test_no_clock_of_the_workflow_is_missing_from_the_chart(chart: Chart) -> None:
    said = {rule for state in chart.states.values() for rule in state.clocks} | set(chart.everywhere)
    assert set(chart.clocks) == set(STARTED_RULES)
    assert STARTED_RULES - said <= {"union_tip_reply"}
