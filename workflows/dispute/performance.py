"""履行中, 调解不成, 待结案, 已结案: terms followed one by one, the roads after, the end, and a second life."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from viewflow.fsm import State

from cases.models import Term, TermState
from organizations.code_values import Result, Road
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step

from . import guards as g
from . import who
from .base import money, plain_choice
from .intake import Intake
from .mediation import Mediation
from .states import S, state

#: Roads out of a breached agreement, and out of a failed mediation.
ENFORCEMENT = (Road.PAYMENT_ORDER, Road.ENFORCEMENT, Road.ARBITRATION, Road.INSPECTION, Road.POLICE)
AFTER_FAILURE = (Road.LEGAL_AID, Road.ARBITRATION, Road.INSPECTION, Road.LAWSUIT, Road.POLICE)
RESULT_OF_ROAD = {
    Road.ARBITRATION: Result.TO_ARBITRATION,
    Road.INSPECTION: Result.TO_INSPECTION,
    Road.LAWSUIT: Result.TO_COURT,
    Road.POLICE: Result.TO_POLICE,
}


class Performing(Mediation, Intake):
    """After agreement or failure."""

    @step(state, S.PERFORMING, may=who.handler, label=gettext_lazy("登记履行"), weight=10)
    def perform_term(self, *, term: str, paid: Decimal, performed_on: datetime.date, note: str) -> None:
        """登记履行 of one term, in full or in part; ``note`` names the proof (收条、转账凭证 …)."""
        row = self._term_named(term)
        self.day_not_after_today(performed_on, "performed_on")
        if not note.strip():
            raise BadInput(_("请写明履行的凭证。"), "note")
        paid = money(paid, "paid") if row.is_money else Decimal(0)
        if row.is_money and not 0 < paid <= row.amount - row.paid:
            raise BadInput(
                _("金额应大于0,且不超过未付的%(left)s元。") % {"left": row.amount - row.paid}, "paid"
            )
        row.paid += paid
        if row.paid == row.amount:
            row.state, row.performed_on = TermState.PERFORMED, performed_on
            self.draft.clocks.stop("term_due", row.code)
        elif row.state == TermState.PENDING:
            row.state = TermState.PART
        self.draft.changed.append(row)
        self.count_performance(paid)
        if all(other.state != TermState.BREACHED for other in self.terms):
            self.draft.clocks.stop("enforcement_follow")
        self.watch_performance()
        self.say(
            EventName.TERM_PERFORMED,
            {"note": note},
            term=row.code,
            paid=paid,
            performed_on=performed_on,
            state=row.state,
        )

    def _term_named(self, code: str) -> Term:
        for row in self.terms:
            if row.code == code and row.state != TermState.PERFORMED:
                return row
        raise BadInput(_("请选择一项尚未履行的条款。"), "term")

    @step(
        state, [S.PERFORMING, S.CLOSING, S.SUSPENDED], may=who.system, label=pgettext_lazy("step", "逾期未履行"), by_hand=False
    )  # fmt: skip
    def breach(self, *, clock: str, rows: Sequence[str] = ()) -> None:
        """逾期: a term's day has passed. ``clock`` is the term's code.

        Where the case stands elsewhere by then it is recorded as late and sets nothing going until it comes back.
        """
        self.note_fired("term_due", clock, rows, "breach")
        self._breach(clock)

    def _breach(self, code: str) -> None:
        row = self._term_named(code)
        row.state = TermState.BREACHED
        self.draft.changed.append(row)
        self.draft.clocks.stop("term_due", code, because="breached")
        late = self.case.state != S.PERFORMING
        if not late:
            self.draft.clocks.start("enforcement_follow")
        self.count_performance(Decimal(0))
        self.say(EventName.TERM_BREACHED, term=code, due_on=row.due_on, late=late)

    @step(
        state,
        S.PERFORMING,
        may=who.handler,
        label=gettext_lazy("转入执行途径"),
        weight=30,
        when=[g.something_was_breached],
    )
    def enforce(self, *, road: str, note: str) -> None:
        """支付令、申请执行、仲裁、监察 …: what is done about a breach."""
        if road not in ENFORCEMENT:
            raise BadInput(_("请从列表中选择一项。"), "road")
        self.detail.road = road
        self.draft.clocks.stop("enforcement_follow")
        self.draft.clocks.start("performance_check")
        self.say(EventName.ROAD_TAKEN, {"note": note}, road=road)

    @step(state, S.FAILED, may=who.handler, label=pgettext_lazy("step", "告知双方"), weight=5)
    def inform_parties(self, *, note: str) -> None:
        """告知: mediation failed, and where to go now; in writing."""
        self.detail.informed_at = self.draft.at
        self.draft.clocks.stop("inform_failed")
        self.say(EventName.PARTIES_INFORMED, {"note": note})

    @step(state, S.FAILED, may=who.handler, label=pgettext_lazy("step", "转入后续途径"), weight=20)
    def take_road(self, *, road: str, note: str) -> None:
        """法律援助、仲裁、监察、诉讼: what the worker goes on with."""
        if road not in AFTER_FAILURE:
            raise BadInput(_("请从列表中选择一项。"), "road")
        self.detail.road = road
        # The road is chosen; from here the same clock runs to the closing.
        self.draft.clocks.start("failed_road", because="road_taken")
        self.say(EventName.ROAD_TAKEN, {"note": note}, road=road)

    @step(
        state,
        S.CLOSING,
        target=S.CLOSED,
        may=who.approved,
        label=pgettext_lazy("step", "结案"),
        by_hand=False,
    )
    def close(self, *, conclusion: str) -> None:
        """结案, with a coded conclusion."""
        self.end(plain_choice(conclusion, Result, "conclusion"))
        self.say(EventName.CLOSED, conclusion=conclusion)

    @step(
        state, S.CLOSING, target=State.GET_STATE(lambda flow: flow.case.back_to, states=[S.PERFORMING, S.FAILED]),
        may=who.approved, label=gettext_lazy("退回办理"), by_hand=False,
    )  # fmt: skip
    def return_to_work(self) -> None:
        """退回: back to where it came from; its state's clocks start anew."""
        if self.case.back_to == S.PERFORMING:
            self.watch_breaches()
            self.draft.clocks.start("performance_check")
        self.detail.closing_conclusion, self.case.back_to = "", ""
        self.say(EventName.CLOSING_RETURNED)

    @step(
        state,
        S.CLOSED,
        may=who.any_of(who.handler, who.intake),
        label=gettext_lazy("登记回访"),
        weight=10,
        when=[g.not_called_back_yet],
    )
    def return_call(self, *, note: str) -> None:
        """回访: the only clock of a closed case."""
        self.detail.return_called_at = self.draft.at
        self.draft.clocks.stop("return_call")
        self.say(EventName.RETURN_CALLED, {"note": note})

    @step(
        state,
        S.CLOSED,
        target=S.ACCEPTED,
        may=who.approved,
        label=pgettext_lazy("step", "重开"),
        by_hand=False,
    )
    def reopen(self) -> None:
        """重开: a new epoch. The mediator is named anew, clocks start anew, the application must be made anew."""
        case, detail = self.case, self.detail
        case.epoch += 1
        case.closed_at, case.conclusion, case.performance, case.back_to = None, "", "", ""
        case.told_level, case.merged_into, case.handler = 0, None, None
        detail.applied_on, detail.other_side, detail.other_side_asked_on = None, "", None
        detail.other_side_answered_on, detail.fail_ground, detail.road, detail.agreement = None, "", "", ""
        detail.informed_at = detail.return_called_at = detail.rating = detail.rated_at = None
        detail.reopening_asked_at, detail.finding, detail.closing_conclusion = None, "", ""
        self.start_limitation()
        self.say(EventName.REOPENED, epoch=case.epoch)
