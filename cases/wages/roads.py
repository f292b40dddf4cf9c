"""Which roads are lawful for unpaid wages, and which comes after one that ended. Pure; each with its ground."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import RoadOutcome
from organizations.code_values import Road


@dataclass(frozen=True, slots=True)
class Facts:
    """What the roads depend on."""

    #: A mediation agreement about the wages whose agreed day has passed.
    agreement_overdue: bool = False
    #: A payment order that lapsed.
    order_lapsed: bool = False
    #: 调解书、裁决、判决、支付令 or a confirmed agreement that has legal force.
    has_title: bool = False
    #: The labour authority ordered to pay and its day has passed.
    order_to_pay_ignored: bool = False
    #: An IOU (工资欠条) in the worker's hand.
    has_iou: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A road, and the law that opens it."""

    road: Road
    ground: str | Promise


def open_roads(facts: Facts) -> list[Way]:
    """Roads that are open now, the nearest first."""
    ways = []
    if facts.has_title:
        ways.append(
            Way(Road.ENFORCEMENT, _("已有生效的法律文书，可以向人民法院申请执行（民事诉讼法第247条）。"))
        )
    if facts.agreement_overdue and facts.order_lapsed:
        ways.append(
            Way(
                Road.LAWSUIT,
                _("凭调解协议申请的支付令失效后，可以依据调解协议直接起诉（法释〔2020〕26号第十三条）。"),
            )
        )
    elif facts.has_iou:
        ways.append(
            Way(
                Road.LAWSUIT,
                _("以工资欠条为证据、不涉及其他争议的，可以直接起诉（法释〔2020〕26号第十五条）。"),
            )
        )
    if facts.order_to_pay_ignored:
        ways.append(Way(Road.POLICE, _("经责令支付仍不支付的，可以提请移送公安机关（刑法第276条之一）。")))
    ways.append(Way(Road.INSPECTION, _("可以向劳动保障监察投诉（劳动保障监察条例第九条、第十一条）。")))
    if not facts.order_lapsed:
        ground = (
            _("协议约定的日期已过，可以凭调解协议申请支付令（劳动争议调解仲裁法第16条）。")
            if facts.agreement_overdue
            else _("拖欠劳动报酬的，可以申请支付令（劳动合同法第30条）。")
        )
        ways.append(Way(Road.PAYMENT_ORDER, ground))
    ways.append(Way(Road.ARBITRATION, _("可以申请劳动仲裁（劳动争议调解仲裁法第5条）。")))
    ways.append(Way(Road.LEGAL_AID, _("请求支付劳动报酬的，可以申请法律援助（法律援助法第31条）。")))
    return ways


def is_open(road: str, facts: Facts) -> bool:
    """Whether this road may be taken now."""
    return any(way.road == road for way in open_roads(facts))


def next_roads(road: str, outcome: str, facts: Facts) -> list[Way]:
    """What is lawful after ``road`` ended with ``outcome``: nothing once it was paid, the same road not again.

    A lapsed 支付令: with an overdue mediation agreement sue on it directly (法释〔2020〕26号 art. 13); without one the
    court sends the worker to arbitration first (the same article), so arbitration stands first.
    """
    if outcome == RoadOutcome.PAID:
        return []
    lapsed = road == Road.PAYMENT_ORDER and outcome == RoadOutcome.LAPSED
    known = Facts(
        facts.agreement_overdue,
        facts.order_lapsed or lapsed,
        facts.has_title or outcome == RoadOutcome.AWARDED,
        facts.order_to_pay_ignored,
        facts.has_iou,
    )
    ways = [way for way in open_roads(known) if way.road != road]
    if lapsed and not known.agreement_overdue:
        first = Way(
            Road.ARBITRATION, _("没有调解协议的，支付令失效后应先申请劳动仲裁（法释〔2020〕26号第十三条）。")
        )
        ways = [first, *(way for way in ways if way.road != Road.ARBITRATION)]
    return ways
