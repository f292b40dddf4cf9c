"""Somebody tries to learn of a visit what is not theirs, to be counted for what was not made, or to break what is sent."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cases.models import SurveyAnswer, VisitDetail
from cases.surveys import send_round
from cases.visibility import visible_to
from cases.visits.owed import owed
from organizations import actions
from organizations.acting import SYSTEM, Acting, actings_of
from organizations.errors import Refusal, WrongValue
from organizations.models import Person, Unit
from organizations.roles import CERTIFIED_ROLES, Role
from protection import receipts
from record.timekeeping import now, today
from tests.builders import DAY, Scene, World, person_of
from tests.organizations.county import START
from tests.pages.asking import signed_in
from tests.visits import ASKER, TOLD, Going, asked, cycle_of, record_of, relation_of, safety_body
from workflows.engine import BadInput, NotPermitted, NotPossible, open_case
from workflows.visit.sending import send_visit

pytestmark = pytest.mark.django_db
AtTime = Callable[[datetime.datetime], None]


def two_posts(world: World) -> tuple[Person, tuple[Acting, ...]]:
    """Who manages for an enterprise, chairs its union, and is an information officer of the village besides."""
    person = world.made.person("两头任职")
    for role, place, manages in (
        (Role.CHAIR, world.shop_union, True), (Role.INFO_OFFICER, world.hamlet, False),
    ):  # fmt: skip
        actions.give_post(
            acting=SYSTEM,
            person=person,
            role=role,
            place=place,
            starts_on=START,
            manages_for_employer=manages,
        )
    return person, actings_of(person, today())


GOERS = (Role.INFO_OFFICER, Role.LIAISON, Role.LABOUR_INSPECTOR, Role.BARGAINING_ADVISER)


def goer_of(world: World, role: Role, unit: Unit, nth: int = 1) -> Acting:
    """Who goes and handles no cases; certified where the role asks for it."""
    person = world.made.person(f"{unit.name[:4]}{role.label}{nth}")
    paper: dict[str, Any] = (
        {"certificate": "ZJ-1", "certificate_expires_on": today() + 900 * DAY}
        if role in CERTIFIED_ROLES
        else {}
    )
    actions.give_post(acting=SYSTEM, person=person, role=role, place=unit, starts_on=START, **paper)
    return Acting(person, role, unit=unit)


# ── Who may see what ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.promise
def test_who_came_to_manage_for_an_employer_reads_no_visit_of_the_time_before(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.shop_union)
    visit = Going(world, actor=officer, employer=world.shop, record=record_of())
    assert list(visible_to([officer])) == [visit.case]
    assert not visible_to([replace(officer, manages_for_employer=True)]).exists()


@pytest.mark.promise
@pytest.mark.parametrize("verb", ["assign_finding", "pass_on", "plan"])
def test_who_manages_for_an_employer_is_given_nothing_by_another_post_of_theirs(
    world: World, verb: str
) -> None:
    person, _ways = two_posts(world)
    one = Going(world, actor=world.who(Role.MEDIATOR, world.hamlet), record=record_of())
    steps: dict[str, Callable[[], object]] = {
        "assign_finding": lambda: one.do(verb, one.chair, finding=one.first.code, owner=person),
        "pass_on": lambda: one.do(verb, one.chair, visitor=person, reason="换人"),
        "plan": lambda: Going(world, actor=one.chair, visitor=person, planned_on=today() + DAY),
    }
    with pytest.raises(BadInput):
        steps[verb]()


@pytest.mark.promise
def test_nobody_visits_the_enterprise_they_manage_for(world: World) -> None:
    person, ways = two_posts(world)
    goer = next(way for way in ways if way.role == Role.INFO_OFFICER)
    with pytest.raises(BadInput) as refused:
        open_case("visit", actor=goer, employer=world.shop, record=record_of())
    assert refused.value.field == "employer"
    assert open_case("visit", actor=goer, employer=world.mill, record=record_of()).handler == person


@pytest.mark.parametrize("role", GOERS)
def test_who_goes_can_read_what_they_planned_sent_or_were_given_and_no_other_visit(
    world: World, role: Role
) -> None:
    """A visit a chair planned for an information officer could not be opened by them, so it could not be recorded."""
    goer, other = (goer_of(world, role, world.town, nth) for nth in (1, 2))
    chair = world.who(Role.CHAIR, world.town)
    planned = Going(world, actor=chair, visitor=goer.person, planned_on=today() + DAY).case
    sent = Going(world, actor=goer, record=record_of()).case
    passed = Going(world, record=record_of())
    passed.do("pass_on", chair, visitor=goer.person, reason="片区调整")
    Going(world, actor=other, record=record_of())
    assert set(visible_to([goer])) == {planned, sent, passed.case}
    client = signed_in(goer)
    for case in (planned, sent, passed.case):
        assert client.get(f"/cases/{case.code}/").status_code == 200
    assert client.get(f"/cases/{Scene(world).case.code}/").status_code == 404


@pytest.mark.parametrize("role", GOERS)
def test_an_entry_goes_to_nobody_who_could_not_open_it(world: World, role: Role) -> None:
    one = Going(world, record=record_of())
    with pytest.raises(BadInput) as refused:
        one.do(
            "assign_finding",
            one.chair,
            finding=one.first.code,
            owner=goer_of(world, role, world.village).person,
        )
    assert refused.value.field == "owner"


def test_an_entry_opens_the_visit_to_no_union_beside_the_visiting_one(world: World) -> None:
    one, beside = Going(world, record=record_of()), world.who(Role.MEDIATOR, world.other_town)
    with pytest.raises(BadInput):
        one.do("assign_finding", one.chair, finding=one.first.code, owner=beside.person)
    assert not visible_to([beside]).exists()


@pytest.mark.promise
def test_no_page_tells_the_employers_people_that_there_was_a_visit(world: World) -> None:
    """Enterprise officer who manages, employer's representative, the enterprise's own chair: with the visit and without it."""

    def seen() -> list[str]:
        found = []
        for who in (rep, boss, chair):
            client = signed_in(who)
            for page in PAGES:
                answer = client.get(page, follow=True)
                found.append(f"{answer.status_code} {_plain(answer.content.decode())}")
        return found

    rep = world.employer_rep(world.shop)
    boss, chair = world.who(Role.CHAIR, world.shop_union), world.who(Role.VICE_CHAIR, world.shop_union)
    person_of(boss).posts.update(manages_for_employer=True)
    before = seen()
    one = Going(world, employer=world.shop, record=record_of()).follow()
    one.issue().answer()
    for now_seen, seen_before in zip(seen(), before, strict=True):
        assert now_seen == seen_before
        for word in (TOLD, ASKER, one.case.number, one.case.code):
            assert word not in now_seen


PAGES = (
    "/", "/cases/", "/cases/?q=示例", "/today/", "/visits/", "/visits/new/", "/visits/plan/", "/visits/owed/", "/visits/rounds/",
    "/visits/relations/", "/employer/", "/board/", "/ledgers/", "/checks/", "/calendar/",
)  # fmt: skip


def _plain(page: str) -> str:
    """The words of a page without what is new with every asking: tokens, moments."""
    import re

    text = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    return re.sub(r"\s+|\d{1,2}:\d{2}(:\d{2})?", " ", re.sub(r"<[^>]*>", " ", text))


@pytest.mark.promise
def test_no_joint_paper_to_the_employer_grows_out_of_what_a_worker_told_at_home(world: World) -> None:
    """Its day and its number would tell the employer whom the union had been to see."""
    safety_body(world)
    point = actions.Point(worker="赵大姐", employer=world.mill)
    home = Going(
        world, relation=relation_of(world, Going.visitor_of(world), point), employer=None, record=record_of()
    )
    with pytest.raises(NotPossible):
        home.issue()


@pytest.mark.promise
def test_the_printed_joint_paper_names_neither_who_told_nor_the_day_of_the_visit(
    world: World, at_time: AtTime
) -> None:
    one = Going(world, record=record_of(), at=now() - 9 * DAY).issue()
    shown = signed_in(one.mediator).get(f"/visits/paper/{one.case.code}/{one.paper.code}/")
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "通道堆放布料" in page
    day = today() - 9 * DAY
    for word in (ASKER, TOLD, "车间闷热", f"{day:%Y-%m-%d}", f"{day.month}月{day.day}日"):
        assert word not in page


# ── What is sent ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_receipt_code_that_opens_something_already_opens_nothing_else(world: World) -> None:
    """Two entries, or an entry and a case, under one code: one of the two askers would rate the other's answer."""
    one, code = asked(world)
    entry = {"kind": "need", "text": "想要夏令用品", "receipt_code": code}
    with pytest.raises(BadInput) as refused:
        Going(world, record=record_of(findings=[entry]))
    assert refused.value.field == "receipt_code"
    fresh = receipts.issue()
    twice = [entry | {"receipt_code": fresh}, entry | {"receipt_code": fresh.lower()}]
    with pytest.raises(BadInput):
        Going(world, record=record_of(findings=twice))
    case = receipts.issue()
    Scene(world, receipt_code=case)
    with pytest.raises(BadInput):
        one.list(receipt_code=case)
    with pytest.raises(BadInput):
        send_visit(
            actor=one.mediator,
            client_code="p-9",
            record=record_of(findings=[entry]),
            at=now(),
            employer=world.mill,
        )


