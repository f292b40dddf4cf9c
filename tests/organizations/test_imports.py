"""Importing units: any order, no duplicates, the refused ones named, few statements."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.acting import SYSTEM, Acting
from organizations.actions import UnitRow, add_unit, change_unit, import_units
from organizations.models import Unit, UnitKind
from organizations.roles import Role
from record import verify
from record.models import Event
from tests.organizations.county import County


def rows(villages: int = 3) -> list[UnitRow]:
    """A province down to villages, the lowest first."""
    found = [
        UnitRow("33", "浙江省总工会", UnitKind.PROVINCE, ""),
        UnitRow("3306", "绍兴市总工会", UnitKind.CITY, "33"),
        UnitRow("330681", "诸暨市总工会", UnitKind.COUNTY, "3306"),
        UnitRow("330681109", "枫桥镇总工会", UnitKind.TOWN, "330681"),
    ]
    found += [
        UnitRow(f"330681109{number:03d}", f"第{number}村联合工会", UnitKind.VILLAGE, "330681109", row=number)
        for number in range(1, villages + 1)
    ]
    return found[::-1]


def test_rows_come_in_any_order_and_twice_without_duplicates(db: None) -> None:
    assert import_units(rows(), acting=SYSTEM).added == 7
    village = Unit.objects.get(code="330681109001")
    assert (village.county.code, village.town.code) == ("330681", "330681109")  # type: ignore[union-attr]  # set above
    again = import_units(rows(4), acting=SYSTEM)
    assert (again.added, again.known, again.refused) == (1, 7, [])
    assert verify.verify() is None


def test_a_row_without_its_parent_is_refused_by_name_and_so_is_what_hangs_on_it(db: None) -> None:
    orphan = UnitRow("330699", "某县总工会", UnitKind.COUNTY, "3399", row=9)
    child = UnitRow("330699001", "某镇总工会", UnitKind.TOWN, "330699", row=10)
    result = import_units([*rows(), orphan, child], acting=SYSTEM)
    assert [row.row for row, _ in result.refused] == [9, 10]
    assert "3399" in result.refused[0][1]


def test_a_code_twice_in_the_file_is_refused(db: None) -> None:
    twice = UnitRow("330681109001", "又一村联合工会", UnitKind.VILLAGE, "330681109", row=99)
    result = import_units([*rows(), twice], acting=SYSTEM)
    assert [row.row for row, _ in result.refused] == [99]


def test_what_an_office_has_changed_stays(db: None) -> None:
    import_units(rows(), acting=SYSTEM)
    change_unit(Unit.objects.get(code="330681109"), acting=SYSTEM, name="枫桥镇联合总工会")
    import_units(rows(), acting=SYSTEM)
    assert Unit.objects.get(code="330681109").name == "枫桥镇联合总工会"


def test_units_added_by_hand_after_an_import_get_paths_of_their_own(db: None) -> None:
    import_units(rows(), acting=SYSTEM)
    town = Unit.objects.get(code="330681109")
    made = add_unit(acting=SYSTEM, parent=town, kind=UnitKind.VILLAGE, name="手工村联合工会")
    assert made.path == town.path + "0004"


def test_only_an_administrator_above_may_import(county: County) -> None:
    new = UnitRow("330681110", "赵家镇总工会", UnitKind.TOWN, "330681")
    nobody: Acting = None  # type: ignore[assignment]  # nobody acting
    for acting in (nobody, county.acting("主席", Role.CHAIR, county.county)):
        assert import_units([new], acting=acting).added == 0
    assert import_units([new], acting=county.admin).added == 1


def test_one_event_a_county_and_level_and_few_statements_however_many_rows(db: None) -> None:
    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            import_units(rows(count), acting=SYSTEM)
        return len(queries)

    first = cost(400)
    assert Event.objects.filter(subject__startswith="units:").count() == 5
    assert first <= 45
