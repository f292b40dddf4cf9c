"""What ``migrate`` alone leaves ready: calendar, rules, codes, checklists, duties, escalation and warning rows, approval chains. Repeatable; a change is an event."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from organizations.calendar import seed_calendar
from organizations.contact_seeds import seed_contacts
from organizations.roles import Role
from organizations.seeds import seed_codes
from record import log, sealer
from record.names import EventName
from record.timekeeping import now
from record.tracked import rows_of

from . import escalation
from .chain_changes import seed_chains
from .models import EscalationRow
from .rules import seed_rules
from .secondment_changes import seed_secondments
from .warning_changes import seed_warnings


def seed_escalation() -> int:
    """Add default rows that are missing; edited ones stay as they were edited. Returns how many were added."""
    known = set(EscalationRow.objects.values_list("code", flat=True))
    fresh = [row for row in escalation.default_rows() if row.code not in known]
    if not fresh:
        return 0
    with transaction.atomic():
        EscalationRow.objects.bulk_create(fresh)
        log.append(
            [
                log.Entry(
                    chain="CN", subject="escalation", version=log.next_version("escalation"),
                    name=EventName.ESCALATION_CHANGED, occurred_at=now(), actor_role=Role.SYSTEM,
                    data={"added": len(fresh)}, rows=rows_of(fresh),
                )
            ]
        )  # fmt: skip
    escalation.forget()
    return len(fresh)


def after_migrate(**_kwargs: Any) -> None:
    """Seed everything and seal it; a database that is only half migrated is left alone."""
    seed_calendar()
    seed_rules()
    seed_codes()
    seed_contacts()
    seed_escalation()
    seed_warnings()
    seed_chains()
    seed_secondments()
    sealer.seal_all()
