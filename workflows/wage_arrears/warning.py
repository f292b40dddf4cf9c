"""预警: the level follows from the signals, the colour from the level, and the time to answer from both."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import codes
from cases.models import Case, Colour, SignalKind, WarningSignal
from cases.wages.levels import Found, Seen, colour_of, level_of
from organizations.code_values import Source
from organizations.models import Level
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared.base import money, plain_choice
from workflows.shared.people import People
from workflows.warning_changes import active_tests

from . import who
from .base import Base
from .clocks import RESPONSE
from .signals import COUNTED, Given
from .states import MOVING, S, state

#: From this level on a case is the town's (domain text, §2 Starts at the town).
TOWN_LEVEL = 2
RISK = list(Colour)
LONGEST_SOURCE = 80
#: How a signal is known, in codes: from the report, from the claims' sum, or in words of the person who entered it.
OURS, SAID = ("report", "claims"), "said"


class Warned(People, Base):
    """Signals and levels."""

    @property
    def signals(self) -> list[WarningSignal]:
        """All signals behind the level. One query a step."""
        return cast(
            list[WarningSignal],
            self.fact("signals", lambda: list(WarningSignal.objects.filter(case=self.case))),
        )

    @step(
        state, MOVING, may=who.any_of(who.handler, who.intake, who.chair_above), label=gettext_lazy("补充预警信号"), weight=64
    )  # fmt: skip
    def add_signal(
        self,
        *,
        kind: str,
        value: Decimal | str,
        known_from: str,
        observed_on: datetime.date,
        source_case: Case | None = None,
        note: str = "",
    ) -> None:
        """补充信号: ``value`` counts what the kind says (days, times, yuan, people); ``known_from`` says how it is known.

        The level is found anew; what the record holds of the employer is not counted here but at the report.
        """
        plain_choice(kind, SignalKind, "kind")
        self.day_not_after_today(observed_on, "observed_on")
        if not known_from.strip():
            raise BadInput(_("请写明这个信号从哪里得知。"), "known_from")
        given = Given(
            kind=kind, value=money(value, "value"), source=known_from.strip(), observed_on=observed_on,
            source_case=source_case, note=note,
        )  # fmt: skip
        row = self.keep_signal(given)
        self.say(
            EventName.SIGNAL_ADDED,
            {"note": note, "known_from": known_from},
            signal=row.code,
            kind=kind,
            value=row.value,
            source=row.source,
        )
        self.relevel()

    def keep_signal(self, given: Given) -> WarningSignal:
        """The row of one signal."""
        value = money(given["value"], "value")
        if value < 0:
            raise BadInput(_("信号的数值不能是负数。"), "value")
        source, private = _origin(given)
        row = WarningSignal(
            code=codes.fresh(), case=self.case, kind=plain_choice(given["kind"], SignalKind, "kind"), value=value,
            source=source, source_case=given.get("source_case"),
            observed_on=given.get("observed_on", self.today), window_days=given.get("window_days"),
            note_key=self.draft.keep(private) if private else None,
        )  # fmt: skip
        self.draft.born.append(row)
        self.signals.append(row)
        return row

    def found_level(self, more: Iterable[Seen] = ()) -> Found:
        """What the rules make of the signals, and of ``more``."""
        tests = self.fact("tests", active_tests)
        return level_of([*seen_of(self.signals), *more], tests)

    def relevel(self) -> None:
        """The level the signals make now; a higher one turns the colour, shortens the answer and climbs to the town."""
        found, before = self.found_level(), self.detail.warn_level
        if found.level <= before:
            return
        self.detail.warn_level = found.level
        self.say(EventName.WARN_LEVEL_SET, frm=before, to=found.level, rules=list(found.rules))
        if self.case.state == S.WARNED:
            for level, rule_id in RESPONSE.items():
                if level != found.level:
                    self.draft.clocks.stop(rule_id, because="level")
            self.draft.clocks.start(RESPONSE[found.level])
        self.colour_by_level()
        if found.level >= TOWN_LEVEL:
            self._up_to_town()

    def colour_by_level(self) -> None:
        """The colour follows the level upward; one that a person set higher stays. Red starts the emergency track."""
        colour = colour_of(self.detail.warn_level)
        if RISK.index(Colour(self.case.colour)) < RISK.index(colour):
            self.case.colour = colour
        if self.case.colour == Colour.RED and not self.case.is_emergency:
            self.begin_emergency()

    def _up_to_town(self) -> None:
        if "wage_level" not in self.detail.start_reasons:
            self.detail.start_reasons = [*self.detail.start_reasons, "wage_level"]
        lower, town = self.case.unit, self.case.unit.town
        if self.case.level >= Level.TOWN or town is None:
            return
        self.keep_reading(lower)
        self.draft.clocks.stop("relay", because="handed_up")
        self.move_to(town)
        self.say(EventName.HANDED_UP, frm=lower.code, to=town.code, by="rule", rule="wage_level")

    def note_figures(self, owed: Decimal) -> None:
        """Claims came in: their sum and the number of workers are signals where they make the level higher."""
        figures = (Seen(SignalKind.AMOUNT, owed), Seen(SignalKind.PEOPLE, Decimal(self.case.people)))
        if self.found_level(figures).level <= self.detail.warn_level:
            return
        for seen in figures:
            self.keep_signal(Given(kind=seen.kind, value=seen.value, source="claims", observed_on=self.today))
        self.relevel()


def _origin(given: Given) -> tuple[str, dict[str, str]]:
    """The code of how it is known, and what is kept apart: words of a person may name one, and never stand in clear."""
    source, note = given.get("source", COUNTED), given.get("note", "")
    private = {"note": note} if note else {}
    if source in (COUNTED, *OURS, *Source.values):
        return source, private
    return SAID, {**private, "known_from": source[:LONGEST_SOURCE]}


def seen_of(rows: Sequence[WarningSignal]) -> list[Seen]:
    """Rows as the rules look at them."""
    return [Seen(row.kind, row.value, row.window_days) for row in rows]
