"""What the forms of a secondment let one choose from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Direction, Evidence, Objection
from organizations.models import Employer, Level, Unit
from organizations.paths import under
from organizations.queries import employer_called
from pages.casefile.forms.base import Choices, StepDesk, line, pick
from pages.speech import spoken_date
from protection import personal
from workflows.errors import BadInput

MOST = 400


def papers(desk: StepDesk, own: bool = False) -> Choices:
    """Files of the form, newest first; with ``own`` only those the actor put there. Two queries."""
    found = Evidence.objects.filter(case=desk.case)
    if own:
        found = found.filter(added_by=desk.acting.person)
    rows = list(found.order_by("-id")[:MOST])
    names = personal.read_many(row.name_key for row in rows)
    return [(row.code, str(names.get(row.name_key, {}).get("name", row.code))) for row in rows]


def hosts(desk: StepDesk) -> Choices:
    """Unions this direction may lead to, by ``unit:CODE``. One query."""
    return host_unions(Direction(desk.case.secondment.direction), desk.case.county)


def host_unions(direction: Direction, county: Unit) -> Choices:
    """The county itself, or its towns. One query."""
    level = Level.COUNTY if direction == Direction.TO_COUNTY else Level.TOWN
    units = Unit.objects.filter(under(county.path), is_active=True).order_by("path")
    return [(f"unit:{row.code}", row.name) for row in units if row.level == level]


def employer_field(label: Any) -> forms.CharField:
    """An enterprise by its full name; while typing, registered ones are offered."""
    field = line(
        label, 120, required=False, help_text=_("先写两个字，从给出的企业中选；一个县的企业太多，不列表。")
    )
    field.widget.attrs.update({
        "list": "employers", "autocomplete": "off", "hx-get": reverse_lazy("secondment_employers"),
        "hx-trigger": "input changed delay:300ms", "hx-target": "#employers", "hx-swap": "innerHTML",
    })  # fmt: skip
    return field


def host_field(desk: StepDesk, label: Any, *, required: bool) -> forms.Field:
    """接收单位 of this direction: a union from a list, or an enterprise by name."""
    if desk.case.secondment.direction == Direction.TO_ENTERPRISE:
        field: forms.Field = employer_field(label)
    else:
        field = pick(label)
        field.choices = [("", _("请选择")), *hosts(desk)]
    field.required = required
    return field


def host_chosen(desk: StepDesk, chosen: str) -> dict[str, Unit | Employer | None]:
    """The step's own two fields from what was chosen or typed: BadInput for an enterprise nobody registered."""
    found = host_named(chosen)
    to_enterprise = desk.case.secondment.direction == Direction.TO_ENTERPRISE
    if to_enterprise and chosen and found["host_employer"] is None:
        found["host_employer"] = employer_called(chosen, desk.case.county)
        if found["host_employer"] is None:
            raise BadInput(
                gettext("没有找到“%(name)s”这家企业，请先登记，或改用全称。") % {"name": chosen}, "host"
            )
    return found


def host_named(chosen: str) -> dict[str, Unit | Employer | None]:
    """The step's own two fields from what was chosen."""
    of, _colon, code = chosen.partition(":")
    return {
        "host_unit": Unit.objects.select_related("county", "town").filter(code=code).first() if of == "unit" else None,
        "host_employer": (
            Employer.objects.select_related("unit", "union").filter(code=code).first() if of == "employer" else None
        ),
    }  # fmt: skip


def objections(desk: StepDesk) -> Choices:
    """Objections that wait."""
    rows = list(Objection.objects.filter(case=desk.case, settled_on__isnull=True))
    texts = personal.read_many(row.text_key for row in rows)
    return [
        (row.code, f"{spoken_date(row.received_on)} {str(texts.get(row.text_key, {}).get('text', ''))[:40]}")
        for row in rows
    ]


def whom(case: Case) -> str:
    """「金月白（枫桥镇总工会）」: who is asked about. One query."""
    detail = case.secondment
    name = str(personal.read(detail.person_key).get("name", ""))
    return gettext("%(name)s（%(host)s）") % {"name": name, "host": detail.host_name}
