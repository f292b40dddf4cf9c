"""Conditions of a visit's steps, each a sentence that gives a person the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import PlaceKind
from organizations.models import PartnerBody, PartnerKind
from organizations.paths import ancestors
from workflows.machine import guard

if TYPE_CHECKING:
    from .base import Visiting


@guard(_("清单里还有事项没有答复，或限期整改还没有复查。"))
def nothing_waits(flow: Visiting) -> bool:
    """事事有回应: a visit ends when everything on its list is answered."""
    return not flow.something_waits


@guard(_("清单里没有待办的事项，可以直接办结。"))
def something_waits(flow: Visiting) -> bool:
    """There is something to follow."""
    return flow.something_waits


@guard(_("清单里没有待答复的事项。"))
def an_entry_waits(flow: Visiting) -> bool:
    """There is an entry to give or answer."""
    return bool(flow.waiting)


@guard(_("没有等待复查的限期整改通知书。"))
def a_paper_waits(flow: Visiting) -> bool:
    """Only a paper within its term is looked at again."""
    return any(row.state == "waiting" for row in flow.papers)


@guard(
    _(
        "限期整改通知书由应急（安监）机构和工会联合发出，这里还没有登记这样的机构；工会单独可以发提示函、意见书或建议书。"
    )
)
def safety_body_beside(flow: Visiting) -> bool:
    """A union alone issues no such paper (煤山)."""
    return bool(safety_bodies(flow))


@guard(_("这次走访的是职工本人，发出通知书会让单位猜到是谁说的；请先到企业查看，在那次走访里发出。"))
def enterprise_was_visited(flow: Visiting) -> bool:
    """The paper goes to the employer: it must rest on what was seen there, not on what somebody told at home."""
    return flow.detail.place_kind == PlaceKind.ENTERPRISE


@guard(_("还没有可以评价的答复。"))
def an_answer_can_be_rated(flow: Visiting) -> bool:
    """What was answered and not rated yet."""
    return any(row.answered_at is not None and row.rating is None for row in flow.findings)


@guard(_("清单里没有还可以评价的事项，不用出具回执。"))
def an_entry_has_no_rating(flow: Visiting) -> bool:
    """A receipt lets its holder rate; what was rated needs none."""
    return any(row.rating is None for row in flow.findings)


def safety_bodies(flow: Visiting) -> list[PartnerBody]:
    """应急/安监所 beside the visiting union, its town or its county. One query a step."""
    found: list[PartnerBody] = flow.fact(
        "safety_bodies",
        lambda: list(
            PartnerBody.objects.filter(
                kind=PartnerKind.SAFETY_OFFICE,
                is_active=True,
                beside__path__in=ancestors(flow.case.unit_path),
            )
        ),
    )
    return found
