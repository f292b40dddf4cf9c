"""Who acts: a person in one role at one place, a receipt's holder, or the system. No actor means no."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Protocol

from .models import Deputy, Employer, PartnerBody, Person, Post, Unit
from .roles import Role


class HasKey(Protocol):
    """What ``Acting.receipt`` needs of a case; cases live one floor up."""

    pk: int


@dataclass(frozen=True, slots=True)
class Acting:
    """行为人. ``on_behalf_of`` is the person whose post a deputy fills (代理), or None.

    ``case_id`` is set only for who holds that case's receipt, or a one-time ``link`` to a question put there.
    ``only_approvals`` (委托审批): may give the principal's signatures, and take no other step in their name.
    """

    person: Person | None
    role: Role
    unit: Unit | None = None
    on_behalf_of: Person | None = None
    employer: Employer | None = None
    partner: PartnerBody | None = None
    case_id: int | None = None
    manages_for_employer: bool = False
    only_approvals: bool = False
    link: str = field(default="", repr=False)

    @classmethod
    def receipt(cls, case: HasKey) -> Acting:
        """The worker who proved to hold the receipt of ``case``."""
        return cls(person=None, role=Role.RECEIPT, case_id=case.pk)

    @classmethod
    def invited(cls, case_id: int, link: str) -> Acting:
        """Whoever opened the one-time ``link``; only the workflow says whether it still opens anything."""
        return cls(person=None, role=Role.INVITED, case_id=case_id, link=link)

    @property
    def signs_as(self) -> int | None:
        """Id of the person whose signature this would be: the absent one's when a deputy signs."""
        principal = self.on_behalf_of or self.person
        return principal.pk if principal else None

    @property
    def place_name(self) -> str:
        """Name of the unit, body or employer acted for; empty for receipts and the system."""
        place = self.unit or self.partner or self.employer
        return place.name if place else ""

    @property
    def place_code(self) -> str:
        """Unit code for the record; partner bodies and employers as ``partner:ID`` and ``employer:CODE``."""
        if self.unit:
            return self.unit.code
        if self.partner:
            return f"partner:{self.partner.pk}"
        return f"employer:{self.employer.code}" if self.employer else ""


#: The software itself, when a clock falls due.
SYSTEM = Acting(person=None, role=Role.SYSTEM)


def of_post(
    post: Post, person: Person, on_behalf_of: Person | None = None, only_approvals: bool = False
) -> Acting:
    """``person`` acting in ``post``."""
    return Acting(
        person=person,
        role=Role(post.role),
        unit=post.unit,
        on_behalf_of=on_behalf_of,
        employer=post.employer,
        partner=post.partner,
        manages_for_employer=post.manages_for_employer,
        only_approvals=only_approvals,
    )


def actings_of(person: Person, on: datetime.date) -> tuple[Acting, ...]:
    """Every way ``person`` may act on the day ``on``: own posts, then posts they deputise in. Two queries."""
    if not person.is_active:
        return ()
    places = ("unit__county", "unit__town", "employer__unit", "partner__beside")
    own = Post.objects.on(on).filter(person=person).select_related(*places)
    deputised = (
        Deputy.objects.filter(person=person, starts_on__lte=on, ends_on__gte=on, post__in=Post.objects.on(on))
        .exclude(post__person=person)
        .select_related("post__person", *(f"post__{place}" for place in places))
    )
    return tuple(of_post(post, person) for post in own) + tuple(
        of_post(deputy.post, person, deputy.post.person, deputy.only_approvals) for deputy in deputised
    )
