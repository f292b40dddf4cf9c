"""What the demonstration shows of visits: a year of them in every state, lists that are answered, rounds, and what is owed."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from cases.models import (
    Case,
    CaseKind,
    Evidence,
    EvidenceKind,
    Finding,
    FindingState,
    PlaceKind,
    Rectification,
    RectificationState,
    SurveyRound,
    VisitDetail,
)
from cases.surveys import quarter, rounds_of
from cases.visits.figures import findings_made, visits_made
from cases.visits.owed import Standing, owed, owed_in
from config.demo.accounts import CAST, PASSWORD
from config.homes import CHECKOUT
from organizations.models import ContactCycle, ContactDuty, Person, PointKind, Post, Relation, Unit
from record.models import Event
from record.names import EventName
from record.timekeeping import now, today
from tests.demo.conftest import Loading
from workflows.visit.states import S
from workflows.visit.who import VISITORS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
#: Whoever takes the clock of the telling.
TELLING = re.compile(r"timekeeping import [^\n]*\bas_of\b|timekeeping\.as_of")
VISITS = Case.objects.filter(kind=CaseKind.VISIT)
#: Who signs in and may go on visits.
GOERS = [key for _label, key, _name, role, _place in CAST if role in VISITORS]


def county() -> Unit:
    """The demonstration's county."""
    return Unit.objects.get(name="诸暨市总工会")


def cycle() -> ContactCycle:
    """The year that runs."""
    return ContactCycle.objects.get(unit=county())


# ── Visits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_stands_in_every_state(demo: Loading) -> None:
    assert set(VISITS.values_list("state", flat=True)) == set(S.values)
    ends = set(VISITS.filter(state=S.CLOSED).values_list("conclusion", flat=True))
    assert ends == {"no_findings", "all_answered", "visit_cancelled"}


def test_visits_were_made_all_through_the_year(demo: Loading) -> None:
    found = VisitDetail.objects.values_list("visited_on", flat=True)
    days = [day for day in found if day is not None]
    assert len({(day.year, day.month) for day in days}) >= 12
    assert all(day <= today() for day in days)


def test_some_serve_a_relation_and_more_do_not_and_many_were_to_firms_without_a_union(demo: Loading) -> None:
    made = visits_made(county(), today() - datetime.timedelta(days=420), today())
    assert made["related"] >= 15
    assert made["unrelated"] > made["related"]
    assert made["no_union"] >= made["visits"] // 3
    assert VisitDetail.objects.filter(no_union=True, case__employer=None).exists(), "未登记的未建会企业"
    assert set(VisitDetail.objects.values_list("place_kind", flat=True)) == set(PlaceKind.values)


def test_a_route_of_two_or_three_is_planned_for_a_day(demo: Loading) -> None:
    ahead = VisitDetail.objects.filter(case__state=S.PLANNED, planned_on__gte=today())
    stops = Counter(ahead.values_list("visitor", "planned_on"))
    assert {2, 3} <= set(stops.values())
    assert sorted(ahead.filter(visitor__name="周明礼").values_list("route_order", flat=True)) == [1, 2, 3]


def test_what_is_late_on_visits_is_few_things_of_each_kind(demo: Loading) -> None:
    late = VISITS.filter(closed_at=None, due_at__lt=now())
    assert set(late.values_list("state", flat=True)) == {S.PLANNED, S.RECORDED, S.FOLLOWING}
    assert late.count() <= 5


def test_checklists_are_answered_and_photos_are_on_file(demo: Loading) -> None:
    used = set(VisitDetail.objects.exclude(checklist="").values_list("checklist", flat=True))
    assert used == {"visit_basic", "three_meetings", "five_visits"}
    assert Evidence.objects.filter(case__in=VISITS, kind=EvidenceKind.PHOTO).count() >= 4
    assert VisitDetail.objects.filter(spot_key__isnull=False).exists()


# ── The three lists ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_three_lists_have_open_late_answered_and_rated_entries(demo: Loading) -> None:
    made = findings_made(county(), today() - datetime.timedelta(days=420), today())
    assert set(made) == {"problem", "need", "service"}
    waiting = Finding.objects.filter(state=FindingState.OPEN)
    assert set(waiting.values_list("kind", flat=True)) == {"problem", "need", "service"}
    assert waiting.filter(due_on__lt=today()).count() == 2
    assert set(Finding.objects.exclude(outcome="").values_list("outcome", flat=True)) == {
        "solved", "explained", "passed_on", "case",
    }  # fmt: skip
    assert set(Finding.objects.exclude(rating=None).values_list("rating", flat=True)) == {2, 5}


def test_entries_were_given_to_others_below_and_above(demo: Loading) -> None:
    names = set(Finding.objects.filter(state=FindingState.OPEN).values_list("owner__name", flat=True))
    assert {"陈和", "周明礼", "斯衡", "傅解"} <= names


