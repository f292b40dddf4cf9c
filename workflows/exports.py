"""What is taken out or uncovered leaves a trace: who took a ledger, whose name and telephone somebody looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from cases import codes
from cases.models import Case
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


@transaction.atomic
def personal_data_seen(acting: Acting, case: Case, parties: Iterable[str]) -> None:
    """查看个人信息: one event for all that was uncovered at once, in the case's chain. ``parties`` are codes, no names.

    It is no step of the case: nobody's form grows stale, and neither worker nor employer reads it.
    """
    # Two who look at once are numbered one after the other.
    Case.objects.select_for_update(no_key=True).only("pk").get(pk=case.pk)
    append(
        EventName.PERSONAL_DATA_SEEN,
        seen_subject(case.code),
        chain=case.county.chain,
        acting=acting,
        at=None,
        rows=[],
        data={"case": case.code, "workers": list(parties)},
    )


def seen_subject(code: str) -> str:
    """The record's name for who looked at the workers of a case."""
    return f"seen:{code}"
