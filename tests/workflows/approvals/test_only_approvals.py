"""委托审批 gives away signatures and nothing else: every way to change anything is tried in that name, and refused.

The ways are found by reading the code, so that a new one must be entered here before this passes.
"""

from __future__ import annotations

import datetime
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from cases import surveys
from cases.models import CaseKind, SecondmentRound, SurveyAnswer, SurveyRound
from organizations import actions, calendar
from organizations.acting import SYSTEM, Acting
from organizations.authority import may_administer, may_administer_shared, may_name_deputy
from organizations.errors import NoAuthority
from organizations.models import Code, ContactCycle, ContactDuty, Deputy, Post, Relation, UnitKind
from organizations.roles import Role
from record.timekeeping import today
from tests.builders import Scene, World, person_of, undone
from workflows import (
    chain_changes,
    escalation_changes,
    imports,
    rebinding,
    rules,
    secondment_changes,
    warning_changes,
)
from workflows.engine import NotPermitted, open_case, open_cases, perform
from workflows.models import ChainTemplate, EscalationRow, WarningRule
from workflows.secondment.birth import may_file
from workflows.visit import sending

pytestmark = [pytest.mark.approvals, pytest.mark.django_db]
Call = Callable[[World, Acting], Any]
DAY = datetime.timedelta(days=1)
#: Packages whose public functions may change something.
ROOMS = ("organizations", "cases", "workflows")
#: These ask, read, or write what was allowed elsewhere; births are behind ``open_cases``, which is tried.
NOT_WAYS = {
    "organizations.actions.contacts.may_arrange", "organizations.actions.contacts.need_arrange",
    "organizations.actions.people.need_manage", "organizations.recording.append", "organizations.recording.append_rows",
    "workflows.approvals.signature_among", "workflows.approvals.may_answer", "workflows.dispute.birth.birth",
    "workflows.dispute.history.of_the_past", "workflows.mediation.birth.birth", "workflows.secondment.birth.birth",
    "workflows.visit.birth.birth", "workflows.wage_arrears.birth.birth", "workflows.engine.plan",
    "workflows.engine.start_draft", "workflows.exports.ledger_left", "workflows.exports.personal_data_seen",
    "workflows.mediation.rounds.by_link", "workflows.moving.follow", "workflows.offers.reason_against",
    "workflows.visit.sending.sent_before", "workflows.secondment_changes.need_run_rounds", "workflows.imports.may_import",
    # Whoever may read a round may take it out, and the record says so; a delegate reads what the principal reads.
    "workflows.secondment.annex.export_annex", "workflows.secondment.annex.export_assessments",
    "cases.surveys.may_see_rounds", "cases.surveys.forms_of",
    # Row by row, behind ``import_units``, ``may_file`` and ``open_cases``, which are tried.
    "organizations.imports.units.import_divisions", "workflows.secondment.annex.preview",
    "workflows.secondment.annex.import_annex",
}  # fmt: skip


def admin(world: World) -> Acting:
    """The county's system administrator, who may do most."""
    return world.who(Role.SYSTEM_ADMIN, world.county)


def town_chair(world: World) -> Acting:
    """The town's chair."""
    return world.who(Role.CHAIR, world.town)


def county_chair(world: World) -> Acting:
    """The county's chair."""
    return world.who(Role.CHAIR, world.county)


def officer(world: World) -> Acting:
    """An 信息员 of the village."""
    return world.who(Role.INFO_OFFICER, world.village)


def mediator(world: World) -> Acting:
    """A mediator of the town."""
    return world.who(Role.MEDIATOR, world.town)


def cycle(world: World) -> ContactCycle:
    """A cycle of contact points of the town."""
    return actions.open_cycle(
        acting=SYSTEM, unit=world.town, title="今年", starts_on=today(), ends_on=today() + 300 * DAY
    )


def post(world: World) -> Post:
    """The post whose signatures are given away."""
    return Post.objects.get(person=town_chair(world).person, role=Role.CHAIR)


def round_(world: World) -> SurveyRound:
    """A monthly round of the town."""
    officer(world)
    return surveys.send_round(
        acting=town_chair(world), unit=world.town, month="2026-03", due_on=today() + DAY
    )


def someone(world: World) -> Any:
    """Anybody at all."""
    return world.made.person("某人", world.town)


def form_of(acting: Acting, world: World) -> SurveyAnswer:
    """The form an 信息员 was sent."""
    return SurveyAnswer.objects.get(round=round_(world), person=person_of(acting))


