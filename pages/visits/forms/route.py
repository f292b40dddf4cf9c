"""安排走访: a day and two or three stops; what is owed is offered first, then 未建会企业, then where nobody was for longest."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import PlaceKind, VisitDetail
from cases.visits.owed import Owed, Standing
from organizations.acting import Acting
from organizations.models import Employer, Person, Relation
from pages.casefile.forms.base import day, line, pick
from pages.speech import spoken_date, spoken_day
from pages.visits.forms.going import named
from workflows.visit.sending import MOST_STOPS

#: 长安: two or three firms an outing; the form has room for a few more.
STOPS, PREFILLED = 5, 3
Option = tuple[str, str]


#: Where to: a worker's relation, an employer, a union, or a name nobody registered.
Place = tuple[str, int | str]


def place_of(row: Relation | Employer) -> Place:
    """The place a relation or an employer stands for."""
    if isinstance(row, Employer):
        return "employer", row.pk
    if row.is_person:
        return "relation", row.pk
    return ("employer", row.employer_id) if row.employer_id else ("unit", row.unit_id or 0)


class Plans:
    """Visits planned and not made, by place: who goes next, and when the visitor goes."""

    def __init__(self, visitor: Person, plans: Iterable[VisitDetail]) -> None:
        self.visitor = visitor
        self.next: dict[Place, VisitDetail] = {}
        self._days: set[tuple[Place, datetime.date | None]] = set()
        for plan in plans:
            for place in self._places(plan):
                self.next.setdefault(place, plan)
                if plan.visitor_id == visitor.pk:
                    self._days.add((place, plan.planned_on))

    @staticmethod
    def _places(plan: VisitDetail) -> list[Place]:
        """What the plan goes to: an enterprise's union is the enterprise as well."""
        if plan.place_kind == PlaceKind.WORKER:
            return [("relation", plan.relation_id or 0)]
        known: list[Place] = [("employer", plan.case.employer_id)] if plan.case.employer_id else []
        known += [("unit", plan.unit_id)] if plan.unit_id else []
        return known or [("name", plan.place_name)]

    def goes(self, place: Place, on: datetime.date) -> bool:
        """Whether the visitor goes there on that day already."""
        return (place, on) in self._days

    def words(self, place: Place) -> list[str]:
        """Who goes there next, and when; nothing where nobody does."""
        plan = self.next.get(place)
        if plan is None or plan.planned_on is None:
            return []
        day = spoken_date(plan.planned_on)
        if plan.visitor_id == self.visitor.pk:
            return [_("已安排 %(day)s") % {"day": day}]
        return [_("已由%(who)s安排 %(day)s") % {"who": plan.visitor.name, "day": day}]


class Stops:
    """Where one could go, in the order it is suggested; each with why."""

    def __init__(
        self,
        owed: Sequence[Owed],
        relations: Sequence[tuple[Relation, str]],
        employers: Sequence[Employer],
        words: Mapping[Standing, str],
        plans: Plans,
    ) -> None:
        self.plans = plans
        self.relations = {row.code: row for row, _name in relations}
        # An enterprise that is one's own contact point stands among those, once.
        known = {place_of(row) for row, _name in relations}
        employers = [
            one for one in employers if place_of(one) not in known and ("unit", one.union_id) not in known
        ]
        self.employers = {one.code: one for one in employers}
        due = {one.relation.pk: one for one in reversed(owed) if one.relation is not None}
        order = [one.relation.pk for one in owed if one.relation is not None]
        points = sorted(relations, key=lambda one: order.index(one[0].pk) if one[0].pk in due else len(order))
        waits = [one for one in points if one[0].pk in due and due[one[0].pk].standing != Standing.DONE]
        no_union = [one for one in employers if one.union_id is None]
        others = [one for one in employers if one.union_id is not None]
        self.groups: list[tuple[str, list[Option]]] = [
            (_("还欠的联系点"), [self._point(row, name, due[row.pk], words) for row, name in waits]),
            (_("未建会企业"), [self._employer(one) for one in no_union]),
            (_("很久没去的企业"), [self._employer(one) for one in others]),
            (_("其他联系点"), [self._other(row, name) for row, name in points if (row, name) not in waits]),
        ]  # fmt: skip
        nearby = [row for row, _name in waits if due[row.pk].planned_on is None]
        self.first = [f"relation:{row.code}" for row in nearby if place_of(row) not in plans.next]
        self.first += [f"employer:{one.code}" for one in employers if place_of(one) not in plans.next]

    def _point(self, row: Relation, name: str, one: Owed, words: Mapping[Standing, str]) -> Option:
        by = _("%(day)s 前") % {"day": spoken_date(one.by)}
        planned = self.plans.words(place_of(row))
        if one.planned_on:
            planned = [_("已安排 %(day)s") % {"day": spoken_date(one.planned_on)}]
        return f"relation:{row.code}", " · ".join([name, words[one.standing], by, *planned])

    def _other(self, row: Relation, name: str) -> Option:
        return f"relation:{row.code}", " · ".join([name, *self.plans.words(place_of(row))])

    def _employer(self, one: Any) -> Option:
        last: datetime.date | None = one.last_visit
        said = _("上次 %(day)s") % {"day": spoken_day(last)} if last else _("还没有去过")
        return f"employer:{one.code}", " · ".join([one.name, said, *self.plans.words(place_of(one))])

    def choices(self) -> list[Any]:
        """For a select: one group after another."""
        return [("", _("不去")), *((name, rows) for name, rows in self.groups if rows)]


