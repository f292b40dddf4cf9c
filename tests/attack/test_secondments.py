"""Somebody tries to come into post, to be marked or to be graded by their own hand, or to learn who thought what of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cases.models import SecondmentDetail
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.errors import NoAuthority
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import DAY, World, person_of
from tests.secondments import Form, open_round
from workflows import secondment_changes as changes
from workflows.engine import BadInput, NotPermitted, NotPossible
from workflows.models import Signature
from workflows.secondment.birth import index_of
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db


def signers(form: Form) -> set[int | None]:
    """Who was asked."""
    return set(Signature.objects.filter(step__approval__case=form.case).values_list("signer", flat=True))


@pytest.mark.parametrize(
    "written", ["{}", " {} ", "{}（副主席）", "{}(女)", "{}\u3000", "{}【兼】", "{}\u200b", "{} 〔党员〕"]
)
def test_a_name_written_otherwise_is_still_the_same_person(world: World, written: str) -> None:
    """Else somebody stands twice in a round, and their two posts never meet."""
    Form(world, name="陈小兰")
    with pytest.raises(NotPossible):
        Form(world, name=written.format("陈小兰"))


def test_two_names_are_two_people(world: World) -> None:
    assert index_of("陈小兰", world.town) != index_of("陈小芳", world.town)
    assert index_of("陈小兰", world.town) != index_of("陈小兰", world.county)
    assert index_of("（）", world.town) != index_of("【】", world.town)


@pytest.mark.parametrize("written", ["{}", "{}（挂职）", " {}"])
def test_a_chair_proposed_under_a_name_signs_nothing_of_it(world: World, written: str) -> None:
    """Named with brackets, a chair was not known as themselves and agreed to their own secondment."""
    chair = world.who(Role.CHAIR, world.made.enterprise)
    world.who(Role.CHAIR, world.village)
    form = Form(world, name=written.format(person_of(chair).name), host_unit=world.other_town).submit()
    assert person_of(chair).pk not in signers(form)
    with pytest.raises(NotPermitted):
        form.answer(who=chair)


def test_of_two_chairs_of_one_name_neither_signs(world: World) -> None:
    """Nobody can tell which of them it is about, so both are."""
    made = world.made
    both = [
        actions.add_person(acting=SYSTEM, username=f"xu{number}", name="徐大勇", unit=made.enterprise)
        for number in (1, 2)
    ]
    for one in both:
        actions.give_post(
            acting=SYSTEM, person=one, role=Role.VICE_CHAIR, place=made.enterprise, starts_on=today() - DAY
        )
    world.who(Role.CHAIR, world.village)
    form = Form(world, name="徐大勇", host_unit=world.other_town)
    assert form.fresh().secondment.person is None
    form.submit()
    assert not signers(form) & {one.pk for one in both}
    with pytest.raises(NotPermitted):
        form.answer(who=Acting(both[0], Role.VICE_CHAIR, unit=made.enterprise))


def test_an_account_made_after_the_form_signs_nothing_of_it_either(world: World) -> None:
    form = Form(world, name="徐大勇", host_unit=world.other_town)
    late = actions.add_person(acting=SYSTEM, username="xu", name="徐 大勇", unit=world.county)
    actions.give_post(
        acting=SYSTEM, person=late, role=Role.VICE_CHAIR, place=world.county, starts_on=today() - DAY
    )
    form.to(S.COUNTY_REVIEW)
    assert late.pk not in signers(form)
    with pytest.raises(NotPermitted):
        form.answer(who=Acting(late, Role.VICE_CHAIR, unit=world.county))


def of_the_county(world: World) -> tuple[Form, Acting]:
    """A middle cadre of the county goes to an enterprise and is, at its office, who would keep the form."""
    cadre = world.who(Role.SUPERVISOR, world.county)
    form = Form(
        world, "to_enterprise", sender=world.county, standing="middle_cadre", person=person_of(cadre), name=""
    )
    return form, replace(cadre, role=Role.MEDIATOR)


@pytest.mark.parametrize(
    ("state", "verb", "told"),
    [
        (S.NOTICE, "receive_objection", {"text": "不实", "received_on": today}),
        (S.NOTICE, "dismiss_objection", {"objection": "X", "answer": "不实"}),
        (S.SERVING, "record_attendance", {"days": []}),
        (S.SERVING, "ask_longer", {"until": today, "reason": "项目未完"}),
        (S.ASSESSING, "hand_out_codes", {"fingerprints": ["x"], "group": "served"}),
        (S.ASSESSING, "record_host_mark", {"mark": "excellent", "paper": "X"}),
        (S.ASSESSING, "propose_grade", {"grade": "excellent", "reason": "突出"}),
    ],
)
def test_nobody_keeps_marks_or_grades_their_own_service(
    world: World, state: S, verb: str, told: dict[str, Any]
) -> None:
    """Also not as the deputy of a colleague, and no colleague's deputyship of theirs does it."""
    form, cadre = of_the_county(world)
    form.to(state)
    if verb == "propose_grade":
        form.mark()
    given = {name: value() if callable(value) else value for name, value in told.items()}
    colleague = world.who(Role.WINDOW, world.county)
    ways = [
        cadre,
        replace(colleague, person=cadre.person, on_behalf_of=colleague.person),
        replace(cadre, person=colleague.person, on_behalf_of=cadre.person),
    ]
    for way in ways:
        with pytest.raises(NotPermitted):
            form.do(verb, way, **given)


def test_who_was_lent_signatures_only_runs_no_round(world: World) -> None:
    lent = replace(
        world.who(Role.CHAIR, world.county), person=world.made.person("受托人"),
        on_behalf_of=world.who(Role.CHAIR, world.county).person, only_approvals=True,
    )  # fmt: skip
    round_ = open_round(world)
    with pytest.raises(NoAuthority):
        changes.open_round(acting=lent, county=world.county, title="第二轮", year=2026, file_by=today() + DAY)
    with pytest.raises(NoAuthority):
        changes.close_round(round_, acting=lent)


def test_a_person_with_two_posts_in_the_county_is_in_one_post_at_a_time(world: World) -> None:
    """Sent by the town as well as by the county, by an account: the second 到岗 is refused, on the very last day too."""
    person = person_of(world.who(Role.SUPERVISOR, world.county))
    actions.give_post(
        acting=SYSTEM, person=person, role=Role.VICE_CHAIR, place=world.town, starts_on=today() - DAY
    )
    first, _cadre = of_the_county(world)
    first.to(S.SERVING)
    until = SecondmentDetail.objects.get(case=first.case).until
    assert until is not None
    second = Form(
        world, "to_county", person=person, round=open_round(world, "第二轮"), wish_from=until,
        wish_until=until + 150 * DAY,
    )  # fmt: skip
    with pytest.raises(BadInput) as refused:
        second.submit()
    assert "重叠" in refused.value.sentence
    second.do(
        "correct", second.officer, host_unit=world.county, wish_from=until + DAY, wish_until=until + 150 * DAY
    )
    assert second.submit().fresh().state == S.SENDER_REVIEW