ORG, W = "organizations.actions.", "workflows."
#: Who, with full powers, may do it; and how it is tried. What comes after the question of authority does not matter.
CALLS: dict[str, tuple[Callable[[World], Acting], Call]] = {
    ORG + "checklists.set_checklist": (admin, lambda w, a: actions.set_checklist(
        acting=a, code="x", use="visit", name_zh="x", name_en="x", items=[])),
    ORG + "checklists.add_duty": (admin, lambda w, a: actions.add_duty(acting=a, code="x", what="worker")),
    ORG + "checklists.change_duty": (admin, lambda w, a: actions.change_duty(ContactDuty.objects.all()[0], acting=a, least=1)),
    ORG + "codes.add_code": (admin, lambda w, a: actions.add_code(acting=a, list="result", code="x", name_zh="x", name_en="x")),
    ORG + "codes.change_code": (admin, lambda w, a: actions.change_code(Code.objects.all()[0], acting=a, order=9)),
    ORG + "contact_table.preview_contacts": (town_chair, lambda w, a: actions.preview_contacts([], acting=a, cycle=cycle(w))),
    ORG + "contact_table.import_contacts": (town_chair, lambda w, a: actions.import_contacts([], acting=a, cycle=cycle(w))),
    ORG + "contacts.open_cycle": (town_chair, lambda w, a: actions.open_cycle(
        acting=a, unit=w.town, title="x", starts_on=today(), ends_on=today() + DAY)),
    ORG + "contacts.give_relation": (town_chair, lambda w, a: actions.give_relation(
        acting=a, cycle=cycle(w), person=someone(w), point=Mock())),
    ORG + "contacts.change_relation": (town_chair, lambda w, a: actions.change_relation(
        Relation(cycle=cycle(w)), acting=a, liaison=None, office="x")),
    ORG + "contacts.end_relation": (town_chair, lambda w, a: actions.end_relation(Relation(cycle=cycle(w)), acting=a)),
    ORG + "employers.add_employer": (admin, lambda w, a: actions.add_employer(acting=a, unit=w.town, name="x")),
    ORG + "employers.change_employer": (admin, lambda w, a: actions.change_employer(w.mill, acting=a, name="x")),
    ORG + "importing.import_units": (admin, lambda w, a: _first_refusal(actions.import_units(
        [actions.UnitRow("9001", "新村", UnitKind.VILLAGE, w.town.code)], acting=a))),
    ORG + "moving.move_unit": (admin, lambda w, a: actions.move_unit(w.hamlet, acting=a, parent=w.other_town)),
    ORG + "partners.add_partner": (admin, lambda w, a: actions.add_partner(acting=a, beside=w.town, kind="court", name="x")),
    ORG + "partners.change_partner": (admin, lambda w, a: actions.change_partner(w.partner(), acting=a, name="x")),
    ORG + "people.add_person": (admin, lambda w, a: actions.add_person(acting=a, unit=w.town, username="xx", name="x")),
    ORG + "people.change_person": (admin, lambda w, a: actions.change_person(someone(w), acting=a, name="x")),
    ORG + "people.reset_password": (admin, lambda w, a: actions.reset_password(someone(w), acting=a, password="x")),
    ORG + "people.deactivate_person": (admin, lambda w, a: actions.deactivate_person(someone(w), acting=a)),
    ORG + "posts.give_post": (admin, lambda w, a: actions.give_post(
        acting=a, person=someone(w), role=Role.WINDOW, place=w.town, starts_on=today())),
    ORG + "posts.end_post": (admin, lambda w, a: actions.end_post(post(w), acting=a)),
    ORG + "posts.name_deputy": (town_chair, lambda w, a: actions.name_deputy(
        acting=a, post=post(w), person=someone(w), starts_on=today(), ends_on=today())),
    ORG + "posts.end_deputy": (town_chair, lambda w, a: actions.end_deputy(
        Deputy(post=post(w), person=someone(w), starts_on=today(), ends_on=today()), acting=a)),
    ORG + "units.add_unit": (admin, lambda w, a: actions.add_unit(acting=a, parent=w.town, kind="village", name="x")),
    ORG + "units.change_unit": (admin, lambda w, a: actions.change_unit(w.town, acting=a, name="x")),
    "organizations.calendar.publish_year": (admin, lambda w, a: calendar.publish_year(2030, {}, source="x", acting=a)),
    W + "rebinding.publish_year": (admin, lambda w, a: rebinding.publish_year(2030, {}, source="x", acting=a)),
    W + "chain_changes.add_chain": (admin, lambda w, a: chain_changes.add_chain(acting=a, code="x", name="x", steps=[{}])),
    W + "chain_changes.change_chain": (admin, lambda w, a: chain_changes.change_chain(
        ChainTemplate.objects.all()[0], acting=a, name="x")),
    W + "escalation_changes.add_row": (admin, lambda w, a: escalation_changes.add_row(
        acting=a, rule_id="contact", offset=0, unit="working", act="remind")),
    W + "escalation_changes.change_row": (admin, lambda w, a: escalation_changes.change_row(
        EscalationRow.objects.all()[0], acting=a, is_active=False)),
    W + "rules.add_version": (admin, lambda w, a: rules.add_version("contact", {}, acting=a)),
    W + "rules.retire": (admin, lambda w, a: rules.retire("contact", today(), acting=a)),
    W + "warning_changes.add_rule": (admin, lambda w, a: warning_changes.add_rule(
        acting=a, code="x", measure="days", threshold=1, level=1)),  # type: ignore[arg-type]  # never looked at
    W + "warning_changes.change_rule": (admin, lambda w, a: warning_changes.change_rule(
        WarningRule.objects.all()[0], acting=a, level=2)),
    W + "warning_changes.set_pay_refusal": (admin, lambda w, a: warning_changes.set_pay_refusal(
        acting=a, jurisdiction="zhejiang", one_amount=5000, group_amount=30000, source="x")),  # type: ignore[arg-type]
    W + "secondment_changes.open_round": (county_chair, lambda w, a: secondment_changes.open_round(
        acting=a, county=w.county, title="x", year=2026, file_by=today() + DAY)),
    W + "secondment_changes.move_deadline": (county_chair, lambda w, a: secondment_changes.move_deadline(
        SecondmentRound(county=w.county), acting=a, file_by=today(), reason="x")),
    W + "secondment_changes.close_round": (county_chair, lambda w, a: secondment_changes.close_round(
        SecondmentRound(county=w.county), acting=a)),
    W + "secondment_changes.set_secondments": (admin, lambda w, a: secondment_changes.set_secondments(
        acting=a, county=w.county)),
    W + "secondment_changes.set_share": (admin, lambda w, a: secondment_changes.set_share(
        acting=a, county=w.county, grade="excellent", most=10)),
    W + "secondment.birth.may_file": (town_chair, lambda w, a: may_file(a, w.town)),
    W + "imports.preview_ledger": (county_chair, lambda w, a: imports.preview_ledger(b"", w.town, actor=a)),
    W + "imports.import_ledger": (county_chair, lambda w, a: imports.import_ledger(b"", w.town, actor=a)),
    W + "visit.sending.send_visit": (mediator, lambda w, a: sending.send_visit(
        actor=a, client_code="abcdefgh12345678", record={}, at=datetime.datetime.now(datetime.UTC))),
    W + "visit.sending.plan_route": (mediator, lambda w, a: sending.plan_route(
        actor=a, planned_on=today(), stops=[{"employer": w.mill}])),
    "cases.surveys.send_round": (town_chair, lambda w, a: surveys.send_round(
        acting=a, unit=w.town, month="2026-03", due_on=today())),
    "cases.surveys.answer_round": (officer, lambda w, a: surveys.answer_round(form_of(a, w), acting=a, answers={})),
    "cases.surveys.close_round": (town_chair, lambda w, a: surveys.close_round(round_(w), acting=a)),
    "cases.surveys.urge_round": (town_chair, lambda w, a: surveys.urge_round(round_(w), acting=a)),
    W + "engine.perform": (town_chair, lambda w, a: perform(
        Scene(w).accept().case, "assign", actor=a, mediator=mediator(w).person)),
    W + "engine.open_case": (mediator, lambda w, a: open_case("dispute", actor=a)),
    W + "engine.open_cases": (mediator, lambda w, a: open_cases("dispute", [], actor=a)),
}  # fmt: skip


