"""上挂下联: one person's secondment, from the 呈报表 to the grade.

Three directions: a town's cadre to the county, an enterprise's or village's to the town, and town chairs, county leaders,
middle cadres and chairs of county offices' unions to an enterprise as 工会工作指导员. The form travels: the sending unit
fills it in (填写) and its chair agrees (选送单位审核); the employer consents in writing, or the party organisation gives its
opinion, as the county has set by direction (意见); the town selects and files (甄选), late only with a reason; the host and
the person choose each other at the same time (双向选择); the county federation approves (审批) and posts a notice where it
does (公示). Who comes into post (到岗) has identity, duties and integrity rules made public (三公开) and promises duties and
goals (二承诺), then serves (挂职中) three to six months, up to twelve by special approval; attendance, reports and
inspections are written down. Anonymous opinions, the host's mark and the figures lead to one of four grades (考核). What
does not get there ends with a coded conclusion: withdrawn, refused, not selected, not matched, ended early.

The union where the form lies is ``case.unit``: its chair is asked, and whoever had it before goes on reading. The person
seconded signs nothing of it.

The parts in their order: ``birth``, ``drafting``, ``matching``, ``posting``, ``serving``, ``assessing``. Pure: ``terms``.
"""

from __future__ import annotations

from workflows.models import ApprovalKind
from workflows.shared.erasure import Erasing

from .assessing import Assessing
from .birth import birth
from .states import S, state


class Secondment(Assessing, Erasing):
    """The whole workflow: one State, every part's verbs."""

    state = state
    birth = staticmethod(birth)
    step_of = {
        ApprovalKind.SECOND_SENDER: "sender_agreed",
        ApprovalKind.SECOND_COUNTY: "county_agreed",
        ApprovalKind.SECOND_EXTEND: "lengthen",
        ApprovalKind.SECOND_GRADE: "decide_grade",
    }


__all__ = ["S", "Secondment"]
