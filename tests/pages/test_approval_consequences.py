"""What a chair is told of a no is what a no does."""

from __future__ import annotations

import pytest

from cases.models import Case, CaseKind
from pages.approvals.consequences import Beside, on_no
from workflows.models import Approval, ApprovalKind
from workflows.secondment.base import MOVING
from workflows.secondment.states import S


@pytest.mark.parametrize("kind", MOVING)
def test_a_form_that_is_not_approved_does_not_stay_where_it_is(kind: ApprovalKind) -> None:
    case = Case(kind=CaseKind.SECONDMENT, state=S.COUNTY_REVIEW)
    said = on_no(Approval(kind=kind), case, Beside())
    assert "回到选送单位修改" in said
    assert "案件留在" not in said
