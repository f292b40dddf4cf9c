"""A dispute is born: reported by a worker, an information officer, a window, a hotline, or found on a visit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases import codes
from cases.models import BodyKind, Case, CaseKind, Disclosure, DisputeDetail, Party
from cases.numbers import next_number
from organizations.acting import Acting
from organizations.code_values import Source
from organizations.models import Employer, Level, Post, Unit
from organizations.roles import Role
from protection import personal, receipts
from record.names import EventName
from record.timekeeping import day_of
from workflows.clocks import ClockBook
from workflows.draft import Draft
from workflows.errors import BadInput, NotPermitted
from workflows.machine import check_texts
from workflows.shared.base import known_category, money
from workflows.shared.limits import GROUP_SIZE, LONGEST_NAME, MOST_PEOPLE

from .rules import Facts, colour_of, is_emergency, start_reasons
from .states import S

#: Roles that take a report in; a receipt's holder reports as ``Acting.receipt`` of no case yet.
REPORTERS = frozenset(
    {
        Role.RECEIPT, Role.SYSTEM, Role.INFO_OFFICER, Role.WINDOW, Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR,
        Role.LIAISON, Role.LABOUR_INSPECTOR, Role.PARTNER_OFFICER, Role.SUPERVISOR,
    }
)  # fmt: skip
LONGEST_STORY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is reported. ``place`` is the union (a town, or one below) it was reported to; money is in yuan.

    ``name``, ``phone`` and ``story`` are personal; ``since`` is the day the worker knew of the wrong; ``seen_on`` is the visit
    it was found on.
    """

    place: Unit
    category: str
    employer_name: str
    source: str = Source.ONLINE
    employer: Employer | None = None
    story: str = ""
    people: int = 1
    person_times: int | None = None
    amount: Decimal | None = None
    since: datetime.date | None = None
    employment_ended_on: datetime.date | None = None
    name: str = ""
    phone: str = ""
    disclosure: str = Disclosure.CONFIDENTIAL
    avoids_own_union: bool = False
    serious_injury: bool = False
    retaliation: bool = False
    mass_risk: bool = False
    wage_level: int = 0
    conflict_of_interest: bool = False
    receipt_code: str = ""
    relayed: bool = False
    seen_on: Case | None = None

    def origin(self) -> dict[str, str]:
        """What the record says of the visit it was found on; nothing of a case found otherwise."""
        return {"visit": self.seen_on.code} if self.seen_on is not None else {}

    def facts(self, conflict: bool) -> Facts:
        """What the rules of start and colour look at."""
        union = self.employer.union if self.employer else None
        return Facts(
            people=self.people, amount=self.amount, serious_injury=self.serious_injury, retaliation=self.retaliation,
            wage_level=self.wage_level, conflict_of_interest=conflict, avoids_own_union=self.avoids_own_union,
            mass_risk=self.mass_risk, both_sides_committee=(union or self.place).has_committee,
        )  # fmt: skip


def birth(actor: Acting, at: datetime.datetime, given: dict[str, Any]) -> Draft:
    """The draft of a new dispute; ``given`` are the fields of ``Report``. Raises BadInput with the field at fault."""
    if actor.role not in REPORTERS:
        raise NotPermitted(_("您的岗位不能登记上报。"))
    report = _report(given)
    check_facts(report, day_of(at))
    conflict = report.conflict_of_interest or union_manages_for_employer(report.employer, day_of(at))
    facts = report.facts(conflict)
    reasons = start_reasons(facts)
    unit = starting_unit(report.place, report.employer.union if report.employer else None, reasons)
    case = _case(report, unit, actor, at, facts)
    draft = Draft(
        case,
        _detail(report, unit, at, reasons, conflict),
        actor,
        at,
        ClockBook(case, {}, at),
        {},
        {},
        is_birth=True,
    )
    add_people(draft, report.name, report.phone, report.story)
    draft.say(
        EventName.REPORTED, {"story": report.story}, source=report.source, category=report.category,
        people=report.people, amount=report.amount, level=int(unit.level), reasons=reasons,
        disclosure=str(report.disclosure), employer=report.employer.code if report.employer else None, unit=unit.code,
        **report.origin(),
    )  # fmt: skip
    _start(draft, report.relayed)
    return draft


def _report(given: dict[str, Any]) -> Report:
    """The report, with its money as a decimal of two places so that what is hashed is what is stored."""
    check_texts(given)
    known = {field.name for field in fields(Report)}
    if not set(given) <= known:
        raise BadInput(_("提交的内容里有这一步不认识的项目。"))
    amount = given.get("amount")
    exact = None if amount is None else money(amount, "amount")
    try:
        return Report(**{**given, "amount": exact})
    except TypeError as error:
        raise BadInput(_("还缺少必填的内容。")) from error


