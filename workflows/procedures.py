"""Fixed shapes with parallel branches, as viewflow Flows: the joint check (联调) of a town's 联调中心, and 双向选择.

    start → ask ─┬→ labour_office ─┬→ gather → sum_up → end
                 ├→ justice_office ┤
                 ├→ …              ┤        one branch a kind of body, taken only by those asked
                 └→ village_committee ┘

    start → ask ─┬→ host ───┬→ both → conclude → end        the host's choice and the person's, in either order
                 └→ person ─┘

An open task is who must act, and nothing else: what was asked and answered stands in ``JointCheck``, ``CheckAnswer`` and
``Match``, which the record vouches for. Nodes are run by ``workflows.shared.joint_check`` and
``workflows.secondment.matching`` alone, through ``Draft.nodes``, so that they move inside the transaction of the step and under the lock it holds on the case. The paths of the flow and of its
nodes are stored in rows: renaming one is a data migration, and ``unresolved`` finds what was forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.models.functions import Cast
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.fields import import_flow_by_ref
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from cases.models import Case
from organizations.models import PartnerKind

from .models import JointCheck, JointCheckProcess, Match, MatchProcess

#: Kinds of body that have a node, in the order a form shows them: 虹桥's 联调中心, 综治办 and the village's committee.
ASKABLE = (
    PartnerKind.LABOUR_OFFICE, PartnerKind.JUSTICE_OFFICE, PartnerKind.LEGAL_OFFICE, PartnerKind.SAFETY_OFFICE,
    PartnerKind.RESIDENTS_OFFICE, PartnerKind.TOWN_AREA, PartnerKind.GOVERNANCE_OFFICE, PartnerKind.VILLAGE_COMMITTEE,
)  # fmt: skip


class OutsideTheDoor(RuntimeError):
    """A node was run outside the transaction of a step: only ``perform()`` moves a procedure."""


class CaseRowLock:
    """viewflow's lock on the row ``perform()`` locks: two answers at once come to the join one after the other.

    Inside ``perform()`` the row is this transaction's already and nothing waits. SQLite writes one at a time anyway.
    """

    def __init__(self, processes: Any) -> None:
        """``processes`` is the flow's own process class, whose rows name their case."""
        self.processes = processes

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        if not connection.in_atomic_block:
            raise OutsideTheDoor
        if connection.features.has_select_for_no_key_update:
            asked = self.processes.objects.filter(pk=process_pk).values("case")
            list(Case.objects.select_for_update(no_key=True).filter(pk__in=asked).values_list("pk"))
        yield


def _asked(kind: PartnerKind) -> Callable[[Any], bool]:
    """Whether a body of ``kind`` is among those asked: the condition of its branch."""

    def is_asked(activation: Any) -> bool:
        return str(kind) in activation.process.joint_check.asked_kinds

    return is_asked


class JointCheckFlow(flow.Flow):
    """联调."""

    process_class = JointCheckProcess
    lock_impl = CaseRowLock(JointCheckProcess)

    start = flow.StartHandle(this.begin).Next(this.ask)
    ask = (
        flow.Split()
        .Next(this.labour_office, case=_asked(PartnerKind.LABOUR_OFFICE))
        .Next(this.justice_office, case=_asked(PartnerKind.JUSTICE_OFFICE))
        .Next(this.legal_office, case=_asked(PartnerKind.LEGAL_OFFICE))
        .Next(this.safety_office, case=_asked(PartnerKind.SAFETY_OFFICE))
        .Next(this.residents_office, case=_asked(PartnerKind.RESIDENTS_OFFICE))
        .Next(this.town_area, case=_asked(PartnerKind.TOWN_AREA))
        .Next(this.governance_office, case=_asked(PartnerKind.GOVERNANCE_OFFICE))
        .Next(this.village_committee, case=_asked(PartnerKind.VILLAGE_COMMITTEE))
    )
    # A branch is left by an answer or by 不再等待, which completes its task too: a cancelled last branch would leave the
    # join open for ever.
    labour_office = flow.Handle().Next(this.gather)
    justice_office = flow.Handle().Next(this.gather)
    legal_office = flow.Handle().Next(this.gather)
    safety_office = flow.Handle().Next(this.gather)
    residents_office = flow.Handle().Next(this.gather)
    town_area = flow.Handle().Next(this.gather)
    governance_office = flow.Handle().Next(this.gather)
    village_committee = flow.Handle().Next(this.gather)
    gather = flow.Join().Next(this.sum_up)
    sum_up = flow.Handle().Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, joint_check: JointCheck) -> JointCheckProcess:
        """The process of a check just written."""
        process: JointCheckProcess = activation.process
        process.case_id, process.joint_check = joint_check.case_id, joint_check
        return process


