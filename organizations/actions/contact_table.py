"""联系点一览表 brought in: every row becomes a relation, is known already, or is named with the reason why not."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from organizations.acting import Acting
from organizations.errors import Refusal
from organizations.models import ContactCycle, Employer, Person, Relation, Unit
from organizations.naming import plain_place
from organizations.paths import under
from organizations.recording import append
from record.names import EventName

from .contacts import Point, cycle_subject, need_arrange, new_relation

#: 最后一对括号 of a name: 示例袜业有限公司（权益保障部）.
_BRACKET = re.compile(r"(.+?)[（(]([^（()）]{1,60})[）)]")
_MODEL = ("劳动模范", "劳模", "工匠", "先进工作者")
_WORKER = ("困难职工", "一线职工", "职工代表", "职工")
#: A place is written for its union: 枫源村 for 枫源村联合工会.
_UNIONS = ("联合工会", "总工会", "工会")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One point of the table as it was read; ``row`` is the sheet's row number, from 1.

    ``carried``: its 联系人 stands in a row above, and no merged cell says so.
    """

    row: int
    person: str
    point: str
    liaison: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    row: ContactRow
    reason: str


@dataclass(slots=True)
class ContactImport:
    """What becomes of a table: ``fresh`` are new, ``known`` were there already and stay as they are."""

    fresh: list[tuple[ContactRow, Relation]] = field(default_factory=list)
    known: list[ContactRow] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    kept: list[models.Model] = field(default_factory=list)


def preview_contacts(rows: Iterable[ContactRow], *, acting: Acting, cycle: ContactCycle) -> ContactImport:
    """预览: what ``import_contacts`` would do. Writes nothing; five queries for any number of rows."""
    need_arrange(acting, cycle.unit)
    wanted = list(rows)
    names, found = _Names(cycle.unit, wanted), ContactImport()
    seen = {_identity(relation) for relation in Relation.objects.filter(cycle=cycle)}
    for row in wanted:
        try:
            person, point, office = names.person(row.person), *names.point(row.point)
            relation, kept = new_relation(cycle, person, point, names.liaison(row.liaison), office)
        except Refusal as refusal:
            found.refused.append(Refused(row, refusal.sentence))
            continue
        if _identity(relation) in seen:
            found.known.append(row)
            continue
        seen.add(_identity(relation))
        found.fresh.append((row, relation))
        found.kept += kept
    return found


@transaction.atomic
def import_contacts(
    rows: Iterable[ContactRow], *, acting: Acting, cycle: ContactCycle, at: datetime.datetime | None = None
) -> ContactImport:
    """导入联系点一览表: add what is new; a second time adds nothing. One event, of 500 row digests a line."""
    ContactCycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    found = preview_contacts(rows, acting=acting, cycle=cycle)
    if not found.fresh:
        return found
    added = [relation for _row, relation in found.fresh]
    for model in {type(row) for row in found.kept}:
        model._default_manager.bulk_create(
            [row for row in found.kept if isinstance(row, model)], batch_size=500
        )
    Relation.objects.bulk_create(added, batch_size=500)
    append(
        EventName.CONTACTS_IMPORTED, cycle_subject(cycle), chain=cycle.unit.chain, acting=acting, at=at,
        rows=[*added, *found.kept],
        data={"added": len(added), "known": len(found.known), "refused": len(found.refused)},
    )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Meant:
    """Who and what one row names: looked up as the table's rows are."""

    person: Person
    point: Point | None
    office: str
    liaison: Person | str


def meant(row: ContactRow, cycle: ContactCycle, *, with_point: bool = True) -> Meant:
    """What ``row`` names in the cycle's union and below. Raises the Refusal that says what is unknown. Five queries."""
    names = _Names(cycle.unit, [row])
    person = names.person(row.person)
    point, office = names.point(row.point) if with_point else (None, "")
    return Meant(person, point, office, names.liaison(row.liaison))


def _identity(relation: Relation) -> tuple[object, ...]:
    return (relation.person_id, relation.unit_id, relation.employer_id, relation.worker_index)


class _Unknown(Refusal):
    """A name nobody has."""


