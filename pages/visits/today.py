"""What 今日 says of visits: which of one's own duties press, and which 排查 forms wait."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from cases.surveys import own_forms
from cases.visits.owed import Standing
from organizations.acting import Acting
from organizations.roles import Role
from pages.visits.owed import cycles_of, own
from pages.visits.who import goers

MOST_FORMS = 5


def visits_due(ways: Sequence[Acting], on: datetime.date) -> dict[str, Any]:
    """``visits_late`` and ``visits_at_risk`` count duties, ``forms`` are 排查 to fill in. One query where there is no cycle."""
    way = next(iter(goers(ways)), None)
    if way is None:
        return {}
    rows = own(way, cycles_of(way, on), on)
    asked = {way.signs_as for way in ways if way.role == Role.INFO_OFFICER and way.signs_as}
    forms = [form for person in asked for form in own_forms(person)[:MOST_FORMS]]
    return {
        "visits_late": sum(row.standing == Standing.LATE for row in rows),
        "visits_at_risk": sum(row.standing == Standing.AT_RISK for row in rows), "forms": forms,
    }  # fmt: skip
