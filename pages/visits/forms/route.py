"""安排走访: a day and two or three stops; what is owed is offered first, then 未建会企业, then where nobody was for longest."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.visits.owed import Owed, Standing
from organizations.acting import Acting
from organizations.models import Employer, Relation
from pages.casefile.forms.base import day, line, pick
from pages.speech import spoken_date, spoken_day
from pages.visits.forms.going import named
from workflows.visit.sending import MOST_STOPS

#: 长安: two or three firms an outing; the form has room for a few more.
STOPS, PREFILLED = 5, 3
Option = tuple[str, str]


class Stops:
    """Where one could go, in the order it is suggested; each with why."""

    def __init__(
        self,
        owed: Sequence[Owed],
        relations: Sequence[tuple[Relation, str]],
        employers: Sequence[Employer],
        words: Mapping[Standing, str],
    ) -> None:
        self.relations = {row.code: row for row, _name in relations}
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
            (_("其他联系点"), [(f"relation:{row.code}", name) for row, name in points if (row, name) not in waits]),
        ]  # fmt: skip
        self.first = [
            f"relation:{row.code}" for row, _name in waits if due[row.pk].planned_on is None
        ] + [f"employer:{one.code}" for one in employers]  # fmt: skip

    @staticmethod
    def _point(row: Relation, name: str, one: Owed, words: Mapping[Standing, str]) -> Option:
        by = _("%(day)s 前") % {"day": spoken_date(one.by)}
        planned = [_("已安排 %(day)s") % {"day": spoken_date(one.planned_on)}] if one.planned_on else []
        return f"relation:{row.code}", " · ".join([name, words[one.standing], by, *planned])

    @staticmethod
    def _employer(one: Any) -> Option:
        last: datetime.date | None = one.last_visit
        said = _("上次 %(day)s") % {"day": spoken_day(last)} if last else _("还没有去过")
        return f"employer:{one.code}", f"{one.name} · {said}"

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
        """No place twice in a day."""
        given: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, STOPS + 1):
            code = given.get(f"stop_{number}")
            if code and not given.get(f"other_{number}"):
                if code in seen:
                    self.add_error(f"stop_{number}", _("同一个地方选了两次。"))
                seen.add(code)
        return given

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
