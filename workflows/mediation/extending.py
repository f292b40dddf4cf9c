"""延期 and the end without agreement: both sides' recorded consent and the chair's approval, or the fifteen days end it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import SIDES, Case, CaseKind, Evidence, ExtensionConsent
from organizations.code_values import FailGround
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.models import ApprovalKind
from workflows.shared.approving import Approving
from workflows.shared.base import plain_choice

from . import guards as g
from . import who
from .seats import LEADS
from .signing import Signing
from .states import TALKING, S, state


class Extending(Approving, Signing):
    """More time, or no agreement."""

    @step(
        state, TALKING, may=who.handler, label=pgettext_lazy("step", "登记一方同意延期"), weight=44,
        when=[g.mediator_is_free, g.fifteen_days_run],
    )  # fmt: skip
    def record_extension_consent(
        self, *, seat: str, until: datetime.date, evidence: str, given_on: datetime.date
    ) -> None:
        """登记一方同意延期: one side, one new last day, its paper (延期同意书 or a recording)."""
        row = self.seat(seat)
        if not row.is_side:
            raise BadInput(_("延期要当事人双方同意，请选择职工或用人单位。"), "seat")
        self.day_not_after_today(given_on, "given_on")
        self._later_than_now(until)
        paper = Evidence.objects.filter(case=self.case, code=evidence).first()
        if paper is None:
            raise BadInput(_("请先上传延期同意书或录音，再从材料中选择。"), "evidence")
        if ExtensionConsent.objects.filter(seat=row, until=until).exists():
            raise BadInput(_("这一方对这个日期的同意已经登记过。"), "seat")
        self.draft.born.append(
            ExtensionConsent(case=self.case, seat=row, until=until, evidence=paper, given_on=given_on)
        )
        self.say(EventName.EXTENSION_CONSENTED, seat=row.code, until=until, evidence=paper.code)

    def _later_than_now(self, until: datetime.date) -> None:
        clock = self.draft.clocks.get("mediation_close")
        if until <= self.today or (clock is not None and until <= clock.due_on):
            raise BadInput(_("新的期限应晚于现在的期限。"), "until")

    @step(
        state, TALKING, may=who.handler, label=pgettext_lazy("step", "提请延期"), weight=45,
        when=[g.mediator_is_free, g.fifteen_days_run, g.both_sides_agreed_to_wait, g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_extend(self, *, until: datetime.date, reason: str, ask_again: bool = False) -> None:
        """提请延期 to the day both sides agreed to: the chair decides."""
        self._later_than_now(until)
        kinds = set(
            ExtensionConsent.objects.filter(case=self.case, until=until, seat__is_active=True).values_list(
                "seat__kind", flat=True
            )
        )
        if not set(SIDES) <= kinds:
            raise BadInput(_("双方都同意的不是这一天，请按同意书上的日期填写。"), "until")
        self.put_to_chair(ApprovalKind.EXTEND, reason, ask_again=ask_again, until=until.isoformat())

    @step(state, TALKING, may=who.approved, label=pgettext_lazy("step", "延期"), by_hand=False)
    def extend(self, *, until: str) -> None:
        """延期, approved; the dispute served gets the same day."""
        self.draft.clocks.extend(
            "mediation_close", datetime.date.fromisoformat(until), because="both_sides_agreed"
        )
        self.say(EventName.EXTENDED, until=until)
        if self.served is not None and self.served.kind == CaseKind.DISPUTE:
            self.draft.then(self.served, "extend_with_table", until=until)

    @step(
        state, TALKING, target=S.FAILED, may=who.handler, label=pgettext_lazy("step", "协商不成"), weight=65, when=LEADS
    )  # fmt: skip
    def fail(self, *, ground: str, note: str = "") -> None:
        """协商不成, coded. A dispute served has failed with it; a wage case goes on by its other roads."""
        self._fail(plain_choice(ground, FailGround, "ground"), {"note": note}, by="hand")
        if self.served is not None and self._still_waits(self.served):
            self.draft.then(self.served, "table_failed", ground=ground)

    def _still_waits(self, served: Case) -> bool:
        """Whether the case served can still hear of it; one that ended or was suspended meanwhile holds no table up."""
        return served.is_open if served.kind == CaseKind.WAGES else served.state == "mediating"

    @step(state, TALKING, target=S.FAILED, may=who.system, label=gettext_lazy("期满未达成"), by_hand=False)
    def lapse(self, *, clock: str = "", rows: Sequence[str] = ()) -> None:
        """期满未达成: the fifteen days are over (14). The case served has a clock of its own."""
        self.note_fired("mediation_close", clock, rows, "lapse")
        self._fail(FailGround.NO_AGREEMENT_IN_TIME, {}, by="clock")

    def _fail(self, ground: str, private: dict[str, str], by: str) -> None:
        self.detail.fail_ground = ground
        self._end_open_session()
        self.say(EventName.FAILED, private, ground=ground, by=by)
