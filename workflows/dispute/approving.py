"""What the chair decides: 不予受理、移送、不属实、延期、结案、重开. Asked, answered, and only then done."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import Evidence, EvidenceKind
from organizations.code_values import DeclineGround, Result
from organizations.models import PartnerBody
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.models import Approval, ApprovalKind
from workflows.shared import guards as shared
from workflows.shared import who
from workflows.shared.approving import Reopening
from workflows.shared.base import plain_choice
from workflows.shared.terms import AGREEMENTS

from . import guards as g
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


class Deciding(Performing, Reopening):
    """What a mediator asks the chair for."""

    step_of = STEP_OF
    back_of: ClassVar[Mapping[ApprovalKind, str]] = {ApprovalKind.CLOSE: "return_to_work"}

    def _after_no(self, row: Approval) -> None:
        self.draft.clocks.stop("union_refuse_zj")
        super()._after_no(row)

    @step(
        state, S.REPORTED, may=who.intake, label=gettext_lazy("提请不予受理"), weight=70,
        when=[shared.worker_was_contacted, shared.nothing_awaits_approval],
    )  # fmt: skip
    def ask_decline(self, *, ground: str, reason: str, ask_again: bool = False) -> None:
        """提请不予受理, on a coded ground. The complainant must hear within five working days."""
        plain_choice(ground, DeclineGround, "ground")
        self.draft.clocks.start("union_refuse_zj", at=self.case.reported_at)
        self.put_to_chair(ApprovalKind.DECLINE, reason, ask_again=ask_again, ground=ground)

    @step(
        state, [S.REPORTED, S.ACCEPTED, S.VERIFYING], may=who.any_of(who.intake, who.handler), weight=75,
        label=gettext_lazy("提请移送"), when=[shared.nothing_awaits_approval],
    )  # fmt: skip
    def ask_refer(self, *, partner: PartnerBody, reason: str, ask_again: bool = False) -> None:
        """提请移送 to a partner body."""
        if not partner.is_active:
            raise BadInput(_("这个单位已经停用。"), "partner")
        self.put_to_chair(ApprovalKind.REFER, reason, ask_again=ask_again, partner=partner.pk)

    @step(
        state,
        S.VERIFYING,
        may=who.handler,
        label=gettext_lazy("提请认定不属实"),
        weight=75,
        when=[shared.nothing_awaits_approval],
    )
    def ask_not_confirmed(self, *, reason: str, ask_again: bool = False) -> None:
        """提请认定不属实; a finding must be on record."""
        if not self.detail.finding:
            raise BadInput(_("请先记录核实情况。"), "reason")
        self.put_to_chair(ApprovalKind.NOT_CONFIRMED, reason, ask_again=ask_again)

    @step(
        state,
        S.MEDIATING,
        may=who.handler,
        label=gettext_lazy("提请延期"),
        weight=40,
        when=[g.not_all_signed, shared.nothing_awaits_approval],
    )
    def ask_extend(
        self, *, until: datetime.date, both_agree: bool, reason: str, ask_again: bool = False
    ) -> None:
        """提请延期: only with both sides' recorded consent."""
        if not both_agree:
            raise BadInput(_("延期要双方都同意，并留有书面或录音记录。"), "both_agree")
        clock = self.draft.clocks.get("mediation_close")
        if until <= self.today or (clock is not None and until <= clock.due_on):
            raise BadInput(_("新的期限应晚于现在的期限。"), "until")
        self.put_to_chair(ApprovalKind.EXTEND, reason, ask_again=ask_again, until=until.isoformat())

    @step(
        state, [S.PERFORMING, S.FAILED], target=S.CLOSING, may=who.handler, label=pgettext_lazy("step", "提请结案"), weight=25,
        when=[g.agreement_was_performed, g.parties_were_informed, shared.nothing_awaits_approval, shared.no_table_open],
    )  # fmt: skip
    def ask_close(self, *, reason: str, conclusion: str = "", ask_again: bool = False) -> None:
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
        self.put_to_chair(ApprovalKind.CLOSE, reason, ask_again=ask_again, conclusion=conclusion)

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
