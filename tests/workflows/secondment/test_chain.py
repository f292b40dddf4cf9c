"""From the form to the post: late filing, consents by direction, 双向选择 in either order, terms, other posts, second thoughts."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils.translation import override

from cases.models import CaseReader, Clock, ConsentKind, Direction, SecondmentDetail
from cases.visibility import visible_to
from organizations.acting import SYSTEM
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.timekeeping import today
from record.verify import verify
from tests.builders import DAY, MONDAY, World, person_of
from tests.secondments import Form, months_on, open_round
from workflows import procedures, rules
from workflows import secondment_changes as changes
from workflows.engine import BadInput, NotPermitted, NotPossible, StaleCase, open_case
from workflows.models import Match, MatchProcess, MatchState
from workflows.secondment.states import S
from workflows.sweep import perform_due

from .plans import for_form, reach

AtTime = Callable[[datetime.datetime], None]


# ── Filing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_filed_on_the_last_day_it_is_in_time(world: World, at_time: AtTime) -> None:
    form = for_form(world).to(S.SELECTING)
    at_time(MONDAY + 14 * DAY)
    form.do("file", form.town_officer)
    assert form.fresh().secondment.is_late is False


def test_filed_a_day_late_it_needs_a_reason_and_is_marked(world: World, at_time: AtTime) -> None:
    form = for_form(world).to(S.SELECTING)
    at_time(MONDAY + 15 * DAY)
    with override("zh-hans"), pytest.raises(BadInput, match="报送截止日是2026-03-16"):
        form.do("file", form.town_officer)
    form.do("file", form.town_officer, late_reason="选送单位换届")
    assert form.fresh().secondment.is_late is True
    event = Event.objects.get(subject=form.case.subject, name=EventName.SECOND_FILED)
    assert event.data["late"] is True
    assert "换届" not in str(event.data)


def test_a_closed_round_takes_no_new_form_and_lets_the_others_go_on(world: World) -> None:
    form = for_form(world).to(S.SELECTING)
    changes.close_round(open_round(world), acting=form.county_chair)
    with override("zh-hans"), pytest.raises(NotPossible, match="已经结束"):
        Form(world, name="迟来的人")
    assert form.do("file", form.town_officer).fresh().state == S.MATCHING


def test_the_same_person_has_one_form_a_round_and_may_be_proposed_again_after_no(world: World) -> None:
    form = Form(world)
    with override("zh-hans"), pytest.raises(NotPossible, match="在本轮已有呈报表"):
        Form(world)
    form.do("withdraw", reason="换人")
    assert Form(world).fresh().state == S.DRAFT


@pytest.mark.parametrize(
    ("direction", "sender", "sentence"),
    [
        (Direction.TO_COUNTY, "enterprise", "不由这一级工会选送"),
        (Direction.TO_TOWN, "town", "不由这一级工会选送"),
        (Direction.TO_ENTERPRISE, "enterprise", "不由这一级工会选送"),
    ],
)
def test_each_direction_has_its_own_senders(world: World, direction: str, sender: str, sentence: str) -> None:
    with override("zh-hans"), pytest.raises(BadInput, match=sentence):
        Form(world, direction, sender=getattr(world.made, sender))


def test_to_an_enterprise_goes_no_plain_cadre(world: World) -> None:
    with override("zh-hans"), pytest.raises(BadInput, match="工会工作指导员由"):
        Form(world, Direction.TO_ENTERPRISE, standing="cadre")


# ── Consents ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("direction", "kind"),
    [(Direction.TO_COUNTY, "party"), (Direction.TO_TOWN, "employer"), (Direction.TO_ENTERPRISE, "party")],
)
def test_each_direction_needs_the_paper_the_county_set(world: World, direction: str, kind: str) -> None:
    form = Form(world, direction).to(S.CONSENT)
    assert form.fresh().secondment.consent_kind == kind


def test_a_direction_that_needs_no_paper_goes_straight_to_selection(world: World) -> None:
    changes.set_secondments(acting=world.made.admin, county=world.county, consent_to_town=ConsentKind.NONE)
    form = Form(world).to(S.SENDER_REVIEW)
    form.answer(who=form.sender_chair)
    assert (form.fresh().state, form.case.unit) == (S.SELECTING, world.town)


def test_of_an_enterprises_people_it_is_said_who_pays_wages_and_insurance(world: World) -> None:
    form = Form(world).to(S.CONSENT)
    with pytest.raises(BadInput):
        form.do("record_consent", form.officer, paper=form.file_paper(), given_on=today())
    assert form.consent().fresh().secondment.insurance_by == "host"


# ── 双向选择 ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host_first", [True, False])
def test_both_are_asked_at_once_and_may_answer_in_either_order(world: World, host_first: bool) -> None:
    form = reach(world, S.MATCHING)
    assert procedures.open_match_nodes(form.case.pk) == {"host", "person"}
    with override("zh-hans"), pytest.raises(NotPossible, match="没有都表态"):
        form.do("put_to_county", reason="早了")
    form.host_chooses() if host_first else form.person_chooses()
    assert procedures.open_match_nodes(form.case.pk) == {"person" if host_first else "host"}
    form.person_chooses() if host_first else form.host_chooses()
    assert procedures.open_match_nodes(form.case.pk) == {"conclude"}
    form.do("put_to_county", reason="双方选定")
    assert Match.objects.get(case=form.case).state == MatchState.MATCHED
    assert MatchProcess.objects.get(case=form.case).status == "DONE"
    assert verify() is None


def test_a_host_that_would_rather_not_is_replaced_and_the_person_asked_anew(world: World) -> None:
    form = reach(world, S.MATCHING).choose(host="no")
    with override("zh-hans"), pytest.raises(NotPossible, match="没有都选定对方"):
        form.do("put_to_county", reason="硬报")
    form.do("try_other_host", host_unit=world.town)
    assert procedures.open_match_nodes(form.case.pk) == {"host", "person"}
    form.choose().do("put_to_county", reason="双方选定")
    assert list(Match.objects.filter(case=form.case).values_list("state", flat=True)) == [
        "unmatched",
        "matched",
    ]
    assert verify() is None


def test_withdrawn_while_both_are_asked_nobody_is_waited_for_any_more(world: World) -> None:
    form = reach(world, S.MATCHING)
    form.do("withdraw", form.officer, reason="不去了")
    assert procedures.open_match_nodes(form.case.pk) == frozenset()
    assert MatchProcess.objects.get(case=form.case).status == "CANCELED"
    assert verify() is None


def test_another_answers_for_a_side_only_with_its_paper(world: World) -> None:
    form = reach(world, S.MATCHING)
    with override("zh-hans"), pytest.raises(BadInput, match="代为登记"):
        form.do("choose_as_host", form.town_officer, choice="yes")
    with override("zh-hans"), pytest.raises(BadInput, match="写明原因"):
        form.do("choose_as_host", form.host, choice="no")


def test_the_person_answers_signed_in(world: World) -> None:
    form = reach(world, S.MATCHING)
    form.do("choose_as_person", form.person, choice="yes")
    assert Match.objects.get(case=form.case).person_by == person_of(form.person)


# ── Approvals ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_asked_does_not_approve_and_neither_does_the_person_seconded(world: World) -> None:
    """The enterprise's chair is the one seconded, and files the form: the question goes to the union above."""
    chair = world.who(Role.CHAIR, world.made.enterprise)
    world.who(Role.CHAIR, world.village)
    form = Form(world, person=person_of(chair), host_unit=world.other_town)
    form.do("submit", form.officer)
    with pytest.raises(NotPermitted):
        form.answer(who=chair)
    form.answer(who=world.who(Role.CHAIR, world.village))
    assert form.fresh().state == S.CONSENT


