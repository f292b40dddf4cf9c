"""The hot lookups of negotiations, joint checks and wages: what waits for whom, what clashes, what a ledger is made of."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from benchmarks.filling import Province
from benchmarks.filling_rows import ANSWERS
from cases.models import Allocation, Claim, ClaimState, Instalment, PlanCover, Term
from organizations.acting import Acting
from organizations.roles import Role
from pages.checks import centre
from pages.checks import table as checks
from pages.employer.sitting import asked_of_employers
from pages.table import listing
from pages.table.holding import put_to, seats_held
from pages.table.today import sessions_on
from protection.models import EmployerNotice
from record.timekeeping import day_of
from workflows.mediation.clashes import meanwhile, wanted_at
from workflows.models import CheckAnswer, JointCheck
from workflows.wage_arrears.signals import about_pay

Queries = dict[str, Callable[[], QuerySet[Any]]]
PAGE = 30
WINDOW = datetime.timedelta(days=180)


def queries(province: Province) -> Queries:
    """Each by what it is for."""
    return {**_tables(province), **_checks(province), **_wages(province)}


def _tables(province: Province) -> Queries:
    officer = [Acting(None, Role.PARTNER_OFFICER, partner=province.body)]
    mediator = [Acting(province.mediator, Role.MEDIATOR, province.town)]
    at, county = province.now, province.county.pk
    later = at + datetime.timedelta(minutes=90)
    papers = [
        EmployerNotice(question=f"A{number:011d}", employer_code=province.employer.code)
        for number in range(20)
    ]
    return {
        "what waits for a body at tables": lambda: put_to(seats_held(officer)),
        "what waits for an officer at tables": lambda: put_to(seats_held(mediator)),
        "what waits for an employer at tables": lambda: asked_of_employers(papers),
        "a body's sessions today": lambda: sessions_on(day_of(at), officer, seats_held(officer)),
        "a mediator's sessions today": lambda: sessions_on(day_of(at), mediator, seats_held(mediator)),
        "a body's tables": lambda: listing.sat_at(officer),
        "a mediator's tables": lambda: listing.led_by(mediator),
        "a county's sessions at one time": lambda: meanwhile(county, at, later).select_related("case"),
        "who is wanted at those": lambda: wanted_at(range(60, 4_060, 200)),
    }


def _checks(province: Province) -> Queries:
    officer = [Acting(None, Role.PARTNER_OFFICER, partner=province.body)]
    chair = [Acting(province.chair, Role.CHAIR, province.county)]
    asked = checks.questions_to(officer)
    return {
        "what a body has to answer": lambda: checks.open_ones(asked),
        "what a body has answered": lambda: checks.done_ones(asked)[:PAGE],
        "the clocks of its answers": lambda: checks.clocks_of(_answers()),
        "a county's joint checks going on": lambda: centre.running(chair)[:PAGE],
    }


def _wages(province: Province) -> Queries:
    since, ledger = day_of(province.now - WINDOW), province.ledger
    return {
        "an employer's reports of half a year": lambda: about_pay(province.county, province.employer, "", since),
        "those of one known by name only": lambda: about_pay(province.county, None, "企业2", since),
        "a ledger of 5,000 claims": lambda: Claim.objects.filter(case=ledger, state=ClaimState.LIVE),
        "what was paid on them": lambda: Allocation.objects.filter(payment__case=ledger, payment__is_live=True).order_by(),
        "what its plan says of them": lambda: PlanCover.objects.filter(plan__case=ledger, plan__is_live=True),
        "a plan's instalments": lambda: Instalment.objects.filter(case=ledger, plan__is_live=True),
        "an agreement's terms": lambda: Term.objects.filter(case=ledger, epoch=1),
    }  # fmt: skip


def _answers() -> list[CheckAnswer]:
    """Twenty, as a page shows them."""
    return [
        CheckAnswer(code=f"Q{number * 20 * ANSWERS:011d}", joint_check=JointCheck(case_id=number * 20))
        for number in range(1, 21)
    ]