def test_another_senders_code_is_another_visit_and_tells_nothing_of_the_first(world: World) -> None:
    mine, other = world.who(Role.MEDIATOR, world.town), world.who(Role.WINDOW, world.town)
    first = send_visit(actor=mine, client_code="same", record=record_of(), at=now(), employer=world.mill)
    second = send_visit(actor=other, client_code="same", record=record_of(), at=now(), employer=world.mill)
    assert (first.is_new, second.is_new) == (True, True)
    assert first.case.pk != second.case.pk


def test_a_plan_of_another_is_not_made_by_whoever_knows_its_code(world: World) -> None:
    plan = Going(world).case
    for who in (world.who(Role.INFO_OFFICER, world.town), world.who(Role.CHAIR, world.other_town)):
        with pytest.raises(NotPermitted):
            send_visit(actor=who, client_code="x", record=record_of(), at=now(), plan=plan)
    assert VisitDetail.objects.get(case=plan).visited_on is None


# ── What is owed ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_after_its_relation_ended_fulfils_nothing(world: World, at_time: AtTime) -> None:
    visitor = Going.visitor_of(world)
    point = actions.Point(employer=world.mill)
    relation = relation_of(world, visitor, point)
    plan = Going(world, relation=relation, employer=None, planned_on=today() + DAY)
    actions.end_relation(relation, acting=SYSTEM, ends_on=today())
    at_time(now() + 3 * DAY)
    relation.refresh_from_db()
    with pytest.raises(BadInput) as refused:
        Going(world, relation=relation, employer=None, record=record_of())
    assert refused.value.field == "at"
    plan.record()  # what was planned before is made, and counts as one without a relation
    rows = owed(person_of(visitor), cycle_of(world), today())
    assert [row for row in rows if row.relation] == []
    assert [row.made for row in rows if row.what == "enterprise"] == [1]
    late = Going(world, relation=relation, employer=None, record=record_of(), at=now() - 3 * DAY)
    assert late.case.visit.relation == relation
    assert [row.made for row in owed(person_of(visitor), cycle_of(world), today()) if row.relation] == [1]


