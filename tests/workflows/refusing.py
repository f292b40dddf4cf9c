"""A refused step: its sentence, and that it left everything as it was."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import Model

from cases.models import (
    Allocation,
    Case,
    Claim,
    Clock,
    Evidence,
    Instalment,
    Party,
    Payment,
    PlanCover,
    Proposal,
    ProposalTerm,
    RepaymentPlan,
    Seat,
    Session,
    WageDetail,
)
from record.models import Event
from workflows.errors import Refused
from workflows.models import Approval, Signature, Step

#: Whatever a refused step must not have touched.
KEPT: tuple[type[Model], ...] = (
    Case, Clock, WageDetail, Approval, Step, Signature, Seat, Session, Proposal, ProposalTerm, Party, Evidence, Claim,
    RepaymentPlan, PlanCover, Instalment, Payment, Allocation,
)  # fmt: skip


def everything() -> dict[str, Any]:
    """Every row around cases as the database has it, and how many events there are."""
    found: dict[str, Any] = {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in KEPT
    }
    return found | {"events": Event.objects.count()}


@contextmanager
def refused(case: Case, *words: str) -> Generator[None, None, None]:
    """What happens inside is refused in a sentence that has ``words``; ``case`` and all others stay as they were."""
    before, version = everything(), Case.objects.get(pk=case.pk).version
    with pytest.raises(Refused) as told:
        yield
    assert [word for word in words if word not in told.value.sentence] == [], told.value.sentence
    assert Case.objects.get(pk=case.pk).version == version
    assert everything() == before
