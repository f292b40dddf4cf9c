"""The sections of a dispute's case file. Shapes for the templates; no queries."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.selectors import Dossier
from organizations.models import CodeList
from pages.casefile import sections
from pages.kinds import Desk, Part
from pages.labels import label


def facts(desk: Desk) -> dict[str, Any]:
    """事实: what happened, first times, the worker's choices, 仲裁时效, other clocks."""
    found = desk.found
    limitation, events = sections.limitation(found, desk.at)
    return {
        "facts": sections.facts(found, desk.reader), "flags": [*_grave(found), *sections.flags(found)],
        "story": found.of(desk.case.story_key).get("story", ""), "start_reasons": sections.start_reasons(found),
        "first_times": sections.first_times(found), "choices": sections.worker_choices(found),
        "limitation": limitation, "limitation_events": events, "clocks": sections.other_clocks(found, desk.at),
    }  # fmt: skip


def _grave(found: Dossier) -> list[str]:
    """What makes a dispute grave besides what makes any case so."""
    detail = found.case.dispute
    asked = {
        _("死亡或重伤"): detail.serious_injury,
        _("打击报复"): detail.retaliation,
        _("欠薪预警 %(n)d 级") % {"n": detail.wage_level}: detail.wage_level > 0,
    }
    return [words for words, holds in asked.items() if holds]


def parties(desk: Desk) -> dict[str, Any]:
    """当事人: the workers, masked, and who is bound."""
    return {
        "parties": sections.parties(desk.found, desk.reader),
        "group": sections.group_counts(desk.found),
    }


def evidence(desk: Desk) -> dict[str, Any]:
    """证据: files with their hash."""
    return {"evidence": sections.evidence(desk.found)}


def talks(desk: Desk) -> dict[str, Any]:
    """协商: application, the other side, the clocks of mediation, messages."""
    return {
        "mediation_clocks": sections.mediation_clocks(desk.found, desk.at),
        "talk": sections.talk(desk.found),
    }


def agreement(desk: Desk) -> dict[str, Any]:
    """协议与履行: terms one by one, the road after."""
    detail = desk.case.dispute
    return {
        "terms": sections.terms(desk.found),
        "agreement": label(CodeList.RESULT, detail.agreement),
        "road": label(CodeList.ROAD, detail.road),
    }


def papers(desk: Desk) -> dict[str, Any]:
    """文书: what was sent to the employer, and what was asked of the chair."""
    return {"notices": sections.notices(desk.found), "approvals": desk.approvals}


FACTS = Part("facts", gettext_lazy("事实"), "cases/part_facts.html", facts, full=False)
PARTIES = Part("parties", gettext_lazy("当事人"), "cases/part_parties.html", parties)
EVIDENCE = Part("evidence", gettext_lazy("证据"), "cases/part_evidence.html", evidence)
TALKS = Part("talks", gettext_lazy("协商"), "cases/part_talks.html", talks)
AGREEMENT = Part("agreement", gettext_lazy("协议与履行"), "cases/part_agreement.html", agreement)
PAPERS = Part("papers", gettext_lazy("文书"), "cases/part_papers.html", papers)
PARTS = (FACTS, PARTIES, EVIDENCE, TALKS, AGREEMENT, PAPERS)
