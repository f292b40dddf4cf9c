"""挂职中: attendance, reports, matters, support, inspections, the mid-term check; more time by special approval; the end."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.models import DayPresence, EarlyGround, EntryKind, SecondmentEnd, ServiceEntry
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.models import ApprovalKind
from workflows.shared.base import plain_choice

from . import guards as g
from . import terms, who
from .posting import Posting
from .states import HOLDING, S, state

#: A batch of attendance is a month's sheet.
MOST_DAYS = 62
#: What the person writes, what the host and the county write.
OWN_KINDS = (EntryKind.REPORT, EntryKind.MATTER)
OFFICE_KINDS = (EntryKind.SUPPORT, EntryKind.INSPECTION)


class Serving(Posting):
    """While somebody serves."""

    @step(
        state, HOLDING, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "登记考勤"), weight=20
    )  # fmt: skip
    def record_attendance(self, *, days: Sequence[Mapping[str, Any]]) -> None:
        """考勤, a day or a sheet of them. Each of ``days``: ``on`` (date) and ``presence`` (``DayPresence``)."""
        if not 0 < len(days) <= MOST_DAYS:
            raise BadInput(_("一次登记1天到%(n)s天的考勤。") % {"n": MOST_DAYS}, "days")
        dates = [day["on"] for day in days]
        known = set(
            ServiceEntry.objects.filter(case=self.case, kind=EntryKind.ATTENDANCE, on__in=dates).values_list(
                "on", flat=True
            )
        )
        for day in days:
            on = day["on"]
            self._served_day(on, "days")
            if on in known:
                raise BadInput(_("%(day)s的考勤已经登记过。") % {"day": on.isoformat()}, "days")
            known.add(on)
            self._entry(EntryKind.ATTENDANCE, on, presence=plain_choice(day["presence"], DayPresence, "days"))
        self.say(EventName.SERVICE_ENTERED, entry=str(EntryKind.ATTENDANCE), days=len(days))

    def _served_day(self, on: datetime.date, field: str) -> None:
        self.day_not_after_today(on, field)
        span = self.span
        if span is None or not span.first <= on <= span.last:
            words = {"day": on.isoformat(), "span": span.words if span else ""}
            raise BadInput(_("%(day)s不在任期%(span)s之内。") % words, field)

    def _entry(
        self, kind: EntryKind, on: datetime.date, text: str = "", presence: str = "", paper: str = ""
    ) -> ServiceEntry:
        row = ServiceEntry(
            code=codes.fresh(), case=self.case, kind=kind, on=on, presence=presence,
            text_key=self.draft.keep({"text": text}) if text else None,
            evidence=self.paper(paper) if paper else None, by=self.actor.person, by_unit=self.actor.unit,
        )  # fmt: skip
        self.draft.born.append(row)
        return row

    @step(
        state, HOLDING, may=who.any_of(who.person, who.host), label=pgettext_lazy("step", "提交调研信息或重要事项"), weight=15
    )  # fmt: skip
    def report(self, *, kind: str, text: str, on: datetime.date, paper: str = "") -> None:
        """调研信息, 重要事项报告: by the person, or handed in through the host."""
        self._write(kind, OWN_KINDS, text, on, paper)

    @step(
        state, HOLDING, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "登记保障或巡视督查"), weight=25
    )  # fmt: skip
    def inspect(self, *, kind: str, text: str, on: datetime.date, paper: str = "") -> None:
        """工作保障 by the host, 巡视督查 by the county: what was provided, what was found."""
        if kind == EntryKind.INSPECTION and not who.county(self, self.actor):
            raise BadInput(_("巡视督查由县总工会登记。"), "kind")
        self._write(kind, OFFICE_KINDS, text, on, paper)

    def _write(self, kind: str, kinds: Sequence[EntryKind], text: str, on: datetime.date, paper: str) -> None:
        if kind not in kinds:
            raise BadInput(_("请从列表中选择一项。"), "kind")
        self._served_day(on, "on")
        row = self._entry(EntryKind(kind), on, self.need(text, "text", _("请写明具体情况。")), paper=paper)
        self.say(EventName.SERVICE_ENTERED, entry=kind, code=row.code, on=on)

    @step(
        state, S.SERVING, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "登记中期检查"), weight=10,
        when=[g.midterm_is_due],
    )  # fmt: skip
    def check_midterm(self, *, text: str, on: datetime.date) -> None:
        """中期检查: once a post."""
        self._served_day(on, "on")
        self._entry(EntryKind.MIDTERM, on, self.need(text, "text", _("请写明中期检查的情况。")))
        self.detail.midterm_on = on
        self.draft.clocks.stop("second_midterm")
        self.say(EventName.MIDTERM_CHECKED, on=on)

    # ── More time ───────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, S.SERVING, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "提请特批延长"), weight=50,
        when=[g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_longer(self, *, until: datetime.date, reason: str, ask_again: bool = False) -> None:
        """提请延长: later than agreed, never beyond twelve months in all, never into another post."""
        self._longer(until)
        self.put_to_chair(ApprovalKind.SECOND_EXTEND, reason, ask_again=ask_again, until=until.isoformat())

    def _longer(self, until: datetime.date) -> terms.Span:
        span = self.span
        if span is None or until <= span.last:
            raise BadInput(_("延长后的期满日应晚于现在的期满日。"), "until")
        longer = terms.Span(span.first, until)
        self.check_span(longer, "until", special=True)
        return longer

    @step(state, S.SERVING, may=who.approved, label=gettext_lazy("特批延长"), by_hand=False)
    def lengthen(self, *, until: str) -> None:
        """特批延长, approved; what was allowed when it was asked must still be."""
        span = self._longer(datetime.date.fromisoformat(until))
        self.detail.until, self.detail.is_extended = span.last, True
        book = self.draft.clocks
        book.extend("second_end", span.last, because="special_approval")
        most = book.get("second_max")
        if most is not None and most.due_on < span.last:
            book.extend("second_max", span.last, because="special_approval")
        self.say(EventName.POST_LENGTHENED, until=until)

    # ── The end ─────────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, S.SERVING, target=S.ASSESSING, may=who.any_of(who.host, who.county), label=pgettext_lazy("step", "期满转入考核"),
        weight=30, when=[g.nothing_awaits_approval],
    )  # fmt: skip
    def finish(self, *, on: datetime.date) -> None:
        """期满: served at least the least; who leaves sooner has ended early."""
        self.day_not_after_today(on, "on")
        span = self.span
        if span is None or on > span.last:
            raise BadInput(_("结束日不能晚于约定的期满日。"), "on")
        short = terms.too_short(terms.Span(span.first, on), self.limits, self.calendar)
        if short:
            raise BadInput(_("%(why)s提前离开的，请按提前结束办理。") % {"why": short}, "on")
        self._leave(on)
        self.say(EventName.SERVICE_ENDED, on=on)

    def _leave(self, on: datetime.date) -> None:
        self.detail.ended_on, self.detail.holds_post = on, False

    @step(
        state, HOLDING, target=S.CLOSED, may=who.county_chair, label=pgettext_lazy("step", "提前结束"), weight=80
    )  # fmt: skip
    def end_early(self, *, ground: str, on: datetime.date, reason: str) -> None:
        """提前结束 on a coded ground; there is no grade for it."""
        self._served_day(on, "on")
        note = self.need(reason, "reason", _("请写明提前结束的情况。"))
        self.detail.early_ground = plain_choice(ground, EarlyGround, "ground")
        self._leave(on)
        self.finish_as(SecondmentEnd.ENDED_EARLY, {"reason": note}, ground=ground, on=on)
