"""联系点: opening a cycle, giving and ending relations, one by one."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, replace

from django.db import models, transaction
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.authority import may_administer
from organizations.errors import Duplicate, NoAuthority, Overlap, WrongPlace, WrongValue
from organizations.models import (
    ContactCycle,
    Employer,
    EndReason,
    Level,
    Person,
    PointKind,
    Relation,
    Unit,
    UnitKind,
)
from organizations.paths import under
from organizations.public_code import fresh_code
from organizations.recording import append, fresh, save
from organizations.roles import DECIDING_ROLES
from protection import personal
from record.names import EventName
from record.timekeeping import day_of, now

from .posts import meeting, need_order

LONGEST_TITLE, LONGEST_OFFICE, LONGEST_NAME = 60, 60, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A 联系点: a unit, an employer, or a worker by name (with the employer where he works, if known)."""

    unit: Unit | None = None
    employer: Employer | None = None
    worker: str = ""
    is_model: bool = False

    @property
    def kind(self) -> PointKind:
        """What it is; an enterprise may be known by its union, by its register entry, or by both."""
        if self.worker:
            return PointKind.MODEL_WORKER if self.is_model else PointKind.WORKER
        enterprise = self.employer is not None or (
            self.unit is not None and self.unit.kind in (UnitKind.ENTERPRISE, UnitKind.GROUP)
        )
        return PointKind.ENTERPRISE if enterprise else PointKind.COMMUNITY


def cycle_subject(cycle: ContactCycle) -> str:
    """The record's name for a cycle."""
    return f"cycle:{cycle.code}"


def relation_subject(relation: Relation) -> str:
    """The record's name for a relation."""
    return f"relation:{relation.code}"


def may_arrange(acting: Acting | None, unit: Unit) -> bool:
    """Who sets contact points: the chairs of the union or of one above it, and whoever administers it."""
    if acting is None or acting.only_approvals:
        return False
    chairs = acting.role in DECIDING_ROLES and not acting.manages_for_employer
    leads = chairs and acting.unit is not None and acting.unit.holds(unit.path)
    return leads or may_administer(acting, unit)


def need_arrange(acting: Acting | None, unit: Unit) -> None:
    """Raise NoAuthority unless ``may_arrange``."""
    if not may_arrange(acting, unit):
        raise NoAuthority(_("只有本级或上级工会的主席和系统管理员可以安排联系点。"))


@transaction.atomic
def open_cycle(
    *,
    acting: Acting,
    unit: Unit,
    title: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    at: datetime.datetime | None = None,
) -> ContactCycle:
    """新增联系周期 of a county or town, one year at most; cycles of one unit share no day."""
    need_arrange(acting, unit)
    if unit.level not in (Level.TOWN, Level.COUNTY):
        raise WrongPlace(_("联系周期设在县级或乡镇（街道）工会。"), "unit")
    if not title.strip() or len(title.strip()) > LONGEST_TITLE:
        raise WrongValue(_("请写明联系周期的名称，最多60个字。"), "title")
    if ends_on <= starts_on or ends_on >= _a_year_on(starts_on):
        raise WrongValue(_("一个联系周期最长一年，止日要晚于起日。"), "ends_on")
    if ContactCycle.objects.filter(meeting(starts_on, ends_on), unit=unit).exists():
        raise Overlap(_("这段时间已经有联系周期。"), "starts_on")
    cycle = ContactCycle(
        code=fresh_code("Y"), unit=unit, title=title.strip(), starts_on=starts_on, ends_on=ends_on
    )
    save(cycle)
    append(
        EventName.CONTACT_CYCLE_OPENED, cycle_subject(cycle), chain=unit.chain, acting=acting, at=at, rows=[cycle],
        data={"unit": unit.code, "starts_on": starts_on, "ends_on": ends_on},
    )  # fmt: skip
    return cycle


