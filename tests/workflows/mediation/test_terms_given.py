"""Terms as they are typed: each thing that cannot be is one plain sentence that names the term at fault."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Performer, Proof, TermNature
from workflows.errors import BadInput
from workflows.mediation.versions import FURTHEST_YEARS, LONGEST_TERM, read_terms
from workflows.shared.terms import MOST_TERMS

TODAY = datetime.date(2026, 4, 15)
GOOD: dict[str, Any] = {"what": "付清三月工资", "amount": "8000.50", "due_on": TODAY}


def read(*given: dict[str, Any]) -> Any:
    """The terms, made on TODAY."""
    return read_terms(given, TODAY)


def test_what_is_left_out_is_what_is_usual() -> None:
    """The employer pays, by transfer, for what is not named more closely; today is not past."""
    (term,) = read(GOOD)
    assert (term.who, term.nature, term.proof, term.seat) == (
        Performer.EMPLOYER, TermNature.OTHER, Proof.TRANSFER, "",
    )  # fmt: skip
    assert (term.amount, term.due_on) == (Decimal("8000.50"), TODAY)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": "  "}, "还没有写内容"),
        ({"what": "长" * (LONGEST_TERM + 1)}, "太长"),
        ({"amount": "-0.01"}, "不能是负数"),
        ({"due_on": None}, "还没有履行日期"),
        ({"due_on": "明天"}, "还没有履行日期"),
        ({"due_on": TODAY - datetime.timedelta(days=1)}, "已经过去"),
        ({"due_on": TODAY.replace(year=TODAY.year + FURTHEST_YEARS + 1)}, "请核对年份"),
        ({"who": "somebody"}, "由谁履行"),
        ({"nature": "gift"}, "款项性质"),
        ({"proof": "hope"}, "履行凭证"),
        ({"colour": "red"}, "不认识"),
    ],
    ids=str,
)
def test_a_term_that_cannot_be_is_named_by_its_number(wrong: dict[str, Any], sentence: str) -> None:
    """The first term is right: it is the second that is told."""
    with pytest.raises(BadInput) as refused:
        read(GOOD, GOOD | wrong)
    assert sentence in str(refused.value)
    assert "第2项" in str(refused.value)
    assert refused.value.field == "terms"


@pytest.mark.parametrize("amount", ["一千", "NaN", "1e30"])
def test_an_amount_that_is_none_is_told(amount: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(GOOD | {"amount": amount})
    assert "金额应是" in str(refused.value)


@pytest.mark.parametrize("number", [0, MOST_TERMS + 1])
def test_a_proposal_has_some_terms_and_not_too_many(number: int) -> None:
    with pytest.raises(BadInput, match="至少要有一项"):
        read(*[GOOD] * number)
    assert len(read(*[GOOD] * MOST_TERMS)) == MOST_TERMS
