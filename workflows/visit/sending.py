"""How visits come in from phones: once, however often they are sent; and a route for a day at once."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.models import Case, CaseKind
from organizations.acting import Acting
from workflows.engine import open_case, open_cases, perform
from workflows.errors import BadInput, NotPermitted, Refused

#: 长安: two or three firms an outing; more than this is a list of wishes.
MOST_STOPS = 8


@dataclass(frozen=True, slots=True)
class Sent:
    """The receipt of a visit that came in; ``is_new`` is false where it was here already."""

    case: Case
    is_new: bool


def send_visit(
    *,
    actor: Acting | None,
    client_code: str,
    record: Mapping[str, Any],
    at: datetime.datetime,
    plan: Case | None = None,
    **going: Any,
) -> Sent:
    """Take a visit a phone recorded at ``at``; ``plan`` is the planned visit it makes, ``going`` where to without one.

    The same ``client_code`` of the same sender a second time changes nothing and answers with the first's receipt.
    Raises what ``open_case`` and ``perform`` raise.
    """
    if actor is None or actor.person is None:
        raise NotPermitted(_("没有说明是谁在办理。"))
    if not client_code:
        raise BadInput(_("提交的内容没有编号，请刷新页面后再试。"), "client_code")
    if (known := sent_before(actor, client_code)) is not None:
        return Sent(known, False)
    facts = {**record, "client_code": client_code}
    try:
        with transaction.atomic():
            if plan is not None:
                return Sent(perform(plan, "record", actor=actor, at=at, **facts), True)
            return Sent(open_case(CaseKind.VISIT, actor=actor, at=at, record=facts, **going), True)
    except (IntegrityError, Refused):
        # Sent twice at once: the other one was a moment sooner.
        if (known := sent_before(actor, client_code)) is None:
            raise
        return Sent(known, False)


def sent_before(actor: Acting, client_code: str) -> Case | None:
    """The visit this sender sent under that code before, if any. At most one query."""
    if not client_code:
        return None
    return Case.objects.filter(
        kind=CaseKind.VISIT, visit__sent_by=actor.person, visit__client_code=client_code
    ).first()


def plan_route(
    *, actor: Acting | None, planned_on: datetime.date, stops: Sequence[Mapping[str, Any]], **common: Any
) -> list[Case]:
    """安排一天的路线: one planned visit a stop, in their order, all or none. ``stops`` say where to, as ``Going`` does."""
    if not 1 <= len(stops) <= MOST_STOPS:
        raise BadInput(_("一天的路线应有1到8个走访点。"), "stops")
    many = [
        {**common, **stop, "planned_on": planned_on, "route_order": order}
        for order, stop in enumerate(stops, 1)
    ]
    return open_cases(CaseKind.VISIT, many, actor=actor)
