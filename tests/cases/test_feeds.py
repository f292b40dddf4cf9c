"""A participant's calendar: what RFC 5545 asks, and nobody's name."""

from __future__ import annotations

import datetime

import pytest

from cases.feeds import LONGEST_LINE, Meeting, calendar_text, escaped, folded, meetings_of, seat_of_feed
from cases.models import SeatKind
from protection import invitations
from record.timekeeping import SHANGHAI, now
from tests.builders import DAY, NAME, World
from tests.mediations import for_dispute

NINE = datetime.datetime(2026, 3, 4, 9, 0, tzinfo=SHANGHAI)


def meeting(**changes: object) -> Meeting:
    """One session."""
    given = {
        "uid": "ABC@fengqiao", "starts_at": NINE, "ends_at": NINE + datetime.timedelta(minutes=90),
        "summary": "协商会议(第1次)", "place": "三楼; 会议室, 东侧\n敲门", "sequence": 2, "changed_at": NINE - DAY,
    } | changes  # fmt: skip
    return Meeting(**given)  # type: ignore[arg-type]  # given by name in the tests


def unfolded(text: str) -> list[str]:
    """Content lines, put together again."""
    return text.replace("\r\n ", "").split("\r\n")


def test_every_line_ends_with_crlf_and_is_at_most_seventy_five_octets() -> None:
    text = calendar_text("长" * 60, [meeting(place="很长的地点" * 30)])
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= LONGEST_LINE
    assert "\n" not in "".join(lines)


@pytest.mark.parametrize("length", range(70, 80))
def test_folding_never_cuts_a_character_and_loses_none(length: int) -> None:
    line = "SUMMARY:" + "a" * (length - 10) + "协商会议𠮷" * 8
    pieces = folded(line).split("\r\n")
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_an_event_says_when_in_utc_which_change_and_where() -> None:
    lines = unfolded(calendar_text("日程", [meeting()]))
    assert "DTSTART:20260304T010000Z" in lines
    assert "DTEND:20260304T023000Z" in lines
    assert "SEQUENCE:2" in lines
    assert "STATUS:CONFIRMED" in lines
    assert "LOCATION:三楼\\; 会议室\\, 东侧\\n敲门" in lines
    assert "UID:ABC@fengqiao" in lines


def test_a_cancelled_session_stays_and_says_so() -> None:
    assert "STATUS:CANCELLED" in unfolded(calendar_text("日程", [meeting(cancelled=True)]))


def test_text_cannot_break_out_of_its_line() -> None:
    assert escaped("一\r\nEND:VEVENT\x00") == "一\\nEND:VEVENT"


def test_a_feed_follows_its_table_and_names_nobody(world: World) -> None:
    table = for_dispute(world).to("notified")
    token = invitations.issue()
    table.do("take_feed", table.boss, token=token)
    seat = seat_of_feed(token)
    assert seat is not None
    assert seat.kind == SeatKind.EMPLOYER
    first = meetings_of(seat, now())[0]
    table.do("move_session", starts_at=now() + 5 * DAY, place="县总工会")
    moved = meetings_of(seat, now())[0]
    assert (moved.uid, moved.sequence, moved.place) == (first.uid, first.sequence + 1, "县总工会")
    table.do("cancel_session", reason="下雪封路")
    table.notify()
    both = meetings_of(seat, now())
    assert [one.cancelled for one in both] == [True, False]
    assert NAME not in calendar_text("日程", both)


def test_an_address_that_was_replaced_or_made_up_opens_nothing(world: World) -> None:
    table = for_dispute(world).to("notified")
    old, new = invitations.issue(), invitations.issue()
    table.do("take_feed", table.boss, token=old).do("take_feed", table.boss, token=new)
    assert seat_of_feed(old) is None
    assert seat_of_feed(new) is not None
    assert seat_of_feed("x") is None
    assert seat_of_feed(invitations.issue()) is None


def test_a_link_to_answer_is_no_calendar_address(world: World) -> None:
    table = for_dispute(world).to("consenting")
    token = table.link(table.seat(SeatKind.WORKER))
    assert seat_of_feed(token) is None
