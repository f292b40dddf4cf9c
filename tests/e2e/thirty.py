"""Thirty people who wish to be seconded, invented, and the annexes they are written in: as clerks make them, and spoiled."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from python_calamine import CalamineWorkbook

Cells = tuple[str, str, str, str]
TO_COUNTY = ("选送单位名称", "挂职对象", "挂职意愿时间", "备注")
TO_TOWN = TO_COUNTY
TO_ENTERPRISE = ("选送单位名称", "选派对象", "挂职意愿时间", "拟担任工会指导员企业")
VILLAGE, FACTORY, TOWN = "枫源村联合工会", "诸暨枫晚衬衫有限公司工会", "枫桥镇总工会"
WISH = "2026年5月至2026年10月"
SURNAMES, GIVEN = "裘俞骆毛边应寿蒋何严汪傅", ("青禾", "晓岚")
NOTES = ("", "熟悉集体协商", "技术能手\n会说方言", "=1+1", "上一年度优秀工会干部")

#: The two whom the story follows by name, and one more.
RETURNED, ADDED, AWAY = "卫青山", "严向阳", "骆春生"


def _town() -> list[Cells]:
    names = [one + two for two in GIVEN for one in SURNAMES][:24]
    names[0], names[1], names[12] = f"{RETURNED}（车间工会主席）", ADDED, AWAY
    return [
        (FACTORY if place < 12 else VILLAGE, name, WISH, NOTES[place % len(NOTES)])
        for place, name in enumerate(names)
    ]


TOWN_ROWS: list[Cells] = _town()
COUNTY_ROWS: list[Cells] = [
    (TOWN, "葛小寒", WISH, "联系村镇多年"), (TOWN, "奚望舒", "2026年5月1日至2026年10月31日", ""), (TOWN, "潘冬青", WISH, ""),
]  # fmt: skip
ADVISERS: list[Cells] = [
    (TOWN, "云知暖（副主席）", WISH, "诸暨枫晚衬衫有限公司"), (TOWN, "章一鸣", WISH, "诸暨枫晚衬衫有限公司"), (TOWN, "昌明远", WISH, "诸暨枫晚衬衫有限公司"),
]  # fmt: skip


def sheet(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], merge: bool = True) -> bytes:
    """An annex as an office makes it: a merged title over it, one 选送单位 over several rows, a signature line below."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("附件")
        page.merge_range(0, 0, 0, len(columns) - 1, "附件")
        page.merge_range(1, 0, 1, len(columns) - 1, title)
        page.write_row(2, 0, columns)
        first = 3
        while first - 3 < len(rows):
            sender = rows[first - 3][0]
            last = first
            while last - 2 < len(rows) and rows[last - 2][0] == sender:
                last += 1
            if merge and last > first:
                page.merge_range(first, 0, last, 0, sender)
            for line in range(first, last + 1):
                for place, cell in enumerate(rows[line - 3]):
                    if place or not merge or last == first:
                        page.write_string(line, place, cell)
            first = last + 1
        page.write_string(len(rows) + 3, 0, "填表人：方经纬")
    return target.getvalue()


def read_back(data: bytes) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of an annex that came out; above the headings stands its title."""
    page = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [str(cell) for cell in page[1]], [[str(cell) for cell in row] for row in page[2:]]
