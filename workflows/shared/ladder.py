"""Up and down the ladder: hand-up, 上代下, colours, the emergency track, 中止. Who is reminded and ordered is in ``watching``."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import Colour
from organizations import queries
from organizations.code_values import SuspendGround
from organizations.models import LEVEL_OF, Level, Person, Unit
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common

from . import guards as g
from . import who
from .base import plain_choice
from .watching import Watching

#: Where a case goes that a rule keeps at the town or above.
GENERAL_UNIONS = tuple(kind for kind, level in LEVEL_OF.items() if level >= Level.TOWN)


class Ladder(Watching):
    """What moves a case between unions, and what watches over it."""

    @property
    def has_lower_unit(self) -> bool:
        """Whether some union below may take the case: a town at least, where a rule says so. One query a step."""
        below = queries.units_under(self.case.unit).filter(is_active=True).exclude(pk=self.case.unit_id)
        if self.detail.start_reasons:
            below = below.filter(kind__in=GENERAL_UNIONS)
        found: bool = self.fact("lower_unit", below.exists)
        return found

    @common(
        "open",
        may=who.any_of(who.chair, who.handler),
        label=gettext_lazy("上交上一级工会"),
        weight=80,
        when=[g.has_higher_unit],
    )
    def hand_up(self, *, reason: str) -> None:
        """上交, by hand: with a reason."""
        if not reason.strip():
            raise BadInput(_("请写明上交的原因。"), "reason")
        self._climb({"reason": reason}, by="hand")

    @common("open", may=who.system, label=gettext_lazy("逾期上交"), by_hand=False)
    def climb(self, *, clock: str, rule: str, rows: Sequence[str] = ()) -> None:
        """上交, by a clock: at the county there is nowhere to climb, so the county is told."""
        self.note_fired(rule, clock, rows, "hand_up")
        if self.higher_unit is None:
            self._tell(rule, Level.COUNTY)
        else:
            self._climb({}, by="clock", rule=rule)

    def _climb(self, private: dict[str, str], **data: str) -> None:
        lower, higher = self.case.unit, self.higher_unit
        if higher is None:
            return
        self.keep_reading(lower)
        # Whoever handled it works for the union below and may not act here: the chair names a mediator.
        self.case.handler = None
        self.case.told_level = max(self.case.told_level, higher.level)
        self.draft.clocks.stop("relay", because="handed_up")
        self.move_to(higher)
        self.say(EventName.HANDED_UP, private, frm=lower.code, to=higher.code, **data)

    @common("open", may=who.chair_above, label=gettext_lazy("上级直接办理(上代下)"), weight=85)
    def take_over(self, *, reason: str) -> None:
        """上代下: a higher union takes the case itself."""
        unit = self.actor.unit
        if unit is None:
            raise BadInput(_("没有说明以哪一级工会的名义办理。"), "reason")
        lower = self.case.unit
        self.keep_reading(lower)
        self.case.handler = None
        self.move_to(unit)
        self.say(EventName.TAKEN_OVER, {"reason": reason}, frm=lower.code, to=unit.code)

    @common("open", may=who.chair, label=pgettext_lazy("step", "交下级办理"), weight=88,
        when=[g.has_lower_unit],
    )  # fmt: skip
    def hand_down(self, *, unit: Unit, reason: str) -> None:
        """交办: back to a union below, unless a rule keeps the case at the town."""
        if (
            not unit.path.startswith(self.case.unit_path)
            or unit.pk == self.case.unit_id
            or not unit.is_active
        ):
            raise BadInput(_("只能交给本工会下属的工会。"), "unit")
        if self.detail.start_reasons and unit.level < Level.TOWN:
            raise BadInput(_("这个案件按规定由乡镇(街道)以上工会办理，不能交给下级。"), "unit")
        upper = self.case.unit
        self.move_to(unit)
        self.say(EventName.HANDED_DOWN, {"reason": reason}, frm=upper.code, to=unit.code)

    # ── Colour, emergency, suspension ───────────────────────────────────────────────────────────────────────────

    @common(
        "open",
        may=who.any_of(who.handler, who.chair, who.chair_above, who.intake),
        label=gettext_lazy("调整风险等级"),
        weight=82,
    )
    def set_colour(self, *, colour: str, reason: str) -> None:
        """定级. Red starts the emergency track."""
        before = self.case.colour
        self.case.colour = plain_choice(colour, Colour, "colour")
        if not reason.strip():
            raise BadInput(_("请写明调整的理由。"), "reason")
        self.say(EventName.COLOUR_SET, {"reason": reason}, frm=before, to=colour)
        if colour == Colour.RED and not self.case.is_emergency:
            self.begin_emergency()

    @common("open", may=who.any_of(who.handler, who.chair, who.chair_above, who.intake), weight=84,
        label=gettext_lazy("启动应急处置"), when=[g.no_emergency_yet],
    )  # fmt: skip
    def declare_emergency(self, *, reason: str) -> None:
        """启动应急: risk of a mass incident."""
        self.detail.mass_risk = True
        self.say(EventName.EMERGENCY_DECLARED, {"reason": reason}, by="hand")
        self.begin_emergency(say=False)

    def begin_emergency(self, say: bool = True) -> None:
        """信息报告: town and county are told at once, and a first report is due within the hour set."""
        self.case.is_emergency, self.case.told_level = True, Level.COUNTY
        self.draft.clocks.start("emergency_report")
        if say:
            self.say(
                EventName.EMERGENCY_DECLARED, by="rule", colour=self.case.colour, people=self.case.people
            )

    @common("open", may=who.any_of(who.handler, who.chair, who.chair_above, who.intake), weight=3,
        label=pgettext_lazy("step", "应急续报"), when=[g.emergency_runs],
    )  # fmt: skip
    def emergency_entry(self, *, note: str, lead: Person | None = None) -> None:
        """情况预判、跟踪调处: the first entry is the report upward; each starts the clock of the next."""
        if not note.strip():
            raise BadInput(_("请写明现在的情况和处置。"), "note")
        if lead is not None:
            self.detail.emergency_lead = lead
        if self.detail.emergency_lead_id is None:
            raise BadInput(_("请指定一名应急负责人。"), "lead")
        self.detail.first_step_at = self.detail.first_step_at or self.draft.at
        self.draft.clocks.stop("emergency_report")
        self.draft.clocks.start("emergency_followup")
        self.say(EventName.EMERGENCY_ENTRY, {"note": note}, lead=self.detail.emergency_lead_id)

    @common(
        "open",
        may=who.any_of(who.chair, who.chair_above),
        label=gettext_lazy("解除应急"),
        weight=83,
        when=[g.emergency_runs],
    )
    def stand_down(self, *, reason: str) -> None:
        """解除应急, by the chair."""
        self.case.is_emergency = False
        self.draft.clocks.stop("emergency_report")
        self.draft.clocks.stop("emergency_followup")
        self.say(EventName.EMERGENCY_ENDED, {"reason": reason})

    @common(
        "suspendable", target="suspended", may=who.any_of(who.handler, who.chair), label=pgettext_lazy("step", "中止"), weight=78,
        when=[g.nothing_awaits_approval, g.no_table_goes_on],
    )  # fmt: skip
    def suspend(self, *, ground: str, review_on: datetime.date, reason: str) -> None:
        """中止 on a coded ground, with a day to look again. Internal clocks pause; the law's run on."""
        plain_choice(ground, SuspendGround, "ground")
        if review_on <= self.today:
            raise BadInput(_("复查日期应在今天之后。"), "review_on")
        case, book = self.case, self.draft.clocks
        case.back_to = str(self.draft.before["state"])
        self.detail.suspend_ground, self.detail.review_on = ground, review_on
        for clock in list(book):
            if clock.rule_id not in self.statutory and not clock.rule_id.startswith("emergency"):
                book.pause(clock.rule_id, clock.key, because=ground)
        book.start("suspension_review", until=review_on)
        self.say(EventName.SUSPENDED, {"reason": reason}, ground=ground, review_on=review_on)

    @common(
        "suspended", back_to="suspendable",
        may=who.any_of(who.handler, who.chair), label=gettext_lazy("恢复办理"), weight=5,
    )  # fmt: skip
    def resume(self, *, reason: str) -> None:
        """恢复: to where it was; clocks count on, and what was warned of stays warned of."""
        book = self.draft.clocks
        self.case.back_to = ""
        self.detail.suspend_ground, self.detail.review_on = "", None
        book.stop("suspension_review")
        for clock in list(book):
            # The worker's 仲裁时效 pauses and runs on by law alone, not with the case.
            if clock.rule_id not in self.statutory:
                book.resume(clock.rule_id, clock.key)
        self.on_resumed()
        self.say(EventName.RESUMED, {"reason": reason})
