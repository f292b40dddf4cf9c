"""走访 of the last weeks: a visit in every state, the three lists with what became of them, 限期整改."""

from __future__ import annotations

from collections.abc import Iterator

from cases.models import Case
from protection import receipts

from .stories import team
from .timeline import Story, Tale, Told
from .visits_going import (
    Where,
    answer,
    answer_all,
    assign,
    entry,
    look_again,
    need,
    notice,
    pictures,
    plans,
    problem,
    rate,
    record,
    route,
    service,
    went,
)

TOWN = team({"town": "枫桥镇"})
ME, CHAIR = TOWN[1], TOWN[2]


# ── 已安排 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def next_outing(tale: Tale) -> Iterator[float]:
    """A route of three firms for the next working day, 未建会企业 first."""
    route(
        tale, "fuzhuxi", 2, Where("东溪服饰"), Where("浣东制衣"), Where("江藻家纺", own=True)
    )  # fmt: skip
    yield 0.1


def for_today(tale: Tale) -> Iterator[float]:
    """Two firms for today."""
    route(tale, ME, 2, Where("会稽纺机"), Where("枫林木业"))
    yield 0.1


def overdue(tale: Tale) -> Iterator[float]:
    """The planned day passed and nobody wrote anything down."""
    plans(tale, "dk_tiaojie", Where("越联管业"), 1)
    yield 0.1


def moved(tale: Tale) -> Iterator[float]:
    """改期: the firm asked for it."""
    plans(tale, "jiandu", Where("湄池水暖", own=True), 1)
    yield 1
    tale.do("jiandu", "replan", planned_on=tale.in_working_days(6), reason="企业本周盘点，请我们下周再去。")


def called_off(tale: Tale) -> Iterator[float]:
    """取消: what is owed stays owed."""
    plans(tale, "zhidao", Where("越联管业", own=True), 3)
    yield 2
    tale.do(
        "zhuxi" if tale.case.unit.name.startswith("枫桥") else "xianzhuxi",
        "cancel",
        reason="当天另有会议，以后再安排。",
    )


def planned_by_chair(tale: Tale) -> Iterator[float]:
    """The chair plans for a mediator; another goes instead."""
    tale.open(
        tale.county.actings[CHAIR], "visit", planned_on=tale.in_working_days(3), visitor=tale.county.people["tiaojie2"],
        **Where("栎溪鞋底").facts(tale, CHAIR),
    )  # fmt: skip
    yield 1
    tale.do(CHAIR, "pass_on", visitor=tale.county.people[ME], reason="楼平下周参加培训。")


# ── 已记录 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fresh(tale: Tale) -> Iterator[float]:
    """Yesterday's visit, with photos; its list is not sorted yet."""
    given = record(
        11, problem("缝纫车间夏天闷热，排风扇坏了两台。"), need("想办一期缝纫技能比武。"), said="生产正常，订单排到下个月。",
        photos=pictures("车间.png", "宣传栏.png"), spot=(29.7873, 120.3921), people=6,
    )  # fmt: skip
    went(tale, ME, Where("枫晚衬衫", own=True), given)
    yield 0.1


def unsorted(tale: Tale) -> Iterator[float]:
    """A list nobody sorted in its three days."""
    went(tale, "dt_tiaojie", Where("草塔针织"), record(12, problem("夜班没有夜餐，食堂八点就关门。")))
    yield 0.1


def nothing_found(tale: Tale) -> Iterator[float]:
    """Recorded, nothing to follow; it only has to be finished."""
    went(tale, "chuangkou", Where("晚枫餐饮", own=True), record(13, said="新来两名服务员，已讲了入会的事。"))
    yield 0.1


# ── 清单办理中 ──────────────────────────────────────────────────────────────────────────────────────────────────────


