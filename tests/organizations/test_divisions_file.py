"""A divisions file in any order gives a tree from the top down; bad rows are named, none is lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from organizations.imports.divisions import Divisions, DivisionsRefused, read_divisions

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "divisions_sample.csv"
HEAD = "code,name,level,parent"
TREE = (
    "33,浙江省,province,",
    "3306,绍兴市,city,33",
    "330681,诸暨市,county,3306",
    "330681109,枫桥镇,town,330681",
)


def read(*lines: str, root: str | None = None, known: dict[str, str] | None = None) -> Divisions:
    return read_divisions("\n".join((HEAD, *lines)).encode(), root=root, known=known)


def bad(*lines: str) -> dict[int, str]:
    divisions = read(*lines)
    assert divisions.read == len(lines)
    return {row.row: row.column for row in divisions.refused}


def test_every_parent_stands_before_its_children_whatever_the_order_of_the_file() -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[1:]
    random.Random(1).shuffle(lines)  # noqa: S311 -- an order, not a secret
    divisions = read(*lines)
    places = {division.code: place for place, division in enumerate(divisions.rows)}
    assert (len(places), divisions.refused) == (len(lines), ())
    assert all(places[each.parent] < places[each.code] for each in divisions.rows if each.parent)


def test_columns_stand_in_any_order_and_may_have_chinese_headings() -> None:
    data = "上级,级别,名称,代码,备注\n,省,浙江省,33,\n33,市,绍兴市,3306,略\n".encode()
    assert [(each.code, each.name, each.level) for each in read_divisions(data).rows] == [
        ("33", "浙江省", "province"), ("3306", "绍兴市", "city"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_of_offices_are_read(encoding: str) -> None:
    divisions = read_divisions("\r\n".join((HEAD, *TREE)).encode(encoding))
    assert [each.name for each in divisions.rows] == ["浙江省", "绍兴市", "诸暨市", "枫桥镇"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("330681110,赵家镇,镇级,330681", "level"), ("33068111,赵家镇,town,330681", "code"), ("33068111x,赵家镇,town,330681", "code"),
        ("330681110,,town,330681", "name"), ("330681110,赵家镇,town,", "parent"), ("330681110,赵家镇,town,999999", "parent"),
        ("330681110,赵家镇,town,330681109", "parent"), ("34,某省,province,33", "parent"), ("330681109,别的镇,town,330681", "code"),
        ("330681110,赵家镇,town", "parent"), ("330681110,赵家,镇,town,330681", "level"), ("330681110,赵家镇,town,330681,多的", "name"),
        ("330681110," + "长" * 61 + ",town,330681", "name"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_column_and_the_others_stand(line: str, column: str) -> None:
    assert bad(*TREE, line) == {6: column}


def test_the_children_of_a_bad_row_are_named_too() -> None:
    assert bad(TREE[0], "3306,,city,33", TREE[2]) == {3: "name", 4: "parent"}


def test_a_repeated_row_is_a_duplicate_and_a_blank_line_is_no_row() -> None:
    divisions = read(*TREE, "", ",,,", TREE[3])
    assert (divisions.read, len(divisions.rows), divisions.duplicates) == (5, 4, 1)


def test_a_root_keeps_its_subtree_and_its_ancestors() -> None:
    divisions = read_divisions(SAMPLE.read_bytes(), root="330681109")
    codes = {division.code for division in divisions.rows}
    assert {"33", "3306", "330681", "330681109"} <= codes
    assert {code[:9] for code in codes if len(code) > 6} == {"330681109"}
    assert divisions.read == len(codes) + divisions.left_out == 102
    with pytest.raises(DivisionsRefused, match="330699"):
        read_divisions(SAMPLE.read_bytes(), root="330699")


def test_a_parent_may_be_a_division_that_exists_already() -> None:
    assert len(read("330681109,枫桥镇,town,330681", known={"330681": "county"}).rows) == 1


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"", "缺少"), ("代码,名称\n33,浙江省".encode(), "缺少"), (b"PK\x03\x04\0\0", "CSV"), (b"\xff\xff\xff", "编码"),
     (b"code,name,level,parent,code\n", "不止一个"), (b'code,name,level,parent\n33,"' + b"x" * 200_000, "CSV")],
)  # fmt: skip
def test_what_is_no_table_of_divisions_is_refused_with_a_sentence(data: bytes, word: str) -> None:
    with pytest.raises(DivisionsRefused, match=word):
        read_divisions(data)
