"""What the pages say of a wage case that its workflow would decide by: the same rules, read for the page."""

from __future__ import annotations

import datetime

from cases.models import Case, Instalment, InstalmentState, PlanSource, RoadOutcome
from cases.wages import roads
from organizations.code_values import Road
from record.timekeeping import day_of


def road_facts(case: Case, at: datetime.datetime) -> roads.Facts:
    """What the roads depend on. One query."""
    detail = case.wage_arrears
    missed = Instalment.objects.filter(
        case=case, plan__is_live=True, plan__source=PlanSource.MEDIATION, state=InstalmentState.MISSED
    )
    ignored = detail.order_pay_by is not None and day_of(at) > detail.order_pay_by
    return roads.Facts(
        agreement_overdue=missed.exists(),
        order_lapsed=detail.road == Road.PAYMENT_ORDER and detail.road_outcome == RoadOutcome.LAPSED,
        has_title=detail.road_outcome == RoadOutcome.AWARDED,
        order_to_pay_ignored=ignored and (case.amount_involved or 0) > (case.amount_recovered or 0),
    )
