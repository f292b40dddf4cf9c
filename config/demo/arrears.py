"""What happens in a wage case of the demonstration, step by step: warning, claims, finding, papers, plan, payments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from cases.models import CaseKind

from . import stories as s
from .timeline import Tale

Facts = dict[str, Any]


def signal(kind: str, value: int, source: str) -> dict[str, Any]:
    """A warning signal that somebody saw."""
    return {"kind": kind, "value": Decimal(value), "source": source}


def month(tale: Tale, back: int) -> str:
    """The pay period ``back`` months before the present step's."""
    number = tale.day.year * 12 + tale.day.month - 1 - back
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def hands(given: Facts) -> tuple[str, str, str]:
    """Intake, mediator and chair."""
    return s.team(given)


def warn(tale: Tale, given: Facts) -> None:
    """预警: reported with its signals; ``months`` are the reporter's own unpaid months, each so many yuan."""
    facts = {key: value for key, value in given.items() if key not in ("team", "months", "crew")}
    months: Sequence[int] = given.get("months", ())
    if months:
        facts["claims"] = [
            {"period": month(tale, len(months) - number), "due": Decimal(yuan)}
            for number, yuan in enumerate(months)
        ]
    s.report(tale, facts | {"kind": CaseKind.WAGES})


def warned(tale: Tale, given: Facts) -> Iterator[float]:
    """Warned, and spoken to where somebody left a number."""
    warn(tale, given)
    if "by" not in given:
        yield 0.1
        tale.do(hands(given)[0], "contact", note="已电话联系，问清了欠薪的月份和人数。")


def verifying(tale: Tale, given: Facts) -> Iterator[float]:
    """A mediator is named and enters what is owed."""
    yield from warned(tale, given)
    _intake, mediator, chair = hands(given)
    yield 1
    tale.do(chair, "assign", mediator=tale.county.people[mediator], note="先把每个人每个月欠多少弄清楚。")
    yield 0.1
    for number, (name, amounts) in enumerate(given.get("crew", {}).items()):
        for back, yuan in enumerate(reversed(amounts), 1):
            tale.do(
                mediator, "add_claim", period=month(tale, back), due=yuan, name=name, phone=f"199002{number:05d}"
            )  # fmt: skip


def confirmed(tale: Tale, given: Facts) -> Iterator[float]:
    """Looked into, and it is so."""
    yield from verifying(tale, given)
    mediator = hands(given)[1]
    yield 1
    tale.do(mediator, "notify_employer", kind="verify")
    yield 1
    tale.do(mediator, "record_finding", finding="confirmed", note="工资表、考勤和银行流水三样对得上。")
    tale.do(mediator, "confirm_arrears")


def demanded(tale: Tale, given: Facts) -> Iterator[float]:
    """提示函 is out."""
    yield from confirmed(tale, given)
    yield 1
    tale.do(hands(given)[1], "send_tip")


def planned(
    tale: Tale, given: Facts, days: Sequence[int] = (10, 30), shares: Sequence[int] = (50, 50)
) -> Iterator[float]:
    """A plan: ``shares`` per cent of what is owed, due so many working days on."""
    yield from demanded(tale, given)
    yield 2
    plan(tale, hands(given)[1], days, shares)


def plan(tale: Tale, who: str, days: Sequence[int], shares: Sequence[int]) -> None:
    """约定还款计划 for all that is owed; the last instalment takes the odd fen."""
    whole = owed(tale)
    amounts = [(whole * share / 100).quantize(Decimal("1.00")) for share in shares[:-1]]
    amounts.append(whole - sum(amounts, Decimal(0)))
    parts = [
        {"amount": amount, "due_on": tale.in_working_days(day)}
        for amount, day in zip(amounts, days, strict=True)
    ]
    tale.do(who, "agree_plan", instalments=parts, agreed_on=tale.day, note="单位书面承诺，双方签字。")


def pay(tale: Tale, who: str, amount: Decimal, **more: Any) -> None:
    """登记收款 with its voucher."""
    tale.do(
        who, "record_payment", amount=amount, paid_on=tale.day, voucher=s.proof(), note="银行代发明细", **more
    )


def owed(tale: Tale) -> Decimal:
    """涉及金额 of the case, in yuan."""
    return tale.case.amount_involved or Decimal(0)


def pay_instalment(tale: Tale, who: str, order: int) -> None:
    """One instalment of the live plan, whole."""
    row = tale.case.instalments.filter(plan__is_live=True).order_by("plan_id", "order")[order - 1]
    pay(tale, who, row.amount - row.paid)