class _Names:
    """Who and what is meant by the names of a table, looked up at once."""

    def __init__(self, unit: Unit, rows: Sequence[ContactRow]) -> None:
        people = {name for row in rows for name in (row.person, row.liaison) if name}
        places = {text for row in rows for text in _readings(row.point)}
        self.people = _by_name(unit, people)
        self.employers: dict[str, list[Employer]] = defaultdict(list)
        for employer in Employer.objects.filter(
            under(unit.path, "unit__path"), name__in=places, is_active=True
        ).select_related("unit"):
            self.employers[employer.name].append(employer)
        self.units: dict[str, list[Unit]] = defaultdict(list)
        short = {plain_place(text) for text in places} | places
        full = {text + union for text in short for union in _UNIONS} | places
        within = Unit.objects.filter(under(unit.path), is_active=True).select_related("employer__unit")
        for one in within.filter(Q(name__in=full) | Q(short_name__in=short)):
            for name in {one.name, one.short_name}:
                self.units[name].append(one)

    def person(self, name: str) -> Person:
        """The 联系人 of that name, or login name."""
        found = self.people.get(name, [])
        if not name:
            raise _Unknown(_("没有写联系人。"), "person")
        if not found:
            raise _Unknown(_("没有找到联系人“%(name)s”，请先登记人员账号。") % {"name": name}, "person")
        if len(found) > 1:
            raise _Unknown(
                _("有%(n)d位“%(name)s”，请改写登录名。") % {"n": len(found), "name": name}, "person"
            )
        return found[0]

    def liaison(self, name: str) -> Person | str:
        """The 联络员: the one officer of that name, else the name itself."""
        found = self.people.get(name, [])
        return found[0] if len(found) == 1 else name

    def point(self, text: str) -> tuple[Point, str]:
        """The 联系点 and the office in brackets that helps."""
        if not text:
            raise _Unknown(_("没有写联系点名称。"), "point")
        if (place := self._place(text)) is not None:
            return place, ""
        match = _BRACKET.fullmatch(text)
        name, bracket = match.groups() if match else (text, "")
        if (worker := self._worker(name.strip(), bracket.strip())) is not None:
            return worker, ""
        if (place := self._place(name.strip())) is not None:
            return place, bracket.strip()
        raise _Unknown(
            _("没有找到联系点“%(name)s”，请先登记这个单位，或改用全称。") % {"name": text}, "point"
        )

    def _place(self, name: str) -> Point | None:
        employers, units = self.employers.get(name, []), self._units(name)
        if len(employers) == 1:
            return Point(employer=employers[0])
        if len(employers) + len(units) > 1:
            raise _Unknown(_("“%(name)s”对应多个单位，请改用全称。") % {"name": name}, "point")
        if not units:
            return None
        own: Employer | None = getattr(units[0], "employer", None)
        return Point(employer=own) if own is not None else Point(unit=units[0])

    def _units(self, name: str) -> list[Unit]:
        plain = plain_place(name)
        for reading in (name, plain, *(plain + union for union in _UNIONS)):
            if reading in self.units:
                return self.units[reading]
        return []

    def _worker(self, name: str, bracket: str) -> Point | None:
        """劳模张三, 张三（劳模）, 一线职工李四（示例袜业有限公司）."""
        for marks, is_model in ((_MODEL, True), (_WORKER, False)):
            if bracket in marks:
                return Point(worker=name, is_model=is_model)
            for mark in marks:
                if name.startswith(mark) and len(name) > len(mark):
                    works_at = self.employers.get(bracket, [])
                    if bracket and len(works_at) != 1:
                        raise _Unknown(_("没有找到职工所在的单位“%(name)s”。") % {"name": bracket}, "point")
                    return Point(
                        worker=name.removeprefix(mark).strip("：: "), is_model=is_model,
                        employer=works_at[0] if works_at else None,
                    )  # fmt: skip
        return None


def _readings(text: str) -> set[str]:
    match = _BRACKET.fullmatch(text)
    return {text, *(part.strip() for part in match.groups())} if match else {text}


def _by_name(unit: Unit, names: Collection[str]) -> dict[str, list[Person]]:
    """Active people of these names (or login names) with an account or a post in the subtree. One query."""
    here = under(unit.path, "unit__path") | under(unit.path, "posts__unit__path")
    people = Person.objects.filter(Q(name__in=names) | Q(username__in=names), here, is_active=True).distinct()
    found: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for name in {person.name, person.username} & set(names):
            found[name].append(person)
    return found
