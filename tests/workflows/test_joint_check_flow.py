"""The flow behind the joint check: its nodes and paths, its lock, what it costs, and how a disagreement is found."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import run_checks
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from viewflow.workflow import flow
from viewflow.workflow.models import Process, Task

from organizations import calendar as calendars
from record.sealer import seal_all
from record.verify import findings
from tests.builders import Scene, World
from workflows import procedures, rules
from workflows.dispute.states import S
from workflows.models import CheckAnswer, JointCheck, JointCheckProcess
from workflows.procedure_checks import stored_paths_resolve
from workflows.procedures import ASKABLE, SUM_UP, JointCheckFlow, OutsideTheDoor, open_nodes
from workflows.shared.joint_check import QUESTIONS

from .checking import JUSTICE, LABOUR, SAFETY, answer, ask, excuse, officer, row, sum_up

ROOM = Path(__file__).resolve().parents[2]


@pytest.fixture
def scene(world: World) -> Scene:
    """A dispute that is being verified, with officers who may answer."""
    for kind in (LABOUR, JUSTICE, SAFETY):
        officer(world, kind)
    return Scene(world).to(S.VERIFYING)


# ── Shape ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_that_may_be_asked_has_a_branch_a_node_and_a_question() -> None:
    nodes = {node.name: node for node in JointCheckFlow.instance.nodes()}
    branches = {edge.dst.name for edge in nodes["ask"]._outgoing()}
    assert branches == {str(kind) for kind in ASKABLE} == {str(kind) for kind in QUESTIONS}
    assert {name for name, node in nodes.items() if isinstance(node, flow.Handle)} == {*branches, SUM_UP}
    assert all(next(iter(nodes[name]._outgoing())).dst is nodes["gather"] for name in branches)


def test_a_branch_is_taken_by_its_own_kind_alone(scene: Scene) -> None:
    for kind in ASKABLE:
        ask(scene, kind)
        assert set(open_nodes(scene.case.pk)) == {str(kind)}
        excuse(scene, kind)
        sum_up(scene, "unclear")


def test_of_viewflow_only_its_tables_are_installed() -> None:
    assert apps.is_installed("viewflow.workflow")
    assert not apps.is_installed("viewflow")
    assert not apps.is_installed("django.contrib.admin")
    assert settings.VIEWFLOW == {"AUTOREGISTER": False}
    assert not [name for name in settings.MIDDLEWARE if "viewflow" in name]
    assert finders.find("viewflow/css/viewflow.min.css") is None


def test_only_the_steps_of_the_two_flows_touch_the_procedures() -> None:
    users = set()
    for path in ROOM.glob("[a-z]*/**/*.py"):
        room = path.relative_to(ROOM).as_posix()
        if room.startswith(("tests/", "benchmarks/")) or "migrations" in room:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name.startswith("viewflow.workflow") for name in named):
                users.add(room)
    assert users == {
        "workflows/procedures.py",
        "workflows/procedure_checks.py",
        "workflows/models/procedures.py",
        # 双向选择 is the second flow.
        "workflows/models/matching.py",
    }


# ── Lock ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_node_run_outside_a_step_is_refused(at_time: Any) -> None:
    scene = Scene(World()).to(S.VERIFYING)
    check = ask(scene, LABOUR)
    with pytest.raises(OutsideTheDoor):
        procedures.pass_node(check, LABOUR)
    assert set(open_nodes(scene.case.pk)) == {LABOUR}


@pytest.mark.parametrize("model", [JointCheck, JointCheckProcess])
def test_the_case_is_never_deleted_under_its_check(model: type[models.Model]) -> None:
    assert model._meta.get_field("case").remote_field.on_delete is models.PROTECT  # type: ignore[union-attr]  # a key


# ── Paths that are stored ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_stored_path_resolves(scene: Scene) -> None:
    ask(scene, LABOUR)
    assert procedures.unresolved() == []
    assert run_checks(include_deployment_checks=True, tags=["database"], databases=["default"]) == []


@pytest.mark.parametrize(
    "path",
    ["workflows/procedures.JointCheckFlow.water_office", "workflows/procedures.OldFlow.start", "gone/x.Y.z"],
)
def test_a_node_that_was_renamed_without_its_rows_is_found_before_going_live(scene: Scene, path: str) -> None:
    ask(scene, LABOUR)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE viewflow_task SET flow_task = %s WHERE flow_task LIKE %s", [path, "%labour_office"]
        )
    assert procedures.unresolved() == [path]
    assert [error.id for error in stored_paths_resolve(databases=["default"])] == ["fengqiao.E010"]
    assert stored_paths_resolve(databases=None) == []


# ── verify-log ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _lost_turn(scene: Scene) -> None:
    Task.objects.filter(flow_task=JointCheckFlow.labour_office).update(status="DONE")


def _doubled_turn(scene: Scene) -> None:
    Task.objects.filter(flow_task=JointCheckFlow.justice_office).update(status="NEW")


def _ended_process(scene: Scene) -> None:
    Process.objects.update(status="DONE")


def _answer_changed(scene: Scene) -> None:
    CheckAnswer.objects.filter(kind=JUSTICE).update(answer="untrue")


def _question_moved(scene: Scene) -> None:
    row_ = row(scene, LABOUR)
    CheckAnswer.objects.filter(pk=row_.pk).update(question_key=row(scene, JUSTICE).question_key)


@pytest.mark.parametrize(
    "tamper", [_lost_turn, _doubled_turn, _ended_process, _answer_changed, _question_moved]
)
def test_a_turn_or_an_answer_changed_outside_the_door_is_found(
    scene: Scene, tamper: Callable[[Scene], None]
) -> None:
    ask(scene, LABOUR, JUSTICE)
    answer(scene, JUSTICE)
    seal_all()
    assert list(findings()) == []
    tamper(scene)
    assert list(findings())


# ── Cost ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def statements(work: Callable[[], object]) -> int:
    """Statements of one step, without the once-a-second look at small tables."""
    with calendars.holding(), rules.holding(), CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_what_a_check_costs_is_known_and_grows_only_by_the_branches(scene: Scene) -> None:
    asked = {"asks": statements(lambda: ask(scene, LABOUR, JUSTICE, SAFETY))}
    asked["answers"] = statements(lambda: answer(scene, LABOUR))
    asked["again"] = statements(lambda: answer(scene, JUSTICE))
    asked["last"] = statements(lambda: answer(scene, SAFETY))
    asked["sums up"] = statements(lambda: sum_up(scene))
    # The helpers themselves ask three to five rows back.
    limits = {"asks": 35, "answers": 31, "again": 31, "last": 39, "sums up": 30}
    assert {what: n for what, n in asked.items() if n > limits[what]} == {}


def test_a_case_without_a_check_pays_nothing_for_checks(scene: Scene) -> None:
    with CaptureQueriesContext(connection) as queries:
        scene.do("message", scene.mediator, body="请补充材料")
    assert not [
        one for one in queries.captured_queries if "viewflow" in one["sql"] or "checkanswer" in one["sql"]
    ]