def _first_refusal(result: Any) -> None:
    """An import reports row by row."""
    if any("管理员" in why for _row, why in result.refused):
        raise NoAuthority(str(result.refused[0]))


def _modules() -> Iterator[Any]:
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not any(part in found.name for part in ("migrations", "management")):
                yield importlib.import_module(found.name)


def ways() -> set[str]:
    """Every public function that is told who acts, but the questions of ``who`` and of authority."""
    found = set()
    for module in _modules():
        if module.__name__.endswith((".who", ".authority", ".joint_check")):
            continue
        for name, function in vars(module).items():
            own = getattr(function, "__module__", "") == module.__name__
            public = own and not name.startswith("_") and inspect.isfunction(inspect.unwrap(function))
            if public and {"acting", "actor"} & set(inspect.signature(function).parameters):
                found.add(f"{module.__name__}.{name}")
    return found


def test_every_way_to_change_anything_stands_here() -> None:
    assert ways() == {*CALLS, *NOT_WAYS}


@pytest.mark.parametrize("way", sorted(CALLS))
def test_who_was_given_signatures_only_is_refused_and_the_post_itself_is_not(world: World, way: str) -> None:
    who, call = CALLS[way]
    acting = who(world)
    delegate = replace(
        acting, person=world.made.person("受托人"), on_behalf_of=acting.person, only_approvals=True
    )
    if way.endswith(("answer_round", "send_visit")):
        delegate = replace(acting, only_approvals=True)
    with undone(), pytest.raises((NoAuthority, NotPermitted)):
        call(world, delegate)
    try:
        with undone():
            call(world, acting)
    except (NoAuthority, NotPermitted) as refused:
        pytest.fail(f"the post itself is refused, so that nothing is shown: {refused}")
    except Exception:  # noqa: BLE001, S110  whatever else it wants, it was not refused for who acts
        pass


@pytest.mark.parametrize("kind", CaseKind.values)
def test_nothing_is_born_in_that_name(world: World, kind: str) -> None:
    for acting in (town_chair(world), county_chair(world), mediator(world), officer(world)):
        with pytest.raises(NotPermitted, match="受委托的只是审批"):
            open_case(kind, actor=replace(acting, only_approvals=True))


def test_the_questions_of_authority_say_no(world: World) -> None:
    one = replace(admin(world), only_approvals=True)
    assert not may_administer(one, world.town)
    assert not may_administer_shared(one)
    assert not may_name_deputy(one, post(world))
