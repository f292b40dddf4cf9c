"""Which clocks each step starts and stops, read from its source, and so which may run in each state.

A clock is started by naming its rule: ``clocks.start("verify")``. Reading those names, in the step itself and in the helpers
it calls, needs no database and cannot be forgotten when a step changes.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from cases.models import Case

#: What ends or begins with the state itself is asked of ``settle_clocks``, not read.
ASKED = frozenset({"settle_clocks"})


class Touched(NamedTuple):
    """Rules whose clock a piece of code may start, and may stop."""

    starts: frozenset[str]
    stops: frozenset[str]


def touched(function: Callable[..., Any], flow: type, known: frozenset[str]) -> Touched:
    """What ``function`` does to the clocks of the ``known`` rules, its helpers included."""
    found: dict[str, set[str]] = {"start": set(), "stop": set()}
    for each in _reached(function, flow, set()):
        for verb, rules in _named(each, known):
            found[verb] |= rules
    return Touched(frozenset(found["start"]), frozenset(found["stop"]))


def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _reached(
    function: Callable[..., Any], flow: type, seen: set[Callable[..., Any]]
) -> Iterator[Callable[..., Any]]:
    """The function and the helpers of the workflows it calls, each once."""
    if function in seen:
        return
    seen.add(function)
    yield function
    for node in ast.walk(_tree(function)):
        if isinstance(node, ast.Call):
            helper = _called(node.func, function, flow)
            if helper is not None:
                yield from _reached(helper, flow, seen)


def _called(target: ast.expr, function: Callable[..., Any], flow: type) -> Callable[..., Any] | None:
    """The helper a call goes to: a method of the workflow, a function of this or of a named module."""
    found: Any = None
    if isinstance(target, ast.Name):
        found = function.__globals__.get(target.id)
    elif isinstance(target, ast.Attribute) and target.attr not in ASKED:
        owner = function.__globals__.get(target.value.id) if isinstance(target.value, ast.Name) else None
        found = getattr(owner if isinstance(owner, ModuleType) else flow, target.attr, None)
    ours = inspect.isfunction(found) and found.__module__.startswith("workflows.")
    return found if ours else None


def _named(function: Callable[..., Any], known: frozenset[str]) -> Iterator[tuple[str, set[str]]]:
    """``("start"|"stop", rules)`` of every call that names a rule, or takes one from a table of rules."""
    tree = _tree(function)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first, verb = node.args[0], node.func.attr
        if verb not in ("start", "stop"):
            continue
        if isinstance(first, ast.Constant) and first.value in known:
            yield verb, {first.value}
        elif isinstance(first, ast.Name):
            yield verb, set(_tables(tree, function)) & known


def _tables(tree: ast.AST, function: Callable[..., Any]) -> Iterator[str]:
    """Values of the module's own dictionaries that the function reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            table = function.__globals__.get(node.id)
            if isinstance(table, dict):
                yield from (value for value in table.values() if isinstance(value, str))


class _Book:
    """Clocks as ``settle_clocks`` meets them, without a calendar: only whether each runs."""

    def __init__(self, running: Iterable[str]) -> None:
        self.running = set(running)

    def get(self, rule_id: str, key: str = "") -> str | None:
        return rule_id if rule_id in self.running else None

    def start(self, rule_id: str, *_args: Any, **_how: Any) -> None:
        self.running.add(rule_id)

    def stop(self, rule_id: str, *_args: Any, **_how: Any) -> None:
        self.running.discard(rule_id)

    def stop_all(self, keep: Iterable[str] = ()) -> None:
        self.running &= set(keep)


def settled(flow: type, before: str, after: str, running: Iterable[str]) -> set[str]:
    """The clocks left running when a case goes from one state to another, as the workflow's own code settles them."""
    book = _Book(running)
    if before != after:
        instance = flow(Case(state=after), SimpleNamespace(clocks=book, before={"state": before}))
        instance.settle_clocks(before)
    return book.running


Step = tuple[str, str, Touched]


def may_run(flow: type, born: Iterable[str], first: str, steps: Iterable[Step]) -> Mapping[str, frozenset[str]]:
    """For every state the clocks that may run in it. ``steps`` are (from, to, what the step does to the clocks)."""
    running: dict[str, set[str]] = {first: settled(flow, "", first, born)}
    steps = list(steps)
    grew = True
    while grew:
        grew = False
        for source, target, does in steps:
            if source not in running:
                continue
            # A clock that a step may stop may also run on: several steps stop only the clock of one paper or one term.
            left = running[source] if source == target else settled(flow, source, target, running[source])
            there = running.setdefault(target, set())
            before = len(there)
            there |= left | (does.starts if target != source or target != "closed" else set())
            grew |= len(there) > before
    return {state: frozenset(rules) for state, rules in running.items()}
