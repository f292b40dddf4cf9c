"""仲裁时效 of the worker: interrupted, suspended, running on, and from when it runs."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common

from . import guards as g
from .base import ReportedBase, noon
from .papers import HANDS


class Limitation(ReportedBase):
    """One year; interruption restarts it, suspension pauses it (劳动争议调解仲裁法 27)."""

    @common(
        "open",
        may=HANDS,
        label=pgettext_lazy("step", "仲裁时效中断"),
        weight=87,
        when=[g.limitation_runs],
    )
    def interrupt_limitation(self, *, happened_on: datetime.date, reason: str) -> None:
        """中断: the claim was made, help was sought, or the other side agreed to perform; it runs anew (27)."""
        self.day_not_after_today(happened_on, "happened_on")
        clock = self.draft.clocks.get("arb_limitation")
        if clock is not None and happened_on < self.detail.limitation_from:  # type: ignore[operator]  # it runs: it has a start
            raise BadInput(_("中断的日期不能早于时效起算日。"), "happened_on")
        self.detail.limitation_from, self.detail.limitation_shift = happened_on, 0
        self.draft.clocks.start("arb_limitation", at=noon(happened_on), because="interrupted")
        self.say(EventName.LIMITATION_INTERRUPTED, {"reason": reason}, happened_on=happened_on)

    @common(
        "open",
        may=HANDS,
        label=pgettext_lazy("step", "仲裁时效中止"),
        weight=88,
        when=[g.limitation_runs],
    )
    def suspend_limitation(self, *, reason: str) -> None:
        """中止: force majeure or another lawful reason; it runs on from the day the reason is gone (27)."""
        if not reason.strip():
            raise BadInput(_("请写明中止的法定事由。"), "reason")
        self.draft.clocks.pause("arb_limitation", because="lawful")
        self.say(EventName.LIMITATION_SUSPENDED, {"reason": reason})

    @common(
        "open",
        may=HANDS,
        label=gettext_lazy("仲裁时效继续计算"),
        weight=34,
        when=[g.limitation_is_paused],
    )
    def resume_limitation(self, *, reason: str = "") -> None:
        """继续计算."""
        clock = self.draft.clocks.get("arb_limitation")
        if clock is not None:
            since = datetime.datetime.fromisoformat(clock.pauses[-1][0])
            self.detail.limitation_shift += (self.draft.at - since).days
        self.draft.clocks.resume("arb_limitation")
        self.say(EventName.LIMITATION_RESUMED, {"reason": reason})

    @common("open", may=HANDS, label=gettext_lazy("登记劳动关系终止"), weight=89)
    def end_employment(self, *, ended_on: datetime.date) -> None:
        """劳动关系终止: from this day the limitation for unpaid wages runs."""
        self.day_not_after_today(ended_on, "ended_on")
        if self.detail.employment_ended_on is not None:
            raise BadInput(_("已经登记过劳动关系终止的日期。"), "ended_on")
        self.detail.employment_ended_on = ended_on
        if self.draft.clocks.get("arb_limitation") is None:
            self.start_limitation()
        self.say(EventName.EMPLOYMENT_ENDED, ended_on=ended_on)
