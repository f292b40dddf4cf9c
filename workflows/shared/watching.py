"""What watches over a case of any kind: what due clocks say and do, 督办, 催办."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from organizations.models import Level
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common

from . import guards as g
from . import who
from .base import Base


class Watching(Base):
    """Reminders, words to superiors, supervision orders."""

    @common("any", may=who.system, label=pgettext_lazy("step", "提醒承办人"), by_hand=False)
    def remind(self, *, clock: str, rule: str, rows: Sequence[str] = ()) -> None:
        """提醒: once a threshold and epoch."""
        self.note_fired(rule, clock, rows, "remind")
        self.say(EventName.REMINDED, rule=rule, key=clock)

    @common("open", may=who.system, label=pgettext_lazy("step", "告知主席和督查员"), by_hand=False)
    def tell(self, *, clock: str, rule: str, rows: Sequence[str] = ()) -> None:
        """告知: the chair here and the supervisors one level up."""
        self.note_fired(rule, clock, rows, "tell")
        self._tell(rule, Level(min(self.case.level + 1, Level.COUNTY)))

    def _tell(self, rule: str, level: Level) -> None:
        self.case.told_level = max(self.case.told_level, level)
        self.say(EventName.SUPERIORS_TOLD, rule=rule, level=int(level))

    @common("moving", may=who.system, label=gettext_lazy("发出督办"), by_hand=False)
    def order_by_clock(self, *, clock: str, rule: str, rows: Sequence[str] = ()) -> None:
        """督办 by a clock; one at a time."""
        self.note_fired(rule, clock, rows, "order")
        self.case.told_level = Level.COUNTY
        if not self.detail.order_open:
            self._order()
        self.say(EventName.SUPERVISION_ORDERED, rule=rule, by="clock")

    @common("moving", may=who.any_of(who.supervisor, who.chair_above), label=gettext_lazy("发督办单"), weight=40,
        when=[g.no_order_open],
    )  # fmt: skip
    def order(self, *, note: str) -> None:
        """督办单: must be answered, on a clock of its own."""
        if not note.strip():
            raise BadInput(_("请写明督办的要求。"), "note")
        self._order()
        self.say(EventName.SUPERVISION_ORDERED, {"note": note}, by="hand")

    def _order(self) -> None:
        self.detail.order_open = True
        self.draft.clocks.start("supervision_reply")

    @common(
        "open",
        may=who.any_of(who.handler, who.chair),
        label=pgettext_lazy("step", "答复督办"),
        weight=8,
        when=[g.order_is_open],
    )
    def answer_order(self, *, note: str) -> None:
        """答复督办: why it was late and what is done."""
        if not note.strip():
            raise BadInput(_("请写明原因和下一步。"), "note")
        self.detail.order_open = False
        self.draft.clocks.stop("supervision_reply")
        self.say(EventName.SUPERVISION_ANSWERED, {"note": note})

    @common(
        "open",
        may=who.any_of(who.supervisor, who.chair_above, who.chair),
        label=pgettext_lazy("step", "催办"),
        weight=45,
    )
    def urge(self, *, note: str = "") -> None:
        """催办: a word to the handler, on record."""
        self.say(EventName.URGED, {"note": note})
