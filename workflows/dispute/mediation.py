"""调查核实 → 调解中 → 履行中 or 调解不成: the other side is asked, both agree, terms are made and performed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import Clock, ClockState, OtherSide
from organizations.code_values import FailGround
from record.names import EventName
from record.timekeeping import day_of
from workflows import approvals
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared import guards as shared
from workflows.shared import who
from workflows.shared.base import plain_choice
from workflows.shared.terms import Terms

from . import guards as g
from .base import Base
from .clocks import CLOSING_CLOCKS
from .states import S, state


class Mediation(Terms, Base):
    """Asking, mediating, agreeing, failing."""

    @step(
        state, [S.ACCEPTED, S.VERIFYING], may=who.any_of(who.handler, who.chair), label=pgettext_lazy("step", "征询对方意见"), weight=15,
        when=[g.application_received, g.applicant_agreed_to_be_named, g.other_side_not_asked],
    )  # fmt: skip
    def ask_other_side(self, *, asked_on: datetime.date, note: str = "") -> None:
        """征询: whether the employer agrees to mediation. It learns who applied, which the worker agreed to."""
        self.day_not_after_today(asked_on, "asked_on")
        self.detail.other_side, self.detail.other_side_asked_on = OtherSide.ASKED, asked_on
        self.say(EventName.OTHER_SIDE_ASKED, {"note": note}, asked_on=asked_on)

    @step(
        state, [S.ACCEPTED, S.VERIFYING], may=who.any_of(who.handler, who.chair), label=gettext_lazy("对方同意调解"), weight=12,
        when=[g.other_side_was_asked],
    )  # fmt: skip
    def other_side_agrees(self, *, answered_on: datetime.date, note: str = "") -> None:
        """对方同意调解."""
        self.day_not_after_today(answered_on, "answered_on")
        self.detail.other_side, self.detail.other_side_answered_on = OtherSide.AGREED, answered_on
        self.say(EventName.OTHER_SIDE_ANSWERED, {"note": note}, answer="agreed", answered_on=answered_on)

    @step(
        state, [S.ACCEPTED, S.VERIFYING], target=S.FAILED, may=who.any_of(who.handler, who.chair),
        when=[g.other_side_was_asked, shared.nothing_awaits_approval], label=gettext_lazy("对方不同意或联系不上"), weight=60,
    )  # fmt: skip
    def other_side_declines(
        self, *, answered_on: datetime.date, ground: str = FailGround.OTHER_SIDE_REFUSED, note: str = ""
    ) -> None:
        """一方不同意调解, or the other side cannot be reached: a coded end with written notice, no 不予受理."""
        self.day_not_after_today(answered_on, "answered_on")
        if ground not in (FailGround.OTHER_SIDE_REFUSED, FailGround.UNREACHABLE):
            raise BadInput(_("请从列表中选择一项。"), "ground")
        self.detail.other_side, self.detail.other_side_answered_on = OtherSide.DECLINED, answered_on
        self.detail.fail_ground = ground
        self.say(EventName.OTHER_SIDE_ANSWERED, {"note": note}, answer="declined", answered_on=answered_on)
        self.say(EventName.FAILED, ground=str(ground))

    @step(
        state,
        S.VERIFYING,
        may=who.any_of(who.handler, who.chair),
        label=gettext_lazy("登记双方代表到位"),
        weight=70,
    )
    def seat_delegates(self, *, note: str = "") -> None:
        """企业调委会: delegates of workers and of the employer are both there."""
        self.detail.both_delegates = True
        self.say(EventName.SESSION_RECORDED, {"note": note}, delegates="both")

    @step(
        state, S.VERIFYING, target=S.MEDIATING, may=who.handler, label=pgettext_lazy("step", "开始调解"), weight=5,
        when=[
            shared.someone_came_forward, g.application_received, g.both_sides_agree, g.body_is_complete,
            shared.representatives_named, shared.nothing_awaits_approval,
        ],
    )  # fmt: skip
    def start_mediation(self, *, note: str = "") -> None:
        """开始调解: application received, both agree, the body complete."""
        self.say(EventName.MEDIATION_STARTED, {"note": note})

    @step(state, S.MEDIATING, may=who.handler, label=gettext_lazy("记录调解过程"), weight=20)
    def record_session(self, *, note: str, place: str = "") -> None:
        """调解记录 of one meeting or call."""
        if not note.strip():
            raise BadInput(_("请写下调解的经过。"), "note")
        self.say(EventName.SESSION_RECORDED, {"note": note, "place": place})

    @step(
        state, S.MEDIATING, target=S.PERFORMING, may=who.handler, label=pgettext_lazy("step", "达成协议"), weight=5,
        when=[
            shared.representatives_named, shared.someone_is_bound, shared.nothing_awaits_approval, shared.no_table_open,
        ],
    )  # fmt: skip
    def agree(
        self, *, agreement: str, terms: Sequence[dict[str, Any]], signed_on: datetime.date, note: str = ""
    ) -> None:
        """达成协议. Each term: ``what`` (text), ``amount`` (yuan, 0 if not money), ``due_on``; followed one by one.

        Performed at once (即时履行) closes its terms on the day.
        """
        self.take_terms(agreement, terms, signed_on)
        self.draft.clocks.start("arb_review_apply")
        self.draft.clocks.start("judicial_confirm_apply")
        self.say_agreed(agreement, signed_on, {"note": note})

    def note_agreement(self, agreement: str) -> None:
        """达成书面协议、口头协议、即时履行."""
        self.detail.agreement = agreement

    def on_resumed(self) -> None:
        """A breach that came while the case was suspended is followed up from now on."""
        if self.case.state == S.PERFORMING:
            self.watch_breaches()

    @step(
        state, S.MEDIATING, target=S.FAILED, may=who.handler, label=pgettext_lazy("step", "调解不成"), weight=60,
        when=[shared.nothing_awaits_approval, shared.no_table_open],
    )  # fmt: skip
    def fail(self, *, ground: str, note: str = "") -> None:
        """调解不成, coded."""
        self.detail.fail_ground = plain_choice(ground, FailGround, "ground")
        self.say(EventName.FAILED, {"note": note}, ground=ground)

    @step(
        state,
        [S.VERIFYING, S.MEDIATING],
        target=S.FAILED,
        may=who.system,
        label=gettext_lazy("期满未达成"),
        by_hand=False,
    )
    def lapse(self, *, clock: str = "", rows: Sequence[str] = ()) -> None:
        """期满未达成协议: at the end of the fifteen days mediation has failed, whether anybody looks or not (14)."""
        self.note_fired("mediation_close", "", rows, "lapse")
        self.detail.fail_ground = FailGround.NO_AGREEMENT_IN_TIME
        self.say(EventName.FAILED, ground=str(FailGround.NO_AGREEMENT_IN_TIME), by="clock")

    # ── What the table (三方/四方协商) that serves this case brings about ───────────────────────────────────────────

    @step(
        state, S.MEDIATING, target=S.PERFORMING, may=who.following, label=gettext_lazy("协商达成协议"), by_hand=False
    )  # fmt: skip
    def adopt_agreement(
        self,
        *,
        mediation: str,
        agreement: str,
        terms: Sequence[dict[str, Any]],
        signed_on: datetime.date,
        bound: Sequence[str] = (),
        declined: Sequence[str] = (),
        since: datetime.datetime | None = None,
    ) -> None:
        """The agreement of the table comes in force here: its terms are followed one by one.

        ``bound`` are codes of the workers who consented, ``declined`` of those who said no; in a group who did not
        consent is not bound and is counted apart. ``since`` is when it was signed: a dispute keeps no ledger to ask it of.
        """
        self.take_words(bound, declined, signed_on)
        self.take_terms(agreement, terms, signed_on, as_signed=True)
        self.say_agreed(agreement, signed_on, {"mediation": mediation})

    @step(state, S.MEDIATING, may=who.following, label=gettext_lazy("协商期限延长"), by_hand=False)
    def extend_with_table(self, *, until: str) -> None:
        """The day both sides agreed to at the table holds here too."""
        self._extend(until)

    @step(state, S.MEDIATING, may=who.following, label=gettext_lazy("协商各方已签字"), by_hand=False)
    def await_seal(self, *, mediation: str) -> None:
        """Everybody signed at the table: an agreement is reached, and the days of mediation are over (14)."""
        book = self.draft.clocks
        if self.has_open_approval:
            approvals.void_open(self.draft)
        for rule_id in CLOSING_CLOCKS:
            book.stop(rule_id, because="all_signed")
        book.start("agreement_seal")
        self.say(EventName.ALL_SIGNED, mediation=mediation)

    @step(state, S.MEDIATING, may=who.following, label=gettext_lazy("协商签字作废"), by_hand=False)
    def go_on_mediating(self, *, mediation: str) -> None:
        """What was signed at the table is void: the days of mediation count on as if they had never ended."""
        book, applied_on = self.draft.clocks, self.detail.applied_on
        book.stop("agreement_seal")
        ended = Clock.objects.filter(case=self.case, rule_id__in=CLOSING_CLOCKS, state=ClockState.STOPPED)
        for clock in ended:
            # Those of a former life of the case began before its present application.
            if applied_on is not None and day_of(clock.started_at) >= applied_on:
                book.take_up(clock)
        self.say(EventName.BACK_AT_TABLE, mediation=mediation)

    @step(
        state, S.MEDIATING, target=S.FAILED, may=who.following, label=gettext_lazy("协商不成"), by_hand=False
    )
    def table_failed(self, *, ground: str) -> None:
        """No agreement at the table: the mediation has failed."""
        self.detail.fail_ground = plain_choice(ground, FailGround, "ground")
        self.say(EventName.FAILED, ground=ground, by="table")

    @step(state, S.MEDIATING, may=who.approved, label=gettext_lazy("延期"), by_hand=False)
    def extend(self, *, until: str) -> None:
        """延期: the other day both sides agreed to (浙江 10); approved by the chair."""
        self._extend(until)

    def _extend(self, until: str) -> None:
        day = datetime.date.fromisoformat(until)
        for rule_id in ("mediation_close", "mediation_close_accepted"):
            self.draft.clocks.extend(rule_id, day, because="both_sides_agreed")
        self.say(EventName.EXTENDED, until=until)

    def settle_clocks(self, before: str) -> None:
        """As everywhere; and a case that comes to be mediated after its fifteen days are over has failed already."""
        super().settle_clocks(before)
        entered, clock = self.case.state, self.draft.clocks.get("mediation_close")
        if entered == before or entered not in (S.VERIFYING, S.MEDIATING) or clock is None:
            return
        if clock.due_at <= self.draft.at:
            self.lapse()
            super().settle_clocks(entered)
