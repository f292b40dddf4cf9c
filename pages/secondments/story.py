"""What happened to a round, from the record: opened, moved with its reason, closed, annexes in and out."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.models import SecondmentRound
from organizations.models import Person
from pages.parts import TimelineEntry
from pages.speech import spoken_date
from protection import personal
from record.models import Event
from record.names import EventName

MOST = 50


def story_of(round_: SecondmentRound) -> list[TimelineEntry]:
    """Newest first, at most ``MOST``. Three queries."""
    rows = list(Event.objects.filter(subject=f"round:{round_.code}").order_by("-version", "line")[:MOST])
    said = personal.read_many(row.private_key for row in rows)
    names = dict(
        Person.objects.filter(pk__in={row.actor for row in rows if row.actor}).values_list("pk", "name")
    )
    return [
        TimelineEntry(
            at=row.occurred_at, title=str(EventName(row.name).label), kind="step", who=names.get(row.actor or 0, ""),
            why=str(said.get(row.private_key, {}).get("reason", "")) if row.private_key else "", note=_note(row.data),
        )
        for row in rows
    ]  # fmt: skip


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _note(data: dict[str, Any]) -> str:
    """The figures of an event in words."""
    moved = data.get("changes", {}).get("file_by")
    if moved:
        return _("从%(before)s改到%(after)s") % {
            "before": spoken_date(_day(moved[0])),
            "after": spoken_date(_day(moved[1])),
        }
    if "added" in data:
        return _("导入%(added)s份，原来就有%(known)s份，没有采用%(refused)s行") % data
    if "file_by" in data:
        return _("报送截止日%(day)s") % {"day": spoken_date(_day(data["file_by"]))}
    return ""
