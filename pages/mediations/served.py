"""On the file of a dispute or a wage case: the tables held for it, and the way to set one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, MediationDetail
from organizations.acting import Acting
from pages.kinds import Desk, Part, state_words
from workflows.mediation.birth import SERVED_STATES, SETTERS


def tables(desk: Desk) -> dict[str, Any]:
    """The tables held for the case, the newest first, and whether one may be set now. One query."""
    rows = list(MediationDetail.objects.filter(serves=desk.case).select_related("case").order_by("-pk"))
    shown = [
        {
            "number": row.case.number, "url": reverse("case", args=[row.case.code]), "form": row.get_form_display(),
            "state": state_words(row.case.kind, row.case.state), "is_open": row.case.is_open,
            "version": row.proposal_version,
        }
        for row in rows
    ]  # fmt: skip
    way = setter(desk.case, desk.reader.ways)
    why = why_not(desk.case, any(one["is_open"] for one in shown)) if way else ""
    return {"tables": shown, "table_url": _place(desk.case) if way and not why else "", "table_why": why}


def setter(case: Case, ways: Any) -> Acting | None:
    """The way in which somebody may set a table for this case; None when there is none."""
    for way in ways:
        if (
            way.role in SETTERS
            and way.unit
            and not way.manages_for_employer
            and case.unit_path.startswith(way.unit.path)
        ):
            found: Acting = way
            return found
    return None


def why_not(case: Case, has_open: bool) -> str:
    """Why no table can be set now; empty when one can."""
    if not case.is_open:
        return _("案件已经办结。")
    if has_open:
        return _("已经有一场协商没有结束。")
    if case.state not in SERVED_STATES.get(case.kind, ()):
        return _("案件到了可以协商的阶段，才能坐下来谈。")
    if not getattr(case.detail, "names_applicant", False):
        return _("职工还没有同意向对方公开姓名；坐下来协商，对方必然知道申请人是谁。")
    return ""


def _place(case: Case) -> str:
    return reverse("table_for", args=[case.code])


#: For the ``parts`` of the kinds a table may be held for.
TABLES = Part("tables", gettext_lazy("多方协商"), "cases/part_table.html", tables)
