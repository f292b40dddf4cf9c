"""A worker's own unpaid months: said with the report, added later, and followed. Nobody else's, and no total of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    Allocation,
    Case,
    CaseKind,
    Claim,
    ClaimState,
    Clock,
    Instalment,
    InstalmentState,
    PlanCover,
)
from cases.wages.balances import ZERO, Line
from cases.wages.claims import WrongClaim, check_period
from cases.wages.own import reporter_of
from cases.wages.reading import line_of
from pages.speech import spoken_date
from record.timekeeping import today
from workflows.wage_arrears.clocks import PAY_DAY

from .fields import Line as TextLine
from .fields import Money

#: Months asked for in a report; more are added on the tracking page.
ROWS = 3
NOTE_LENGTH = 200
MONTH = r"^\d{4}-\d{2}$"


class MonthInput(forms.TextInput):
    """The browser's own month picker; where there is none, a line of text."""

    input_type = "month"


def month_field(required: bool = True) -> forms.CharField:
    """Which month, as ``YYYY-MM``."""
    return forms.RegexField(
        MONTH, label=gettext_lazy("哪个月的工资"), required=required, widget=MonthInput(attrs={"placeholder": "2026-03"}),
        error_messages={
            "required": gettext_lazy("请选择是哪个月的工资。"), "invalid": gettext_lazy("月份要写成 2026-03 的样子。"),
        },
    )  # fmt: skip


def money_field(label: Any, help_text: Any = "", *, required: bool = False) -> Money:
    """Yuan."""
    return Money(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class ClaimForm(forms.Form):
    """填报我被拖欠的工资: one month."""

    period = month_field()
    due = money_field(gettext_lazy("应该发多少（元）"), required=True)
    deducted = money_field(gettext_lazy("扣了多少（元）"), gettext_lazy("社保、个税等，没有就空着。"))
    paid_before = money_field(gettext_lazy("已经拿到多少（元）"), gettext_lazy("一分没拿到就空着。"))
    note = TextLine(
        label=gettext_lazy("说明"),
        most=NOTE_LENGTH,
        required=False,
        too_long=gettext_lazy("写得太长了，最多200字。"),
    )


def claim_of(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """The verb's fields; an empty amount is nought."""
    return {name: ZERO if value is None else value for name, value in cleaned.items()}


class MonthRows:
    """The months of a report, for the form of its second step."""

    @staticmethod
    def fields() -> dict[str, forms.Field]:
        """``ROWS`` rows, none of which must be filled in."""
        found: dict[str, forms.Field] = {}
        for number in range(ROWS):
            found[f"period_{number}"] = month_field(required=False)
            found[f"due_{number}"] = money_field(gettext_lazy("应该发多少（元）"))
            found[f"paid_{number}"] = money_field(gettext_lazy("已经拿到多少（元）"))
        return found

    @staticmethod
    def check(form: forms.Form, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows filled in; one that was begun must be finished, and no month stands twice."""
        rows: list[dict[str, Any]] = []
        for number in range(ROWS):
            period, due = values.get(f"period_{number}"), values.get(f"due_{number}")
            paid = values.get(f"paid_{number}")
            if not (period or due or paid):
                continue
            if not period and f"period_{number}" not in form.errors:
                form.add_error(f"period_{number}", _("请选择是哪个月的工资。"))
            if not due and f"due_{number}" not in form.errors:
                form.add_error(f"due_{number}", _("请写应该发多少。"))
            if period:
                _check_month(form, f"period_{number}", period)
            if period and any(row["period"] == period for row in rows):
                form.add_error(f"period_{number}", _("这个月已经写过了。"))
            if due and paid and paid >= due:
                form.add_error(f"paid_{number}", _("拿到的不少于应发，这个月就没有欠薪，不用写。"))
            rows.append({"period": period, "due": due, "paid_before": paid or ZERO})
        return rows


def _check_month(form: forms.Form, name: str, period: str) -> None:
    try:
        check_period(period, today())
    except WrongClaim as wrong:
        form.add_error(name, str(wrong))


@dataclass(frozen=True)
class OwnMonth:
    """One own month: what was claimed, what came since, what is lacking."""

    claim: Claim
    line: Line

    @property
    def is_settled(self) -> bool:
        """Nothing is lacking."""
        return not self.line.outstanding


@dataclass(frozen=True)
class OwnPart:
    """A day on which the plan brings money; nothing is said of how much it brings to others."""

    order: int
    day: str
    words: str
    is_late: bool
    is_done: bool


def own_wages(case: Case) -> dict[str, Any]:
    """What the tracking page shows of wages; empty for other kinds and for who left no name. Eight queries."""
    if case.kind != CaseKind.WAGES:
        return {}
    party = reporter_of(case)
    if party is None:
        return {"wages": {"months": [], "nameless": True}}
    claims = list(Claim.objects.filter(case=case, party=party, state=ClaimState.LIVE))
    paid = list(
        Allocation.objects.filter(claim__in=claims, payment__is_live=True)
        .select_related("payment", "claim")
        .order_by("payment__paid_on", "pk")
    )
    covers = list(PlanCover.objects.filter(claim__in=claims, plan__is_live=True).select_related("claim"))
    months = _months(claims, paid, covers)
    return {
        "wages": {
            "months": months, "owed": sum((one.line.owed for one in months), ZERO),
            "paid": sum((one.line.paid for one in months), ZERO),
            "outstanding": sum((one.line.outstanding for one in months), ZERO),
            "came": _came(paid), "parts": _parts(case, covers), "planned": sum((one.amount for one in covers), ZERO),
            "waived": sum((one.waived for one in covers), ZERO),
        }
    }  # fmt: skip


def _months(
    claims: Iterable[Claim], paid: Iterable[Allocation], covers: Iterable[PlanCover]
) -> list[OwnMonth]:
    brought: dict[str, Decimal] = {}
    for one in paid:
        brought[one.claim.code] = brought.get(one.claim.code, ZERO) + one.amount
    by_claim = {cover.claim.code: cover for cover in covers}
    return [OwnMonth(claim, line_of(claim, brought, by_claim)) for claim in claims]


def _came(paid: Iterable[Allocation]) -> list[tuple[str, Decimal]]:
    """What came to this worker, day by day: the sum of a payment over the worker's own months."""
    found: dict[int, tuple[str, Decimal]] = {}
    for one in paid:
        day, before = found.get(one.payment_id, (spoken_date(one.payment.paid_on, with_year=True), ZERO))
        found[one.payment_id] = (day, before + one.amount)
    return list(found.values())


def _parts(case: Case, covers: Iterable[PlanCover]) -> list[OwnPart]:
    """The days of the plans that cover this worker, as the law has them: before a day of rest, never after. Two queries."""
    rows = Instalment.objects.filter(plan__in={cover.plan_id for cover in covers}).order_by("due_on", "order")
    moved = (
        dict(Clock.objects.filter(case=case, rule_id=PAY_DAY).values_list("key", "due_on")) if rows else {}
    )
    done = (InstalmentState.PAID, InstalmentState.LATE)
    return [
        OwnPart(
            number, spoken_date(moved.get(row.code, row.due_on), with_year=True), str(row.get_state_display()),
            row.state == InstalmentState.MISSED, row.state in done,
        )
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
