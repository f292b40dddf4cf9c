"""Signing, the seal, more time, and the roads after an agreement. Shapes for the templates; no queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import SIDES, Matter
from organizations.models import CodeList
from pages.labels import label
from pages.mediations.answers import RoundView
from pages.mediations.reading import TableFile
from pages.speech import listed, spoken_date, spoken_money
from workflows.mediation.roads import OpenRoad
from workflows.mediation.states import S


@dataclass(frozen=True)
class RoadView:
    """One road: its ground, until when, with what facts, or why it is not open yet."""

    code: str
    name: str
    ground: str
    reason: str
    until: datetime.date | None
    facts: Sequence[tuple[str, str]]
    together: bool


@dataclass(frozen=True)
class ExtensionView:
    """One new last day, and which side agreed to it on which paper."""

    until: datetime.date
    said: Sequence[tuple[str, str, str, str]]
    lacking: str


def roads(found: Sequence[OpenRoad]) -> list[RoadView]:
    """Open ones first."""
    views = [_road(one) for one in found]
    return sorted(views, key=lambda view: bool(view.reason))


def _road(one: OpenRoad) -> RoadView:
    facts = []
    if one.until is not None:
        facts.append((_("最晚申请日"), spoken_date(one.until, with_year=True)))
    if one.terms:
        facts.append((_("涉及条款"), listed(_("第 %(n)d 项") % {"n": order} for order in one.terms)))
    if one.amount:
        facts.append((_("到期未付"), spoken_money(one.amount)))
    if one.together:
        facts.append((_("谁来申请"), _("双方共同")))
    name = label(CodeList.ROAD, str(one.road))
    return RoadView(str(one.road), name, one.ground, one.reason, one.until, facts, one.together)


def extensions(table: TableFile) -> list[ExtensionView]:
    """By the day agreed to, the latest first."""
    days = sorted({row.until for row in table.extensions}, reverse=True)
    return [_extension(table, day) for day in days]


def _extension(table: TableFile, day: datetime.date) -> ExtensionView:
    rows = [row for row in table.extensions if row.until == day]
    here = {table.by_id[row.seat_id].kind for row in rows}
    said = [
        (
            table.name(row.seat_id), spoken_date(row.given_on), table.of(row.evidence.name_key, "name"),
            reverse("case_evidence", args=[table.case.code, row.evidence.code]),
        )
        for row in rows
    ]  # fmt: skip
    lacking = [str(kind.label) for kind in SIDES if kind not in here]
    return ExtensionView(day, said, listed(lacking))


def unscaled(table: TableFile, rounds: Sequence[RoundView]) -> str:
    """While a dispute's agreement is signed that some workers did not consent to: its sums are nobody's in particular, and
    do not shrink by themselves as those of wages do. Empty elsewhere.
    """
    asked = next((one for one in rounds if not one.is_signing), None)
    if table.case.state != S.SIGNING or table.case.mediation.matter != Matter.DISPUTE:
        return ""
    if asked is None or not asked.unbound or table.newest is None:
        return ""
    if not any(term.amount for term in table.terms_of(table.newest)):
        return ""
    return _(
        "有%(n)s名职工没有同意，协议不约束他们；方案里的金额没有因此减少。金额里有他们的，请提出新的一版，只写付给同意的职工的。"
    ) % {"n": len(asked.unbound)}


def seal(table: TableFile) -> dict[str, Any]:
    """When it was sealed, where the paper is, and since when it can be enforced."""
    detail = table.case.mediation
    if detail.sealed_on is None:
        return {}
    paper = next((one for one in table.case.evidence.all() if one.pk == detail.seal_id), None)
    return {
        "on": detail.sealed_on,
        "url": reverse("case_evidence", args=[table.case.code, paper.code]) if paper else "",
        "enforceable": detail.get_enforceable_by_display() if detail.enforceable_by else "",
        "enforceable_on": detail.enforceable_on,
    }
