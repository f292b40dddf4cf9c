"""A small county made by the product's own doors, for everything that is measured on cases."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from cases.models import Case
from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.models import Employer, Person, Unit
from organizations.roles import Role
from record.timekeeping import now, today
from workflows.engine import open_case, perform

START = datetime.date(2026, 1, 1)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class County:
    """Who and what the benchmarks act with; roles are loaded."""

    unit: Unit
    town: Unit
    employer: Employer
    chair: Acting
    mediator: Acting
    person: Person


def _unit(parent: Unit | None, kind: str, name: str, division: str) -> Unit:
    return actions.add_unit(
        acting=SYSTEM, parent=parent, kind=kind, name=name, division_code=division, has_committee=True
    )


def _acting(county: Unit, username: str, role: Role, place: Unit) -> tuple[Person, Acting]:
    person = actions.add_person(acting=SYSTEM, unit=county, username=username, name=username)
    actions.give_post(acting=SYSTEM, person=person, role=role, place=place, starts_on=START)
    return person, actings_of(person, today())[0]


@cache
def county() -> County:
    """Province, city, county, one town, its chair and its mediator. Made once a run."""
    province = _unit(None, "province", "浙江省总工会", "33")
    city = _unit(province, "city", "绍兴市总工会", "3306")
    unit = _unit(city, "county", "诸暨市总工会", "330681")
    town = _unit(unit, "town", "枫桥镇总工会", "330681109")
    employer = actions.add_employer(acting=SYSTEM, unit=town, name="示例袜业有限公司")
    _person, chair = _acting(unit, "bench-chair", Role.CHAIR, town)
    person, mediator = _acting(unit, "bench-mediator", Role.MEDIATOR, town)
    return County(unit, town, employer, chair, mediator, person)


def reported(**facts: Any) -> Case:
    """A case at the window, a day old."""
    here = county()
    return open_case(
        "dispute", actor=here.mediator, at=now() - DAY, place=here.town, category="unpaid_wages", source="visit",
        employer_name=here.employer.name, employer=here.employer, people=3, name="某某", phone="13900000000",
        story="三个月没有发工资。", **facts,
    )  # fmt: skip


def ready_to_mediate() -> Case:
    """A case in 调查核实 whose mediation may start: seven steps through the door."""
    here, day = county(), today()
    case = reported()
    perform(case, "accept", actor=here.mediator)
    perform(case, "assign", actor=here.chair, mediator=here.person)
    perform(
        case,
        "receive_application",
        actor=here.mediator,
        form="written",
        received_on=day,
        names_applicant=True,
    )
    perform(case, "ask_other_side", actor=here.mediator, asked_on=day)
    perform(case, "other_side_agrees", actor=here.mediator, answered_on=day)
    return perform(case, "notify_employer", actor=here.mediator, kind="verify")


def arrears() -> Case:
    """A wage case in 核实 with a mediator, one worker and no claim yet."""
    here = county()
    case = open_case(
        "wage_arrears", actor=here.mediator, at=now() - DAY, place=here.town, employer_name=here.employer.name,
        employer=here.employer, people=3, name="某某", phone="13900000000", story="三个月没有发工资。",
        signals=[{"kind": "late_pay", "value": Decimal(20), "source": "report", "observed_on": today() - DAY}],
    )  # fmt: skip
    return perform(case, "assign", actor=here.chair, mediator=here.person)
