"""Workers' names on a ledger: read only for the page shown, masked unless somebody asked and may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Case, Party
from protection import masking, personal


@dataclass(frozen=True)
class Who:
    """A worker as shown: ``bound`` by an agreement or not."""

    code: str
    name: str
    phone: str
    bound: bool
    consent: str = ""


Names = Mapping[int, Who]


def names_of(case: Case, party_ids: Collection[int], *, full: bool) -> Names:
    """Workers by id. Two queries."""
    rows = list(Party.objects.filter(case=case, pk__in=party_ids))
    kept = personal.read_many(row.personal_key for row in rows)
    return {row.pk: _who(row, kept.get(row.personal_key, {}), full) for row in rows}


def _who(row: Party, kept: Mapping[str, object], full: bool) -> Who:
    name, phone = str(kept.get("name", "")), str(kept.get("phone", ""))
    if not full:
        name, phone = masking.name(name), masking.phone(phone)
    return Who(
        row.code, name or _("未留姓名"), phone, row.is_bound,
        str(row.get_consent_display()) if row.consent else "",
    )  # fmt: skip
