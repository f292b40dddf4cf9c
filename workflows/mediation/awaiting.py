"""Between the last signature and the seal. An agreement is reached, which is all the fifteen days ask for (调解仲裁法 14):
they are over, and a target of our own runs until the seal is on. Taken back, they count on as if they had never ended.
"""

from __future__ import annotations

from cases.models import CaseKind
from workflows import approvals

from .sessions import Meeting


class AwaitingSeal(Meeting):
    """Everybody has signed, or signed in vain."""

    def everybody_has_signed(self) -> None:
        """全部签字: both sides and the mediator. Nobody has to agree to wait longer any more."""
        self.detail.signed_at = self.draft.at
        approvals.void_open(self.draft)
        for rule_id in ("mediation_close", "sign_reply"):
            self.draft.clocks.stop(rule_id, because="all_signed")
        self.draft.clocks.start("agreement_seal")
        self._tell_served("await_seal")

    def take_signatures_back(self) -> None:
        """What was signed is void: the closing clock goes on where it would be now, never with a day more."""
        if self.detail.signed_at is None:
            return
        closing = self.ended_closing
        self.detail.signed_at = None
        self.draft.clocks.stop("agreement_seal")
        if closing is not None:
            self.draft.clocks.take_up(closing)
        self._tell_served("go_on_mediating")

    def _tell_served(self, verb: str) -> None:
        """A dispute that is still mediated has the same days."""
        served = self.served
        if served is not None and served.kind == CaseKind.DISPUTE and served.state == "mediating":
            self.draft.then(served, verb, mediation=self.case.code)
