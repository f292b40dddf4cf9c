"""The sections of a dispute's case file: the shared ones, with what makes a dispute grave and how its mediation stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import DisputeDetail
from pages.casefile import parts, sections
from pages.casefile.joint_check import CHECK_PART
from pages.kinds import Desk, Part
from pages.mediations.served import TABLES
from pages.wages.growing import grown, seen


def facts(desk: Desk) -> dict[str, Any]:
    """事实, a dispute's own flags first."""
    shared = parts.facts(desk)
    return {
        **shared,
        **grown(desk.reader),
        **seen(desk.reader),
        "flags": [*_grave(desk.case.dispute), *shared["flags"]],
    }


def _grave(detail: DisputeDetail) -> list[str]:
    asked = {
        _("死亡或重伤"): detail.serious_injury,
        _("打击报复"): detail.retaliation,
        _("欠薪预警 %(n)d 级") % {"n": detail.wage_level}: detail.wage_level > 0,
    }
    return [words for words, holds in asked.items() if holds]


def talks(desk: Desk) -> dict[str, Any]:
    """协商: application, the other side, the clocks of mediation, messages."""
    return {
        "mediation_clocks": sections.mediation_clocks(desk.found, desk.at),
        **parts.messages(desk),
    }


PARTS = (
    replace(parts.FACTS, context=facts),
    parts.PARTIES,
    parts.EVIDENCE,
    CHECK_PART,
    Part("talks", gettext_lazy("协商"), "cases/part_talks.html", talks),
    TABLES,
    parts.AGREEMENT,
    parts.PAPERS,
)
