"""联系点: cycles of a year, relations one by one and from the official table, duties and checklists in versions."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.imports.contacts import read_contacts
from cases.imports.errors import FileRefused
from organizations import actions
from organizations.acting import SYSTEM, Acting
from organizations.actions import ContactRow, Point
from organizations.checklists import check_answers, in_use
from organizations.contact_seeds import seed_contacts
from organizations.errors import Duplicate, NoAuthority, Overlap, WrongPlace, WrongValue
from organizations.models import (
    Checklist,
    ContactCycle,
    ContactDuty,
    Person,
    PointKind,
    Relation,
)
from organizations.roles import Role
from protection import personal
from record.models import Event
from record.sealer import seal_all
from record.verify import findings
from tests.builders import World

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def cycle_of(world: World, **more: Any) -> ContactCycle:
    given: dict[str, Any] = {"title": "2026年度", "starts_on": FIRST, "ends_on": LAST} | more
    return actions.open_cycle(acting=world.who(Role.CHAIR, world.county), unit=world.county, **given)


def officer(world: World, name: str) -> Person:
    """A person of the county with this name."""
    return world.made.person(name)


def clean() -> list[str]:
    seal_all()
    return [str(finding) for finding in findings()]


# ── Cycles and relations ────────────────────────────────────────────────────────────────────────────────────────


def test_a_cycle_is_one_year_at_most_of_a_county_or_town_and_meets_no_other(world: World) -> None:
    cycle = cycle_of(world)
    assert (cycle.unit, cycle.holds(FIRST), cycle.holds(LAST)) == (world.county, True, True)
    assert not cycle.holds(LAST + datetime.timedelta(days=1))
    with pytest.raises(Overlap):
        cycle_of(world, starts_on=LAST, ends_on=LAST + datetime.timedelta(days=300))
    with pytest.raises(WrongValue):
        cycle_of(world, starts_on=datetime.date(2027, 1, 1), ends_on=datetime.date(2028, 1, 3))
    with pytest.raises(WrongPlace):
        actions.open_cycle(acting=SYSTEM, unit=world.village, title="村", starts_on=FIRST, ends_on=LAST)
    actions.open_cycle(acting=SYSTEM, unit=world.town, title="镇", starts_on=FIRST, ends_on=LAST)


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.INFO_OFFICER, Role.SUPERVISOR])
def test_only_chairs_and_administrators_arrange_contact_points(world: World, role: Role) -> None:
    with pytest.raises(NoAuthority):
        actions.open_cycle(
            acting=world.who(role, world.county), unit=world.county, title="x", starts_on=FIRST, ends_on=LAST
        )
    with pytest.raises(NoAuthority):
        actions.open_cycle(
            acting=world.who(Role.CHAIR, world.town),
            unit=world.county,
            title="x",
            starts_on=FIRST,
            ends_on=LAST,
        )


def test_a_point_is_a_community_an_enterprise_or_a_worker_whose_name_is_kept_apart(world: World) -> None:
    cycle, who, chair = cycle_of(world), officer(world, "联系人甲"), world.who(Role.CHAIR, world.county)

    def give(point: Point, **more: Any) -> Relation:
        return actions.give_relation(acting=chair, cycle=cycle, person=who, point=point, **more)

    assert give(Point(unit=world.village)).kind == PointKind.COMMUNITY
    assert give(Point(employer=world.shop), office="权益保障部").kind == PointKind.ENTERPRISE
    assert give(Point(unit=world.made.enterprise)).kind == PointKind.ENTERPRISE
    worker = give(Point(worker="张三丰", is_model=True), liaison="李联络")
    assert (worker.kind, worker.is_person, worker.starts_on, worker.ends_on) == (
        "model_worker",
        True,
        FIRST,
        LAST,
    )
    assert personal.read(worker.worker_key) == {"name": "张三丰"}
    assert personal.read(worker.liaison_key) == {"name": "李联络"}
    said = str(list(Event.objects.values_list("data", "subject")))
    assert "张三丰" not in said
    assert "李联络" not in said
    with pytest.raises(Duplicate):
        give(Point(worker="张三丰"))
    assert clean() == []


def test_a_relation_outside_the_cycle_or_the_unions_area_is_refused(world: World) -> None:
    town = actions.open_cycle(acting=SYSTEM, unit=world.town, title="镇", starts_on=FIRST, ends_on=LAST)
    who = officer(world, "联系人甲")
    wrong: list[tuple[Point, dict[str, Any]]] = [
        (Point(unit=world.other_town), {}),
        (Point(), {}),
        (Point(unit=world.village), {"starts_on": datetime.date(2025, 12, 31)}),
        (Point(unit=world.village, worker="张三"), {}),
    ]
    for point, more in wrong:
        with pytest.raises((WrongPlace, WrongValue)):
            actions.give_relation(acting=SYSTEM, cycle=town, person=who, point=point, **more)


def test_an_ended_relation_ends_once_and_not_before_it_began(world: World) -> None:
    cycle = cycle_of(world)
    relation = actions.give_relation(
        acting=SYSTEM, cycle=cycle, person=officer(world, "联系人甲"), point=Point(unit=world.village),
        starts_on=datetime.date(2026, 2, 1),
    )  # fmt: skip
    with pytest.raises(WrongValue):
        actions.end_relation(relation, acting=SYSTEM, ends_on=datetime.date(2026, 1, 31))
    ended = actions.end_relation(relation, acting=SYSTEM, ends_on=datetime.date(2026, 3, 1))
    assert ended.ends_on == datetime.date(2026, 3, 1)
    with pytest.raises(WrongValue):
        actions.end_relation(ended, acting=SYSTEM, ends_on=datetime.date(2026, 3, 2))
    assert clean() == []


# ── The official table ──────────────────────────────────────────────────────────────────────────────────────────


def messy() -> bytes:
    """A 联系点一览表 as offices keep it: merged title rows, a merged 联系人, brackets, blanks, unknown names, a note."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("一览表")
        sheet.merge_range("A1:E1", "诸暨市总工会领导干部联系点一览表")
        sheet.merge_range("A2:E2", "（2026年度）")
        sheet.write_row("A4", ["序号", "联系人", "联系点名称", "联络员", "电话"])
        rows = [
            (1, "", "示例袜业有限公司（权益保障部）", "小周"),
            (2, "", "枫源村（组织部、办公室）", ""),
            (3, "", "劳模张三丰", "小周"),
            (4, "联系人乙", "示例轻纺厂、栎桥村联合工会", "联系人甲"),
            (5, "", "一线职工李四（示例轻纺厂）", ""),
            (6, "查无此人", "示例轻纺厂", ""),
            (7, "联系人乙", "没有这个厂", ""),
            (8, "联系人乙", "", ""),
        ]
        for line, (order, person, point, liaison) in enumerate(rows, start=4):
            sheet.write_row(line, 0, [order, person, point, liaison, ""])
        sheet.merge_range("B5:B7", "联系人甲")
        sheet.write("A14", "备注：本表由办公室负责解释")
    return target.getvalue()


