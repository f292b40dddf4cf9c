"""An identity number is refused for what is wrong with it, never for where or when its holder was born."""

from __future__ import annotations

import pytest
from stdnum.cn import ric

from cases.wages.claims import WrongClaim, plain_id_number


def number(place_and_birth: str) -> str:
    """A whole number, with the check digit that fits."""
    digits = place_and_birth + "001"
    return digits + ric.calc_check_digit(digits + "0")


@pytest.mark.parametrize(
    "digits",
    ["33068119900228", "33068119620101", "33062119450715", "33060219831231", "99999919700101"],
    ids=["since", "before its county was a city", "of a county that is gone", "first year", "unknown place"],
)
def test_whoever_was_born_anywhere_at_any_time_has_a_number(digits: str) -> None:
    assert plain_id_number(f" {number(digits).lower()} ") == number(digits)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (number("33068119900228")[:-1] + "A", "18 位"),
        (number("33068119900228")[:-1], "18 位"),
        ("33O681199002280011", "18 位"),
        (number("33068119900230"), "出生日期"),
        (number("33068119900228")[:-1] + ("1" if number("33068119900228")[-1] != "1" else "2"), "校验码"),
    ],
)
def test_what_is_wrong_is_said(typed: str, words: str) -> None:
    with pytest.raises(WrongClaim, match=words) as told:
        plain_id_number(typed)
    assert told.value.field == "id_number"
