"""A workflow taken apart into what its chart shows: states, steps, clocks. In the language that is active."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cases.models import CaseKind
from workflows.escalation import DEFAULTS
from workflows.models import ApprovalKind, EscalationAct, OffsetUnit, Rule
from workflows.registry import part_of, workflow_for
from workflows.rule_seeds import built_in

from .running import Touched, Walk, may_run, touched
from .words import who


@dataclass(frozen=True, slots=True)
class State:
    """One state. ``clocks`` are those that may run here and not everywhere."""

    value: str
    label: str
    owner: str
    clocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One verb. ``targets`` is empty where the state stays; ``asked_as`` is the request whose yes opens it, in words;
    ``returns`` says that it leads back to the state the case came from."""

    name: str
    label: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    who: tuple[str, ...]
    guards: tuple[str, ...]
    returns: bool
    asked_as: str
    approved: bool
    by_system: bool
    weight: int
    does: Touched


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: its rule, and when the default escalation rows speak."""

    rule: Rule
    rows: tuple[tuple[int, OffsetUnit, EscalationAct], ...]


@dataclass(frozen=True)
class Chart:
    """A whole workflow."""

    kind: str
    title: str
    states: Mapping[str, State]
    line: tuple[str, ...]
    first: str
    end: str
    steps: tuple[Step, ...]
    clocks: Mapping[str, Clock]
    everywhere: tuple[str, ...]

    @cached_property
    def moves(self) -> Mapping[tuple[str, str], tuple[Step, ...]]:
        """Steps that change the state, by (from, to), what a person presses first in front."""
        found: dict[tuple[str, str], list[Step]] = {}
        for step in self.steps:
            for source in step.sources:
                for target in step.targets:
                    if target != source:
                        found.setdefault((source, target), []).append(step)
        return {ends: tuple(sorted(steps, key=lambda s: (s.weight, s.name))) for ends, steps in found.items()}

    @cached_property
    def resting(self) -> frozenset[str]:
        """States beside the line that a case leaves for wherever it came from."""
        back = (step for step in self.steps if step.returns)
        return frozenset(value for step in back for value in step.sources if value in self.beside())

    def beside(self) -> tuple[str, ...]:
        """States that stand beside the main line."""
        return tuple(value for value in self.states if value not in self.line)


def read(kind: str = CaseKind.DISPUTE) -> Chart:
    """The chart of a kind of case."""
    flow: Any = workflow_for(kind)
    states: Any = part_of(kind, "states")
    started = part_of(kind, "clocks").STARTED_RULES
    rules = {rule.rule_id: rule for rule in built_in() if rule.rule_id in started}
    known, values = frozenset(rules), tuple(states.S.values)
    first, end = states.MAIN_LINE[0], states.MAIN_LINE[-1]
    steps = tuple(sorted(_steps(flow, known, values), key=lambda step: (step.weight, step.name)))
    born = touched(part_of(kind, "birth").birth, flow, known).starts
    walks = list(_walks(steps))
    running = may_run(flow, born, first, end, walks)
    everywhere = frozenset.intersection(*(running[state] for state in states.OPEN))
    shown = {
        state: _shown(state, running, walks, everywhere) if state in states.OPEN else running[state]
        for state in values
    }
    return Chart(
        kind=kind,
        title=str(CaseKind(kind).label),
        states={
            state: State(
                state,
                str(label),
                str(states.OWNERS[states.S(state)]),
                _in_order(shown[state], rules),
            )
            for state, label in states.S.choices
        },
        line=tuple(states.MAIN_LINE),
        first=first,
        end=end,
        steps=steps,
        clocks={rule_id: Clock(rule, DEFAULTS[kind].get(rule_id, ())) for rule_id, rule in rules.items()},
        everywhere=_in_order(everywhere, rules),
    )


def _shown(
    state: str, running: Mapping[str, frozenset[str]], walks: Iterable[Walk], everywhere: frozenset[str]
) -> frozenset[str]:
    """What is worth saying of an open state: not what runs in every open one, nor what came along from where it goes back to."""
    back = [walk.target for walk in walks if walk.source == state and walk.returns]
    return running[state] - everywhere - frozenset().union(*(running[place] for place in back))


def _in_order(rules: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """In the order of the files of rules."""
    return tuple(rule_id for rule_id in known if rule_id in set(rules))


def _steps(flow: Any, known: frozenset[str], values: Sequence[str]) -> Iterable[Step]:
    kinds = {verb: str(ApprovalKind(kind).label) for kind, verb in flow.step_of.items()}
    # What the sides of a table decide among themselves is not the chair's.
    chairs = {*flow.step_of.values(), *flow.back_of.values()}
    for method, transitions in flow.state.get_transitions().items():
        several = list(transitions)
        one = several[0]
        targets = {
            str(target) for each in several for target in each.declared_targets() if str(target) in values
        }
        yield Step(
            name=method.slug,
            label=str(one.label),
            sources=tuple(state for state in values if state in {str(each.source) for each in several}),
            targets=tuple(state for state in values if state in targets),
            who=who(one.permission),
            guards=tuple(str(guard.sentence) for guard in one.conditions),
            returns=any(map(_goes_back, several)),
            asked_as=kinds.get(method.slug, ""),
            approved=one.permission.__name__ == "approved" and method.slug in chairs,
            by_system=one.permission.__name__ == "system",
            weight=one.custom["weight"],
            does=touched(one.func, flow, known),
        )


def _goes_back(transition: Any) -> bool:
    """Whether the target is looked up in ``case.back_to``."""
    find = getattr(transition.target, "func", None)
    return find is not None and "back_to" in find.__code__.co_names


def _walks(steps: Iterable[Step]) -> Iterable[Walk]:
    for step in steps:
        for source in step.sources:
            for target in step.targets or (source,):
                yield Walk(source, target, step.returns, step.does)
