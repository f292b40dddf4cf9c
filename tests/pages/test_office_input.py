"""Whatever is typed into an office form, the answer is the next page or a sentence, never an error page."""

from __future__ import annotations

import itertools

import pytest
from django import forms
from django.test import Client

from organizations import actions
from organizations.acting import SYSTEM
from organizations.roles import Role
from organizations.seeds import seed_codes
from tests.organizations.county import START, County
from tests.pages.test_office_units import county, signed_in
from workflows import rules as rulebook
from workflows.models import EscalationRow
from workflows.seeds import seed_escalation

__all__ = ["county"]
NASTY = ("", " ", "𠮷😡", "长" * 20_000, "-1", "9999-12-31", "' OR 1=1 --", "²")
#: Tried in one field at a time; the others in all fields at once.
WORST = ("a\x00b", "99999999999999999999", "0001-01-01")


def addresses(county: County) -> list[str]:
    """Every form of the office pages, with rows to change."""
    post = county.post("李调解", Role.MEDIATOR, county.town)
    deputy = actions.name_deputy(
        acting=SYSTEM,
        post=post,
        person=county.person("代理人"),
        starts_on=START,
        ends_on=START.replace(year=2099),
    )
    employer = actions.add_employer(acting=SYSTEM, unit=county.village, name="宏达")
    partner = actions.add_partner(acting=SYSTEM, beside=county.town, kind="court", name="法庭")
    row = EscalationRow.objects.get(code="assign:+2working:hand_up")
    unit, person = f"/office/units/{county.town.code}", f"/office/people/{post.person_id}"
    return [
        f"{unit}/add/", f"{unit}/change/", f"{unit}/move/", "/office/employers/add/",
        f"/office/employers/{employer.code}/", "/office/partners/add/", f"/office/partners/{partner.pk}/",
        "/office/people/add/", f"{person}/change/", f"{person}/password/", f"{person}/post/",
        f"/office/posts/{post.pk}/end/", f"/office/posts/{post.pk}/deputy/", f"/office/deputies/{deputy.pk}/end/",
        "/office/rules/add-rule/", "/office/rules/mediation_close/version/", "/office/rules/mediation_close/retire/",
        "/office/codes/category/add-entry/", "/office/codes/category/other/", "/office/escalation/add/",
        f"/office/escalation/{row.pk}/", "/office/calendar/upload/",
    ]  # fmt: skip


def fields_of(client: Client, address: str) -> dict[str, str]:
    """The form at an address, filled in with what it starts with."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    form: forms.BaseForm = answer.context["page"].form if "page" in answer.context else answer.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


@pytest.mark.slow
def test_no_form_answers_with_an_error_page(county: County) -> None:
    seed_codes()
    rulebook.seed_rules()
    seed_escalation()
    client = signed_in(county.admin.person)
    for address in addresses(county):
        filled = fields_of(client, address)
        tries = [dict.fromkeys(filled, value) for value in NASTY + WORST]
        tries += [{**filled, name: value} for name, value in itertools.product(filled, WORST)]
        for data in tries:
            answer = client.post(address, {**data, "csrfmiddlewaretoken": "x"})
            assert answer.status_code in (302, 422, 404), (address, str(data)[:200], answer.status_code)


def test_no_address_answers_with_an_error_page(county: County) -> None:
    client = signed_in(county.admin.person)
    names = (
        "q",
        "kind",
        "state",
        "role",
        "unit",
        "certificate",
        "town",
        "union",
        "list",
        "act",
        "year",
        "where",
        "page",
    )
    for section in ("", "employers/", "partners/", "people/", "calendar/", "rules/", "codes/", "escalation/"):
        for value in ("", "𠮷😡", "长" * 2_000, "99999999999999999999", "²"):
            answer = client.get(f"/office/{section}", dict.fromkeys(names, value))
            assert answer.status_code == 200, (section, value[:20])


def test_no_name_in_an_address_answers_with_an_error_page(county: County) -> None:
    client = signed_in(county.admin.person)
    for place in (
        "units/{}/",
        "units/{}/branch/",
        "employers/{}/",
        "rules/{}/",
        "codes/category/{}/",
        "codes/{}/add-entry/",
    ):
        for code in ("𠮷😡", "x" * 2_000, "..%2F..", "²"):
            assert client.get("/office/" + place.format(code)).status_code == 404, (place, code[:20])