def people_of_the_table(world: World) -> None:
    officer(world, "联系人甲")
    officer(world, "联系人乙")


def test_a_messy_table_is_read_row_by_row_and_nothing_is_lost() -> None:
    sheet = read_contacts(messy())
    assert [(row.row, row.person, row.point, row.liaison) for row in sheet.rows] == [
        (5, "联系人甲", "示例袜业有限公司（权益保障部）", "小周"),
        (6, "联系人甲", "枫源村（组织部、办公室）", ""),
        (7, "联系人甲", "劳模张三丰", "小周"),
        (8, "联系人乙", "示例轻纺厂", "联系人甲"),
        (8, "联系人乙", "栎桥村联合工会", "联系人甲"),
        (9, "联系人乙", "一线职工李四（示例轻纺厂）", ""),
        (10, "查无此人", "示例轻纺厂", ""),
        (11, "联系人乙", "没有这个厂", ""),
    ]
    assert [(one.row, one.column) for one in sheet.refused] == [(12, "联系点名称")]
    assert [row.row for row in sheet.rows if row.carried] == [9], (
        "a merged cell names its person, an empty one does not"
    )
    assert list(sheet.notes) == ["备注：本表由办公室负责解释"]
    assert list(sheet.ignored) == ["电话"]


def test_a_preview_says_what_would_be_done_and_writes_nothing(world: World) -> None:
    people_of_the_table(world)
    cycle, chair = cycle_of(world), world.who(Role.CHAIR, world.county)
    events = Event.objects.count()
    found = actions.preview_contacts(read_contacts(messy()).rows, acting=chair, cycle=cycle)
    assert [(row.row, relation.kind, relation.office) for row, relation in found.fresh] == [
        (5, "enterprise", "权益保障部"), (6, "community", "组织部、办公室"), (7, "model_worker", ""), (8, "enterprise", ""),
        (8, "community", ""), (9, "worker", ""),
    ]  # fmt: skip
    assert found.fresh[5][1].employer == world.mill
    assert found.fresh[3][1].liaison == officer(world, "联系人甲")
    assert [(one.row.row, one.row.person if one.row.row == 10 else one.row.point) for one in found.refused] == [
        (10, "查无此人"), (11, "没有这个厂"),
    ]  # fmt: skip
    assert all(
        name in one.reason for one, name in zip(found.refused, ("查无此人", "没有这个厂"), strict=True)
    )
    assert (Relation.objects.count(), Event.objects.count()) == (0, events)


