"""Is it the same worker? By ID number, telephone and name; where one letter of doubt is left, somebody is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .claims import differ_by_one


class Verdict(StrEnum):
    """What is known of a worker on a list."""

    NEW = "new"
    SAME = "same"
    DOUBT = "doubt"


class Why(StrEnum):
    """Why there is doubt."""

    NONE = ""
    ID_OTHER_NAME = "id_other_name"
    PHONE_NEAR_NAME = "phone_near_name"
    NAME_OTHER_PHONE = "name_other_phone"
    NAME_TWICE = "name_twice"


@dataclass(frozen=True, slots=True)
class Worker:
    """Who somebody is: ``key`` as the caller likes, ``name`` in clear, telephone and ID number as blind indexes."""

    key: str
    name: str
    phone: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict, the worker it is about, and why there is doubt."""

    verdict: Verdict
    key: str = ""
    why: Why = Why.NONE


class Known:
    """Workers already on a case, found by what is known of them."""

    def __init__(self, workers: Iterable[Worker]) -> None:
        self.by_id: dict[str, list[Worker]] = defaultdict(list)
        self.by_phone: dict[str, list[Worker]] = defaultdict(list)
        self.by_name: dict[str, list[Worker]] = defaultdict(list)
        for worker in workers:
            self.add(worker)

    def add(self, worker: Worker) -> None:
        """One more."""
        for table, value in (
            (self.by_id, worker.id_number),
            (self.by_phone, worker.phone),
            (self.by_name, worker.name),
        ):
            if value:
                table[value].append(worker)

    def match(self, one: Worker) -> Match:
        """Whether ``one`` is among them.

        The same ID number and name: the same. The same number and another name: asked. The same telephone: the same
        with the same name, asked with a name one character off, and somebody else otherwise (a foreman's telephone).
        The same name: the same unless number or telephone say otherwise; where the telephones differ, asked.
        """
        for other in self.by_id.get(one.id_number, ()) if one.id_number else ():
            same = other.name == one.name
            return (
                Match(Verdict.SAME, other.key) if same else Match(Verdict.DOUBT, other.key, Why.ID_OTHER_NAME)
            )
        mine = [
            other for other in self.by_phone.get(one.phone, ()) if one.phone and not _contradict(one, other)
        ]
        for other in mine:
            if other.name == one.name:
                return Match(Verdict.SAME, other.key)
        for other in mine:
            if differ_by_one(other.name, one.name):
                return Match(Verdict.DOUBT, other.key, Why.PHONE_NEAR_NAME)
        return self._by_name(one)

    def _by_name(self, one: Worker) -> Match:
        namesakes = [other for other in self.by_name.get(one.name, ()) if not _contradict(one, other)]
        if not namesakes:
            return Match(Verdict.NEW)
        first = namesakes[0]
        if len(namesakes) > 1:
            return Match(Verdict.DOUBT, first.key, Why.NAME_TWICE)
        if one.phone and first.phone and one.phone != first.phone:
            return Match(Verdict.DOUBT, first.key, Why.NAME_OTHER_PHONE)
        return Match(Verdict.SAME, first.key)


def _contradict(one: Worker, other: Worker) -> bool:
    """Two different ID numbers: two people."""
    return bool(one.id_number and other.id_number and one.id_number != other.id_number)


def settle(matches: Mapping[str, Match], answers: Mapping[str, bool]) -> tuple[dict[str, str], list[str]]:
    """The key each worker is the same as (empty for new), and those whose doubt nobody has answered yet.

    ``answers`` say of a doubtful one whether it is the same worker.
    """
    found: dict[str, str] = {}
    open_doubts: list[str] = []
    for key, match in matches.items():
        if match.verdict is not Verdict.DOUBT:
            found[key] = match.key
        elif key not in answers:
            open_doubts.append(key)
        else:
            found[key] = match.key if answers[key] else ""
    return found, open_doubts


def match_all(workers: Sequence[Worker], known: Iterable[Worker]) -> dict[str, Match]:
    """Each worker's match among ``known``, by key."""
    book = Known(known)
    return {worker.key: book.match(worker) for worker in workers}
