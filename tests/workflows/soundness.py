"""Asked of every workflow class alike: no step lost, doubled or dead; each guard and each permission holds and can fail."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import pytest

from cases.models import Case
from organizations.acting import Acting
from record.models import Event
from workflows.engine import NotPermitted, NotPossible, perform
from workflows.machine import Common, Workflow

Flow = type[Workflow]


def transitions(flow: Flow) -> Iterator[tuple[str, Any]]:
    """Every (state, transition) of a workflow."""
    for state, _label in flow.state_choices:
        for transition in flow.state.get_outgoing_transitions(state):
            yield str(state), transition


def each_transition(flow: Flow) -> list[Any]:
    """The same as parameters of a test."""
    return [pytest.param(state, t, id=f"{t.slug}-from-{state}") for state, t in transitions(flow)]


def each_guard(flow: Flow, only_in: Mapping[str, Collection[str]]) -> list[Any]:
    """Every (state, transition, guard); a guard in ``only_in`` asks nothing in other states than those."""
    return [
        pytest.param(state, t, guard, id=f"{guard.__name__}-{t.slug}-from-{state}")
        for state, t in transitions(flow)
        for guard in t.conditions
        if state in only_in.get(guard.__name__, (state,))
    ]


def declared(flow: Flow, rooms: tuple[str, ...]) -> list[str]:
    """Every verb declared in the sources of the workflow's classes, as often as it is."""
    found = []
    for klass in flow.__mro__:
        if not klass.__module__.startswith(rooms):
            continue
        (tree,) = ast.parse(inspect.getsource(klass)).body
        assert isinstance(tree, ast.ClassDef)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found += [node.name for d in node.decorator_list if _declares(d)]
    return found


def _declares(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in ("step", "common")


def shared_elsewhere(flow: Flow) -> set[str]:
    """Shared verbs this workflow does not offer: it has no states of their group."""
    found = set()
    for name in dir(flow):
        shared = getattr(inspect.getattr_static(flow, name), "common", None)
        if isinstance(shared, Common) and shared.group not in flow.groups:
            found.add(name)
    return found


def none_declared_twice(flow: Flow, rooms: tuple[str, ...], narrowed: Iterable[str] = ()) -> None:
    """No verb silently overwrites another, but those of ``narrowed``, which a workflow makes stricter on purpose."""
    names = Counter(declared(flow, rooms))
    assert sorted(name for name, times in names.items() if times > 1) == sorted(narrowed)
    assert set(names) - shared_elsewhere(flow) == {t.slug for _state, t in transitions(flow)}


def none_ambiguous(flow: Flow) -> None:
    """No two transitions share source, target and verb; each method leads from the states it was declared for."""
    seen = Counter((s, t.slug, str(target)) for s, t in transitions(flow) for target in t.declared_targets())
    assert [key for key, times in seen.items() if times > 1] == []
    by_verb: dict[str, set[str]] = {}
    for state, t in transitions(flow):
        by_verb.setdefault(t.slug, set()).add(state)
    for verb, states in by_verb.items():
        assert {t.source for t in getattr(flow, verb).get_transitions()} == states, verb


def written(case: Case) -> tuple[int, int]:
    """How far a case and its record have come: a refused step moves neither."""
    return Case.objects.get(pk=case.pk).version, Event.objects.filter(subject=case.subject).count()


def tried(case: Case, verb: str, acting: Acting | None, data: Mapping[str, Any]) -> str:
    """``passed``, ``not permitted``, or why it was not possible."""
    try:
        perform(case, verb, actor=acting, **data)
    except NotPermitted:
        return "not permitted"
    except NotPossible as refused:
        return f"not possible: {refused.sentence}"
    return "passed"
