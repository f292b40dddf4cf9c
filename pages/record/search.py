"""Events by subject, name and day. Nothing personal is read: events hold none, and no key is opened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from organizations.models import Person, Unit
from organizations.roles import Role
from pages.kinds import state_words
from record.models import Event
from record.names import EventName
from record.timekeeping import midnight
from workflows.exports import seen_subject

A_PAGE = 30


class SearchForm(forms.Form):
    """Filters of the address."""

    subject = forms.CharField(
        label=_("对象"),
        required=False,
        max_length=64,
        help_text=_("案件编号或记录里的名字，如 case:…、unit:…、rule:…"),
    )
    name = forms.ChoiceField(label=_("事件"), required=False, choices=[("", _("全部")), *EventName.choices])
    day = forms.DateField(label=_("记录日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Line:
    """An event as an auditor reads it: places and roles, no names."""

    event: Event
    name: str
    who: str
    whose: str
    place: str
    moved: str
    facts: Sequence[tuple[str, str]]


def found(chains: Sequence[str], asked: dict[str, Any]) -> QuerySet[Event]:
    """Events of these chains, the newest first, from the one before ``before``."""
    events = Event.objects.filter(chain__in=chains).order_by("-id")
    if asked.get("subject"):
        events = events.filter(subject__in=_subjects(chains, asked["subject"].strip()))
    if asked.get("name"):
        events = events.filter(name=asked["name"])
    if asked.get("day"):
        start = midnight(asked["day"])
        events = events.filter(recorded_at__gte=start, recorded_at__lt=start + datetime.timedelta(days=1))
    if asked.get("before"):
        events = events.filter(id__lt=asked["before"])
    return events


def _subjects(chains: Sequence[str], text: str) -> list[str]:
    """The subject as typed, or the cases that have this number in these counties and who looked at their workers."""
    if ":" in text:
        return [text]
    cases = Case.objects.filter(number=text, county__code__in=chains)
    codes = list(cases.values_list("code", flat=True))
    return [name for code in codes for name in (f"case:{code}", seen_subject(code))]


def lines(events: Iterable[Event]) -> list[Line]:
    """Three more queries, however many events."""
    shown = list(events)
    people = {key for event in shown for key in (event.actor, event.on_behalf_of) if key}
    accounts = dict(Person.objects.filter(pk__in=people).values_list("pk", "username"))
    codes = {event.actor_place for event in shown if event.actor_place}
    places = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    kinds = _kinds(shown)
    return [_line(event, accounts, places, kinds.get(event.subject, "")) for event in shown]


def _kinds(events: Iterable[Event]) -> dict[str, str]:
    """The kind of each case that is spoken of, by its subject. One query."""
    subjects = {event.subject for event in events if event.subject.startswith("case:")}
    rows = Case.objects.filter(code__in=[subject.removeprefix("case:") for subject in subjects])
    return {f"case:{code}": kind for code, kind in rows.order_by().values_list("code", "kind")}


def _line(event: Event, accounts: dict[int, str], places: dict[str, str], kind: str) -> Line:
    role = str(Role(event.actor_role).label) if event.actor_role in Role.values else event.actor_role
    account = accounts.get(event.actor, "") if event.actor else ""
    return Line(
        event=event,
        name=str(EventName(event.name).label) if event.name in EventName.values else event.name,
        who=f"{role} {account}".strip(),
        whose=accounts.get(event.on_behalf_of, "") if event.on_behalf_of else "",
        place=places.get(event.actor_place, event.actor_place),
        moved=f"{_state(kind, event.from_state)} → {_state(kind, event.to_state)}"
        if event.from_state != event.to_state
        else "",
        facts=[(key, _plain(value)) for key, value in event.data.items() if value not in (None, "", [], {})],
    )


def _state(kind: str, value: str) -> str:
    """A state in words; a dash where there was none."""
    return (state_words(kind, value) if kind else "") or value or "—"


def _plain(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
