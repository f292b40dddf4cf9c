"""What the pages know of 走访 and of no other kind."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, CaseKind
from pages.casefile.access import Reader
from pages.kinds import Back, KindPage
from pages.visits import steps
from pages.visits.forms import FORMS
from pages.visits.parts import PARTS
from pages.visits.who import goers

ICONS = {
    "record": "writing", "replan": "calendar", "cancel": "circle-x", "pass_on": "users", "add_finding": "plus",
    "assign_finding": "send", "answer_finding": "message", "give_receipt": "receipt", "make_case": "briefcase", "follow_up": "list-check",
    "finish": "check", "issue_rectification": "alert-triangle", "recheck": "circle-check", "add_photo": "plus",
}  # fmt: skip


def _title(case: Case, texts: object) -> str:
    """「走访 · 示例轻纺厂」; a worker's name is kept apart and not said in a list."""
    return _("走访 · %(place)s") % {"place": case.visit.place_name or _("联系的职工")}


def _notes(case: Case) -> Iterable[str]:
    """「未建会企业」 in a line of a list."""
    if case.visit.no_union:
        yield _("未建会企业")


def _back(reader: Reader) -> Back | None:
    """To 走访, for who goes on visits."""
    return Back(reverse("visits"), _("回到走访")) if goers(reader.ways) else None


PAGE = KindPage(
    kind=CaseKind.VISIT,
    next_step=steps.next_step,
    turns=steps.TURNS,
    parts=PARTS,
    forms=FORMS,
    before=steps.BEFORE,
    icons=ICONS,
    title=_title,
    row_notes=_notes,
    back=_back,
    is_graded=False,
)

__all__ = ["FORMS", "PAGE"]
