"""The employer's man tries to learn who reported: by posts, by deputising, by what changes on a page, by counting."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.errors import Overlap
from organizations.models import Post
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import person_of
from tests.organizations.county import START
from tests.pages.reporting import staffed

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


def give(who: Acting, role: Role, place: object, **more: object) -> Post:
    """One more post for somebody."""
    return actions.give_post(
        acting=SYSTEM, person=person_of(who), role=role, place=place, starts_on=START, **more
    )  # type: ignore[arg-type]  # as the caller says


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
