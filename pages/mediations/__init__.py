"""What the pages know of 三方/四方协商 and of no other kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.models import Case, CaseKind
from pages.casefile.forms import OF_TERMS, SHARED, Forms
from pages.kinds import KindPage, Texts, by_category
from pages.mediations import steps
from pages.mediations.forms import OF_TABLES
from pages.mediations.parts import PARTS
from workflows.mediation.states import S
from workflows.models import Approval, ApprovalKind

FORMS: Forms = {**SHARED, **OF_TERMS, **OF_TABLES}
ICONS = {
    "add_seat": "users", "set_speaker": "user", "notify": "calendar-due", "move_session": "calendar", "open_session": "messages",
    "adjourn": "player-pause", "write_minutes": "writing", "propose": "file-text", "ask_consents": "send",
    "record_answer": "writing", "offer_links": "qrcode", "end_collection": "hourglass", "sign_as_mediator": "signature",
    "record_seal": "circle-check", "fail": "circle-x", "take_road": "route", "back_to_table": "arrow-back-up",
    "inform_parties": "send", "close_table": "check", "record_extension_consent": "writing", "mark_topic": "check",
}  # fmt: skip


def title(case: Case, texts: Texts) -> str:
    """The title it was given; without one the matter and the employer, as of any case."""
    key = case.mediation.title_key
    own = str(texts.get(key, {}).get("title", "")) if key else ""
    return own or by_category(case, texts).removesuffix(" · ")


def title_keys(case: Case) -> Iterable[uuid.UUID | None]:
    """Where its title is kept."""
    return (case.mediation.title_key,)


def row_notes(case: Case) -> Iterable[str]:
    """Which form the table has, and which version is out."""
    yield str(case.mediation.get_form_display())
    if case.mediation.proposal_version:
        yield _("第 %(n)d 版方案") % {"n": case.mediation.proposal_version}


def _extending(approval: Approval) -> str:
    return _("调解期限延到双方都同意的那一天，所服务的案件也延到那一天。")


PAGE = KindPage(
    kind=CaseKind.MEDIATION,
    next_step=steps.next_step,
    turns=steps.TURNS,
    parts=PARTS,
    forms=FORMS,
    detours={S.ADJOURNED: S.NOTIFIED, S.FAILED: S.IN_FORCE},
    before=steps.BEFORE,
    icons=ICONS,
    title=title,
    title_keys=title_keys,
    row_notes=row_notes,
    on_yes={ApprovalKind.EXTEND: _extending},
)

__all__ = ["FORMS", "PAGE"]
