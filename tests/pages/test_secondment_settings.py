"""What a county sets for its secondments: read by offices, changed by administrators of the place, on record."""

from __future__ import annotations

import pytest

from cases.models import GradeShare, SecondmentSetting
from organizations.acting import Acting
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.verify import verify
from tests.builders import World, person_of
from tests.pages.asking import page, signed_in
from tests.secondments import Form
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db
PLACE = "/office/secondments/"
SET = {
    "consent_to_county": "none",
    "consent_to_town": "employer",
    "consent_to_enterprise": "party",
    "notice_days": "7",
}


@pytest.fixture
def admin(world: World) -> Acting:
    """The county's system administrator."""
    return world.who(Role.SYSTEM_ADMIN, world.county)


def test_a_county_sets_its_own_row_and_the_next_form_goes_by_it(world: World, admin: Acting) -> None:
    address = f"{PLACE}{world.county.code}/"
    assert "按通用" in page(admin, PLACE)
    assert signed_in(admin).post(address, SET).status_code == 302
    row = SecondmentSetting.objects.get(county=world.county)
    assert (row.consent_to_county, row.notice_days) == ("none", 7)
    form = Form(world, direction="to_county").submit().answer()
    assert form.fresh().state == S.SELECTING
    assert Event.objects.filter(name=EventName.SECOND_SETTING_CHANGED, actor=person_of(admin).pk).exists()
    assert verify() is None


@pytest.mark.parametrize("days", ["-1", "31", "五"])
def test_days_of_notice_that_cannot_be_are_refused(world: World, admin: Acting, days: str) -> None:
    answer = signed_in(admin).post(f"{PLACE}{world.county.code}/", SET | {"notice_days": days})
    assert answer.status_code == 422
    assert not SecondmentSetting.objects.filter(county=world.county).exists()


def test_a_share_is_set_for_a_county_and_may_be_switched_off(world: World, admin: Acting) -> None:
    address = f"{PLACE}{world.county.code}/share/"
    assert (
        signed_in(admin).post(address, {"grade": "excellent", "most": "30", "is_active": "on"}).status_code
        == 302
    )
    assert (
        signed_in(admin).post(f"{address}?grade=excellent", {"grade": "excellent", "most": "30"}).status_code
        == 302
    )
    row = GradeShare.objects.get(county=world.county)
    assert (row.most, row.is_active, row.version) == (30, False, 2)
    assert signed_in(admin).post(address, {"grade": "excellent", "most": "101"}).status_code == 422
    assert "已停用" in page(admin, PLACE)


def test_offices_read_the_settings_and_change_none(world: World) -> None:
    window = world.who(Role.WINDOW, world.town)
    html = page(window, PLACE)
    assert "用人单位书面同意" in html
    assert f"{PLACE}{world.county.code}/" not in html
    for place in (f"{PLACE}{world.county.code}/", f"{PLACE}CN/", f"{PLACE}{world.county.code}/share/"):
        assert signed_in(window).post(place, SET).status_code == 403


def test_another_county_is_not_there(admin: Acting) -> None:
    assert signed_in(admin).get(f"{PLACE}330999/").status_code == 404
