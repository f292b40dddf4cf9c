"""方案: versions, each of which voids what was answered to the one before; and the way back to the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases import codes
from cases.models import Matter, Performer, Proposal, ProposalTerm
from protection import personal
from record.names import EventName
from workflows.errors import BadInput, StaleCase
from workflows.machine import step

from . import guards as g
from . import who
from .awaiting import AwaitingSeal
from .portions import Owed, for_the_bound, owed_by_worker
from .seats import LEADS
from .states import S, state
from .versions import TermGiven, read_terms

LONGEST_TEXT = 10_000
MOST_VERSIONS = 200


class Proposing(AwaitingSeal):
    """What is proposed."""

    @step(
        state, [S.IN_SESSION, S.PROPOSED, S.CONSENTING, S.SIGNING], target=S.PROPOSED, may=who.handler, weight=8,
        label=pgettext_lazy("step", "提出方案"), when=[*LEADS, g.signed_terms_may_change],
    )  # fmt: skip
    def propose(self, *, text: str, terms: Sequence[dict[str, Any]], replaces: int = 0) -> None:
        """提出方案, a new version of it.

        ``text`` is private. Each term: ``what`` (text), ``who`` (employer, worker, both, seat), ``seat`` (its code),
        ``nature`` (wages, medical, severance, damages, other), ``amount`` (yuan), ``due_on`` (date), ``proof``
        (transfer, receipt, paper, inspection, other). ``replaces`` is the version the mediator was looking at, 0 for
        none: another than the newest raises StaleCase. Answers to an earlier version are void.
        """
        version = self.detail.proposal_version
        if replaces != version:
            raise StaleCase(
                _("另一位同志刚刚提出了第%(n)s版方案。您填的内容还在，请看过新方案再提交。") % {"n": version}
            )
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise BadInput(_("请写明方案，最多10000字。"), "text")
        if version >= MOST_VERSIONS:
            raise BadInput(_("方案的版本太多了，请另开一次协商。"), "text")
        read = read_terms(terms, self.today)
        made = Proposal(
            code=codes.fresh(), case=self.case, version=version + 1, text_key=self.draft.keep({"text": text.strip()}),
            made_at=self.draft.at, made_by=self.actor.person,
        )  # fmt: skip
        self.draft.born.append(made)
        self.draft.born += [self._proposed(made, order, term) for order, term in enumerate(read, 1)]
        self.detail.proposal_version = version + 1
        self.take_signatures_back()
        self.say(
            EventName.PROPOSAL_MADE, proposal=made.code, version=made.version,
            terms=[{"amount": term.amount, "due_on": term.due_on, "who": term.who} for term in read],
        )  # fmt: skip

    def _proposed(self, made: Proposal, order: int, term: TermGiven) -> ProposalTerm:
        seat = self.seat(term.seat, "terms") if term.who == Performer.SEAT else None
        return ProposalTerm(
            proposal=made, order=order, what_key=self.draft.keep({"what": term.what}), what_digest=term.digest,
            who=term.who, seat=seat, nature=term.nature, amount=term.amount, due_on=term.due_on, proof=term.proof,
        )  # fmt: skip

    @step(
        state, [S.PROPOSED, S.CONSENTING, S.SIGNING], target=S.IN_SESSION, may=who.handler, weight=35,
        label=pgettext_lazy("step", "回到协商"), when=[*LEADS, g.signed_terms_may_change],
    )  # fmt: skip
    def back_to_table(self, *, reason: str) -> None:
        """回到协商: what was answered is void; seats and topics may be changed again."""
        if not reason.strip():
            raise BadInput(_("请写明回到协商的原因。"), "reason")
        self.take_signatures_back()
        self.say(EventName.BACK_AT_TABLE, {"reason": reason}, version=self.detail.proposal_version)

    def agreed_terms(self, bound: set[int] | None, owed: Owed | None = None) -> list[dict[str, Any]]:
        """The newest version's terms, as the case that takes them over wants them; of a wage case for the workers
        ``bound`` (keys of parties) alone, by what each was ``owed``. None for everybody at the table.
        """
        rows = self.terms_of(self.detail.proposal_version)
        said = personal.read_many(row.what_key for row in rows)
        terms = [
            {
                "what": str(said.get(row.what_key, {}).get("what", "")), "who": row.who, "amount": row.amount,
                "due_on": row.due_on, "proof": row.proof,
            }
            for row in rows
        ]  # fmt: skip
        return terms if bound is None or owed is None else for_the_bound(terms, owed, bound)

    def owed_now(self) -> Owed | None:
        """What each worker at the table of a wage case is owed; None where it is about something else."""
        if self.served is None or self.detail.matter != Matter.WAGES:
            return None
        at_table = {seat.party_id for seat in self.seats if seat.party_id is not None}
        return owed_by_worker(self.served, at_table)
