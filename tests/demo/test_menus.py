"""No menu of the demonstration leads to a form without anything to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms

from cases.visibility import visible_to
from organizations.acting import actings_of
from organizations.models import Person
from pages.casefile.forms import StepDesk, StepForm
from pages.kinds import page_of
from record.timekeeping import now, today
from tests.demo.conftest import Loading
from workflows.offers import offers

pytestmark = pytest.mark.xdist_group("demo")


def forms_offered() -> Iterator[tuple[str, StepForm]]:
    """Every form that anybody is offered on any case, with its kind, verb, state and number."""
    for person in Person.objects.filter(is_active=True):
        ways = actings_of(person, today())
        for case in visible_to(ways) if ways else ():
            made = page_of(case.kind).forms
            for offer in offers(case, ways, now()):
                if not offer.reason and offer.verb in made:
                    desk = StepDesk(case, offer.acting, now(), ways)
                    yield f"{case.kind} {offer.verb} {case.state} {case.number}", made[offer.verb](desk)


def empty(form: StepForm) -> list[str]:
    """Fields from which one must choose and cannot, without being told there where what is missing comes from, or why."""
    if getattr(form, "closed", ()):
        return []
    return [
        name
        for name, field in form.fields.items()
        if field.required and not _choices(field) and "href=" not in str(field.help_text)
    ]


def _choices(field: forms.Field) -> bool:
    """Whether there is something to choose, or nothing to be chosen."""
    options: Any = getattr(field, "choices", [("typed", "")])
    return any(value != "" for value, _label in options)


def test_whatever_is_offered_has_something_to_choose_from(demo: Loading) -> None:
    asked = 0
    found = set()
    for place, form in forms_offered():
        asked += 1
        found |= {f"{place}: {name}" for name in empty(form)}
    assert sorted(found) == []
    assert asked > 1_000
