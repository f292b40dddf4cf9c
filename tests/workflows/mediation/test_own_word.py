"""Nobody's word is given by somebody else, and a table never waits on a case that is over."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import Party, SeatKind
from organizations.acting import Acting
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, NAME, PHONE, Scene, World, person_of
from tests.mediations import Table, for_dispute, for_group
from tests.workflows.refusing import refused
from workflows.engine import perform
from workflows.mediation.states import S

from .plans import for_wages

pytestmark = pytest.mark.django_db


def spoken_for(world: World) -> tuple[Table, Acting]:
    """A table whose worker's seat is spoken for by an officer of the county, who does not mediate it."""
    table, officer = for_dispute(world), world.who(Role.MEDIATOR, world.county)
    seat = table.seat(SeatKind.WORKER).code
    table.do("set_speaker", seat=seat, how="higher_union", person=person_of(officer))
    return table, officer


@pytest.mark.parametrize("state", [S.CONSENTING, S.SIGNING])
def test_who_speaks_for_a_worker_does_not_settle_for_them(world: World, state: str) -> None:
    table, officer = spoken_for(world)
    table.to(state)
    seat = table.seat(SeatKind.WORKER).code
    with refused(table.case, "没有书面特别授权"):
        table.do("answer_consent", officer, answer="yes", seat=seat, **table.asked)


def test_special_authority_needs_its_paper_whoever_speaks(world: World) -> None:
    table, officer = for_dispute(world), world.who(Role.MEDIATOR, world.county)
    seat = table.seat(SeatKind.WORKER).code
    with refused(table.case, "书面凭证"):
        table.do("set_speaker", seat=seat, how="higher_union", person=person_of(officer), may_settle=True)


def test_with_special_authority_the_speaker_answers(world: World) -> None:
    table, officer = for_dispute(world), world.who(Role.MEDIATOR, world.county)
    seat, paper = table.seat(SeatKind.WORKER).code, table.file("mandate")
    table.do(
        "set_speaker", seat=seat, how="higher_union", person=person_of(officer), may_settle=True, evidence=paper
    )  # fmt: skip
    table.to("consenting").do("answer_consent", officer, answer="yes", seat=seat, **table.asked)
    assert seat not in {row.seat.code for row in table.waiting() if row.seat}


def test_authority_for_one_representative_does_not_pass_to_the_next(world: World) -> None:
    table = for_group(world)
    seats = table.seats(SeatKind.WORKER)
    behind = next(seat for seat in seats if seat.represented_by)
    table.do("authorise", seats=[behind.code], evidence=table.file("mandate"))
    chosen = list(Party.objects.filter(case=table.served, is_representative=True))
    before = next(seat.party_id for seat in seats if seat.code == behind.represented_by)
    other = next(one for one in chosen if one.pk != before)
    assert behind.party is not None
    perform(
        table.fresh_served(), "name_representatives", actor=table.mediator,
        representatives=[one.code for one in chosen], stands_for={other.code: [behind.party.code]},
    )  # fmt: skip
    table.do("refresh_parties")
    behind.refresh_from_db()
    assert (behind.may_settle, behind.authority_id) == (False, None)


def test_a_paper_from_before_a_version_is_no_answer_to_it(world: World) -> None:
    table = for_dispute(world).to("consenting")
    old, worker = table.file("answer"), table.seat(SeatKind.WORKER)
    table.propose(20_000).do("ask_consents")
    with refused(table.case, "提出以前"):
        table.do("record_answer", seats=[worker.code], answer="yes", evidence=old, **table.asked)
    table.by_paper([worker])


def test_a_receipt_holds_the_seat_of_who_came_forward_and_not_of_the_first_name(world: World) -> None:
    scene = Scene(world, disclosure="anonymous", name="", phone="")
    scene.do("add_party", scene.mediator, name="另一名职工", phone="13900007777")
    scene.do("come_forward", scene.worker, name=NAME, phone=PHONE, disclosure="open")
    table = Table(world, scene.to("mediating"))
    table.to("consenting")
    other, own = table.seats(SeatKind.WORKER)
    with refused(table.case, "席位"):
        table.do("answer_consent", table.worker, answer="yes", seat=other.code, **table.asked)
    table.do("answer_consent", table.worker, answer="yes", seat=own.code, **table.asked)


def test_a_table_can_end_when_the_case_it_serves_has_ended(world: World) -> None:
    table = for_dispute(world).to("in_session")
    perform(table.fresh_served(), "withdraw", actor=table.worker, reason="不再主张")
    before = table.fresh_served().state
    table.do("fail", ground="other_side_refused", note="案件已经结束")
    assert (table.fresh().state, table.fresh_served().state) == (S.FAILED, before)


@pytest.mark.parametrize("kind", ["dispute", "wages"])
@pytest.mark.parametrize("state", ["preparing", "adjourned", "signing"])
def test_a_case_does_not_rest_while_the_days_of_its_table_run(world: World, kind: str, state: str) -> None:
    table = for_dispute(world) if kind == "dispute" else for_wages(world)
    if state != S.PREPARING:
        table.to(state)
    resting: dict[str, Any] = {
        "ground": "both_asked",
        "review_on": today() + 20 * DAY,
        "reason": "双方都要求等一等",
    }
    with refused(table.case, "休会", "先结束协商"):
        perform(table.fresh_served(), "suspend", actor=table.chair, **resting)
    table.do("fail", ground="other_side_refused")
    perform(table.fresh_served(), "suspend", actor=table.chair, **resting)
    assert table.fresh_served().state == "suspended"
