"""考核: opinions nobody can be known by, shares of grades, the figures."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest
from django.utils.translation import override

from cases.models import Opinion, OpinionCode, OpinionTally
from cases.secondments.figures import service_of, share_of
from cases.secondments.opinions import ALL, satisfied, shown
from organizations.acting import Acting
from record.models import Event
from record.names import EventName
from record.verify import verify
from tests.builders import DAY, World, person_of
from tests.secondments import Form, open_round
from tests.visits import Going, record_of
from workflows import secondment_changes as changes
from workflows.engine import BadInput, NotPossible, perform
from workflows.secondment.states import S

from .plans import reach

GOOD = ("served", "excellent")


# ── 群众意见 ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "groups"),
    [
        ([GOOD] * 4, set()),
        ([GOOD] * 5, {ALL, "served"}),
        ([GOOD] * 4 + [("colleagues", "basic")], {ALL}),
        ([GOOD] * 6 + [("colleagues", "basic")] * 4, {ALL}),
        ([GOOD] * 5 + [("colleagues", "basic")] * 5, {ALL, "served", "colleagues"}),
        ([], set()),
    ],
)
def test_fewer_than_five_are_shown_to_nobody_not_even_by_subtraction(
    answers: Sequence[tuple[str, str]], groups: set[str]
) -> None:
    assert set(shown(answers)) == groups


def test_satisfaction_is_rounded_down() -> None:
    assert satisfied(shown([GOOD] * 2 + [("served", "failed")] * 4)[ALL]) == 33


def test_four_answers_leave_nothing_but_their_number(world: World) -> None:
    form = reach(world, S.ASSESSING)
    for code in form.codes_for(count=6)[:4]:
        form.say(code)
    form.do("close_opinions", form.county)
    assert (form.fresh().secondment.answers_given, OpinionTally.objects.count()) == (4, 0)
    assert (Opinion.objects.count(), OpinionCode.objects.count()) == (0, 0)


def test_five_answers_are_counted_when_the_box_is_closed_and_not_before(world: World) -> None:
    form = reach(world, S.ASSESSING)
    for code in form.codes_for(count=5):
        form.say(code)
    assert service_of(form.case).opinions == {}
    form.do("close_opinions", form.county)
    assert service_of(form.case).opinions[ALL]["excellent"] == 5
    assert verify() is None


def test_a_code_answers_once(world: World) -> None:
    form = reach(world, S.ASSESSING)
    code = form.codes_for()[0]
    form.say(code)
    with override("zh-hans"), pytest.raises(NotPossible, match="已经用过"):
        form.say(code, "failed")
    assert Opinion.objects.count() == 1


def test_a_code_of_another_form_opens_nothing(world: World) -> None:
    form, other = reach(world, S.ASSESSING), Form(world, name="另一人").to(S.ASSESSING)
    code = other.codes_for()[0]
    form.codes_for()
    with pytest.raises(NotPossible):
        perform(form.case, "give_opinion", actor=Acting.invited(form.case.pk, code), grade="failed")


def test_neither_record_nor_rows_tell_who_answered_what_or_with_which_code(world: World) -> None:
    form = reach(world, S.ASSESSING)
    code = form.codes_for()[0]
    form.say(code, "failed")
    event = Event.objects.get(name=EventName.OPINION_GIVEN)
    tables = {row[0] for row in event.rows}
    assert (event.data, event.actor, event.private_key) == ({}, None, None)
    assert not tables & {Opinion._meta.db_table, OpinionCode._meta.db_table}
    opinion = Opinion.objects.get()
    assert {field.name for field in Opinion._meta.fields} == {"key", "case", "group", "grade"}
    assert uuid.UUID(str(opinion.key)).version == 4
    assert OpinionCode.objects.count() == 5, "the code is gone, not marked"


def test_nobody_grades_while_answers_come_in(world: World) -> None:
    form = reach(world, S.ASSESSING).mark()
    form.codes_for()
    with override("zh-hans"), pytest.raises(NotPossible, match="群众意见还在收集"):
        form.do("propose_grade", form.county, grade="competent", reason="先定")


# ── Shares ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _assessing(world: World, count: int) -> list[Form]:
    return [Form(world, name=f"干部{number}").to(S.ASSESSING).mark() for number in range(count)]


def test_a_share_is_rounded_down_and_one_too_many_is_refused_with_the_figures(world: World) -> None:
    changes.set_share(acting=world.made.admin, county=world.county, grade="excellent", most=40)
    forms = _assessing(world, 3)
    forms[0].grade("excellent")
    sentence = "本轮3人参加考核，“优秀”不超过40%即1人，已有1人"
    with override("zh-hans"), pytest.raises(BadInput, match=sentence):
        forms[1].do("propose_grade", forms[1].county, grade="excellent", reason="也很好")
    forms[1].grade("competent")


def test_a_share_filled_meanwhile_refuses_the_approval(world: World) -> None:
    changes.set_share(acting=world.made.admin, county=world.county, grade="excellent", most=50)
    first, second = _assessing(world, 2)
    for form in (first, second):
        form.do("propose_grade", form.county, grade="excellent", reason="都好")
    first.answer(who=first.county_chair)
    with pytest.raises(BadInput):
        second.answer(who=second.county_chair)
    second.answer("send_back", second.county_chair)
    assert second.fresh().state == S.ASSESSING


def test_a_countys_own_share_counts_before_the_general_one(world: World) -> None:
    round_ = open_round(world)
    general = share_of(round_, world.county, "excellent")
    changes.set_share(acting=world.made.admin, county=world.county, grade="excellent", most=35)
    own = share_of(round_, world.county, "excellent")
    assert general is not None
    assert own is not None
    assert (general.per_cent, own.per_cent) == (20, 35)
    assert share_of(round_, world.county, "competent") is None


def test_who_ended_early_is_not_among_those_assessed(world: World) -> None:
    form = reach(world, S.SERVING)
    took = form.fresh().secondment.took_up_on
    assert took is not None
    form.do("end_early", form.county_chair, ground="illness", on=took + DAY, reason="住院")
    share = share_of(open_round(world), world.county, "excellent")
    assert share is not None
    assert share.people == 0


# ── Figures ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_figures_are_counted_from_what_was_written_down(world: World) -> None:
    form = reach(world, S.SERVING)
    first = form.fresh().secondment.took_up_on
    assert first is not None
    days = [
        {"on": first + n * DAY, "presence": p} for n, p in enumerate(["present", "out", "leave", "absent"])
    ]
    form.do("record_attendance", form.host, days=days)
    form.do("report", form.person, kind="report", text="走访三家企业", on=first)
    form.do("inspect", form.county, kind="inspection", text="在岗", on=first)
    figures = service_of(form.case)
    assert (figures.days_served, figures.days_on_leave, figures.days_absent) == (2, 1, 1)
    assert (figures.reports, figures.inspections, figures.matters) == (1, 1, 0)


def test_visits_made_while_in_post_are_counted(world: World) -> None:
    seconded = Going.visitor_of(world)
    form = Form(world, "to_county", person=person_of(seconded)).to(S.SERVING)
    assert service_of(form.fresh()).visits == 0
    Going(world, record=record_of())
    assert service_of(form.fresh()).visits == 1


def test_a_day_is_written_down_once_and_within_the_post(world: World) -> None:
    form = reach(world, S.SERVING)
    first = form.fresh().secondment.took_up_on
    assert first is not None
    form.do("record_attendance", form.host, days=[{"on": first, "presence": "present"}])
    for day, sentence in ((first, "已经登记过"), (first - DAY, "不在任期")):
        with override("zh-hans"), pytest.raises(BadInput, match=sentence):
            form.do("record_attendance", form.host, days=[{"on": day, "presence": "present"}])
