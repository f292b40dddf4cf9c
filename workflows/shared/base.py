"""What the workflows of handled cases share: the facts guards ask for, and small writers."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from cases.models import Case, CaseReader, ClockState, Consent, Party, ReaderReason, Reported, Term, Watched
from organizations import queries
from organizations.code_values import Category
from organizations.models import Code, CodeList, Unit
from record.names import EventName
from record.timekeeping import day_of, midnight
from workflows.errors import BadInput
from workflows.machine import Workflow

from .limits import limitation_start

MOST_MONEY = Decimal(10) ** 12
#: Targets of our own that follow a case to another union, besides those of its state.
FOLLOWING = ("enforcement_follow", "performance_check", "message_reply", "check_sum_up", "agreement_seal")
SUSPENDED, CLOSED = "suspended", "closed"


class Base(Workflow):
    """Facts and helpers.

    ``approved`` is set only while the answer of an approval runs its step.
    """

    approved = False
    #: The law's own clocks, which run on when a case is handed up and pause only on lawful grounds.
    statutory: ClassVar[Collection[str]] = frozenset()
    #: Clocks of a closed case: 回访 and nothing else.
    after_closing: ClassVar[tuple[str, ...]] = ("return_call",)

    @property
    def detail(self) -> Watched:
        """The kind's own row."""
        detail = self.draft.detail
        assert isinstance(detail, Watched)  # noqa: S101  the registry pairs kind and detail; tells mypy
        return detail

    @property
    def today(self) -> datetime.date:
        """The day the step happens, at Shanghai."""
        return day_of(self.draft.at)

    @property
    def has_open_approval(self) -> bool:
        """Whether a question to the chair is still unanswered."""
        return bool(getattr(self.case, "has_open_approval", False))

    @property
    def has_open_table(self) -> bool:
        """Whether a mediation that serves this case is still going on. One query a step."""
        found: bool = self.fact("open_table", lambda: open_tables(self.case).exists())
        return found

    @property
    def terms(self) -> list[Term]:
        """Agreed terms of this life of the case. One query a step."""
        found: list[Term] = self.fact(
            "terms", lambda: list(Term.objects.filter(case=self.case, epoch=self.case.epoch))
        )
        return found

    @property
    def parties(self) -> list[Party]:
        """The workers. One query a step."""
        found: list[Party] = self.fact("parties", lambda: list(Party.objects.filter(case=self.case)))
        return found

    @property
    def representatives(self) -> int:
        """How many speak for the others."""
        return sum(party.is_representative for party in self.parties)

    @property
    def bound(self) -> int:
        """How many an agreement binds."""
        return sum(party.is_bound for party in self.parties)

    def take_words(self, bound: Sequence[str], declined: Sequence[str], on: datetime.date) -> None:
        """What each said at the table stands on the list of the case it was held for; who said nothing stays unasked.

        An employer who signed there has answered our papers: their reply is waited for no more. A term of the law runs on.
        """
        for clock in [one for one in self.draft.clocks if one.rule_id == "notice_reply"]:
            self.draft.clocks.stop("notice_reply", clock.key, because="agreed")
        for party in self.parties:
            if party.code in bound and not party.is_bound:
                party.consent = Consent.AGREED
            elif party.code in declined:
                party.consent = Consent.DECLINED
            else:
                continue
            party.consented_on = on
            self.draft.changed.append(party)

    @property
    def higher_unit(self) -> Unit | None:
        """Where the case would climb to."""
        found: Unit | None = self.fact("higher_unit", lambda: queries.next_above(self.case.unit))
        return found

    def move_to(self, unit: Unit) -> None:
        """Give the case to another unit: its level, path and town follow; internal targets start anew."""
        case = self.case
        case.unit, case.unit_path, case.level = unit, unit.path, unit.level
        case.town_id = unit.town_id or case.town_id
        book, ours = self.draft.clocks, (*self.state_clocks.get(case.state, ()), *FOLLOWING)
        book.refresh()
        for clock in list(book):
            if (
                clock.rule_id not in self.statutory
                and clock.rule_id in ours
                and clock.state == ClockState.RUNNING
            ):
                book.start(clock.rule_id, clock.key, because="handed_up")

    def keep_reading(self, unit: Unit) -> None:
        """Let the unit that gave the case up go on reading it, unless the worker or a conflict forbids."""
        if self.detail.avoids_own_union or self.detail.conflict_of_interest:
            return
        reads = CaseReader.objects.filter(case=self.case, unit=unit, reason=ReaderReason.HANDED_UP)
        if not reads.exists():
            self.draft.born.append(CaseReader(case=self.case, unit=unit, reason=ReaderReason.HANDED_UP))

    def settle_clocks(self, before: str) -> None:
        """State clocks, and what ends with the case."""
        case = self.case
        if case.state == SUSPENDED or (before == SUSPENDED and case.state != CLOSED):
            return  # suspend and resume pause and continue the clocks themselves
        if case.state == CLOSED and before != CLOSED:
            self.draft.clocks.stop_all()
        super().settle_clocks(before)

    def end(self, conclusion: str) -> None:
        """What every closing sets."""
        case = self.case
        case.conclusion, case.closed_at, case.back_to = str(conclusion), self.draft.at, ""
        if case.is_emergency:
            case.is_emergency = False
            self.say(EventName.EMERGENCY_ENDED, because="closed")
        self.detail.order_open = False

    def day_not_after_today(self, day: datetime.date, field: str) -> None:
        """Refuse a day in the future."""
        if day > self.today:
            raise BadInput(_("日期不能晚于今天。"), field)

    def day_of_the_case(self, day: datetime.date, field: str) -> None:
        """Refuse a day in the future, or before the case was there: a slip of the year is told, not recorded."""
        self.day_not_after_today(day, field)
        first = day_of(self.case.reported_at)
        if day < first:
            raise BadInput(
                _("日期不能早于案件上报的那天（%(day)s），请核对。") % {"day": first.isoformat()}, field
            )

    def note_fired(self, rule_id: str, key: str, rows: Sequence[str], act: str) -> None:
        """Mark escalation rows as done on a clock."""
        clock = self.draft.clocks.get(rule_id, key)
        if clock is not None and rows:
            self.draft.clocks.warned(clock, list(rows), act)

    def on_resumed(self) -> None:
        """What a kind does when a suspended case goes on."""

    def more_personal_keys(self) -> set[Any]:
        """Keys of personal data a kind keeps in tables of its own."""
        return set()


