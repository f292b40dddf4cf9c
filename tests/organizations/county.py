"""A small county made only by the actions, for tests: province, city, county, two towns, a village, an enterprise union."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.models import Person, Post, Unit, UnitKind
from organizations.roles import Role

START = datetime.date(2024, 1, 1)


@dataclass
class County:
    """The units by name, and an administrator of the county acting."""

    province: Unit
    city: Unit
    county: Unit
    town: Unit
    other_town: Unit
    village: Unit
    enterprise: Unit
    admin: Acting
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str, unit: Unit | None = None) -> Person:
        """A person of this name, made once."""
        if name not in self.people:
            self.people[name] = actions.add_person(
                acting=SYSTEM,
                unit=unit or self.county,
                username=f"user-{name}",
                name=name,
                password="long-enough-1",
            )
        return self.people[name]

    def post(self, name: str, role: Role, unit: Unit, starts_on: datetime.date = START) -> Post:
        """``name`` holding ``role`` at ``unit``."""
        return actions.give_post(
            acting=SYSTEM, person=self.person(name), role=role, place=unit, starts_on=starts_on
        )

    def acting(self, name: str, role: Role, unit: Unit) -> Acting:
        """``name`` acting as ``role`` at ``unit``, the post given when there is none yet."""
        person = self.person(name)
        if not Post.objects.filter(person=person, role=role, unit=unit).exists():
            self.post(name, role, unit)
        return Acting(person=person, role=role, unit=unit)


def add(parent: Unit | None, kind: UnitKind, name: str, code: str = "") -> Unit:
    """A unit, by the system."""
    return actions.add_unit(acting=SYSTEM, parent=parent, kind=kind, name=name, code=code)


def make_county(code: str = "330681") -> County:
    """Codes are official ones, people are invented."""
    province = add(None, UnitKind.PROVINCE, "浙江省总工会", "33")
    city = add(province, UnitKind.CITY, "绍兴市总工会", "3306")
    county = add(city, UnitKind.COUNTY, "诸暨市总工会", code)
    town = add(county, UnitKind.TOWN, "枫桥镇总工会", f"{code}109")
    other_town = add(county, UnitKind.TOWN, "店口镇总工会", f"{code}104")
    village = add(town, UnitKind.VILLAGE, "枫源村联合工会", f"{code}109201")
    enterprise = add(village, UnitKind.ENTERPRISE, "宏达纺织有限公司工会")
    made = County(province, city, county, town, other_town, village, enterprise, SYSTEM)
    made.admin = made.acting("管理员", Role.SYSTEM_ADMIN, county)
    return made
