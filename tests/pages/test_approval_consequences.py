"""What a chair is told of a no is what a no does."""

from __future__ import annotations

import pytest

from cases.models import Case, CaseKind
from pages.approvals.consequences import Beside, facts, on_no
from record.timekeeping import now
from tests.builders import World
from tests.secondments import Form
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