def test_a_table_applied_twice_adds_nothing_the_second_time(world: World) -> None:
    people_of_the_table(world)
    cycle, chair = cycle_of(world), world.who(Role.CHAIR, world.county)
    rows = read_contacts(messy()).rows
    first = actions.import_contacts(rows, acting=chair, cycle=cycle)
    again = actions.import_contacts(rows, acting=chair, cycle=cycle)
    assert (len(first.fresh), len(first.known), len(first.refused)) == (6, 0, 2)
    assert (len(again.fresh), len(again.known), len(again.refused)) == (0, 6, 2)
    assert Relation.objects.filter(cycle=cycle).count() == 6
    assert Event.objects.filter(name="contacts_imported").count() == 1
    assert "张三丰" not in str(list(Event.objects.values_list("data", flat=True)))
    assert clean() == []


def test_one_row_written_twice_in_a_table_is_one_relation(world: World) -> None:
    people_of_the_table(world)
    cycle = cycle_of(world)
    rows = [ContactRow(5, "联系人甲", "枫源村"), ContactRow(9, "联系人甲", "枫源村联合工会")]
    found = actions.import_contacts(rows, acting=SYSTEM, cycle=cycle)
    assert (len(found.fresh), len(found.known)) == (1, 1)


def test_two_people_of_one_name_are_told_apart_by_their_login_names(world: World) -> None:
    cycle, one = cycle_of(world), officer(world, "联系人甲")
    other = actions.add_person(
        acting=SYSTEM, unit=world.county, username="second", name=one.name, password="long-enough-1"
    )
    rows = [ContactRow(5, one.name, "枫源村"), ContactRow(6, "second", "枫源村")]
    found = actions.import_contacts(rows, acting=SYSTEM, cycle=cycle)
    assert [relation.person for _row, relation in found.fresh] == [other]
    assert "登录名" in found.refused[0].reason


