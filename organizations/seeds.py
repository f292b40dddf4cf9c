"""What every installation begins with: the code lists. Idempotent, and it never undoes what an office has changed."""

from __future__ import annotations

from django.db import models, transaction

from .acting import SYSTEM
from .actions import add_code
from .code_values import (
    NOT_LABOUR,
    Category,
    DeclineGround,
    FailGround,
    Result,
    Road,
    Source,
    SuspendGround,
)
from .models import Code, CodeList

#: Each list's values, and their English names in the same order.
LISTS: dict[CodeList, tuple[type[models.TextChoices], tuple[str, ...]]] = {
    CodeList.CATEGORY: (
        Category,
        (
            "Existence of employment",
            "Unpaid wages",
            "Overtime pay",
            "Severance pay or damages",
            "Termination of contract",
            "Labour contract",
            "Working hours and leave",
            "Social insurance",
            "Welfare benefits",
            "Training",
            "Safety and health at work",
            "Work injury benefits",
            "Women and minors at work",
            "Collective contract",
            "Platform and other new work",
            "Other labour dispute",
            "Dispute between neighbours",
            "Marriage and family",
            "Other",
        ),
    ),
    CodeList.SOURCE: (
        Source,
        (
            "In person",
            "Letter",
            "Hotline 12351",
            "Local hotline",
            "Online",
            "Information officer",
            "Found on a visit",
            "Assigned by a higher union",
            "Transferred by a department",
            "Appointed by the court",
            "Wage arrears platform",
        ),
    ),
    CodeList.RESULT: (
        Result,
        (
            "Written agreement",
            "Oral agreement",
            "Performed on the spot",
            "Withdrawn",
            "One side declined mediation",
            "Could not be reached",
            "No agreement within the time",
            "Not confirmed",
            "Declined",
            "Referred",
            "Went to arbitration",
            "Went to labour inspection",
            "Went to court",
            "Went to the police",
            "Merged into another case",
        ),
    ),
    CodeList.DECLINE_GROUND: (
        DeclineGround,
        (
            "Not a labour dispute",
            "Outside this union's area",
            "Already before arbitration or a court",
            "Already settled with effect",
            "Repeated without anything new",
            "Too few facts, even after asking",
            "Anonymous, with nothing to verify",
            "No employer is named",
        ),
    ),
    CodeList.SUSPEND_GROUND: (
        SuspendGround,
        (
            "Waiting for an injury assessment",
            "Waiting for another case's outcome",
            "A party is ill or unable to attend",
            "Suspected crime handed over",
            "Force majeure",
            "Both sides asked for it",
            "Employer's successor not yet known",
        ),
    ),
    CodeList.FAIL_GROUND: (
        FailGround,
        (
            "One side declined mediation",
            "Could not be reached",
            "No agreement within the time",
            "A party left the mediation",
            "Retracted before signing",
        ),
    ),
    CodeList.ROAD: (
        Road,
        (
            "Review by arbitration",
            "Judicial confirmation",
            "Payment order",
            "Enforcement",
            "Legal aid",
            "Labour arbitration",
            "Labour inspection",
            "Lawsuit",
            "Police",
        ),
    ),
}


@transaction.atomic
def seed_codes() -> int:
    """Add the entries that are missing; returns how many. Those that exist stay as an office has made them."""
    there = set(Code.objects.values_list("list", "code"))
    added = 0
    for code_list, (values, names) in LISTS.items():
        for order, (value, name_en) in enumerate(zip(values, names, strict=True), start=1):
            if (code_list.value, value.value) in there:
                continue
            add_code(
                acting=SYSTEM, list=code_list, code=value.value, name_zh=str(value.label), order=order * 10,
                name_en=name_en,
                is_labour=code_list != CodeList.CATEGORY or value not in NOT_LABOUR,
            )  # fmt: skip
            added += 1
    return added
