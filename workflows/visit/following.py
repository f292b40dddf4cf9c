"""The list is sorted and followed until nothing on it waits; then the visit is done with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from record.names import EventName
from workflows.machine import step

from . import guards as g
from . import who
from .becoming import Becoming
from .states import S, VisitEnd, state

HANDS = who.any_of(who.visitor, who.chair)


class Following(Becoming):
    """From the record to the end."""

    @step(state, S.RECORDED, target=S.FOLLOWING, may=HANDS, label=gettext_lazy("清单已分办，开始跟进"), weight=8,
        when=[g.something_waits],
    )  # fmt: skip
    def follow_up(self) -> None:
        """分办: every entry has been looked at and is somebody's; each goes on by its own clock."""
        self.say(EventName.LIST_SORTED, entries=len(self.waiting), papers=len(self.papers))

    @step(state, S.RECORDED, target=S.CLOSED, may=HANDS, label=pgettext_lazy("step", "走访办结"), weight=9,
        when=[g.nothing_waits],
    )  # fmt: skip
    def finish(self) -> None:
        """办结, without a list or with one answered on the spot."""
        self._end()

    @step(
        state,
        S.FOLLOWING,
        target=S.CLOSED,
        may=who.by_list,
        label=gettext_lazy("清单全部办结"),
        by_hand=False,
    )
    def all_answered(self) -> None:
        """件件有落实: the last answer or the last look ends the visit by itself."""
        self._end()

    def _end(self) -> None:
        how = VisitEnd.ALL_ANSWERED if self.findings or self.papers else VisitEnd.NO_FINDINGS
        self.end(how)
        self.say(EventName.VISIT_ENDED, conclusion=str(how), entries=len(self.findings))
