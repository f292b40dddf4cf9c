"""联系点 in the demonstration: a cycle that is over, the one that runs, the official table brought in, some given one by one."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import xlsxwriter

from cases.imports.contacts import read_contacts
from organizations import actions
from organizations.models import ContactCycle

from .timeline import Tale, Told

#: The county's table as its office keeps it: county leaders, chairs, 常委, 委员 and 代表, the helping office in brackets.
#: Twelve 联系人 and sixteen 联系点, as many as the published table of 苍南 names.
TABLE: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("杨守正", (("枫源村联合工会", "陈村"), ("诸暨白塔湖铜业有限公司工会（权益保障部）", "何平安"))),
    ("屠远志", (("诸暨金袜坊织造有限公司工会（组织宣教部）", "寿大勇"), ("劳模俞红英（诸暨枫晚衬衫有限公司）", "汪工"))),
    ("郦察", (("诸暨会稽山纺机厂", "钱会计"),)),
    ("金监", (("诸暨湄池水暖器材有限公司", "赵小春"),)),
    ("石导", (("诸暨越联管业有限公司（女职工部）", "余阿珍"),)),
    ("裘望", (("诸暨轻纺云物流有限公司", "边师傅"),)),
    ("骆定安", (("先进村联合工会", "骆报"), ("诸暨步溪食品有限公司", "楼车间"))),
    ("何顺", (("金湖社区联合工会", "阮报"),)),
    ("寿常", (("轻纺城社区联合工会", "姚候"),)),
    ("边和畅", (("斗岩村联合工会", "张解"),)),
    ("宣小满", (("一线职工周小满（诸暨枫晚衬衫有限公司）", "严班"),)),
    ("罗联", (("一线职工王立夏（诸暨湄池水暖器材有限公司）", ""), ("困难职工石大暑（诸暨白塔湖铜业有限公司）", "傅班"))),
)  # fmt: skip
Rows = tuple[tuple[str, str, str], ...]
#: Given one by one besides: who, the unit or enterprise.
BESIDES: Rows = (
    ("fuzhuxi", "全堂村", ""), ("fuzhuxi", "", "江藻家纺"), ("tiaojie", "", "枫晚衬衫"), ("chuangkou", "", "晚枫餐饮"),
    ("dk_tiaojie", "", "五指阀门"),
)  # fmt: skip
#: Given when half of the year had gone.
LATER: Rows = (("tiaojie2", "", "栎溪鞋底"), ("tiaojie", "栎桥村", ""))
#: What a town's cycle before left: made and not made.
BEFORE: Rows = (("fuzhuxi", "永宁村", ""), ("tiaojie", "", "齐溪包装"))
CLERK, TOWN_CLERK = "xianzhuxi", "zhuxi"


def table(title: str) -> bytes:
    """联系点一览表 as a spreadsheet, with its merged title and merged 联系人."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet, middle = (
            book.add_worksheet("联系点"),
            book.add_format({"align": "center", "valign": "vcenter"}),
        )
        sheet.merge_range(0, 0, 0, 2, title, middle)
        for column, name in enumerate(("联系人", "联系点名称", "联络员")):
            sheet.write(1, column, name)
        row = 2
        for person, points in TABLE:
            if len(points) > 1:
                sheet.merge_range(row, 0, row + len(points) - 1, 0, person, middle)
            else:
                sheet.write(row, 0, person)
            for point, liaison in points:
                sheet.write(row, 1, point)
                sheet.write(row, 2, liaison)
                row += 1
        sheet.merge_range(row, 0, row, 2, "备注：每名职工、劳模每年至少见面一次，每个单位每年至少走访一次。")
    return kept.getvalue()


def open_cycle(tale: Tale, clerk: str, title: str, days: int) -> ContactCycle:
    """联系周期 of the clerk's union, from today of the story on."""
    acting = tale.county.actings[clerk]
    assert acting.unit is not None  # noqa: S101  a chair's; tells mypy
    return actions.open_cycle(
        acting=acting, unit=acting.unit, title=title, starts_on=tale.day, ends_on=tale.in_days(days - 1), at=tale.moment
    )  # fmt: skip


def give(tale: Tale, clerk: str, rows: Rows, starts_on: datetime.date | None = None) -> None:
    """建立联系关系, each by itself, in the cycle that holds that day."""
    cycle = ContactCycle.objects.get(starts_on__lte=tale.day, ends_on__gte=tale.day)
    for who, unit, firm in rows:
        point = actions.Point(unit=tale.county.units.get(unit), employer=tale.county.employers.get(firm))
        actions.give_relation(
            acting=tale.county.actings[clerk], cycle=cycle, person=tale.county.people[who], point=point,
            starts_on=starts_on, at=tale.moment,
        )  # fmt: skip


def trial(tale: Tale) -> Iterator[float]:
    """A first cycle of two months, of one town, long over: it began slowly."""
    open_cycle(tale, TOWN_CLERK, "枫桥镇试行周期", 61)
    give(tale, TOWN_CLERK, BEFORE)
    yield 0.1


def year(tale: Tale) -> Iterator[float]:
    """The year that runs: its table as the office wrote it, then those who were left out of it."""
    title = f"{tale.day.year}—{tale.day.year + 1}年度联系周期"
    cycle = open_cycle(tale, CLERK, title, 365)
    yield 0.05
    sheet = read_contacts(table("诸暨市总工会基层工会联系点一览表"))
    actions.import_contacts(sheet.rows, acting=tale.county.actings[CLERK], cycle=cycle, at=tale.moment)
    yield 0.05
    give(tale, CLERK, BESIDES)
    yield 120
    give(tale, CLERK, LATER, starts_on=tale.day)


CONTACTS = [
    Told("lianxi-00", 275, trial, in_working_days=True),
    Told("lianxi-01", 205, year, in_working_days=True),
]