def three_lists(tale: Tale) -> Iterator[float]:
    """All three lists: one answered, one with the vice-chair, one with the county."""
    given = record(
        14, problem("包装组说上月加班费少算了两天。"), need("外地职工想给孩子报暑期托管班。"), need("希望有个母婴休息室。"),
        service("工会下周到厂里办一场工资条怎么看的讲座。"), service("给高温岗位送一批防暑用品。"), people=12,
        checklist="three_meetings", answers={"workers": True, "union": False, "employer": True, "note": "老板娘陪同，车间单独谈了四位。"},
        photos=pictures("座谈.png"), said="没有建会，老板愿意听听怎么建。",
    )  # fmt: skip
    went(tale, ME, Where("步溪食品"), given)
    yield 0.1
    assign(tale, ME, 2, "xian_tiaojie", 8)
    assign(tale, ME, 3, "fuzhuxi")
    tale.do(ME, "follow_up")
    yield 1
    answer(tale, ME, 1, "和会计对了考勤，少算的两天已补在这个月工资里。")
    yield 1
    answer(tale, ME, 4, "讲座办了，来了三十多人。")


def late_answer(tale: Tale) -> Iterator[float]:
    """An entry whose ten working days passed."""
    given = record(15, need("厂区到镇上末班公交太早，下中班回不去。"), problem("宿舍热水器坏了半个月。"))
    went(tale, ME, Where("江藻家纺"), given)
    yield 1
    tale.do(ME, "follow_up")
    yield 2
    answer(tale, ME, 2, "已请房东换了新的。")


def vice_chairs_late_answer(tale: Tale) -> Iterator[float]:
    """The same with somebody it was given to, in the other town."""
    went(
        tale,
        "dk_tiaojie",
        Where("五指阀门", own=True),
        record(16, problem("铸造工段粉尘大，口罩一周才发一个。")),
    )
    yield 1
    assign(tale, "dk_tiaojie", 1, "dk_tiaojie2")
    tale.do("dk_tiaojie", "follow_up")


def reporters_own(tale: Tale) -> Iterator[float]:
    """An 信息员 met a worker in the village; the entry is the mediator's to answer."""
    given = record(
        17,
        need("想了解灵活就业怎么交社保。"),
        checklist="five_visits",
        answers={"new": True, "note": "新来的快递员。"},
    )
    went(tale, "xinxi", Where(unit="枫源村"), given)
    yield 0.1
    assign(tale, "xinxi", 1, ME)
    tale.do("xinxi", "follow_up")


def liaisons(tale: Tale) -> Iterator[float]:
    """外来员工联络员: a worker kept in touch with; one wish passed on, one open."""
    given = record(
        18, need("老家的医保怎么在这里报销。"), need("想学一门手艺。"), met=[], checklist="", answers={}
    )
    given["findings"] = [dict(one, asker=0) for one in given["findings"]]
    went(tale, "lianluo", Where(own=True), given)
    yield 1
    tale.do("lianluo", "follow_up")
    answer(tale, "lianluo", 1, "已请镇便民服务中心打电话说明。", "passed_on")


# ── 转为案件 ────────────────────────────────────────────────────────────────────────────────────────────────────────


def grew(tale: Tale, order: int, kind: str, **facts: object) -> None:
    """转为案件; from now on the story is that of the new case."""
    code = entry(tale, order)
    tale.do(ME, "make_case", finding=code, kind=kind, **facts)
    tale.case = Case.objects.get(found_as__code=code)


def became_wages(tale: Tale) -> Iterator[float]:
    """欠薪 found on a visit: the wage case has a mediator."""
    given = record(
        19,
        problem("两个月工资没有发，车间十几个人都一样。"),
        service("送一本工资支付规定的小册子。"),
        people=9,
    )
    went(tale, ME, Where("浣东制衣"), given)
    yield 0.1
    tale.do(ME, "follow_up")
    visit = tale.case
    grew(tale, 1, "wage_arrears", people=4, amount=22400)
    yield 0.1
    tale.do("chuangkou", "contact", note="已和反映的职工通电话，另有三人愿意一起登记。")
    tale.do(CHAIR, "assign", mediator=tale.county.people["tiaojie2"], note="走访发现的，先把名单弄清楚。")
    tale.case = visit


