"""待受理 → 已受理 → 调查核实: contact, acceptance, assignment, verification, and the ends that come before mediation."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import ApplicationForm, BodyKind, CaseReader, ReaderReason
from organizations.code_values import Result
from organizations.models import Person
from record.names import EventName
from record.timekeeping import midnight
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared import guards as shared
from workflows.shared import who
from workflows.shared.base import known_category, plain_choice
from workflows.shared.handling import Taken

from . import guards as g
from .base import Base
from .states import S, state


class Intake(Taken, Base):
    """From the report to the end of verification."""

    @step(
        state, S.REPORTED, target=S.ACCEPTED, may=who.intake, label=pgettext_lazy("step", "受理"), weight=20,
        when=[shared.employer_named, shared.worker_was_contacted, shared.nothing_awaits_approval],
    )  # fmt: skip
    def accept(self, *, note: str = "", category: str = "") -> None:
        """受理. The category may be set right; the first step (第一时间) is measured."""
        if category:
            if not known_category(category):
                raise BadInput(_("请从列表中选择一项。"), "category")
            self.case.category = category
            if self.draft.clocks.get("arb_limitation") is None:
                self.start_limitation()
        self.detail.first_step_at = self.detail.first_step_at or self.draft.at
        self.draft.clocks.stop("mediation_accept")
        self.draft.clocks.stop("relay")
        if self.detail.applied_on:
            self.draft.clocks.start("mediation_close_accepted")
        self.say(EventName.ACCEPTED, {"note": note}, category=self.case.category)

    @step(
        state, [S.ACCEPTED, S.VERIFYING], target=S.VERIFYING, may=who.any_of(who.chair, who.chair_above),
        label=pgettext_lazy("step", "指派调解员"), weight=20, when=[shared.nothing_awaits_approval],
    )  # fmt: skip
    def assign(self, *, mediator: Person, note: str = "") -> None:
        """指派: the chair names who handles the case."""
        self.take_mediator(mediator)
        self.say(EventName.ASSIGNED, {"note": note}, mediator=mediator.pk)

    @step(
        state, [S.REPORTED, S.ACCEPTED, S.VERIFYING], may=who.any_of(who.intake, who.handler),
        when=[g.no_application_yet, shared.someone_came_forward], label=gettext_lazy("登记调解申请"), weight=30,
    )  # fmt: skip
    def receive_application(
        self, *, form: str, received_on: datetime.date, names_applicant: bool, body_kind: str = BodyKind.TOWN
    ) -> None:
        """收到调解申请: the fifteen days run from this day (调解仲裁法 14).

        An application tells the employer who applies: the worker was told so before, asked, and ``names_applicant`` is
        the answer.
        """
        self.day_not_after_today(received_on, "received_on")
        detail, book = self.detail, self.draft.clocks
        detail.applied_on = received_on
        detail.application_form = plain_choice(form, ApplicationForm, "form")
        detail.body_kind = plain_choice(body_kind, BodyKind, "body_kind")
        detail.names_applicant = names_applicant
        noon = midnight(received_on) + datetime.timedelta(hours=12)
        book.start("mediation_close", at=noon)
        if self.case.state == S.REPORTED:
            book.start("mediation_accept", at=noon)
        else:
            book.start("mediation_close_accepted")
        if body_kind == BodyKind.PEOPLE:
            book.start("people_mediation_close")
        self.say(
            EventName.APPLICATION_RECEIVED, form=form, received_on=received_on, names_applicant=names_applicant,
            body=body_kind,
        )  # fmt: skip

    # ── Ends before mediation, each approved by the chair ────────────────────────────────────────────────────────

    @step(
        state,
        S.REPORTED,
        target=S.CLOSED,
        may=who.approved,
        label=pgettext_lazy("step", "不予受理"),
        by_hand=False,
    )
    def decline(self, *, ground: str) -> None:
        """不予受理, told in writing: a complaint's refusal within five working days (浙江省工会劳动法律监督条例)."""
        self.detail.decline_told_on = self.today
        self.end(Result.DECLINED)
        self.say(EventName.DECLINED, ground=ground)

    @step(
        state, [S.REPORTED, S.ACCEPTED, S.VERIFYING], target=S.CLOSED, may=who.approved, label=pgettext_lazy("step", "移送"),
        by_hand=False,
    )  # fmt: skip
    def refer(self, *, partner: int) -> None:
        """移送 to the body that has jurisdiction; it reads the case from now on."""
        self.draft.born.append(CaseReader(case=self.case, partner_id=partner, reason=ReaderReason.INVITED))
        self.end(Result.REFERRED)
        self.say(EventName.REFERRED, partner=partner)

    @step(state, S.VERIFYING, target=S.CLOSED, may=who.approved, label=gettext_lazy("不属实"), by_hand=False)
    def not_confirm(self) -> None:
        """不属实: verified, and it was not so."""
        self.end(Result.NOT_CONFIRMED)
        self.say(EventName.NOT_CONFIRMED)
