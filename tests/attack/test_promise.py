"""The employer's man tries to learn who reported: by posts, by deputising, by what changes on a page, by counting."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.errors import Overlap
from organizations.models import Employer, PartnerBody, Post, Unit
from organizations.roles import Role
from protection import receipts
from protection.models import EmployerNotice, NoticeKind
from record.timekeeping import today
from tests.builders import Scene, person_of, suspend
from tests.organizations.county import START
from tests.pages.asking import page, signed_in
from tests.pages.reporting import staffed
from workflows.dispute.states import S

pytestmark = [pytest.mark.django_db]
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')
TELLING = (
    Role.MEDIATOR,
    Role.CHAIR,
    Role.VICE_CHAIR,
    Role.WINDOW,
    Role.SUPERVISOR,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
)


def give(who: Acting, role: Role, place: Unit | PartnerBody | Employer, **more: Any) -> Post:
    """One more post for somebody."""
    return actions.give_post(
        acting=SYSTEM, person=person_of(who), role=role, place=place, starts_on=START, **more
    )


def test_nobody_speaks_for_an_employer_and_hears_workers() -> None:
    world = staffed()
    rep, officer = world.employer_rep(world.mill), world.who(Role.MEDIATOR, world.town)
    for role in TELLING:
        with pytest.raises(Overlap, match="代表用人单位"):
            give(rep, role, world.county)
    with pytest.raises(Overlap, match="代表用人单位"):
        give(rep, Role.PARTNER_OFFICER, world.partner())
    with pytest.raises(Overlap, match="代表用人单位"):
        give(officer, Role.EMPLOYER_REP, world.mill)
    with pytest.raises(Overlap, match="代表用人单位"):
        give(officer, Role.CHAIR, world.shop_union, manages_for_employer=True)


def test_who_speaks_for_an_employer_deputises_for_nobody_who_hears_workers() -> None:
    world = staffed()
    rep, officer = world.employer_rep(world.mill), world.who(Role.MEDIATOR, world.town)
    heard = Post.objects.get(person=person_of(officer), role=Role.MEDIATOR)
    spoken = Post.objects.get(person=person_of(rep))
    for post, who in ((heard, rep), (spoken, officer)):
        with pytest.raises(Overlap, match="代表用人单位"):
            actions.name_deputy(
                acting=SYSTEM, post=post, person=person_of(who), starts_on=today(), ends_on=today()
            )


def test_one_side_after_the_other_is_allowed() -> None:
    world = staffed()
    rep = world.employer_rep(world.mill)
    actions.end_post(Post.objects.get(person=person_of(rep)), acting=SYSTEM, ends_on=today())
    tomorrow = today() + timedelta(days=1)
    given = actions.give_post(
        acting=SYSTEM, person=person_of(rep), role=Role.WINDOW, place=world.town, starts_on=tomorrow
    )
    assert given.pk


def employer_pages(client: Client, paper: EmployerNotice) -> list[bytes]:
    """Everything the employer can open, without what is random in each answer."""
    answers = [
        client.get("/employer/"),
        client.get(f"/employer/{paper.number}/"),
        client.get("/cases/"),
        client.get("/today/"),
    ]
    return [TOKEN.sub(rb"\1", answer.content) for answer in answers]


LATER: dict[str, Callable[[Scene], object]] = {
    "merged": lambda one: one.do(
        "merge", one.mediator, into=Scene(one.world, receipt_code=receipts.issue()).case
    ),
    "withdrawn": lambda one: one.do("withdraw", one.worker, reason="算了"),
    "handed up": lambda one: one.do("hand_up", one.chair, reason="办不动"),
    "suspended": suspend,
    "a message from the worker": lambda one: one.do("message", one.worker, body="老板知道了吗"),
    "open to the employer": lambda one: one.do("change_disclosure", one.worker, disclosure="open"),
    "one more worker": lambda one: one.do("add_party", one.mediator, name="第二人"),
    "somebody else reports": lambda one: Scene(
        one.world, receipt_code=receipts.issue(), name="别人", phone="13700001111"
    ),
}


@pytest.mark.parametrize("happens", LATER)
def test_nothing_that_becomes_of_a_case_moves_a_byte_at_the_employers(happens: str) -> None:
    world = staffed()
    scene = Scene(world, receipt_code=receipts.issue()).to(S.VERIFYING)
    scene.do("notify_employer", scene.mediator, kind=NoticeKind.VERIFY)
    paper = EmployerNotice.objects.get(case_code=scene.case.code)
    client = signed_in(world.employer_rep(world.mill))
    before = employer_pages(client, paper)
    LATER[happens](scene)
    assert employer_pages(client, paper) == before


@pytest.mark.parametrize(("role", "manages"), [(Role.INFO_OFFICER, False), (Role.CHAIR, True)])
def test_who_only_reports_cannot_tell_whether_others_did(role: Role, manages: bool) -> None:
    world = staffed()
    person = world.made.person("报的人")
    actions.give_post(
        acting=SYSTEM,
        person=person,
        role=role,
        place=world.shop_union,
        starts_on=START,
        manages_for_employer=manages,
    )
    officer = Acting(person, role, world.shop_union, manages_for_employer=manages)
    own = Scene(
        world, actor=officer, place=world.hamlet, employer=world.shop, receipt_code="", avoids_own_union=True
    )
    pages = (
        "/today/",
        "/cases/",
        f"/cases/{own.case.code}/",
        "/intake/",
        f"/intake/employers/?employer_name={world.shop.name}",
    )
    before = [TOKEN.sub(rb"\1", signed_in(officer).get(one).content) for one in pages]
    Scene(
        world, place=world.hamlet, employer=world.shop, receipt_code=receipts.issue(), avoids_own_union=True
    )
    after = [TOKEN.sub(rb"\1", signed_in(officer).get(one).content) for one in pages]
    for address, was, now in product(pages, before, after):
        assert own.case.number.encode() not in was, address
        assert own.case.number.encode() not in now, address
    assert [_plain(one) for one in before] == [_plain(one) for one in after]
    assert own.case.code not in page(officer, f"/cases/?q={own.case.number}")
    assert own.case.code in page(officer, f"/cases/?q={world.shop.name}")


def _plain(html: bytes) -> bytes:
    """Without what is sealed anew for each page."""
    return re.sub(rb'name="once" value="[^"]+"', b"", html)


def test_who_only_reported_is_not_told_of_merging() -> None:
    world = staffed()
    officer = world.who(Role.INFO_OFFICER, world.town)
    own = Scene(world, actor=officer, receipt_code="").contact()
    own.do("merge", own.mediator, into=Scene(world, receipt_code=receipts.issue()).case)
    told = page(officer, f"/cases/{own.case.code}/")
    assert "并案" not in told
    assert "已结案" in told
    assert "并案" in page(own.mediator, f"/cases/{own.case.code}/")
