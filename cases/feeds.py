"""A participant's calendar as iCalendar text (RFC 5545). Pure but for ``meetings_of``; no name of a worker is in it.

Calendars fetch it again and again: a session keeps its UID for ever, a change of time or place raises SEQUENCE, and a
cancelled session stays in the feed as CANCELLED so that it leaves everybody's calendar.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from protection import invitations

from .models import Seat, Session, SessionState

#: RFC 5545 3.1: no line is longer, in octets without its break.
LONGEST_LINE = 75
#: The sessions of so many days back stay in a feed.
KEPT = datetime.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event. Instants are aware; ``uid`` never changes, ``sequence`` grows with every change."""

    uid: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    summary: str
    place: str
    sequence: int
    changed_at: datetime.datetime
    cancelled: bool = False


def calendar_text(name: str, meetings: Iterable[Meeting]) -> str:
    """The whole calendar, lines ended by CRLF and folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fengqiao//Mediation//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]  # fmt: skip
    for meeting in meetings:
        lines += _event(meeting)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)


def _event(meeting: Meeting) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(meeting.uid)}",
        f"DTSTAMP:{utc(meeting.changed_at)}",
        f"LAST-MODIFIED:{utc(meeting.changed_at)}",
        f"DTSTART:{utc(meeting.starts_at)}",
        f"DTEND:{utc(meeting.ends_at)}",
        f"SUMMARY:{escaped(meeting.summary)}",
        f"LOCATION:{escaped(meeting.place)}",
        f"SEQUENCE:{meeting.sequence}",
        f"STATUS:{'CANCELLED' if meeting.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def utc(moment: datetime.datetime) -> str:
    """An instant in the form of RFC 5545 3.3.5: ``20260302T010000Z``."""
    return moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """TEXT of RFC 5545 3.3.11: backslash, semicolon, comma and line breaks; other control characters go."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(c for c in plain if c >= " " and c != "\x7f")


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never cutting a character in two (RFC 5545 3.1)."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece])


def seat_of_feed(token: str) -> Seat | None:
    """The active seat whose calendar address this is; None for anything else. At most one query."""
    mark = invitations.fingerprint(token, "feed")
    if not mark:
        return None
    return Seat.objects.filter(feed_hash=mark, is_active=True).select_related("case").first()


def meetings_of(seat: Seat, at: datetime.datetime) -> list[Meeting]:
    """The sessions of the seat's table, the cancelled ones too. One query."""
    sessions = Session.objects.filter(case=seat.case_id, starts_at__gte=at - KEPT).order_by("number")
    return [
        Meeting(
            uid=f"{session.code}@fengqiao", starts_at=session.starts_at,
            ends_at=session.starts_at + datetime.timedelta(minutes=session.lasts),
            summary=_("协商会议(第%(n)s次)") % {"n": session.number}, place=session.place, sequence=session.sequence,
            changed_at=session.changed_at, cancelled=session.state == SessionState.CANCELLED,
        )
        for session in sessions
    ]  # fmt: skip
