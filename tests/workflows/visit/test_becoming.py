"""A problem found on a visit becomes a case in one step: all of it or nothing, linked both ways, its promise kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cases.models import Case, Party, WarningSignal
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.roles import Role
from protection import personal, receipts
from protection.models import EmployerNotice, PersonalData
from record.models import Event
from record.names import EventName
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, Scene, World, person_of
from tests.visits import ASKER, ASKER_PHONE, TOLD, Going, asked, record_of
from workflows.engine import BadInput, NotPermitted, NotPossible, Refused

pytestmark = pytest.mark.django_db


def clean() -> list[str]:
    seal_all()
    return [str(finding) for finding in findings()]


def become(one: Going, who: Acting | None = None, **more: Any) -> Case:
    """转为案件 of the first entry that waits; the new case."""
    given = {"finding": one.first.code, "category": "overtime_pay"} | more
    one.do("make_case", who or one.mediator, **given)
    found = Case.objects.filter(found_as__case=one.case).order_by("-pk").first()
    assert found is not None
    return found


@pytest.mark.parametrize("state", ["recorded", "following"])
def test_a_problem_becomes_a_dispute_with_what_was_told_and_each_knows_of_the_other(
    world: World, state: str
) -> None:
    one = Going(world).to(state)
    entry = one.first
    case = become(one, amount="1200.50", people=2, since=today() - 30 * DAY)
    entry.refresh_from_db()
    assert (case.kind, case.state, case.source, case.category) == (
        "dispute",
        "reported",
        "found_on_visit",
        "overtime_pay",
    )
    assert (case.employer, case.employer_name, case.unit, case.people, case.amount_involved) == (
        world.mill, world.mill.name, world.town, 2, Decimal("1200.50"),
    )  # fmt: skip
    assert (entry.state, entry.outcome, entry.became, case.found_as) == ("case", "case", case, entry)
    assert personal.read(case.story_key) == {"story": TOLD}
    assert personal.read(Party.objects.get(case=case).personal_key) == {"name": ASKER, "phone": ASKER_PHONE}
    assert (case.dispute.disclosure, case.dispute.names_applicant, case.dispute.wrong_known_on) == (
        "confidential", False, today() - 30 * DAY,
    )  # fmt: skip
    became = Event.objects.get(subject=one.case.subject, name=EventName.FINDING_BECAME_CASE)
    reported = Event.objects.get(subject=case.subject, name=EventName.REPORTED)
    assert (became.data["case"], became.data["finding"], reported.data["visit"]) == (
        case.code,
        entry.code,
        one.case.code,
    )
    assert one.fresh().state == ("closed" if state == "following" else "recorded")
    assert clean() == []


def test_a_problem_becomes_a_wage_case_with_the_visit_as_its_signal(world: World) -> None:
    one = Going(world).to("following")
    case = become(one, kind="wage_arrears", category="", people=12, amount="50000")
    assert (case.kind, case.category, case.people, case.is_group) == (
        "wage_arrears",
        "unpaid_wages",
        12,
        True,
    )
    signal = WarningSignal.objects.get(case=case, kind="visit")
    assert (signal.source_case, signal.observed_on) == (one.case, today())
    warned = Event.objects.get(subject=case.subject, name=EventName.WAGES_WARNED)
    assert warned.data["visit"] == one.case.code
    assert (case.found_as.case_id, one.fresh().state) == (one.case.pk, "closed")
    assert clean() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category": "no_such"}, "category"),
        ({"kind": "mediation"}, "kind"),
        ({"kind": "visit"}, "kind"),
        ({"amount": "-1"}, "amount"),
        ({"people": 0}, "people"),
        ({"disclosure": "perhaps"}, "disclosure"),
        ({"finding": "NONE"}, "finding"),
    ],
)
def test_a_case_that_cannot_be_made_leaves_the_visit_as_it_was(
    world: World, wrong: dict[str, Any], field: str
) -> None:
    one = Going(world).to("following")
    before = (one.case.version, Event.objects.count(), Case.objects.count(), PersonalData.objects.count())
    with pytest.raises(BadInput) as refused:
        become(one, **wrong)
    assert refused.value.field == field
    one.fresh()
    assert (
        one.case.version,
        Event.objects.count(),
        Case.objects.count(),
        PersonalData.objects.count(),
    ) == before
    assert one.first.became is None


def test_an_entry_becomes_one_case_only(world: World) -> None:
    one = Going(world).to("recorded").list(text="另一项")
    code = one.first.code
    become(one)
    with pytest.raises(BadInput):
        become(one, finding=code)
    assert Case.objects.filter(kind="dispute").count() == 1


def test_an_overtaken_page_makes_no_second_case(world: World) -> None:
    one = Going(world).to("recorded")
    version, code = one.case.version, one.first.code
    become(one)
    with pytest.raises(Refused):
        one.do("make_case", one.mediator, finding=code, expects=version)
    assert Case.objects.filter(kind="dispute").count() == 1


def test_where_nobody_is_named_it_is_a_lead_or_nothing(world: World) -> None:
    one = Going(world, record=record_of(findings=[{"kind": "problem", "text": TOLD}]))
    with pytest.raises(BadInput) as refused:
        become(one)
    assert refused.value.field == "disclosure"
    case = become(one, disclosure="anonymous")
    assert (case.dispute.is_lead, Party.objects.filter(case=case).count()) == (True, 0)


def test_an_asker_who_stays_unnamed_is_not_named_on_the_case(world: World) -> None:
    case = become(Going(world).to("recorded"), disclosure="anonymous")
    assert (case.dispute.is_lead, case.dispute.names_applicant) == (True, False)
    assert not Party.objects.filter(case=case).exists()


def test_of_a_village_the_employer_must_be_said_and_the_case_goes_where_that_is(world: World) -> None:
    one = Going(world, employer=None, unit=world.village, record=record_of())
    with pytest.raises(BadInput) as refused:
        become(one)
    assert refused.value.field == "employer_name"
    case = become(one, employer=world.shop)
    assert (case.employer, case.unit) == (world.shop, world.shop_union)
    one.list(text="另一项", asker=one.parties[0].code)
    named = become(one, employer_name="路边小厂")
    assert (named.employer, named.employer_name, named.unit) == (None, "路边小厂", world.town)


def test_the_worker_of_an_entry_can_be_given_a_receipt_of_the_case(world: World) -> None:
    code = receipts.issue()
    case = become(Going(world).to("recorded"), receipt_code=code)
    assert case.receipt_hash == receipts.fingerprint(code)


def test_who_was_given_an_entry_makes_a_case_of_it_and_nobody_else(world: World) -> None:
    one = Going(world).to("following")
    officer = world.who(Role.MEDIATOR, world.village)
    with pytest.raises(NotPermitted):
        become(one, officer)
    one.do("assign_finding", one.chair, finding=one.first.code, owner=officer.person)
    assert become(one, officer).reported_by == officer.person


@pytest.mark.promise
def test_nothing_the_employer_can_reach_says_there_was_a_visit_or_who_spoke(world: World) -> None:
    one = Going(world, employer=world.shop, record=record_of()).follow()
    boss = world.employer_rep(world.shop)
    case = become(one)
    assert not visible_to([boss]).exists()
    scene = Scene(world, employer=world.shop, place=world.hamlet)
    scene.case = case
    scene.contact().accept().assign().do("notify_employer", scene.mediator, kind="verify")
    notice = EmployerNotice.objects.get(case_code=case.code)
    text = " ".join(str(value) for value in vars(notice).values())
    for word in (ASKER, ASKER_PHONE, TOLD, one.case.code, one.case.number, "走访"):
        assert word not in text
    assert notice.applicant_key is None
    for verb in ("record", "add_finding", "make_case", "rate_finding"):
        with pytest.raises((NotPermitted, NotPossible)):
            one.do(verb, boss)


@pytest.mark.promise
def test_a_union_officer_who_manages_for_the_employer_sees_no_visit_to_it(world: World) -> None:
    one = Going(world, employer=world.shop, record=record_of())
    manager = Acting(
        world.made.person("厂办主任"), Role.CHAIR, unit=world.shop_union, manages_for_employer=True
    )
    assert not visible_to([manager]).exists()
    assert not visible_to([world.who(Role.CHAIR, world.shop_union)]).exists()
    assert visible_to([world.who(Role.CHAIR, world.town)]).filter(pk=one.case.pk).exists()
    assert visible_to([world.who(Role.CHAIR, world.county)]).filter(pk=one.case.pk).exists()
    assert not visible_to([world.who(Role.CHAIR, world.other_town)]).exists()


def test_an_information_officer_sees_only_their_own_visits(world: World) -> None:
    officer, other = (world.who(Role.INFO_OFFICER, world.village, nth) for nth in (1, 2))
    one = Going(world, actor=officer, record=record_of())
    assert list(visible_to([officer])) == [one.case]
    assert not visible_to([other]).exists()
    assert one.case.handler == person_of(officer)


def test_a_receipt_of_one_entry_opens_no_case_file(world: World) -> None:
    one, code = asked(world)
    assert not visible_to([one.asker(code)]).exists()
