"""What a chair is told of a no is what a no does."""

from __future__ import annotations

import pytest

from cases.models import Case, CaseKind
from organizations.roles import Role
from pages.approvals.consequences import Beside, facts, on_no
from pages.speech import spoken_day
from record.timekeeping import now, today
from tests.builders import World, person_of
from tests.pages.asking import page, section
from tests.secondments import Form, months_on
from workflows import secondment_changes as changes
from workflows.models import Approval, ApprovalKind
from workflows.secondment.base import MOVING
from workflows.secondment.states import S


@pytest.mark.parametrize("kind", MOVING)
def test_a_form_that_is_not_approved_does_not_stay_where_it_is(kind: ApprovalKind) -> None:
    case = Case(kind=CaseKind.SECONDMENT, state=S.COUNTY_REVIEW)
    said = on_no(Approval(kind=kind), case, Beside())
    assert "回到选送单位修改" in said
    assert "案件留在" not in said


@pytest.mark.django_db
def test_a_form_of_secondment_is_asked_about_without_money_and_without_a_handler(world: World) -> None:
    form = Form(world).to(S.COUNTY_REVIEW)
    case = Case.objects.select_related("unit", "handler").get(pk=form.case.pk)
    told = dict(facts(form.approval, case, Beside(), now()))
    assert "金额" not in told
    assert "未指派" not in told["承办"]
    assert case.unit.name in told["承办"]


def asked(form: Form) -> str:
    """The open request as the county's chair reads it."""
    return page(form.county_chair, f"/approvals/{form.approval.code}/")


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "state", "other"), [(5, "公示", "待到岗"), (0, "待到岗", "公示")])
def test_the_county_reads_where_to_for_how_long_who_pays_and_the_one_state_that_follows(
    world: World, days: int, state: str, other: str
) -> None:
    changes.set_secondments(acting=world.made.admin, county=world.county, notice_days=days)
    form = Form(world).to(S.COUNTY_REVIEW)
    html = asked(form)
    assert f"案件进入“{state}”。" in html
    detail = form.fresh().secondment
    assert detail.wish_from is not None
    assert detail.wish_until is not None
    span = f"{spoken_day(detail.wish_from)} — {spoken_day(detail.wish_until)}"
    for words in (detail.host_name, span, "工资由谁发", "工伤保险由谁缴"):
        assert words in html, words
    form.answer(who=form.county_chair)
    assert form.fresh().state == {"公示": S.NOTICE, "待到岗": S.APPROVED}[state]


@pytest.mark.django_db
@pytest.mark.parametrize("needed", ["none", "party"])
def test_the_senders_chair_reads_the_one_state_that_follows(world: World, needed: str) -> None:
    changes.set_secondments(acting=world.made.admin, county=world.county, consent_to_town=needed)
    form = Form(world).submit()
    html = page(form.sender_chair, f"/approvals/{form.approval.code}/")
    form.answer(who=form.sender_chair)
    assert f"案件进入“{S(form.fresh().state).label}”。" in html


@pytest.mark.django_db
def test_more_time_is_asked_for_until_a_day_that_people_say(world: World) -> None:
    form = Form(world).to(S.SERVING)
    until = months_on(today(), 7)
    form.do("ask_longer", form.county, until=until, reason="项目没有结束")
    html = asked(form)
    assert f"挂职延长到{spoken_day(until)}。" in html
    assert until.isoformat() not in html


@pytest.mark.django_db
def test_the_chair_reads_which_grade_is_proposed_why_and_what_the_host_said(world: World) -> None:
    form = Form(world).to(S.ASSESSING).mark("basic")
    form.do("propose_grade", form.county, grade="competent", reason="综合各项都达到要求")
    html = asked(form)
    for words in ("拟定等次", "评定为“称职”，并办结。", "综合各项都达到要求", "基本称职"):
        assert words in html, words
    file = section(page(form.county, f"/cases/{form.case.code}/"), "考核")
    assert "称职（等待审批）" in file
    form.answer(who=form.county_chair)
    assert "等待审批" not in section(page(form.county, f"/cases/{form.case.code}/"), "考核")


@pytest.mark.django_db
def test_whom_a_grade_is_proposed_for_reads_it_nowhere_before_it_is_given(world: World) -> None:
    who = world.who(Role.MEDIATOR, world.town)
    form = Form(world, "to_county", person=person_of(who)).to(S.ASSESSING).mark()
    form.do("propose_grade", form.county, grade="basic", reason="综合各项")
    for address in (f"/cases/{form.case.code}/", f"/approvals/{form.approval.code}/"):
        html = page(who, address)
        assert "拟定等次" not in html, address
        assert "评定为" not in html, address
