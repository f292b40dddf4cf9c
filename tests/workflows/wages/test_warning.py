"""预警: the level is what the rules make of the signals, and colour, place and time to answer follow from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from cases.models import Clock, WarningSignal
from cases.wages.levels import Found, Seen, Test, level_of
from organizations.acting import SYSTEM
from organizations.errors import NoAuthority, WrongValue
from organizations.roles import Role
from protection import personal
from record.sealer import seal_all
from record.timekeeping import today
from record.verify import findings
from tests.builders import DAY, Scene, World
from tests.wages import Arrears
from workflows import warning_changes
from workflows.engine import BadInput, NotPermitted
from workflows.models import PayRefusalSetting, WarningRule
from workflows.wage_arrears.clocks import RESPONSE
from workflows.wage_arrears.states import S

TESTS = [
    Test("a", "late_pay", Decimal(30), 2),
    Test("b", "people", Decimal(10), 3),
    Test("c", "kinds", Decimal(3), 2),
]


def facts(*values: Any) -> tuple[Any, ...]:
    """Figures of several kinds side by side."""
    return values


def signal(kind: str, value: int | str, **more: Any) -> dict[str, Any]:
    """A signal known from a report."""
    return {"kind": kind, "value": Decimal(value), "source": "report", "observed_on": today()} | more


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ([], Found(1)),
        ([("late_pay", 29)], Found(1)),
        ([("late_pay", 30)], Found(2, ("a",))),
        ([("late_pay", 31), ("people", 9)], Found(2, ("a",))),
        ([("late_pay", 31), ("people", 10)], Found(3, ("b",))),
        ([("late_pay", 1), ("people", 1), ("amount", 1)], Found(2, ("c",))),
        ([("late_pay", 20), ("late_pay", 20)], Found(1)),
    ],
)  # fmt: skip
def test_the_level_is_the_highest_that_any_rule_makes(seen: list[tuple[str, int]], found: Found) -> None:
    assert level_of([Seen(kind, Decimal(value)) for kind, value in seen], TESTS) == found


def test_visits_add_up_and_a_count_over_days_meets_only_the_rule_of_those_days() -> None:
    visits = [Test("v", "visit", Decimal(2), 2)]
    assert level_of([Seen("visit", Decimal(1))] * 2, visits).level == 2
    days = [Test("r", "reports", Decimal(2), 3, 30)]
    assert level_of([Seen("reports", Decimal(5), 90)], days).level == 1
    assert level_of([Seen("reports", Decimal(2), 30)], days).level == 3


@pytest.mark.parametrize(("late", "level", "colour"), [(20, 1, "yellow"), (30, 2, "orange"), (90, 3, "red")])
def test_each_level_has_its_colour_and_its_own_time_to_answer(
    world: World, late: int, level: int, colour: str
) -> None:
    one = Arrears(world, signals=[signal("late_pay", late)])
    assert (one.fresh().wage_arrears.warn_level, one.case.colour) == (level, colour)
    answers = Clock.objects.filter(case=one.case, rule_id__startswith="warn_response", state="running")
    assert [clock.rule_id for clock in answers] == [RESPONSE[level]]
    assert one.case.is_emergency == (level == 3)


def test_the_signals_behind_a_level_are_kept_with_where_they_are_known_from(world: World) -> None:
    one = Arrears(world, people=3, signals=[signal("visit", 1, source="二月走访时听老王说")])
    said = WarningSignal.objects.get(case=one.case, source="said")
    assert personal.read(said.note_key) == {"known_from": "二月走访时听老王说"}, "words are kept apart"
    kept = {(row.kind, row.value, row.source) for row in WarningSignal.objects.filter(case=one.case)}
    assert {(kind, int(value), source) for kind, value, source in kept} == {
        ("visit", 1, "said"),
        ("people", 3, "report"),
        ("amount", 18_000, "report"),
    }


def test_several_reports_of_one_employer_are_counted_and_so_is_its_record(world: World) -> None:
    Arrears(world)
    second = Arrears(world)
    reports = WarningSignal.objects.get(case=second.case, kind="reports")
    assert facts(reports.value, reports.window_days, second.fresh().wage_arrears.warn_level) == (2, 30, 2)
    second.to(S.CONFIRMED)
    third = Arrears(world, employer_name="别的厂", employer=None)
    assert not WarningSignal.objects.filter(case=third.case, kind__in=["reports", "record"]).exists()
    fourth = Arrears(world)
    assert WarningSignal.objects.get(case=fourth.case, kind="record").value == 1


def test_from_level_two_on_a_case_starts_at_the_town(world: World) -> None:
    low = Arrears(world, place=world.hamlet, signals=[signal("late_pay", 1)])
    assert low.case.unit == world.hamlet
    high = Arrears(world, place=world.hamlet, employer=world.shop, signals=[signal("late_pay", 45)])
    assert (high.case.unit, high.fresh().wage_arrears.start_reasons) == (world.town, ["wage_level"])


def test_a_later_signal_lifts_the_level_shortens_the_answer_and_climbs_to_the_town(world: World) -> None:
    one = Arrears(world, place=world.hamlet, signals=[signal("late_pay", 1)])
    who = world.who(Role.WINDOW, world.hamlet)
    one.do("add_signal", who, kind="late_pay", value=95, known_from="走访", observed_on=today())
    assert (one.fresh().wage_arrears.warn_level, one.case.colour, one.case.unit) == (3, "red", world.town)
    running = Clock.objects.filter(case=one.case, rule_id__startswith="warn_response", state="running")
    assert [clock.rule_id for clock in running] == ["warn_response_3"]
    assert one.case.is_emergency


def test_many_workers_on_a_list_lift_the_level_by_themselves(world: World) -> None:
    one = Arrears(world, signals=[]).assign()
    for number in range(5):
        one.do("add_claim", one.mediator, name=f"工人{number}", period="2026-01", due="100")
    assert one.fresh().wage_arrears.warn_level == 2
    assert WarningSignal.objects.filter(case=one.case, source="claims").count() == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "rumour"}, "列表"),
        ({"value": "-1"}, "负数"),
        ({"known_from": " "}, "得知"),
        ({"observed_on": "tomorrow"}, "不能晚于今天"),
    ],
)  # fmt: skip
def test_a_signal_without_sense_is_refused_in_words(
    world: World, data: dict[str, Any], sentence: str
) -> None:
    one = Arrears(world).assign()
    given: dict[str, Any] = {"kind": "visit", "value": 1, "known_from": "走访", "observed_on": today()} | data
    if given["observed_on"] == "tomorrow":
        given["observed_on"] = today() + DAY
    with override("zh-hans"), pytest.raises(BadInput, match=sentence):
        one.do("add_signal", one.mediator, **given)


def test_a_wage_case_grows_out_of_a_dispute_its_own_union_handles(world: World) -> None:
    scene = Scene(world).to("verifying")
    facts = {"grew_from": scene.case, "signals": [signal("late_pay", 40)]}
    one = Arrears(world, actor=scene.mediator, receipt_code="", **facts)
    assert one.fresh().wage_arrears.grew_from == scene.case
    assert WarningSignal.objects.get(case=one.case, kind="late_pay").source_case == scene.case
    with pytest.raises(NotPermitted):
        Arrears(world, actor=world.who(Role.MEDIATOR, world.other_town), receipt_code="", **facts)


def test_rules_are_changed_by_the_administrator_with_a_version_and_an_event(world: World) -> None:
    admin = world.who(Role.SYSTEM_ADMIN, world.county)
    row = WarningRule.objects.get(code="late_pay_month")
    changed = warning_changes.change_rule(row, acting=admin, threshold=Decimal("10.00"))
    assert facts(changed.version, changed.threshold) == (2, 10)
    assert Arrears(world, signals=[signal("late_pay", 10)]).fresh().wage_arrears.warn_level == 2
    with pytest.raises(NoAuthority):
        warning_changes.change_rule(row, acting=world.who(Role.CHAIR, world.county), level=1)
    with pytest.raises(WrongValue):
        warning_changes.add_rule(acting=SYSTEM, code="x", measure="reports", threshold=Decimal(1), level=1)
    seal_all()
    assert [str(finding) for finding in findings()] == []


def test_the_amounts_of_refusal_stay_within_the_interpretation(world: World) -> None:
    admin = world.who(Role.SYSTEM_ADMIN, world.county)
    given: dict[str, Any] = {"acting": admin, "jurisdiction": "zhejiang", "source": "省高院文件"}
    for one, group in ((4_999, 30_000), (20_001, 30_000), (5_000, 29_999), (5_000, 100_001)):
        with pytest.raises(WrongValue):
            warning_changes.set_pay_refusal(one_amount=Decimal(one), group_amount=Decimal(group), **given)
    warning_changes.set_pay_refusal(one_amount=Decimal("10000.00"), group_amount=Decimal("60000.00"), **given)
    assert warning_changes.refusal_amounts(("national", "court", "zhejiang")).group == 60_000
    assert warning_changes.refusal_amounts(("national",)).group == 30_000
    assert PayRefusalSetting.objects.count() == 2
