"""The pages of a secondment: they open in every state, every step has its form, and forms take their steps."""

from __future__ import annotations

import re

import pytest

from organizations.roles import Role
from pages.kinds import page_of, states_of
from tests.builders import World
from tests.pages.asking import page, signed_in, step
from tests.secondments import NAME, Form
from workflows.registry import part_of, workflow_for
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(part_of("secondment", "states").S))
def test_a_secondments_pages_open_in_every_state(world: World, state: str) -> None:
    form = Form(world).to(state)
    word = str(states_of("secondment")[state])
    html = page(form.handler, f"/cases/{form.case.code}/")
    assert word in html
    assert NAME in html
    assert NAME in page(world.who(Role.CHAIR, world.county), f"/cases/?kind=secondment&state={state}")
    for who in (form.handler, form.chair, form.county):
        page(who, "/today/")
    page(form.chair, "/approvals/")
    page(world.who(Role.SUPERVISOR, world.county), "/board/?due=open")


def test_every_step_by_hand_has_its_form_but_those_of_the_approvals_page() -> None:
    flow = workflow_for("secondment")
    by_hand = {
        one.slug
        for several in flow.state.get_transitions().values()
        for one in several
        if one.custom["by_hand"]
    }
    assert by_hand - {"withdraw_request"} == set(page_of("secondment").forms)


@pytest.mark.parametrize("state", list(S))
def test_every_form_that_may_be_filled_in_shows_itself(world: World, state: str) -> None:
    form = Form(world).to(state)
    verbs = {one.slug for one in workflow_for("secondment").state.get_outgoing_transitions(state)}
    opened = set()
    for verb in verbs & set(page_of("secondment").forms):
        for who in (form.handler, form.host, form.county, form.county_chair, form.officer):
            answer = signed_in(who).get(f"/cases/{form.case.code}/do/{verb}/")
            assert answer.status_code in (200, 403, 404, 409)
            if answer.status_code == 200:
                opened.add(verb)
    assert opened, "in every state somebody may do something"


def test_a_form_is_corrected_and_submitted_at_a_desk(world: World) -> None:
    form = Form(world)
    given = {
        "wish_from": "2026-03-02", "wish_until": "2026-06-01", "host": f"unit:{world.other_town.code}",
        "wish_text": "三个月", "standing": "", "note": "",
    }  # fmt: skip
    assert step(form.officer, form.case, "correct", **given).status_code == 302
    assert form.fresh().secondment.host_unit == world.other_town
    assert step(form.officer, form.case, "submit", note="").status_code == 302
    assert form.fresh().state == S.SENDER_REVIEW


def test_codes_are_shown_once_and_are_nowhere_else(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    html = step(form.county, form.case, "hand_out_codes", group="served", count="7").content.decode()
    assert "已办：" not in html.split('id="fq-toasts"')[1], "nothing lies over a code that is to be scanned"
    assert html.count("/opinion/") >= 7
    assert form.fresh().secondment.codes_handed == 7


def test_fewer_than_five_opinions_are_not_shown(world: World) -> None:
    form = Form(world).to(S.ASSESSING)
    for code in form.codes_for(count=4):
        form.say(code, "failed")
    form.do("close_opinions", form.county)
    html = page(form.county, f"/cases/{form.case.code}/")
    assert "收到 4 份群众意见，不足五份，不显示内容" in html
    assert "不称职" not in html


def test_a_form_is_offered_its_own_papers_and_the_step_asks_what_it_needs(world: World) -> None:
    form = Form(world).to(S.CONSENT)
    place = f"/cases/{form.case.code}/"
    html = page(form.officer, place)
    assert "请职工用回执码上传" not in html
    assert "书面同意、党组织意见、承诺书" in html
    assert "建立呈报表" in html
    assert "上报 →" not in html
    html = page(form.officer, f"{place}do/add_evidence/?kind=consent")
    offered = set(re.findall(r'name="kind" value="(\w+)"', html))
    assert offered == {"consent", "party", "promise", "answer", "other"}
    assert re.search(r'value="consent"[^>]*checked', html)
    answer = step(
        form.officer, form.case, "record_consent", paper=form.file_paper("consent"), given_on="2026-01-05"
    )
    assert answer.status_code == 422
    assert answer.content.decode().count("请选择一项") >= 2
    html = page(form.officer, f"{place}do/record_consent/")
    assert re.search(r'name="wages_by"[^>]*required', html)
    assert re.search(r'<option value="\w+" selected', html), "the paper of the wanted kind is chosen already"
    assert "?kind=consent" in html
