"""What happens on a visit of the demonstration: where to, what is recorded, and what becomes of its list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.documents import StoredFile, store
from cases.models import CaseKind, Finding, FindingState, Rectification
from organizations.acting import Acting
from organizations.models import PEOPLE, Relation
from workflows.engine import perform
from workflows.visit.sending import plan_route

from .cases import GIVEN, SURNAMES
from .files import photo, sample
from .timeline import Tale


@dataclass(frozen=True, slots=True)
class Where:
    """Where to: a registered enterprise or union by its key, or a name; ``own`` by the visitor's contact relation.

    ``own`` alone is the first worker whom the visitor keeps in touch with.
    """

    firm: str = ""
    unit: str = ""
    name: str = ""
    own: bool = False

    def facts(self, tale: Tale, who: str) -> dict[str, Any]:
        """What a visit begins with."""
        employer, unit = tale.county.employers.get(self.firm), tale.county.units.get(self.unit)
        if not self.own:
            return {"employer": employer, "unit": unit, "employer_name": self.name}
        relations = Relation.objects.filter(person=tale.county.people[who], cycle__ends_on__gte=tale.day)
        at = {"employer": employer, "unit": unit} if employer or unit else {"kind__in": PEOPLE}
        return {"relation": relations.filter(starts_on__lte=tale.day, **at).earliest("pk")}


def met(number: int, what: str = "车间职工") -> dict[str, str]:
    """Somebody met: an invented name, and a number that belongs to nobody."""
    name = SURNAMES[(number * 7 + 3) % len(SURNAMES)] + GIVEN[(number * 5 + 2) % len(GIVEN)]
    return {"name": name, "phone": f"199004{number:05d}", "what": what}


def pictures(*names: str) -> list[StoredFile]:
    """Photos of the place, made up."""
    return [store(photo(name, number)) for number, name in enumerate(names)]


def answers(number: int, **more: Any) -> dict[str, Any]:
    """走访基本情况, as it mostly is."""
    usual = {"wages": True, "contracts": number % 4 != 1, "insurance": number % 3 != 2, "safety": False}
    return {**usual, "workers": 20 + number * 13 % 180, **more}


def record(number: int, *findings: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A record as a phone sends it: one or two met, the checklist, what was found."""
    return {
        "met": [met(number)], "people": 2 + number % 7, "minutes": 25 + number * 10 % 50, "checklist": "visit_basic",
        "answers": answers(number), "findings": list(findings), **more,
    }  # fmt: skip


def problem(text: str, **more: Any) -> dict[str, Any]:
    """问题清单: told by the first who was met."""
    return {"kind": "problem", "text": text, "asker": 0, **more}


def need(text: str, **more: Any) -> dict[str, Any]:
    """需求清单."""
    return {"kind": "need", "text": text, "asker": 0, **more}


def service(text: str, **more: Any) -> dict[str, Any]:
    """服务清单: what the union itself offers to do."""
    return {"kind": "service", "text": text, **more}


def went(tale: Tale, who: str, where: Where, given: Mapping[str, Any]) -> None:
    """Recorded at once, without a plan."""
    tale.open(tale.county.actings[who], CaseKind.VISIT, record=given, **where.facts(tale, who))


def plans(tale: Tale, who: str, where: Where, days: int) -> None:
    """安排走访, ``days`` working days on."""
    on = tale.in_working_days(days)
    tale.open(tale.county.actings[who], CaseKind.VISIT, planned_on=on, **where.facts(tale, who))


def route(tale: Tale, who: str, days: int, *stops: Where) -> list[Any]:
    """安排一天的路线; returns its visits in their order."""
    return plan_route(
        actor=tale.county.actings[who], planned_on=tale.in_working_days(days), at=tale.moment,
        stops=[stop.facts(tale, who) for stop in stops],
    )  # fmt: skip


def entry(tale: Tale, order: int) -> str:
    """The code of an entry of the list, by its place from 1."""
    return Finding.objects.get(case=tale.case, order=order).code


def answer(tale: Tale, who: str, order: int, said: str, outcome: str = "solved") -> None:
    """答复 of one entry."""
    tale.do(who, "answer_finding", finding=entry(tale, order), answer=said, outcome=outcome)


def answer_all(tale: Tale, who: str, said: str, outcome: str = "solved") -> None:
    """答复 of whatever waits, in its order."""
    rows: Sequence[Finding] = list(Finding.objects.filter(case=tale.case, state=FindingState.OPEN))
    for row in rows:
        answer(tale, who, row.order, said, outcome)


def assign(tale: Tale, who: str, order: int, to: str, days: int | None = None) -> None:
    """交办 of one entry, to be answered in so many working days."""
    due = {} if days is None else {"due_on": tale.in_working_days(days)}
    tale.do(who, "assign_finding", finding=entry(tale, order), owner=tale.county.people[to], **due)


def rate(tale: Tale, receipt: str, stars: int, note: str) -> None:
    """评价 by whoever holds the entry's receipt."""
    asker = Acting.invited(tale.case.pk, receipt)
    tale.case = perform(tale.case, "rate_finding", actor=asker, at=tale.moment, stars=stars, note=note)


def notice(tale: Tale, who: str, hazard: str, days: int) -> None:
    """限期整改通知书 with the safety body of 枫桥, the paper with both seals on file."""
    tale.do(
        who, "issue_rectification", co_issuer=tale.county.partners["枫桥应急管理所"], hazard=hazard,
        due_on=tale.in_working_days(days), paper=store(sample("限期整改通知书.pdf")),
    )  # fmt: skip


def look_again(tale: Tale, who: str, met: bool, note: str, days: int | None = None) -> None:
    """复查; another day where it was not mended."""
    paper = Rectification.objects.get(case=tale.case)
    again = None if days is None else tale.in_working_days(days)
    tale.do(who, "recheck", paper=paper.code, met=met, note=note, again_by=again)
