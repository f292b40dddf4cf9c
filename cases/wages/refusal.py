"""拒不支付劳动报酬 (刑法 276-1; 法释〔2013〕3号 3): a hint with its condition and source, never a finding."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from .balances import ZERO, Line

ONE_WORKER_MONTHS = 3
GROUP_WORKERS = 10
ONE_RANGE = (Decimal(5_000), Decimal(20_000))
GROUP_RANGE = (Decimal(30_000), Decimal(100_000))
SOURCE = "法释〔2013〕3号第三条"


class Condition(StrEnum):
    """Which of the two conditions is met."""

    NONE = ""
    ONE = "one"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Hint:
    """``holds`` only where a condition is met and the order to pay (责令支付) has run out unpaid.

    ``sentence`` says what is met and what is missing; ``source`` the interpretation, and where the amount comes from.
    """

    holds: bool
    condition: Condition
    sentence: str
    source: str
    people: int = 0
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the province set: yuan for one worker of three months or more, and for ten workers or more in all."""

    one: Decimal = ONE_RANGE[0]
    group: Decimal = GROUP_RANGE[0]
    source: str = ""


def hint(
    lines: Iterable[Line],
    amounts: Amounts,
    ordered_on: datetime.date | None,
    pay_by: datetime.date | None,
    today: datetime.date,
) -> Hint:
    """Whether what is lacking, and an order to pay that was not obeyed, point to the crime. Pure."""
    condition, people, amount = _met(lines, amounts)
    source = SOURCE + (f"；{amounts.source}" if amounts.source else "")
    if condition is Condition.NONE:
        return Hint(False, condition, _("尚未达到数额和人数(月数)的标准。"), source, people, amount)
    met = _sentence(condition, people, amount, amounts)
    if ordered_on is None:
        missing = _("还要有人社部门的责令支付文书，才谈得上“经责令支付仍不支付”。")
        return Hint(False, condition, met + missing, source, people, amount)
    if pay_by is not None and today <= pay_by:
        waiting = _("责令支付的期限到%(day)s，期满仍未支付的才符合条件。") % {"day": pay_by.isoformat()}
        return Hint(False, condition, met + waiting, source, people, amount)
    ripe = _("责令支付期满仍未支付，可以提请人社部门移送公安机关审查。")
    return Hint(True, condition, met + ripe, source, people, amount)


def _met(lines: Iterable[Line], amounts: Amounts) -> tuple[Condition, int, Decimal]:
    """The condition met, and the figures it is met by; the figures of all where none is."""
    months: dict[int, set[str]] = defaultdict(set)
    lacking: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.outstanding > 0:
            months[line.party].add(line.period)
            lacking[line.party] += line.outstanding
    total = sum(lacking.values(), ZERO)
    if len(lacking) >= GROUP_WORKERS and total >= amounts.group:
        return Condition.GROUP, len(lacking), total
    long = [lacking[party] for party in lacking if len(months[party]) >= ONE_WORKER_MONTHS]
    most = max(long, default=ZERO)
    if long and most >= amounts.one:
        return Condition.ONE, 1, most
    return Condition.NONE, len(lacking), total


def _sentence(condition: Condition, people: int, amount: Decimal, amounts: Amounts) -> str:
    if condition is Condition.GROUP:
        return _("%(people)s名劳动者累计%(amount)s元，已达十名以上且%(limit)s元以上。") % {
            "people": people,
            "amount": f"{amount:,.2f}",
            "limit": f"{amounts.group:,.0f}",
        }
    return _("一名劳动者三个月以上、%(amount)s元，已达%(limit)s元以上。") % {
        "amount": f"{amount:,.2f}",
        "limit": f"{amounts.one:,.0f}",
    }
