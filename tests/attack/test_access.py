"""Somebody signed in tries what is not theirs: other places' cases, other roles' pages, steps, posts that have ended."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.test import Client

from cases.models import Case, CaseKind
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Post
from organizations.roles import Role
from pages.disputes import FORMS
from protection import receipts
from record.timekeeping import today
from tests.attack.test_addresses import addresses
from tests.builders import Scene, paper, person_of
from tests.organizations.county import START
from tests.pages.asking import signed_in
from tests.pages.reporting import enter, staffed
from workflows.dispute.states import S

pytestmark = [pytest.mark.django_db]
#: What everybody may ask without signing in.
OPEN = ("/accounts/", "/language/", "/display/", "/design", "/report/", "/track/", "/r/", "/t/", "/opinion/")
#: What the page that works without signal asks by itself: a form without anything of anybody, and two short answers.
PHONE = ("ready/", "send/", "shell/", "worker.js", "app.webmanifest")


def filled(address: str, code: str) -> str:
    """An address with its changing parts filled in."""
    for part in (
        "code",
        "evidence",
        "party",
        "rule_id",
        "rule",
        "number",
        "name",
        "verb",
        "token",
        "code_list",
    ):
        for kind in ("slug", "str"):
            address = address.replace(f"<{kind}:{part}>", code)
    return address.replace("<int:pk>", "1")


def test_a_stranger_is_asked_to_sign_in_everywhere_else() -> None:
    scene = Scene(staffed())
    asked = [filled(one, scene.case.code) for one in addresses() if one != "/" and not one.startswith(OPEN)]
    asked = [one for one in asked if not one.startswith(tuple(f"/visits/new/{part}" for part in PHONE))]
    assert len(asked) > 50
    for address, method in product(asked, ("get", "post")):
        answer = getattr(Client(), method)(address)
        assert answer.status_code in (302, 404, 405), (method, address, answer.status_code)
        assert answer.status_code != 302 or answer["Location"].startswith("/accounts/login/"), address


def test_a_phone_tells_a_stranger_nothing_and_takes_nothing_from_them() -> None:
    Scene(staffed())
    stranger = Client()
    assert stranger.get("/visits/new/ready/").json() == {"person": None}
    assert stranger.post("/visits/new/send/", {"owner": "1", "client_code": "a"}).status_code == 401
    assert not Case.objects.filter(kind=CaseKind.VISIT).exists()


def test_every_form_needs_the_token_of_its_page() -> None:
    scene = Scene(staffed())
    client = Client(enforce_csrf_checks=True)
    client.force_login(person_of(scene.chair))
    asked = [filled(one, scene.case.code) for one in addresses() if "2fa" not in one]
    for address in asked:
        assert client.post(address, {"next": "/"}).status_code in (403, 404, 405), address


def test_another_towns_case_is_not_there_by_any_address() -> None:
    world = staffed()
    scene = Scene(world, receipt_code=receipts.issue()).to(S.VERIFYING)
    scene.do("add_evidence", scene.mediator, file=paper())
    scene.do("notify_employer", scene.mediator, kind="verify")
    case, proof, party = scene.case, scene.case.evidence.get(), scene.case.parties.get()
    code = f"/cases/{case.code}/"
    asked = [
        code,
        f"{code}evidence/{proof.code}/",
        f"{code}people/{party.code}/",
        f"{code}employer-view/",
        f"{code}clocks/verify/",
    ]
    strangers = [world.who(role, world.other_town) for role in (Role.CHAIR, Role.MEDIATOR, Role.INFO_OFFICER)]
    strangers += [world.made.admin, world.employer_rep(world.mill), world.who(Role.AUDIT_ADMIN, world.county)]
    steps = [f"{code}do/{verb}/" for verb in FORMS]
    for number, who in enumerate(strangers):
        client = signed_in(who)
        for address in [*asked, *(steps if number == 0 else steps[:3])]:
            assert address in steps or client.get(address).status_code == 404, (who.role, address)
            assert client.post(address, {"expects": case.version}).status_code in (404, 405), (
                who.role,
                address,
            )
        assert client.post(f"/board/urge/{case.code}/").status_code in (403, 404)
        assert client.post(
            f"/board/order/{case.code}/", {"note": "x", "version": case.version}
        ).status_code in (403, 404)
    version = case.version
    case.refresh_from_db()
    assert case.version == version


def test_one_cases_papers_are_not_had_through_another() -> None:
    world = staffed()
    mine, other = (
        Scene(world, receipt_code=receipts.issue()),
        Scene(world, receipt_code=receipts.issue(), place=world.other_town, employer=None),
    )
    other.contact()
    other.do("add_evidence", other.mediator, file=paper())
    foreign, party = other.case.evidence.get(), other.case.parties.get()
    client = signed_in(mine.chair)
    assert client.get(f"/cases/{mine.case.code}/evidence/{foreign.code}/").status_code == 404
    assert client.get(f"/cases/{mine.case.code}/people/{party.code}/").status_code == 404


def test_a_receipt_opens_its_own_papers_only() -> None:
    world, code = staffed(), receipts.issue()
    mine = Scene(world, receipt_code=code)
    other = Scene(world, receipt_code=receipts.issue())
    other.do("add_evidence", other.worker, file=paper())
    mine.contact().do("add_evidence", mine.mediator, file=paper("对方的账册.pdf"))
    client = Client()
    enter(client, code)
    assert client.get("/track/case/").status_code == 200
    for row in (other.case.evidence.get(), mine.case.evidence.get()):
        assert client.get(f"/track/papers/{row.code}/").status_code == 404
    for verb in ("accept", "close", "erase_personal", "employer_reply", "assign", "add_evidence", "order"):
        assert client.post(f"/track/do/{verb}/", {"body": "x"}).status_code == 404


@pytest.mark.parametrize("way", ["deactivated", "post ended"])
def test_a_live_session_ends_with_the_post(way: str) -> None:
    world = staffed()
    scene = Scene(world)
    officer = world.who(Role.MEDIATOR, world.town)
    client = signed_in(officer)
    assert client.get(f"/cases/{scene.case.code}/").status_code == 200
    if way == "deactivated":
        actions.deactivate_person(person_of(officer), acting=SYSTEM)
    else:
        Post.objects.filter(person=person_of(officer)).update(ends_on=today() - timedelta(days=1))
    for address in (f"/cases/{scene.case.code}/", "/today/", "/cases/", "/intake/", "/office/"):
        assert client.get(address).status_code in (302, 403), address


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)])
def test_a_deputy_is_nobody_outside_the_days(first: int, last: int) -> None:
    world = staffed()
    scene = Scene(world)
    chair = Post.objects.get(person=person_of(scene.chair), role=Role.CHAIR)
    deputy = world.who(Role.INFO_OFFICER, world.other_town)
    starts_on, ends_on = today() + timedelta(days=first), today() + timedelta(days=last)
    actions.name_deputy(
        acting=SYSTEM, post=chair, person=person_of(deputy), starts_on=starts_on, ends_on=ends_on
    )
    assert signed_in(deputy).get(f"/cases/{scene.case.code}/").status_code == 404


def test_the_asker_does_not_sign_by_deputising_for_the_chair() -> None:
    world = staffed()
    scene = Scene(world, receipt_code=receipts.issue()).to(S.CLOSING)
    chair = Post.objects.get(person=person_of(scene.chair), role=Role.CHAIR)
    actions.name_deputy(
        acting=SYSTEM, post=chair, person=person_of(scene.mediator), starts_on=today(), ends_on=today()
    )
    asked = scene.approval
    answer = signed_in(scene.mediator).post(
        f"/approvals/{asked.code}/",
        {"answer": "approve", "round": asked.round, "version": scene.case.version},
    )
    assert answer.status_code != 500
    assert scene.fresh().state == S.CLOSING


def test_fields_nobody_offers_change_nothing() -> None:
    scene = Scene(staffed())
    sent = {
        "note": "打了电话", "expects": scene.case.version, "state": "closed", "unit": "1", "handler": "1", "county": "1",
        "conclusion": "withdrawn", "closed_at": "2026-01-01", "version": "99", "reported_by": "1", "actor": "1",
    }  # fmt: skip
    assert signed_in(scene.mediator).post(f"/cases/{scene.case.code}/do/contact/", sent).status_code == 302
    case = scene.fresh()
    assert (case.state, case.version, case.handler_id, case.conclusion) == (S.REPORTED, 2, None, "")


@pytest.mark.parametrize(
    "role", [Role.CHAIR, Role.MEDIATOR, Role.SUPERVISOR, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]
)
def test_only_the_system_administrator_changes_the_office(role: Role) -> None:
    world = staffed()
    person = person_of(world.who(Role.MEDIATOR, world.town))
    client = signed_in(world.who(role, world.county))
    for address in ("people/add/", f"people/{person.pk}/password/", f"people/{person.pk}/post/", f"people/{person.pk}/deactivate/",
                    "rules/add-rule/", "codes/category/add-entry/", "escalation/add/", "calendar/upload/", "partners/add/",
                    f"units/{world.town.code}/move/", f"units/{world.town.code}/add/", "employers/add/"):  # fmt: skip
        assert client.get(f"/office/{address}").status_code == 403, address
        assert client.post(f"/office/{address}", {"name": "x"}).status_code == 403, address


def test_a_towns_administrator_changes_nothing_of_another() -> None:
    world = staffed()
    person = world.made.person("镇管理员")
    actions.give_post(acting=SYSTEM, person=person, role=Role.SYSTEM_ADMIN, place=world.town, starts_on=START)
    client = signed_in(Acting(person, Role.SYSTEM_ADMIN, world.town))
    other = person_of(world.who(Role.CHAIR, world.other_town))
    county = person_of(world.who(Role.CHAIR, world.county))
    for pk, deed in product((other.pk, county.pk), ("password", "deactivate", "post", "change")):
        assert client.post(f"/office/people/{pk}/{deed}/", {"password": "a-new-long-one-1"}).status_code in (
            403,
            404,
        ), deed
    for deed in ("change", "move", "add"):
        assert client.post(f"/office/units/{world.other_town.code}/{deed}/", {"name": "x"}).status_code in (
            403,
            404,
        )
    assert client.post("/office/rules/mediation_close/retire/", {"last_day": "2026-12-31"}).status_code == 403
