"""What the pages know of 欠薪跟踪 and of no other kind."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.models import Case, CaseKind
from pages.kinds import KindPage
from pages.wages import steps
from pages.wages.forms import FORMS
from pages.wages.parts import PARTS, SHOWN
from pages.wages.telling import NOW, TOLD
from workflows.models import Approval, ApprovalKind

ICONS = {
    "record_finding": "writing", "confirm_arrears": "circle-check", "add_claim": "plus", "choose_claim": "alert-triangle",
    "send_tip": "send", "send_opinion": "send", "record_opinion_outcome": "file-text", "send_advice": "building-community",
    "record_advice_feedback": "file-text", "record_order_to_pay": "gavel", "hand_over": "external-link",
    "road_result": "route", "agree_plan": "calendar-due", "record_payment": "coins", "reverse_payment": "arrow-back-up",
    "use_credit": "coins", "add_payer": "building", "ask_close": "check", "add_signal": "bell",
}  # fmt: skip


def _reopening(approval: Approval) -> str:
    return _("案件回到“核实中”，要重新指派调解员；已经收到的款和欠薪明细都不变。")


def _notes(case: Case) -> Iterable[str]:
    """「欠薪预警二级」 in a line of a list."""
    words = {1: _("欠薪预警一级"), 2: _("欠薪预警二级"), 3: _("欠薪预警三级")}
    yield words.get(case.wage_arrears.warn_level, "")


def _title(case: Case, texts: object) -> str:
    """「欠薪 · 示例轻纺厂」."""
    return _("欠薪 · %(employer)s") % {"employer": case.employer_name}


PAGE = KindPage(
    kind=CaseKind.WAGES,
    next_step=steps.next_step,
    turns=steps.TURNS,
    parts=PARTS,
    workers_named=SHOWN,
    forms=FORMS,
    icons=ICONS,
    title=_title,
    row_notes=_notes,
    now=NOW,
    told=TOLD,
    on_yes={ApprovalKind.REOPEN: _reopening},
)

__all__ = ["FORMS", "PAGE"]
