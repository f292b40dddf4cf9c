"""记一次走访 as a phone asks for it: where to first, the record, and what the phone adds: its code and its place."""

from __future__ import annotations

import datetime
import secrets
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, CaseKind
from organizations.acting import Acting
from organizations.models import Relation, Unit
from organizations.paths import under
from pages.casefile.forms.base import Choices, MomentInput, line, pick
from pages.speech import spoken_date
from pages.visits.forms.going import PLACES, named, own_relations, point_name
from pages.visits.forms.record import RecordFields
from protection import personal
from record.timekeeping import today
from workflows.visit.recording import LONGEST_CLIENT_CODE
from workflows.visit.states import S

MOST_UNITS, MOST_PLANS = 400, 60
#: A visit kept on a phone may arrive when its relation has ended; it is still a visit to that point.
LATE_DAYS = datetime.timedelta(days=60)
PLAN = "plan:"


class OwnPlaces:
    """Where somebody is expected: visits planned for them, and their contact points. Four queries."""

    def __init__(self, acting: Acting, on: datetime.date) -> None:
        self._on, self._rows = on, own_relations(acting, on, on - LATE_DAYS)
        self.relations: dict[str, Relation] = {row.code: row for row, _name in self._rows}
        self._planned = list(
            Case.objects.filter(kind=CaseKind.VISIT, state=S.PLANNED, visit__visitor_id=acting.signs_as)
            .select_related("visit__relation__employer", "visit__relation__unit")
            .order_by("visit__planned_on", "visit__route_order")[:MOST_PLANS]
        )
        self.plans: dict[str, Case] = {f"{PLAN}{case.code}": case for case in self._planned}

    @cached_property
    def points(self) -> Choices:
        """Contact points that run today."""
        return [(row.code, name) for row, name in self._rows if row.ends_on >= self._on]

    @cached_property
    def ended(self) -> Choices:
        """Contact points that ran until lately; not offered, but taken from a phone that kept one."""
        return [(row.code, name) for row, name in self._rows if row.ends_on < self._on]

    @cached_property
    def planned(self) -> Choices:
        """Planned visits: the day and the place."""
        keys = [case.visit.relation.worker_key for case in self._planned if case.visit.relation]
        names = personal.read_many(keys) if any(keys) else {}
        return [(code, f"{_day(case)} · {self._name(case, names)}") for code, case in self.plans.items()]

    @staticmethod
    def _name(case: Case, names: Any) -> str:
        relation = case.visit.relation
        return case.visit.place_name or (point_name(relation, names) if relation else "")

    def groups(self) -> list[tuple[str, Choices]]:
        """What is offered, by heading; a heading without a line is left out."""
        both = ((_("已安排的走访"), self.planned), (_("我的联系点"), self.points))
        return [(heading, rows) for heading, rows in both if rows]


def _day(case: Case) -> str:
    return spoken_date(case.visit.planned_on) if case.visit.planned_on else ""


class QuickVisit(RecordFields, forms.Form):
    """记一次走访. ``client_code`` makes a second press of the button, or a second sending, the same visit.

    Without ``acting`` it is the bare form a phone keeps: whose points belong into it, the phone knows.
    """

    client_code = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_CLIENT_CODE)
    latitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    longitude = forms.FloatField(widget=forms.HiddenInput, required=False)

    def __init__(self, acting: Acting | None, checklist: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting = acting
        self.fields["client_code"].initial = secrets.token_hex(16) if acting else ""
        self._add_where()
        self.add_fields(checklist)
        self.fields["happened_at"] = forms.DateTimeField(
            label=_("什么时候的事"), required=False, help_text=_("不写就是现在。"), widget=MomentInput(),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        )  # fmt: skip

    def _add_where(self) -> None:
        """What was planned and the own contact points, a place by name, or a union of the subtree."""
        self.places = OwnPlaces(self.acting, today()) if self.acting else None
        self.fields["relation"] = pick(gettext_lazy("去了哪里"), required=False)
        self.fields["relation"].error_messages["invalid_choice"] = _(
            "这次安排已经记过，或者联系点有变动，请重新选择去了哪里。"
        )
        groups: list[Any] = list(self.places.groups()) if self.places else []
        if self.places and self.is_bound:
            groups += self.places.ended
        self._choose("relation", [("", _("不在名单里，写在下面")), *groups])
        field = line(
            gettext_lazy("单位名称"), 120, required=False,
            help_text=gettext_lazy("写大家平时的叫法就行；有网络时会提示已有的单位。"),
        )  # fmt: skip
        field.widget.attrs.update({"list": "visit-employers", "autocomplete": "off"})
        if self.acting:
            field.widget.attrs.update({
                "hx-get": reverse_lazy("intake_employers"), "hx-trigger": "input changed delay:300ms",
                "hx-target": "#visit-employers", "hx-swap": "innerHTML",
            })  # fmt: skip
        self.fields["employer_name"] = field
        self.fields["unit"] = pick(gettext_lazy("走访的是村（社区）、行业工会"), required=False)
        below = under(self.acting.unit.path) if self.acting and self.acting.unit else Q(pk__in=[])
        units = (
            Unit.objects.filter(below, kind__in=PLACES, is_active=True)[:MOST_UNITS] if self.acting else []
        )
        self._choose("unit", [("", _("不是走访工会")), *((one.code, one.name) for one in units)])

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows

    @property
    def has_places(self) -> bool:
        """Whether there is anything to choose from."""
        return bool(self.places and self.places.groups())

    def going(self) -> dict[str, Any]:
        """Where to, from a valid form: what ``send_visit`` takes besides the record."""
        given, places = self.cleaned_data, self.places
        chosen = given.get("relation") or ""
        if places is not None and chosen in places.plans:
            return {"plan": places.plans[chosen]}
        if places is not None and chosen in places.relations:
            return {"relation": places.relations[chosen]}
        if given.get("unit"):
            return {"unit": Unit.objects.select_related("county", "town").get(code=given["unit"])}
        return named(given.get("employer_name") or "", self.acting)

    def record(self) -> dict[str, Any]:
        """The record, with the place where the phone gave one."""
        spot = (self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude"))
        return super().record() | {"spot": None if None in spot else spot}
