"""What a visitor finds of tables, joint checks and unpaid wages: each kind of it, and figures that add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from cases.models import (
    Case,
    CaseKind,
    Clock,
    Instalment,
    InstalmentState,
    Matter,
    Proposal,
    Session,
    SessionState,
    Term,
    Topic,
    WageDetail,
    WarningSignal,
)
from cases.wages.reading import ledger_of
from config.demo.accounts import CAST, PASSWORD
from config.demo.county import COUNTY
from organizations.models import Level, UnitKind
from organizations.roles import Role
from protection.models import EmployerNotice, NoticeKind
from record.timekeeping import now
from tests.demo.conftest import Loading
from workflows.models import BodyAnswer, CheckAnswer, CheckState, JointCheck, Signature, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
TABLES = Case.objects.filter(kind=CaseKind.MEDIATION)
WAGES = Case.objects.filter(kind=CaseKind.WAGES)


def site() -> Case:
    """The site of forty-seven."""
    return WAGES.get(people=47)


# ── Tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_series_of_twenty_three_topics_is_going_on(demo: Loading) -> None:
    series = TABLES.filter(mediation__matter=Matter.AGENDA, state="adjourned").get()
    states = list(Topic.objects.filter(case=series).values_list("state", flat=True))
    assert len(states) == 23
    assert {"settled", "put_off", "open"} == set(states)
    assert Session.objects.filter(case=series).count() == 3


def test_a_group_answers_one_by_one(demo: Loading) -> None:
    table = TABLES.get(state="consenting")
    rows = Signature.objects.filter(step__approval__case=table, step__approval__verdict=Verdict.OPEN)
    answers = list(rows.filter(seat__kind="worker").values_list("answer", flat=True))
    assert len(answers) == 12
    assert {"", "approve", "refuse"} == set(answers)
    assert rows.get(seat__kind="employer").answer == "", "the employer has the proposal before it"


def test_an_agreement_in_force_has_its_roads_and_an_overdue_term(demo: Loading) -> None:
    in_force = TABLES.filter(state="in_force", mediation__serves__isnull=False)
    running = Clock.objects.filter(case__in=in_force, rule_id="judicial_confirm_apply", state="running")
    assert running.count() == in_force.count() == 2
    assert Term.objects.filter(case__tables__case__in=in_force, state="breached").exists()


def test_two_sessions_want_the_same_people_at_the_same_time(demo: Loading) -> None:
    planned = Session.objects.filter(state=SessionState.PLANNED, starts_at__gt=now())
    together = planned.values_list("starts_at", "place")
    assert len(together) > len(set(together))


def test_time_was_extended_only_where_both_agreed_and_the_chair_approved(demo: Loading) -> None:
    extended = Clock.objects.get(
        case__in=TABLES, rule_id="mediation_close", state="running", until_on__isnull=False
    )
    sides = extended.case.extension_consents.values_list("seat__kind", flat=True)
    assert set(sides) == {"worker", "employer"}
    assert extended.case.approvals.get(kind="extend").verdict == Verdict.APPROVED


def test_one_proposal_is_a_second_version(demo: Loading) -> None:
    table = TABLES.get(state="proposed")
    assert list(Proposal.objects.filter(case=table).values_list("version", flat=True)) == [1, 2]


# ── Joint checks ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_joint_checks_wait_are_late_are_answered_and_are_summed_up(demo: Loading) -> None:
    assert JointCheck.objects.filter(state=CheckState.DONE).count() >= 2
    running = JointCheck.objects.filter(state=CheckState.RUNNING)
    open_bodies = {check.pk: check.answers.filter(answer=BodyAnswer.OPEN).count() for check in running}
    assert 0 in open_bodies.values(), "all have answered, the centre is to sum up"
    assert max(open_bodies.values()) >= 2
    urged = CheckAnswer.objects.filter(answer=BodyAnswer.OPEN, urged_at__isnull=False)
    late = Clock.objects.filter(rule_id="check_reply", state="running", due_at__lt=now())
    assert set(urged.values_list("code", flat=True)) <= set(late.values_list("key", flat=True))
    assert urged.exists()


def test_each_body_with_a_sign_in_has_been_asked_or_sits_somewhere(demo: Loading) -> None:
    bodies = {place for _label, _key, _name, role, place in CAST if role == Role.PARTNER_OFFICER}
    asked = set(CheckAnswer.objects.values_list("partner__name", flat=True))
    seated = set(TABLES.filter(closed_at=None).values_list("seats__partner__name", flat=True))
    assert bodies <= asked | seated
    assert len(bodies) == 5


# ── Wages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_is_a_warning_of_every_level_with_the_signals_behind_it(demo: Loading) -> None:
    warned = WAGES.filter(state="warned")
    assert sorted(warned.values_list("wage_arrears__warn_level", flat=True)) == [1, 2, 3]
    for case in warned:
        assert WarningSignal.objects.filter(case=case).count() >= 2


def test_what_was_recovered_and_is_lacking_agrees_with_the_ledger_to_the_fen(demo: Loading) -> None:
    cases = list(WAGES.exclude(amount_involved=None))
    assert len(cases) >= 19
    for case in cases:
        ledger = ledger_of(case)
        if not ledger.lines:
            continue
        paid = sum((row.amount - row.credit for row in case.payments.filter(is_live=True)), Decimal(0))
        assert case.amount_involved == ledger.owed, case.number
        assert case.amount_recovered == ledger.paid == paid, case.number
        assert ledger.outstanding == ledger.owed - ledger.paid, case.number


def test_of_forty_seven_three_stay_apart_and_one_instalment_was_missed(demo: Loading) -> None:
    case, ledger = site(), ledger_of(site())
    assert (ledger.people, len(ledger.lines)) == (47, 94)
    assert len({line.party for line in ledger.lines} - {line.party for line in ledger.planned}) == 3
    rows = list(Instalment.objects.filter(case=case).order_by("order"))
    assert [row.state for row in rows] == [
        InstalmentState.PAID, InstalmentState.MISSED, InstalmentState.PENDING,
    ]  # fmt: skip
    planned = sum((line.owed for line in ledger.planned), Decimal(0))
    assert sum((row.amount for row in rows), Decimal(0)) == planned
    assert case.payers.count() == 3


def test_a_missed_instalment_nobody_followed_up_is_with_the_county(demo: Loading) -> None:
    missed = Case.objects.filter(instalments__state=InstalmentState.MISSED).distinct()
    assert set(missed.values_list("level", flat=True)) == {Level.COUNTY}
    assert missed.count() == 2
    assert set(missed.values_list("origin_unit__kind", flat=True)) == {UnitKind.TOWN}


def test_papers_are_overdue_advice_was_given_and_roads_were_taken(demo: Loading) -> None:
    overdue = Clock.objects.get(
        rule_id="union_opinion_reply_zj", state="running", due_at__lt=now(), case__state="demanded"
    )
    assert overdue.case.wage_arrears.opinion_outcome == ""
    assert WageDetail.objects.filter(advice_sent_on__isnull=False, advice_feedback_on=None).exists()
    over = WAGES.filter(state="handed_over")
    assert set(over.values_list("wage_arrears__road", flat=True)) == {
        "payment_order", "inspection", "arbitration",
    }  # fmt: skip
    assert over.filter(wage_arrears__road_outcome="lapsed").exists()


def test_a_case_that_was_not_so_is_closed_so(demo: Loading) -> None:
    assert WAGES.filter(state="closed", conclusion="not_confirmed").exists()
    assert WAGES.filter(state="closed", conclusion="performed_at_once").exists()


# ── Who sees it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_employer_reads_of_a_session_and_a_proposal_and_of_no_worker(
    demo: Loading, client: Client
) -> None:
    client.post("/accounts/login/", {"login": "danwei", "password": PASSWORD})
    table = TABLES.get(state="consenting")
    notices = EmployerNotice.objects.filter(case_code=table.code)
    assert {NoticeKind.SESSION, NoticeKind.PROPOSAL} <= set(notices.values_list("kind", flat=True))
    read = client.get("/employer/").content.decode()
    for notice in notices:
        assert notice.number in read
        read += client.get(f"/employer/{notice.number}/").content.decode()
    assert "六成" in read
    from config.demo.tables import CREW

    assert [name for name in CREW if name in read] == []


def test_the_county_of_the_demonstration_is_the_one_of_the_divisions(demo: Loading) -> None:
    assert {case.county.division_code for case in TABLES.select_related("county")} == {COUNTY}
