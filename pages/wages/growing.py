"""转入欠薪跟踪: a dispute about pay and the wage cases that grew out of it, each a press away from the other.

And the visit on which either was found.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.models import Case, CaseKind
from cases.visibility import visible_to
from organizations.code_values import Source
from pages.casefile.access import Reader
from pages.rows import state_of
from workflows.shared.limits import PAY


def may_grow(reader: Reader) -> bool:
    """Whether this reader may make a wage case out of the case: an open dispute about pay, theirs to handle."""
    case = reader.case
    return case.kind == CaseKind.DISPUTE and case.is_open and case.category in PAY and reader.handles


def grown(reader: Reader) -> dict[str, Any]:
    """For a dispute's file: wage cases that grew out of it, and where the next one is made. One query, none without pay."""
    case = reader.case
    if not reader.full or case.category not in PAY:
        return {}
    rows = Case.objects.filter(wage_arrears__grew_from=case)
    found = [{"case": row, "words": state_of(row)} for row in rows]
    return {
        "grown": found,
        "grow_url": f"{reverse('intake_wages')}?from={case.code}" if may_grow(reader) and not found else "",
    }


def origin(case: Case) -> dict[str, Any]:
    """For a wage case's file: the dispute it grew out of. One query."""
    rows = Case.objects.filter(wage_cases__case=case)
    return {"origins": [{"case": row, "words": state_of(row)} for row in rows]}


def seen(reader: Reader) -> dict[str, Any]:
    """For the file of a case that was found on a visit: that visit, for who may read it. One query, none for others."""
    case = reader.case
    if not reader.full or case.source != Source.FOUND_ON_VISIT:
        return {}
    return {"seen_on": list(visible_to(reader.ways).filter(kind=CaseKind.VISIT, findings__became=case))}
