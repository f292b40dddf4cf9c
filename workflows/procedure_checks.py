"""What must hold between a procedure's tasks and the rows that tell what was answered; and that stored paths resolve."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from record.verify import Finding, register_check

from . import procedures
from .models import BodyAnswer, CheckState, JointCheck, JointCheckProcess

#: What viewflow's process must say of a check that stands so.
STATUS_OF = {
    CheckState.RUNNING: PROCESS.NEW,
    CheckState.DONE: PROCESS.DONE,
    CheckState.CANCELLED: PROCESS.CANCELED,
}
OVER = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)


@register_check
def turns_follow_from_answers() -> Iterator[Finding]:
    """Whose turn it is are exactly the bodies that have not answered, then the centre, then nobody."""
    table = JointCheck._meta.db_table
    for check in JointCheck.objects.prefetch_related("answers").order_by("pk").iterator(chunk_size=500):
        process = JointCheckProcess.objects.filter(joint_check=check).first()
        if process is None or process.case_id != check.case_id:
            yield Finding(table, f"code={check.code}", "这次联调的流程不见了，或挂在别的案件上。")
            continue
        turns, due = _turns(process), _due(check)
        if turns != due or process.status != STATUS_OF[CheckState(check.state)]:
            said = f"流程在等 {_words(turns)}，按答复应在等 {_words(due)}。"
            yield Finding(table, f"code={check.code}", said)


def _turns(process: Any) -> set[str]:
    tasks = Task.objects.filter(process=process).exclude(status__in=OVER)
    # The join is open while bodies are waited for; it is nobody's turn.
    return {task.flow_task.name for task in tasks} - {procedures.JointCheckFlow.gather.name}


def _due(check: JointCheck) -> set[str]:
    if check.state != CheckState.RUNNING:
        return set()
    waiting = {row.kind for row in check.answers.all() if row.answer == BodyAnswer.OPEN}
    return waiting or {procedures.SUM_UP}


def _words(turns: set[str]) -> str:
    return "、".join(sorted(turns)) or "-"


@register_check
def paths_resolve() -> Iterator[Finding]:
    """Every stored path of a flow or node leads to one of this version."""
    for path in procedures.unresolved():
        yield Finding(Task._meta.db_table, f"path={path}", "这个流程节点在本版软件里已经不存在。")


@register(Tags.database, deploy=True)
def stored_paths_resolve(databases: Collection[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """``manage.py check --deploy --database default``: before an upgrade goes live, not after a case hangs on it."""
    if "default" not in (databases or ()):
        return []
    if Process._meta.db_table not in connections["default"].introspection.table_names():
        return []
    hint = "改名的流程或节点要有一次数据迁移，把旧路径改成新路径。"
    return [
        Error(f"流程节点 {path} 已经不存在。", hint=hint, id="fengqiao.E010")
        for path in procedures.unresolved()
    ]
