"""签字盖章, and the day the agreement comes in force: followed in the case served, or here."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases.models import Case, Evidence, EvidenceKind, Party
from organizations.code_values import Result
from record.names import EventName
from record.timekeeping import day_of
from workflows.errors import BadInput, NotPermitted
from workflows.machine import step
from workflows.models import Answer, ApprovalKind
from workflows.shared.base import noon
from workflows.shared.terms import Terms

from . import guards as g
from . import rounds, who
from .consents import Consenting
from .seats import LEADS
from .states import S, state


class Signing(Terms, Consenting):
    """The mediator's signature and the seal."""

    @step(
        state, S.SIGNING, may=who.handler, label=pgettext_lazy("step", "调解员签字"), weight=6,
        when=[*LEADS, g.mediator_not_signed],
    )  # fmt: skip
    def sign_as_mediator(self, *, approval: str, round: int) -> None:
        """调解员签字: the one named for this table, nobody for them but their deputy."""
        asked = rounds.find(self.case, approval, round)
        mine = [row for row in self.signatures(asked) if row.seat_id is None and row.answer == Answer.OPEN]
        row = next((row for row in mine if row.signer_id == self.actor.signs_as), None)
        if row is None:
            raise NotPermitted(_("只有这次协商的调解员可以在这里签字。"))
        row.answer, row.signed_by, row.answered_at = Answer.APPROVE, self.actor.person, self.draft.at
        self.draft.changed.append(row)
        self.say(EventName.SIGNED, approval=asked.code, round=asked.round, answer="yes", by="mediator")
        self._settle(asked, [row])

    @step(
        state, S.SIGNING, target=S.IN_FORCE, may=who.handler, label=pgettext_lazy("step", "盖章生效"), weight=4,
        when=[*LEADS, g.everybody_signed, g.mediator_signed],
    )  # fmt: skip
    def record_seal(self, *, sealed_on: datetime.date, evidence: str) -> None:
        """盖章: both sides and the mediator have signed, the organisation's seal is on it (调解仲裁法 14; 浙江条例 10).

        ``evidence`` is the code of the signed and sealed agreement's file. From this day the joint roads run.
        """
        self.day_not_after_today(sealed_on, "sealed_on")
        if self.detail.signed_at is not None and sealed_on < day_of(self.detail.signed_at):
            raise BadInput(_("盖章的日期不能早于签字的日期。"), "sealed_on")
        paper = Evidence.objects.filter(case=self.case, code=evidence, kind=EvidenceKind.AGREEMENT).first()
        if paper is None:
            raise BadInput(_("请先上传签字盖章的调解协议。"), "evidence")
        self.detail.sealed_on, self.detail.seal = sealed_on, paper
        self._end_open_session()
        parties = self._bound()
        bound = [party.code for party in parties]
        owed = rounds.owed_when_asked(self.last_round(ApprovalKind.SIGN)) or self.owed_now()
        terms = self.agreed_terms({party.pk for party in parties}, owed)
        self.say(
            EventName.IN_FORCE, sealed_on=sealed_on, version=self.detail.proposal_version, evidence=paper.code,
            bound=bound, terms=[{"amount": term["amount"], "due_on": term["due_on"]} for term in terms],
        )  # fmt: skip
        if self.served is not None:
            self._adopt(self.served, terms, bound, sealed_on)
        else:
            self.take_terms(Result.WRITTEN_AGREEMENT, terms, sealed_on, as_signed=True)
            self.say_agreed(Result.WRITTEN_AGREEMENT, sealed_on, {})

    def _adopt(
        self, served: Case, terms: list[dict[str, Any]], bound: list[str], sealed_on: datetime.date
    ) -> None:
        """The case served takes the terms over; here the table is wound up, and the joint roads run."""
        book, start = self.draft.clocks, noon(sealed_on)
        book.start("arb_review_apply", at=start)
        book.start("judicial_confirm_apply", at=start)
        book.start("mediation_follow")
        self.draft.then(
            served, "adopt_agreement", mediation=self.case.code, agreement=str(Result.WRITTEN_AGREEMENT), terms=terms,
            signed_on=sealed_on, bound=bound, declined=self._declined(), since=self._signing_began(),
        )  # fmt: skip

    def _signing_began(self) -> datetime.datetime | None:
        """When the signatures were asked for: the sums are those of that moment."""
        asked = self.last_round(ApprovalKind.SIGN)
        return asked.asked_at if asked is not None else None

    def _declined(self) -> list[str]:
        """The workers who said no to the proposal, themselves or through who stands for them, or would not sign it."""
        said: set[str] = set()
        for kind in (ApprovalKind.CONSENT, ApprovalKind.SIGN):
            asked = self.last_round(kind)
            for row in self.signatures(asked) if asked else ():
                if row.seat is not None and row.answer == Answer.REFUSE:
                    said.update((row.seat.code, *row.for_seats))
        keys = [seat.party_id for seat in self.seats if seat.code in said and seat.party_id is not None]
        return list(Party.objects.filter(pk__in=keys).order_by("id").values_list("code", flat=True))

    def _bound(self) -> list[Party]:
        """The workers bound: who signed, or for whom a representative signed."""
        asked = self.last_round(ApprovalKind.SIGN)
        signed = set(rounds.bound_by(self.signatures(asked))) if asked else set()
        seats = [seat for seat in self.seats if seat.code in signed and seat.party_id is not None]
        return list(Party.objects.filter(pk__in=[seat.party_id for seat in seats]).order_by("id"))
