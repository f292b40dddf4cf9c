"""Sessions and topics of a table. Shapes for the templates; no queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cases.models import Presence, Session, SessionState
from pages.kinds import Pairs
from pages.mediations.reading import TableFile
from record.timekeeping import SHANGHAI

HERE = (Presence.CAME, Presence.BY_SPEAKER)
OVER = (SessionState.ADJOURNED, SessionState.ENDED)


@dataclass(frozen=True)
class SessionView:
    """One session. ``presence``: how each came → the names, those with nobody left out."""

    code: str
    number: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str
    way: str
    state: str
    tone: str
    is_coming: bool
    is_moved: bool
    came: int
    asked: int
    presence: Sequence[tuple[str, Sequence[str]]]
    reason: str
    minutes: str
    was_held: bool
    papers: Sequence[dict[str, Any]]
    print_url: str


def sessions(table: TableFile) -> list[SessionView]:
    """The newest first: that is the one to prepare for."""
    return [_view(table, one) for one in reversed(table.sessions)]


def _view(table: TableFile, one: Session) -> SessionView:
    rows = [row for row in table.attendance if row.session_id == one.pk]
    tones = {SessionState.PLANNED: "new", SessionState.OPEN: "open", SessionState.CANCELLED: "ended"}
    return SessionView(
        code=one.code,
        number=one.number,
        starts_at=one.starts_at,
        ends_at=one.starts_at + datetime.timedelta(minutes=one.lasts),
        place=one.place,
        way=str(one.get_way_display()),
        state=str(one.get_state_display()),
        tone=tones.get(SessionState(one.state), "done" if one.state in OVER else "open"),
        is_coming=one.state == SessionState.PLANNED,
        is_moved=one.sequence > 0 and one.state != SessionState.CANCELLED,
        came=sum(row.presence in HERE for row in rows),
        asked=len(rows),
        presence=[
            (str(Presence(value).label), [table.name(row.seat_id) for row in rows if row.presence == value])
            for value in Presence.values
            if any(row.presence == value for row in rows)
        ],
        reason=table.of(one.reason_key, "reason"),
        minutes=table.of(one.minutes_key, "minutes"),
        was_held=one.opened_at is not None,
        papers=[_paper(table, row) for row in table.papers if row.session_id == one.pk],
        print_url=reverse("table_notice", args=[table.case.code, one.code]),
    )


def _paper(table: TableFile, row: Any) -> dict[str, Any]:
    return {
        "name": table.of(row.evidence.name_key, "name"),
        "url": reverse("case_evidence", args=[table.case.code, row.evidence.code]),
    }


def topics(table: TableFile) -> list[dict[str, Any]]:
    """议题 in order."""
    return [
        {
            "order": row.order, "what": table.of(row.what_key, "what"), "state": row.get_state_display(),
            "tone": row.state, "code": row.code,
        }
        for row in table.topics
    ]  # fmt: skip


def topic_counts(table: TableFile) -> Pairs:
    """How many are settled, put off, dropped, open."""
    found: dict[str, int] = {}
    for row in table.topics:
        found[str(row.get_state_display())] = found.get(str(row.get_state_display()), 0) + 1
    return list(found.items())


def at_hour(moment: datetime.datetime) -> str:
    """14:30 where the county is."""
    return moment.astimezone(SHANGHAI).strftime("%H:%M")
