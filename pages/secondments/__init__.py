"""What the pages know of 上挂下联 and of no other kind."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.models import Case, CaseKind, Grade
from pages.casefile.forms import Forms
from pages.casefile.forms.ladder import AnswerOrder, Order, Urge
from pages.kinds import KindPage, Texts
from pages.secondments import forms, serving_forms, steps
from pages.secondments.parts import PARTS
from pages.speech import spoken_day
from workflows.models import Approval, ApprovalKind

FORMS: Forms = {
    "order": Order, "answer_order": AnswerOrder, "urge": Urge, **forms.FORMS,
    **serving_forms.FORMS,
}  # fmt: skip
ICONS = {
    "submit": "send", "file": "send", "choose_as_host": "check", "choose_as_person": "check", "put_to_county": "send",
    "try_other_host": "arrows-exchange", "return_form": "arrow-back-up", "take_up": "calendar-due", "ask_longer": "calendar",
    "finish": "circle-check", "hand_out_codes": "qrcode", "propose_grade": "signature",
}  # fmt: skip


def title(case: Case, texts: Texts) -> str:
    """Who, and from where to where."""
    name = str(texts.get(case.secondment.person_key, {}).get("name", "")) or _("姓名已删除")
    return f"{name} · {case.secondment.get_direction_display()}"


def title_keys(case: Case) -> Iterable[uuid.UUID | None]:
    """Where the name is kept."""
    return (case.secondment.person_key,)


def row_notes(case: Case) -> Iterable[str]:
    """Late filing, and a post that was lengthened."""
    if case.secondment.is_late:
        yield _("逾期报送")
    if case.secondment.is_extended:
        yield _("特批延长")


def _extending(approval: Approval) -> str:
    until = datetime.date.fromisoformat(approval.payload["until"])
    return _("挂职延长到%(until)s。") % {"until": spoken_day(until)}


def _grading(approval: Approval) -> str:
    grade = approval.payload.get("grade", "")
    return _("评定为“%(grade)s”，并办结。") % {"grade": dict(Grade.choices).get(grade, grade)}


PAGE = KindPage(
    kind=CaseKind.SECONDMENT,
    next_step=steps.next_step,
    turns=steps.TURNS,
    parts=PARTS,
    forms=FORMS,
    before=steps.BEFORE,
    icons=ICONS,
    title=title,
    title_keys=title_keys,
    row_notes=row_notes,
    on_yes={ApprovalKind.SECOND_EXTEND: _extending, ApprovalKind.SECOND_GRADE: _grading},
)

__all__ = ["FORMS", "PAGE"]
