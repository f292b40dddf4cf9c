"""A full step through the door, beside a bare ORM transition and the same step in viewflow, in one process."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.county import County, county, ready_to_mediate, reported
from benchmarks.peer.flows import Mediation
from benchmarks.peer.models import Audit, MediationProcess
from benchmarks.rows import Row, aim, row, side_by_side
from cases.models import Case, DisputeDetail, OtherSide
from record.timekeeping import now, today
from workflows.engine import perform

ROUNDS = 100
WARM_UP = 10
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def ours(case: Case, here: County) -> None:
    """Permission, guards, state, events, clocks."""
    perform(case, "start_mediation", actor=here.mediator, expects=case.version)


def bare(case: Case, here: County) -> None:
    """Lock, change, save, one audit row: no permission, no guard, no clock, no record."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        before, locked.state = locked.state, "mediating"
        locked.version += 1
        locked.save(update_fields=["state", "version"])
        Audit.objects.create(
            case=locked, person_id=here.person.pk, role=here.mediator.role, from_state=before, to_state=locked.state,
            at=now(), data={"verb": "start_mediation"},
        )  # fmt: skip


def in_viewflow(task: Any, here: County) -> None:
    """Its lock, its permission, two guards, the state, its own history of tasks; no clocks, no record."""
    with task.activation() as activation:
        if not activation.start.has_perm(here.person):
            raise PermissionError
        case = activation.process.case
        detail = DisputeDetail.objects.get(case=case)
        if detail.other_side != OtherSide.AGREED or detail.applied_on is None:
            raise ValueError
        activation.start(None)
        case.state = "mediating"
        case.version += 1
        case.save(update_fields=["state", "version"])
        activation.execute()


def _task(case: Case) -> Any:
    # A task that nobody has touched yet, as a page would load it: with its process.
    with transaction.atomic():
        process = Mediation.start.run(case=case)
    return process.task_set.select_related("process").get(flow_task=Mediation.verify)


def _agreed(case: Case) -> Case:
    # The peer's permission and guards look at these columns only; how they came to be is not measured.
    Case.objects.filter(pk=case.pk).update(handler=county().person, state="verifying")
    DisputeDetail.objects.filter(case=case).update(other_side=OtherSide.AGREED, applied_on=today())
    case.refresh_from_db()
    return case


def statements(step: Callable[[], object]) -> int:
    """How many statements it sends besides beginning and ending its transaction."""
    with CaptureQueriesContext(connection) as captured:
        step()
    return sum(not one["sql"].startswith(CONTROL) for one in captured.captured_queries)


def _in_processor_time(worked: dict[str, float], other: str) -> str:
    return f"{worked['ours'] / worked[other]:.2f} × in this process's processor time"


def run() -> list[Row]:
    """Milliseconds, ratios and statements of the three."""
    here, count = county(), ROUNDS + WARM_UP + 1
    prepared, plain = [ready_to_mediate() for _ in range(count)], [reported() for _ in range(count)]
    tasks = [_task(_agreed(reported())) for _ in range(count)]
    sent = [
        statements(lambda: ours(prepared[-1], here)),
        statements(lambda: bare(plain[-1], here)),
        statements(lambda: in_viewflow(tasks[-1], here)),
    ]
    gc.collect()
    taken = side_by_side(
        count - 1,
        {
            "ours": lambda n: ours(prepared[n], here),
            "bare": lambda n: bare(plain[n], here),
            "viewflow": lambda n: in_viewflow(tasks[n], here),
        },
    )
    assert MediationProcess.objects.filter(case__state="mediating").count() == count
    found = {name: median(one.wall for one in values[WARM_UP:]) for name, values in taken.items()}
    worked = {name: median(one.processor for one in values[WARM_UP:]) for name, values in taken.items()}
    return [
        row("a full step: 开始调解", found["ours"], "ms", note="permission, guards, state, events, clocks"),
        row("bare ORM transition, one audit row", found["bare"], "ms", note="same table, none of the rest"),
        row("the same step in viewflow", found["viewflow"], "ms", note="no clocks, no record"),
        aim("full step : bare", found["ours"] / found["bare"], "×", 1.25, _in_processor_time(worked, "bare")),
        row(
            "full step : viewflow",
            found["ours"] / found["viewflow"],
            "×",
            note=_in_processor_time(worked, "viewflow"),
        ),
        aim("statements of a full step", sent[0], "statements", 4, f"bare {sent[1]}, viewflow {sent[2]}"),
    ]
