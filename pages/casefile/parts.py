"""Sections of a case file that several kinds have. Shapes for the templates; no queries.

A kind puts them among the ``parts`` of its ``KindPage``; ``FACTS`` and ``MESSAGES`` are of cases that a worker reported.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from organizations.models import CodeList
from pages.casefile import sections
from pages.kinds import Desk, Part
from pages.labels import label


def facts(desk: Desk) -> dict[str, Any]:
    """事实: what happened, first times, the worker's choices, 仲裁时效, other clocks."""
    found = desk.found
    limitation, events = sections.limitation(found, desk.at)
    return {
        "facts": sections.facts(found, desk.reader), "flags": sections.flags(found),
        "story": found.of(desk.case.story_key).get("story", ""), "start_reasons": sections.start_reasons(found),
        "first_times": sections.first_times(found), "choices": sections.worker_choices(found),
        "limitation": limitation, "limitation_events": events, "clocks": sections.other_clocks(found, desk.at),
    }  # fmt: skip


def parties(desk: Desk) -> dict[str, Any]:
    """当事人: the workers, masked, and who is bound."""
    return {
        "parties": sections.parties(desk.found, desk.reader),
        "group": sections.group_counts(desk.found),
    }


def evidence(desk: Desk) -> dict[str, Any]:
    """证据: files with their hash."""
    return {"evidence": sections.evidence(desk.found)}


def messages(desk: Desk) -> dict[str, Any]:
    """Messages with the worker."""
    return {"talk": sections.talk(desk.found)}


def agreement(desk: Desk) -> dict[str, Any]:
    """协议与履行: terms one by one, the road after."""
    detail = desk.case.detail
    return {
        "terms": sections.terms(desk.found),
        "agreement": label(CodeList.RESULT, getattr(detail, "agreement", "")),
        "road": label(CodeList.ROAD, detail.road),
    }


def papers(desk: Desk) -> dict[str, Any]:
    """文书: what was sent to the employer, and what was asked of the chair."""
    return {"notices": sections.notices(desk.found), "approvals": desk.approvals}


FACTS = Part("facts", gettext_lazy("事实"), "cases/part_facts.html", facts, full=False)
PARTIES = Part("parties", gettext_lazy("当事人"), "cases/part_parties.html", parties)
EVIDENCE = Part("evidence", gettext_lazy("证据"), "cases/part_evidence.html", evidence)
MESSAGES = Part("talks", gettext_lazy("消息"), "cases/part_messages.html", messages)
AGREEMENT = Part("agreement", gettext_lazy("协议与履行"), "cases/part_agreement.html", agreement)
PAPERS = Part("papers", gettext_lazy("文书"), "cases/part_papers.html", papers)
