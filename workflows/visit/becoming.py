"""A problem becomes a case, in one step: what was told is carried over, and each knows of the other."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases.models import Case, CaseKind, Disclosure, Finding, FindingOutcome, FindingState, SignalKind
from organizations.code_values import Category, Source
from organizations.models import Employer
from protection import personal
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step

from . import guards as g
from . import who
from .rectifying import Rectifying
from .states import LISTING, state

#: What a finding can become.
BECOMES = (CaseKind.DISPUTE, CaseKind.WAGES)


class Becoming(Rectifying):
    """From the list into a workflow of its own."""

    @step(state, LISTING, may=who.any_of(who.visitor, who.owner, who.chair), weight=15,
        label=pgettext_lazy("step", "转为案件"), when=[g.an_entry_waits],
    )  # fmt: skip
    def make_case(
        self,
        *,
        finding: str,
        kind: str = CaseKind.DISPUTE,
        category: str = "",
        disclosure: str = Disclosure.CONFIDENTIAL,
        employer: Employer | None = None,
        employer_name: str = "",
        people: int = 1,
        amount: Decimal | str | None = None,
        since: datetime.date | None = None,
        avoids_own_union: bool = False,
        retaliation: bool = False,
        serious_injury: bool = False,
        receipt_code: str = "",
    ) -> None:
        """转为案件: a dispute or a wage case is born with the entry's text, the asker's name and telephone, the employer.

        ``disclosure`` is what the asker answered when asked who may know; nobody named makes it a lead. The employer is
        the one visited, unless it is said. The new case goes its own way under its own promise of confidentiality: the
        visit is never shown to an employer, and nothing of it stands on a paper.
        """
        row = self.waiting_finding(finding)
        self.need_hand(row)
        if kind not in BECOMES:
            raise BadInput(_("只能转为劳动争议或欠薪案件。"), "kind")
        facts = {
            "category": category or _usual(kind), "people": people, "amount": amount, "since": since,
            "disclosure": disclosure, "receipt_code": receipt_code, "avoids_own_union": avoids_own_union,
            "retaliation": retaliation, "serious_injury": serious_injury,
            "story": personal.read(row.text_key).get("text", ""), **self._found(kind),
            **self._employer(employer, employer_name.strip()), **self._asker(row, disclosure),
        }  # fmt: skip
        self.answered(row, FindingState.CASE, FindingOutcome.CASE)
        self.draft.bear(kind, facts, self._linking(row, kind))
        self.settle_list()

    def _linking(self, row: Finding, kind: str) -> Callable[[Case], None]:
        """What is done with the new case: the entry and the visit's event name it."""
        line = self.say(EventName.FINDING_BECAME_CASE, finding=row.code, kind=str(kind))

        def link(case: Case) -> None:
            row.became = case
            line.data["case"] = case.code

        return link

    def _found(self, kind: str) -> dict[str, Any]:
        """That it was found on this visit; for a wage case that is one of its signals."""
        origin = {"source": Source.FOUND_ON_VISIT, "seen_on": self.case}
        if kind != CaseKind.WAGES:
            return origin
        signal = {
            "kind": SignalKind.VISIT, "value": Decimal(1), "source": "visit", "source_case": self.case,
            "observed_on": self.detail.visited_on,
        }  # fmt: skip
        return origin | {"signals": [signal]}

    def _employer(self, employer: Employer | None, name: str) -> dict[str, Any]:
        """The employer that was said, else the one visited; and the union where the case is reported: where that is."""
        known = employer or (None if name else self.case.employer)
        at = known or self.case.employer
        return {
            "employer": known, "employer_name": known.name if known else name or self.case.employer_name,
            "place": at.unit if at is not None else self.detail.unit or self.case.unit,
        }  # fmt: skip

    def _asker(self, row: Finding, disclosure: str) -> dict[str, str]:
        """Name and telephone of whoever asked; none where they stay unnamed."""
        if disclosure == Disclosure.ANONYMOUS:
            return {}
        if row.asker is None:
            raise BadInput(_("没有登记是谁提出的，只能作为匿名线索转为案件。"), "disclosure")
        known = personal.read(row.asker.personal_key)
        return {"name": known.get("name", ""), "phone": known.get("phone", "")}


def _usual(kind: str) -> str:
    return Category.UNPAID_WAGES if kind == CaseKind.WAGES else Category.OTHER_LABOUR
