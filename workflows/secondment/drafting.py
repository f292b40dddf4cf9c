"""呈报表: filled in, agreed by the sending unit's chair, consented to by employer or party organisation; returned, withdrawn."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from viewflow.fsm import State

from cases import codes
from cases.documents import StoredFile
from cases.models import ConsentKind, Direction, Evidence, EvidenceKind, PaidBy, SecondmentEnd, Standing
from organizations.models import Employer, Unit
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.models import Approval, ApprovalKind, Verdict
from workflows.shared.base import plain_choice

from . import guards as g
from . import terms, who
from .base import MOVING, Form
from .birth import LONGEST_NOTE, LONGEST_WISH, check_host, check_standing, check_wish
from .states import BEFORE_POST, OPEN, RETURNABLE, S, state

#: Who fills in the form: the sending unit, or a union above it for one that has no account.
DRAFTERS = who.any_of(who.sender, who.helper)


def _after_sender(flow: Form, **_data: object) -> str:
    """Whether this direction needs a paper of employer or party here."""
    needed = flow.setting.consent_for(flow.detail.direction)
    return str(S.SELECTING if needed == ConsentKind.NONE else S.CONSENT)


class Drafting(Form):
    """The sending unit's part."""

    @step(
        state, S.DRAFT, may=DRAFTERS, label=pgettext_lazy("step", "修改呈报表"), weight=20,
        when=[g.round_is_open],
    )  # fmt: skip
    def correct(
        self,
        *,
        standing: str = "",
        wish_text: str = "",
        wish_from: datetime.date | None = None,
        wish_until: datetime.date | None = None,
        host_unit: Unit | None = None,
        host_employer: Employer | None = None,
        note: str = "",
    ) -> None:
        """修改: everything but who it is about and where they come from."""
        detail = self.detail
        if standing:
            plain_choice(standing, Standing, "standing")
        if len(wish_text) > LONGEST_WISH:
            raise BadInput(_("挂职意愿时间太长，请控制在120字以内。"), "wish_text")
        if len(note) > LONGEST_NOTE:
            raise BadInput(_("备注太长，请控制在500字以内。"), "note")
        check_standing(detail.direction, standing)
        check_host(detail.direction, detail.sender, host_unit, host_employer)
        check_wish(wish_from, wish_until)
        detail.standing, detail.wish_text = standing, wish_text.strip()
        detail.wish_from, detail.wish_until = wish_from, wish_until
        detail.host_unit, detail.host_employer = host_unit, host_employer
        detail.note_key = self.draft.keep({"note": note.strip()}) if note.strip() else None
        self.say(
            EventName.SECOND_CORRECTED, standing=standing, wish_from=wish_from, wish_until=wish_until,
            host=self._host_code(),
        )  # fmt: skip

    def _host_code(self) -> str:
        place = self.detail.host_unit or self.detail.host_employer
        return place.code if place else ""

    @step(
        state, (*OPEN, S.CLOSED), may=who.any_of(DRAFTERS, who.office, who.host, who.county, who.person),
        label=gettext_lazy("提交材料"), weight=60,
    )  # fmt: skip
    def add_evidence(self, *, file: StoredFile, kind: str = EvidenceKind.EVIDENCE) -> None:
        """提交材料: the file was checked and stored before; its hash goes on record."""
        row = Evidence(
            code=codes.fresh(), case=self.case, kind=plain_choice(kind, EvidenceKind, "kind"),
            name_key=self.draft.keep({"name": file.name}), media_type=file.media_type, size=file.size,
            sha256=file.sha256, from_worker=False, added_by=self.actor.person, added_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(row)
        self.say(EventName.EVIDENCE_ADDED, evidence=row.code, kind=kind, sha256=file.sha256, size=file.size)

    # ── The sending unit's chair ────────────────────────────────────────────────────────────────────────────────

    @step(
        state, S.DRAFT, target=S.SENDER_REVIEW, may=DRAFTERS, label=pgettext_lazy("step", "提交选送单位审核"), weight=10,
        when=[g.round_is_open, g.form_is_filled],
    )  # fmt: skip
    def submit(self, *, note: str = "", ask_again: bool = False) -> None:
        """提交: the wish must be a post that can be, and the chair of the sending unit decides."""
        self.check_wished()
        self.say(EventName.SECOND_SUBMITTED, {"note": note})
        self.put_to_chair(
            ApprovalKind.SECOND_SENDER,
            note.strip() or _("请审核是否同意选送。"),
            ask_again=ask_again,
            **self.asked_about,
        )

    def check_wished(self) -> None:
        """The wished span is one that could be agreed: its length, and no other post of the same person."""
        detail = self.detail
        if detail.wish_from is not None and detail.wish_until is not None:
            self.check_span(terms.Span(detail.wish_from, detail.wish_until), "wish_until")

    @step(
        state, S.SENDER_REVIEW, target=State.GET_STATE(_after_sender, states=[S.CONSENT, S.SELECTING]),
        may=who.approved, label=gettext_lazy("同意选送"), by_hand=False,
    )  # fmt: skip
    def sender_agreed(self, **_asked_about: str) -> None:
        """选送单位同意, approved."""
        self.detail.consent_kind = self.setting.consent_for(self.detail.direction)
        self.say(EventName.SENDER_AGREED, consent=self.detail.consent_kind)
        if self.detail.consent_kind == ConsentKind.NONE:
            self.pass_to(self.selecting_unit)

    @property
    def selecting_unit(self) -> Unit:
        """Who selects: the sender's town, else the county."""
        sender = self.detail.sender
        return sender.town or sender.county or sender

    # ── Employer and party ──────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, S.CONSENT, target=S.SELECTING, may=DRAFTERS, label=pgettext_lazy("step", "登记书面同意"), weight=10
    )  # fmt: skip
    def record_consent(
        self, *, paper: str, given_on: datetime.date, wages_by: str = "", insurance_by: str = ""
    ) -> None:
        """用人单位书面同意 or 党组织意见, with its paper; of an enterprise's people also who pays wages and insurance."""
        detail = self.detail
        self.day_not_after_today(given_on, "given_on")
        detail.consent_paper, detail.consented_on = self.paper(paper), given_on
        if detail.direction == Direction.TO_TOWN:
            detail.wages_by = plain_choice(wages_by, PaidBy, "wages_by")
            detail.insurance_by = plain_choice(insurance_by, PaidBy, "insurance_by")
        self.say(
            EventName.SECOND_CONSENTED, consent=detail.consent_kind, paper=paper, given_on=given_on,
            wages_by=detail.wages_by, insurance_by=detail.insurance_by,
        )  # fmt: skip
        self.pass_to(self.selecting_unit)

    @step(
        state, S.CONSENT, target=S.CLOSED, may=DRAFTERS, label=pgettext_lazy("step", "登记不同意"), weight=60
    )  # fmt: skip
    def not_consented(self, *, reason: str) -> None:
        """用人单位或党组织不同意: the form ends."""
        note = self.need(reason, "reason", _("请写明不同意的理由。"))
        self.finish_as(SecondmentEnd.NOT_CONSENTED, {"reason": note})

    # ── Back, out ───────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, RETURNABLE, target=S.DRAFT, may=who.office, label=pgettext_lazy("step", "退回修改"), weight=55
    )  # fmt: skip
    def return_form(self, *, reason: str) -> None:
        """退回 to the sending unit, with the reason."""
        self._back(self.need(reason, "reason", _("请写明退回的理由，选送单位要据此修改。")), by="hand")

    @step(
        state, (S.SENDER_REVIEW, S.COUNTY_REVIEW), target=S.DRAFT, may=who.approved, label=pgettext_lazy("step", "退回修改"),
        by_hand=False,
    )  # fmt: skip
    def be_returned(self) -> None:
        """退回 by who was asked to approve; what was agreed before is asked again, since the form may change."""
        self._back("", by="approval")

    def _back(self, reason: str, by: str) -> None:
        detail = self.detail
        detail.returned_times += 1
        detail.consent_kind, detail.consented_on, detail.consent_paper = "", None, None
        self.pass_to(detail.sender)
        self.say(EventName.SECOND_RETURNED, {"reason": reason}, by=by, times=detail.returned_times)

    @step(
        state, (S.SENDER_REVIEW, S.COUNTY_REVIEW), target=S.CLOSED, may=who.approved,
        label=pgettext_lazy("step", "不同意"), by_hand=False,
    )  # fmt: skip
    def be_refused(self) -> None:
        """不同意 by who was asked to approve: the form ends."""
        at_county = self.draft.before["state"] == S.COUNTY_REVIEW
        self.finish_as(SecondmentEnd.COUNTY_REFUSED if at_county else SecondmentEnd.REFUSED)

    @step(
        state, BEFORE_POST, target=S.CLOSED, may=who.any_of(DRAFTERS, who.person), label=pgettext_lazy("step", "撤回"),
        weight=90,
    )  # fmt: skip
    def withdraw(self, *, reason: str) -> None:
        """撤回, by the sending unit or the person, until somebody is in post. What is out for approval becomes void."""
        note = self.need(reason, "reason", _("请写明撤回的原因。"))
        by = "person" if who.person(self, self.actor) else "sender"
        self.finish_as(SecondmentEnd.WITHDRAWN, {"reason": note}, by=by)

    def _after_no(self, row: Approval) -> None:
        """A form that was sent to be approved goes back, or ends; serving and assessing go on as they were."""
        if row.kind not in MOVING:
            return
        self.approved = True
        if row.verdict == Verdict.REFUSED:
            self.be_refused()
        else:
            self.be_returned()
        self.approved = False
