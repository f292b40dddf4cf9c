"""The demonstration county: made through the door alone, whole, and the same however often it is loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case, CaseKind, CaseNumber, Clock, ClockState, Colour, Evidence, Message, Term
from config.demo.accounts import CAST, PASSWORD, SIGN_INS
from config.demo.load import load_demo
from config.homes import CHECKOUT
from organizations.models import Employer, Person, Post, Unit
from organizations.roles import NOT_POSTS, Role
from record import verify
from record.models import Chain, Event
from record.names import EventName
from record.timekeeping import now
from tests.demo.conftest import Loading
from workflows.checks import replay
from workflows.dispute.states import S as Dispute
from workflows.mediation.states import S as Table
from workflows.models import Approval
from workflows.secondment.states import S as Secondment
from workflows.visit.states import S as Visit
from workflows.wage_arrears.states import S as Wages

pytestmark = pytest.mark.xdist_group("demo")

DEMO = CHECKOUT / "config" / "demo"
#: What changes a row without the door, by any manager, queryset, instance, connection or command.
BEHIND_THE_DOOR = frozenset(
    "save create bulk_create get_or_create update_or_create bulk_update delete raw execute executemany call_command "
    "save_base set_rollback asave acreate".split()
)
MODELS = (
    Case,
    CaseNumber,
    Clock,
    Evidence,
    Message,
    Term,
    Approval,
    Unit,
    Employer,
    Person,
    Post,
    Event,
    Chain,
)
EVERY_STATE = {
    CaseKind.DISPUTE: Dispute.values,
    CaseKind.MEDIATION: Table.values,
    CaseKind.WAGES: Wages.values,
    CaseKind.VISIT: Visit.values,
    CaseKind.SECONDMENT: Secondment.values,
}
#: Statements the county and its people take, and those of one version of one case.
BUILDING, A_STEP = 1000, 13


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every name called in a file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node.lineno


# ── Through the door alone ──────────────────────────────────────────────────────────────────────────────────────────


def test_no_line_of_it_writes_a_row_itself() -> None:
    found = [
        (path.name, line, name)
        for path in DEMO.glob("*.py")
        for name, line in calls(path)
        if name in BEHIND_THE_DOOR
    ]
    assert found == []
    assert not [path for path in CHECKOUT.rglob("fixtures/*") if ".venv" not in path.parts]


def test_the_search_for_writing_lines_finds_one(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("Case.objects.create(state='closed')\n", encoding="utf-8")
    assert ("create", 1) in list(calls(tmp_path / "bad.py"))


def test_the_record_vouches_for_every_row(demo: Loading) -> None:
    assert [str(finding) for finding in verify.findings()] == []
    assert verify.unsealed() == 0


def test_a_row_written_beside_the_door_would_be_found(demo: Loading) -> None:
    Unit.objects.filter(pk=Unit.objects.order_by("pk")[0].pk).update(name="别处总工会")
    assert verify.verify() is not None


def test_its_events_replayed_give_every_case_the_same_state_and_clocks(demo: Loading) -> None:
    for case in Case.objects.prefetch_related("clocks"):
        events = list(Event.objects.filter(subject=case.subject).order_by("version", "line"))
        state, version, clocks = replay(events, case.pk)
        assert (state, version) == (case.state, case.version), case.number
        assert {place: told(clock) for place, clock in clocks.items()} == {
            (clock.rule_id, clock.key): told(clock) for clock in case.clocks.all()
        }, case.number


def told(clock: Clock) -> tuple[object, ...]:
    """What counts of a clock: a stopped one keeps no promise about its last day."""
    stopped = clock.state == ClockState.STOPPED
    return (clock.state, clock.epoch, clock.started_at, clock.pauses, None if stopped else clock.due_at)


def test_it_lies_in_the_past_and_was_recorded_in_order(demo: Loading) -> None:
    assert not Event.objects.exclude(chain="CN").filter(occurred_at__gt=now()).exists()
    for case in Case.objects.all():
        times = Event.objects.filter(subject=case.subject).order_by("version", "line")
        happened = list(times.values_list("occurred_at", flat=True))
        assert happened == sorted(happened), case.number


# ── What there is to see ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_has_every_state_and_every_colour(demo: Loading) -> None:
    for kind, states in EVERY_STATE.items():
        there = Case.objects.filter(kind=kind).values_list("state", flat=True)
        assert set(there) == set(states), kind
    assert set(Case.objects.values_list("colour", flat=True)) == set(Colour.values)


def test_some_are_late_and_some_are_not(demo: Loading) -> None:
    late = Case.objects.filter(closed_at=None, due_at__lt=now())
    assert 3 <= late.count() <= Case.objects.filter(closed_at=None).count() - 3
    assert late.filter(town__name="枫桥镇总工会").exists(), "督查员和主席打开时应当看得到逾期案件"


def test_it_has_what_a_visitor_looks_for(demo: Loading) -> None:
    assert Case.objects.filter(is_emergency=True, is_group=True).exists()
    assert Case.objects.filter(dispute__disclosure="anonymous").exists()
    assert Case.objects.filter(epoch__gt=1).exists(), "重开的案件"
    assert Approval.objects.filter(verdict="open").count() >= 3
    assert Message.objects.filter(from_worker=True).exists()
    assert Evidence.objects.exists()
    happened = set(Event.objects.values_list("name", flat=True))
    assert {EventName.HANDED_UP, EventName.RATED, EventName.REOPENED} <= happened


def test_every_role_that_is_a_post_has_a_sign_in() -> None:
    assert {Role(role) for *_names, role, _place in CAST} == set(Role) - NOT_POSTS
    assert [username for _role, username, _password in SIGN_INS] == [key for _label, key, *_rest in CAST]


@pytest.mark.parametrize("username", [username for _role, username, _password in SIGN_INS])
def test_every_sign_in_works_and_leads_to_a_page(demo: Loading, client: Client, username: str) -> None:
    answer = client.post("/accounts/login/", {"login": username, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain
    assert answer.status_code == 200
    assert "退出登录" in answer.content.decode()


# ── Loading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_loading_it_again_changes_nothing(demo: Loading) -> None:
    said: list[str] = []
    before = {model: model._default_manager.count() for model in MODELS}
    heads = list(Chain.objects.order_by("key").values_list("key", "position", "digest"))
    with CaptureQueriesContext(connection) as sent:
        load_demo(said.append)
    assert {model: model._default_manager.count() for model in MODELS} == before
    assert list(Chain.objects.order_by("key").values_list("key", "position", "digest")) == heads
    assert len(said) == 1
    assert len(sent) <= 4


def test_loading_takes_few_statements_and_says_how_far_it_is(demo: Loading) -> None:
    steps = Event.objects.filter(subject__startswith="case:", line=0).count()
    assert steps > 300
    assert demo.statements <= BUILDING + A_STEP * steps
    assert len(demo.said) >= 5