@pytest.mark.parametrize(
    ("starts_on", "last"),
    [
        (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),
        (datetime.date(2027, 3, 1), datetime.date(2028, 2, 29)),
        (datetime.date(2028, 2, 29), datetime.date(2029, 2, 28)),
        (datetime.date(2028, 1, 1), datetime.date(2028, 12, 31)),
    ],
)
def test_a_cycle_is_a_year_to_the_day_also_around_a_leap_day(
    world: World, starts_on: datetime.date, last: datetime.date
) -> None:
    given: dict[str, Any] = {"acting": SYSTEM, "unit": world.town, "title": "年度", "starts_on": starts_on}
    with pytest.raises(WrongValue):
        actions.open_cycle(**given, ends_on=last + DAY)
    assert actions.open_cycle(**given, ends_on=last).ends_on == last


def test_one_enterprise_is_one_point_however_it_is_named(world: World) -> None:
    visitor = Going.visitor_of(world)
    relation = relation_of(world, visitor, actions.Point(unit=world.shop_union))
    assert (relation.employer, relation.unit) == (world.shop, None)
    for point in (
        actions.Point(employer=world.shop), actions.Point(unit=world.shop_union),
        actions.Point(unit=world.shop_union, employer=world.shop),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            relation_of(world, visitor, point)


def test_nobody_of_another_county_is_made_a_contact_person(world: World) -> None:
    stranger = actions.add_person(acting=SYSTEM, username="far", name="外县人", unit=world.city)
    with pytest.raises(WrongValue) as refused:
        relation_of(world, Acting(stranger, Role.CHAIR), actions.Point(employer=world.mill))
    assert refused.value.field == "person"


@pytest.mark.parametrize(("least", "most"), [(0, 1), (2, 1), (1, 100), (-1, -1)])
def test_a_duty_that_cannot_be_is_refused_with_a_sentence(world: World, least: int, most: int) -> None:
    from organizations.models import ContactDuty

    duty = ContactDuty.objects.first()
    assert duty is not None
    with pytest.raises(WrongValue) as refused:
        actions.change_duty(duty, acting=SYSTEM, least=least, most=most)
    assert refused.value.field == "least"


# ── 排查 ────────────────────────────────────────────────────────────────────────────────────────────────────────

ANSWERS = {
    "arrears": "yes", "arrears_people": "3", "contracts": "no", "safety": "no", "layoffs": "no", "crowd": "no", "mood": "平稳",
}  # fmt: skip


def test_who_moved_to_another_union_still_answers_what_they_were_asked(world: World) -> None:
    """The form stood on their page, and its address was not there."""
    officer = world.who(Role.INFO_OFFICER, world.village)
    row = send_round(
        acting=world.who(Role.CHAIR, world.town), unit=world.town, month="2026-03", due_on=today() + DAY
    )
    person_of(officer).posts.update(unit=world.hamlet)
    client = signed_in(officer)
    address = f"/visits/rounds/{row.code}/answer/"
    assert address in client.get("/visits/").content.decode()
    assert client.post(address, ANSWERS).status_code == 302
    form = SurveyAnswer.objects.get(round=row)
    assert (form.unit, form.answered_at is None) == (world.village, False)


def test_who_is_asked_in_two_posts_answers_both_forms(world: World) -> None:
    officer = world.who(Role.INFO_OFFICER, world.village)
    actions.give_post(
        acting=SYSTEM, person=person_of(officer), role=Role.INFO_OFFICER, place=world.hamlet, starts_on=START
    )
    row = send_round(
        acting=world.who(Role.CHAIR, world.town), unit=world.town, month="2026-03", due_on=today() + DAY
    )
    client = signed_in(officer)
    for _post in range(2):
        assert client.post(f"/visits/rounds/{row.code}/answer/", ANSWERS).status_code == 302
    assert not SurveyAnswer.objects.filter(round=row, answered_at__isnull=True).exists()
