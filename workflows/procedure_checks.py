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
from .models import (
    LIVE,
    BodyAnswer,
    CheckState,
    JointCheck,
    JointCheckProcess,
    Match,
    MatchProcess,
    MatchState,
)

#: What viewflow's process must say of a check that stands so.
STATUS_OF = {
    CheckState.RUNNING: PROCESS.NEW,
    CheckState.DONE: PROCESS.DONE,
    CheckState.CANCELLED: PROCESS.CANCELED,
}
STATUS_OF_MATCH = {
    MatchState.RUNNING: PROCESS.NEW,
    MatchState.CHOSEN: PROCESS.NEW,
    MatchState.MATCHED: PROCESS.DONE,
    MatchState.UNMATCHED: PROCESS.DONE,
    MatchState.CANCELLED: PROCESS.CANCELED,
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
    # The join is open while others are waited for; it is nobody's turn.
    joins = {procedures.JointCheckFlow.gather.name, procedures.MatchFlow.both.name}
    return {task.flow_task.name for task in tasks} - joins


def _due(check: JointCheck) -> set[str]:
    if check.state != CheckState.RUNNING:
        return set()
    waiting = {row.kind for row in check.answers.all() if row.answer == BodyAnswer.OPEN}
    return waiting or {procedures.SUM_UP}


@register_check
def turns_follow_from_choices() -> Iterator[Finding]:
    """Whose turn it is in 双向选择 is whoever has not chosen, then the organising union, then nobody."""
    table = Match._meta.db_table
    for match in Match.objects.order_by("pk").iterator(chunk_size=500):
        process = MatchProcess.objects.filter(match=match).first()
        if process is None or process.case_id != match.case_id:
            yield Finding(table, f"code={match.code}", "这次双向选择的流程不见了，或挂在别的事项上。")
            continue
        due = (match.waits_for or {procedures.CONCLUDE}) if match.state in LIVE else set()
        turns = _turns(process)
        if turns != due or process.status != STATUS_OF_MATCH[MatchState(match.state)]:
            said = f"流程在等 {_words(turns)}，按表态应在等 {_words(due)}。"
            yield Finding(table, f"code={match.code}", said)


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