def test_the_person_signs_nothing_as_a_deputy_either(world: World) -> None:
    from dataclasses import replace

    form = reach(world, S.SENDER_REVIEW)
    standing_in = replace(
        form.sender_chair, person=person_of(form.person), on_behalf_of=form.sender_chair.person
    )
    with pytest.raises(NotPermitted):
        form.answer(who=standing_in)


def test_returned_by_the_county_it_lies_with_the_sender_again_and_goes_the_whole_way(world: World) -> None:
    form = reach(world, S.COUNTY_REVIEW).answer("send_back", world.who(Role.CHAIR, world.county))
    assert (form.fresh().state, form.case.unit, form.case.secondment.returned_times) == (
        S.DRAFT, form.sender, 1,
    )  # fmt: skip
    assert form.to(S.COUNTY_REVIEW).fresh().state == S.COUNTY_REVIEW
    assert verify() is None


def test_a_form_withdrawn_a_second_ago_is_not_approved(world: World) -> None:
    form = reach(world, S.SENDER_REVIEW)
    asked, seen = form.approval, form.case.version
    form.do("withdraw", form.officer, reason="不去了")
    with override("zh-hans"), pytest.raises(StaleCase, match="已有新的办理"):
        form.do("approve", form.sender_chair, expects=seen, approval=asked.code, round=asked.round)
    with override("zh-hans"), pytest.raises(StaleCase, match="已失效"):
        form.do("approve", form.sender_chair, approval=asked.code, round=asked.round)


# ── 公示, 到岗, terms ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_notice_ends_after_its_last_day_and_not_on_it(world: World, at_time: AtTime) -> None:
    form = reach(world, S.NOTICE)
    until = form.fresh().secondment.notice_until
    assert until == datetime.date(2026, 3, 9)
    at_time(MONDAY + 7 * DAY)
    with override("zh-hans"), pytest.raises(NotPossible, match="公示还没有期满"):
        form.do("end_notice", form.county)
    at_time(MONDAY + 8 * DAY)
    assert form.do("end_notice", form.county).fresh().state == S.APPROVED


def test_a_county_without_notice_goes_on_at_once(world: World) -> None:
    changes.set_secondments(acting=world.made.admin, county=world.county, notice_days=0)
    form = reach(world, S.COUNTY_REVIEW).answer(who=world.who(Role.CHAIR, world.county))
    assert form.fresh().state == S.APPROVED


