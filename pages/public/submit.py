"""A finished report becomes a case, once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction

from cases.models import Case, CaseKind, Disclosure
from organizations.acting import Acting
from organizations.code_values import Source
from organizations.models import Unit
from organizations.roles import Role
from workflows.engine import StaleCase, open_case, perform

from . import places
from .holder import code_opens
from .report import Report

#: Who reports has no account and no case yet.
REPORTER = Acting(person=None, role=Role.RECEIPT)


def submit(report: Report, checked: dict[str, forms.Form]) -> Case:
    """The case of this report: made now, or by an earlier press of the same button.

    The receipt code was issued before the first press, and the database holds each once: of two submits at the same
    instant one makes the case, and both get it. Raises Refused as ``open_case`` does.
    """
    made = code_opens(report.receipt)
    if made is not None:
        return made
    facts = facts_of(report, checked)
    kind = CaseKind.WAGES if "claims" in facts else CaseKind.DISPUTE
    try:
        with transaction.atomic():
            case = open_case(kind, actor=REPORTER, receipt_code=report.receipt, **facts)
            for file in report.stored():
                perform(case, "add_evidence", actor=Acting.receipt(case), file=file)
    except StaleCase:
        made = code_opens(report.receipt)
        if made is None:
            raise
        return made
    return case


def facts_of(report: Report, checked: dict[str, forms.Form]) -> dict[str, Any]:
    """The facts of the birth, from forms that were found valid."""
    what, where, contact = (checked[step].cleaned_data for step in ("what", "where", "contact"))
    town: Unit = where["town"]
    linked = places.linked(report.employer or report.place) if report.employer or report.place else None
    employer = (
        linked.employer
        if linked and linked.employer and linked.employer.name == where["employer_name"]
        else None
    )
    here = linked is not None and linked.unit.town_id == town.pk
    facts = {
        "place": linked.unit if linked and here else town,
        "category": what["problem"],
        "employer_name": where["employer_name"],
        "employer": employer or places.employer_called(town, where["employer_name"]),
        "source": Source.ONLINE,
        "story": what["story"],
        "people": where["people"] or 1,
        "amount": where["amount"],
        "since": where["since"],
        "employment_ended_on": where["ended_on"],
        **{name: contact[name] for name in ("name", "phone", "disclosure", "avoids_own_union", "serious_injury", "retaliation")},
    }  # fmt: skip
    return _with_months(facts, where["claims"])


def _with_months(facts: dict[str, Any], claims: list[dict[str, Any]]) -> dict[str, Any]:
    """Months that were told make it a wage matter, followed month by month. Who leaves no name has none registered:
    only what they come to is kept."""
    if not claims:
        return facts
    owed = sum((one["due"] - one["paid_before"] for one in claims), Decimal(0))
    anonymous = facts["disclosure"] == Disclosure.ANONYMOUS
    return {**facts, "amount": facts["amount"] or owed, "claims": [] if anonymous else claims}
