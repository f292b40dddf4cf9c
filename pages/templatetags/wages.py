"""Money and months as a ledger writes them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import pgettext

from pages import speech

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """「1,234.50」: always with the fen, so that columns add up by eye; nothing for nothing."""
    return "" if amount is None else f"{amount:,.2f}"


@register.filter
def month(period: str) -> str:
    """「2026年3月」 of ``2026-03``."""
    year, number = period.split("-")
    return formats.date_format(datetime.date(int(year), int(number), 1), pgettext("date format", "Y年n月"))


register.filter("spoken_day", speech.spoken_day)


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if mapping else None
