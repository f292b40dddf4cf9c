"""A ledger that leaves the house leaves a trace: who took it, of what, with whole names or without."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from cases import codes
from organizations.acting import Acting
from organizations.recording import append
from record.names import EventName


@transaction.atomic
def ledger_left(acting: Acting, cases: int, full_names: bool, asked: Mapping[str, str]) -> None:
    """导出台账: one event, in the chain of the union that took it. ``asked`` are the filters; nothing personal."""
    chain = acting.unit.chain if acting.unit else "CN"
    data = {
        "cases": cases,
        "full_names": full_names,
        **{name: value for name, value in asked.items() if value},
    }
    append(
        EventName.LEDGER_EXPORTED,
        f"export:{codes.fresh()}",
        chain=chain,
        acting=acting,
        at=None,
        rows=[],
        data=data,
    )
