"""An old ledger becomes cases: each good row once, none by halves, and nothing of it sends or escalates."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.imports import columns as c
from cases.models import Case, Clock, Party
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.errors import Ambiguous, UnknownUnit
from organizations.imports.units import import_divisions
from organizations.models import Person, Unit
from organizations.roles import Role
from organizations.towns import find_town, written_names
from protection import personal
from protection.models import PersonalData
from record import verify
from record.models import Event
from record.timekeeping import midnight, today
from workflows import imports
from workflows.errors import NotPermitted
from workflows.sweep import perform_due

from ..cases.imports.sheets import DATA, GOOD, ledger_file, xlsx

pytestmark = pytest.mark.django_db

HONGQIAO, MESSY = DATA / "ledger_hongqiao.xlsx", DATA / "ledger_messy.xlsx"
OPEN: dict[str, Any] = {c.RESULT: None, c.CLOSED_ON: None, c.RECOVERED: None}


@pytest.fixture(autouse=True)
def units() -> None:
    import_divisions((DATA / "divisions_sample.csv").read_bytes(), acting=SYSTEM)


def run(file: Path, town: str, *arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(
        "import-ledger", str(file), "--town", town, "--json", *arguments, stdout=out, stderr=io.StringIO()
    )
    answer: dict[str, Any] = json.loads(out.getvalue())
    assert answer["read"] == answer["imported"] + answer["duplicates"] + len(answer["refused"])
    return answer


def sent(data: bytes, town: str = "枫桥镇", actor: Acting = SYSTEM) -> imports.LedgerImport:
    return imports.import_ledger(data, find_town(town), actor=actor)


def test_hongqiao_is_133_cases_104_of_wages_26_of_injuries_3_of_others_and_sent_again_133_duplicates() -> (
    None
):
    answer = run(HONGQIAO, "虹桥镇")
    assert (answer["read"], answer["imported"], answer["duplicates"], answer["refused"]) == (133, 133, 0, [])
    assert answer["by_category"] == {
        "拖欠劳动报酬": 104,
        "工伤待遇": 26,
        "加班工资": 1,
        "社会保险": 1,
        "解除劳动合同": 1,
    }
    assert Case.objects.filter(category="unpaid_wages").count() == 104
    again = run(HONGQIAO, "330382108")
    assert again == {"read": 133, "imported": 0, "duplicates": 133, "refused": [], "by_category": {}}
    assert Case.objects.count() == 133


def test_the_messy_ledger_loses_no_row_and_its_mended_rows_come_in(tmp_path: Path) -> None:
    answer = run(MESSY, "枫桥镇", "--refused", str(tmp_path / "refused.xlsx"))
    assert (answer["read"], answer["imported"], answer["duplicates"], len(answer["refused"])) == (
        26,
        14,
        1,
        11,
    )
    assert [set(refusal) for refusal in answer["refused"]] == [{"row", "column", "reason"}] * 11
    again = run(tmp_path / "refused.xlsx", "枫桥镇")
    assert (again["imported"], len(again["refused"])) == (0, 11)
    assert run(MESSY, "枫桥镇")["duplicates"] == 15


def test_a_closed_row_is_a_closed_case_with_the_ledgers_days_and_figures() -> None:
    sent(ledger_file({}))
    case = Case.objects.get()
    assert (case.state, case.conclusion, case.is_imported) == ("closed", "written_agreement", True)
    assert (case.reported_at.isoformat()[:10], case.people, case.person_times) == ("2026-03-04", 2, 3)
    assert case.closed_at is not None
    assert (case.amount_involved, case.amount_recovered) == (Decimal(5000), Decimal(5000))
    assert case.unit.short_name == "枫桥镇"
    assert case.county.code == "330681"
    assert not case.clocks.exists()


def test_an_open_row_waits_for_a_decision_and_its_clocks_count_from_the_import() -> None:
    sent(ledger_file(OPEN))
    case = Case.objects.get()
    assert (case.state, case.conclusion, case.closed_at) == ("reported", "", None)
    assert {clock.rule_id for clock in case.clocks.all()} == {"first_contact", "intake_decision"}
    assert all(clock.started_at >= midnight(today()) for clock in case.clocks.all())
    assert all(clock.due_on >= today() for clock in case.clocks.all())


def test_imported_history_sends_nothing_and_a_sweep_finds_nothing_to_do() -> None:
    run(HONGQIAO, "虹桥镇")
    sent(ledger_file(OPEN))
    assert set(Event.objects.filter(subject__startswith="case:").values_list("name", flat=True)) == {
        "history_recorded", "clock_started",
    }  # fmt: skip
    events = Event.objects.count()
    perform_due()
    assert Event.objects.count() == events
    assert not Clock.objects.filter(case__state="closed").exists()


def test_names_phones_stories_and_handlers_are_kept_erasable_and_never_in_the_record() -> None:
    sent(
        ledger_file(
            {
                c.APPLICANT: "职工特别甲",
                c.PHONE: "13900009999",
                c.SUMMARY: "特别的案情",
                c.HANDLER: "特别承办",
            }
        )
    )
    party = Party.objects.get()
    assert personal.read(party.personal_key) == {"name": "职工特别甲", "phone": "13900009999"}
    record = json.dumps(list(Event.objects.values_list("data", flat=True)), ensure_ascii=False)
    stored = record + str(list(Case.objects.values())) + str(list(Party.objects.values()))
    stored += str([bytes(row.ciphertext) for row in PersonalData.objects.all()])
    for secret in ("特别", "13900009999"):
        assert secret not in stored


def test_the_record_fits_after_an_import() -> None:
    run(HONGQIAO, "虹桥镇")
    sent(ledger_file(OPEN))
    assert verify.verify() is None


def test_other_facts_under_a_number_that_is_a_case_already_are_refused_and_other_towns_numbers_do_not_matter() -> (
    None
):
    sent(ledger_file({}))
    again = sent(ledger_file({c.PEOPLE: 3}))
    assert [refusal.as_dict()["column"] for refusal in again.refusals] == [c.NUMBER]
    assert "已经导入过" in again.refusals[0].reason
    assert len(sent(ledger_file({c.TOWN: "店口镇"}), "店口镇").rows) == 1
    assert Case.objects.count() == 2


def test_the_same_facts_written_otherwise_are_the_same_case() -> None:
    sent(ledger_file({}))
    again = sent(ledger_file({c.REPORTED_ON: "2026年3月5日", c.AMOUNT: "0.5万元", c.PEOPLE: "两人"}))
    assert (again.duplicates, again.rows, again.refusals) == (1, (), ())


def test_when_one_case_cannot_be_stored_none_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "digest_of", lambda row: "x" if row.number == "T1" else 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sent(ledger_file({c.NUMBER: "T1"}, {c.NUMBER: "T2"}))
    assert Case.objects.count() == 0
    assert not Event.objects.filter(subject__startswith="case:").exists()


def test_a_preview_says_what_an_import_would_do_and_writes_nothing() -> None:
    found = imports.preview_ledger(MESSY.read_bytes(), find_town("枫桥镇"), actor=SYSTEM)
    assert (found.read, len(found.rows), found.duplicates) == (26, 14, 1)
    assert (7, "涉及金额", "3.5万元", "35000") in [
        (row, reading.column, reading.typed, reading.taken) for row, reading in found.readings
    ]
    assert not Case.objects.exists()


def test_only_who_keeps_the_towns_ledger_may_import_it() -> None:
    town, county, other = (find_town("枫桥镇"), Unit.objects.get(code="330681"), find_town("店口镇"))
    person = Person.objects.create_user("window", name="窗口甲")
    for role, unit in ((Role.WINDOW, town), (Role.CHAIR, county), (Role.SYSTEM_ADMIN, county)):
        imports.preview_ledger(ledger_file({}), town, actor=Acting(person=person, role=role, unit=unit))
    for role, unit in ((Role.WINDOW, other), (Role.AUDIT_ADMIN, county), (Role.INFO_OFFICER, town)):
        with pytest.raises(NotPermitted):
            sent(ledger_file({}), actor=Acting(person=person, role=role, unit=unit))
    with pytest.raises(NotPermitted):
        imports.preview_ledger(ledger_file({}), town, actor=None)


@pytest.mark.parametrize("wanted", ["330682999", "某某镇", "", "诸暨市"])
def test_a_town_nobody_knows_is_refused(wanted: str) -> None:
    with pytest.raises(UnknownUnit):
        find_town(wanted)


@pytest.mark.parametrize(
    "wanted", ["虹桥镇", "虹桥镇总工会", "虹桥", "330382108", "乐清市虹桥镇", "温州市乐清市虹桥镇", "浙江省温州市乐清市虹桥镇", " 虹桥 镇"]
)  # fmt: skip
def test_a_town_is_found_however_it_is_written_if_one_fits(wanted: str) -> None:
    assert find_town(wanted).code == "330382108"


@pytest.mark.parametrize("wanted", ["城南街道", "城南"])
def test_a_town_name_that_fits_several_is_refused_with_the_choices(wanted: str, tmp_path: Path) -> None:
    with pytest.raises(Ambiguous, match=r"330382003[\s\S]*330602005|330602005[\s\S]*330382003"):
        find_town(wanted)
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(ledger_file({}))
    with pytest.raises(CommandError, match="330382003"):
        run(file, wanted)
    assert find_town("乐清市城南街道").code == "330382003"


def test_a_town_may_be_written_without_its_ending_only_where_no_neighbour_shares_the_rest() -> None:
    town = find_town("枫桥镇")
    assert "枫桥" in written_names(town)
    actions.add_unit(
        acting=SYSTEM, name="枫桥街道总工会", short_name="枫桥街道", kind="town", parent=town.parent
    )
    assert "枫桥" not in written_names(town)


def test_a_file_that_is_no_ledger_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "ledger.xlsx"
    with pytest.raises(CommandError, match="打不开"):
        run(file, "枫桥镇")
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="不是电子表格"):
        run(file, "枫桥镇")
    with pytest.raises(CommandError, match="没有找到"):
        run(HONGQIAO, "某某镇")


def test_where_no_town_is_yet_the_command_says_how_they_come(tmp_path: Path) -> None:
    Unit.objects.filter(kind="village").delete()
    Unit.objects.update(town=None)
    Unit.objects.filter(kind="town").delete()
    with pytest.raises(CommandError, match="import-units"):
        run(HONGQIAO, "虹桥镇")


def test_a_file_of_refused_rows_that_cannot_be_written_does_not_undo_the_import(tmp_path: Path) -> None:
    assert run(MESSY, "枫桥镇", "--refused", str(tmp_path / "none" / "refused.xlsx"))["imported"] == 14
    assert Case.objects.count() == 14


def test_the_statements_of_an_import_do_not_grow_with_its_rows(django_assert_max_num_queries: Any) -> None:
    few = ledger_file(*({c.NUMBER: f"A{n}"} | OPEN for n in range(2)))
    # More rows than these make a second INSERT where a statement holds 999 values.
    many = ledger_file(*({c.NUMBER: f"B{n}"} | OPEN for n in range(10)))
    sent(ledger_file({c.NUMBER: "warm"}))
    with django_assert_max_num_queries(40) as counted:
        sent(few)
    with django_assert_max_num_queries(len(counted)):
        sent(many)


@pytest.mark.slow
def test_five_thousand_rows_go_in_at_once() -> None:
    rows = [[(GOOD | {c.NUMBER: f"K{n}"}).get(column) for column in c.COLUMNS] for n in range(5_000)]
    assert len(sent(xlsx(list(c.COLUMNS), *rows)).rows) == 5_000
