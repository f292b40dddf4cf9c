"""我的挂职: the person reads their own form and takes their own steps, and nothing that others wrote of them."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import ServiceEntry
from organizations.acting import Acting
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import World
from tests.pages.asking import page, queries, signed_in
from tests.secondments import Form, notice_over
from tests.workflows.secondment.plans import for_form, object_to
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db
MINE = "/secondments/mine/"


def own_step(form: Form, verb: str, who: Acting | None = None, **typed: Any) -> Any:
    """The person's own form of a step."""
    given = {"expects": form.fresh().version} | typed
    return signed_in(who or form.person).post(f"{MINE}{form.case.code}/do/{verb}/", given)


@pytest.fixture
def form(world: World) -> Form:
    """A form whose person has an account and handles no cases."""
    made = for_form(world)
    made.past = False
    return made


@pytest.mark.parametrize("state", list(S))
def test_in_every_state_the_person_reads_where_it_is(world: World, state: str) -> None:
    made = for_form(world).to(state)
    html = page(made.person, MINE)
    assert made.fresh().secondment.round.title in html
    assert made.sender.name in html


def test_the_menu_leads_an_information_officer_to_their_own_page(form: Form) -> None:
    assert signed_in(form.person).get("/secondments/").headers["Location"] == MINE


def test_the_case_file_is_not_theirs_to_read(form: Form) -> None:
    assert signed_in(form.person).get(f"/cases/{form.case.code}/").status_code == 404


def test_nobody_else_takes_their_steps_or_learns_of_the_form(world: World, form: Form) -> None:
    form.to(S.MATCHING)
    stranger = world.who(Role.INFO_OFFICER, world.hamlet)
    assert own_step(form, "choose_as_person", stranger, choice="yes", note="").status_code == 404
    assert own_step(form, "put_to_county", reason="我同意").status_code == 404
    assert form.sender.name not in page(stranger, MINE)


def test_the_person_chooses_signs_and_reports_for_themselves(form: Form) -> None:
    form.to(S.MATCHING)
    assert own_step(form, "choose_as_person", choice="no", note="").status_code == 422
    assert own_step(form, "choose_as_person", choice="yes", note="").headers["Location"] == MINE
    form.host_chooses().do("put_to_county", reason="双方选定")
    form.answer(who=form.county_chair)
    notice_over(form).do("end_notice", form.county)
    form.take_up().publish()
    typed: dict[str, Any] = {"duties": "按时到岗", "goals": "建会五家", "promised_on": today().isoformat()}
    assert own_step(form, "promise_two", **typed).status_code == 302
    form.do("begin_service", form.host)
    given: dict[str, Any] = {"kind": "report", "text": "走了三家企业", "on": today().isoformat(), "paper": ""}
    assert own_step(form, "report", **given).status_code == 302
    html = page(form.person, MINE)
    for words in ("挂职副主席", "建会五家", "走了三家企业"):
        assert words in html
    assert ServiceEntry.objects.get(case=form.case).kind == "report"
    assert "走了三家企业" in page(form.host, f"/cases/{form.case.code}/")


def test_what_was_said_of_them_is_not_on_their_page(form: Form) -> None:
    object_to(form.to(S.NOTICE))
    assert "不够条件" not in page(form.person, MINE)
    assert "不够条件" in page(form.county, f"/cases/{form.case.code}/")


def test_they_may_withdraw_until_they_are_in_post(form: Form) -> None:
    form.to(S.NOTICE)
    assert own_step(form, "withdraw", reason="家里有事").status_code == 302
    assert form.fresh().conclusion == "withdrawn"
    assert own_step(form, "withdraw", reason="再来").status_code in (403, 409)


def test_who_is_not_seconded_reads_what_the_page_is_for(world: World) -> None:
    assert "您现在没有挂职" in page(world.who(Role.INFO_OFFICER, world.hamlet), MINE)
    assert signed_in(world.who(Role.AUDIT_ADMIN, world.county)).get(MINE).status_code == 404


def test_more_days_and_reports_cost_no_more_queries(form: Form) -> None:
    form.to(S.SERVING)
    form.do("report", form.host, kind="report", text="一", on=today())
    before = queries(form.person, MINE)
    for number in range(4):
        form.do("report", form.host, kind="matter", text=str(number), on=today())
    form.do("record_attendance", form.host, days=[{"on": today(), "presence": "present"}])
    assert queries(form.person, MINE) == before


def test_the_menu_offers_nothing_to_who_has_no_round_to_see_and_no_form_of_their_own(
    world: World, form: Form
) -> None:
    entry = 'href="/secondments/"'
    assert entry in page(form.person, MINE)
    assert entry not in page(world.who(Role.INFO_OFFICER, world.hamlet), MINE)
    assert entry in page(world.who(Role.WINDOW, world.town), "/today/")