#: The node at which the centre sums up.
SUM_UP = "sum_up"


def start(joint_check: JointCheck) -> None:
    """Open a task for every asked body. The check and its answers are written."""
    JointCheckFlow.start.run(joint_check=joint_check)


def pass_node(joint_check: JointCheck, node: str) -> None:
    """Complete the open task of ``node``; after the last body the join opens ``sum_up``, after that the process ends."""
    task = _open_tasks(joint_check.case_id).get(flow_task=JointCheckFlow.instance.node(node))
    task.flow_task.run(task)


def cancel(joint_check: JointCheck) -> None:
    """End the process with every open task of it; nothing is left waiting."""
    JointCheckFlow.instance.cancel(joint_check.process)


def open_nodes(case_id: int) -> frozenset[str]:
    """Whose turn it is in the running check of a case: kinds of bodies, or ``SUM_UP``. One query."""
    return frozenset(task.flow_task.name for task in _open_tasks(case_id).only("flow_task"))


def _open_tasks(case_id: int, process: str = "jointcheckprocess") -> Any:
    # A task that waits for somebody is new; the join's own is started, and nobody's turn.
    return Task.objects.filter(**{f"process__{process}__case": case_id}, status=STATUS.NEW)


class MatchFlow(flow.Flow):
    """双向选择."""

    process_class = MatchProcess
    lock_impl = CaseRowLock(MatchProcess)

    start = flow.StartHandle(this.begin).Next(this.ask)
    ask = flow.Split().Next(this.host).Next(this.person)
    host = flow.Handle().Next(this.both)
    person = flow.Handle().Next(this.both)
    both = flow.Join().Next(this.conclude)
    conclude = flow.Handle().Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, match: Match) -> MatchProcess:
        """The process of a match just written."""
        process: MatchProcess = activation.process
        process.case_id, process.match = match.case_id, match
        return process


#: The nodes of a match: the two sides, and the organising union that concludes.
HOST, PERSON, CONCLUDE = "host", "person", "conclude"
MATCHES = "matchprocess"


def start_match(match: Match) -> None:
    """Open the host's and the person's task. The match is written."""
    MatchFlow.start.run(match=match)


def pass_match(match: Match, node: str) -> None:
    """Complete the open task of ``node``; after both the join opens ``conclude``, after that the process ends."""
    task = _open_tasks(match.case_id, MATCHES).get(flow_task=MatchFlow.instance.node(node))
    task.flow_task.run(task)


def cancel_match(match: Match) -> None:
    """End the process with every open task of it."""
    MatchFlow.instance.cancel(match.process)


def open_match_nodes(case_id: int) -> frozenset[str]:
    """Whose turn it is in the running match of a case. One query."""
    return frozenset(task.flow_task.name for task in _open_tasks(case_id, MATCHES).only("flow_task"))


def unresolved() -> list[str]:
    """Stored paths of flows and nodes that this version of the software no longer has."""
    text = models.CharField()
    flows = Process.objects.annotate(path=Cast("flow_class", text)).values_list("path", flat=True)
    nodes = Task.objects.annotate(path=Cast("flow_task", text)).values_list("path", flat=True)
    known = {path: _flow(path) for path in flows.order_by().distinct()}
    missing = [path for path, found in known.items() if found is None]
    for path in nodes.order_by().distinct():
        of_flow, _dot, node = path.rpartition(".")
        found = _flow(of_flow)
        # Asked by name alone, viewflow makes up a node that only shows history.
        if found is None or found.instance.node(node, no_obsolete=True) is None:
            missing.append(path)
    return sorted(missing)


def _flow(path: str) -> Any:
    try:
        return import_flow_by_ref(path)
    except (ImportError, LookupError, AssertionError):
        return None
