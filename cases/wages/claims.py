"""What a claim may say: its month, its figures, whose it is. Each refusal is a sentence and names the field."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

PERIOD = re.compile(r"(\d{4})-(\d{2})")
ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
FIRST_YEAR = 1990
MOST_YUAN = Decimal(10_000_000)
LONGEST_NAME = 60


class WrongClaim(ValueError):
    """A claim that cannot be. ``str()`` is a sentence, ``field`` the one at fault."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Figures:
    """应发、扣款、已发 of one month, in yuan."""

    due: Decimal
    deducted: Decimal = Decimal(0)
    paid_before: Decimal = Decimal(0)

    @property
    def owed(self) -> Decimal:
        """What was lacking."""
        return self.due - self.deducted - self.paid_before


def check_period(period: str, today: datetime.date) -> str:
    """``YYYY-MM``, no later than this month."""
    match = PERIOD.fullmatch(period)
    if match is None or not 1 <= int(match.group(2)) <= 12 or int(match.group(1)) < FIRST_YEAR:
        raise WrongClaim(_("工资所属月份应写成 2026-03 的样子。"), "period")
    if period > f"{today:%Y-%m}":
        raise WrongClaim(_("工资所属月份不能晚于本月。"), "period")
    return period


def check_figures(figures: Figures) -> Figures:
    """Nothing negative, nothing paid beyond what was due, something owed."""
    for field in ("due", "deducted", "paid_before"):
        amount = getattr(figures, field)
        if amount < 0:
            raise WrongClaim(_("金额不能是负数。"), field)
        if amount >= MOST_YUAN:
            raise WrongClaim(_("一个月的工资不会这么多，请核对。"), field)
    if figures.deducted + figures.paid_before > figures.due:
        raise WrongClaim(_("扣款和已发合计超过应发，请核对。"), "paid_before")
    if not figures.owed:
        raise WrongClaim(_("应发已经发清，没有欠薪，不用登记。"), "due")
    return figures


def plain_name(name: str) -> str:
    """A person's name without spaces, full-width letters made ordinary."""
    found = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    if not found:
        raise WrongClaim(_("请填写姓名。"), "name")
    if len(found) > LONGEST_NAME:
        raise WrongClaim(_("姓名太长，请核对。"), "name")
    return found


def plain_id_number(number: str) -> str:
    """An 18-digit identity number whose birth date exists and whose check digit fits (GB 11643), or empty.

    The place is not looked up: numbers are older than many of today's divisions, and a list of places would refuse
    whoever was born before theirs was made.
    """
    found = re.sub(r"\s+", "", unicodedata.normalize("NFKC", number)).upper()
    if not found:
        return ""
    if ID_NUMBER.fullmatch(found) is None:
        raise WrongClaim(_("身份证号不正确：应为 18 位。"), "id_number")
    try:
        ric.get_birth_date(found)
    except ValidationError as error:
        raise WrongClaim(_("身份证号里的出生日期不存在，请核对。"), "id_number") from error
    if found[-1] != ric.calc_check_digit(found):
        raise WrongClaim(_("身份证号最后一位校验码不对，请核对。"), "id_number")
    return found


def differ_by_one(one: str, other: str) -> bool:
    """Whether two names differ by one character: typed wrong, left out or put in."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    at = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[at:] == other[at + 1 :] or (len(one) == len(other) and one[at + 1 :] == other[at + 1 :])