class ReportedBase(Base):
    """A case that a worker reported, with a limitation of its own."""

    @property
    def detail(self) -> Reported:
        """The kind's own row."""
        detail = self.draft.detail
        assert isinstance(detail, Reported)  # noqa: S101  the registry pairs kind and detail; tells mypy
        return detail

    def start_limitation(self) -> None:
        """Start 仲裁时效 if the facts say it runs; days it was suspended before are added."""
        detail, book = self.detail, self.draft.clocks
        start = detail.limitation_from or limitation_start(
            self.case.category, detail.wrong_known_on, detail.employment_ended_on
        )
        if start is None:
            return
        detail.limitation_from = start
        clock = book.start("arb_limitation", at=noon(start))
        if clock is not None and detail.limitation_shift:
            book.extend(
                "arb_limitation",
                clock.due_on + datetime.timedelta(days=detail.limitation_shift),
                because="suspended",
            )


def open_tables(case: Case) -> Any:
    """Mediations that serve ``case`` and are not over."""
    return Case.objects.filter(mediation__serves=case, closed_at__isnull=True).exclude(
        state__in=("failed", "in_force")
    )


def noon(day: datetime.date) -> datetime.datetime:
    """An instant on ``day`` at Shanghai: clocks count from its date."""
    return midnight(day) + datetime.timedelta(hours=12)


def money(value: Any, field: str) -> Decimal:
    """Yuan with two decimals, so that what is hashed is what is stored; a sentence for anything else."""
    try:
        exact = Decimal(value).quantize(Decimal("0.01"))
    except (ArithmeticError, TypeError, ValueError) as error:
        raise BadInput(_("金额应是数字。"), field) from error
    if not exact.is_finite() or abs(exact) >= MOST_MONEY:
        raise BadInput(_("金额应是不小于0的数，最多12位整数。"), field)
    return exact


def known_category(code: str) -> bool:
    """Whether ``code`` is a category: one of ours, or one an office added. At most one query."""
    return (
        code in Category.values
        or Code.objects.filter(list=CodeList.CATEGORY, code=code, is_active=True).exists()
    )


def plain_choice(value: Any, choices: Any, field: str) -> str:
    """``value`` if the list knows it, else a sentence."""
    if value not in choices.values:
        raise BadInput(_("请从列表中选择一项。"), field)
    return str(value)
