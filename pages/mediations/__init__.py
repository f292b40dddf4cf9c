"""What the pages know of 三方/四方协商 and of no other kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from cases.models import Case, CaseKind
from pages.casefile import parts
from pages.casefile.forms import OF_TERMS, SHARED, Forms, intake, mediation
from pages.kinds import KindPage, Texts, by_category
from pages.mediations import steps
from workflows.mediation.states import S

FORMS: Forms = {
    **SHARED, **OF_TERMS, "assign": intake.Assign, "fail": mediation.Fail, "inform_parties": mediation.InformParties,
}  # fmt: skip


def title(case: Case, texts: Texts) -> str:
    """The title it was given; without one the matter and the employer, as of any case."""
    key = case.mediation.title_key
    own = str(texts.get(key, {}).get("title", "")) if key else ""
    return own or by_category(case, texts).removesuffix(" · ")


def title_keys(case: Case) -> Iterable[uuid.UUID | None]:
    """Where its title is kept."""
    return (case.mediation.title_key,)


PAGE = KindPage(
    kind=CaseKind.MEDIATION,
    next_step=steps.next_step,
    turns=steps.TURNS,
    parts=(parts.EVIDENCE, parts.AGREEMENT, parts.PAPERS),
    forms=FORMS,
    detours={S.ADJOURNED: S.NOTIFIED, S.FAILED: S.IN_FORCE},
    title=title,
    title_keys=title_keys,
)

__all__ = ["FORMS", "PAGE"]
