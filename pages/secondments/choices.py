"""What the forms of a secondment let one choose from."""

from __future__ import annotations

from cases.models import Direction, Evidence, Objection
from organizations.models import Employer, Level, Unit
from organizations.paths import under
from pages.casefile.forms.base import Choices, StepDesk
from pages.speech import spoken_date
from protection import personal

MOST = 400


def papers(desk: StepDesk) -> Choices:
    """Files of the form, newest first. Two queries."""
    rows = list(Evidence.objects.filter(case=desk.case).order_by("-id")[:MOST])
    names = personal.read_many(row.name_key for row in rows)
    return [(row.code, str(names.get(row.name_key, {}).get("name", row.code))) for row in rows]


def hosts(desk: StepDesk) -> Choices:
    """Where this direction may lead, by ``unit:CODE`` or ``employer:CODE``. One query."""
    detail, county = desk.case.secondment, desk.case.county
    if detail.direction == Direction.TO_ENTERPRISE:
        rows = Employer.objects.filter(under(county.path, "unit__path"), is_active=True)
        return [(f"employer:{row.code}", row.name) for row in rows[:MOST]]
    level = Level.COUNTY if detail.direction == Direction.TO_COUNTY else Level.TOWN
    units = Unit.objects.filter(under(county.path), is_active=True)
    return [(f"unit:{row.code}", row.name) for row in units if row.level == level][:MOST]


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
