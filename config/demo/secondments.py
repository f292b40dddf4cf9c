"""上挂下联 in the demonstration: this year's round with forms in every state, all three directions, every way to end."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial

from cases.models import Direction, Objection
from workflows import secondment_changes as changes

from .sending import (
    Sent,
    Stage,
    agreed,
    all_sign,
    approved,
    arrives,
    consented,
    drafts,
    filed,
    host_says,
    in_service,
    matched,
    newest_round,
    noticed,
    one_signs,
    person_says,
    publishes,
    submits,
    tell,
    to_county,
    waits,
)
from .serving import adds, asks_longer, does, finishes, graded, marked, opinions, proposed, says, serves
from .timeline import Tale, Told

UP, TOWN, ADVISER = Direction.TO_COUNTY, Direction.TO_TOWN, Direction.TO_ENTERPRISE
NO_ROOM = "今年编制和办公用房都满了，接不下。"


def opened(tale: Tale, days: int, closes: int = 0) -> Iterator[float]:
    """开始一轮 with so many working days to file; closed so many working days after, where it is."""
    acting, county = tale.county.actings["xianzhuxi"], tale.county.units["诸暨市"]
    round_ = changes.open_round(
        acting=acting, county=county, title=f"{tale.day.year}年{tale.day.month}月上挂下联", year=tale.day.year,
        file_by=tale.in_working_days(days), opened_on=tale.day, at=tale.moment,
    )  # fmt: skip
    if closes:
        yield closes
        changes.close_round(round_, acting=acting, on=tale.day, at=tale.moment)
    yield 0.1


def this_year(tale: Tale) -> Iterator[float]:
    """The round of this year: its day to file was moved once, after somebody had been late."""
    yield from opened(tale, 88)
    yield 94
    changes.move_deadline(
        newest_round(), acting=tale.county.actings["xianban"], file_by=tale.in_working_days(30), at=tale.moment,
        reason="下半年还有岗位，三个镇街刚完成换届，延长报送时间。",
    )  # fmt: skip


def today(tale: Tale) -> datetime.date:
    """The day of the step."""
    return tale.day


def objection(tale: Tale) -> str:
    """The objection that is not settled."""
    return Objection.objects.get(case=tale.case, settled_on=None).code


def told(number: int, ago: int, sent: Sent, *stages: Stage) -> Told:
    """One form of the round, begun ``ago`` working days ago."""
    return Told(f"gua-{number:02d}", ago, tell(sent, *stages), in_working_days=True)


#: Before anybody is in post.
COMING = [
    told(1, 1, Sent("裘青禾", TOWN, "枫晚衬衫工会", "枫桥镇", note="熟悉集体协商"), drafts),
    told(
        2, 9, Sent("俞晓岚", TOWN, "白塔铜业工会", "店口镇"), agreed, consented,
        does("here", "return_form", reason="同意书没有写明工伤保险由谁缴，请补正后重新报送。"),
    ),
    told(3, 3, Sent("周明礼", UP, "枫桥镇", "诸暨市", standing="town_vice_chair", account="fuzhuxi"), drafts, submits),
    told(4, 5, Sent("骆春生", TOWN, "枫源村", "枫桥镇", note="村联合工会组织委员"), agreed),
    told(5, 6, Sent("钱立新", ADVISER, "大唐街道", "金袜织造", standing="town_vice_chair"), agreed),
    told(6, 7, Sent("毛秋实", TOWN, "枫晚衬衫工会", "枫桥镇"), agreed, consented),
    told(
        7, 9, Sent("卫青山", TOWN, "枫晚衬衫工会", "枫桥镇", account="guazhi", note="车间工会小组长，懂协商"), agreed, consented,
        filed, host_says,
    ),
    told(
        8, 11, Sent("边家乐", TOWN, "金袜织造工会", "大唐街道"), agreed, consented, filed,
        partial(host_says, choice="no", note=NO_ROOM), person_says,
    ),
    told(9, 9, Sent("石小曼", UP, "店口镇", "诸暨市", standing="town_vice_chair"), agreed, matched),
    told(
        10, 11, Sent("应书平", ADVISER, "人社局机关工会", "枫晚衬衫", standing="office_chair"), agreed, matched, one_signs,
        adds("ducha", "before", "请督查室先看看他手头的督办件能不能移交。"),
    ),
    told(11, 13, Sent("寿南星", TOWN, "枫源村", "枫桥镇"), agreed, matched, one_signs, one_signs),
    told(
        12, 14, Sent("姚知秋", UP, "大唐街道", "诸暨市", standing="town_vice_chair"), agreed, matched, one_signs, one_signs,
        says("send_back", "岗位写的是权益保障部，初审意见写成了组织部，请核对后重报。", to=1),
    ),
    told(
        13, 16, Sent("楼半夏", TOWN, "白塔铜业工会", "店口镇"), agreed, matched, one_signs, one_signs,
        says("approve", "同意。主席在外学习，受托审批。", who="ducha_for_chair"),
    ),
    told(
        14, 19, Sent("蒋云帆", TOWN, "枫晚衬衫工会", "枫桥镇"), approved,
        does(
            "xianban", "receive_objection", received_on=today, text="来电反映他去年在车间和人吵过架，请核实。"
        ),
    ),
    told(15, 22, Sent("陈木兰", ADVISER, "牌头镇", "湄池水暖", standing="town_chair"), approved, noticed),
    told(
        16, 27, Sent("何立冬", TOWN, "枫源村", "枫桥镇", note="镇里换届，报送迟了"), agreed, consented, waits(2), filed, host_says,
        person_says, to_county, all_sign, noticed, arrives, publishes,
    ),
]  # fmt: skip
#: In post, and after.
SERVING = [
    told(
        20, 80, Sent("严向阳", TOWN, "枫晚衬衫工会", "枫桥镇", note="技术能手"), in_service, serves("report", "support"),
        serves("inspection"), serves("report", "matter", "midterm", weeks=3),
    ),
    told(
        21, 104, Sent("汪采薇", ADVISER, "枫桥镇", "枫晚衬衫", standing="town_vice_chair"), in_service, serves("support"),
        serves("report"), serves("inspection", "midterm"), asks_longer(9), one_signs,
        says("approve", "情况属实，特批延长到九个月。"),
    ),
    told(
        22, 84, Sent("傅清和", TOWN, "白塔铜业工会", "店口镇"), in_service, serves("report"), serves("inspection", "midterm"),
        serves("report"),
        asks_longer(9), one_signs,
    ),
    told(
        23, 93, Sent("金月白", TOWN, "枫源村", "枫桥镇", months=3), in_service, serves("report"), serves("midterm"), finishes,
        marked("excellent"), opinions(("excellent",) * 4 + ("competent",) * 2, ("excellent", "competent"), close=False),
    ),
    told(
        24, 90, Sent("郭远帆", ADVISER, "店口镇", "湄池水暖", months=3, standing="town_vice_chair"), in_service,
        serves("support"), serves("midterm", "inspection"), finishes, opinions(("competent", "competent", "basic")),
        marked("competent"), proposed("competent"),
    ),
    told(
        25, 106, Sent("柏松年", TOWN, "金袜织造工会", "大唐街道", months=3), in_service, serves("report", "support"),
        serves("report", "midterm"), finishes,
        opinions(("excellent",) * 5 + ("competent",) * 3, ("competent",) * 5), marked("competent"), graded("competent"),
    ),
]  # fmt: skip
#: Those that came to nothing, each in its way.
ENDED = [
    told(
        30, 40, Sent("彭夏禾", TOWN, "枫晚衬衫工会", "枫桥镇"), drafts, submits,
        does("qiye_tiaojie", "withdraw", reason="本人下月要去总部培训，时间排不开。"),
    ),
    told(31, 45, Sent("葛小寒", TOWN, "枫源村", "枫桥镇"), drafts, submits, says("refuse", "村里正值换届，这个岗位离不开人。")),
    told(
        32, 50, Sent("奚望舒", TOWN, "白塔铜业工会", "店口镇"), agreed,
        does("dk_chuangkou", "not_consented", reason="公司书面答复：本人是生产线负责人，不同意脱产。"),
    ),
    told(
        33, 55, Sent("潘冬青", UP, "大唐街道", "诸暨市", standing="town_chair"), agreed, consented,
        does("here", "not_select", reason="同一街道已报一人，择优推荐。"),
    ),
    told(
        34, 60, Sent("苏长风", TOWN, "金袜织造工会", "大唐街道"), agreed, consented, filed,
        partial(host_says, choice="no", note=NO_ROOM), partial(person_says, choice="no", note="家离得远，照顾不到老人。"),
        does("here", "not_matched", reason="双方都不选，协商后作罢。"),
    ),
    told(
        35, 70, Sent("云知暖", UP, "枫桥镇", "诸暨市"), agreed, matched, one_signs,
        says("refuse", "县总本年度挂职岗位已满，下一轮优先考虑。"),
    ),
    told(
        36, 75, Sent("章一鸣", TOWN, "枫晚衬衫工会", "枫桥镇"), approved,
        does("xianban", "receive_objection", received_on=today, text="反映他近亲属在枫桥镇承包工程，应当回避。"),
        does("xianfuzhuxi", "uphold_objection", 2, objection=objection, answer="经核实情况属实，按任职回避规定不宜到该镇挂职。"),
    ),
    told(
        37, 90, Sent("昌明远", ADVISER, "牌头镇", "枫晚衬衫", standing="town_vice_chair"), in_service, serves("report"),
        does("xianzhuxi", "end_early", ground="moved_job", on=today, reason="本人提任其他镇副镇长，即日到任。"),
    ),
]  # fmt: skip
THIS_YEAR = [Told("lun-02", 112, this_year, in_working_days=True), *COMING, *SERVING, *ENDED]

# ── The round of the year before ────────────────────────────────────────────────────────────────────────────────────

PAST = (
    (
        Sent("陶行之", TOWN, "枫晚衬衫工会", "枫桥镇"),
        "excellent",
        opinions(("excellent",) * 8, ("excellent",) * 5),
    ),
    (
        Sent("姜白石", TOWN, "枫源村", "枫桥镇"),
        "competent",
        opinions(("competent",) * 6 + ("basic",), ("excellent",) * 5),
    ),
    (
        Sent("谢晚晴", UP, "枫桥镇", "诸暨市", standing="town_vice_chair"),
        "competent",
        opinions(("competent",) * 3),
    ),
    (Sent("邹平川", UP, "大唐街道", "诸暨市"), "excellent", opinions(("excellent",) * 6, ("competent",) * 5)),
    (
        Sent("水清浅", ADVISER, "店口镇", "白塔铜业", standing="town_chair"),
        "competent",
        opinions(("excellent",) * 2 + ("competent",) * 4, ("competent", "basic")),
    ),
    (Sent("窦长庚", TOWN, "白塔铜业工会", "店口镇"), "basic", opinions(("basic",) * 5 + ("failed",) * 2)),
    (Sent("鲁春和", TOWN, "金袜织造工会", "大唐街道"), "competent", opinions(("competent",) * 4)),
    (
        Sent("韦望海", ADVISER, "人社局机关工会", "枫晚衬衫", standing="office_chair"),
        "competent",
        opinions(("competent",) * 7),
    ),
)
LAST_YEAR = [
    Told("lun-01", 268, partial(opened, days=25, closes=150), in_working_days=True),
    *(
        Told(
            f"qu-{number:02d}", 267 - number,
            tell(
                sent, in_service, serves("report", "support"), serves("inspection", "report"), serves("midterm"), finishes,
                said, marked(grade), graded(grade),
            ),
            in_working_days=True,
        )
        for number, (sent, grade, said) in enumerate(PAST, 1)
    ),
]  # fmt: skip
SECONDMENTS = [*THIS_YEAR, *LAST_YEAR]
