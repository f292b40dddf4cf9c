"""What the pages know of 欠薪跟踪 and of no other kind."""

from __future__ import annotations

from cases.models import CaseKind
from pages.casefile import parts
from pages.casefile.forms import OF_REPORTED, SHARED, Forms, intake
from pages.kinds import KindPage
from pages.wages import steps
from workflows.wage_arrears.states import S

FORMS: Forms = {
    **SHARED, **OF_REPORTED, "assign": intake.Assign, "ask_not_confirmed": intake.AskNotConfirmed,
}  # fmt: skip

PAGE = KindPage(
    kind=CaseKind.WAGES,
    next_step=steps.next_step,
    turns=steps.TURNS,
    parts=(parts.FACTS, parts.PARTIES, parts.EVIDENCE, parts.MESSAGES, parts.PAPERS),
    forms=FORMS,
    detours={S.HANDED_OVER: S.PLANNED},
)

__all__ = ["FORMS", "PAGE"]
