"""Every rule that is loaded starts somewhere, or says which workflow will start it."""

import re
from pathlib import Path

import pytest

import workflows
from record.names import EventName
from workflows.dispute import clocks as of_disputes
from workflows.mediation import clocks as of_tables
from workflows.rule_seeds import built_in
from workflows.rule_starts import STARTS, NotBuilt
from workflows.rules import term_of
from workflows.secondment import clocks as of_secondments
from workflows.visit import clocks as of_visits
from workflows.wage_arrears import clocks as of_wages

RULES = {rule.rule_id: rule for rule in built_in()}
STARTED_RULES = frozenset().union(
    *(room.STARTED_RULES for room in (of_disputes, of_tables, of_wages, of_visits, of_secondments))
)
BUILT = {rule_id: start for rule_id, start in STARTS.items() if not isinstance(start, NotBuilt)}


def written_events() -> set[str]:
    """Names of the events that the workflows' own code writes."""
    room = Path(workflows.__file__).parent
    sources = [path for path in room.rglob("*.py") if path.name != "rule_starts.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return set(re.findall(r"\bEventName\.([A-Z_]+)", text))


def test_the_law_has_eighty_eight_rules() -> None:
    assert sum(not rule.is_internal for rule in RULES.values()) == 88


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_every_rule_names_the_event_that_starts_it_or_its_unbuilt_workflow(rule_id: str) -> None:
    assert rule_id in STARTS


def test_no_row_names_a_rule_that_is_not_loaded() -> None:
    assert set(STARTS) <= set(RULES)


@pytest.mark.parametrize("rule_id", sorted(BUILT))
def test_the_event_that_starts_a_rule_is_written_by_a_built_workflow(rule_id: str) -> None:
    assert EventName(BUILT[rule_id]).name in written_events()


def test_the_workflows_start_exactly_the_rules_that_name_an_event() -> None:
    without_clock = {rule_id for rule_id in BUILT if term_of(RULES[rule_id]) is None} - STARTED_RULES
    assert set(BUILT) - without_clock == STARTED_RULES


def test_only_rights_may_name_an_event_and_start_no_clock() -> None:
    silent = {rule_id for rule_id in BUILT if rule_id not in STARTED_RULES}
    assert {RULES[rule_id].kind for rule_id in silent} <= {"right"}
