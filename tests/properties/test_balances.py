"""Random histories of claims, plans, payments, reversals, merges and reopenings against a plain model in whole fen.

The model knows a worker's month as a number of fen and a payment as a list of portions; it is written from the domain
text and shares no line with the product. Two thousand histories go through ``perform()``, merges, reopenings and all;
two thousand more, longer ones, drive the arithmetic the verbs use.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import AllocationRule, Claim, Payment
from cases.wages.allocation import CannotAllocate, Debt, in_proportion, spread
from cases.wages.balances import Ledger, Line
from cases.wages.reading import ledger_of
from cases.wages.schedules import fill, gap, progress
from record.timekeeping import today
from tests.builders import DAY, World, paper, undone
from tests.wages import Arrears
from workflows.errors import Refused
from workflows.wage_arrears.states import S

pytestmark = [pytest.mark.balances, pytest.mark.properties]
HISTORIES, STEPS = 2_000, 12
HAPPENINGS = 8
#: The arithmetic is the same on every database; the second one is tried with a tenth.
LIVES = 2_000 if connection.vendor == "sqlite" else 200
# Parts run beside each other; each is long enough to meet every kind of life by itself.
PARTS = 8 if LIVES > 1_000 else 2
RULES = ("oldest", "proportion", "named")
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def yuan(fen: int) -> Decimal:
    """Whole fen as yuan."""
    return Decimal(fen) / 100


@dataclass
class Plain:
    """The model: fen owed by (worker, month), and payments as portions of them."""

    owed: dict[tuple[int, str], int] = field(default_factory=dict)
    payments: list[dict[tuple[int, str], int]] = field(default_factory=list)
    credit: list[int] = field(default_factory=list)

    def paid(self, key: tuple[int, str]) -> int:
        """Fen a month received."""
        return sum(payment.get(key, 0) for payment in self.payments)

    def lacking(self, key: tuple[int, str]) -> int:
        """Fen a month still lacks."""
        return self.owed[key] - self.paid(key)

    @property
    def total(self) -> int:
        """Fen lacking in all."""
        return sum(self.owed.values()) - sum(sum(payment.values()) for payment in self.payments)

    def pay(self, fen: int, rule: str, order: list[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """Portions of ``fen`` in the plainest way there is: fen by fen where it is in proportion."""
        lacking = {key: self.lacking(key) for key in order if self.lacking(key)}
        given: dict[tuple[int, str], int] = {}
        if rule == "oldest":
            for key in sorted(lacking, key=lambda key: key[1]):
                given[key] = min(fen, lacking[key])
                fen -= given[key]
        else:
            whole = sum(lacking.values())
            exact = {key: fen * part for key, part in lacking.items()}
            given = {key: part // whole for key, part in exact.items()}
            rests = sorted(lacking, key=lambda key: -(exact[key] % whole))
            for key in rests[: fen - sum(given.values())]:
                given[key] += 1
        return {key: part for key, part in given.items() if part}


class Figures:
    """The product's pure code, driven the way its verbs drive it."""

    def __init__(self) -> None:
        self.claims: dict[tuple[int, str], Decimal] = {}
        self.payments: list[dict[str, Decimal]] = []
        self.credit = Decimal(0)

    def ledger(self) -> Ledger:
        """As ``reading`` makes it."""
        paid: Counter[str] = Counter()
        for payment in self.payments:
            for key, part in payment.items():
                paid[key] = paid.get(key, Decimal(0)) + part  # type: ignore[assignment]  # yuan, not counts
        lines = [
            Line(name(key), key[0], key[1], owed, Decimal(paid.get(name(key), 0)))
            for key, owed in self.claims.items()
        ]
        return Ledger.of(lines, self.credit)

    def pay(self, amount: Decimal, rule: str, named: dict[str, Decimal]) -> None:
        """As ``record_payment`` does."""
        debts = [line.debt for line in self.ledger().lines]
        self.payments.append(spread(amount, debts, rule, named))


def name(key: tuple[int, str]) -> str:
    """A claim's code in the pure histories."""
    return f"{key[0]}/{key[1]}"


# ── Two thousand histories of the pure code ─────────────────────────────────────────────────────────────────────


