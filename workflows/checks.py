"""What the workflows add to ``verify-log``: states and deadlines follow from the events, private texts fit their digests."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from cases.models import Case, Clock, ClockState
from organizations import calendar as calendars
from protection.models import PersonalData
from protection.personal import digest_holds
from record.models import Event
from record.names import EventName
from record.verify import Finding, register_check

from .clocks import fold

CLOCK_EVENTS = frozenset(
    {
        EventName.CLOCK_STARTED, EventName.CLOCK_PAUSED, EventName.CLOCK_RESUMED, EventName.CLOCK_EXTENDED,
        EventName.CLOCK_STOPPED, EventName.CLOCK_WARNED, EventName.CLOCK_REBOUND,
    }
)  # fmt: skip
Folded = tuple[str, int, dict[tuple[str, str], Clock]]


def replay(events: Iterator[Event] | list[Event], case_id: int = 0) -> Folded:
    """State, version and clocks that follow from one case's events, in order."""
    calendar = calendars.current()
    state, version = "", 0
    clocks: dict[tuple[str, str], Clock] = {}
    for event in events:
        state, version = event.to_state, event.version
        if event.name in CLOCK_EVENTS and "clock" in event.data and "key" in event.data:
            place = (event.data["clock"], event.data["key"])
            clocks[place] = fold(clocks.get(place), case_id, event.name, event.data, calendar)
    return state, version, clocks


@register_check
def cases_follow_from_events() -> Iterator[Finding]:
    """Every case stands where its events led it, every deadline is the one its events and the calendar make."""
    cases = {f"case:{code}": (pk, state, version) for pk, code, state, version in _cases()}
    stored: dict[int, dict[tuple[str, str], Clock]] = {}
    for clock in Clock.objects.iterator(chunk_size=2000):
        stored.setdefault(clock.case_id, {})[clock.rule_id, clock.key] = clock
    for subject, events in _by_subject():
        if subject not in cases:
            yield Finding(
                Case._meta.db_table, f"code={subject.removeprefix('case:')}", "案件不见了，记录还在。"
            )
            continue
        pk, state, version = cases.pop(subject)
        folded_state, folded_version, clocks = replay(events, pk)
        if (state, version) != (folded_state, folded_version):
            yield Finding(
                Case._meta.db_table,
                f"id={pk}",
                f"状态是 {state} 第{version}版，记录推出的是 {folded_state} 第{folded_version}版。",
            )
        yield from _deadlines(pk, stored.pop(pk, {}), clocks)
    for subject, (pk, _state, _version) in cases.items():
        yield Finding(Case._meta.db_table, f"id={pk}", f"{subject} 没有任何记录。")


def _cases() -> Iterator[tuple[int, str, str, int]]:
    yield from Case.objects.values_list("pk", "code", "state", "version").iterator(chunk_size=5000)


def _by_subject() -> Iterator[tuple[str, list[Event]]]:
    """Events of each case together, in order."""
    current = ""
    batch: list[Event] = []
    events = Event.objects.filter(subject__startswith="case:").order_by("subject", "version", "line")
    for event in events.iterator(chunk_size=2000):
        if event.subject != current and batch:
            yield current, batch
            batch = []
        current = event.subject
        batch.append(event)
    if batch:
        yield current, batch


def _deadlines(
    pk: int, stored: dict[tuple[str, str], Clock], folded: dict[tuple[str, str], Clock]
) -> Iterator[Finding]:
    table = Clock._meta.db_table
    for place, clock in folded.items():
        row = stored.pop(place, None)
        name = f"case_id={pk} rule={place[0]}" + (f" key={place[1]}" if place[1] else "")
        if row is None:
            yield Finding(table, name, "期限不见了，记录里有。")
        elif row.state != clock.state or (row.state != ClockState.STOPPED and row.due_at != clock.due_at):
            yield Finding(table, f"id={row.pk} {name}", f"期限是 {row.due_on},按记录应为 {clock.due_on}。")
    for place, row in stored.items():
        yield Finding(table, f"id={row.pk} case_id={pk} rule={place[0]}", "这个期限没有任何记录。")


@register_check
def private_texts_fit() -> Iterator[Finding]:
    """Every private text that was not lawfully erased is the one the record has the digest of."""
    rows = Event.objects.filter(private_key__isnull=False).values_list("private_key", "private_digest", "id")
    batch: dict[uuid.UUID, tuple[str, int]] = {}
    for key, digest, pk in rows.iterator(chunk_size=2000):
        if key is not None:
            batch[key] = (digest, pk)
        if len(batch) >= 500:
            yield from _texts(batch)
            batch = {}
    yield from _texts(batch)


def _texts(batch: dict[uuid.UUID, tuple[str, int]]) -> Iterator[Finding]:
    found = {row.key: row for row in PersonalData.objects.filter(key__in=batch)}
    for key, (digest, pk) in batch.items():
        row = found.get(key)
        if row is None:
            yield Finding(PersonalData._meta.db_table, f"key={key}", f"记录 {pk} 的附文不见了。")
        elif not digest_holds(row, digest):
            yield Finding(PersonalData._meta.db_table, f"key={key}", f"记录 {pk} 的附文被改动过。")
