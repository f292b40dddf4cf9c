"""What a visitor finds of secondments: a round in every state and direction, one finished, and chains that were edited."""

from __future__ import annotations

import pytest
from django.db.models import Count

from cases.models import (
    Case,
    CaseKind,
    Direction,
    EntryKind,
    Grade,
    Objection,
    OpinionTally,
    SecondmentDetail,
    SecondmentEnd,
    SecondmentRound,
    ServiceEntry,
)
from cases.secondments.figures import share_of
from cases.secondments.opinions import FEWEST
from config.demo.accounts import CAST
from organizations import calendar as calendars
from organizations.models import Deputy, Post
from organizations.roles import Role
from protection import personal
from record.timekeeping import today
from tests.demo.conftest import Loading
from workflows.models import Answer, Approval, ApprovalKind, ChainTemplate, Match, Signature, Verdict
from workflows.secondment.states import S
from workflows.secondment.terms import MOST_MONTHS, last_day

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
FORMS = Case.objects.filter(kind=CaseKind.SECONDMENT)
WAITING = Signature.objects.filter(answer=Answer.OPEN, step__approval__verdict=Verdict.OPEN)


def this_round() -> SecondmentRound:
    """The round that is open."""
    return SecondmentRound.objects.get(closed_on=None)


def last_round() -> SecondmentRound:
    """The one before it."""
    return SecondmentRound.objects.exclude(closed_on=None).get()


# ── The rounds ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_this_years_round_has_every_state_every_direction_and_every_way_to_end(demo: Loading) -> None:
    forms = FORMS.filter(secondment__round=this_round())
    assert set(forms.values_list("state", flat=True)) == set(S.values)
    assert set(forms.values_list("secondment__direction", flat=True)) == set(Direction.values)
    assert set(forms.filter(state=S.CLOSED).values_list("conclusion", flat=True)) == set(SecondmentEnd.values)


def test_last_years_round_is_assessed_within_its_shares(demo: Loading) -> None:
    round_ = last_round()
    forms = SecondmentDetail.objects.filter(round=round_).select_related("case__county")
    assert {form.case.state for form in forms} == {S.CLOSED}
    assert {form.grade for form in forms} >= {Grade.EXCELLENT, Grade.COMPETENT, Grade.BASIC}
    share = share_of(round_, forms[0].case.county, Grade.EXCELLENT)
    assert share is not None
    assert 0 < share.given <= share.most < share.people == len(forms)


def test_who_filed_late_gave_a_reason_and_the_day_was_moved_afterwards(demo: Loading) -> None:
    late = SecondmentDetail.objects.get(is_late=True)
    assert late.late_key is not None
    assert personal.read(late.late_key)["reason"]
    assert late.filed_on is not None
    assert late.filed_on < this_round().file_by, "截止日后来延长了，逾期的标记不变"


def test_some_opinions_are_shown_and_some_are_too_few_to_be(demo: Loading) -> None:
    counted = SecondmentDetail.objects.filter(answers_given__isnull=False)
    assert counted.filter(answers_given__gte=FEWEST).exists()
    few = counted.filter(answers_given__lt=FEWEST, answers_given__gt=0)
    assert few.count() >= 2
    assert not OpinionTally.objects.filter(case__in=few.values("case")).exists()
    shown = OpinionTally.objects.exclude(group="").values("case", "group").annotate(n=Count("id"))
    assert shown, "至少有一份按服务对象和同事分开公布"


# ── On the way ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_host_waits_and_one_has_said_no(demo: Loading) -> None:
    running = Match.objects.filter(case__state=S.MATCHING)
    assert set(running.values_list("host_choice", "person_choice")) == {("yes", ""), ("no", "yes")}


def test_a_form_that_came_back_says_so_and_is_a_draft_again(demo: Loading) -> None:
    assert FORMS.filter(state=S.DRAFT, secondment__returned_times=1).count() == 1


