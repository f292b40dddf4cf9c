"""How a payment is spread over what is owed: oldest first, in proportion, by name. Exact to the fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from cases.models import AllocationRule

K = TypeVar("K")


class CannotAllocate(ValueError):
    """The money does not fit what is owed. ``str()`` is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What one claim still lacks, in yuan. ``key`` (its code) tells claims apart."""

    key: str
    period: str
    outstanding: Decimal


def fen(amount: Decimal) -> int:
    """Yuan as whole fen; raises for anything finer."""
    exact = amount * 100
    whole = int(exact)
    if whole != exact:
        raise CannotAllocate(_("金额最小到分。"))
    return whole


def yuan(amount: int) -> Decimal:
    """Whole fen as yuan with two decimals."""
    return Decimal(amount).scaleb(-2)


def spread(
    amount: Decimal, debts: Sequence[Debt], rule: str, named: Mapping[str, Decimal] | None = None
) -> dict[str, Decimal]:
    """What each debt receives of ``amount`` (yuan), by key; nothing is left over and nobody gets more than is owed.

    Debts of one month come in the order given.
    ``named`` gives each its amount where the rule says so. Raises CannotAllocate when it does not fit.
    """
    owed = {debt.key: fen(debt.outstanding) for debt in debts if debt.outstanding > 0}
    money = fen(amount)
    if money <= 0:
        raise CannotAllocate(_("金额应大于0。"))
    if money > sum(owed.values()):
        raise CannotAllocate(
            _("这笔款%(amount)s元，超过尚欠的%(owed)s元。")
            % {"amount": amount, "owed": yuan(sum(owed.values()))}
        )
    if rule == AllocationRule.NAMED:
        given = _named(money, owed, named or {})
    elif rule == AllocationRule.PROPORTION:
        given = in_proportion(money, owed)
    else:
        order = sorted((debt for debt in debts if debt.key in owed), key=lambda debt: debt.period)
        given = _in_turn(money, [(debt.key, owed[debt.key]) for debt in order])
    return {key: yuan(part) for key, part in given.items() if part}


def _in_turn(money: int, owed: Sequence[tuple[str, int]]) -> dict[str, int]:
    given: dict[str, int] = {}
    for key, lacking in owed:
        given[key] = min(money, lacking)
        money -= given[key]
        if not money:
            break
    return given


def in_proportion(money: int, weights: Mapping[K, int]) -> dict[K, int]:
    """``money`` fen in the proportion of ``weights``: whole fen, the largest remainders rounded up, the first of equals.

    With ``money`` no more than the weights' sum nobody gets more than their weight.
    """
    total = sum(weights.values())
    shares = {key: money * weight // total for key, weight in weights.items()}
    left = money - sum(shares.values())
    by_remainder = sorted(weights, key=lambda key: -(money * weights[key] % total))
    for key in by_remainder[:left]:
        shares[key] += 1
    return shares


def _named(money: int, owed: Mapping[str, int], named: Mapping[str, Decimal]) -> dict[str, int]:
    given = {key: fen(part) for key, part in named.items()}
    if any(part < 0 for part in given.values()):
        raise CannotAllocate(_("分给每个人的金额不能是负数。"))
    over = [key for key, part in given.items() if part > owed.get(key, 0)]
    if over:
        raise CannotAllocate(_("有%(n)s项分到的金额超过尚欠的金额。") % {"n": len(over)})
    if sum(given.values()) != money:
        raise CannotAllocate(
            _("按名单分配合计%(sum)s元，与收款%(amount)s元相差%(gap)s元。")
            % {
                "sum": yuan(sum(given.values())),
                "amount": yuan(money),
                "gap": yuan(abs(money - sum(given.values()))),
            }
        )
    return given
