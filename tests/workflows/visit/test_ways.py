"""A visit goes its way: planned, recorded, followed, done with; the record vouches for every row of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from cases.models import Case, CaseReader, Clock, Evidence, PlaceKind
from cases.visibility import visible_to
from organizations import actions
from organizations.acting import SYSTEM, Acting, of_post
from organizations.actions import Point
from organizations.models import Post
from organizations.roles import Role
from protection import personal
from protection.models import PersonalData
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import now, today
from record.verify import findings
from tests.builders import DAY, MONDAY, World, person_of
from tests.organizations.county import START
from tests.visits import ASKER, ASKER_PHONE, TOLD, Going, asked, photo, record_of, relation_of
from tests.workflows.walking import AtTime
from workflows.engine import BadInput, NotPermitted, NotPossible, open_case
from workflows.sweep import perform_due
from workflows.visit.sending import plan_route, send_visit
from workflows.visit.states import S

pytestmark = pytest.mark.django_db


def clean() -> list[str]:
    seal_all()
    return [str(finding) for finding in findings()]


def running(one: Going) -> set[str]:
    return set(Clock.objects.filter(case=one.case, state="running").values_list("rule_id", flat=True))


@pytest.mark.parametrize("state", S)
def test_every_state_is_reached_and_the_record_vouches_for_all_of_it(world: World, state: S) -> None:
    one = Going(world).to(state)
    assert one.fresh().state == state
    assert bool(running(one)) == (state != S.CLOSED)
    assert clean() == []


def test_a_visit_without_plan_or_relation_is_recorded_at_once(world: World) -> None:
    one = Going(world, record=record_of(photos=[photo()], spot=(29.712345678, 120.3)))
    case, detail = one.fresh(), one.case.visit
    assert (case.state, case.people, case.handler, case.reported_by) == (
        "recorded", 3, person_of(one.mediator), person_of(one.mediator),
    )  # fmt: skip
    assert (detail.visited_on, detail.planned_on, detail.relation, detail.minutes) == (
        today(),
        None,
        None,
        40,
    )
    assert (detail.place_kind, detail.no_union) == (PlaceKind.ENTERPRISE, True)
    assert (detail.checklist, detail.checklist_version, detail.answers) == (
        "visit_basic", 1, {"wages": False, "contracts": True},
    )  # fmt: skip
    assert personal.read(detail.said_key) == {"said": "车间闷热", "texts": {"wishes": "想有个休息室"}}
    assert personal.read(detail.spot_key) == {"latitude": 29.712346, "longitude": 120.3}
    assert Evidence.objects.get(case=case).kind == "photo"
    assert running(one) == {"visit_sort", "finding_answer"}
    assert clean() == []


def test_whom_one_met_and_what_they_said_stands_nowhere_in_clear(world: World) -> None:
    one = Going(world, record=record_of())
    kept = str(list(Event.objects.values_list("data", "subject", "from_state")))
    kept += str(list(Case.objects.values())) + str(list(one.fresh().findings.values()))
    kept += str(list(one.case.parties.values()))
    for word in (ASKER, ASKER_PHONE, TOLD, "休息室", "闷热"):
        assert word not in kept
    assert personal.read(one.parties[0].personal_key)["name"] == ASKER


def test_an_enterprise_with_a_union_is_not_counted_among_those_without(world: World) -> None:
    assert Going(world, employer=world.shop, record=record_of()).case.visit.no_union is False
    unregistered = Going(world, employer=None, employer_name="某小厂", record=record_of(no_union=True))
    assert (unregistered.case.visit.no_union, unregistered.case.employer_name) == (True, "某小厂")


def test_a_visit_to_a_village_is_one_to_a_community(world: World) -> None:
    one = Going(world, employer=None, unit=world.village, record=record_of())
    assert (one.case.visit.place_kind, one.case.visit.unit, one.case.employer_name) == (
        "community",
        world.village,
        "",
    )
    enterprise = Going(world, employer=None, unit=world.shop_union, record=record_of())
    assert (enterprise.case.visit.place_kind, enterprise.case.employer) == ("enterprise", world.shop)


def test_a_visit_to_a_worker_names_the_worker_of_the_relation(world: World) -> None:
    who = Going.visitor_of(world)
    relation = relation_of(world, who, Point(worker="张三丰", is_model=True))
    one = Going(world, employer=None, relation=relation, record=record_of(met=(), findings=()))
    assert (one.case.visit.place_kind, one.case.people) == ("worker", 3)
    assert personal.read(one.parties[0].personal_key)["name"] == "张三丰"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"employer": None}, "employer_name"),
        ({"planned_on": None}, "planned_on"),
        ({"record": record_of()}, "planned_on"),
        ({"employer": None, "employer_name": "长" * 121}, "employer_name"),
        ({"nonsense": 1}, ""),
    ],
)
def test_a_plan_says_where_to_and_when(world: World, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Going(world, **({"planned_on": today() + DAY} | facts))
    assert refused.value.field == field
    assert Case.objects.filter(kind="visit").count() == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"met": [{"name": " "}]}, "met"),
        ({"met": [{"name": "长" * 121}]}, "met"),
        ({"people": -1}, "people"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"said": "长" * 5001}, "said"),
        ({"spot": (91, 0)}, "spot"),
        ({"spot": (float("nan"), 0)}, "spot"),
        ({"spot": ("x", 0)}, "spot"),
        ({"checklist": "no_such_list"}, "checklist"),
        ({"checklist": ""}, "checklist"),
        ({"answers": {"wages": "也许"}}, "answers"),
        ({"findings": [{"kind": "problem", "text": "x", "asker": 1}]}, "findings"),
        ({"findings": [{"kind": "problem"}]}, "findings"),
        ({"findings": [{"kind": "wonder", "text": "x"}]}, "kind"),
        ({"findings": [{"kind": "need", "text": " "}]}, "text"),
        ({"findings": [{"kind": "need", "text": "x", "due_on": datetime.date(2026, 3, 1)}]}, "due_on"),
        ({"findings": [{"kind": "need", "text": "x", "receipt_code": "short"}]}, "receipt_code"),
        ({"nonsense": 1}, ""),
    ],
)
def test_a_record_that_cannot_be_true_is_refused_naming_the_field(
    world: World, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        Going(world, record=record_of(**more))
    assert refused.value.field == field
    assert (Case.objects.filter(kind="visit").count(), PersonalData.objects.count()) == (0, 0)


def test_a_planned_visit_that_is_not_made_is_reminded_of_and_then_told(world: World, at_time: AtTime) -> None:
    one = Going(world, planned_on=datetime.date(2026, 3, 4))
    for days in range(8):
        at_time(MONDAY + days * DAY)
        perform_due()
    names = list(Event.objects.filter(subject=one.case.subject, line=0).values_list("name", flat=True))
    assert names == ["visit_planned", "reminded", "reminded", "superiors_told"]
    one.record()
    assert running(one) == {"visit_sort", "finding_answer"}


def test_a_plan_may_be_moved_given_to_another_or_cancelled(world: World) -> None:
    one = Going(world)
    one.do("replan", one.mediator, planned_on=today() + 5 * DAY, reason="企业停电")
    clock = Clock.objects.get(case=one.case, rule_id="visit_make")
    assert (clock.due_on, clock.epoch) == (today() + 5 * DAY, 2)
    for planned_on, field in ((today() + 5 * DAY, "planned_on"), (today() - DAY, "planned_on")):
        with pytest.raises(BadInput) as refused:
            one.do("replan", one.mediator, planned_on=planned_on, reason="再改")
        assert refused.value.field == field
    other = one.world.who(Role.WINDOW, one.world.town)
    one.do("pass_on", one.chair, visitor=other.person, reason="出差")
    assert (one.fresh().handler, one.case.visit.visitor) == (other.person, other.person)
    with pytest.raises(NotPermitted):
        one.do("cancel", one.mediator, reason="不去了")
    one.do("cancel", other, reason="企业已搬走")
    assert (one.fresh().state, one.case.conclusion, running(one)) == ("closed", "visit_cancelled", set())
    assert clean() == []


def test_a_route_is_planned_in_order_all_or_none(world: World) -> None:
    who, day = Going.visitor_of(world), today() + DAY
    stops: list[dict[str, Any]] = [
        {"employer": world.mill},
        {"employer": world.shop},
        {"employer_name": "某小厂"},
    ]
    made = plan_route(actor=who, planned_on=day, stops=stops)
    assert [(case.visit.route_order, case.visit.planned_on) for case in made] == [
        (1, day),
        (2, day),
        (3, day),
    ]
    with pytest.raises(BadInput):
        plan_route(actor=who, planned_on=day, stops=[{"employer": world.mill}, {}])
    with pytest.raises(BadInput):
        plan_route(actor=who, planned_on=day, stops=[{"employer": world.mill}] * 9)
    assert Case.objects.filter(kind="visit").count() == 3


def test_a_chair_plans_for_others_and_nobody_else_does(world: World) -> None:
    officer, chair = person_of(world.who(Role.MEDIATOR, world.village)), world.who(Role.CHAIR, world.town)
    one = Going(world, actor=chair, visitor=officer)
    assert (one.case.handler, one.case.reported_by) == (officer, chair.person)
    with pytest.raises(NotPermitted):
        Going(world, visitor=officer)
    with pytest.raises(NotPermitted):
        Going(world, actor=chair, visitor=officer, record=record_of())
    with pytest.raises(BadInput):
        Going(world, actor=chair, visitor=person_of(world.who(Role.MEDIATOR, world.other_town)))


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_who_only_administers_visits_nobody(world: World, role: Role) -> None:
    with pytest.raises(NotPermitted):
        Going(world, actor=Acting(world.made.person("旁人"), role, unit=world.town))


def test_who_manages_for_an_employer_or_stands_above_the_county_visits_nobody(world: World) -> None:
    person = world.made.person("旁人")
    for acting in (
        Acting(person, Role.CHAIR, unit=world.shop_union, manages_for_employer=True),
        Acting(person, Role.CHAIR, unit=world.city),
        Acting(person, Role.EMPLOYER_REP, employer=world.mill),
        SYSTEM,
    ):
        with pytest.raises(NotPermitted):
            Going(world, actor=acting)


# ── Without signal ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_offline_visit_sent_three_times_is_one_visit_with_one_receipt(world: World) -> None:
    who = Going.visitor_of(world)
    facts: dict[str, Any] = {
        "actor": who,
        "client_code": "phone-1",
        "at": now() - DAY,
        "employer": world.mill,
    }
    first = send_visit(record=record_of(), **facts)
    events = Event.objects.count()
    second, third = send_visit(record=record_of(), **facts), send_visit(record=record_of(), **facts)
    assert (first.is_new, second.is_new, third.is_new) == (True, False, False)
    assert first.case.code == second.case.code == third.case.code
    assert (Case.objects.filter(kind="visit").count(), Event.objects.count()) == (1, events)
    other = send_visit(record=record_of(), **(facts | {"actor": world.who(Role.CHAIR, world.town)}))
    assert other.is_new


def test_a_planned_visit_recorded_offline_and_sent_three_times_is_recorded_once(
    world: World, at_time: AtTime
) -> None:
    one = Going(world)
    at_time(MONDAY + 2 * DAY)
    facts: dict[str, Any] = {
        "actor": one.mediator,
        "client_code": "phone-2",
        "at": MONDAY + DAY,
        "plan": one.case,
    }
    sent = [send_visit(record=record_of(), **facts) for _ in range(3)]
    assert [one.is_new for one in sent] == [True, False, False]
    assert {done.case.code for done in sent} == {one.case.code}
    assert one.fresh().visit.visited_on == (MONDAY + DAY).date()
    assert len(one.findings) == 1
    with pytest.raises(NotPossible):
        send_visit(record=record_of(), **(facts | {"client_code": "phone-3"}))


def test_a_visit_sent_days_later_keeps_its_day_and_our_clocks_begin_when_it_arrives(world: World) -> None:
    made = now() - 20 * DAY
    one = Going(world, record=record_of(), at=made)
    assert (one.fresh().reported_at, one.case.visit.visited_on) == (made, made.date())
    event = Event.objects.get(subject=one.case.subject, version=1, line=0)
    assert event.occurred_at == made
    assert {clock.started_at.date() for clock in Clock.objects.filter(case=one.case)} == {today()}
    assert clean() == []


def test_a_visit_in_the_future_is_refused(world: World) -> None:
    with pytest.raises(BadInput) as refused:
        Going(world, record=record_of(), at=now() + DAY)
    assert refused.value.field == "at"


def test_a_visit_dated_before_its_relation_is_refused_with_one_sentence(world: World) -> None:
    who = Going.visitor_of(world)
    relation = relation_of(world, who, Point(employer=world.mill), starts_on=datetime.date(2026, 2, 10))
    before = datetime.datetime(2026, 2, 9, 12, tzinfo=datetime.UTC)
    with pytest.raises(BadInput) as refused:
        Going(world, employer=None, relation=relation, record=record_of(), at=before)
    assert (refused.value.field, "2026-02-10" in refused.value.sentence) == ("at", True)
    assert refused.value.sentence.count("。") == 1
    on_the_day = datetime.datetime(2026, 2, 10, 2, tzinfo=datetime.UTC)
    assert (
        Going(world, employer=None, relation=relation, record=record_of(), at=on_the_day).case.visit.relation
        == relation
    )


def test_a_relation_is_served_by_its_own_contact_person_or_a_deputy(world: World) -> None:
    holder = world.who(Role.MEDIATOR, world.town)
    relation = relation_of(world, holder, Point(employer=world.mill))
    with pytest.raises(BadInput) as refused:
        Going(
            world,
            actor=world.who(Role.WINDOW, world.town),
            employer=None,
            relation=relation,
            record=record_of(),
        )
    assert refused.value.field == "relation"
    post = Post.objects.get(person=holder.person, role=Role.MEDIATOR)
    stand_in = world.made.person("代理人")
    acting = of_post(post, stand_in, person_of(holder))
    one = Going(world, actor=acting, employer=None, relation=relation, record=record_of())
    assert (one.case.visit.visitor, one.case.visit.sent_by, one.case.employer) == (
        holder.person,
        stand_in,
        world.mill,
    )


def test_the_year_of_a_relation_runs_only_where_the_local_rule_holds(world: World) -> None:
    who = Going.visitor_of(world)
    relation = relation_of(world, who, Point(employer=world.mill))
    assert running(Going(world, employer=None, relation=relation)) == {"visit_make"}
    actions.change_unit(world.county, acting=SYSTEM, division_code="330327")
    world.county.refresh_from_db()
    who.unit.refresh_from_db()  # type: ignore[union-attr]  # a town
    one = Going(world, employer=None, relation=relation, actor=Acting(who.person, who.role, unit=world.town))
    clock = Clock.objects.get(case=one.case, rule_id="contact_cycle")
    assert clock.started_at.date() == datetime.date(2026, 1, 1)
    assert clock.due_on == datetime.date(2027, 1, 1)
    assert running(one.record()) == {"visit_sort", "finding_answer"}


# ── The list ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_answer_ends_the_visit(world: World) -> None:
    one = Going(world).to("following").list()
    assert len(Clock.objects.filter(case=one.case, rule_id="finding_answer", state="running")) == 2
    one.answer()
    assert one.fresh().state == "following"
    one.answer(outcome="explained")
    assert (one.fresh().state, one.case.conclusion, running(one)) == ("closed", "all_answered", set())
    assert [row.outcome for row in one.findings] == ["solved", "explained"]
    assert clean() == []


def test_a_visit_that_found_nothing_is_done_with_at_once(world: World) -> None:
    one = Going(world, record=record_of(findings=()))
    with pytest.raises(NotPossible):
        one.follow()
    one.do("finish", one.mediator)
    assert (one.fresh().state, one.case.conclusion) == ("closed", "no_findings")
    answered = Going(world, record=record_of())
    with pytest.raises(NotPossible):
        answered.do("finish", answered.mediator)
    answered.answer().do("finish", answered.mediator)
    assert answered.fresh().conclusion == "all_answered"


def test_an_entry_is_given_to_an_officer_whose_union_may_then_read_the_visit(world: World) -> None:
    village = world.who(Role.MEDIATOR, world.village)
    one = Going(world).to("recorded")
    assert not visible_to([village]).filter(pk=one.case.pk).exists()
    one.do(
        "assign_finding", one.chair, finding=one.first.code, owner=village.person, due_on=today() + 3 * DAY
    )
    assert visible_to([village]).filter(pk=one.case.pk).exists()
    clock = Clock.objects.get(case=one.case, rule_id="finding_answer")
    assert (clock.due_on, one.first.owner, one.first.due_on) == (
        today() + 3 * DAY,
        village.person,
        today() + 3 * DAY,
    )
    one.list(text="另一项")
    other = next(row for row in one.findings if row.owner != village.person)
    with pytest.raises(NotPermitted):
        one.answer(village, finding=other.code)
    one.follow().answer(village)
    assert one.fresh().state == "following"
    again = one.do("assign_finding", one.chair, finding=other.code, owner=village.person)
    assert CaseReader.objects.filter(case=again.case).count() == 1
    assert clean() == []


def test_nobody_who_manages_for_an_employer_is_given_an_entry(world: World) -> None:
    manager = world.made.person("厂办主任")
    actions.give_post(
        acting=SYSTEM, person=manager, role=Role.CHAIR, place=world.shop_union, starts_on=START,
        manages_for_employer=True,
    )  # fmt: skip
    one = Going(world).to("recorded")
    for person in (manager, person_of(world.employer_rep(world.mill)), person_of(world.made.admin)):
        with pytest.raises(BadInput):
            one.do("assign_finding", one.chair, finding=one.first.code, owner=person)
        with pytest.raises(BadInput):
            one.do("pass_on", one.chair, visitor=person, reason="换人")


def test_whoever_asked_rates_the_answer_to_their_own_entry_once(world: World) -> None:
    one, code = asked(world)
    one.list(text="别人的事项")
    stranger = one.asker("7F3K-9QXA-7F3K-9QXA")
    with pytest.raises(NotPossible):
        one.do("rate_finding", one.asker(code), stars=5)
    one.answer()
    with pytest.raises(NotPermitted):
        one.do("rate_finding", stranger, stars=5)
    with pytest.raises(NotPermitted):
        one.do("rate_finding", Acting.invited(one.case.pk + 1, code), stars=5)
    with pytest.raises(BadInput):
        one.do("rate_finding", one.asker(code), stars=6)
    one.answer().do("finish", one.mediator).do("rate_finding", one.asker(code), stars=4, note="还行")
    assert [row.rating for row in one.findings] == [4, None]
    with pytest.raises(BadInput):
        one.do("rate_finding", one.asker(code), stars=5)
    assert "还行" not in str(list(Event.objects.values_list("data", flat=True)))
    assert clean() == []


def test_an_unanswered_entry_is_told_and_ordered(world: World, at_time: AtTime) -> None:
    one = Going(world).to("following")
    for days in range(1, 25):
        at_time(MONDAY + days * DAY)
        perform_due()
    names = [name for name in _names(one) if name in ("reminded", "superiors_told", "supervision_ordered")]
    assert names[:3] == ["reminded", "superiors_told", "supervision_ordered"]
    assert one.fresh().visit.order_open
    one.do("answer_order", one.chair, note="已安排").answer()
    assert (one.fresh().state, running(one)) == ("closed", set())


def _names(one: Going) -> list[str]:
    found = Event.objects.filter(subject=one.case.subject, line=0).order_by("version")
    return list(found.values_list("name", flat=True))


# ── 限期整改通知书 ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_union_alone_issues_no_rectification_paper(world: World) -> None:
    one = Going(world).to("recorded")
    body = world.partner()
    given: dict[str, Any] = {"hazard": "通道堵塞", "due_on": today() + DAY, "paper": photo()}
    with pytest.raises(NotPossible) as refused:
        one.do("issue_rectification", one.mediator, co_issuer=body, **given)
    assert "联合发出" in refused.value.sentence
    one.issue()
    with pytest.raises(BadInput) as other:
        one.issue(co_issuer=body)
    assert other.value.field == "co_issuer"


def test_a_hazard_is_looked_at_again_until_it_is_mended_and_the_visit_waits_for_it(
    world: World, at_time: AtTime
) -> None:
    one = Going(world).to("following").issue()
    one.answer()
    assert one.fresh().state == "following", "the paper is still open"
    with pytest.raises(BadInput):
        one.do("recheck", one.mediator, paper=one.paper.code, met=False, note="没动")
    with pytest.raises(BadInput):
        one.do(
            "recheck", one.mediator, paper=one.paper.code, met=False, note="没动", again_by=today() + 3 * DAY,
            to_inspection=True,
        )  # fmt: skip
    one.do("recheck", one.mediator, paper=one.paper.code, met=False, note="没动", again_by=today() + 3 * DAY)
    clock = Clock.objects.get(case=one.case, rule_id="rectification_due")
    assert (one.paper.round, one.paper.due_on, clock.due_on, clock.epoch) == (
        2, today() + 3 * DAY, today() + 3 * DAY, 2,
    )  # fmt: skip
    at_time(MONDAY + 3 * DAY)
    one.do("recheck", one.chair, paper=one.paper.code, met=True, note="已清理")
    assert (one.paper.state, one.paper.checked_on, one.fresh().state) == ("met", today(), "closed")
    assert clean() == []


def test_a_hazard_nobody_mends_leads_to_inspection(world: World) -> None:
    one = Going(world).to("recorded").issue().answer()
    one.do("recheck", one.mediator, paper=one.paper.code, met=False, note="拒绝整改", to_inspection=True)
    assert one.paper.state == "inspection"
    one.do("finish", one.mediator)
    assert one.fresh().conclusion == "all_answered"


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_term_lies_after_today_and_within_a_year(world: World, days: int) -> None:
    one = Going(world).to("recorded")
    with pytest.raises(BadInput) as refused:
        one.issue(due_on=today() + days * DAY)
    assert refused.value.field == "due_on"


# ── Lawful erasure ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_personal_text_of_a_closed_visit_can_be_erased_and_the_record_still_holds(world: World) -> None:
    one = Going(world, record=record_of(spot=(29.7, 120.3), photos=[photo()]))
    one.issue().answer().do("recheck", one.mediator, paper=one.paper.code, met=True, note="好了")
    one.do("finish", one.mediator)
    keys: set[Any] = {one.case.visit.said_key, one.case.visit.spot_key, one.paper.hazard_key}
    keys |= {key for row in one.findings for key in (row.text_key, row.answer_key)}
    admin = Acting(world.made.person("安全管理员"), Role.SECURITY_ADMIN, unit=world.county)
    one.do("erase_personal", admin, reason="本人申请")
    assert not PersonalData.objects.filter(key__in=keys, erased_at__isnull=True).exists()
    assert clean() == []


def test_opened_by_the_door_only(world: World) -> None:
    with pytest.raises(NotPermitted):
        open_case("visit", actor=None, employer=world.mill, planned_on=today())
    assert EventName.VISIT_PLANNED not in _all_names()


def _all_names() -> set[str]:
    return set(Event.objects.values_list("name", flat=True))
