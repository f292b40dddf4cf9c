"""How many people and how much money, as offices write it."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from . import numerals
from .cells import Cell, narrow, shown
from .errors import Unreadable

MOST_PEOPLE = 100_000
MOST_MONEY = Decimal(10) ** 12

_COUNT = re.compile(r"(.+?)(?:人次|人|名|位|个)?")
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(亿|万|千|百|元)?")
_MONEY_UNIT = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "元": 1, "": 1}


def count(value: Cell) -> int:
    """How many people: 12, 12.0, 12人, 十二; at least one. 约10人, 3-5, 2.5 and -3 are refused."""
    found: int | None = None
    if isinstance(value, str):
        match = _COUNT.fullmatch(narrow(value))
        found = numerals.number(match.group(1)) if match else None
    elif isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer():
        found = int(value)
    if found is None:
        raise Unreadable(_("“%(value)s”不是一个确定的人数，请写一个整数。") % {"value": shown(value)})
    if not 1 <= found <= MOST_PEOPLE:
        raise Unreadable(_("“%(value)s”不是可能的人数，请写一个大于 0 的整数。") % {"value": shown(value)})
    return found


def money(value: Cell, unit: int = 1) -> Decimal:
    """Yuan, to the fen: 33600, 3.5万元, １２，０００, ¥3,500.00, 三万五千元.

    ``unit`` is what a bare number counts in (10,000 under a heading of 万元); a unit in the cell goes first.
    """
    amount: Decimal | None = None
    if isinstance(value, str):
        amount = _written_money(narrow(value), unit)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        # Six places are beyond what anybody types and short of what binary fractions spoil.
        amount = round(Decimal(repr(float(value))), 6) * unit
    if amount is None:
        raise Unreadable(_("“%(value)s”不是一个确定的金额，请写成数字，单位元。") % {"value": shown(value)})
    if amount < 0:
        raise Unreadable(_("金额“%(value)s”小于零。") % {"value": shown(value)})
    fen = amount.quantize(Decimal("0.01")) if amount < MOST_MONEY else None
    if fen is None or fen != amount:
        raise Unreadable(_("金额“%(value)s”太大，或者比分还细，请核对。") % {"value": shown(value)})
    return fen


def _written_money(typed: str, unit: int) -> Decimal | None:
    bare = re.sub(r"^(人民币|RMB|CNY|[¥¥])", "", typed, flags=re.IGNORECASE)
    bare = re.sub(r"(圆|块钱?|元)(整|正)?$", "元", bare)
    negative, bare = bare.startswith("-"), bare.removeprefix("-")
    parts = _AMOUNT.findall(
        bare.replace("万元", "万").replace("亿元", "亿").replace("千元", "千").replace("百元", "百")
    )
    if parts and "".join(number + size for number, size in parts) == re.sub(r"(?<=[亿万千百])元", "", bare):
        amount = _add_up(parts, unit)
    else:
        # Under a heading of 万元, 三千 alone may be thousands of either: only 三千元 is certain.
        spelled = numerals.integer(bare.removesuffix("元")) if unit == 1 or bare.endswith("元") else None
        amount = None if spelled is None else Decimal(spelled)
    return -amount if negative and amount is not None else amount


def _add_up(parts: list[tuple[str, str]], unit: int) -> Decimal | None:
    """3万5千 adds up; 3万5 (35,000 in speech, 30,005 on paper) does not, nor a fraction beside another part."""
    numbers = [Decimal(number.replace(",", "")) for number, _size in parts]
    if len(parts) == 1:
        return numbers[0] * (_MONEY_UNIT[parts[0][1]] if parts[0][1] else unit)
    sizes = [_MONEY_UNIT[size] if size else 0 for _number_, size in parts]
    falling = all(
        smaller and number * smaller < larger
        for larger, smaller, number in zip(sizes, sizes[1:], numbers[1:], strict=False)
    )
    whole = all(number == int(number) for number in numbers)
    return (
        sum((number * size for number, size in zip(numbers, sizes, strict=True)), Decimal())
        if falling and whole
        else None
    )