@settings(max_examples=HISTORIES, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_balances_equal_a_plain_model_after_any_history(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a reproducible history, no secret
    plain, real = Plain(), Figures()
    for _ in range(STEPS):
        step(chance, plain, real)
        agree(plain, real.ledger())


def step(chance: random.Random, plain: Plain, real: Figures) -> None:
    """One thing that happens to both."""
    what = chance.choice(
        ("claim", "claim", "correct", "pay", "pay", "pay", "too_much", "reverse", "drop", "merge")
    )
    key = (chance.randrange(6), chance.choice(MONTHS))
    if what in ("claim", "merge"):
        # Another case's claim: the same worker and month stays one, others come over.
        if key not in plain.owed:
            plain.owed[key] = chance.randrange(1, 900_000)
            real.claims[key] = yuan(plain.owed[key])
    elif what == "correct" and key in plain.owed:
        plain.owed[key] = max(plain.paid(key), chance.randrange(1, 900_000))
        real.claims[key] = yuan(plain.owed[key])
    elif what == "drop" and key in plain.owed and not plain.paid(key):
        del plain.owed[key], real.claims[key]
    elif what == "reverse" and plain.payments:
        at = chance.randrange(len(plain.payments))
        del plain.payments[at], real.payments[at]
    elif what in ("pay", "too_much") and plain.total:
        pay(chance, plain, real, chance.choice(RULES), what == "too_much")


def pay(chance: random.Random, plain: Plain, real: Figures, rule: str, beyond: bool) -> None:
    """A payment to both; one beyond the debt is refused by the product and changes nothing."""
    order = list(plain.owed)
    if beyond:
        with pytest.raises(CannotAllocate):
            real.pay(yuan(plain.total + chance.randrange(1, 9)), rule, {})
        return
    fen = chance.randrange(1, plain.total + 1)
    given = plain.pay(fen, "proportion" if rule == "named" else rule, order)
    plain.payments.append(given)
    real.pay(yuan(fen), rule, {name(key): yuan(part) for key, part in given.items()})


def agree(plain: Plain, ledger: Ledger) -> None:
    """Every figure of the ledger is the model's."""
    assert {line.key: line.outstanding for line in ledger.lines} == {
        name(key): yuan(plain.lacking(key)) for key in plain.owed
    }
    assert all(line.outstanding >= 0 for line in ledger.lines)
    assert ledger.outstanding == ledger.owed - ledger.paid == yuan(plain.total)
    assert ledger.people == len({key[0] for key in plain.owed})
    assert ledger.is_settled == (bool(plain.owed) and plain.total == 0)


@settings(max_examples=HISTORIES, deadline=None, derandomize=True, database=None)
@given(
    weights=st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=40),
    share=st.integers(min_value=0, max_value=10_000),
)
def test_a_proportion_gives_every_fen_and_nobody_more_than_is_owed(weights: list[int], share: int) -> None:
    total = sum(weights)
    if not total:
        return
    money = total * share // 10_000
    given = in_proportion(money, dict(enumerate(weights)))
    assert sum(given.values()) == money
    for key, weight in enumerate(weights):
        exact = money * weight
        assert exact // total <= given[key] <= min(weight, -(-exact // total))


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_plan_has_come_exactly_as_far_as_its_claims_were_paid(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  as above
    owed = [chance.randrange(1, 10**6) for _ in range(chance.randrange(1, 9))]
    cuts = sorted(chance.sample(range(1, sum(owed)), min(2, sum(owed) - 1))) if sum(owed) > 2 else []
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, sum(owed)], strict=True)]
    assert gap([yuan(part) for part in parts], yuan(sum(owed))) == 0
    paid = [chance.randrange(part + 1) for part in owed]
    brought = progress((yuan(whole), yuan(whole - part)) for whole, part in zip(owed, paid, strict=True))
    assert brought == yuan(sum(paid))
    filled = fill([yuan(part) for part in parts], brought)
    assert sum(filled) == brought
    assert all(
        later == 0 or earlier == yuan(part)
        for earlier, later, part in zip(filled, filled[1:], parts, strict=False)
    )


def test_finer_than_a_fen_is_no_money() -> None:
    with pytest.raises(CannotAllocate):
        spread(Decimal("0.001"), [Debt("a", "2025-01", Decimal(1))], AllocationRule.OLDEST)


# ── Two thousand lives through the door ────────────────────────────────────────────────────────────────────────────


