"""Which steps an approval goes through, and who signs at each: the most local chain that fits, copied at submission."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from cases.models import Case
from organizations import queries
from organizations.models import Level, PartnerBody, Post, Unit
from organizations.paths import ancestors
from organizations.roles import DECIDING_ROLES, Role

from .errors import NotPossible
from .models import ASKS, Approval, Asks, ChainStep, Mode, Place, Signs, Step

#: How a step without a name is called in a sentence.
UNNAMED = "审批"


@dataclass(frozen=True, slots=True)
class Signer:
    """Whom a step asks: a person in a role, at a unit or in a body beside one."""

    person: int
    role: str
    unit: Unit | None = None
    partner: PartnerBody | None = None


def of_post(post: Post) -> Signer:
    """The holder of a post."""
    return Signer(post.person_id, post.role, post.unit, post.partner)


def steps_for(case: Case, kind: str) -> list[ChainStep]:
    """The steps of the most local chain in use for ``kind`` on this case, in order. One query.

    Where an office has switched off even the general one: a single step, any one of those who decide.
    """
    return steps_at(case.unit_path, kind, case.kind)


def steps_at(path: str, kind: str, case_kind: str) -> list[ChainStep]:
    """As ``steps_for``, for a case of a kind at the unit with that path."""
    here = Q(chain__unit=None) | Q(chain__unit__path__in=ancestors(path))
    found = ChainStep.objects.filter(
        here, chain__is_active=True, version=F("chain__version"), chain__kind__in=("", kind),
        chain__case_kind__in=("", case_kind),
    )  # fmt: skip
    rows = list(found.select_related("chain__unit").order_by("order"))
    if not rows:
        return [ChainStep(order=1, mode=Mode.ANY)]
    best = max(rows, key=_closeness).chain_id
    return [row for row in rows if row.chain_id == best]


def _closeness(row: ChainStep) -> tuple[int, bool, bool, int]:
    """How well a chain fits: the most local, then the one that names the approval, then the one that names the kind."""
    chain = row.chain
    return (len(chain.unit.path) if chain.unit else 0, bool(chain.kind), bool(chain.case_kind), chain.pk)


def copied(rows: Sequence[ChainStep], approval: Approval) -> list[Step]:
    """The steps as the approval keeps them."""
    return [
        Step(
            approval=approval, order=order, mode=row.mode, share=row.share,
            **{name: getattr(row, name) for name in ASKS},
        )
        for order, row in enumerate(rows, 1)
    ]  # fmt: skip


def named(step: Asks) -> str:
    """What a step is called."""
    return step.name or UNNAMED


def place_of(case: Case, place: str) -> Unit:
    """The unit a step's place means for this case; where the case already stands higher, its own."""
    return place_from(case.unit, place)


def place_from(unit: Unit, place: str) -> Unit:
    """As ``place_of``, seen from the unit that handles a case."""
    if place == Place.ABOVE:
        return queries.next_above(unit) or unit
    if place == Place.TOWN and unit.level < Level.TOWN:
        return unit.town or unit
    if place == Place.COUNTY and unit.level < Level.COUNTY:
        return unit.county or unit
    return unit


def who_signs(step: Asks, unit: Unit, on: datetime.date, excluding: Collection[int]) -> list[Signer]:
    """Who is asked at a step that stands at ``unit``, on a day; nobody in ``excluding`` (回避). At most two queries.

    Where nobody holds the role, the vice-chair or the next union above stands in. NotPossible names the step when there
    is nobody at all.
    """
    if step.signs == Signs.PARTNER:
        found = _officers(step.partner_kind, unit, on, excluding)
    elif step.signs == Signs.ROLE and step.role != Role.CHAIR:
        found = _holders(step.role, unit, on, excluding)
        if not found and step.role in DECIDING_ROLES:
            found = _deciders(unit, on, excluding)
    else:
        found = _deciders(unit, on, excluding)
    if not found:
        raise NotPossible(_nobody(step))
    return list({one.person: one for one in reversed(found)}.values())[::-1]


def _nobody(step: Asks) -> str:
    if step.signs == Signs.PARTNER:
        return _("“%(step)s”这一步找不到人：当地没有登记这种协作单位或它的工作人员，请先到组织页面登记。") % {
            "step": named(step)
        }
    if step.signs == Signs.ROLE and step.role not in DECIDING_ROLES:
        return _("“%(step)s”这一步找不到人：本级和上级工会都没有人任“%(role)s”，请先到组织页面登记任职。") % {
            "step": named(step), "role": Role(step.role).label,
        }  # fmt: skip
    return _(
        "“%(step)s”这一步找不到人：本级和上级工会都没有可以审批的主席或副主席，请先到组织页面登记任职。"
    ) % {"step": named(step)}


def _deciders(unit: Unit, on: datetime.date, excluding: Collection[int]) -> list[Signer]:
    return [of_post(post) for post in queries.deciders(unit, on, excluding)[1]]


def _holders(role: str, unit: Unit, on: datetime.date, excluding: Collection[int]) -> list[Signer]:
    """Who holds ``role`` at ``unit``, else at the nearest union above, up to the county. One query."""
    posts = eligible(unit, on, [role], excluding)
    nearest = max((len(post.unit.path) for post in posts if post.unit), default=0)
    return [of_post(post) for post in posts if post.unit and len(post.unit.path) == nearest]


def eligible(unit: Unit, on: datetime.date, roles: Collection[str], excluding: Collection[int]) -> list[Post]:
    """Posts of these roles at ``unit`` or above it, up to the county, held by nobody in ``excluding``. One query."""
    top = len(unit.county.path) if unit.county_id and unit.county else len(unit.path)
    ladder = [path for path in ancestors(unit.path) if len(path) >= top]
    posts = Post.objects.on(on).filter(unit__path__in=ladder, role__in=roles, manages_for_employer=False)
    return list(
        posts.exclude(person__in=list(excluding))
        .select_related("person", "unit", "partner")
        .order_by("-unit__path", "role", "starts_on", "pk")
    )


def _officers(kind: str, unit: Unit, on: datetime.date, excluding: Collection[int]) -> list[Signer]:
    """Officers of the bodies of that kind beside ``unit``, else beside the nearest union above. One query."""
    posts = Post.objects.on(on).filter(
        partner__kind=kind, partner__is_active=True, partner__beside__path__in=ancestors(unit.path)
    )
    found = list(
        posts.exclude(person__in=list(excluding))
        .select_related("partner__beside")
        .order_by("starts_on", "pk")
    )
    nearest = max((len(post.partner.beside.path) for post in found if post.partner), default=0)
    return [of_post(post) for post in found if post.partner and len(post.partner.beside.path) == nearest]
