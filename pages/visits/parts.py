"""The sections of a visit's file. The first one reads the visit; the list and the papers read their own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.models import Finding, FindingKind, FindingState, Rectification, VisitDetail
from organizations.models import Checklist, ItemType
from pages.casefile import parts, sections
from pages.kinds import Desk, Pairs, Part
from pages.speech import spoken_date, spoken_people
from protection import personal
from workflows.visit.states import VisitEnd


def visit(desk: Desk) -> dict[str, Any]:
    """走访情况: where, when, by whom, who was met, the checklist, what was said. Four queries."""
    case = desk.case
    detail = VisitDetail.objects.select_related("visitor", "relation__cycle", "unit").get(pk=case.pk)
    kept = personal.read_many([detail.said_key, detail.spot_key])
    said: Mapping[str, Any] = kept.get(detail.said_key, {}) if detail.said_key else {}
    clocks = [
        one for one in desk.found.clocks if one.rule_id in ("visit_make", "visit_sort", "contact_cycle")
    ]
    return {
        "visit": detail, "facts": _facts(desk, detail), "said": said.get("said", ""),
        "answers": _answers(detail, said.get("texts", {})),
        "spot": kept.get(detail.spot_key, {}) if detail.spot_key else {},
        "met": sections.parties(desk.found, desk.reader), "clocks": sections.views(clocks, case, desk.at),
    }  # fmt: skip


def _facts(desk: Desk, detail: VisitDetail) -> Pairs:
    case = desk.case
    pairs: Pairs = [
        (_("走访人"), detail.visitor.name),
        (
            _("跟进人"),
            desk.found.people.get(case.handler_id or 0, "") if case.handler_id != detail.visitor_id else "",
        ),
        (_("走访对象"), f"{detail.place_name} · {detail.get_place_kind_display()}".removeprefix(" · ")),
        (_("联系关系"), detail.relation.cycle.title if detail.relation else _("没有联系关系的走访")),
        (_("计划日期"), _day(detail.planned_on)),
        (_("走访日期"), _day(detail.visited_on)),
        (_("时长"), _("%(n)d 分钟") % {"n": detail.minutes} if detail.minutes else ""),
        (_("见到的人"), spoken_people(case.people) if detail.visited_on else ""),
        (_("建会情况"), _("未建会企业") if detail.no_union else ""),
        (_("结果"), dict(VisitEnd.choices).get(case.conclusion, "")),
    ]
    return [(name, value) for name, value in pairs if value]


def _day(day: Any) -> str:
    return spoken_date(day, with_year=True) if day else ""


def _answers(detail: VisitDetail, texts: Mapping[str, str]) -> Pairs:
    """The checklist as it was when it was filled in."""
    if not detail.checklist:
        return []
    form = Checklist.objects.filter(code=detail.checklist, version=detail.checklist_version).first()
    return item_answers(form.items if form else [], detail.answers, texts)


def item_answers(
    items: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], texts: Mapping[str, str]
) -> Pairs:
    """Name and answer of every item that was answered, in the reader's language."""
    english = (get_language() or "").startswith("en")
    pairs: Pairs = []
    for item in items:
        name = item["name_en"] if english and item.get("name_en") else item["name"]
        if item["type"] == ItemType.TEXT:
            value: Any = texts.get(item["key"], "")
        else:
            value = _spoken(item, answers.get(item["key"]))
        if value != "":
            pairs.append((name, value))
    return pairs


def _spoken(item: Mapping[str, Any], value: Any) -> Any:
    if value is None:
        return ""
    if item["type"] == ItemType.YES_NO:
        return _("是") if value else _("否")
    return item["options"][value] if item["type"] == ItemType.CHOICE else value


def entries(desk: Desk) -> dict[str, Any]:
    """三张清单: every entry with its owner, clock, answer, rating, and the case it became. Two queries."""
    rows = list(Finding.objects.filter(case=desk.case).select_related("owner", "became", "asker"))
    texts = personal.read_many([key for row in rows for key in (row.text_key, row.answer_key)])
    clocks = {one.key: one for one in desk.found.clocks if one.rule_id == "finding_answer"}
    shown = []
    for row in rows:
        running = [clocks[row.code]] if row.state == FindingState.OPEN and row.code in clocks else []
        asker = desk.found.of(row.asker.personal_key) if row.asker else {}
        shown.append(
            {
                "row": row,
                "text": texts.get(row.text_key, {}).get("text", ""),
                "asked": bool(asker),
                "answer": texts.get(row.answer_key, {}).get("answer", "") if row.answer_key else "",
                "clock": next(iter(sections.views(running, desk.case, desk.at)), None),
                "became_url": reverse("case", args=[row.became.code]) if row.became else "",
            }  # fmt: skip
        )
    lists = [
        {"kind": kind.label, "rows": [one for one in shown if one["row"].kind == kind]}
        for kind in FindingKind
    ]
    return {"lists": [one for one in lists if one["rows"]]}


def papers(desk: Desk) -> dict[str, Any]:
    """限期整改通知书 and the looks after them. Two queries."""
    rows = list(Rectification.objects.filter(case=desk.case).select_related("co_issuer", "paper"))
    texts = personal.read_many(row.hazard_key for row in rows)
    clocks = {one.key: one for one in desk.found.clocks if one.rule_id == "rectification_due"}
    shown = []
    for row in rows:
        running = [clocks[row.code]] if row.state == "waiting" and row.code in clocks else []
        shown.append(
            {
                "row": row,
                "hazard": texts.get(row.hazard_key, {}).get("hazard", ""),
                "clock": next(iter(sections.views(running, desk.case, desk.at)), None),
            }  # fmt: skip
        )
    return {"papers": shown}


PARTS = (
    Part("visit", gettext_lazy("走访情况"), "visits/part_visit.html", visit, full=False),
    Part("list", gettext_lazy("清单"), "visits/part_list.html", entries, full=False),
    Part("rectify", gettext_lazy("限期整改"), "visits/part_rectify.html", papers, full=False),
    parts.EVIDENCE,
)
