"""Who must sign in the demonstration: chains the county and one town edited, a chair away, closings read by two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cases.models import Grade
from organizations import actions
from organizations.acting import actings_of
from organizations.models import Post
from organizations.roles import Role
from workflows import secondment_changes
from workflows.chain_changes import add_chain, change_chain
from workflows.models import ApprovalKind, Mode, Signs

from . import stories as s
from .cases import facts
from .sending import answers
from .timeline import Tale, Told

ADMINISTRATOR = "xitong"
TWO_EYES = "五泄镇"
FIRST_READ: dict[str, Any] = {
    "name": "组织部门初审", "signs": Signs.ROLE, "role": Role.MEDIATOR, "days": 3, "looks_at": ["standing", "host"],
}  # fmt: skip
VICE_CHAIR: dict[str, Any] = {
    "name": "分管副主席审核",
    "signs": Signs.ROLE,
    "role": Role.VICE_CHAIR,
    "days": 3,
}
CHAIR: dict[str, Any] = {"name": "主席审批", "days": 5}


def edited(tale: Tale) -> Iterator[float]:
    """审批流程: the county's for secondments in two steps, a year ago; three since just before the round of this year.

    Notice and shares of grades are set on the same day: five working days, a quarter 优秀 at most.
    """
    acting, county = tale.county.actings[ADMINISTRATOR], tale.county.units["诸暨市"]
    posts = add_chain(
        acting=acting, code="zhuji-second", name="挂职审批", kind=ApprovalKind.SECOND_COUNTY, unit=county,
        steps=[VICE_CHAIR, CHAIR], at=tale.moment,
    )  # fmt: skip
    add_chain(
        acting=acting, code="zhuji-extend", name="特批延长挂职", kind=ApprovalKind.SECOND_EXTEND, unit=county,
        steps=[VICE_CHAIR, CHAIR], at=tale.moment,
    )  # fmt: skip
    add_chain(
        acting=acting, code="wuxie-close", name="五泄镇结案两人看", kind=ApprovalKind.CLOSE, unit=tale.county.units[TWO_EYES],
        steps=[VICE_CHAIR | {"name": "副主席复核", "days": 2}, {"name": "主席结案", "mode": Mode.ANY}], at=tale.moment,
    )  # fmt: skip
    secondment_changes.set_secondments(acting=acting, county=county, notice_days=5, at=tale.moment)
    secondment_changes.set_share(acting=acting, county=county, grade=Grade.EXCELLENT, most=25, at=tale.moment)
    yield 157
    change_chain(posts, acting=acting, steps=[FIRST_READ, VICE_CHAIR, CHAIR], at=tale.moment)


def away(tale: Tale) -> Iterator[float]:
    """委托审批: the county's chair is at a course; the supervisor signs for him, and does nothing else in his name."""
    people, acting = tale.county.people, tale.county.actings["xianzhuxi"]
    post = Post.objects.on(tale.day).get(person=people["xianzhuxi"], role=Role.CHAIR)
    actions.name_deputy(
        acting=acting, post=post, person=people["ducha"], starts_on=tale.day, ends_on=tale.in_working_days(12),
        only_approvals=True, at=tale.moment,
    )  # fmt: skip
    tale.county.actings["ducha_for_chair"] = actings_of(people["ducha"], tale.day)[-1]
    yield 0.1


def read_by_two(tale: Tale, given: dict[str, Any], decided: bool = True) -> Iterator[float]:
    """结案 in a town with a chain of its own: the vice-chair looks, then the chair decides."""
    yield from s.closing(tale, given)
    if not decided:
        return
    yield 1
    answers(tale, "approve", "卷里有转账凭证，数额对得上。")
    yield 1
    answers(tale, "approve", "同意结案。")


#: Told first, so that whatever is asked later finds them.
EDITED = [Told("liu-01", 270, edited, in_working_days=True)]
CHAINS = [
    *EDITED,
    Told("liu-02", 8, away, in_working_days=True),
    Told(
        "liu-03", 34, s.whole(read_by_two, facts(501, TWO_EYES, "五泄旅游", "overtime_pay", 2, 6400)), in_working_days=True
    ),
    Told(
        "liu-04", 24, s.whole(read_by_two, facts(502, TWO_EYES, "五泄旅游", "unpaid_wages", 3, 15600), decided=False),
        in_working_days=True,
    ),
]  # fmt: skip
