"""What the chair decides: asked, answered, and only then done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from protection import personal
from record.names import EventName
from workflows import approvals
from workflows.approvals import Request
from workflows.errors import BadInput, NotPermitted
from workflows.machine import common
from workflows.models import Answer, Approval, ApprovalKind, Signature, Verdict

from . import guards as g
from . import who
from .base import Base, ReportedBase


class Approving(Base):
    """Requests and answers."""

    #: The step an approved request opens.
    step_of: ClassVar[Mapping[ApprovalKind, str]] = {}
    #: The step that brings a case back whose request came out no, for those that moved it while asking.
    back_of: ClassVar[Mapping[ApprovalKind, str]] = {}

    @property
    def asks_itself(self) -> bool:
        """Whether who acts asked an open question. One query, only while one is open."""
        mine = Approval.objects.filter(case=self.case, verdict=Verdict.OPEN, asked_by=self.actor.person)
        return self.actor.person is not None and bool(self.fact("asks_itself", mine.exists))

    def put_to_chair(self, kind: ApprovalKind, reason: str, **payload: Any) -> None:
        if not reason.strip():
            raise BadInput(_("请写明理由，主席要据此审批。"), "reason")
        approvals.ask(self.draft, Request(kind, payload, reason))

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "同意"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def approve(self, *, approval: str, round: int, note: str = "") -> None:
        """同意: what was asked is done in the same step."""
        row = self._answer(approval, round, Answer.APPROVE, note)
        self.say(EventName.APPROVED, {"note": note}, approval=row.code, kind=row.kind, round=round)
        if approvals.settle(self.draft, row, self._signed) == Verdict.APPROVED:
            self.approved = True
            getattr(self, self.step_of[ApprovalKind(row.kind)])(**row.payload)
            self.approved = False

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "退回"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def send_back(self, *, approval: str, round: int, note: str) -> None:
        """退回: something is missing; it may be asked again."""
        self._no(approval, round, note, Answer.RETURN, EventName.RETURNED)

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "不同意"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def refuse(self, *, approval: str, round: int, note: str) -> None:
        """不同意."""
        self._no(approval, round, note, Answer.REFUSE, EventName.REFUSED)

    def _no(self, approval: str, round_: int, note: str, answer: Answer, name: EventName) -> None:
        if not note.strip():
            raise BadInput(_("请写明理由，经办人要据此修改。"), "note")
        row = self._answer(approval, round_, answer, note)
        self.say(name, {"note": note}, approval=row.code, kind=row.kind, round=round_)
        if approvals.settle(self.draft, row, self._signed) != Verdict.OPEN:
            self._after_no(row)

    def _answer(self, code: str, round_: int, answer: Answer, note: str) -> Approval:
        row = approvals.find_open(self.case.pk, code, round_)
        signature = approvals.signature_for(row, self.actor)
        signature.answer, signature.signed_by, signature.answered_at = (
            answer,
            self.actor.person,
            self.draft.at,
        )
        if note:
            signature.note_key = self.draft.keep({"note": note})
        self.draft.changed.append(signature)
        self._signed: Signature = signature
        return row

    def _after_no(self, row: Approval) -> None:
        """After no: a case that waited for the answer goes back to where it came from."""
        back = self.back_of.get(ApprovalKind(row.kind))
        if back is not None:
            self.approved = True
            getattr(self, back)()
            self.approved = False

    @common("asked", may=who.any_of(who.handler, who.intake), label=gettext_lazy("撤回审批申请"), weight=85,
        when=[g.something_awaits_approval, g.asked_it_oneself],
    )  # fmt: skip
    def withdraw_request(self, *, approval: str, note: str = "") -> None:
        """撤回: who asked takes the question back."""
        row = Approval.objects.filter(case=self.case, code=approval, verdict=Verdict.OPEN).first()
        if row is None:
            raise BadInput(_("这项审批已经有了结果。"), "approval")
        if row.asked_by_id != (self.actor.person.pk if self.actor.person else None):
            raise NotPermitted(_("只有提请的人可以撤回。"))
        approvals.close(self.draft, row, Verdict.WITHDRAWN, Signature.objects.filter(step__approval=row))
        self.say(EventName.APPROVAL_WITHDRAWN, {"note": note}, approval=row.code, kind=row.kind)
        self._after_no(row)


class Reopening(Approving, ReportedBase):
    """重开: asked for by who handles the case, or by the worker."""

    @common("closed", may=who.any_of(who.handler, who.intake), label=gettext_lazy("提请重开"), weight=60,
        when=[g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_reopen(self, *, reason: str) -> None:
        """提请重开: the only signature a closed case may wait for."""
        self.put_to_chair(ApprovalKind.REOPEN, reason)

    @common(
        "closed",
        may=who.receipt,
        label=gettext_lazy("问题没有解决，要求重开"),
        weight=60,
        when=[g.reopening_not_asked_yet, g.nothing_awaits_approval],
    )
    def worker_asks_reopen(self, *, reason: str) -> None:
        """职工要求重开: goes to the chair as it is."""
        self.detail.reopening_asked_at = self.draft.at
        self.say(EventName.REOPENING_ASKED, {"reason": reason})
        self.put_to_chair(ApprovalKind.REOPEN, reason)


def reason_of(approval: Approval) -> str:
    """What the asker wrote."""
    return str(personal.read(approval.reason_key).get("reason", ""))
