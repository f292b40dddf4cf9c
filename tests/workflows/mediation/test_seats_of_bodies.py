"""Who may not take the seat of another party: four parties are four."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from cases.models import SeatKind
from organizations.models import PartnerKind
from tests.builders import World
from tests.mediations import for_dispute
from workflows.errors import BadInput


def test_a_chamber_is_not_the_government(world: World) -> None:
    table = for_dispute(world)
    chamber = table.body(PartnerKind.CHAMBER, "枫桥商会")
    with override("zh-hans"), pytest.raises(BadInput, match="企业方组织"):
        table.do("add_seat", kind=SeatKind.GOVERNMENT, partner=chamber)
    assert not [seat for seat in table.seats() if seat.partner_id == chamber.pk]
    table.do("add_seat", kind=SeatKind.EMPLOYERS_BODY, partner=chamber)
    assert [seat.kind for seat in table.seats() if seat.partner_id == chamber.pk] == [SeatKind.EMPLOYERS_BODY]


@pytest.mark.parametrize("kind", [SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.COMMITTEE])
def test_an_employer_speaks_for_no_public_body(world: World, kind: SeatKind) -> None:
    table = for_dispute(world)
    with override("zh-hans"), pytest.raises(BadInput, match="用人单位不能坐这个席位"):
        table.do("add_seat", kind=kind, employer=world.mill)


def test_a_body_may_be_invited_whatever_it_is(world: World) -> None:
    table = for_dispute(world)
    chamber = table.body(PartnerKind.CHAMBER, "枫桥商会")
    table.do("add_seat", kind=SeatKind.INVITED, partner=chamber)
    assert [seat.kind for seat in table.seats() if seat.partner_id == chamber.pk] == [SeatKind.INVITED]