def test_the_countys_chain_waits_at_every_step_with_a_signer_added_and_one_returned_to_a_step(
    demo: Loading,
) -> None:
    asked = Approval.objects.filter(kind=ApprovalKind.SECOND_COUNTY, verdict=Verdict.OPEN)
    assert {approval.steps.count() for approval in asked} == {3}
    assert set(WAITING.filter(step__approval__in=asked).values_list("step__order", flat=True)) == {1, 2, 3}
    assert WAITING.filter(added_how="before", signer__username="ducha").count() == 1
    assert asked.filter(round=2).count() == 1


def test_a_supervisor_signs_for_the_chair_who_is_away(demo: Loading) -> None:
    away = Deputy.objects.get(only_approvals=True)
    assert away.post.role == Role.CHAIR
    assert away.starts_on <= today() <= away.ends_on
    signed = Signature.objects.filter(answer=Answer.APPROVE, signed_by=away.person, signer=away.post.person)
    assert signed.count() == 1
    assert WAITING.filter(signer=away.post.person, step__approval__kind=ApprovalKind.SECOND_COUNTY).exists()


def test_a_term_was_lengthened_beyond_six_months_and_another_waits_for_it(demo: Loading) -> None:
    longer = SecondmentDetail.objects.get(is_extended=True)
    assert longer.took_up_on is not None
    assert longer.until is not None
    assert longer.until > last_day(longer.took_up_on, MOST_MONTHS, calendars.current())
    assert Approval.objects.filter(kind=ApprovalKind.SECOND_EXTEND, verdict=Verdict.OPEN).count() == 1


def test_those_who_serve_have_their_sheets_reports_and_inspections(demo: Loading) -> None:
    serving = FORMS.filter(state=S.SERVING)
    assert serving.count() == 3
    for case in serving:
        kinds = set(ServiceEntry.objects.filter(case=case).values_list("kind", flat=True))
        assert {EntryKind.ATTENDANCE, EntryKind.INSPECTION, EntryKind.MIDTERM} <= kinds, case.number
    assert set(ServiceEntry.objects.values_list("kind", flat=True)) == set(EntryKind.values)


def test_an_objection_is_open_while_a_notice_runs(demo: Loading) -> None:
    assert Objection.objects.filter(settled_on=None, case__state=S.NOTICE).count() == 1


# ── Chains and people ───────────────────────────────────────────────────────────────────────────────────────────────


def test_chains_were_edited_and_a_town_has_its_closings_read_by_two(demo: Loading) -> None:
    posts = ChainTemplate.objects.get(kind=ApprovalKind.SECOND_COUNTY)
    assert posts.version == 2
    closings = ChainTemplate.objects.get(kind=ApprovalKind.CLOSE)
    assert closings.unit is not None
    asked = Approval.objects.filter(kind=ApprovalKind.CLOSE, unit=closings.unit)
    assert sorted(asked.values_list("verdict", flat=True)) == [Verdict.APPROVED, Verdict.OPEN]
    assert {approval.steps.count() for approval in asked} == {2}
    first = WAITING.get(step__approval__in=asked)
    assert (first.step.order, first.role) == (1, Role.VICE_CHAIR)


def test_somebody_with_a_sign_in_is_waited_for_at_every_turn(demo: Loading) -> None:
    cast = {key for _label, key, *_rest in CAST}
    assert cast & set(WAITING.values_list("signer__username", flat=True)) >= {
        "zhuxi",
        "xianzhuxi",
        "wx_fuzhuxi",
    }
    waited = SecondmentDetail.objects.get(
        case__in=Match.objects.filter(person_choice="", case__state=S.MATCHING).values("case")
    )
    assert waited.person is not None
    assert waited.person.username in cast
    at_county = Post.objects.on(today()).filter(unit__kind="county", role=Role.WINDOW)
    assert set(at_county.values_list("person__username", flat=True)) <= cast
