"""A dispute is born: reported by a worker, an information officer, a window, a hotline, or found on a visit."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from cases import codes
from cases.models import BodyKind, Case, CaseKind, Disclosure, DisputeDetail, Party
from cases.numbers import next_number
from organizations.acting import Acting
from organizations.code_values import Category, Source
from organizations.models import Employer, Level, Post, Unit
from organizations.roles import Role
from protection import personal, receipts
from record.names import EventName
from record.timekeeping import day_of, today
from workflows.clocks import ClockBook
from workflows.draft import Draft
from workflows.errors import BadInput, NotPermitted

from .rules import GROUP_SIZE, Facts, colour_of, is_emergency, start_reasons
from .states import S

#: Roles that take a report in; a receipt's holder reports as ``Acting.receipt`` of no case yet.
REPORTERS = frozenset(
    {
        Role.RECEIPT, Role.SYSTEM, Role.INFO_OFFICER, Role.WINDOW, Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR,
        Role.LIAISON, Role.LABOUR_INSPECTOR, Role.PARTNER_OFFICER, Role.SUPERVISOR,
    }
)  # fmt: skip
LONGEST_STORY = 5_000


def birth(
    actor: Acting,
    at: datetime.datetime,
    *,
    place: Unit,
    category: str,
    employer_name: str,
    source: str = Source.ONLINE,
    employer: Employer | None = None,
    story: str = "",
    people: int = 1,
    person_times: int | None = None,
    amount: Decimal | None = None,
    since: datetime.date | None = None,
    employment_ended_on: datetime.date | None = None,
    name: str = "",
    phone: str = "",
    disclosure: str = Disclosure.CONFIDENTIAL,
    avoids_own_union: bool = False,
    serious_injury: bool = False,
    retaliation: bool = False,
    mass_risk: bool = False,
    wage_level: int = 0,
    conflict_of_interest: bool = False,
    receipt_code: str = "",
    relayed: bool = False,
) -> Draft:
    """The draft of a new dispute. ``place`` is the town (or lower unit) it was reported to.

    Personal fields are ``name``, ``phone`` and ``story``. Raises BadInput with the field at fault.
    """
    if actor.role not in REPORTERS:
        raise NotPermitted(_("您的岗位不能登记上报。"))
    check_facts(category, employer_name, people, amount, story, since, day_of(at))
    conflict = conflict_of_interest or _union_manages_for_employer(employer, day_of(at))
    union = employer.union if employer else None
    facts = Facts(
        people=people, amount=amount, serious_injury=serious_injury, retaliation=retaliation, wage_level=wage_level,
        conflict_of_interest=conflict, avoids_own_union=avoids_own_union, mass_risk=mass_risk,
        both_sides_committee=(union or place).has_committee,
    )  # fmt: skip
    reasons = start_reasons(facts)
    unit = starting_unit(place, union, reasons)
    case = Case(
        code=codes.fresh(), kind=CaseKind.DISPUTE, number=next_number(unit, CaseKind.DISPUTE, day_of(at)),
        county=unit.county or unit, town=unit.town or (unit if unit.level == Level.TOWN else place.town), unit=unit,
        unit_path=unit.path, origin_unit=unit, level=unit.level, state=S.REPORTED, colour=colour_of(facts),
        category=category, source=source, employer=employer, employer_name=employer_name.strip(), people=people,
        person_times=max(person_times or people, 1), amount_involved=amount, reported_at=at,
        is_group=people >= GROUP_SIZE, reported_by=actor.person,
        receipt_hash=receipts.fingerprint(receipt_code) or None,
    )  # fmt: skip
    detail = DisputeDetail(
        disclosure=disclosure, avoids_own_union=avoids_own_union, is_lead=disclosure == Disclosure.ANONYMOUS,
        start_reasons=reasons, serious_injury=serious_injury, retaliation=retaliation, mass_risk=mass_risk,
        wage_level=wage_level, conflict_of_interest=conflict, known_at=at, wrong_known_on=since,
        employment_ended_on=employment_ended_on, names_applicant=disclosure == Disclosure.OPEN,
        body_kind=BodyKind.ENTERPRISE if unit.level == Level.ENTERPRISE else BodyKind.TOWN,
    )  # fmt: skip
    draft = Draft(case, detail, actor, at, ClockBook(case, {}, at), {}, {}, is_birth=True)
    add_people(draft, name, phone, story)
    draft.say(
        EventName.REPORTED, {"story": story}, source=source, category=category, people=people,
        amount=amount, level=int(unit.level), reasons=reasons, disclosure=str(disclosure),
        employer=employer.code if employer else None, unit=unit.code,
    )  # fmt: skip
    _start(draft, relayed)
    return draft


def check_facts(
    category: str,
    employer_name: str,
    people: int,
    amount: Decimal | None,
    story: str,
    since: datetime.date | None,
    on: datetime.date,
) -> None:
    """What no report may say."""
    if category not in Category.values and not category:
        raise BadInput(_("请选择遇到了什么问题。"), "category")
    if not employer_name.strip():
        raise BadInput(_("请写明单位名称;不知道全称,写大家平时的叫法也可以。"), "employer_name")
    if len(employer_name.strip()) > 120:  # noqa: PLR2004  the column's width
        raise BadInput(_("单位名称太长,请控制在120字以内。"), "employer_name")
    if not 1 <= people <= 100_000:  # noqa: PLR2004  more than any employer of a county has
        raise BadInput(_("人数应在1到100000之间。"), "people")
    if amount is not None and not 0 <= amount < Decimal(10) ** 12:
        raise BadInput(_("金额应是不小于0的数,最多12位整数。"), "amount")
    if len(story) > LONGEST_STORY:
        raise BadInput(_("情况说明最多%(n)s字,其余可以作为附件上传。") % {"n": LONGEST_STORY}, "story")
    if since is not None and since > on:
        raise BadInput(_("开始的日期不能晚于今天。"), "since")


def _union_manages_for_employer(employer: Employer | None, on: datetime.date) -> bool:
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


def future(day: datetime.date) -> bool:
    """Whether ``day`` has not come yet."""
    return day > today()