class Route(forms.Form):
    """A day, and where to in which order. The first stops are filled in as they are suggested; each can be changed."""

    planned_on = day(gettext_lazy("哪天去"))

    def __init__(self, acting: Acting, stops: Stops, wanted: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting, self.stops_known = acting, stops
        first = [code for code in stops.first if code != wanted]
        first = (
            [wanted, *first] if wanted in {code for _n, rows in stops.groups for code, _w in rows} else first
        )
        for number in range(1, STOPS + 1):
            self.fields[f"stop_{number}"] = field = pick(_("第 %(n)d 站") % {"n": number}, required=False)
            field.choices = stops.choices()
            field.initial = first[number - 1] if number <= min(PREFILLED, len(first)) else ""
            self.fields[f"other_{number}"] = line(_("不在名单里的，写单位名称"), 120, required=False)

    def rows(self) -> list[tuple[Any, Any]]:
        """(choice, name) of each stop, bound."""
        return [(self[f"stop_{n}"], self[f"other_{n}"]) for n in range(1, STOPS + 1)]

    def clean(self) -> dict[str, Any]:
        """No place twice in a day, on this route or with what is planned already."""
        given: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, STOPS + 1):
            code = given.get(f"stop_{number}")
            if code and not given.get(f"other_{number}"):
                if code in seen:
                    self.add_error(f"stop_{number}", _("同一个地方选了两次。"))
                seen.add(code)
            self._need_new(number)
        return given

    def _need_new(self, number: int) -> None:
        stop, on = self._stop(number), self.cleaned_data.get("planned_on")
        place = _place_of_stop(stop)
        if place is not None and on is not None and self.stops_known.plans.goes(place, on):
            field = f"other_{number}" if self.cleaned_data.get(f"other_{number}") else f"stop_{number}"
            self.add_error(field, _("%(day)s 已经安排去这里，不用再安排一次。") % {"day": spoken_date(on)})

    def stops(self) -> list[dict[str, Any]]:
        """Where to, in order, from a valid form; stops left empty are none."""
        found = [self._stop(number) for number in range(1, STOPS + 1)]
        return [stop for stop in found if stop][:MOST_STOPS]

    def _stop(self, number: int) -> dict[str, Any]:
        """The name that was written goes before what was suggested for that stop."""
        other = self.cleaned_data.get(f"other_{number}") or ""
        kind, _colon, code = str(self.cleaned_data.get(f"stop_{number}") or "").partition(":")
        if other:
            return named(other, self.acting)
        if kind == "relation":
            return {"relation": self.stops_known.relations[code]}
        return {"employer": self.stops_known.employers[code]} if kind == "employer" else {}


def _place_of_stop(stop: Mapping[str, Any]) -> Place | None:
    """The place of a stop as ``Going`` is told it; None for no stop."""
    row = stop.get("relation") or stop.get("employer")
    if row is not None:
        return place_of(row)
    if stop.get("unit") is not None:
        return "unit", stop["unit"].pk
    return ("name", stop["employer_name"]) if stop.get("employer_name") else None
