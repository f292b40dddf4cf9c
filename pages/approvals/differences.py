"""What is asked otherwise than the time before, in words. Pure but for ``names``, which looks codes up once for a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Grade, Standing
from organizations.models import CodeList, Employer, Unit
from pages.labels import label
from pages.office.words_chains import parts_of
from pages.speech import spoken_date
from workflows.models import Approval
from workflows.sheets import changed_keys


@dataclass(frozen=True)
class Difference:
    """One part of a request: what it was, what it is."""

    part: str
    was: str
    now: str


def names(approvals: Iterable[Approval]) -> dict[str, str]:
    """Names of the unions and employers that forms of 挂职 mean, by their codes. Two queries, none without such forms."""
    codes = {str(one.payload["host"]) for one in approvals if one.payload.get("host")}
    if not codes:
        return {}
    found = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    return found | dict(Employer.objects.filter(code__in=codes).values_list("code", "name"))


def differences(
    before: Approval, after: Approval, partners: Mapping[int, str], hosts: Mapping[str, str]
) -> list[Difference]:
    """Part by part, in the order a form has them."""
    changed = changed_keys(before, after)
    words = dict(parts_of(after.kind))
    order = [*(name for name in words if name in changed), *sorted(changed - set(words))]
    return [
        Difference(
            words.get(name, name),
            _said(name, before.payload.get(name), partners, hosts),
            _said(name, after.payload.get(name), partners, hosts),
        )
        for name in order
    ]


def _said(name: str, value: object, partners: Mapping[int, str], hosts: Mapping[str, str]) -> str:
    """A part's value as people read it."""
    if value in (None, ""):
        return _("没有写")
    text = str(value)
    if name == "partner":
        return partners.get(int(text), text) if text.isdecimal() else text
    if name in ("until", "first", "last"):
        return spoken_date(datetime.date.fromisoformat(text))
    known = {"conclusion": CodeList.RESULT, "ground": CodeList.DECLINE_GROUND}.get(name)
    if known is not None:
        return label(known, text)
    if name == "host":
        return hosts.get(text, text)
    choices = {"grade": Grade.choices, "standing": Standing.choices}.get(name, ())
    return str(dict(choices).get(text, text))
