"""月排查: a form to every 信息员 of a town; who has not answered is seen; nobody sees another's but the town."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import SurveyAnswer, SurveyRound
from cases.surveys import (
    answer_round,
    close_round,
    forms_of,
    own_forms,
    quarter,
    rounds_of,
    send_round,
)
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.errors import Duplicate, NoAuthority, WrongPlace, WrongValue
from organizations.models import Post
from organizations.roles import Role
from protection import personal
from record.models import Event
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, World, person_of

pytestmark = pytest.mark.django_db
GOOD = {
    "arrears": True, "arrears_people": 3, "contracts": False, "safety": False, "layoffs": False, "crowd": False,
    "mood": "有议论", "note": "老板说月底发𠮷",
}  # fmt: skip


def officers(world: World, number: int = 3) -> list[Acting]:
    return [world.who(Role.INFO_OFFICER, world.village, nth) for nth in range(1, number + 1)]


def sent(world: World, month: str = "2026-03", **more: Any) -> SurveyRound:
    given: dict[str, Any] = {"unit": world.town, "due_on": today() + 5 * DAY} | more
    return send_round(acting=world.who(Role.CHAIR, world.town), month=month, **given)


def form(row: SurveyRound, who: Acting) -> SurveyAnswer:
    return SurveyAnswer.objects.get(round=row, person=who.person)


def clean() -> list[str]:
    seal_all()
    return [str(finding) for finding in findings()]


def test_a_form_goes_to_every_information_officer_of_the_town_and_to_nobody_else(world: World) -> None:
    people = officers(world)
    world.who(Role.INFO_OFFICER, world.other_town)
    gone = world.who(Role.INFO_OFFICER, world.hamlet)
    actions.end_post(Post.objects.get(person=gone.person), acting=SYSTEM, ends_on=today() - DAY)
    row = sent(world)
    assert {one.person for one in row.answers.all()} == {person_of(who) for who in people}
    assert (row.checklist.code, row.checklist.version) == ("monthly_check", 1)
    assert clean() == []


@pytest.mark.parametrize("role", [Role.INFO_OFFICER, Role.MEDIATOR, Role.SUPERVISOR, Role.SYSTEM_ADMIN])
def test_only_a_chair_sends_and_closes_a_round(world: World, role: Role) -> None:
    officers(world)
    with pytest.raises(NoAuthority):
        send_round(acting=world.who(role, world.town), unit=world.town, month="2026-03", due_on=today())
    with pytest.raises(NoAuthority):
        send_round(acting=None, unit=world.town, month="2026-03", due_on=today())
    with pytest.raises(NoAuthority):
        send_round(
            acting=world.who(Role.CHAIR, world.other_town), unit=world.town, month="2026-03", due_on=today()
        )
    row = sent(world)
    with pytest.raises(NoAuthority):
        close_round(row, acting=world.who(role, world.town))


def test_a_round_that_cannot_be_is_refused(world: World) -> None:
    with pytest.raises(WrongPlace):
        sent(world)
    officers(world)
    for wrong in (
        {"month": "2026-13"},
        {"due_on": today() - DAY},
        {"checklist": "five_visits"},
        {"checklist": "none"},
    ):
        with pytest.raises(WrongValue):
            sent(world, **wrong)
    with pytest.raises(WrongPlace):
        sent(world, unit=world.village)
    sent(world)
    with pytest.raises(Duplicate):
        sent(world)
    sent(world, month="2026-04")


def test_answers_come_in_and_who_has_not_answered_is_seen(world: World) -> None:
    first, second, _third = officers(world)
    row = sent(world)
    answered = answer_round(form(row, first), acting=first, answers=GOOD)
    assert (answered.answers["arrears"], answered.answers["mood"]) == (True, 1)
    assert personal.read(answered.said_key) == {"texts": {"note": "老板说月底发𠮷"}}
    assert "月底" not in str(list(Event.objects.values_list("data", flat=True)))
    answer_round(form(row, second), acting=second, answers=GOOD | {"arrears": False})
    (seen,) = rounds_of(world.county)
    assert (seen.asked, seen.missing) == (3, 1)
    waiting = forms_of(row, world.who(Role.CHAIR, world.town)).filter(answered_at__isnull=True)
    assert [one.person for one in waiting] == [person_of(_third)]
    assert list(own_forms(person_of(first).pk)) == []
    assert [one.round for one in own_forms(person_of(_third).pk)] == [row]
    assert clean() == []


def test_a_second_answer_replaces_the_first_and_both_are_on_record(world: World) -> None:
    (who,) = officers(world, 1)
    row = sent(world)
    answer_round(form(row, who), acting=who, answers=GOOD)
    answer_round(form(row, who), acting=who, answers=GOOD | {"arrears_people": 5})
    assert form(row, who).answers["arrears_people"] == 5
    said = Event.objects.filter(name="round_answered").order_by("version").values_list("data", flat=True)
    assert [one["again"] for one in said] == [False, True]
    assert clean() == []


def test_nobody_answers_for_another_but_a_deputy_does(world: World) -> None:
    first, second = officers(world, 2)
    row = sent(world)
    for acting in (second, world.who(Role.CHAIR, world.town), None, SYSTEM):
        with pytest.raises(NoAuthority):
            answer_round(form(row, first), acting=acting, answers=GOOD)
    deputy = Acting(
        world.made.person("代理人"), Role.INFO_OFFICER, unit=world.village, on_behalf_of=first.person
    )
    assert answer_round(form(row, first), acting=deputy, answers=GOOD).answered_at is not None


@pytest.mark.parametrize(
    "wrong",
    [{"arrears": None}, {"arrears": "yes"}, {"arrears_people": -1}, {"mood": "高兴"}, {"nonsense": 1}],
)
def test_a_form_that_is_not_filled_in_whole_is_refused(world: World, wrong: dict[str, Any]) -> None:
    (who,) = officers(world, 1)
    row = sent(world)
    with pytest.raises(WrongValue):
        answer_round(form(row, who), acting=who, answers=GOOD | wrong)
    assert form(row, who).answered_at is None


def test_a_closed_round_takes_no_answer(world: World) -> None:
    first, second = officers(world, 2)
    row, chair = sent(world), world.who(Role.CHAIR, world.town)
    answer_round(form(row, first), acting=first, answers=GOOD)
    close_round(row, acting=chair)
    with pytest.raises(WrongValue):
        answer_round(form(row, second), acting=second, answers=GOOD)
    with pytest.raises(WrongValue):
        close_round(row, acting=chair)
    assert Event.objects.get(name="round_closed").data == {"missing": 1}
    assert list(own_forms(person_of(second).pk)) == []
    assert clean() == []


def test_an_information_officer_sees_only_their_own_form(world: World) -> None:
    first, second = officers(world, 2)
    row = sent(world)
    assert [one.person for one in forms_of(row, first)] == [person_of(first)]
    assert forms_of(row, world.who(Role.MEDIATOR, world.town)).count() == 2
    assert forms_of(row, world.who(Role.CHAIR, world.county)).count() == 2
    manager = Acting(person_of(second), Role.CHAIR, unit=world.town, manages_for_employer=True)
    for acting in (
        world.who(Role.CHAIR, world.other_town), world.who(Role.CHAIR, world.village), world.employer_rep(world.shop),
        manager, None,
    ):  # fmt: skip
        assert forms_of(row, acting).count() == 0


def test_a_quarter_adds_up_three_months_of_a_town_also_over_a_changed_list(world: World) -> None:
    first, second = officers(world, 2)
    for month in ("2026-01", "2026-02"):
        row = sent(world, month=month)
        answer_round(form(row, first), acting=first, answers=GOOD)
    row = sent(world, month="2026-04")
    answer_round(form(row, second), acting=second, answers=GOOD)
    items = [
        {"key": "arrears", "name": "欠薪苗头", "type": "yes_no"},
        {"key": "strikes", "name": "停工次数", "type": "number"},
    ]
    actions.set_checklist(
        acting=SYSTEM, code="monthly_check", use="survey", name_zh="月排查", name_en="Monthly", items=items
    )
    row = sent(world, month="2026-03")
    answer_round(form(row, second), acting=second, answers={"arrears": False, "strikes": 2})
    found = quarter(world.town, 2026, 1)
    assert (found.rounds, found.asked, found.answered) == (3, 6, 3)
    sums = {one.key: one for one in found.items["monthly_check"]}
    assert (sums["arrears"].answered, sums["arrears"].yes) == (3, 2)
    assert (sums["arrears_people"].total, sums["strikes"].total) == (6, 2)
    assert sums["mood"].options == {"有议论": 2}
    assert "note" not in sums
    assert quarter(world.other_town, 2026, 1).rounds == 0


def test_lists_of_rounds_cost_one_query_however_many(world: World) -> None:
    officers(world)
    for month in range(1, 7):
        sent(world, month=f"2026-{month:02d}", due_on=datetime.date(2026, 12, 1))
    with CaptureQueriesContext(connection) as queries:
        assert len([(row.unit.name, row.checklist.name_zh) for row in rounds_of(world.town)]) == 6
        assert quarter(world.town, 2026, 1).asked == 9
    assert len(queries) == 2
