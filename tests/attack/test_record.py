"""After everything an office may lawfully do to what a case hangs on, the record still fits."""

from __future__ import annotations

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from cases.models import Case, CaseReader
from organizations import actions
from organizations.acting import SYSTEM
from organizations.models import Code, CodeList, UnitKind
from organizations.roles import Role
from protection import receipts
from record.models import Event
from record.sealer import seal_all
from record.verify import findings
from tests.builders import Scene, imported, person_of
from tests.pages.reporting import CONTACT, fill, staffed
from tests.tampering import tamper
from workflows.dispute.states import S

pytestmark = [pytest.mark.django_db]


def whole() -> list[str]:
    """Everything that does not fit."""
    seal_all()
    return [str(one) for one in findings()]


def test_odd_but_lawful_operations_leave_a_record_that_fits() -> None:
    world = staffed()
    scene = Scene(world, receipt_code=receipts.issue()).to(S.CLOSED)
    scene.do("worker_asks_reopen", scene.worker, reason="没付清")
    scene.answer()
    below = Scene(world, place=world.hamlet, employer=world.shop, receipt_code=receipts.issue())
    area = actions.add_unit(acting=SYSTEM, parent=world.town, kind=UnitKind.AREA, name="东片工委")
    actions.move_unit(world.hamlet, acting=SYSTEM, parent=area)
    actions.deactivate_person(person_of(world.who(Role.MEDIATOR, world.other_town)), acting=SYSTEM)
    entry = Code.objects.get(list=CodeList.CATEGORY, code="unpaid_wages")
    actions.change_code(entry, acting=SYSTEM, name_zh="拖欠工资")
    imported(world, reported_at=datetime.datetime(2025, 3, 4, tzinfo=datetime.UTC))
    assert whole() == []
    below.case.refresh_from_db()
    assert below.case.unit_path == below.case.unit.path
    assert below.case.unit_path.startswith(area.path)


@pytest.mark.parametrize("column", ["unit_path", "county_id", "town_id", "unit_id", "reported_by_id"])
def test_who_may_see_a_case_cannot_be_changed_behind_the_door(column: str) -> None:
    world = staffed()
    scene = Scene(world, receipt_code=receipts.issue())
    other = {"unit_path": world.other_town.path, "county_id": world.city.pk, "town_id": world.other_town.pk,
             "unit_id": world.other_town.pk, "reported_by_id": person_of(scene.chair).pk}  # fmt: skip
    assert whole() == []
    tamper(f"UPDATE cases_case SET {column} = %s WHERE id = %s", [other[column], scene.case.pk])  # noqa: S608  one of our own names
    assert any("cases_case" in one and scene.case.code in one for one in whole())


def test_nobody_is_slipped_in_as_a_reader() -> None:
    world = staffed()
    scene = Scene(world, receipt_code=receipts.issue())
    CaseReader.objects.create(case=scene.case, unit=world.other_town, reason="handed_up")
    assert any("cases_casereader" in one for one in whole())


def test_the_database_refuses_to_change_or_remove_an_event() -> None:
    Scene(staffed(), receipt_code=receipts.issue())
    seal_all()
    event = Event.objects.order_by("id").last()
    assert event is not None
    for harm in (
        lambda: Event.objects.filter(pk=event.pk).delete(),
        lambda: Event.objects.filter(pk=event.pk).update(actor=None, name="closed"),
        lambda: Event.objects.filter(pk=event.pk).update(position=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            harm()
    assert whole() == []


def test_a_report_sent_again_with_the_same_token_is_the_same_case(client: Client) -> None:
    world = staffed()
    fill(client, world, CONTACT)
    carried = client.get("/report/check/").content.decode().split('name="carried" value="')[1].split('"')[0]
    for browser in (client, Client(), Client()):
        assert browser.post("/report/check/", {"carried": carried}).status_code == 302
    assert Case.objects.count() == 1
    assert Client().post("/report/check/", {"carried": carried[:-4] + "AAAA"})["Location"] == "/report/"