def test_a_preview_costs_the_same_few_queries_for_any_number_of_rows(world: World) -> None:
    people_of_the_table(world)
    cycle = cycle_of(world)

    def asked(rows: int) -> int:
        many = [ContactRow(n, "联系人甲", "枫源村（办公室）") for n in range(rows)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.preview_contacts(many, acting=SYSTEM, cycle=cycle)
        return len(queries)

    assert asked(300) == asked(1) <= 5


@pytest.mark.parametrize(
    ("heading", "missing"),
    [
        (["序号", "联系点名称", "联络员"], "缺少这些列：联系人"),
        (["联系人", "联络员"], "缺少这些列：联系点名称"),
        (["随便", "什么"], "缺少这些列：联系人、联系点名称"),
    ],
)
def test_a_table_without_its_columns_is_refused_naming_them(heading: list[str], missing: str) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, heading)
    with pytest.raises(FileRefused) as refused:
        read_contacts(target.getvalue())
    assert missing in str(refused.value)


# ── Duties and checklists ───────────────────────────────────────────────────────────────────────────────────────


def test_migrate_alone_leaves_duties_and_checklists_ready_and_seeding_again_changes_nothing() -> None:
    duties = dict(ContactDuty.objects.values_list("code", "least"))
    assert duties["own_worker"] == duties["own_unit"] == 1
    assert ContactDuty.objects.get(code="own_worker").most == 2
    assert set(ContactDuty.objects.filter(role="chair").values_list("level", "what")) == {
        (3, "community"), (3, "enterprise"),
    }  # fmt: skip
    assert set(Checklist.objects.filter(is_active=True).values_list("code", flat=True)) >= {
        "visit_basic", "five_visits", "three_meetings", "monthly_check",
    }  # fmt: skip
    assert seed_contacts() == 0


def test_an_edited_list_is_a_new_version_and_a_seed_never_undoes_it(world: World) -> None:
    county = Acting(world.made.admin.person, Role.SYSTEM_ADMIN, unit=world.county)
    items = [{"key": "met", "name": "见到了谁", "type": "text"}]
    with pytest.raises(NoAuthority):
        actions.set_checklist(
            acting=world.who(Role.CHAIR, world.county), code="five_visits", use="visit", name_zh="五必访", name_en="Five",
            items=items,
        )  # fmt: skip
    new = actions.set_checklist(
        acting=county, code="five_visits", use="visit", name_zh="五必访", name_en="Five", items=items
    )
    assert (new.version, in_use("five_visits")) == (2, new)
    assert Checklist.objects.get(code="five_visits", version=1).items != new.items
    assert seed_contacts() == 0
    assert in_use("five_visits") == new
    duty = actions.change_duty(ContactDuty.objects.get(code="own_unit"), acting=county, least=2, most=2)
    assert (duty.version, duty.least) == (2, 2)
    assert clean() == []


@pytest.mark.parametrize(
    "item",
    [
        {"key": "Bad Key", "name": "x", "type": "yes_no"},
        {"key": "ok", "name": "", "type": "yes_no"},
        {"key": "ok", "name": "x", "type": "colour"},
        {"key": "ok", "name": "x", "type": "choice", "options": ["一"]},
    ],
)
def test_an_item_that_cannot_be_asked_is_refused(item: dict[str, Any]) -> None:
    with pytest.raises(WrongValue):
        actions.set_checklist(acting=SYSTEM, code="mine", use="visit", name_zh="x", name_en="x", items=[item])


def test_answers_are_coded_and_what_people_wrote_is_set_apart() -> None:
    checklist = in_use("monthly_check")
    coded, texts = check_answers(
        checklist, {"arrears": True, "arrears_people": 3, "mood": "有议论", "note": "老板说月底发"}
    )
    assert coded == {"arrears": True, "arrears_people": 3, "mood": 1}
    assert texts == {"note": "老板说月底发"}
    for wrong in (
        {"arrears": "yes"},
        {"arrears_people": -1},
        {"mood": "高兴"},
        {"nothing": 1},
        {"note": "长" * 2001},
    ):
        with pytest.raises(WrongValue):
            check_answers(checklist, wrong)
    with pytest.raises(WrongValue):
        check_answers(checklist, {"arrears": True}, needs_all=True)