def test_coming_into_post_starts_the_countys_own_terms(world: World) -> None:
    for rule_id in ("second_min", "second_max"):
        rules.add_version(rule_id, {"jurisdiction": "330681"}, acting=SYSTEM)
    form = Form(world).to(S.IN_POST)
    due = dict(Clock.objects.filter(case=form.case, state="running").values_list("rule_id", "due_on"))
    assert (due["second_min"], due["second_max"]) == (datetime.date(2026, 6, 2), datetime.date(2026, 9, 2))
    assert due["second_end"] == datetime.date(2026, 9, 1)


def test_a_county_may_have_shorter_terms(world: World) -> None:
    rules.add_version("second_max", {"jurisdiction": "330681", "months": 4}, acting=SYSTEM)
    with override("zh-hans"), pytest.raises(BadInput, match="超过4个月"):
        Form(world).submit()


@pytest.mark.parametrize(("months", "sentence"), [(7, "超过6个月"), (2, "不满3个月")])
def test_a_post_too_long_or_too_short_is_refused_with_its_dates(
    world: World, months: int, sentence: str
) -> None:
    form = Form(world).to(S.APPROVED)
    with override("zh-hans"), pytest.raises(BadInput, match=f"2026-03-02至.*{sentence}"):
        form.take_up(until=months_on(today(), months))


def test_extended_to_nine_months_and_never_beyond_twelve_in_all(world: World) -> None:
    form = Form(world).to(S.SERVING)
    with override("zh-hans"), pytest.raises(BadInput, match="超过12个月：连同延长最迟到2027-03-01"):
        form.do("ask_longer", form.host, until=months_on(today(), 12) + DAY, reason="还想留")
    form.do("ask_longer", form.host, until=months_on(today(), 9), reason="项目未完")
    form.answer(who=form.county_chair)
    detail = form.fresh().secondment
    assert (detail.until, detail.is_extended) == (datetime.date(2026, 12, 1), True)
    assert Clock.objects.get(case=form.case, rule_id="second_end").due_on == detail.until
    form.do("ask_longer", form.host, until=months_on(today(), 12), reason="到满")
    form.answer(who=form.county_chair)
    assert form.fresh().secondment.until == datetime.date(2027, 3, 1)


def test_overlapping_posts_of_one_person_are_refused_with_both_dates(world: World) -> None:
    first = for_form(world)
    first.past = False
    first.to(S.SERVING)
    other = open_round(world, "2026年第二轮挂职")
    with override("zh-hans"), pytest.raises(BadInput, match="2026-03-02至2026-09-01已有一段挂职"):
        Form(world, person=person_of(first.person), round=other, host_unit=world.other_town).submit()


def test_the_day_after_one_post_another_may_begin(world: World) -> None:
    first = for_form(world).to(S.CLOSED)
    assert first.fresh().secondment.ended_on == today() - DAY
    other = open_round(world, "2026年第二轮挂职")
    second = Form(world, person=person_of(first.person), round=other, host_unit=world.other_town)
    assert second.to(S.SERVING).fresh().secondment.holds_post is True


def test_before_the_term_ends_somebody_is_reminded(world: World, at_time: AtTime) -> None:
    form = Form(world).to(S.SERVING)
    at_time(MONDAY + 170 * DAY)
    perform_due()
    said = Event.objects.filter(subject=form.case.subject, name=EventName.REMINDED)
    assert "second_end" in {event.data["rule"] for event in said}


def test_who_leaves_before_three_months_has_ended_early(world: World, at_time: AtTime) -> None:
    form = Form(world).to(S.SERVING)
    at_time(MONDAY + 60 * DAY)
    with override("zh-hans"), pytest.raises(BadInput, match="请按提前结束办理"):
        form.do("finish", form.county, on=today())
    form.do("end_early", form.county_chair, ground="recalled", on=today(), reason="单位缺人")
    assert SecondmentDetail.objects.get(case=form.case).holds_post is False


# ── Who reads it ────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_had_a_part_in_it_reads_it_and_nobody_else(world: World) -> None:
    form = reach(world, S.SERVING)
    for unit in (form.sender, world.town, world.other_town, world.county):
        assert form.case in visible_to([world.who(Role.CHAIR, unit)])
    assert form.case not in visible_to([world.who(Role.CHAIR, world.hamlet)])
    assert CaseReader.objects.filter(case=form.case).count() == 3


def test_no_name_of_a_person_stands_in_the_record(world: World) -> None:
    form = Form(world, name="欧阳测试").to(S.CLOSED)
    texts = [str(event.data) for event in Event.objects.filter(subject=form.case.subject)]
    assert not any("欧阳" in text for text in texts)
    assert verify() is None


def test_somebody_outside_may_not_begin_a_form(world: World) -> None:
    with pytest.raises(NotPermitted):
        Form(world, actor=world.who(Role.CHAIR, world.other_town))
    with pytest.raises(NotPermitted):
        open_case("secondment", actor=None)
