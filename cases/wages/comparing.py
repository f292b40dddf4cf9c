"""A list of claims held against those on file: what is new, what is there already, what differs, who is in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cases.models import Claim

from .claims import Figures
from .matching import Known, Match, Verdict, Worker

Index = Callable[[str, str], str]


class Row(Protocol):
    """What is needed of a row of a list; ``worker`` is the number of the worker's first row."""

    @property
    def row(self) -> int:
        """Its number."""

    @property
    def worker(self) -> int:
        """The number of the worker's first row."""

    @property
    def name(self) -> str:
        """In clear."""

    @property
    def phone(self) -> str:
        """Digits."""

    @property
    def id_number(self) -> str:
        """18 characters, or none."""

    @property
    def period(self) -> str:
        """``YYYY-MM``."""

    @property
    def figures(self) -> Figures:
        """应发、扣款、已发."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``same`` gives the party's code of each worker (by first row), empty for a new one.

    ``conflicts`` are rows whose figures differ from the claim on file; ``doubts`` workers of whom it must be said
    whether they are the one on file (first row → match).
    """

    new: Sequence[Row] = ()
    matched: Sequence[tuple[Row, Claim]] = ()
    conflicts: Sequence[tuple[Row, Claim]] = ()
    doubts: Mapping[int, Match] = field(default_factory=dict)
    same: Mapping[int, str] = field(default_factory=dict)


def compare(
    rows: Sequence[Row],
    known: Iterable[Worker],
    on_file: Mapping[tuple[str, str], Claim],
    answers: Mapping[int, bool],
    index: Index,
) -> Comparison:
    """Hold ``rows`` against what is on file (claims by party's code and month). ``index`` makes blind indexes.

    ``answers`` say of a worker in doubt, by first row, whether it is the one on file. Pure.
    """
    book = Known(known)
    same: dict[int, str] = {}
    doubts: dict[int, Match] = {}
    for worker, one in _workers(rows, index).items():
        match = book.match(one)
        if match.verdict is Verdict.DOUBT and worker not in answers:
            doubts[worker] = match
        elif match.verdict is Verdict.DOUBT:
            same[worker] = match.key if answers[worker] else ""
        else:
            same[worker] = match.key
    new: list[Row] = []
    matched: list[tuple[Row, Claim]] = []
    conflicts: list[tuple[Row, Claim]] = []
    for row in rows:
        claim = on_file.get((same.get(row.worker, ""), row.period))
        if row.worker in doubts:
            continue
        if claim is None:
            new.append(row)
        elif Figures(claim.due, claim.deducted, claim.paid_before) == row.figures:
            matched.append((row, claim))
        else:
            conflicts.append((row, claim))
    return Comparison(new, matched, conflicts, doubts, same)


def _workers(rows: Iterable[Row], index: Index) -> dict[int, Worker]:
    """Each worker once, with all that any of their rows says."""
    found: dict[int, Worker] = {}
    for row in rows:
        before = found.get(row.worker)
        phone = index("phone", row.phone) if row.phone else ""
        number = index("id", row.id_number) if row.id_number else ""
        if before is not None:
            phone, number = before.phone or phone, before.id_number or number
        found[row.worker] = Worker(str(row.worker), row.name, phone, number)
    return found