def became_dispute(tale: Tale) -> Iterator[float]:
    """A dispute found on a visit; with it everything on the list was done with, and the visit ended by itself."""
    receipt = receipts.issue()
    given = record(20, problem("做了八年，上周口头通知不用来了。", receipt_code=receipt))
    went(tale, ME, Where("齐溪包装"), given)
    yield 0.1
    tale.do(ME, "follow_up")
    grew(tale, 1, "dispute", category="termination", people=1, amount=36000)
    yield 0.1
    tale.do("chuangkou", "contact", note="已电话联系，职工明天带合同来。")
    yield 1
    tale.do("chuangkou", "accept", note="走访发现，材料齐全。")
    yield 1
    tale.do(CHAIR, "assign", mediator=tale.county.people[ME], note="你走访时见过本人，接着办。")


# ── 限期整改, 办结 ──────────────────────────────────────────────────────────────────────────────────────────────────


def mended_at_last(tale: Tale) -> Iterator[float]:
    """限期整改: looked at again, not mended, another day; then it was."""
    given = record(
        21,
        problem("成品堆在消防通道里。"),
        answers={"wages": True, "safety": True},
        photos=pictures("通道.png"),
    )
    went(tale, ME, Where("枫林木业"), given)
    yield 0.1
    notice(tale, ME, "成品堆放占用消防通道，须清空并划线。", 5)
    tale.do(ME, "follow_up")
    answer(tale, ME, 1, "已会同应急管理所发限期整改通知书。")
    yield 5
    look_again(tale, ME, False, "清了一半，还有两垛。", 4)
    yield 4
    look_again(tale, ME, True, "通道已清空，地面划了黄线。")


def term_runs(tale: Tale) -> Iterator[float]:
    """限期整改: the term runs."""
    given = record(
        22, problem("圆锯没有防护罩。"), answers={"safety": True, "wages": True}, photos=pictures("圆锯.png")
    )
    went(tale, ME, Where("栎溪鞋底"), given)
    yield 0.1
    notice(tale, ME, "两台圆锯没有防护罩，须装好并培训操作工。", 8)
    answer(tale, ME, 1, "已会同应急管理所发限期整改通知书，装好前停用。")
    tale.do(ME, "follow_up")


def rated(tale: Tale, stars: int, note: str, number: int, where: Where) -> Iterator[float]:
    """Everything answered; who asked rates it."""
    receipt = receipts.issue()
    given = record(
        number,
        problem("工资条看不懂，扣了什么没人说。", receipt_code=receipt),
        need("想要一份集体合同看看。"),
    )
    went(tale, ME, where, given)
    yield 1
    tale.do(ME, "follow_up")
    yield 3
    answer(tale, ME, 1, "请厂里重新做了工资条，逐项写明扣款，已逐人解释。")
    answer_all(tale, ME, "复印件已贴在车间公告栏。", "explained")
    yield 2
    rate(tale, receipt, stars, note)


def told(key: str, ago: int, story: Story) -> Told:
    """One of them, ``ago`` working days ago."""
    return Told(f"zou-{key}", ago, story, in_working_days=True)


VISITS = [
    told("01", 1, next_outing),
    told("02", 2, for_today),
    told("03", 5, overdue),
    told("04", 3, moved),
    told("05", 12, called_off),
    told("06", 2, planned_by_chair),
    told("07", 1, fresh),
    told("08", 6, unsorted),
    told("09", 1, nothing_found),
    told("10", 4, three_lists),
    told("11", 15, late_answer),
    told("12", 14, vice_chairs_late_answer),
    told("13", 3, reporters_own),
    told("14", 5, liaisons),
    told("15", 4, became_wages),
    told("16", 8, became_dispute),
    told("17", 18, mended_at_last),
    told("18", 3, term_runs),
    told("19", 30, lambda tale: rated(tale, 5, "一项一项讲清楚了。", 23, Where("枫晚衬衫"))),
    told("20", 44, lambda tale: rated(tale, 2, "等了好几天，还是没看到合同。", 24, Where("东溪服饰"))),
]
