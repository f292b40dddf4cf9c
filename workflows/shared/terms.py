"""协议条款: who does what, how much, by when, proved how; followed one by one, and what a missed one sets going."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.models import Performance, Term, TermState
from organizations.code_values import Result, Road
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common

from . import guards as g
from . import who
from .base import Base, money

AGREEMENTS = (Result.WRITTEN_AGREEMENT, Result.ORAL_AGREEMENT, Result.PERFORMED_AT_ONCE)
MOST_TERMS = 60
#: Roads out of a breached agreement.
ENFORCEMENT = (Road.PAYMENT_ORDER, Road.ENFORCEMENT, Road.ARBITRATION, Road.INSPECTION, Road.POLICE)


class Terms(Base):
    """Agreed terms of a case. Groups: ``performing`` where they are followed, ``breachable`` where one can fall due."""

    def note_agreement(self, agreement: str) -> None:
        """Let the kind keep the form of the agreement."""

    def take_terms(
        self,
        agreement: str,
        terms: Sequence[dict[str, Any]],
        signed_on: datetime.date,
        *,
        as_signed: bool = False,
    ) -> None:
        """Make the rows and start their clocks. Each term: ``what`` (text), ``amount`` (yuan, 0 if not money),
        ``due_on``, and where it was said ``who`` does it and the ``proof`` that is asked for. Performed at once
        (即时履行) closes its terms on the day. ``as_signed`` takes them over from where they were signed, days that passed
        before the seal too.
        """
        if agreement not in AGREEMENTS:
            raise BadInput(_("请从列表中选择一项。"), "agreement")
        self.day_not_after_today(signed_on, "signed_on")
        if not 1 <= len(terms) <= MOST_TERMS:
            raise BadInput(_("协议至少要有一项条款，最多%(n)s项。") % {"n": MOST_TERMS}, "terms")
        self.note_agreement(agreement)
        self.case.back_to = ""
        at_once = agreement == Result.PERFORMED_AT_ONCE
        if not as_signed:
            self._need_days_to_come(terms, signed_on)
        made = [self._term(number, term, signed_on, at_once) for number, term in enumerate(terms, 1)]
        self._facts["terms"] = made
        self.count_performance(sum((term.paid for term in made), Decimal(0)))
        self.watch_performance()

    def _need_days_to_come(self, terms: Sequence[dict[str, Any]], signed_on: datetime.date) -> None:
        for order, term in enumerate(terms, 1):
            if term["due_on"] < signed_on:
                raise BadInput(_("第%(n)s项条款的履行日期早于协议日期。") % {"n": order}, "terms")

    def say_agreed(self, agreement: str, signed_on: datetime.date, told: Mapping[str, str]) -> None:
        """The event. ``told``: a private ``note``, or the ``mediation`` it comes from."""
        private = {"note": told["note"]} if "note" in told else {}
        clear = {name: value for name, value in told.items() if name != "note"}
        self.say(
            EventName.AGREED, private, agreement=agreement, signed_on=signed_on, bound=self.bound,
            terms=[{"code": t.code, "amount": t.amount, "due_on": t.due_on} for t in self.terms], **clear,
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
        term = Term(
            code=codes.fresh(), case=self.case, epoch=self.case.epoch, order=order, what_key=self.draft.keep(term_words(what, given)),
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

    @common("performing", may=who.handler, label=gettext_lazy("登记履行"), weight=10)
    def perform_term(self, *, term: str, paid: Decimal, performed_on: datetime.date, note: str) -> None:
        """登记履行 of one term, in full or in part; ``note`` names the proof (收条、转账凭证 …)."""
        row = self._term_named(term)
        self.day_of_the_case(performed_on, "performed_on")
        if not note.strip():
            raise BadInput(_("请写明履行的凭证。"), "note")
        paid = money(paid, "paid") if row.is_money else Decimal(0)
        if row.is_money and not 0 < paid <= row.amount - row.paid:
            raise BadInput(
                _("金额应大于0，且不超过未付的%(left)s元。") % {"left": row.amount - row.paid}, "paid"
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

    @common(
        "breachable", may=who.system, label=pgettext_lazy("step", "逾期未履行"), by_hand=False
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
        late = self.case.state not in self.groups["performing"]
        if not late:
            self.draft.clocks.start("enforcement_follow")
        self.count_performance(Decimal(0))
        self.say(EventName.TERM_BREACHED, term=code, due_on=row.due_on, late=late)

    @common(
        "performing",
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


def term_words(what: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The text of a term, with who does it and how it is proved where that was said."""
    more = {name: str(given.get(name) or "").strip() for name in ("who", "proof")}
    return {"what": what, **{name: text for name, text in more.items() if text}}
