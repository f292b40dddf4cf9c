"""What the chair decides: 不予受理、移送、不属实、延期、结案、重开. Asked, answered, and only then done."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import Evidence, EvidenceKind
from organizations.code_values import DeclineGround, Result
from organizations.models import PartnerBody
from protection import personal
from record.names import EventName
from workflows import approvals
from workflows.approvals import Request
from workflows.errors import BadInput, NotPermitted
from workflows.machine import step
from workflows.models import Answer, Approval, ApprovalKind, Signature, Verdict

from . import guards as g
from . import who
from .base import plain_choice
from .mediation import AGREEMENTS
from .performance import RESULT_OF_ROAD, Performing
from .states import S, state

#: The step an approved request opens.
STEP_OF = {
    ApprovalKind.DECLINE: "decline",
    ApprovalKind.REFER: "refer",
    ApprovalKind.NOT_CONFIRMED: "not_confirm",
    ApprovalKind.EXTEND: "extend",
    ApprovalKind.CLOSE: "close",
    ApprovalKind.REOPEN: "reopen",
}
#: Where a question to the chair can be open; elsewhere moving on has closed it.
ASKED = (S.REPORTED, S.ACCEPTED, S.VERIFYING, S.MEDIATING, S.CLOSING, S.CLOSED)


class Approving(Performing):
    """Requests and answers."""

    def _ask(self, kind: ApprovalKind, reason: str, **payload: Any) -> None:
        if not reason.strip():
            raise BadInput(_("请写明理由，主席要据此审批。"), "reason")
        approvals.ask(self.draft, Request(kind, payload, reason))

    @step(
        state, S.REPORTED, may=who.intake, label=gettext_lazy("提请不予受理"), weight=70,
        when=[g.worker_was_contacted, g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_decline(self, *, ground: str, reason: str) -> None:
        """提请不予受理, on a coded ground. The complainant must hear within five working days."""
        plain_choice(ground, DeclineGround, "ground")
        self.draft.clocks.start("union_refuse_zj", at=self.case.reported_at)
        self._ask(ApprovalKind.DECLINE, reason, ground=ground)

    @step(
        state, [S.REPORTED, S.ACCEPTED, S.VERIFYING], may=who.any_of(who.intake, who.handler), weight=75,
        label=gettext_lazy("提请移送"), when=[g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_refer(self, *, partner: PartnerBody, reason: str) -> None:
        """提请移送 to a partner body."""
        if not partner.is_active:
            raise BadInput(_("这个单位已经停用。"), "partner")
        self._ask(ApprovalKind.REFER, reason, partner=partner.pk)

    @step(
        state,
        S.VERIFYING,
        may=who.handler,
        label=gettext_lazy("提请认定不属实"),
        weight=75,
        when=[g.nothing_awaits_approval],
    )
    def ask_not_confirmed(self, *, reason: str) -> None:
        """提请认定不属实; a finding must be on record."""
        if not self.detail.finding:
            raise BadInput(_("请先记录核实情况。"), "reason")
        self._ask(ApprovalKind.NOT_CONFIRMED, reason)

    @step(
        state,
        S.MEDIATING,
        may=who.handler,
        label=gettext_lazy("提请延期"),
        weight=40,
        when=[g.nothing_awaits_approval],
    )
    def ask_extend(self, *, until: datetime.date, both_agree: bool, reason: str) -> None:
        """提请延期: only with both sides' recorded consent."""
        if not both_agree:
            raise BadInput(_("延期要双方都同意，并留有书面或录音记录。"), "both_agree")
        clock = self.draft.clocks.get("mediation_close")
        if until <= self.today or (clock is not None and until <= clock.due_on):
            raise BadInput(_("新的期限应晚于现在的期限。"), "until")
        self._ask(ApprovalKind.EXTEND, reason, until=until.isoformat())

    @step(
        state, [S.PERFORMING, S.FAILED], target=S.CLOSING, may=who.handler, label=pgettext_lazy("step", "提请结案"), weight=25,
        when=[g.agreement_was_performed, g.parties_were_informed, g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_close(self, *, reason: str, conclusion: str = "") -> None:
        """提请结案 with a coded conclusion; money paid needs a paper that proves it."""
        came_from = str(self.draft.before["state"])
        conclusion = conclusion or self._usual_conclusion(came_from)
        if conclusion not in self._conclusions(came_from):
            raise BadInput(_("这个结果与案件的情况不符。"), "conclusion")
        if came_from == S.PERFORMING and not self.detail.road and not self._has_proof():
            raise BadInput(_("请先上传履行凭证(收条、转账记录等),再提请结案。"), "reason")
        self.case.back_to, self.detail.closing_conclusion = came_from, conclusion
        self.draft.clocks.stop("performance_check")
        self.say(EventName.CLOSING_ASKED, conclusion=conclusion)
        self._ask(ApprovalKind.CLOSE, reason, conclusion=conclusion)

    def _usual_conclusion(self, came_from: str) -> str:
        if came_from == S.PERFORMING:
            return self.detail.agreement
        return str(RESULT_OF_ROAD.get(self.detail.road, self.detail.fail_ground))  # type: ignore[call-overload]

    def _conclusions(self, came_from: str) -> set[str]:
        roads = {str(result) for result in RESULT_OF_ROAD.values()}
        if came_from == S.PERFORMING:
            return {str(result) for result in AGREEMENTS} | (roads if self.detail.road else set())
        failed = {str(Result.OTHER_SIDE_REFUSED), str(Result.UNREACHABLE), str(Result.NO_AGREEMENT_IN_TIME)}
        return failed | (roads if self.detail.road else set())

    def _has_proof(self) -> bool:
        return Evidence.objects.filter(case=self.case, kind=EvidenceKind.PROOF).exists()

    @step(
        state, S.CLOSED, may=who.any_of(who.handler, who.intake), label=gettext_lazy("提请重开"), weight=60,
        when=[g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_reopen(self, *, reason: str) -> None:
        """提请重开: the only signature a closed case may wait for."""
        self._ask(ApprovalKind.REOPEN, reason)

    @step(
        state,
        S.CLOSED,
        may=who.receipt,
        label=gettext_lazy("问题没有解决，要求重开"),
        weight=60,
        when=[g.reopening_not_asked_yet, g.nothing_awaits_approval],
    )
    def worker_asks_reopen(self, *, reason: str) -> None:
        """职工要求重开: goes to the chair as it is."""
        self.detail.reopening_asked_at = self.draft.at
        self.say(EventName.REOPENING_ASKED, {"reason": reason})
        self._ask(ApprovalKind.REOPEN, reason)

    # ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state,
        ASKED,
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
            getattr(self, STEP_OF[ApprovalKind(row.kind)])(**row.payload)
            self.approved = False

    @step(
        state,
        ASKED,
        may=who.signer,
        label=pgettext_lazy("step", "退回"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def send_back(self, *, approval: str, round: int, note: str) -> None:
        """退回: something is missing; it may be asked again."""
        self._no(approval, round, note, Answer.RETURN, EventName.RETURNED)

    @step(
        state,
        ASKED,
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
            self._back_to_work(row)

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

    def _back_to_work(self, row: Approval) -> None:
        """After no: a case that waited for closing goes back to where it came from."""
        self.draft.clocks.stop("union_refuse_zj")
        if row.kind == ApprovalKind.CLOSE and self.case.state == S.CLOSING:
            self.approved = True
            self.return_to_work()
            self.approved = False

    @step(
        state, ASKED, may=who.any_of(who.handler, who.intake), label=gettext_lazy("撤回审批申请"), weight=85,
        when=[g.something_awaits_approval],
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
        self._back_to_work(row)


def reason_of(approval: Approval) -> str:
    """What the asker wrote."""
    return str(personal.read(approval.reason_key).get("reason", ""))
