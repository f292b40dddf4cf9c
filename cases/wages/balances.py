"""What is owed, paid and still lacking, from the ledger's rows. The only place that says what "outstanding" is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .allocation import Debt

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Line:
    """One live claim (``key`` is its code): ``owed`` when claimed, ``paid`` by live payments, ``waived`` by its worker in a live agreement.

    ``planned`` is what a live plan undertook to pay of it, None where no plan covers it. All in yuan.
    """

    key: str
    party: int
    period: str
    owed: Decimal
    paid: Decimal = ZERO
    waived: Decimal = ZERO
    planned: Decimal | None = None

    @property
    def outstanding(self) -> Decimal:
        """What it still lacks."""
        return self.owed - self.waived - self.paid

    @property
    def debt(self) -> Debt:
        """As ``allocation`` wants it."""
        return Debt(self.key, self.period, self.outstanding)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All live claims of a case, and the credit nobody is owed yet."""

    lines: Sequence[Line] = ()
    credit: Decimal = ZERO
    by_key: Mapping[str, Line] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[Line], credit: Decimal = ZERO) -> Ledger:
        """A ledger of these lines."""
        kept = list(lines)
        return cls(kept, credit, {line.key: line for line in kept})

    @property
    def owed(self) -> Decimal:
        """涉及金额: what all claims lacked when they were claimed."""
        return sum((line.owed for line in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        """追回金额: what live payments brought to claims; credit is apart."""
        return sum((line.paid for line in self.lines), ZERO)

    @property
    def waived(self) -> Decimal:
        """What workers gave up by their own signature."""
        return sum((line.waived for line in self.lines), ZERO)

    @property
    def outstanding(self) -> Decimal:
        """尚欠: always owed − waived − paid."""
        return sum((line.outstanding for line in self.lines), ZERO)

    @property
    def people(self) -> int:
        """人数: workers with a claim, each counted once."""
        return len({line.party for line in self.lines})

    @property
    def people_owed(self) -> int:
        """Workers who still lack something."""
        return len({line.party for line in self.lines if line.outstanding})

    @property
    def is_settled(self) -> bool:
        """Whether there are claims and nothing is lacking on any."""
        return bool(self.lines) and all(not line.outstanding for line in self.lines)

    @property
    def planned(self) -> list[Line]:
        """Claims a live plan covers."""
        return [line for line in self.lines if line.planned is not None]

    @property
    def unplanned(self) -> list[Line]:
        """Claims no live plan covers: of workers an agreement does not bind, or added since."""
        return [line for line in self.lines if line.planned is None]
