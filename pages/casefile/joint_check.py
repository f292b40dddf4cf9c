"""联调 on the case file: each check with its bodies, what they were asked and answered, and what it came to."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Clock
from pages.clocks import clock_view
from pages.kinds import Desk, Part
from protection import personal
from workflows.models import BodyAnswer, CheckAnswer, CheckState, JointCheck
from workflows.shared.joint_check import REPLY, SUM_UP

#: What a chosen answer looks like: nothing alarming about a body that has nothing to say.
TONES = {BodyAnswer.TRUE: "good", BodyAnswer.PARTLY: "good", BodyAnswer.OPEN: "warn"}
Texts = Mapping[uuid.UUID, Mapping[str, Any]]


def joint_checks(desk: Desk) -> dict[str, Any]:
    """Checks of the case, newest first; what was asked and answered only for the unions that handle it. One query where
    there are none, else four.
    """
    rows = list(
        JointCheck.objects.filter(case=desk.case)
        .select_related("asked_by", "ended_by", "unit")
        .prefetch_related("answers__partner", "answers__answered_by", "answers__evidence")
        .order_by("-asked_at", "-id")
    )
    texts = personal.read_many(_keys(rows)) if rows and desk.reader.handles else {}
    clocks = {(clock.rule_id, clock.key): clock for clock in desk.found.clocks}
    return {"checks": [_check(row, desk, texts, clocks) for row in rows]}


def _keys(rows: Sequence[JointCheck]) -> list[uuid.UUID | None]:
    keys: list[uuid.UUID | None] = [row.conclusion_key for row in rows]
    for row in rows:
        for one in row.answers.all():
            keys += [one.question_key, one.answer_key, one.evidence.name_key if one.evidence else None]
    return keys


def _check(
    row: JointCheck, desk: Desk, texts: Texts, clocks: Mapping[tuple[str, str], Clock]
) -> dict[str, Any]:
    case, at = desk.case, desk.at
    bodies = [_body(one, desk, texts, clocks.get((REPLY, one.code))) for one in row.answers.all()]
    running = row.state == CheckState.RUNNING
    last = clocks.get((SUM_UP, ""))
    return {
        "row": row, "bodies": bodies, "runs": running, "asked": len(bodies),
        "answered": sum(not body["waits"] for body in bodies), "conclusion": _text(texts, row.conclusion_key, "note"),
        "waits_for_centre": running and not any(body["waits"] for body in bodies),
        "clock": clock_view(last, case, at) if running and last and last.state != "stopped" else None,
    }  # fmt: skip


def _body(one: CheckAnswer, desk: Desk, texts: Texts, clock: Clock | None) -> dict[str, Any]:
    case, at = desk.case, desk.at
    waits = one.answer == BodyAnswer.OPEN
    file = one.evidence if desk.reader.handles else None
    return {
        "row": one, "waits": waits, "tone": TONES.get(BodyAnswer(one.answer), ""),
        "question": _text(texts, one.question_key, "question"), "note": _text(texts, one.answer_key, "note"),
        "clock": clock_view(clock, case, at) if waits and clock else None,
        "file": _text(texts, file.name_key, "name") or file.code if file else "",
        "file_url": reverse("case_evidence", args=[case.code, file.code]) if file else "",
        "late": bool(clock and one.answered_at and one.answered_at > clock.due_at),
    }  # fmt: skip


def _text(texts: Texts, key: uuid.UUID | None, name: str) -> str:
    return str(texts.get(key, {}).get(name, "")) if key else ""


#: For the ``parts`` of every kind of case that can be checked.
CHECK_PART = Part("joint-check", _("联调"), "cases/part_joint_check.html", joint_checks)
