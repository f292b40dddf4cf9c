"""Requests and their answers: 同意、退回、不同意、撤回. After the last step what was asked is done in the same step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from record.names import EventName
from workflows import approvals, sheets
from workflows.approvals import Request
from workflows.errors import BadInput, NotPermitted, NotPossible, Refused
from workflows.machine import common
from workflows.models import Answer, Approval, ApprovalKind, Mode, Signature, Verdict
from workflows.sheets import Sheet

from . import guards as g
from . import who
from .base import Base

#: Verbs that come too late once an approval is decided.
ANSWERS = frozenset(
    {"approve", "send_back", "refuse", "withdraw_request", "transfer", "add_signer", "remove_signer", "urge_approval"}
)  # fmt: skip


class Answering(Base):
    """Asking, and answering step by step."""

    #: The step an approved request opens.
    step_of: ClassVar[Mapping[ApprovalKind, str]] = {}
    #: The step that brings a case back whose request came out no, for those that moved it while asking.
    back_of: ClassVar[Mapping[ApprovalKind, str]] = {}
    signing_verbs = ANSWERS - {"withdraw_request", "urge_approval"}

    @property
    def asks_itself(self) -> bool:
        """Whether who acts asked an open question. One query, only while one is open."""
        mine = Approval.objects.filter(case=self.case, verdict=Verdict.OPEN, asked_by=self.actor.person)
        return self.actor.person is not None and bool(self.fact("asks_itself", mine.exists))

    def put_to_chair(
        self, kind: ApprovalKind, reason: str, *, ask_again: bool = False, **payload: Any
    ) -> None:
        """Ask. After a return, steps whose matter did not change keep their answers unless they are to be ``ask_again``."""
        if not reason.strip():
            raise BadInput(_("请写明理由，主席要据此审批。"), "reason")
        sheets.ask(self, Request(kind, payload, reason, ask_again=ask_again))

    def overtaken(self, verb: str) -> Refused | None:
        """A form that was withdrawn or decided a moment ago says so plainly, whatever state that left the case in."""
        code = self.data.get("approval")
        if verb not in ANSWERS or not isinstance(code, str):
            return None
        approval = Approval.objects.filter(case=self.case, code=code).exclude(verdict=Verdict.OPEN).first()
        return approvals.decided(approval) if approval is not None else None

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "同意"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def approve(self, *, approval: str, round: int, note: str = "") -> None:
        """同意: the next step is asked; after the last one what was asked is done in the same step."""
        sheet = self._answer(approval, round, Answer.APPROVE, note)
        row = sheet.approval
        self.say(EventName.APPROVED, {"note": note}, approval=row.code, kind=row.kind, round=round)
        self.go_on(sheet)

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "退回"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def send_back(self, *, approval: str, round: int, note: str, to: int = 0) -> None:
        """退回: something is missing. ``to`` is the number of an earlier step, which is asked anew; 0 is who asked."""
        self._no(approval, round, note, Answer.RETURN, EventName.RETURNED, to)

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

    def _no(
        self, approval: str, round_: int, note: str, answer: Answer, name: EventName, to: int = 0
    ) -> None:
        if not note.strip():
            raise BadInput(_("请写明理由，经办人要据此修改。"), "note")
        sheet = self.sheet(approval, round_)
        self.own_signature(sheet)
        start = sheet.step_called(to) if to else None
        self._give(sheet, answer, note)
        row = sheet.approval
        self.say(
            name, {"note": note}, approval=row.code, kind=row.kind, round=round_, **({"to": to} if to else {})
        )
        asked = sheet.asked
        if start is not None and asked is not None and sheet.stands(asked) == Verdict.RETURNED:
            self._signed.return_to = start.order
            self._did(sheets.next_round(self, sheet, start, because="returned"), sheet)
        else:
            self.go_on(sheet)

    def sheet(self, code: str, round_: int | None = None) -> Sheet:
        """The open approval that is answered, with its steps and signatures; StaleCase when it is over."""
        return Sheet.of(approvals.find_open(self.case.pk, code, round_))

    def own_signature(self, sheet: Sheet) -> Signature:
        """The signature of this actor that waits; a sentence why there is none."""
        return approvals.signature_among(sheet.rows, sheet.approval, self.actor, self.concerned_people)

    def _answer(self, code: str, round_: int, answer: Answer, note: str) -> Sheet:
        sheet = self.sheet(code, round_)
        self._give(sheet, answer, note)
        return sheet

    def _give(self, sheet: Sheet, answer: Answer, note: str) -> None:
        row = self.own_signature(sheet)
        if answer == Answer.RETURN and row.step.mode == Mode.ADVISORY:
            raise NotPossible(_("这一步只征求意见，不能退回；请把意见写在说明里。"))
        row.answer, row.signed_by, row.answered_at = answer, self.actor.person, self.draft.at
        if note:
            row.note_key = self.draft.keep({"note": note})
        self.draft.changed.append(row)
        self._signed: Signature = row

    def go_on(self, sheet: Sheet) -> None:
        """Ask the next step, or do what the verdict opens."""
        self._did(sheets.settle(self, sheet), sheet)

    def _did(self, found: Verdict, sheet: Sheet) -> None:
        approval = sheet.approval
        if found == Verdict.OPEN:
            return
        if found != Verdict.APPROVED:
            self._after_no(approval)
            return
        self.approved = True
        getattr(self, self.step_of[ApprovalKind(approval.kind)])(**approval.payload)
        self.approved = False

    def _after_no(self, row: Approval) -> None:
        """After no: a case that waited for the answer goes back to where it came from."""
        back = self.back_of.get(ApprovalKind(row.kind))
        if back is not None:
            self.approved = True
            getattr(self, back)()
            self.approved = False

    @common("asked", may=who.any_of(who.handler, who.intake, who.petitioner), label=gettext_lazy("撤回审批申请"), weight=85,
        when=[g.something_awaits_approval, g.asked_it_oneself],
    )  # fmt: skip
    def withdraw_request(self, *, approval: str, note: str = "") -> None:
        """撤回: who asked takes the question back."""
        row = Approval.objects.filter(case=self.case, code=approval, verdict=Verdict.OPEN).first()
        if row is None:
            raise self.overtaken("withdraw_request") or BadInput(_("找不到这项审批。"), "approval")
        if row.asked_by_id != (self.actor.person.pk if self.actor.person else None):
            raise NotPermitted(_("只有提请的人可以撤回。"))
        approvals.close(self.draft, row, Verdict.WITHDRAWN, Signature.objects.filter(step__approval=row))
        self.say(EventName.APPROVAL_WITHDRAWN, {"note": note}, approval=row.code, kind=row.kind)
        self._after_no(row)
