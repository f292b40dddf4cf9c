"""待受理 → 已受理 → 调查核实: contact, acceptance, assignment, verification, and the ends that come before mediation."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import ApplicationForm, BodyKind, Case, CaseReader, ReaderReason
from organizations.code_values import Result
from organizations.models import Person, Post
from organizations.roles import Role
from record.names import EventName
from record.timekeeping import midnight
from workflows.errors import BadInput, NotPossible
from workflows.machine import step

from . import guards as g
from . import who
from .base import Base, known_category, plain_choice
from .states import OPEN, S, state


class Intake(Base):
    """From the report to the end of verification."""

    @step(
        state,
        [S.REPORTED, S.ACCEPTED],
        may=who.intake,
        when=[g.not_contacted_yet],
        label=gettext_lazy("登记首次联系"),
        weight=10,
    )
    def contact(self, *, note: str = "") -> None:
        """首次联系: someone spoke to the worker. Stops the contact clock."""
        self.detail.contacted_at = self.draft.at
        self.draft.clocks.stop("first_contact")
        self.say(EventName.CONTACTED, {"note": note})

    @step(
        state, S.REPORTED, target=S.ACCEPTED, may=who.intake, label=pgettext_lazy("step", "受理"), weight=20,
        when=[g.employer_named, g.worker_was_contacted, g.nothing_awaits_approval],
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
        label=pgettext_lazy("step", "指派调解员"), weight=20, when=[g.nothing_awaits_approval],
    )  # fmt: skip
    def assign(self, *, mediator: Person, note: str = "") -> None:
        """指派: the chair names who handles the case."""
        self._take_mediator(mediator)
        self.say(EventName.ASSIGNED, {"note": note}, mediator=mediator.pk)

    @step(
        state, [S.MEDIATING, S.PERFORMING, S.FAILED, S.SUSPENDED], may=who.any_of(who.chair, who.chair_above),
        label=gettext_lazy("改派调解员"), weight=80,
    )  # fmt: skip
    def reassign(self, *, mediator: Person, reason: str) -> None:
        """改派. No state: the handler changes, with an event."""
        self._take_mediator(mediator)
        self.say(EventName.REASSIGNED, {"reason": reason}, mediator=mediator.pk)

    def _take_mediator(self, mediator: Person) -> None:
        posts = Post.objects.on(self.today).filter(
            person=mediator, role__in=[Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR]
        )
        places = [
            post for post in posts.select_related("unit") if post.unit and not post.manages_for_employer
        ]
        if not any(self.case.unit_path.startswith(post.unit.path) for post in places if post.unit):
            raise BadInput(_("这位同志现在不是本工会或上级工会的调解员。"), "mediator")
        if (
            self.case.employer_id
            and mediator.posts.on(self.today).filter(employer=self.case.employer_id).exists()
        ):
            raise BadInput(_("这位同志代表用人单位，应当回避。"), "mediator")
        if mediator.pk == self.case.handler_id:
            raise BadInput(_("案件本来就由这位同志承办。"), "mediator")
        self.case.handler = mediator

    @step(state, S.VERIFYING, may=who.handler, label=pgettext_lazy("step", "记录核实情况"), weight=10)
    def record_finding(self, *, finding: str, note: str) -> None:
        """核实情况: confirmed, partly, or not; the text is kept apart."""
        if finding not in ("confirmed", "partly", "not"):
            raise BadInput(_("请从列表中选择一项。"), "finding")
        if not note.strip():
            raise BadInput(_("请写明核实的经过和依据。"), "note")
        self.detail.finding = finding
        self.say(EventName.FINDING_RECORDED, {"note": note}, finding=finding)

    @step(
        state, [S.REPORTED, S.ACCEPTED, S.VERIFYING], may=who.any_of(who.intake, who.handler),
        when=[g.no_application_yet, g.someone_came_forward], label=gettext_lazy("登记调解申请"), weight=30,
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

    @step(
        state, [S.REPORTED, S.ACCEPTED, S.VERIFYING], target=S.CLOSED, may=who.any_of(who.intake, who.handler),
        when=[g.nothing_awaits_approval], label=gettext_lazy("并入另一案件"), weight=90,
    )  # fmt: skip
    def merge(self, *, into: Case, note: str = "") -> None:
        """并案: the same matter reported twice. The other case goes on; this one ends and is counted once."""
        into = Case.objects.get(pk=into.pk)  # as it is now, not as some page showed it
        if into.pk == self.case.pk or into.kind != self.case.kind or not into.is_open:
            raise NotPossible(_("只能并入另一个尚未办结的同类案件。"))
        if into.county_id != self.case.county_id or not into.unit_path.startswith(self.case.unit_path[:4]):
            raise NotPossible(_("只能并入本县的案件。"))
        self.case.merged_into = into
        self.end(Result.MERGED)
        self.say(EventName.MERGED, {"note": note}, into=into.code)

    @step(
        state, OPEN, target=S.CLOSED, may=who.any_of(who.receipt, who.handler, who.intake),
        label=pgettext_lazy("step", "撤回"), weight=95,
    )  # fmt: skip
    def withdraw(self, *, reason: str) -> None:
        """撤回: the worker's own wish, from the receipt or as a record made by who handles it."""
        if not reason.strip():
            raise BadInput(_("请写明撤回的原因。"), "reason")
        self.end(Result.WITHDRAWN)
        self.say(EventName.WITHDRAWN, {"reason": reason})

    def end(self, conclusion: str) -> None:
        """What every closing sets."""
        case = self.case
        case.conclusion, case.closed_at, case.back_to = str(conclusion), self.draft.at, ""
        if case.is_emergency:
            case.is_emergency = False
            self.say(EventName.EMERGENCY_ENDED, because="closed")
        self.detail.order_open = False
