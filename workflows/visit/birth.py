"""A visit begins: as a plan, or recorded at once, since visits without a plan or a relation are normal."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases import codes
from cases.models import Case, CaseKind, PlaceKind, VisitDetail
from cases.numbers import next_number
from organizations.acting import Acting
from organizations.models import Employer, Level, Person, PointKind, Post, Relation, Unit, UnitKind
from organizations.paths import under
from organizations.roles import DECIDING_ROLES
from record.names import EventName
from record.timekeeping import day_of
from workflows.clocks import ClockBook
from workflows.draft import Draft
from workflows.errors import BadInput, NotPermitted
from workflows.machine import check_texts
from workflows.shared.base import noon
from workflows.shared.limits import LONGEST_NAME

from .base import manages
from .states import S
from .who import VISITORS

if TYPE_CHECKING:
    from . import Visit

PLACE_OF = {
    PointKind.ENTERPRISE: PlaceKind.ENTERPRISE, PointKind.COMMUNITY: PlaceKind.COMMUNITY,
    PointKind.WORKER: PlaceKind.WORKER, PointKind.MODEL_WORKER: PlaceKind.WORKER,
}  # fmt: skip
#: What a record may bring besides; the same as ``record`` takes.
BLANK: Mapping[str, Any] = {
    "met": (), "people": 0, "minutes": None, "no_union": None, "checklist": "", "answers": {}, "said": "", "findings": (),
    "photos": (), "spot": None, "client_code": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What a visit begins with: where to, and either ``planned_on`` or ``record``.

    Where to is a ``relation`` of the visitor's, an ``employer`` (registered, or by ``employer_name``), or a ``unit``.
    ``visitor`` is said only by a chair who plans for somebody else. ``record`` holds the fields of ``Recording.record``.
    """

    relation: Relation | None = None
    employer: Employer | None = None
    employer_name: str = ""
    unit: Unit | None = None
    visitor: Person | None = None
    planned_on: datetime.date | None = None
    route_order: int = 0
    record: Mapping[str, Any] | None = None


def birth(actor: Acting, at: datetime.datetime, given: dict[str, Any]) -> Draft:
    """The draft of a new visit; ``given`` are the fields of ``Going``. Raises BadInput with the field at fault."""
    from . import Visit

    going = _going(given)
    unit = _unit(actor)
    visitor = _visitor(going, actor, unit, at)
    going = _at_point(going, visitor, unit)
    _need_apart(going, visitor, actor, at)
    case = _case(going, unit, visitor, actor, at)
    detail = VisitDetail(
        visitor=visitor, sent_by=actor.person, relation=going.relation, place_kind=_place_kind(going), unit=going.unit,
        route_order=going.route_order, place_name=case.employer_name or (going.unit.name if going.unit else ""), no_union=going.employer is not None and going.employer.union_id is None,
    )  # fmt: skip
    draft = Draft(case, detail, actor, at, ClockBook(case, {}, at), {}, {}, is_birth=True)
    flow = Visit(case, draft)
    flow._facts |= {"findings": [], "papers": [], "parties": []}
    draft.clocks.at = flow.arrived()
    if going.record is None:
        _plan(flow, going)
    else:
        flow.take_record(**{**BLANK, **going.record})
    flow.settle_clocks("")
    return draft


def _going(given: dict[str, Any]) -> Going:
    check_texts(given)
    known = {field.name for field in fields(Going)}
    if not set(given) <= known or not set(given.get("record") or {}) <= set(BLANK):
        raise BadInput(_("提交的内容里有这一步不认识的项目。"))
    going = Going(**given)
    if (going.planned_on is None) == (going.record is None):
        raise BadInput(_("请安排走访日期，或直接记录走访情况。"), "planned_on")
    if len(going.employer_name.strip()) > LONGEST_NAME:
        raise BadInput(_("单位名称太长，请控制在120字以内。"), "employer_name")
    return going


def _unit(actor: Acting) -> Unit:
    """The visiting union. Nobody who manages for an employer: workers speak on a visit."""
    if actor.role not in VISITORS or actor.unit is None or actor.manages_for_employer:
        raise NotPermitted(_("您的岗位不能登记走访。"))
    if actor.unit.level > Level.COUNTY:
        raise NotPermitted(_("走访由县级以下工会登记。"))
    return actor.unit


