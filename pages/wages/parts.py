"""The sections of a wage case's file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ClockState, WarningSignal
from cases.selectors import leading
from organizations.models import CodeList
from pages.casefile import parts, sections
from pages.casefile.joint_check import CHECK_PART
from pages.clocks import clock_view
from pages.kinds import Desk, Part
from pages.labels import label
from pages.mediations.served import TABLES
from pages.wages import money, papers
from pages.wages.growing import origin, seen
from protection import personal
from workflows.wage_arrears.clocks import PAY_DAY, RESPONSE

#: How a signal is known, where it is the software that knows it.
SOURCES = {
    "report": gettext_lazy("上报时写明"),
    "count": gettext_lazy("按这家单位以前的案件统计"),
    "claims": gettext_lazy("欠薪明细合计"),
}
#: Workers named on the file itself; the ledger's own page has them all.
SHOWN = 6


def facts(desk: Desk) -> dict[str, Any]:
    """事实, a wage case's own flags first; pay days stand with their plan, not among the clocks."""
    shared, detail = parts.facts(desk), desk.case.wage_arrears
    clocks = [clock for clock in desk.found.clocks if clock.rule_id not in (PAY_DAY, "arb_limitation")]
    flags = [_("欠薪预警 %(n)d 级") % {"n": detail.warn_level}] + (
        [_("打击报复")] if detail.retaliation else []
    )
    links = origin(desk.case) if desk.reader.full else {}
    return {
        **shared, "flags": [*flags, *shared["flags"]], "clocks": sections.views(clocks, desk.case, desk.at), **links,
        **seen(desk.reader),
    }  # fmt: skip


def warning(desk: Desk) -> dict[str, Any]:
    """预警: the level, the signals behind it, and by when it must be answered."""
    case = desk.case
    rows = list(WarningSignal.objects.filter(case=case).select_related("source_case"))
    notes = personal.read_many(row.note_key for row in rows)
    running = next((one for one in desk.found.clocks if one.rule_id in RESPONSE.values()), None)
    answered = running is not None and running.state == ClockState.STOPPED
    return {
        "signals": [_signal(row, notes.get(row.note_key, {}) if row.note_key else {}) for row in rows],
        "warn_level": case.wage_arrears.warn_level, "answered": answered,
        "response": clock_view(running, case, desk.at) if running else None,
    }  # fmt: skip


def _signal(row: WarningSignal, note: Any) -> dict[str, Any]:
    """What, how much, where from, when; a case it was read from is a link only for who may open it."""
    return {
        "what": row.get_kind_display(), "value": f"{row.value.normalize():,f}", "on": row.observed_on, "days": row.window_days,
        "source": note.get("known_from") or SOURCES.get(row.source) or label(CodeList.SOURCE, row.source), "case": row.source_case, "note": note.get("note", ""),
    }  # fmt: skip


def parties(desk: Desk) -> dict[str, Any]:
    """当事人: a few of the workers; all of them are on the ledger's page."""
    found = desk.found
    few = replace(found, parties=leading(found.parties)[:SHOWN])
    return {
        "parties": sections.parties(few, desk.reader), "group": sections.group_counts(found),
        "more_parties": max(len(found.parties) - SHOWN, 0), "claims_url": reverse("wage_claims", args=[desk.case.code]),
    }  # fmt: skip


PARTS = (
    Part("facts", gettext_lazy("事实"), "cases/part_facts.html", facts, full=False),
    Part("warning", gettext_lazy("预警"), "wages/part_warning.html", warning),
    Part("ledger", gettext_lazy("欠薪明细"), "wages/part_ledger.html", money.ledger),
    Part("payers", gettext_lazy("谁来付"), "wages/part_payers.html", money.payers),
    Part("plan", gettext_lazy("还款"), "wages/part_plan.html", money.plans),
    Part("papers", gettext_lazy("督促文书"), "wages/part_papers.html", papers.papers),
    Part("roads", gettext_lazy("移交与追责"), "wages/part_roads.html", papers.roads),
    replace(parts.PARTIES, template="wages/part_parties.html", context=parties),
    parts.EVIDENCE,
    CHECK_PART,
    TABLES,
    parts.MESSAGES,
)
