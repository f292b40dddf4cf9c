"""欠薪跟踪 in the demonstration: a case in every state, from a first warning to the last yuan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import checks
from . import stories as s
from .arrears import (
    Facts,
    confirmed,
    demanded,
    hands,
    owed,
    pay,
    pay_instalment,
    planned,
    signal,
    verifying,
    warn,
    warned,
)
from .cases import DK, DT, FQ, PT, W, facts
from .timeline import Tale, Told


def pressing(tale: Tale, given: Facts) -> Iterator[float]:
    """Level three is red: the emergency track with its first report, the response due by tomorrow."""
    warn(tale, given)
    yield 0.02
    intake, mediator, _chair = hands(given)
    tale.do(
        intake, "emergency_entry", note="职工要求见老板，老板电话能打通；已报镇党委政府和县总工会。",
        lead=tale.county.people[mediator],
    )  # fmt: skip
    yield 0.05
    tale.do(intake, "contact", note="已与三名职工见面，登记了欠薪月份。")


def asked_around(tale: Tale, given: Facts) -> Iterator[float]:
    """Being looked into: a mediator is named, two bodies were asked."""
    yield from verifying(tale, given)
    yield 0.1
    checks.ask(tale, hands(given)[1], checks.LABOUR, checks.SAFETY)


def opinion_ignored(tale: Tale, given: Facts) -> Iterator[float]:
    """意见书, and no answer: the case climbs to the county, where the term of fifteen working days runs out."""
    yield from confirmed(tale, given)
    yield 1
    tale.do(hands(given)[1], "send_opinion")
    yield 13
    tale.do(
        "xianzhuxi",
        "reassign",
        mediator=tale.county.people["xian_tiaojie"],
        reason="镇里催了两次没有进展，由县里接着办。",
    )


def advised(tale: Tale, given: Facts) -> Iterator[float]:
    """意见书 refused, so 建议书 to the labour authority."""
    yield from confirmed(tale, given)
    mediator = hands(given)[1]
    yield 1
    tale.do(mediator, "send_opinion")
    yield 1
    tale.do(mediator, "record_opinion_outcome", outcome="refused", note="门卫拒收，已拍照留存，邮寄被退回。")
    yield 1
    partner = tale.county.partners["诸暨市劳动保障监察大队"]
    tale.do(mediator, "send_advice", partner=partner, note="附核实材料一份。")


def repaying(tale: Tale, given: Facts, days: tuple[int, ...] = (3, 25)) -> Iterator[float]:
    """The first instalment came in on its day."""
    yield from planned(tale, given, days, (60, 40))
    yield days[0]
    pay_instalment(tale, hands(given)[1], 1)


def missed(tale: Tale, given: Facts) -> Iterator[float]:
    """The second instalment did not come; nobody followed it up, so it climbs to the county."""
    yield from repaying(tale, given, (3, 8))


def cleared(tale: Tale, given: Facts) -> Iterator[float]:
    """Everything paid: once in part, then the rest."""
    yield from demanded(tale, given)
    mediator = hands(given)[1]
    yield 2
    whole = owed(tale)
    pay(tale, mediator, whole / 4, allocation="proportion")
    yield 2
    pay(tale, mediator, whole - whole / 4)


def closing(tale: Tale, given: Facts) -> Iterator[float]:
    """On the chair's desk."""
    yield from cleared(tale, given)
    yield 1
    tale.do(hands(given)[1], "ask_close", reason="欠薪已全部付清，凭证在卷。")


def closed(tale: Tale, given: Facts) -> Iterator[float]:
    """To the end, with a return call."""
    yield from closing(tale, given)
    yield 1
    tale.do(hands(given)[2], "approve", note="同意结案。", **s.open_approval(tale))
    yield 3
    if "by" not in given:
        tale.do("worker", "rate", stars=5, note="工资都拿到了。")
    tale.do(hands(given)[1], "return_call", note="职工表示下个月工资也按时发了。")


def not_confirmed(tale: Tale, given: Facts) -> Iterator[float]:
    """Looked into, and it was not so."""
    yield from verifying(tale, given)
    _intake, mediator, chair = hands(given)
    yield 1
    tale.do(mediator, "record_finding", finding="not", note="工资按合同约定次月二十日发放，尚未到日子。")
    tale.do(mediator, "ask_not_confirmed", reason="核实情况在卷，反映人已了解发薪日。")
    yield 1
    tale.do(chair, "approve", note="同意。", **s.open_approval(tale))
    yield 4
    tale.do(mediator, "return_call", note="到了发薪日，工资已经收到。")


