"""A table is set: for a dispute or wage case, or alone with an agenda."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from cases import codes
from cases.models import (
    Case,
    CaseKind,
    Colour,
    Consent,
    Matter,
    MediationDetail,
    Party,
    Seat,
    SeatKind,
    Speaker,
    TableForm,
    Topic,
)
from cases.numbers import next_number
from organizations.acting import Acting
from organizations.code_values import Category
from organizations.models import Level, Person, Unit
from organizations.roles import Role
from record.names import EventName
from record.timekeeping import day_of
from workflows.clocks import ClockBook
from workflows.draft import Draft
from workflows.errors import BadInput, NotPermitted, NotPossible
from workflows.fetching import lock
from workflows.machine import check_texts
from workflows.shared.base import known_category, noon, open_tables, plain_choice

from .states import S

#: Who may set a table.
SETTERS = frozenset({Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR})
#: Where a case stands that a table may be held for.
SERVED_STATES: dict[str, tuple[str, ...]] = {
    CaseKind.DISPUTE: ("mediating",),
    CaseKind.WAGES: ("verifying", "confirmed", "demanded", "planned", "repaying", "handed_over"),
}
MATTER_OF = {CaseKind.DISPUTE: Matter.DISPUTE, CaseKind.WAGES: Matter.WAGES}
LONGEST_TITLE = 200
MOST_TOPICS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a table is set with. Without ``serves`` it needs a ``place`` and at least one topic.

    ``title`` and ``topics`` are texts kept apart; ``applied_on`` is the day both asked for it (a wage case's fifteen days
    run from it; a dispute brings its own). ``share`` is the per cent of an agenda's seats that must consent.
    """

    serves: Case | None = None
    place: Unit | None = None
    form: str = TableForm.THREE
    title: str = ""
    topics: Sequence[str] = ()
    category: str = Category.OTHER_LABOUR
    mediator: Person | None = None
    applied_on: datetime.date | None = None
    share: int = 100


def birth(actor: Acting, at: datetime.datetime, given: dict[str, Any]) -> Draft:
    """The draft of a new table; ``given`` are the fields of ``Opening``. Raises BadInput with the field at fault."""
    from . import Mediation

    if actor.role not in SETTERS or actor.unit is None or actor.manages_for_employer:
        raise NotPermitted(_("只有调解员和主席可以发起协商。"))
    opening = _opening(given, day_of(at))
    served = _served(opening, actor)
    unit = served.unit if served else _place(opening, actor)
    case = _case(opening, served, unit, actor, at)
    detail = MediationDetail(
        serves=served, matter=MATTER_OF[CaseKind(served.kind)] if served else Matter.AGENDA, form=opening.form,
        share=opening.share, applied_on=_applied_on(opening, served, day_of(at)),
    )  # fmt: skip
    draft = Draft(case, detail, actor, at, ClockBook(case, {}, at), {}, {}, is_birth=True)
    detail.title_key = draft.keep({"title": opening.title.strip()}) if opening.title.strip() else None
    flow = Mediation(case, draft)
    seats = _sides(draft, served)
    flow._facts["seats"] = seats
    draft.born += seats
    draft.born += topics_of(draft, opening.topics)
    if case.handler is not None:
        flow.check_mediator(case.handler)
    draft.say(
        EventName.TABLE_SET, {"title": opening.title}, matter=detail.matter, form=opening.form, unit=unit.code,
        serves=served.code if served else None, topics=len(opening.topics), seats=len(seats), mediator=case.handler_id,
    )  # fmt: skip
    flow.settle_clocks("")
    _start_fifteen_days(draft, detail, served)
    return draft


def _opening(given: dict[str, Any], on: datetime.date) -> Opening:
    check_texts(given)
    known = {field.name for field in fields(Opening)}
    if not set(given) <= known:
        raise BadInput(_("提交的内容里有这一步不认识的项目。"))
    opening = Opening(**given)
    plain_choice(opening.form, TableForm, "form")
    checks: tuple[tuple[bool, str, str], ...] = (
        (len(opening.title) <= LONGEST_TITLE, "title", _("标题太长，请控制在200字以内。")),
        (len(opening.topics) <= MOST_TOPICS, "topics", _("议题最多60个，其余请另开一次协商。")),
        (all(topic.strip() for topic in opening.topics), "topics", _("有的议题还没有写内容。")),
        (bool(opening.serves or opening.topics), "topics", _("没有争议的协商，至少要有一个议题。")),
        (not (opening.serves and opening.topics), "topics", _("为案件开的协商，议题就是案件本身。")),
        (1 <= opening.share <= 100, "share", _("比例应在1到100之间。")),
        (opening.applied_on is None or opening.applied_on <= on, "applied_on", _("日期不能晚于今天。")),
        (known_category(opening.category), "category", _("请从列表中选择一项。")),
    )
    for holds, field, sentence in checks:
        if not holds:
            raise BadInput(sentence, field)
    return opening


