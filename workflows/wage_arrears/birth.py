"""A wage case is born: reported by a worker, found on a visit, grown out of a dispute. Its signals make its level."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases import codes
from cases.models import Case, CaseKind, ClaimSource, Disclosure, Party, SignalKind, WageDetail
from cases.numbers import next_number
from cases.wages.levels import Found, Seen, Test, colour_of, level_of
from organizations.acting import Acting
from organizations.code_values import Category
from organizations.models import Level, Unit
from organizations.roles import Role
from protection import receipts
from record.names import EventName
from record.timekeeping import day_of
from workflows.clocks import ClockBook
from workflows.dispute.birth import (
    REPORTERS,
    Report,
    add_people,
    check_facts,
    starting_unit,
    union_manages_for_employer,
)
from workflows.dispute.rules import is_emergency, start_reasons
from workflows.draft import Draft
from workflows.errors import BadInput, NotPermitted
from workflows.machine import check_texts
from workflows.shared.base import money
from workflows.shared.limits import GROUP_SIZE
from workflows.warning_changes import active_tests

from .signals import Given, gather
from .states import S

if TYPE_CHECKING:
    from . import WageArrears

MOST_SIGNALS, MOST_CLAIMS = 50, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class WageReport(Report):
    """What is reported: the fields of a dispute's report, ``category`` 拖欠劳动报酬 unless said, and

    ``signals``: each a ``signals.Given`` (amount, people, the employer's reports and record are added by themselves);
    ``claims``: the reporter's own months, each ``period``, ``due``, ``deducted``, ``paid_before``;
    ``grew_from``: the dispute it grew out of.
    """

    category: str = Category.UNPAID_WAGES
    signals: Sequence[Given] = ()
    claims: Sequence[Mapping[str, Any]] = ()
    grew_from: Case | None = None


def birth(actor: Acting, at: datetime.datetime, given: dict[str, Any]) -> Draft:
    """The draft of a new wage case; ``given`` are the fields of ``WageReport``. Raises BadInput with the field."""
    if actor.role not in REPORTERS:
        raise NotPermitted(_("您的岗位不能登记上报。"))
    report = _report(given)
    check_facts(report, day_of(at))
    _check_origin(report, actor)
    tests = active_tests()
    signals = _signals(report, day_of(at), tests)
    found = level_of(
        [Seen(one["kind"], Decimal(one["value"]), one.get("window_days")) for one in signals], tests
    )
    conflict = report.conflict_of_interest or union_manages_for_employer(report.employer, day_of(at))
    reasons = _reasons(report, conflict, found)
    unit = starting_unit(report.place, report.employer.union if report.employer else None, reasons)
    case = _case(report, unit, actor, at, found)
    detail = _detail(report, at, reasons, conflict, found)
    draft = Draft(case, detail, actor, at, ClockBook(case, {}, at), {}, {}, is_birth=True)
    add_people(draft, report.name, report.phone, report.story)
    draft.say(
        EventName.WAGES_WARNED, {"story": report.story}, source=report.source, category=report.category,
        people=report.people, amount=report.amount, level=int(unit.level), warn_level=found.level,
        rules=list(found.rules), reasons=reasons, disclosure=str(report.disclosure), unit=unit.code,
        employer=report.employer.code if report.employer else None,
        grew_from=report.grew_from.code if report.grew_from else None, **report.origin(),
    )  # fmt: skip
    _start(draft, report, signals)
    return draft


def _report(given: dict[str, Any]) -> WageReport:
    check_texts(given)
    known = {field.name for field in fields(WageReport)}
    if not set(given) <= known:
        raise BadInput(_("提交的内容里有这一步不认识的项目。"))
    amount = given.get("amount")
    exact = None if amount is None else money(amount, "amount")
    try:
        report = WageReport(**{**given, "amount": exact})
    except TypeError as error:
        raise BadInput(_("还缺少必填的内容。")) from error
    if len(report.signals) > MOST_SIGNALS or len(report.claims) > MOST_CLAIMS:
        raise BadInput(_("一次登记的内容太多，请分几次登记。"))
    return report


def _check_origin(report: WageReport, actor: Acting) -> None:
    """Only who handles the dispute, or a union above it, lets a wage case grow out of it."""
    origin = report.grew_from
    if origin is None:
        return
    if origin.kind != CaseKind.DISPUTE or origin.county_id != (report.place.county or report.place).pk:
        raise BadInput(_("只能由本县的劳动争议案件转为欠薪跟踪。"), "grew_from")
    holds = actor.unit is not None and origin.unit_path.startswith(actor.unit.path)
    if actor.role != Role.SYSTEM and not holds:
        raise NotPermitted(_("只有承办这个案件的工会可以把它转为欠薪跟踪。"))


def _signals(report: WageReport, on: datetime.date, tests: Sequence[Test]) -> list[Given]:
    """What was said, what the report itself says, and what is known of the employer."""
    found = [Given(**one) for one in report.signals]
    if report.grew_from is not None:
        for one in found:
            one.setdefault("source_case", report.grew_from)
    found.append(Given(kind=SignalKind.PEOPLE, value=Decimal(report.people), source="report", observed_on=on))
    if report.amount:
        found.append(Given(kind=SignalKind.AMOUNT, value=report.amount, source="report", observed_on=on))
    for one in found:
        _check_signal(one, on)
    county = report.place.county or report.place
    return found + gather(county, report.employer, report.employer_name.strip(), on, tests)


def _check_signal(one: Given, on: datetime.date) -> None:
    if one.get("kind") not in SignalKind.values or "value" not in one:
        raise BadInput(_("有一个预警信号没有写明种类和数值。"), "signals")
    one["value"] = money(one["value"], "signals")
    if one.get("observed_on", on) > on:
        raise BadInput(_("得知信号的日期不能晚于今天。"), "signals")


def _reasons(report: WageReport, conflict: bool, found: Found) -> list[str]:
    """Why it starts at the town, as a dispute does; a warning of level two or three by itself."""
    facts = report.facts(conflict)
    reasons = start_reasons(facts)
    if found.level >= 2 and "wage_level" not in reasons:
        reasons.append("wage_level")
    # No committee of both sides is needed to follow wages up: nothing is mediated here.
    return [reason for reason in reasons if reason != "no_committee"]


def _case(report: WageReport, unit: Unit, actor: Acting, at: datetime.datetime, found: Found) -> Case:
    return Case(
        code=codes.fresh(), kind=CaseKind.WAGES, number=next_number(unit, day_of(at)),
        county=unit.county or unit, town=unit.town or (unit if unit.level == Level.TOWN else report.place.town),
        unit=unit, unit_path=unit.path, origin_unit=unit, level=unit.level, state=S.WARNED,
        colour=colour_of(found.level), category=report.category, source=report.source, employer=report.employer,
        employer_name=report.employer_name.strip(), people=report.people,
        person_times=max(report.person_times or report.people, 1), amount_involved=report.amount, reported_at=at,
        is_group=report.people >= GROUP_SIZE, reported_by=actor.person,
        receipt_hash=receipts.fingerprint(report.receipt_code) or None,
    )  # fmt: skip


def _detail(
    report: WageReport, at: datetime.datetime, reasons: list[str], conflict: bool, found: Found
) -> WageDetail:
    return WageDetail(
        disclosure=report.disclosure, avoids_own_union=report.avoids_own_union,
        is_lead=report.disclosure == Disclosure.ANONYMOUS, start_reasons=reasons, retaliation=report.retaliation,
        mass_risk=report.mass_risk, conflict_of_interest=conflict, known_at=at, wrong_known_on=report.since,
        employment_ended_on=report.employment_ended_on, names_applicant=report.disclosure == Disclosure.OPEN,
        warn_level=found.level, grew_from=report.grew_from,
    )  # fmt: skip


def _start(draft: Draft, report: WageReport, signals: Sequence[Given]) -> None:
    """Signals, the reporter's own claims, clocks, and the emergency track when the facts ask for it."""
    from . import WageArrears

    flow = WageArrears(draft.case, draft)
    party = next((row for row in draft.born if isinstance(row, Party)), None)
    flow.begin_empty([party] if party else [])
    for one in signals:
        flow.keep_signal(one)
    _claim(flow, report, party)
    if report.receipt_code:
        draft.clocks.start("first_contact")
    flow.settle_clocks("")
    flow.start_limitation()
    if report.relayed:
        draft.clocks.start("relay")
    if is_emergency(draft.case.colour, draft.case.people, report.mass_risk) and not draft.case.is_emergency:
        flow.begin_emergency()


def _claim(flow: WageArrears, report: WageReport, party: Party | None) -> None:
    if not report.claims:
        return
    if party is None:
        raise BadInput(_("请先填写姓名和电话，才能登记您被拖欠的工资。"), "name")
    for one in report.claims:
        flow.first_claim(party, one, ClaimSource.PHONE)
    flow.count_people()
