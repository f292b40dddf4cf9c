"""Digits and Chinese numerals (十二, 一百零五, 三万五千) to integers, only where they are written one way."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
#: Other ways to write a character; 廿 and 卅 are left out, since they join and part in several ways.
SAME = str.maketrans(
    "〇○壹贰叁肆伍陆柒捌玖拾佰仟萬億两俩貳參陸", "零零一二三四五六七八九十百千万亿二二二三六"
)
UNITS = {"十": 10, "百": 100, "千": 1000}
GREAT = {"万": 10_000, "亿": 100_000_000}


def spell(number: int) -> str:
    """``number`` (0 to 10**12) in plain Chinese numerals: 105 is 一百零五, 12 is 一十二."""
    if number < 10:
        return DIGITS[number]
    for name, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= size:
            head, rest = divmod(number, size)
            if not rest:
                return spell(head) + name
            gap = DIGITS[0] if rest * 10 < size else ""
            return spell(head) + name + gap + spell(rest)
    raise AssertionError(number)


def _sum(text: str) -> int | None:
    """The number a run of numerals adds up to, however oddly written, or None."""
    total = section = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in UNITS:
            section += (digit or 1) * UNITS[character]
            digit = 0
        elif character in GREAT:
            total += (section + digit) * GREAT[character]
            section = digit = 0
        else:
            return None
    return total + section + digit


def integer(text: str) -> int | None:
    """The integer ``text`` spells, or None.

    Only the full written form counts: 一百五 (150 in speech, 105 to a machine) and 一二 are None.
    """
    plain = text.translate(SAME)
    number = _sum(plain) if plain else None
    if number is None or number >= 10**12:
        return None
    spelled = spell(number)
    return (
        number
        if plain in (spelled, spelled.removeprefix("一") if spelled.startswith("一十") else spelled)
        else None
    )


def year(text: str) -> int | None:
    """A year written digit by digit (二〇二六), or None."""
    plain = text.translate(SAME)
    if len(plain) != 4 or any(character not in DIGITS for character in plain):
        return None
    return int("".join(str(DIGITS.index(character)) for character in plain))


def digits(text: str) -> int | None:
    """The integer of plain ASCII digits, or None."""
    return int(text) if text.isascii() and text.isdigit() else None


def number(text: str) -> int | None:
    """An integer in digits (12, 1,200) or in Chinese numerals, or None."""
    grouped = re.fullmatch(r"\d{1,3}(,\d{3})+", text, re.ASCII)
    found = digits(text.replace(",", "") if grouped else text)
    return found if found is not None else integer(text)