class Life:
    """A wage case and its model, living through the same things."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.one = Arrears(world, name="甲", phone="13900000000", receipt_code="").assign()
        self.plain = Plain()
        self.codes: dict[tuple[int, str], str] = {}
        self.live: list[str] = []
        self.epoch = 1

    def happen(self) -> None:
        """One thing, whatever the case allows."""
        things = (
            self.claim,
            self.claim,
            self.pay,
            self.pay,
            self.reverse,
            self.plan,
            self.merge,
            self.life_again,
        )
        self.chance.choice(things)()
        self.compare()

    def claim(self) -> None:
        """A worker's month, if it is not there."""
        key = (self.chance.randrange(3), self.chance.choice(MONTHS))
        if key in self.codes or self.one.case.state == S.CLOSED:
            return
        fen = self.chance.randrange(1, 500_000)
        self.one.do(
            "add_claim",
            self.one.mediator,
            name="甲乙丙"[key[0]],
            period=key[1],
            due=yuan(fen),
            phone=f"1390000000{key[0]}",
        )
        self.plain.owed[key] = fen
        self._find()

    def _find(self) -> None:
        names = {party.name_index: party.pk for party in self.one.parties}
        from protection import personal

        of = {names.get(personal.blind_index("name", who)): number for number, who in enumerate("甲乙丙")}
        self.codes = {(of[claim.party_id], claim.period): claim.code for claim in self.one.claims}

    def pay(self) -> None:
        """Part of what is lacking, by any rule."""
        if not self.plain.total or self.one.case.state not in (
            "verifying",
            "confirmed",
            "planned",
            "repaying",
        ):
            return
        part = self.chance.randrange(1, self.plain.total + 1)
        rule, fen = self.chance.choice(RULES), self.chance.choice((part, self.plain.total))
        order = sorted(self.codes, key=lambda key: self._place(key))
        given = self.plain.pay(fen, "proportion" if rule == "named" else rule, order)
        named = {self.codes[key]: yuan(part) for key, part in given.items()} if rule == "named" else None
        self.one.pay(yuan(fen), allocation=rule, named=named, scope="all")
        self.plain.payments.append(given)
        self.live.append(self.one.payment.code)

    def _place(self, key: tuple[int, str]) -> int:
        return [claim.code for claim in self.one.claims].index(self.codes[key])

    def reverse(self) -> None:
        """Any payment that lives."""
        if not self.live or self.one.case.state == S.CLOSED:
            return
        at = self.chance.randrange(len(self.live))
        self.one.do("reverse_payment", self.one.mediator, payment=self.live.pop(at), reason="退票")
        del self.plain.payments[at]

    def plan(self) -> None:
        """A plan of all that is lacking: it moves no money."""
        if self.one.case.state in ("confirmed", "planned", "repaying") and self.plain.total > 3:
            self.one.plan(days=(5, 30))

    def merge(self) -> None:
        """Another report of the same wages comes in, with a month more and a payment, and is merged into this case."""
        if self.one.case.state == S.CLOSED:
            return
        key = (self.chance.randrange(3), self.chance.choice(MONTHS))
        fen = self.chance.randrange(2, 300_000)
        who: dict[str, Any] = {"name": "甲乙丙"[key[0]], "phone": f"1390000000{key[0]}"}
        other = Arrears(self.world, receipt_code="", **who).assign()
        other.do("add_claim", other.mediator, period=key[1], due=yuan(fen), **who)
        part = self.chance.randrange(1, fen)
        other.pay(yuan(part))
        other.do("merge", other.mediator, into=self.one.case)
        self.one.fresh()
        # A month both have stays as it was here; what was paid there counts here as far as it lacks.
        self.plain.owed.setdefault(key, fen)
        given = min(part, self.plain.lacking(key))
        self.plain.payments.append({key: given} if given else {})
        self.live.append(Payment.objects.filter(case=self.one.case).latest("id").code)
        self._find()
        for claim in self.one.claims:
            if claim.has_rival:
                self.one.do("choose_claim", self.one.mediator, claim=claim.code, keep="kept")

    def life_again(self) -> None:
        """A cleared case is closed and opened again: its ledger stays."""
        one = self.one
        if one.case.state == S.CLEARED:
            one.do("ask_close", one.mediator, reason="已付清").answer()
            one.do("ask_reopen", one.at_unit(one.mediator.role), reason="又有欠薪").answer().assign()
            self.epoch += 1
        elif one.case.state == S.VERIFYING and self.epoch == 1:
            one.contact() if one.case.receipt_hash else None
            one.found().do("confirm_arrears", one.mediator)

    def compare(self) -> None:
        """Case, ledger and model say the same."""
        ledger, case = ledger_of(self.one.case), self.one.fresh()
        codes = {self.codes[key]: yuan(self.plain.lacking(key)) for key in self.plain.owed}
        assert {line.key: line.outstanding for line in ledger.lines} == codes
        assert case.amount_recovered == ledger.paid == yuan(sum(sum(p.values()) for p in self.plain.payments))
        if self.plain.owed:
            assert case.amount_involved == yuan(sum(self.plain.owed.values()))
            assert (case.state == S.CLEARED) <= (self.plain.total == 0)
        assert case.epoch == self.epoch
        assert case.people >= ledger.people
        assert Claim.objects.filter(case=case, state="live").count() == len(self.plain.owed)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_life_through_the_door_keeps_the_balances_of_the_plain_model(world: World, part: int) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=LIVES // PARTS, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(seed=st.integers(min_value=part * 10**6, max_value=part * 10**6 + 10**5))
    def live(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  a reproducible life, no secret
        with undone():
            life = Life(world, chance)
            for _ in range(HAPPENINGS):
                life.happen()
                seen.update([life.one.case.state, f"epoch {life.epoch}"])

    # Everybody who will act is there before a life is taken back.
    Arrears(world).to(S.CLOSED)
    live()
    assert seen.keys() >= {"cleared", "repaying"} | ({"epoch 2"} if LIVES > 1_000 else set()), seen


def test_a_plan_that_came_due_does_not_change_a_fen(world: World) -> None:
    one = Arrears(world).to(S.PLANNED)
    before = one.ledger.outstanding
    one.do("record_payment", one.mediator, amount=1, paid_on=today() - DAY, voucher=paper())
    with pytest.raises(Refused):
        one.do("record_payment", one.mediator, amount=before, paid_on=today(), voucher=paper())
    assert one.ledger.outstanding == before - 1
