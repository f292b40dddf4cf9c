"""Which clocks each step starts and stops, read from its source, and so which may run in each state.

A clock is started by naming its rule: ``clocks.start("verify")``. Reading those names, in the step itself and in the helpers
it calls, needs no database and cannot be forgotten when a step changes.
"""

from __future__ import annotations

import ast
import datetime
import inspect
import itertools
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from cases.models import Case, CaseKind

#: What ends or begins with the state itself is asked of ``settle_clocks``, not read.
ASKED = frozenset({"settle_clocks"})


class Touched(NamedTuple):
    """Rules whose clock a piece of code may start, and may stop; ``while_open`` are started only while the case is open,
    ``surely`` are stopped whatever the case is like."""

    starts: frozenset[str]
    stops: frozenset[str]
    while_open: frozenset[str]
    surely: frozenset[str]


def touched(function: Callable[..., Any], flow: type, known: frozenset[str]) -> Touched:
    """What ``function`` does to the clocks of the ``known`` rules, its helpers included."""
    found: dict[str, set[str]] = {"start": set(), "stop": set(), "open": set()}
    for each in _reached(function, flow, set()):
        tree = _tree(each)
        for verb, rules in _named(tree, each, known):
            found[verb] |= rules
        for branch in _while_open(tree):
            found["open"] |= {
                rule for verb, rules in _named(branch, each, known) for rule in rules if verb == "start"
            }
    return Touched(
        frozenset(found["start"]), frozenset(found["stop"]), frozenset(found["open"]), _surely(function)
    )


def _surely(function: Callable[..., Any]) -> frozenset[str]:
    """Clocks the function itself stops by rule alone, under no condition."""
    definition: Any = _tree(function)
    stopped = set()
    for line in definition.body[0].body:
        call = line.value if isinstance(line, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "stop":
            stopped |= {
                str(word.value)
                for word in call.args
                if isinstance(word, ast.Constant) and len(call.args) == 1
            }
    return frozenset(stopped)


def _while_open(tree: ast.AST) -> Iterator[ast.AST]:
    """What is done only ``if case.is_open``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and any(
            isinstance(part, ast.Attribute) and part.attr == "is_open" for part in ast.walk(node.test)
        ):
            yield ast.Module(node.body, [])


@cache
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


def _named(
    tree: ast.AST, function: Callable[..., Any], known: frozenset[str]
) -> Iterator[tuple[str, set[str]]]:
    """``("start"|"stop", rules)`` of every call that names a rule, or takes one from a table of rules."""
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


class _Clock(NamedTuple):
    """A clock in time: what becomes of late ones is a step of its own, and on the chart."""

    rule_id: str
    key: str = ""
    state: str = "running"
    due_at: datetime.datetime = datetime.datetime.max.replace(tzinfo=datetime.UTC)


class _Book:
    """Clocks as ``settle_clocks`` meets them, without a calendar: only whether each runs."""

    def __init__(self, running: Iterable[str]) -> None:
        self.running = set(running)

    def __iter__(self) -> Iterator[_Clock]:
        return map(_Clock, sorted(self.running))

    def get(self, rule_id: str, key: str = "") -> _Clock | None:
        return _Clock(rule_id, key) if rule_id in self.running else None

    def start(self, rule_id: str, *_args: Any, **_how: Any) -> None:
        self.running.add(rule_id)

    def stop(self, rule_id: str, *_args: Any, **_how: Any) -> None:
        self.running.discard(rule_id)

    def resume(self, *_args: Any, **_how: Any) -> None:
        """What was paused goes on."""

    def stop_all(self, keep: Iterable[str] = ()) -> None:
        self.running &= set(keep)


#: Columns of a kind's own row that say which clock starts: every value is looked at.
VARIANTS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    CaseKind.WAGES: ({"warn_level": 1}, {"warn_level": 2}, {"warn_level": 3}),
}


class _NoFacts(dict[str, Any]):
    """No rows of any kind: what depends on them is a step of its own, and on the chart."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> list[Any]:
        return []


def settled(flow: type, before: str, after: str, running: Iterable[str], came_from: str = "") -> set[str]:
    """The clocks left running when a case goes from one state to another, as the workflow's own code settles them.

    ``came_from`` is where a case was before it came to rest in ``before``.
    """
    if before == after:
        return set(running)
    found: set[str] = set()
    kind = flow.kind  # type: ignore[attr-defined]  # a Workflow class
    row: Any = Case._meta.get_field(kind).related_model
    for columns in VARIANTS.get(kind, ({},)):
        book, at = _Book(running), datetime.datetime.min.replace(tzinfo=datetime.UTC)
        detail = row(**columns)
        if hasattr(detail, "handed_from"):
            detail.handed_from = came_from
        draft = SimpleNamespace(clocks=book, at=at, before={"state": before}, detail=detail)
        instance = flow(Case(kind=kind, state=after), draft)
        instance._facts = _NoFacts()
        instance.settle_clocks(before)
        found |= book.running
    return found


class Walk(NamedTuple):
    """One step from one state to one other; ``returns`` where it goes back to the state the case came from."""

    source: str
    target: str
    returns: bool
    does: Touched


def may_run(
    flow: type, born: Iterable[str], first: str, end: str, walks: Iterable[Walk]
) -> Mapping[str, frozenset[str]]:
    """For every state the clocks that may run in it.

    A clock that a step may stop may also run on: several steps stop only the clock of one paper or one term. A suspended
    case goes back where it came from, so such states are followed together with where the case came from.
    """
    walks = list(walks)
    returning = {walk.source for walk in walks if walk.returns}
    places: dict[tuple[str, str], set[str]] = {(first, ""): settled(flow, "", first, born)}
    grew = True
    while grew:
        grew = False
        for place, walk in itertools.product(list(places), walks):
            if place[0] != walk.source or (walk.returns and walk.target != place[1]):
                continue
            starts = walk.does.starts - (walk.does.while_open if walk.source == end else frozenset())
            if walk.source in returning:
                # Where a case only waits, nothing starts but what may run where it came from and will go back to.
                starts &= (
                    places.get((place[1], ""), set()) if walk.target in (walk.source, place[1]) else starts
                )
            came_from = place[1] if walk.target == walk.source else walk.source
            there = places.setdefault((walk.target, came_from if walk.target in returning else ""), set())
            left = places[place] - (walk.does.surely if walk.target != walk.source else frozenset())
            more = settled(flow, walk.source, walk.target, left | starts, place[1]) - there
            there |= more
            grew = grew or bool(more)
    return {
        state: frozenset().union(*(r for at, r in places.items() if at[0] == state))
        for state, _from in places
    }