def _visitor(going: Going, actor: Acting, unit: Unit, at: datetime.datetime) -> Person:
    """Whose visit it is: the actor's own, the absent one's whose deputy acts, or whom a chair names."""
    own = actor.on_behalf_of or actor.person
    if own is None:
        raise NotPermitted(_("您的岗位不能登记走访。"))
    if going.visitor is None or going.visitor.pk == own.pk:
        return own
    if actor.role not in DECIDING_ROLES or going.planned_on is None:
        raise NotPermitted(_("只有主席可以为他人安排走访；走访情况由走访人自己记录。"))
    posts = Post.objects.on(day_of(at)).filter(
        under(unit.path, "unit__path"), person=going.visitor, role__in=VISITORS, manages_for_employer=False
    )
    if not posts.exists() or manages([going.visitor], day_of(at)):
        raise BadInput(_("这位同志现在不是本工会或下属工会的工作人员，或代表用人单位管理。"), "visitor")
    return going.visitor


def _at_point(going: Going, visitor: Person, unit: Unit) -> Going:
    """Where to, with what the relation says of its point; somewhere in the county."""
    relation, county = going.relation, unit.county or unit
    if relation is not None:
        if relation.person_id != visitor.pk:
            raise BadInput(_("这不是走访人的联系点；可以作为没有联系关系的走访登记。"), "relation")
        going = _replaced(going, employer=relation.employer, unit=relation.unit)
    places = (going.unit, going.employer.unit if going.employer else None)
    if any(place is not None and not county.holds(place.path) for place in places):
        raise BadInput(_("只能登记本县范围内的走访。"), "employer" if going.employer else "unit")
    if relation is None and not (going.employer or going.unit or going.employer_name.strip()):
        raise BadInput(_("请写明走访的是哪家单位、哪个村（社区），或选择联系点。"), "employer_name")
    if going.employer is None and going.unit is not None and going.unit.kind == UnitKind.ENTERPRISE:
        going = _replaced(going, employer=getattr(going.unit, "employer", None))
    return going


def _need_apart(going: Going, visitor: Person, actor: Acting, at: datetime.datetime) -> None:
    """Nobody visits, nor sends in a visit to, the employer they manage for: workers would be talking to it."""
    people = [person for person in (visitor, actor.person) if person is not None]
    if going.employer is not None and manages(people, day_of(at), going.employer):
        raise BadInput(_("走访人代表这家用人单位管理，不能走访它；请由其他同志走访。"), "employer")


def _replaced(going: Going, **changes: Any) -> Going:
    return Going(**{field.name: getattr(going, field.name) for field in fields(Going)} | changes)


def _place_kind(going: Going) -> PlaceKind:
    if going.relation is not None:
        return PLACE_OF[PointKind(going.relation.kind)]
    if going.employer is not None or going.unit is None:
        return PlaceKind.ENTERPRISE
    enterprise = going.unit.kind in (UnitKind.ENTERPRISE, UnitKind.GROUP)
    return PlaceKind.ENTERPRISE if enterprise else PlaceKind.COMMUNITY


def _case(going: Going, unit: Unit, visitor: Person, actor: Acting, at: datetime.datetime) -> Case:
    there = going.unit or (going.employer.unit if going.employer else None)
    return Case(
        code=codes.fresh(), kind=CaseKind.VISIT, number=next_number(unit, day_of(at)),
        county=unit.county or unit,
        town=unit.town or (unit if unit.level == Level.TOWN else there.town if there else None), unit=unit,
        unit_path=unit.path, origin_unit=unit, level=unit.level,
        state=S.PLANNED if going.record is None else S.RECORDED, handler=visitor, employer=going.employer,
        employer_name=going.employer.name if going.employer else going.employer_name.strip(), reported_at=at,
        reported_by=actor.person,
    )  # fmt: skip


def _plan(flow: Visit, going: Going) -> None:
    """The planned day's clock; where a local rule counts the year of a relation, that too."""
    assert going.planned_on is not None  # noqa: S101  ``_going`` asked; tells mypy
    flow.plan_for(going.planned_on)
    relation = going.relation
    if relation is not None:
        flow.draft.clocks.start("contact_cycle", at=noon(relation.starts_on))
    flow.say(
        EventName.VISIT_PLANNED, planned_on=going.planned_on, visitor=flow.case.handler_id, place=flow.detail.place_kind,
        relation=relation.code if relation else None, route_order=going.route_order, unit=flow.case.unit.code,
        employer=going.employer.code if going.employer else None,
    )  # fmt: skip
