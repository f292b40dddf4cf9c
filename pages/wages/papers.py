"""督促文书 with whom, when and which clock; the roads out; the hint of 拒不支付 with what is met and what is missing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Clock, RoadOutcome, WageDetail
from cases.wages import refusal
from cases.wages import roads as lawful
from organizations.code_values import Road
from organizations.models import CodeList
from pages.casefile import sections
from pages.clocks import clock_view
from pages.kinds import Desk
from pages.labels import label
from pages.parts import ClockView
from pages.wages.facts import road_facts
from pages.wages.money import ledger_at
from protection.models import NoticeKind
from record.timekeeping import day_of
from workflows import rules
from workflows.clocks import jurisdictions
from workflows.wage_arrears.clocks import PAPER_TERMS
from workflows.warning_changes import refusal_amounts

ADVICE = "advice"


@dataclass(frozen=True)
class PaperView:
    """One of the three papers: to whom, when, what became of it, its clock, and whose term that is."""

    name: str
    to: str
    sent_on: datetime.date | None
    outcome: str
    is_law: bool
    source: str
    clock: ClockView | None
    verb: str


def papers(desk: Desk) -> dict[str, Any]:
    """The three papers in their order, other letters, and what was asked of the chair."""
    return {
        "steps": [_paper(kind, desk) for kind in (NoticeKind.TIP, NoticeKind.OPINION, ADVICE)],
        "notices": sections.notices(desk.found), "approvals": desk.approvals,
    }  # fmt: skip


def _paper(kind: str, desk: Desk) -> PaperView:
    detail, term = desk.case.wage_arrears, PAPER_TERMS[kind]
    words = {NoticeKind.TIP: _("提示函"), NoticeKind.OPINION: _("意见书"), ADVICE: _("建议书")}
    verbs = {NoticeKind.TIP: "send_tip", NoticeKind.OPINION: "send_opinion", ADVICE: "send_advice"}
    office = detail.advice_to.name if detail.advice_to else _("人社部门")
    return PaperView(
        words[kind], office if kind == ADVICE else desk.case.employer_name, _sent_on(kind, detail),
        _outcome(kind, detail, desk), term.is_law, _source(term.law_rule_id),
        _clock(term.rule_id, desk) if _sent_on(kind, detail) else None, verbs[kind],
    )  # fmt: skip


def _sent_on(kind: str, detail: WageDetail) -> datetime.date | None:
    return {
        NoticeKind.TIP: detail.tip_sent_on, NoticeKind.OPINION: detail.opinion_sent_on, ADVICE: detail.advice_sent_on,
    }[kind]  # fmt: skip


def _outcome(kind: str, detail: WageDetail, desk: Desk) -> str:
    """What became of it, in words."""
    if kind == NoticeKind.OPINION:
        return str(detail.get_opinion_outcome_display()) if detail.opinion_outcome else ""
    if kind == ADVICE:
        day = detail.advice_feedback_on
        return _("%(day)s 反馈") % {"day": day.isoformat()} if day else ""
    answered = [row.replied_on for row in desk.found.notices if row.kind == kind and row.replied_on]
    return _("%(day)s 答复") % {"day": answered[-1].isoformat()} if answered else ""


def _source(rule_id: str) -> str:
    """The law that knows the paper."""
    rule = rules.book().latest(rule_id)
    article = _("第%(n)s条") % {"n": rule.article} if rule.article else ""
    return f"{rule.law}{article}"


def _clock(rule_id: str, desk: Desk) -> ClockView | None:
    found: Clock | None = next((one for one in desk.found.clocks if one.rule_id == rule_id), None)
    return clock_view(found, desk.case, desk.at) if found and found.state != "stopped" else None


def roads(desk: Desk) -> dict[str, Any]:
    """移交: where it went and what came of it; the roads that are lawful now; the hint. Three queries besides the ledger's."""
    case, detail = desk.case, desk.case.wage_arrears
    facts = road_facts(case, desk.at)
    ways = lawful.next_roads(detail.road, detail.road_outcome, facts) if case.is_open else []
    hint = refusal.hint(
        ledger_at(desk).lines, refusal_amounts(jurisdictions(case)), detail.ordered_to_pay_on, detail.order_pay_by,
        day_of(desk.at),
    )  # fmt: skip
    return {
        "hint": hint, "hint_met": hint.condition != refusal.Condition.NONE, "road_name": label(CodeList.ROAD, detail.road),
        "road_outcome": str(detail.get_road_outcome_display()), "lapsed": detail.road_outcome == RoadOutcome.LAPSED,
        "ways": [
            {"code": str(way.road), "name": label(CodeList.ROAD, str(way.road)), "ground": way.ground} for way in ways
        ],
        "next_way": _next_way(detail, ways),
    }  # fmt: skip


def _next_way(detail: WageDetail, ways: list[lawful.Way]) -> str:
    """After a lapsed 支付令: the road that comes next in law."""
    if detail.road != Road.PAYMENT_ORDER or detail.road_outcome != RoadOutcome.LAPSED:
        return ""
    return label(CodeList.ROAD, str(ways[0].road)) if ways else ""