def test_one_problem_is_a_wage_case_and_one_a_dispute_each_linked_both_ways(demo: Loading) -> None:
    became = list(Finding.objects.filter(state=FindingState.CASE).select_related("became", "case"))
    cases = [row.became for row in became if row.became]
    assert sorted(case.kind for case in cases) == [CaseKind.DISPUTE, CaseKind.WAGES]
    for row in became:
        assert row.became is not None
        assert row.became.found_as == row
        told = Event.objects.get(subject=row.case.subject, name=EventName.FINDING_BECAME_CASE)
        assert told.data["case"] == row.became.code
        assert row.became.source == "found_on_visit"


def test_one_paper_was_looked_at_twice_and_another_is_within_its_term(demo: Loading) -> None:
    assert sorted(Rectification.objects.values_list("state", "round")) == [
        (RectificationState.MET, 2), (RectificationState.WAITING, 1),
    ]  # fmt: skip
    assert set(Rectification.objects.values_list("co_issuer__name", flat=True)) == {"枫桥应急管理所"}
    assert Rectification.objects.get(state=RectificationState.WAITING).due_on >= today()


# ── What is owed ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_was_brought_in_whole(demo: Loading) -> None:
    told = Event.objects.get(name=EventName.CONTACTS_IMPORTED)
    assert told.data == {"added": 16, "known": 0, "refused": 0}
    assert set(Relation.objects.values_list("kind", flat=True)) == set(PointKind.values)
    assert Relation.objects.exclude(office="").count() == 3


def test_some_of_what_is_owed_is_made_some_at_risk_some_not_pressing_and_some_was_never_made(
    demo: Loading,
) -> None:
    rows = owed_in(county(), cycle(), today())
    standing = Counter(row.standing for row in rows)
    assert standing[Standing.DONE] > standing[Standing.AT_RISK] > standing[Standing.OWED] >= 1
    assert any(row.standing == Standing.AT_RISK and row.planned_on for row in rows)
    before = ContactCycle.objects.get(unit__name="枫桥镇总工会")
    then = {row.standing for row in owed_in(before.unit, before, today())}
    assert then == {Standing.DONE, Standing.LATE}


def test_nobody_with_duties_has_an_empty_page_of_what_is_owed(demo: Loading) -> None:
    roles = set(ContactDuty.objects.exclude(role="").values_list("role", "level"))
    for post in Post.objects.filter(role__in={role for role, _level in roles}).select_related(
        "person", "unit"
    ):
        if post.unit is not None and (post.role, post.unit.level) in roles:
            assert owed(post.person, cycle(), today()), post.person.name


@pytest.mark.parametrize("username", ["jiandu", "zhidao"])
def test_who_handles_no_cases_begins_the_day_with_visits(
    demo: Loading, client: Client, username: str
) -> None:
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/visits/"


@pytest.mark.parametrize("username", GOERS)
def test_whoever_goes_on_visits_finds_something_there(demo: Loading, client: Client, username: str) -> None:
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    assert client.get("/visits/").status_code == 200
    assert client.get("/today/", follow=True).status_code == 200
    person = Person.objects.get(username=username)
    seen = {
        "owed": len(owed(person, cycle(), today())),
        "visits": VisitDetail.objects.filter(visitor=person).count(),
        "entries": Finding.objects.filter(owner=person).count(),
    }
    assert any(seen.values()), seen


# ── 月排查 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_round_runs_with_some_not_answered_and_the_earlier_ones_are_closed(demo: Loading) -> None:
    running = SurveyRound.objects.get(closed_at=None)
    assert running.month == f"{today():%Y-%m}"
    assert running.due_on >= today()
    missing = set(running.answers.filter(answered_at=None).values_list("person__username", flat=True))
    assert len(missing) == 3
    assert "xinxi" in missing, "who signs in as 信息员 has a form to fill in"
    assert SurveyRound.objects.exclude(closed_at=None).count() == 7


def test_rounds_are_listed_the_newest_first(demo: Loading) -> None:
    months = [row.month for row in rounds_of(county())]
    assert len(months) == 8
    assert months == sorted(months, reverse=True)


def test_a_quarter_is_summed_up_over_its_three_rounds(demo: Loading) -> None:
    year, number = (today().year, (today().month - 1) // 3) if today().month > 3 else (today().year - 1, 4)
    town = Unit.objects.get(name="枫桥镇总工会")
    sums = quarter(town, year, number)
    assert sums.rounds == 3
    assert sums.asked == 24
    assert 0 < sums.answered < sums.asked
    items = {one.key: one for one in sums.items["monthly_check"]}
    assert items["arrears"].yes >= 1
    assert items["arrears_people"].total == 6 * items["arrears"].yes


# ── The clock of the telling ────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_demonstration_tells_its_past_as_if_it_were_now(demo: Loading) -> None:
    callers = {
        path.relative_to(CHECKOUT).parts[:2]
        for path in CHECKOUT.glob("*/**/*.py")
        if ".venv" not in path.parts
        and path != Path(__file__)
        and TELLING.search(path.read_text(encoding="utf-8"))
    }
    assert callers == {("config", "demo")}
