"""The official annexes: read as offices keep them, imported once, and out again column for column."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence

import pytest
import xlsxwriter
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from cases.imports.errors import FileRefused
from cases.imports.secondments import AnnexSheet, read_annex, span_of
from cases.models import Case, Direction, SecondmentRound
from cases.secondments.columns import ASSESSMENT, columns_of
from organizations.acting import Acting
from organizations.roles import Role
from record.models import Event
from record.names import EventName
from record.verify import verify
from tests.builders import World
from tests.secondments import Form, open_round
from workflows.secondment.annex import AnnexImport, export_annex, export_assessments, import_annex, preview
from workflows.secondment.states import S

pytestmark = pytest.mark.django_db
TO_TOWN, TO_ENTERPRISE = Direction.TO_TOWN, Direction.TO_ENTERPRISE
Cells = Sequence[Sequence[object]]


def sheet(rows: Cells, *, merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """A small .xlsx: ``rows`` from the first row on, ``merged`` ranges with their text."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    page.write_string(number, place, cell)
                elif cell != "":
                    page.write(number, place, cell)
        for first, left, last, right, text in merged:
            page.merge_range(first, left, last, right, text)
    return target.getvalue()


def official(direction: str, *rows: Sequence[object]) -> bytes:
    """An annex with its merged title, a blank row, and its headings."""
    title = (0, 0, 0, 3, "附件：挂职干部选送表")
    return sheet([[], [], list(columns_of(direction)), *rows], merged=[title])


def grid(data: bytes) -> list[list[object]]:
    """Cells of the first sheet."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [list(row) for row in rows]


def taken(world: World, data: bytes, direction: str = TO_TOWN) -> AnnexImport:
    """Imported by the county's office."""
    rows = read_annex(data, direction).rows
    return import_annex(rows, acting=office(world), round_=open_round(world), direction=direction)


def office(world: World) -> Acting:
    """Who keeps the annexes at the county."""
    return world.who(Role.WINDOW, world.county)


UNION = "宏达纺织有限公司工会"
ROWS = (
    (UNION, "赵一", "2026年3月至2026年8月", "会协商"),
    (UNION, "钱二（女工委员）", "上半年", "=SUM(A1:A9)"),
    ("枫源村联合工会", "孙三", "2026.4-2026.6", ""),
)


def test_an_annex_comes_out_as_it_went_in(world: World) -> None:
    found = taken(world, official(TO_TOWN, *ROWS))
    assert (len(found.fresh), found.refused) == (3, [])
    out = grid(export_annex(open_round(world), TO_TOWN, acting=office(world)))
    assert out[1] == list(columns_of(TO_TOWN))
    assert [tuple(row) for row in out[2:]] == list(ROWS)
    assert verify() is None


def test_what_came_out_goes_in_again_and_adds_nothing(world: World) -> None:
    taken(world, official(TO_TOWN, *ROWS))
    out = export_annex(open_round(world), TO_TOWN, acting=office(world))
    again = taken(world, out)
    assert (len(again.fresh), len(again.known), again.refused) == (0, 3, [])
    assert Case.objects.filter(kind="secondment").count() == 3


def test_a_cell_that_looks_like_a_formula_stays_text(world: World) -> None:
    taken(world, official(TO_TOWN, *ROWS))
    out = export_annex(open_round(world), TO_TOWN, acting=office(world))
    assert b"<f>" not in out
    assert grid(out)[3][3] == "=SUM(A1:A9)"


def test_the_third_annex_names_the_enterprise(world: World) -> None:
    row = ("枫桥镇总工会", "周五", "2026年3月至2026年8月", "示例袜业有限公司")
    found = taken(world, official(TO_ENTERPRISE, row), TO_ENTERPRISE)
    detail = found.cases[0].secondment
    assert (detail.host_employer, detail.sender) == (world.shop, world.town)
    out = grid(export_annex(open_round(world), TO_ENTERPRISE, acting=office(world)))
    assert [out[1], tuple(out[2])] == [list(columns_of(TO_ENTERPRISE)), row]


def test_unknown_units_and_enterprises_are_named_by_row_and_the_rest_is_taken(world: World) -> None:
    data = official(
        TO_ENTERPRISE, ("没有的工会", "甲", "", ""), ("枫桥镇总工会", "乙", "", "没有的公司"), ("枫桥镇总工会", "丙", "", ""),
        (UNION, "丁", "", ""),
    )  # fmt: skip
    with override("zh-hans"):
        found = taken(world, data, TO_ENTERPRISE)
    said = [(one.row, one.column, one.reason) for one in found.refused]
    assert [(row, column) for row, column, _reason in said] == [
        (4, "选送单位名称"), (5, "拟担任工会指导员企业"), (7, "选送单位名称"),
    ]  # fmt: skip
    assert "没有的工会" in said[0][2]
    assert "没有的公司" in said[1][2]
    assert len(found.cases) == 1


