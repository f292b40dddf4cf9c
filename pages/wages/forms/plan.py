"""还款计划: rows of instalments, the gap to what is owed, and the day each is really to be paid."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import AllocationRule
from cases.wages import schedules
from cases.wages.balances import ZERO, Line
from organizations import calendar as calendars
from organizations.workdays import OutOfCalendar
from pages.casefile.forms.base import StepForm, day, money, note, one_of, pick
from pages.speech import spoken_date
from pages.wages.forms import choices
from record.timekeeping import day_of
from workflows.deadline_steps import day_name
from workflows.deadlines import Roll, Unit, due
from workflows.wage_arrears.plan import MOST_INSTALMENTS

ALL, UNPLANNED = "all", "unplanned"


@dataclass(frozen=True)
class PayDay:
    """The day the law gives an agreed day (条例 14), and why it is another."""

    day: datetime.date
    words: str
    moved: bool = False


def pay_day(agreed: datetime.date) -> PayDay:
    """When it must really be paid: on the working day before, where the agreed day is a rest day."""
    calendar = calendars.current()
    try:
        last, provisional = due(calendar, agreed, 0, Unit.CALENDAR, roll=Roll.BACK)
    except (OutOfCalendar, ValueError) as error:
        return PayDay(agreed, str(error))
    maybe = gettext("（暂定：当年放假安排尚未公布）") if provisional else ""
    if last == agreed:
        return PayDay(last, gettext("当天是工作日，就在这天付。") + maybe)
    return PayDay(
        last,
        gettext("%(day)s是%(why)s，提前到 %(last)s（条例第十四条）。") % {
            "day": spoken_date(agreed), "why": day_name(calendar, agreed), "last": spoken_date(last),
        } + maybe,
        moved=True,
    )  # fmt: skip


class AgreePlan(StepForm):
    """约定还款计划."""

    lead = _(
        "各期合计要正好等于所欠的金额，差一分也登记不了。任何人的工资都不会因为计划减少；要让步的，须职工本人在协商中签字。"
    )
    template = "wages/form_plan.html"
    START_ROWS = 3
    agreed_on = day(_("约定的日期"))
    covers = one_of(_("管哪些欠薪"))
    allocation = one_of(_("每期的钱怎么分"), AllocationRule.choices)
    note = note()

    def prepare(self) -> None:
        """As many rows as are asked for; what they must come to."""
        self.fields["agreed_on"].initial = day_of(self.desk.at)
        self.fields["allocation"].initial = AllocationRule.PROPORTION
        lines = [one for one in choices.ledger_of(self).lines if one.outstanding]
        self.covered = {ALL: lines, UNPLANNED: [one for one in lines if one.planned is None]}
        self._offer_covers()
        self.row_count = _rows(self.data.get("rows") or self.initial.get("rows"), self.START_ROWS)
        payers = choices.payers(self.desk.case)
        for number in range(self.row_count):
            self.fields[f"amount_{number}"] = money(_("金额(元)"))
            self.fields[f"due_on_{number}"] = day(_("哪天付"), required=False)
            if payers:
                self.fields[f"payer_{number}"] = pick(_("谁付"), required=False)
                self.offer(f"payer_{number}", payers)

    def _offer_covers(self) -> None:
        some = self.covered[UNPLANNED]
        rows = [(ALL, _covers_words(gettext("所有还欠着的"), self.covered[ALL]))]
        if some and len(some) < len(self.covered[ALL]):
            rows.append((UNPLANNED, _covers_words(gettext("只管还没有计划的"), some)))
        self.offer("covers", rows)
        self.fields["covers"].initial = UNPLANNED if len(rows) > 1 else ALL

    @property
    def owed(self) -> Decimal:
        """What the instalments must come to."""
        wanted = self.data.get("covers") or self.initial.get("covers") or self.fields["covers"].initial
        lines = self.covered.get(str(wanted), self.covered[ALL])
        return sum((one.outstanding for one in lines), ZERO)

    @property
    def total(self) -> Decimal:
        """What the rows typed so far come to."""
        return sum((one["amount"] for one in self.typed()), ZERO)

    @property
    def gap(self) -> Decimal:
        """Rows less what is owed: positive where they are too much."""
        return schedules.gap([one["amount"] for one in self.typed()], self.owed)

    @property
    def missing(self) -> Decimal:
        """The gap without its sign."""
        return abs(self.gap)

    def typed(self) -> list[dict[str, Any]]:
        """Rows that were filled in, so far as they can be read."""
        found = []
        for number in range(self.row_count):
            amount = self._read(f"amount_{number}")
            if amount:
                found.append({"number": number, "amount": amount, "due_on": self._read(f"due_on_{number}")})
        return found

    def _read(self, name: str) -> Any:
        """One box as its field reads it; None for what it cannot."""
        source = self.data or self.initial
        try:
            return self.fields[name].clean(source.get(name))
        except forms.ValidationError:  # told of beside the box; here it counts for nothing
            return None

    def term_rows(self) -> Iterable[tuple[list[BoundField], PayDay | None]]:
        """The rows for the template, each with its real pay day once it has a day."""
        for number in range(self.row_count):
            names = [f"{name}_{number}" for name in ("amount", "due_on", "payer")]
            on = self._read(f"due_on_{number}")
            yield [self[name] for name in names if name in self.fields], pay_day(on) if on else None

    def clean(self) -> dict[str, Any]:
        """A row that was begun must be finished; together they are exactly what is owed."""
        values = super().clean() or {}
        parts = []
        for number in range(self.row_count):
            amount, due_on = values.get(f"amount_{number}"), values.get(f"due_on_{number}")
            if not (amount or due_on):
                continue
            if not amount and f"amount_{number}" not in self.errors:
                self.add_error(f"amount_{number}", _("请写明金额。"))
            if due_on is None and f"due_on_{number}" not in self.errors:
                self.add_error(f"due_on_{number}", _("请写明哪天付。"))
            parts.append({"amount": amount, "due_on": due_on, "payer": values.get(f"payer_{number}") or ""})
        if not parts and not self.errors:
            self.add_error("amount_0", _("计划至少要有一期。"))
        values["instalments"] = parts
        return values

    def data_for_step(self) -> dict[str, Any]:
        """The verb's fields."""
        values = self.cleaned_data
        some = self.covered[UNPLANNED] if values["covers"] == UNPLANNED else []
        return {
            "instalments": values["instalments"], "agreed_on": values["agreed_on"], "covers": [one.key for one in some],
            "allocation": values["allocation"], "note": values["note"],
        }  # fmt: skip


def _covers_words(words: str, lines: list[Line]) -> str:
    return gettext("%(words)s：%(people)d 人，%(sum)s 元") % {
        "words": words, "people": len({one.party for one in lines}),
        "sum": f"{sum((one.outstanding for one in lines), ZERO):,.2f}",
    }  # fmt: skip


def _rows(asked: object, least: int) -> int:
    text = str(asked or "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return max(least, min(found, MOST_INSTALMENTS))
