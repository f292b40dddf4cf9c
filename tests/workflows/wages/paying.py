"""Words the tests of claims, plans, payments and agreements share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from record.models import Event
from record.timekeeping import today
from tests.builders import paper
from tests.wages import Arrears
from workflows.engine import BadInput, NotPossible


def facts(*values: Any) -> tuple[Any, ...]:
    """Figures of several kinds side by side."""
    return values


def lacking(one: Arrears) -> Decimal:
    """尚欠."""
    return one.ledger.outstanding


def refused(one: Arrears, verb: str, sentence: str, **data: Any) -> None:
    """``verb`` is refused with ``sentence`` and nothing is written."""
    before = (one.fresh().version, Event.objects.filter(subject=one.case.subject).count(), lacking(one))
    with override("zh-hans"), pytest.raises((BadInput, NotPossible), match=sentence):
        one.do(verb, one.mediator, **data)
    assert (
        one.fresh().version,
        Event.objects.filter(subject=one.case.subject).count(),
        lacking(one),
    ) == before


def paying(amount: str | int, **data: Any) -> dict[str, Any]:
    """Data of a payment today."""
    return {"amount": Decimal(amount), "paid_on": today(), "voucher": paper()} | data
