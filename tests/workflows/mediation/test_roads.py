"""后续途径: each road only when its own ground exists, with its facts and its last day."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Clock, Matter, TermNature
from organizations.code_values import Road
from record.timekeeping import now, today
from tests.builders import DAY, World
from tests.mediations import Table, alone, for_dispute
from workflows.engine import BadInput, start_draft
from workflows.fetching import cases_to_step
from workflows.mediation import Mediation
from workflows.mediation.roads import PAYMENT_ORDER_FOR, Agreement, OpenRoad, TermFact, roads
from workflows.mediation.states import S

DAY_OF = datetime.date(2026, 3, 10)
TERM = TermFact(1, TermNature.WAGES, Decimal(30_000), Decimal(0), DAY_OF)
AGREED = Agreement(
    Matter.DISPUTE, DAY_OF, DAY_OF - 8 * DAY, [TERM], review_until=DAY_OF, confirm_until=DAY_OF + 20 * DAY
)


def road(agreement: Agreement, name: Road) -> OpenRoad:
    """One of the roads."""
    return next(one for one in roads(agreement) if one.road == name)


def test_before_it_is_in_force_an_agreement_has_no_roads() -> None:
    assert roads(replace(AGREED, in_force_on=None)) == []


def test_a_meeting_without_a_dispute_has_none_of_these_roads() -> None:
    assert roads(replace(AGREED, matter=Matter.AGENDA)) == []


@pytest.mark.parametrize(("on", "is_open"), [(DAY_OF, True), (DAY_OF + DAY, False)])
def test_a_joint_request_is_open_to_its_last_day_and_not_after(on: datetime.date, is_open: bool) -> None:
    found = road(replace(AGREED, on=on), Road.ARBITRATION_REVIEW)
    assert (found.is_open, found.together) == (is_open, True)
    assert found.until == (DAY_OF if is_open else None)


@pytest.mark.parametrize("nature", TermNature)
@pytest.mark.parametrize(("on", "late"), [(DAY_OF, False), (DAY_OF + DAY, True)])
def test_a_payment_order_opens_for_four_kinds_of_money_whose_day_has_passed(
    nature: TermNature, on: datetime.date, late: bool
) -> None:
    found = road(replace(AGREED, on=on, terms=[replace(TERM, nature=nature)]), Road.PAYMENT_ORDER)
    assert found.is_open == (late and nature in PAYMENT_ORDER_FOR)
    assert found.amount == (Decimal(30_000) if found.is_open else 0)


def test_a_payment_order_asks_for_what_is_still_unpaid() -> None:
    part = replace(AGREED, on=DAY_OF + DAY, terms=[replace(TERM, paid=Decimal("29999.99"))])
    found = road(part, Road.PAYMENT_ORDER)
    assert (found.amount, found.terms) == (Decimal("0.01"), (1,))
    paid = replace(part, terms=[replace(TERM, paid=TERM.amount)])
    assert not road(paid, Road.PAYMENT_ORDER).is_open


def test_enforcement_needs_a_document_that_can_be_enforced() -> None:
    late = replace(AGREED, on=DAY_OF + DAY)
    assert not road(late, Road.ENFORCEMENT).is_open
    assert road(replace(late, enforceable_by="confirmation"), Road.ENFORCEMENT).is_open
    assert not road(replace(AGREED, enforceable_by="confirmation"), Road.ENFORCEMENT).is_open


def test_a_road_that_is_not_open_says_why() -> None:
    assert all(one.reason for one in roads(AGREED) if not one.is_open)
    assert all(one.ground for one in roads(AGREED))


# ── At a table ──────────────────────────────────────────────────────────────────────────────────────────────────


def standing(table: Table) -> dict[Road, OpenRoad]:
    """The roads of a stored table, as a page asks for them."""
    case = cases_to_step("mediation").get(pk=table.case.pk)
    flow = Mediation(case, start_draft(case, table.mediator, now()))
    return {one.road: one for one in flow.open_roads()}


def test_the_two_joint_roads_run_from_the_seal(world: World) -> None:
    table = for_dispute(world).to(S.IN_FORCE)
    found = standing(table)
    review = Clock.objects.get(case=table.case, rule_id="arb_review_apply")
    confirm = Clock.objects.get(case=table.case, rule_id="judicial_confirm_apply")
    assert found[Road.ARBITRATION_REVIEW].until == review.due_on
    assert found[Road.COURT_CONFIRMATION].until == confirm.due_on
    assert (review.due_on - today()).days >= 15


def test_a_road_without_its_ground_is_refused_with_the_reason(world: World) -> None:
    table = for_dispute(world).to(S.IN_FORCE)
    with pytest.raises(BadInput) as told:
        table.do("take_road", road="payment_order", note="协助申请")
    assert told.value.sentence == standing(table)[Road.PAYMENT_ORDER].reason
    with pytest.raises(BadInput):
        table.do("take_road", road="lawsuit", note="起诉")


def test_a_joint_road_taken_stops_its_clock_and_is_not_taken_twice(world: World) -> None:
    table = (
        for_dispute(world).to(S.IN_FORCE).do("take_road", road="court_confirmation", note="双方已共同申请")
    )
    assert Clock.objects.get(case=table.case, rule_id="judicial_confirm_apply").state == "stopped"
    with pytest.raises(BadInput):
        table.do("take_road", road="court_confirmation", note="再申请")
    table.do("take_road", road="arbitration_review", note="双方已共同申请")


def test_what_the_served_case_saw_paid_counts_on_the_roads(world: World, at_time: Any) -> None:
    table = for_dispute(world).to(S.IN_FORCE)
    scene = table.scene
    assert scene is not None
    scene.fresh()
    scene.pay(10_000)
    at_time(now() + 40 * DAY)
    found = standing(table)
    assert found[Road.PAYMENT_ORDER].amount == Decimal(20_000)
    paper = table.file("other", "司法确认裁定书.pdf")
    table.do("record_enforceable", document="confirmation", issued_on=today(), evidence=paper)
    assert standing(table)[Road.ENFORCEMENT].is_open
    table.do("take_road", road="enforcement", note="协助申请执行")
    assert table.fresh().mediation.road == "enforcement"


def test_after_a_failed_table_other_roads_are_open(world: World) -> None:
    table = for_dispute(world).to(S.FAILED)
    with pytest.raises(BadInput):
        table.do("take_road", road="court_confirmation", note="没有协议")
    table.do("take_road", road="legal_aid", note="已转法律援助中心")
    assert table.fresh().mediation.road == "legal_aid"


def test_an_agenda_has_no_joint_roads_and_its_missed_term_is_followed_here(world: World) -> None:
    table = alone(world).to(S.IN_FORCE)
    assert standing(table) == {}
