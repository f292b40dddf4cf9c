"""Imported history: cases of old ledgers, in their last state at once. It sends nothing and escalates nothing."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases import codes
from cases.models import Case, CaseKind, DisputeDetail, Party, Performance
from organizations.acting import Acting
from organizations.code_values import Result
from organizations.models import Employer, Unit
from organizations.roles import Role
from protection import personal
from record.names import EventName
from workflows.clocks import ClockBook
from workflows.draft import Draft
from workflows.errors import NotPermitted
from workflows.shared.limits import GROUP_SIZE

from .rules import Facts, colour_of
from .states import S

IMPORTERS = frozenset(
    {Role.SYSTEM, Role.SYSTEM_ADMIN, Role.WINDOW, Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR}
)
AGREED = frozenset({Result.WRITTEN_AGREEMENT, Result.ORAL_AGREEMENT, Result.PERFORMED_AT_ONCE})


def of_the_past(actor: Acting, at: datetime.datetime, facts: dict[str, Any]) -> Draft:
    """A draft from one ledger row.

    ``facts``: place, number, employer_name, employer, category, source, people, person_times, amount, recovered,
    story, name, phone, handler_name, uscc, result, reported_at, closed_at, ledger_number, ledger_digest. Closed rows end
    closed; open ones start as reported, with internal clocks from the import.
    """
    if actor.role not in IMPORTERS:
        raise NotPermitted(_("您的岗位不能导入台账。"))
    case = _case(facts)
    detail = DisputeDetail(known_at=facts["reported_at"])
    draft = Draft(case, detail, actor, at, ClockBook(case, {}, at), {}, {}, is_birth=True)
    name, phone, story = facts.get("name", ""), facts.get("phone", ""), facts.get("story", "")
    if name or phone:
        draft.born.append(
            Party(
                code=codes.fresh(), case=case, personal_key=draft.keep({"name": name, "phone": phone}),
                phone_index=personal.blind_index("phone", phone) if phone else "",
                name_index=personal.blind_index("name", name) if name else "",
            )
        )  # fmt: skip
    if story:
        case.story_key = draft.keep({"story": story})
    draft.say(
        EventName.HISTORY_RECORDED, {"story": story, "handler": facts.get("handler_name", "")}, imported=True,
        ledger=case.ledger_number, reported_at=case.reported_at, closed_at=case.closed_at, result=case.conclusion,
        category=case.category, source=case.source, people=case.people, amount=facts.get("amount"),
        recovered=facts.get("recovered"), uscc=facts.get("uscc", ""), unit=case.unit.code,
    )  # fmt: skip
    if case.state != S.CLOSED:
        from . import Dispute

        Dispute(case, draft).settle_clocks("")
    return draft


def _case(facts: dict[str, Any]) -> Case:
    """The row: closed if the ledger says how it ended."""
    unit: Unit = facts["place"]
    employer: Employer | None = facts.get("employer")
    closed, people = facts.get("closed_at"), facts["people"]
    case = Case(
        code=codes.fresh(), kind=CaseKind.DISPUTE, number=facts["number"], county=unit.county or unit,
        town=unit.town or unit, unit=unit, unit_path=unit.path, origin_unit=unit, level=unit.level,
        state=S.CLOSED if closed else S.REPORTED, category=facts["category"], source=facts["source"],
        employer=employer, employer_name=facts["employer_name"], people=people,
        person_times=facts.get("person_times") or people, amount_involved=facts.get("amount"),
        amount_recovered=facts.get("recovered") or Decimal(0), reported_at=facts["reported_at"], closed_at=closed,
        conclusion=facts.get("result") or "", is_group=people >= GROUP_SIZE, is_imported=True,
        ledger_number=facts["ledger_number"], ledger_digest=facts["ledger_digest"],
        colour=colour_of(Facts(people=people, amount=facts.get("amount"))),
    )  # fmt: skip
    # A ledger that says nothing of money recovered says nothing of performance either.
    if closed and case.conclusion in AGREED and facts.get("recovered") is not None:
        paid, owed = case.amount_recovered, case.amount_involved or Decimal(0)
        case.performance = (
            Performance.FULL if paid >= owed else Performance.PART if paid else Performance.OVERDUE
        )
    return case