def test_missing_columns_are_named_in_one_sentence() -> None:
    data = sheet([["选送单位名称", "挂职对象"], ["枫桥", "甲"]])
    with override("zh-hans"), pytest.raises(FileRefused, match="缺少“挂职意愿时间、备注”"):
        read_annex(data, TO_TOWN)


def test_the_annex_of_another_direction_is_not_taken_for_this_one() -> None:
    with override("zh-hans"), pytest.raises(FileRefused, match="缺少“选派对象、拟担任工会指导员企业”"):
        read_annex(official(TO_TOWN, *ROWS), TO_ENTERPRISE)


def test_a_sender_merged_over_several_rows_is_theirs_all_and_notes_are_kept() -> None:
    head = list(columns_of(TO_TOWN))
    data = sheet(
        [
            head,
            ["", "甲", "", ""],
            ["", "乙", "", ""],
            ["填表人：某", "", "", ""],
            ["某工会", "", "", "缺人"],
        ],
        merged=[(1, 0, 2, 0, UNION)],
    )
    found: AnnexSheet = read_annex(data, TO_TOWN)
    assert [(row.sender, row.person) for row in found.rows] == [(UNION, "甲"), (UNION, "乙")]
    assert list(found.notes) == ["填表人：某"]
    assert [(one.row, one.column) for one in found.refused] == [(5, "挂职对象")]


def test_columns_nobody_asked_for_are_named() -> None:
    data = sheet([["序号", *columns_of(TO_TOWN), "电话"], [1, UNION, "甲", "", "", "123"]])
    assert list(read_annex(data, TO_TOWN).ignored) == ["电话"]


def test_the_same_person_twice_in_a_table_is_one_form(world: World) -> None:
    with override("zh-hans"):
        found = taken(world, official(TO_TOWN, ROWS[0], ROWS[0]))
    assert (len(found.fresh), found.refused[0].reason) == (1, "第4行已有同一选送单位的同名同志。")


def test_a_row_that_differs_from_the_form_is_not_dropped_without_a_word(world: World) -> None:
    taken(world, official(TO_TOWN, ROWS[0]))
    with override("zh-hans"):
        found = taken(world, official(TO_TOWN, (UNION, "赵一", "下半年", "会协商")))
    assert (len(found.fresh), len(found.known)) == (0, 0)
    assert "“挂职意愿时间”与这里不同" in found.refused[0].reason


def test_a_preview_writes_nothing(world: World) -> None:
    rows, round_ = read_annex(official(TO_TOWN, *ROWS), TO_TOWN).rows, open_round(world)
    acting, events = office(world), Event.objects.count()
    found = preview(rows, acting=acting, round_=round_, direction=TO_TOWN)
    assert (len(found.fresh), Case.objects.count(), Event.objects.count()) == (3, 0, events)


def test_an_office_imports_only_for_its_own_subtree(world: World) -> None:
    rows = read_annex(official(TO_TOWN, ROWS[0]), TO_TOWN).rows
    acting = world.who(Role.WINDOW, world.other_town)
    found = import_annex(rows, acting=acting, round_=open_round(world), direction=TO_TOWN)
    assert (len(found.fresh), len(found.refused)) == (0, 1)


@pytest.mark.parametrize(
    ("wish", "span"),
    [
        ("2026年3月至2026年8月", ("2026-03-01", "2026-08-31")),
        ("2026.4-2026.6", ("2026-04-01", "2026-06-30")),
        ("2026年3月2日—2026年9月1日", ("2026-03-02", "2026-09-01")),
        ("2026年8月至2026年3月", None),
        ("上半年", None),
        ("3个月", None),
        ("2026年13月至2026年14月", None),
    ],
)
def test_a_wish_that_names_its_months_is_understood_and_no_other(
    wish: str, span: tuple[str, str] | None
) -> None:
    expected = tuple(datetime.date.fromisoformat(day) for day in span) if span else None
    assert span_of(wish) == expected


def test_who_took_an_annex_away_is_on_record(world: World) -> None:
    taken(world, official(TO_TOWN, *ROWS))
    export_annex(open_round(world), TO_TOWN, acting=office(world))
    event = Event.objects.get(name=EventName.SECONDMENTS_EXPORTED)
    assert event.data["rows"] == 3
    assert "赵一" not in str(event.data)


def test_the_table_of_assessments_has_the_figures_and_the_grade(world: World) -> None:
    form = Form(world).to(S.CLOSED)
    round_: SecondmentRound = form.fresh().secondment.round
    out = grid(export_assessments(round_, acting=office(world)))
    assert out[1] == list(ASSESSMENT)
    assert out[2][-1] == "称职"
