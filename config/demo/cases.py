"""The cases themselves: who, where, how much, and which story."""

from __future__ import annotations

from typing import Any

from . import stories as s
from .timeline import Story

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭"
GIVEN = ("小满", "立春", "谷雨", "芒种", "夏至", "大暑", "白露", "秋分", "霜降", "立冬", "小雪", "大寒")


def facts(
    number: int,
    town: str,
    employer: str,
    category: str,
    people: int = 1,
    amount: int | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Facts of one report; names and numbers are invented, and the number range belongs to nobody."""
    return {
        "town": town, "employer": employer, "category": category, "people": people, "amount": amount,
        "name": SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)], "phone": f"199000{number:05d}",
        "story": STORY.get(category, "请帮忙看看怎么办。"), **more,
    }  # fmt: skip


STORY = {
    "unpaid_wages": "从三个月前开始没有按时发工资，问了几次都说再等等。",
    "overtime_pay": "每天加班三个小时，工资条上没有加班费。",
    "work_injury": "操作时手指受伤，医药费自己先垫的，单位说不算工伤。",
    "termination": "突然通知不用来了，没有说原因，也没有补偿。",
    "social_insurance": "进厂一年多，一直没有交社保。",
    "compensation": "合同到期不再续签，经济补偿金没有给。",
    "labour_contract": "一直没有签劳动合同。",
    "neighbours": "厂里宿舍和隔壁因为噪声吵了起来。",
}
W, OT, INJ, T, Y, C = (
    "unpaid_wages",
    "overtime_pay",
    "work_injury",
    "termination",
    "social_insurance",
    "compensation",
)
FQ, DK, DT, PT = "枫桥镇", "店口镇", "大唐街道", "牌头镇"

STORIES: list[tuple[str, int, Story]] = [
    # 已结案: the year behind us
    ("fq-01", 330, s.whole(s.closed, facts(1, FQ, "枫晚衬衫", W, 3, 27000, avoids_own_union=True))),
    ("fq-02", 300, s.whole(s.closed, facts(2, FQ, "会稽纺机", INJ, 1, 46000), stars=4)),
    ("fq-03", 260, s.whole(s.closed, facts(3, FQ, "步溪食品", OT, 2, 8800))),
    ("dk-01", 310, s.whole(s.closed, facts(4, DK, "白塔铜业", W, 6, 91000, avoids_own_union=True))),
    ("dk-02", 240, s.whole(s.closed, facts(5, DK, "湄池水暖", C, 1, 18000), stars=3)),
    ("dk-03", 200, s.whole(s.failed_to_road, facts(6, DK, "越联管业", T, 1, 32000))),
    ("dt-01", 220, s.whole(s.closed, facts(7, DT, "轻纺物流", W, 4, 52000))),
    ("dt-02", 180, s.whole(s.declined, facts(8, DT, "草塔针织", "neighbours"))),
    ("pt-01", 150, s.whole(s.closed, facts(9, PT, "斗岩石材", INJ, 1, 60000))),
    ("fq-04", 140, s.whole(s.not_confirmed, facts(10, FQ, "会稽纺机", W, 1, 5000))),
    ("fq-05", 120, s.whole(s.failed_to_road, facts(11, FQ, "杜黄建设", W, 2, 38000))),
    ("fq-06", 100, s.whole(s.closed, facts(12, FQ, "步溪食品", Y, 1, 12000, by="chuangkou", source="visit"))),
    ("dk-04", 90, s.whole(s.closed, facts(13, DK, "湄池水暖", W, 2, 16500))),
    ("xian-1", 85, s.whole(s.declined, facts(14, PT, "斗岩石材", T, 1, None), ground="in_arbitration")),
    # 重开
    ("fq-07", 48, s.whole(s.reopened, facts(15, FQ, "会稽纺机", OT, 1, 9600))),
    # 待结案: on the chair's desk
    ("fq-08", 27, s.whole(s.closing, facts(16, FQ, "步溪食品", W, 2, 15000))),
    ("dk-05", 32, s.whole(s.closing, facts(17, DK, "越联管业", C, 1, 21000))),
    # 履行中: not yet due, in part, breached
    (
        "fq-09",
        30,
        s.whole(
            s.performing, facts(18, FQ, "杜黄建设", W, 5, 120000), shares=(40, 30, 30), days=(20, 45, 75)
        ),
    ),
    (
        "dk-06",
        45,
        s.whole(s.performing, facts(19, DK, "湄池水暖", W, 3, 66000), shares=(50, 50), days=(12, 40)),
    ),
    ("dt-03", 34, s.whole(s.performing, facts(20, DT, "草塔针织", W, 2, 24000), shares=(100,), days=(15,))),
    # 调解中, some near the fifteenth day
    ("fq-10", 12, s.whole(s.conversation, facts(21, FQ, "会稽纺机", T, 1, 28000))),
    ("fq-11", 16, s.whole(s.mediating, facts(22, FQ, "步溪食品", W, 3, 31000))),
    ("dk-07", 11, s.whole(s.mediating, facts(23, DK, "白塔铜业", OT, 4, 26000, avoids_own_union=True))),
    ("dt-04", 14, s.whole(s.mediating, facts(24, DT, "轻纺物流", C, 1, 45000))),
    # 调解不成
    ("fq-12", 27, s.until(s.mediating, facts(25, FQ, "杜黄建设", Y, 1, 9000), 99)),
    (
        "dk-08",
        15,
        s.whole(
            lambda tale, f: s.mediating(tale, f, reply="declines"), facts(26, DK, "越联管业", W, 2, 33000)
        ),
    ),
    # 调查核实
    ("fq-13", 6, s.until(s.mediating, facts(27, FQ, "枫晚衬衫", W, 2, 14000, avoids_own_union=True), 5)),
    ("fq-14", 4, s.whole(s.accepted, facts(28, FQ, "会稽纺机", OT, 1, 4200))),
    ("dt-05", 12, s.whole(s.accepted, facts(29, DT, "草塔针织", Y, 3, None))),
    ("pt-02", 13, s.whole(s.accepted, facts(30, PT, "斗岩石材", W, 2, 19000))),
    # 中止
    ("fq-15", 25, s.whole(s.suspended, facts(31, FQ, "步溪食品", INJ, 1, 80000, serious_injury=False))),
    ("dk-09", 50, s.whole(s.suspended, facts(32, DK, "白塔铜业", INJ, 1, 150000, avoids_own_union=True))),
    # 已受理: waiting for the chair to name a mediator
    ("fq-16", 2, s.until(s.accepted, facts(33, FQ, "步溪食品", OT, 1, 3600), 2)),
    ("dt-06", 6, s.until(s.accepted, facts(34, DT, "轻纺物流", W, 1, 7000), 2)),
    # 待受理: fresh, due today, late, handed up
    ("fq-17", 0, s.until(s.accepted, facts(35, FQ, "会稽纺机", W, 1, 6500), 1)),
    ("fq-18", 1, s.until(s.accepted, facts(36, FQ, "步溪食品", T, 1, 11000, disclosure="open"), 1)),
    ("fq-19", 2, s.until(s.accepted, facts(37, FQ, "杜黄建设", W, 3, 42000), 2)),
    ("fq-20", 3, s.until(s.accepted, facts(38, FQ, "枫晚衬衫", Y, 1, None, team="枫晚衬衫工会"), 0)),
    (
        "cun-1",
        8,
        s.until(
            s.accepted, facts(39, "枫源村", "会稽纺机", W, 2, 13000, by="cun_tiaojie", source="visit"), 0
        ),
    ),
    ("dk-10", 5, s.until(s.accepted, facts(40, DK, "湄池水暖", W, 1, 5200), 0)),
    ("dt-07", 9, s.until(s.accepted, facts(41, DT, "金袜织造", OT, 2, 7700), 0)),
    ("pt-03", 3, s.until(s.accepted, facts(42, PT, "斗岩石材", C, 1, 23000), 0)),
    # 提请审批 still open
    ("fq-21", 3, s.until(s.declined, facts(43, FQ, "会稽纺机", "neighbours"), 2)),
    # 匿名线索, 信息员上报, 群体与应急
    (
        "fq-22",
        4,
        s.until(
            s.accepted,
            facts(44, FQ, "枫晚衬衫", W, 6, None, disclosure="anonymous", team="枫晚衬衫工会")
            | {"name": "", "phone": ""},
            2,
        ),
    ),
    (
        "fq-23",
        3,
        s.until(s.accepted, facts(45, FQ, "步溪食品", Y, 2, None, by="xinxi", source="info_officer"), 1),
    ),
    ("fq-24", 1, s.whole(s.emergency, facts(46, FQ, "杜黄建设", W, 47, 620000))),
    ("dk-11", 2, s.until(s.accepted, facts(47, DK, "越联管业", T, 1, 17000, retaliation=True), 1)),
]
