"""后续途径 of an agreement, each when its own ground exists. Pure: no database, no clock."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cases.models import EnforceableBy, Matter, TermNature
from organizations.code_values import Road

#: 劳动争议调解仲裁法 16: a payment order opens for these alone.
PAYMENT_ORDER_FOR = (TermNature.WAGES, TermNature.MEDICAL, TermNature.SEVERANCE, TermNature.DAMAGES)


@dataclass(frozen=True, slots=True)
class TermFact:
    """One agreed term as it stands: what it is for, how much of it is paid."""

    order: int
    nature: str
    amount: Decimal
    paid: Decimal
    due_on: datetime.date

    def open_after(self, on: datetime.date) -> Decimal:
        """Yuan still owed once the agreed day has passed; zero before."""
        return self.amount - self.paid if self.due_on < on else Decimal(0)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the roads look at. ``review_until`` and ``confirm_until`` are last days of the two joint roads' clocks,
    None once they ran out or were taken; ``enforceable_by`` is the document that can be enforced, if any.
    """

    matter: str
    on: datetime.date
    in_force_on: datetime.date | None
    terms: Sequence[TermFact]
    review_until: datetime.date | None = None
    confirm_until: datetime.date | None = None
    enforceable_by: str = EnforceableBy.NONE


@dataclass(frozen=True, slots=True)
class OpenRoad:
    """One road. ``reason`` says why it is not open, and is empty when it is; ``rule`` names its clock or its law's row.

    ``until`` is the last day to ask, ``amount`` yuan to be claimed, ``terms`` the terms it is about, ``together`` that
    both sides must ask.
    """

    road: Road
    ground: str
    reason: str
    rule: str
    until: datetime.date | None = None
    amount: Decimal = Decimal(0)
    terms: tuple[int, ...] = ()
    together: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it may be taken now."""
        return not self.reason


def roads(agreement: Agreement) -> list[OpenRoad]:
    """All four roads out of an agreement, open or with the reason why not; none before it is in force."""
    if agreement.in_force_on is None or agreement.matter == Matter.AGENDA:
        return []
    return [
        _joint(Road.ARBITRATION_REVIEW, "arb_review_apply", agreement.review_until, agreement.on),
        _joint(Road.COURT_CONFIRMATION, "judicial_confirm_apply", agreement.confirm_until, agreement.on),
        _payment_order(agreement),
        _enforcement(agreement),
    ]


def _joint(road: Road, rule: str, until: datetime.date | None, on: datetime.date) -> OpenRoad:
    late = until is None or on > until
    reason = str(_("申请的期限已过，或已经申请。")) if late else ""
    return OpenRoad(
        road, str(_("协议已生效，双方可共同申请。")), reason, rule, None if late else until, together=True
    )


def _payment_order(agreement: Agreement) -> OpenRoad:
    owed = [
        (term.order, term.open_after(agreement.on))
        for term in agreement.terms
        if term.nature in PAYMENT_ORDER_FOR and term.open_after(agreement.on) > 0
    ]
    reason = (
        "" if owed else str(_("只有劳动报酬、工伤医疗费、经济补偿、赔偿金到期没有付清，才可以申请支付令。"))
    )
    return OpenRoad(
        Road.PAYMENT_ORDER, str(_("约定的给付到期没有付清(劳动争议调解仲裁法第十六条)。")), reason,
        "payment_order_ground", amount=sum((left for _order, left in owed), Decimal(0)),
        terms=tuple(order for order, _left in owed),
    )  # fmt: skip


def _enforcement(agreement: Agreement) -> OpenRoad:
    owed = [(term.order, term.open_after(agreement.on)) for term in agreement.terms]
    open_terms = tuple(order for order, left in owed if left > 0)
    if not agreement.enforceable_by:
        reason = str(_("要先有仲裁调解书、司法确认裁定或支付令，才可以申请执行。"))
    else:
        reason = "" if open_terms else str(_("没有到期未付的款项。"))
    return OpenRoad(
        Road.ENFORCEMENT, str(_("有执行依据，约定的给付到期没有付清。")), reason, "enforce_apply",
        amount=sum((left for _order, left in owed), Decimal(0)), terms=open_terms,
    )  # fmt: skip
