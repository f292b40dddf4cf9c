"""Adding and changing partner bodies."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from organizations.acting import Acting
from organizations.authority import need_administer
from organizations.models import PartnerBody, Unit
from organizations.recording import append, assign, fresh, save
from record.names import EventName

CHANGEABLE = ("name", "kind", "is_active")


def subject_of(partner: PartnerBody) -> str:
    """The record's name for a partner body."""
    return f"partner:{partner.pk}"


@transaction.atomic
def add_partner(
    *, acting: Acting, beside: Unit, kind: str, name: str, at: datetime.datetime | None = None
) -> PartnerBody:
    """新增协作单位 beside a union."""
    need_administer(acting, beside)
    partner = PartnerBody(name=name, kind=kind, beside=beside)
    save(partner)
    append(
        EventName.PARTNER_ADDED, subject_of(partner), chain=beside.chain, acting=acting, at=at, rows=[partner],
        data={"name": name, "kind": kind, "beside": beside.code},
    )  # fmt: skip
    return partner


@transaction.atomic
def change_partner(
    partner: PartnerBody, *, acting: Acting, at: datetime.datetime | None = None, **changes: Any
) -> PartnerBody:
    """修改协作单位: any of ``CHANGEABLE``."""
    need_administer(acting, partner.beside)
    partner = fresh(partner)
    changed = assign(partner, changes, CHANGEABLE)
    if not changed:
        return partner
    save(partner, changed)
    append(
        EventName.PARTNER_CHANGED, subject_of(partner), chain=partner.beside.chain, acting=acting, at=at,
        rows=[partner], data={"changes": changed},
    )  # fmt: skip
    return partner