def _served(opening: Opening, actor: Acting) -> Case | None:
    """The case served, locked and as it is now: in a state that allows it, at the actor's union, with no other table."""
    if opening.serves is None:
        return None
    served = lock(opening.serves.pk, opening.serves.kind)
    states = SERVED_STATES.get(served.kind)
    if states is None:
        raise BadInput(_("只能为劳动争议或欠薪案件开协商。"), "serves")
    if (
        actor.unit is None
        or not served.unit_path.startswith(actor.unit.path)
        or actor.unit.level > Level.COUNTY
    ):
        raise NotPermitted(_("只有承办这个案件的工会或其上级可以为它开协商。"))
    if served.state not in states:
        raise NotPossible(_("案件还没有到可以协商的阶段，或已经有了结果。"))
    if not getattr(served, served.kind).names_applicant:
        raise NotPossible(_("职工还没有同意向对方公开姓名；坐下来协商必然会让对方知道申请人是谁。"))
    if open_tables(served).exists():
        raise NotPossible(_("这个案件已经有一场协商没有结束。"))
    return served


def _place(opening: Opening, actor: Acting) -> Unit:
    place = opening.place or actor.unit
    if place is None or actor.unit is None or not place.path.startswith(actor.unit.path):
        raise NotPermitted(_("只能在本工会或下属工会发起协商。"))
    return place


def _applied_on(opening: Opening, served: Case | None, on: datetime.date) -> datetime.date | None:
    if served is None:
        return None
    if served.kind == CaseKind.DISPUTE:
        day: datetime.date | None = served.dispute.applied_on
        return day or on
    return opening.applied_on or on


def _case(opening: Opening, served: Case | None, unit: Unit, actor: Acting, at: datetime.datetime) -> Case:
    handler = opening.mediator or (actor.person if actor.role == Role.MEDIATOR else None)
    if handler is None and served is not None:
        handler = served.handler
    return Case(
        code=codes.fresh(), kind=CaseKind.MEDIATION, number=next_number(unit, day_of(at)),
        county=unit.county or unit,
        town=served.town if served else unit.town or (unit if unit.level == Level.TOWN else None), unit=unit,
        unit_path=unit.path, origin_unit=unit, level=unit.level, state=S.PREPARING, handler=handler,
        category=served.category if served else opening.category, source=served.source if served else "",
        employer=served.employer if served else None, employer_name=served.employer_name if served else "",
        people=served.people if served else 1, person_times=served.people if served else 1,
        is_group=served.is_group if served else False, colour=served.colour if served else Colour.BLUE, reported_at=at, reported_by=actor.person,
    )  # fmt: skip


def _sides(draft: Draft, served: Case | None) -> list[Seat]:
    """The sides of the case served: one seat a worker, as they are represented there, and the employer."""
    if served is None:
        return []
    parties = list(Party.objects.filter(case=served).order_by("id"))
    seats = {party.pk: worker_seat(draft.case, party, order) for order, party in enumerate(parties, 1)}
    for party in parties:
        if party.represented_by_id in seats:
            seats[party.pk].represented_by = seats[party.represented_by_id].code
            seats[party.pk].speaks = Speaker.REPRESENTATIVE
    employer = Seat(code=codes.fresh(), case=draft.case, kind=SeatKind.EMPLOYER, order=len(parties) + 1)
    if served.employer_id:
        employer.employer_id = served.employer_id
    else:
        employer.name_key = draft.keep({"name": served.employer_name})
    return [*seats.values(), employer]


def worker_seat(case: Case, party: Party, order: int) -> Seat:
    """One worker's seat, with the special authority given in the case served."""
    return Seat(
        code=codes.fresh(), case=case, kind=SeatKind.WORKER, order=order, party=party,
        may_settle=party.consent == Consent.AUTHORISED,
    )  # fmt: skip


def topics_of(draft: Draft, topics: Sequence[str], after: int = 0) -> list[Topic]:
    """Rows of an agenda, numbered on from ``after``."""
    return [
        Topic(code=codes.fresh(), case=draft.case, order=order, what_key=draft.keep({"what": topic.strip()}))
        for order, topic in enumerate(topics, after + 1)
    ]


def _start_fifteen_days(draft: Draft, detail: MediationDetail, served: Case | None) -> None:
    """调解仲裁法 14: from the application; a dispute's own extension holds at its table too."""
    if served is None or detail.applied_on is None:
        return
    clock = draft.clocks.start("mediation_close", at=noon(detail.applied_on))
    theirs = served.clocks.filter(rule_id="mediation_close").exclude(state="stopped").first()
    if clock is not None and theirs is not None and theirs.until_on is not None:
        draft.clocks.extend("mediation_close", theirs.until_on, because="both_sides_agreed")
    if clock is not None and served.kind == CaseKind.WAGES and clock.due_on < day_of(draft.at):
        raise BadInput(_("这份申请的调解期限已经过了，请双方重新申请，填写新的日期。"), "applied_on")