def _a_year_on(day: datetime.date) -> datetime.date:
    """The first day a cycle from ``day`` on cannot reach: it is one year at most (苍总工〔2015〕44号)."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return datetime.date(day.year + 1, 3, 1)


@transaction.atomic
def give_relation(
    *,
    acting: Acting,
    cycle: ContactCycle,
    person: Person,
    point: Point,
    liaison: Person | str | None = None,
    office: str = "",
    starts_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Relation:
    """建立联系关系 from ``starts_on`` (default: the cycle's first day) to the cycle's end.

    ``liaison`` is somebody with an account, or a name. Raises Duplicate where the person has this point in the cycle.
    """
    need_arrange(acting, cycle.unit)
    # Two at once are asked one after the other: nothing in the database tells one point of a person from another.
    fresh(cycle)
    _need_of_county(person, cycle.unit.county or cycle.unit)
    relation, kept = new_relation(cycle, person, point, liaison, office, starts_on)
    if same_point(cycle, relation).exists():
        raise Duplicate(_("这个联系点在本周期已由此人联系。"), "point")
    for row in kept:
        row.save(force_insert=True)
    save(relation)
    append(
        EventName.CONTACT_GIVEN, relation_subject(relation), chain=cycle.unit.chain, acting=acting, at=at,
        rows=[relation, *kept], data=said_of(relation),
    )  # fmt: skip
    return relation


def new_relation(
    cycle: ContactCycle,
    person: Person,
    point: Point,
    liaison: Person | str | None,
    office: str,
    starts_on: datetime.date | None = None,
) -> tuple[Relation, list[models.Model]]:
    """The unsaved relation and the rows its names are kept in. Raises the Refusal that says what is wrong."""
    starts_on, point = starts_on or cycle.starts_on, _one_way(point)
    _need_relation(cycle, person, point, office, starts_on)
    kept: list[models.Model] = []
    relation = Relation(
        code=fresh_code("R"), cycle=cycle, person=person, kind=point.kind, unit=point.unit, employer=point.employer,
        office=office.strip(), starts_on=starts_on, ends_on=cycle.ends_on,
    )  # fmt: skip
    if point.worker:
        relation.worker_key = _keep(point.worker.strip(), kept)
        relation.worker_index = personal.blind_index("name", point.worker.strip())
    if isinstance(liaison, Person):
        relation.liaison = liaison
    elif liaison and liaison.strip():
        relation.liaison_key = _keep(liaison.strip(), kept)
    return relation, kept


def _need_of_county(person: Person, county: Unit) -> None:
    """A 联系人 works in the county, or has an account there."""
    here = under(county.path, "unit__path") | under(county.path, "posts__unit__path")
    if not Person.objects.filter(here, pk=person.pk).exists():
        raise WrongValue(_("联系人应是本县工会的工作人员。"), "person")


def _one_way(point: Point) -> Point:
    """An enterprise is named by its register entry where it has one, so that one point is not two by another name."""
    own: Employer | None = None
    if point.unit is not None and point.unit.kind == UnitKind.ENTERPRISE and not point.worker:
        own = getattr(point.unit, "employer", None)
    return replace(point, unit=None, employer=own) if own is not None else point


def _keep(name: str, kept: list[models.Model]) -> uuid.UUID:
    if len(name) > LONGEST_NAME:
        raise WrongValue(_("姓名太长，请核对。"), "name")
    row, _digest = personal.wrap({"name": name})
    kept.append(row)
    return row.key


def _need_relation(
    cycle: ContactCycle, person: Person, point: Point, office: str, starts_on: datetime.date
) -> None:
    if not cycle.holds(starts_on):
        raise WrongValue(_("联系关系的起日应在联系周期之内。"), "starts_on")
    if not person.is_active:
        raise WrongValue(_("此人已停用，不能作联系人。"), "person")
    if point.unit is None and point.employer is None and not point.worker.strip():
        raise WrongValue(_("请写明联系点是哪个单位或哪位职工。"), "point")
    if point.worker and point.unit is not None:
        raise WrongPlace(_("联系点是职工的，请写明他所在的用人单位，不要选工会。"), "point")
    for place in (point.unit, point.employer.unit if point.employer else None):
        if place is not None and not cycle.unit.holds(place.path):
            raise WrongPlace(_("联系点应在“%(unit)s”的范围内。") % {"unit": cycle.unit.name}, "point")
    if len(office.strip()) > LONGEST_OFFICE:
        raise WrongValue(_("帮扶单位的名称太长，最多60个字。"), "office")


def same_point(cycle: ContactCycle, relation: Relation) -> models.QuerySet[Relation]:
    """The relations of this cycle that are the same: one contact person, one point."""
    return Relation.objects.filter(
        cycle=cycle, person=relation.person_id, unit=relation.unit_id, employer=relation.employer_id,
        worker_index=relation.worker_index,
    )  # fmt: skip


def said_of(relation: Relation) -> dict[str, object]:
    """What the record says of a relation in clear: nobody's name."""
    return {
        "cycle": relation.cycle.code, "person": relation.person_id, "kind": str(relation.kind),
        "unit": relation.unit.code if relation.unit else None,
        "employer": relation.employer.code if relation.employer else None, "starts_on": relation.starts_on,
        "ends_on": relation.ends_on,
    }  # fmt: skip


@transaction.atomic
def change_relation(
    relation: Relation,
    *,
    acting: Acting,
    liaison: Person | str | None,
    office: str,
    at: datetime.datetime | None = None,
) -> Relation:
    """修改联系关系: its 联络员 (somebody with an account, or a name) and the office that helps.

    Whose it is and which point stay: that would be another relation, and visits made would count for the wrong one.
    """
    need_arrange(acting, relation.cycle.unit)
    cycle, relation = relation.cycle, fresh(relation)
    if len(office.strip()) > LONGEST_OFFICE:
        raise WrongValue(_("帮扶单位的名称太长，最多60个字。"), "office")
    if relation.end_reason:
        raise WrongValue(_("这项联系关系已经结束。"), "")
    kept: list[models.Model] = []
    relation.office, relation.liaison, relation.liaison_key = office.strip(), None, None
    if isinstance(liaison, Person):
        relation.liaison = liaison
    elif liaison and liaison.strip():
        relation.liaison_key = _keep(liaison.strip(), kept)
    for row in kept:
        row.save(force_insert=True)
    save(relation, ["office", "liaison", "liaison_key"])
    append(
        EventName.CONTACT_CHANGED, relation_subject(relation), chain=cycle.unit.chain, acting=acting, at=at,
        rows=[relation, *kept], data={"liaison": relation.liaison_id, "office": relation.office},
    )  # fmt: skip
    return relation


@transaction.atomic
def end_relation(
    relation: Relation,
    *,
    acting: Acting,
    ends_on: datetime.date | None = None,
    reason: str = EndReason.OTHER,
    at: datetime.datetime | None = None,
) -> Relation:
    """终止联系关系: ``ends_on`` (default: today) is its last day; visits made stay counted. ``reason`` is an ``EndReason``."""
    need_arrange(acting, relation.cycle.unit)
    relation = fresh(relation)
    day = ends_on or day_of(at or now())
    need_order(relation.starts_on, day)
    if relation.ends_on <= day:
        raise WrongValue(_("这项联系关系已经结束。"), "ends_on")
    relation.ends_on, relation.end_reason = day, reason
    save(relation, ["ends_on", "end_reason"])
    append(
        EventName.CONTACT_ENDED, relation_subject(relation), chain=relation.cycle.unit.chain, acting=acting, at=at,
        rows=[relation], data={"ends_on": day, "reason": str(reason)},
    )  # fmt: skip
    return relation
