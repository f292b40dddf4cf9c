"""Which rule holds where and when; versions are added and ended, never edited."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from organizations.acting import SYSTEM, Acting
from organizations.errors import NoAuthority, WrongValue
from organizations.roles import Role
from record import verify
from record.models import Event
from record.names import EventName
from workflows import rules
from workflows.deadlines import Roll, Term, Unit
from workflows.models import Rule, RuleKind
from workflows.rule_seeds import DATA, READ_AS, built_in
from workflows.rules import ROLL_OF_KIND, NoSuchRule, RuleBook, RuleRefused, extension_of, term_of

TODAY = datetime.date(2026, 3, 2)
NATION = rules.jurisdictions_of("")
ZHUJI = rules.jurisdictions_of("330681")
CANGNAN = rules.jurisdictions_of("330327104")
BOOK = RuleBook(built_in())


@pytest.fixture
def _seeded(db: None) -> Iterator[None]:
    rules.seed_rules()
    rules.forget()
    yield
    rules.forget()


def add(rule_id: str, **values: Any) -> Rule:
    return rules.add_version(rule_id, values, acting=SYSTEM)


# What comes with the software


def test_every_figure_of_the_file_is_in_the_rules() -> None:
    path = Path(DATA / "statutory_clocks.json")
    rows = {row["id"]: row for row in json.loads(path.read_text(encoding="utf-8"))}
    loaded = {rule.rule_id: rule for rule in built_in() if not rule.is_internal}
    assert set(loaded) == set(rows)
    for rule_id, row in rows.items():
        rule = loaded[rule_id]
        for name in (
            "days",
            "months",
            "unit",
            "jurisdiction",
            "law",
            "article",
            "starts_on",
            "effective_from",
        ):
            assert getattr(rule, name) == row[name], (rule_id, name)
        assert rule.overrides == (row["overrides"] or "")
        assert rule.kind == row["kind"] or rule_id in READ_AS


def test_public_notice_before_closing_a_wage_account_runs_forward() -> None:
    assert term_of(BOOK.latest("wage_account_close_notice")) == Term(30, Unit.CALENDAR, False, Roll.NONE)


def test_our_own_targets_are_called_so() -> None:
    ours = [rule for rule in built_in() if rule.is_internal]
    assert {rule.law for rule in ours} == {"内部目标"}
    assert {rule.name_zh for rule in ours}.isdisjoint(
        rule.name_zh for rule in built_in() if not rule.is_internal
    )


def test_every_kind_says_what_it_does_on_a_rest_day() -> None:
    assert set(ROLL_OF_KIND) == set(RuleKind)


@pytest.mark.parametrize(
    ("rule_id", "term"),
    [
        ("mediation_close", Term(15, Unit.CALENDAR, False, Roll.FORWARD)),
        ("mediation_accept", Term(3, Unit.WORKING, False, Roll.FORWARD)),
        ("arb_limitation", Term(12, Unit.MONTHS, False, Roll.FORWARD)),
        ("arb_hearing_notice", Term(5, Unit.WORKING, True, Roll.BACK)),
        ("layoff_notice", Term(30, Unit.CALENDAR, True, Roll.BACK)),
        ("payday_holiday", Term(0, Unit.CALENDAR, False, Roll.BACK)),
        ("second_max", Term(6, Unit.MONTHS, False, Roll.NONE)),
        ("wage_ledger_keep", Term(36, Unit.MONTHS, False, Roll.NONE)),
        ("cb_effective", Term(15, Unit.CALENDAR, False, Roll.FORWARD)),
        ("emergency_report", Term(1, Unit.HOURS, False, Roll.FORWARD)),
        ("union_tip_reply", None),
        ("payment_order_ground", None),
        ("term_due", None),
    ],
)
def test_a_rule_is_counted_as_its_kind_demands(rule_id: str, term: Term | None) -> None:
    assert term_of(BOOK.latest(rule_id)) == term


def test_an_extension_counts_in_its_own_unit() -> None:
    assert extension_of(BOOK.latest("inspect_finish")) == Term(30, Unit.WORKING)
    assert extension_of(BOOK.latest("mediation_close")) is None


# Where and when


def test_a_county_has_the_nations_the_courts_and_its_provinces_rules() -> None:
    assert NATION == ("national", "court")
    assert ZHUJI == ("national", "court", "zhejiang", "3306", "330681")
    assert CANGNAN == ("national", "court", "zhejiang", "3303", "cangnan")


def test_a_provincial_rule_overrides_the_national_one_in_its_province_only() -> None:
    assert BOOK.resolve("injury_accept", ZHUJI, TODAY).rule_id == "injury_accept_zj"
    assert BOOK.resolve("injury_accept", NATION, TODAY).rule_id == "injury_accept"
    assert BOOK.resolve("injury_accept", rules.jurisdictions_of("440106"), TODAY).rule_id == "injury_accept"


def test_a_rule_of_another_place_is_refused_with_a_sentence() -> None:
    assert BOOK.resolve("second_max", CANGNAN, TODAY).months == 6
    with pytest.raises(NoSuchRule, match="second_max 在当地"):
        BOOK.resolve("second_max", ZHUJI, TODAY)


def test_an_unknown_rule_is_refused_with_a_sentence() -> None:
    with pytest.raises(NoSuchRule, match="没有编号为 nonsense"):
        BOOK.resolve("nonsense", ZHUJI, TODAY)


def test_the_most_local_of_several_overriding_rules_wins() -> None:
    county = Rule(rule_id="z", version=1, jurisdiction="330681", overrides="injury_accept", days=2)
    deeper = Rule(rule_id="a", version=1, jurisdiction="3306", overrides="injury_accept_zj", days=3)
    book = RuleBook([*built_in(), county, deeper])
    assert book.resolve("injury_accept", ZHUJI, TODAY).rule_id == "z"
    assert book.resolve("injury_accept", rules.jurisdictions_of("330602"), TODAY).rule_id == "a"


@pytest.mark.parametrize(
    ("on", "version"),
    [("2026-05-31", 1), ("2026-06-01", 2), ("2026-06-30", 2), ("2026-07-01", 1)],
)
def test_a_version_is_in_force_from_its_first_day_through_its_last(on: str, version: int) -> None:
    book = RuleBook(
        [
            Rule(rule_id="r", version=1, jurisdiction="national"),
            Rule(
                rule_id="r", version=2, jurisdiction="national",
                effective_from=datetime.date(2026, 6, 1), effective_to=datetime.date(2026, 6, 30),
            ),
        ]
    )  # fmt: skip
    assert book.resolve("r", NATION, datetime.date.fromisoformat(on)).version == version


def test_without_dates_a_rule_is_always_in_force() -> None:
    assert BOOK.resolve("mediation_close", NATION, datetime.date(2004, 1, 1)).version == 1


# Versions


@pytest.mark.usefixtures("_seeded")
def test_seeding_again_adds_nothing() -> None:
    events = Event.objects.count()
    assert rules.seed_rules() == []
    assert (Rule.objects.count(), Event.objects.count()) == (len(built_in()), events)


@pytest.mark.usefixtures("_seeded")
def test_a_new_version_takes_over_on_its_day_and_the_old_one_stays() -> None:
    add("first_contact", days=2, effective_from=datetime.date(2026, 6, 1))
    assert rules.resolve("first_contact", ZHUJI, datetime.date(2026, 5, 31)).days == 1
    assert rules.resolve("first_contact", ZHUJI, datetime.date(2026, 6, 1)).days == 2
    assert rules.book().version("first_contact", 1).days == 1


@pytest.mark.usefixtures("_seeded")
def test_a_rule_without_a_fixed_term_can_be_given_one() -> None:
    rule = add("union_tip_reply", days=10)
    assert term_of(rule) == Term(10, Unit.WORKING)


@pytest.mark.usefixtures("_seeded")
def test_a_new_county_rule_needs_no_programmer() -> None:
    add(
        "first_contact_zhuji", jurisdiction="330681", overrides="first_contact", name_zh="首次联系(诸暨)",
        name_en="first contact", law="内部目标", days=4, unit="hours", starts_on="收到上报", kind="target",
        is_internal=True,
    )  # fmt: skip
    assert rules.resolve("first_contact", ZHUJI, TODAY).unit == "hours"
    assert rules.resolve("first_contact", CANGNAN, TODAY).unit == "working"


@pytest.mark.usefixtures("_seeded")
@pytest.mark.parametrize(
    ("rule_id", "values", "sentence"),
    [
        ("mediation_close", {"months": 1}, "不能同时有日数和月数"),
        ("mediation_close", {"days": 10_000}, "期限太长"),
        ("arb_limitation", {"months": 361}, "期限太长"),
        ("mediation_close", {"unit": "hours"}, "只有内部目标可以用小时计"),
        ("mediation_close", {"extension_days": 5}, "缺少单位"),
        ("mediation_close", {"is_internal": True}, "不能互换"),
        ("mediation_close", {"overrides": "mediation_close"}, "绕了一圈"),
        ("injury_accept", {"overrides": "injury_accept_zj"}, "绕了一圈"),
        ("mediation_close", {"colour": "red"}, "没有这些项目：colour"),
        ("mediation_close", {"version": 9}, "没有这些项目：version"),
    ],
)
def test_a_version_that_contradicts_itself_is_refused(
    rule_id: str, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RuleRefused, match=sentence):
        add(rule_id, **values)


@pytest.mark.usefixtures("_seeded")
def test_a_version_that_overrides_an_unknown_rule_is_refused() -> None:
    with pytest.raises(NoSuchRule, match="没有编号为 nonsense"):
        add("mediation_close", overrides="nonsense")


@pytest.mark.usefixtures("_seeded")
@pytest.mark.parametrize("values", [{"unit": "weeks"}, {"name_zh": ""}, {"days": -1}, {"kind": "wish"}])
def test_a_field_that_cannot_be_true_is_refused_by_name(values: dict[str, Any]) -> None:
    with pytest.raises(WrongValue) as refused:
        add("mediation_close", **values)
    assert refused.value.field == next(iter(values))


@pytest.mark.usefixtures("_seeded")
def test_a_retired_rule_holds_through_its_last_day() -> None:
    add("first_contact", days=2, effective_from=datetime.date(2026, 6, 1))
    rules.retire("first_contact", TODAY, acting=SYSTEM)
    assert rules.resolve("first_contact", ZHUJI, TODAY).days == 1
    for day in (TODAY + datetime.timedelta(days=1), datetime.date(2026, 6, 1)):
        with pytest.raises(NoSuchRule):
            rules.resolve("first_contact", ZHUJI, day)


@pytest.mark.usefixtures("_seeded")
def test_a_retired_rule_is_not_retired_twice_but_may_come_back() -> None:
    rules.retire("first_contact", TODAY, acting=SYSTEM)
    with pytest.raises(RuleRefused, match="已经停用"):
        rules.retire("first_contact", TODAY, acting=SYSTEM)
    add("first_contact", effective_from=datetime.date(2026, 9, 1))
    assert rules.resolve("first_contact", ZHUJI, datetime.date(2026, 9, 1)).version == 2


@pytest.mark.usefixtures("_seeded")
def test_when_a_provincial_rule_is_retired_the_national_one_holds_again() -> None:
    rules.retire("injury_accept_zj", TODAY, acting=SYSTEM)
    later = TODAY + datetime.timedelta(days=1)
    assert rules.resolve("injury_accept", ZHUJI, TODAY).rule_id == "injury_accept_zj"
    assert rules.resolve("injury_accept", ZHUJI, later).rule_id == "injury_accept"


@pytest.mark.usefixtures("_seeded")
@pytest.mark.parametrize("acting", [None, Acting(person=None, role=Role.CHAIR)])
def test_only_the_system_administrator_changes_rules(acting: Acting | None) -> None:
    with pytest.raises(NoAuthority):
        rules.add_version("first_contact", {"days": 2}, acting=acting)
    with pytest.raises(NoAuthority):
        rules.retire("first_contact", TODAY, acting=acting)


@pytest.mark.usefixtures("_seeded")
def test_every_change_of_a_rule_is_an_event_and_the_record_vouches_for_it() -> None:
    add("first_contact", days=2)
    rules.retire("first_contact", TODAY, acting=SYSTEM)
    names = list(
        Event.objects.filter(subject="rule:first_contact").order_by("version").values_list("name", flat=True)
    )
    assert names == [EventName.RULE_ADDED, EventName.RULE_ADDED, EventName.RULE_RETIRED]
    assert list(verify.tracked_rows()) == []


@pytest.mark.usefixtures("_seeded")
def test_a_rule_changed_behind_the_door_is_found() -> None:
    Rule.objects.filter(rule_id="mediation_close").update(days=150)
    assert [finding.row for finding in verify.tracked_rows()] == ["key=mediation_close@1"]


@pytest.mark.usefixtures("_seeded")
def test_rules_cost_no_query_while_they_are_fresh(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rules.book()
    with django_assert_num_queries(0):
        rules.resolve("injury_accept", ZHUJI, TODAY)