def _case(report: Report, unit: Unit, actor: Acting, at: datetime.datetime, facts: Facts) -> Case:
    return Case(
        code=codes.fresh(), kind=CaseKind.DISPUTE, number=next_number(unit, day_of(at)),
        county=unit.county or unit, town=unit.town or (unit if unit.level == Level.TOWN else report.place.town),
        unit=unit, unit_path=unit.path, origin_unit=unit, level=unit.level, state=S.REPORTED, colour=colour_of(facts),
        category=report.category, source=report.source, employer=report.employer,
        employer_name=report.employer_name.strip(), people=report.people,
        person_times=max(report.person_times or report.people, 1), amount_involved=report.amount, reported_at=at,
        is_group=report.people >= GROUP_SIZE, reported_by=actor.person,
        receipt_hash=receipts.fingerprint(report.receipt_code) or None,
    )  # fmt: skip


def _detail(
    report: Report, unit: Unit, at: datetime.datetime, reasons: list[str], conflict: bool
) -> DisputeDetail:
    return DisputeDetail(
        disclosure=report.disclosure, avoids_own_union=report.avoids_own_union,
        is_lead=report.disclosure == Disclosure.ANONYMOUS, start_reasons=reasons, serious_injury=report.serious_injury,
        retaliation=report.retaliation, mass_risk=report.mass_risk, wage_level=report.wage_level,
        conflict_of_interest=conflict, known_at=at, wrong_known_on=report.since,
        employment_ended_on=report.employment_ended_on, names_applicant=report.disclosure == Disclosure.OPEN,
        body_kind=BodyKind.ENTERPRISE if unit.level == Level.ENTERPRISE else BodyKind.TOWN,
    )  # fmt: skip


def check_facts(report: Report, on: datetime.date) -> None:
    """Refuse what no report may say."""
    name, amount = report.employer_name.strip(), report.amount
    checks: tuple[tuple[bool, str, str], ...] = (
        (known_category(report.category), "category", _("请选择遇到了什么问题。")),
        (report.disclosure in Disclosure.values, "disclosure", _("请选择谁可以知道是您反映的。")),
        (bool(name), "employer_name", _("请写明单位名称；不知道全称，写大家平时的叫法也可以。")),
        (len(name) <= LONGEST_NAME, "employer_name", _("单位名称太长，请控制在120字以内。")),
        (1 <= report.people <= MOST_PEOPLE, "people", _("人数应在1到100000之间。")),
        (amount is None or amount >= 0, "amount", _("金额应是不小于0的数，最多12位整数。")),
        (len(report.story) <= LONGEST_STORY, "story", _("情况说明最多5000字，其余可以作为附件上传。")),
        (report.since is None or report.since <= on, "since", _("开始的日期不能晚于今天。")),
    )
    for holds, field, sentence in checks:
        if not holds:
            raise BadInput(sentence, field)


def union_manages_for_employer(employer: Employer | None, on: datetime.date) -> bool:
    """Whether the enterprise's own union is led by people who manage for the employer: a conflict of interest."""
    if employer is None or employer.union_id is None:
        return False
    leading = Post.objects.on(on).filter(unit=employer.union_id, role__in=[Role.CHAIR, Role.MEDIATOR])
    return leading.filter(manages_for_employer=True).exists()


def starting_unit(place: Unit, union: Unit | None, reasons: list[str]) -> Unit:
    """The enterprise's union if it may, else the place; the town when a rule says so, for villages and trades too."""
    if not reasons and union is not None:
        return union
    if place.level >= Level.TOWN:
        return place
    return (place.town or place) if reasons else place


def add_people(draft: Draft, name: str, phone: str, story: str) -> None:
    """The reporter as first party, the story kept apart; an anonymous report has no party."""
    draft.case.story_key = draft.keep({"story": story}) if story else None
    if not name and not phone:
        return
    draft.born.append(
        Party(
            code=codes.fresh(), case=draft.case, personal_key=draft.keep({"name": name, "phone": phone}),
            phone_index=personal.blind_index("phone", phone) if phone else "",
            name_index=personal.blind_index("name", name) if name else "",
        )
    )  # fmt: skip


def _start(draft: Draft, relayed: bool) -> None:
    """Clocks of the first state, the limitation, and the emergency track when the facts ask for it."""
    from . import Dispute

    flow = Dispute(draft.case, draft)
    flow.settle_clocks("")
    flow.start_limitation()
    if relayed:
        draft.clocks.start("relay")
    if is_emergency(draft.case.colour, draft.case.people, flow.detail.mass_risk):
        flow.begin_emergency()
