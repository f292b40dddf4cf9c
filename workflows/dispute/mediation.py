"""调查核实 → 调解中 → 履行中 or 调解不成: the other side is asked, both agree, terms are made and performed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.models import OtherSide, Performance, Term, TermState
from organizations.code_values import FailGround, Result
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step

from . import guards as g
from . import who
from .base import Base, money, plain_choice
from .states import S, state

AGREEMENTS = (Result.WRITTEN_AGREEMENT, Result.ORAL_AGREEMENT, Result.PERFORMED_AT_ONCE)
MOST_TERMS = 60


class Mediation(Base):
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
        when=[g.other_side_was_asked, g.nothing_awaits_approval], label=gettext_lazy("对方不同意或联系不上"), weight=60,
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
            g.someone_came_forward, g.application_received, g.both_sides_agree, g.body_is_complete,
            g.representatives_named, g.nothing_awaits_approval,
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
        when=[g.representatives_named, g.someone_is_bound, g.nothing_awaits_approval],
    )  # fmt: skip
    def agree(
        self, *, agreement: str, terms: Sequence[dict[str, Any]], signed_on: datetime.date, note: str = ""
    ) -> None:
        """达成协议. Each term: ``what`` (text), ``amount`` (yuan, 0 if not money), ``due_on``; followed one by one.

        Performed at once (即时履行) closes its terms on the day.
        """
        if agreement not in AGREEMENTS:
            raise BadInput(_("请从列表中选择一项。"), "agreement")
        self.day_not_after_today(signed_on, "signed_on")
        if not 1 <= len(terms) <= MOST_TERMS:
            raise BadInput(_("协议至少要有一项条款，最多%(n)s项。") % {"n": MOST_TERMS}, "terms")
        self.detail.agreement, self.case.back_to = agreement, ""
        at_once = agreement == Result.PERFORMED_AT_ONCE
        made = [self._term(number, term, signed_on, at_once) for number, term in enumerate(terms, 1)]
        self._facts["terms"] = made
        self.count_performance(sum((term.paid for term in made), Decimal(0)))
        self.watch_performance()
        self.draft.clocks.start("arb_review_apply")
        self.draft.clocks.start("judicial_confirm_apply")
        self.say(
            EventName.AGREED, {"note": note}, agreement=agreement, signed_on=signed_on, bound=self.bound,
            terms=[{"code": t.code, "amount": t.amount, "due_on": t.due_on} for t in made],
        )  # fmt: skip

    def _term(self, order: int, given: dict[str, Any], signed_on: datetime.date, at_once: bool) -> Term:
        what, amount, due_on = (
            str(given["what"]).strip(),
            money(given.get("amount") or 0, "terms"),
            given["due_on"],
        )
        if not what:
            raise BadInput(_("第%(n)s项条款还没有写内容。") % {"n": order}, "terms")
        if amount < 0:
            raise BadInput(_("第%(n)s项条款的金额不能是负数。") % {"n": order}, "terms")
        if due_on < signed_on:
            raise BadInput(_("第%(n)s项条款的履行日期早于协议日期。") % {"n": order}, "terms")
        term = Term(
            code=codes.fresh(), case=self.case, epoch=self.case.epoch, order=order, what_key=self.draft.keep({"what": what}),
            is_money=amount > 0, amount=amount, due_on=due_on,
        )  # fmt: skip
        self.draft.born.append(term)
        if at_once:
            term.state, term.paid, term.performed_on = TermState.PERFORMED, amount, signed_on
        else:
            self.draft.clocks.start("term_due", term.code, until=due_on)
        return term

    def count_performance(self, newly_paid: Decimal) -> None:
        """履行情况 follows from the terms of this life; 追回金额 grows by what was paid, whatever a former life brought."""
        terms, case = self.terms, self.case
        case.amount_recovered += newly_paid
        if all(term.state == TermState.PERFORMED for term in terms):
            case.performance = Performance.FULL
        elif any(term.state == TermState.BREACHED for term in terms):
            case.performance = Performance.OVERDUE
        elif any(term.paid or term.state == TermState.PERFORMED for term in terms):
            case.performance = Performance.PART
        else:
            case.performance = Performance.NOT_DUE

    def watch_performance(self) -> None:
        """All performed: the way to closing is on a clock, so that a finished case is not left lying."""
        if all(term.state == TermState.PERFORMED for term in self.terms):
            self.draft.clocks.start("performance_check")

    def watch_breaches(self) -> None:
        """Back in 履行中: a breach that came while the case stood elsewhere is followed up from now on."""
        breached = any(term.state == TermState.BREACHED for term in self.terms)
        if breached and not self.detail.road and self.draft.clocks.get("enforcement_follow") is None:
            self.draft.clocks.start("enforcement_follow")

    @step(
        state, S.MEDIATING, target=S.FAILED, may=who.handler, label=pgettext_lazy("step", "调解不成"), weight=60,
        when=[g.nothing_awaits_approval],
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

    @step(state, S.MEDIATING, may=who.approved, label=gettext_lazy("延期"), by_hand=False)
    def extend(self, *, until: str) -> None:
        """延期: the other day both sides agreed to (浙江 10); approved by the chair."""
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

    def note_fired(self, rule_id: str, key: str, rows: Sequence[str], act: str) -> None:
        """Mark escalation rows as done on a clock."""
        clock = self.draft.clocks.get(rule_id, key)
        if clock is not None and rows:
            self.draft.clocks.warned(clock, list(rows), act)
