"""Tables without a dispute: a trade's yearly series of 23 topics, an agreement in force, one long ended."""

from __future__ import annotations

from collections.abc import Iterator

from cases.models import TableForm, Topic

from . import seating as at
from . import stories as s
from .timeline import Tale, Told

TOPICS = (
    "袜业工价：平板袜每双计件单价", "袜业工价：缝头工序计件单价", "袜业工价：定型和包装计件单价", "学徒期三个月的保底工资",
    "停机待料期间的工资", "工资发放日和发放方式", "工资条的内容和发放", "夜班津贴标准", "高温津贴发放月份和标准", "全勤奖的扣减办法",
    "每周休息一天的安排", "旺季加班的上限和报备", "法定节假日值班的报酬", "年休假的统一安排", "女职工孕期、哺乳期的岗位调整",
    "棉尘和噪声的防护用品", "针织机安全防护罩的检查", "新进职工的岗前培训", "工伤先行救治的约定", "参加社会保险的时间和基数",
    "宿舍和食堂的管理", "职工子女暑期托管", "意见反映和答复的办法",
)  # fmt: skip
SERIES = ("dt_tiaojie", "大唐街道")
COVER = ("tiaojie", "枫桥镇")


def mark(tale: Tale, who: str, first: int, last: int, put_off: tuple[int, ...] = ()) -> None:
    """议题 from ``first`` to ``last``: settled, but those put off."""
    for topic in Topic.objects.filter(case=tale.case, order__range=(first, last)):
        outcome = "put_off" if topic.order in put_off else "settled"
        tale.do(who, "mark_topic", topic=topic.code, outcome=outcome)


def adjourn(tale: Tale, who: str, town: str, days: int, reason: str) -> None:
    """休会 to a working day to come."""
    tale.do(who, "adjourn", reason=reason, starts_at=tale.on_working_day(days), place=at.ROOM[town])


def series(tale: Tale) -> Iterator[float]:
    """三方协商 of a trade in 23 topics, two sessions held, the third told of."""
    who, town = SERIES
    tale.open(
        tale.county.actings[who], "mediation", place=tale.county.units[town], form=TableForm.THREE,
        title=f"大唐袜业三方协商({tale.day.year}年度，二十三项议题)", topics=TOPICS,
    )  # fmt: skip
    at.fill(tale, who, town)
    at.notify(tale, who, town, 3)
    yield 3
    at.open_session(tale, who)
    mark(tale, who, 1, 8, put_off=(4,))
    at.minutes(tale, who, "前八项逐项过了一遍，学徒保底工资留到下次。", "第一次会议记录.pdf")
    adjourn(tale, who, town, 8, "余下的议题分两次谈。")
    yield 8
    at.open_session(tale, who, absent=("employers_body",))
    mark(tale, who, 9, 16, put_off=(12,))
    at.minutes(tale, who, "商会请假，委托人社所转达意见。旺季加班的上限留到下次。")
    adjourn(tale, who, town, 7, "商会要回去征求会员企业的意见。")


def allowance(tale: Tale, ends: bool = False) -> Iterator[float]:
    """四方 about heat and night shifts: every seat consents and signs; its terms are followed here."""
    who, town = COVER
    tale.open(
        tale.county.actings[who], "mediation", place=tale.county.units[town], form=TableForm.FOUR,
        title="衬衫行业夜班和高温津贴四方协商", topics=("夜班津贴", "高温津贴", "防暑降温用品"),
    )  # fmt: skip
    at.fill(tale, who, town)
    at.notify(tale, who, town, 2)
    yield 2
    at.open_session(tale, who)
    mark(tale, who, 1, 3)
    at.propose(
        tale, who, "各方约定夜班每班补贴二十元，高温月份按规定发放津贴。", ("商会向会员企业发倡议书", 0, 12), ("各企业把标准写进工资条", 0, 50)
    )  # fmt: skip
    tale.do(who, "ask_consents")
    yield 1
    at.everybody(tale, who)
    yield 1
    at.signed_and_sealed(tale, who)
    if ends:
        yield from _ended(tale, who)


def _ended(tale: Tale, who: str) -> Iterator[float]:
    for term in list(tale.case.terms.order_by("order")):
        yield 6
        tale.do(
            who,
            "perform_term",
            term=term.code,
            paid=0,
            performed_on=tale.day,
            note="倡议书和工资条样张在卷。",
        )
    yield 1
    tale.do(who, "ask_close", reason="约定的两项都做到了。")
    yield 1
    tale.do("zhuxi", "approve", note="同意。", **s.open_approval(tale))


AGENDAS = [
    Told("yiti-01", 16, series, in_working_days=True),
    Told("yiti-02", 9, allowance, in_working_days=True),
    Told("yiti-03", 230, lambda tale: allowance(tale, ends=True), in_working_days=True),
]
