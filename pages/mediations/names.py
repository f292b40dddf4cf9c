"""Who sits there, in words: the names of seats, and how each speaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import Case, Seat, SeatKind, Speaker
from protection import masking, personal

Texts = Mapping[UUID, Mapping[str, Any]]
SEAT_JOINS = ("party", "employer", "partner", "unit", "person", "speaker", "authority")


def seats_of(case: Case) -> QuerySet[Seat]:
    """Everybody who sits or sat there, with what their names need. One query."""
    return Seat.objects.filter(case=case).select_related(*SEAT_JOINS)


def keys_of(seats: Iterable[Seat]) -> Iterable[UUID | None]:
    """Personal data that names seats and their agents."""
    for seat in seats:
        yield seat.name_key
        yield seat.speaker_key
        if seat.party is not None:
            yield seat.party.personal_key


def seat_name(seat: Seat, texts: Texts, *, full: bool = True) -> str:
    """Who it is. Without ``full`` the names of workers are masked, as on every file."""
    for place in (seat.employer, seat.partner, seat.unit, seat.person):
        if place is not None:
            return place.name
    key = seat.party.personal_key if seat.party is not None else seat.name_key
    name = str(_of(texts, key).get("name", ""))
    if seat.kind == SeatKind.WORKER and not full:
        name = masking.name(name)
    return name or _("未留姓名")


def speaks_how(seat: Seat, texts: Texts, by_code: Mapping[str, Seat], *, full: bool = True) -> str:
    """Who speaks for it, empty for itself: 「委托代理人 陈律师」."""
    if seat.speaks == Speaker.AGENT:
        return _("委托代理人：%(who)s") % {"who": _of(texts, seat.speaker_key).get("name", "")}
    if seat.speaks == Speaker.HIGHER_UNION and seat.speaker is not None:
        return _("上级工会代为发言：%(who)s") % {"who": seat.speaker.name}
    if seat.speaks == Speaker.REPRESENTATIVE and seat.represented_by in by_code:
        return _("由 %(who)s 代表") % {"who": seat_name(by_code[seat.represented_by], texts, full=full)}
    return ""


def phone_of(seat: Seat, texts: Texts) -> str:
    """The telephone known of a seat; empty when there is none."""
    key = seat.party.personal_key if seat.party is not None else seat.name_key
    return str(_of(texts, key).get("phone", ""))


def with_phone(case: Case) -> set[str]:
    """Codes of the seats whose telephone is known: their links ask for its last four digits. Two queries."""
    rows = list(seats_of(case))
    texts = personal.read_many(keys_of(rows))
    return {row.code for row in rows if phone_of(row, texts)}


def named(case: Case, *, active: bool = True) -> list[tuple[Seat, str]]:
    """Seats with their full names, in the order of the table. Two queries."""
    rows: Sequence[Seat] = list(seats_of(case).filter(is_active=True) if active else seats_of(case))
    texts = personal.read_many(keys_of(rows))
    return [(row, seat_name(row, texts)) for row in rows]


def _of(texts: Texts, key: UUID | None) -> Mapping[str, Any]:
    return texts.get(key, {}) if key else {}