def order_lapsed(tale: Tale, given: Facts, then: str = "") -> Iterator[float]:
    """支付令 lapsed on the employer's objection; the next lawful road, where one was taken."""
    yield from demanded(tale, given)
    mediator = hands(given)[1]
    yield 2
    court = tale.county.partners["诸暨市人民法院枫桥法庭"]
    tale.do(
        mediator,
        "hand_over",
        road="payment_order",
        partner=court,
        reason="单位不还款也不订计划，职工申请支付令。",
    )
    yield 6
    tale.do(mediator, "road_result", outcome="lapsed", note="单位提出书面异议，法院裁定终结督促程序。")
    if then:
        yield 1
        board = tale.county.partners["诸暨市劳动人事争议仲裁委员会"]
        tale.do(mediator, "hand_over", road=then, partner=board, reason="支付令失效后，协助职工申请仲裁。")


def to_inspection(tale: Tale, given: Facts) -> Iterator[float]:
    """To 劳动监察, which ordered the employer to pay; it has paid a part."""
    yield from demanded(tale, given)
    mediator = hands(given)[1]
    yield 3
    brigade = tale.county.partners["诸暨市劳动保障监察大队"]
    tale.do(mediator, "hand_over", road="inspection", partner=brigade, reason="提示函没有回音，请依法查处。")
    yield 4
    tale.do(
        mediator, "record_order_to_pay", ordered_on=tale.day, pay_by=tale.in_working_days(5), note="劳动保障监察限期改正指令书"
    )  # fmt: skip
    yield 2
    pay(tale, mediator, owed(tale) / 5)


def suspended(tale: Tale, given: Facts) -> Iterator[float]:
    """The employer is being divided; who owes is not settled."""
    yield from confirmed(tale, given)
    yield 1
    tale.do(
        hands(given)[1], "suspend", ground="employer_uncertain", review_on=tale.in_days(40),
        reason="单位正在办理分立，等确定由哪一家承担。",
    )  # fmt: skip


def told(key: str, ago: int, story: Any, given: Facts, **more: Any) -> Told:
    """One of them, ``ago`` working days ago."""
    return Told(key, ago, s.whole(story, given, **more), in_working_days=True)


TWO = {"王秋生": (4800, 4800), "李月英": (4500, 4500)}
THREE = {"张小方": (5200, 5200), "陈根苗": (5200, 4900), "吴阿英": (4300, 4300)}
WAGES = [
    told(
        "xin-01",
        1,
        warned,
        facts(201, FQ, "东溪服饰", W, 1, None, months=(5600,), signals=[signal("late_pay", 9, "online")]),
    ),
    told(
        "xin-02",
        1,
        warned,
        facts(
            202,
            FQ,
            "枫林木业",
            W,
            3,
            21000,
            by="chuangkou",
            source="visit",
            signals=[signal("late_pay", 35, "visit"), signal("visit", 2, "visit")],
        ),
    ),
    told(
        "xin-03",
        1,
        pressing,
        facts(203, DK, "五指阀门", W, 16, 320000, signals=[signal("late_pay", 95, "online")]),
    ),
    told(
        "xin-04",
        3,
        asked_around,
        facts(204, FQ, "齐溪包装", W, 2, None, crew=TWO, signals=[signal("late_pay", 20, "online")]),
    ),
    told(
        "xin-05",
        5,
        confirmed,
        facts(205, DK, "白浦铸造", W, 3, None, crew=THREE, signals=[signal("late_pay", 40, "online")]),
    ),
    told("xin-06", 7, demanded, facts(206, FQ, "江藻家纺", W, 2, None, crew=TWO)),
    told("xin-07", 21, opinion_ignored, facts(207, FQ, "浣东制衣", W, 3, None, crew=THREE)),
    told("xin-08", 9, advised, facts(208, DT, "柱溪针织", W, 3, None, crew=THREE)),
    told("xin-09", 10, planned, facts(209, FQ, "栎溪鞋底", W, 3, None, crew=THREE)),
    told("xin-10", 15, repaying, facts(210, DK, "屠溪模具", W, 2, None, crew=TWO)),
    told("xin-11", 23, missed, facts(211, DT, "箭路织带", W, 3, None, crew=THREE)),
    told("xin-12", 11, cleared, facts(212, PT, "沙溪电子", W, 1, None, months=(6200, 6200))),
    told("xin-13", 20, order_lapsed, facts(213, FQ, "晚枫餐饮", W, 2, None, crew=TWO)),
    told(
        "xin-14",
        40,
        order_lapsed,
        facts(214, FQ, "晚枫餐饮", W, 1, None, months=(5100, 5100)),
        then="arbitration",
    ),
    told("xin-15", 24, to_inspection, facts(215, DK, "五指阀门", W, 2, None, crew=TWO)),
    told("xin-16", 8, suspended, facts(216, FQ, "枫林木业", W, 1, None, months=(4400, 4400))),
    told("xin-17", 11, closing, facts(217, FQ, "栎溪鞋底", W, 1, None, months=(5300,), team="枫桥镇二组")),
    told("xin-18", 90, closed, facts(218, FQ, "江藻家纺", W, 2, None, crew=TWO)),
    told("xin-19", 50, not_confirmed, facts(219, DT, "柱溪针织", W, 1, None, months=(3900,))),
]
