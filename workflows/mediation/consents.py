"""表态: each side and seat for itself, in any order and at its own time; signed in, by a one-time link, or on paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases import codes
from cases.models import Evidence, Matter, Seat, SeatKind
from organizations.roles import Role
from protection import invitations, personal
from protection.models import NoticeKind
from record.names import EventName
from workflows import approvals
from workflows.errors import BadInput, NotPossible
from workflows.machine import step
from workflows.models import Answer, Approval, ApprovalKind, Mode, Signature, Step, Verdict
from workflows.shared.limits import GROUP_SIZE

from . import guards as g
from . import rounds, sides, who
from .portions import Owed
from .proposals import Proposing
from .seats import LEADS
from .states import ASKING, S, state

LONGEST_NOTE = 2_000


class Consenting(Proposing):
    """Asking, answering, ending the collection; then signing is asked in the same way."""

    @step(
        state, S.PROPOSED, target=S.CONSENTING, may=who.handler, label=pgettext_lazy("step", "征求各方意见"), weight=5,
        when=[*LEADS, g.proposal_made, g.table_is_complete],
    )  # fmt: skip
    def ask_consents(self) -> None:
        """征求意见 on the newest version: all are asked at once."""
        steps = sides.consent_steps(self.detail.matter, self.is_group, self.detail.share, self.sitting)
        version = self.detail.proposal_version
        approval, rows = rounds.put(self.draft, ApprovalKind.CONSENT, version, steps, self._by_code())
        terms = self.agreed_terms(None)
        self._tell_of_round(approval, NoticeKind.PROPOSAL, _("请贵单位看过协商方案后表态。"), terms)
        self.say(
            EventName.CONSENTS_ASKED, approval=approval.code, version=version, asked=len(rows),
            also_for=sum(len(row.for_seats) for row in rows),
        )  # fmt: skip

    @property
    def is_group(self) -> bool:
        """Ten or more workers: each for himself."""
        workers = sum(seat.kind == "worker" for seat in self.sitting)
        return self.case.is_group or (self.detail.matter != Matter.AGENDA and workers >= GROUP_SIZE)

    def _by_code(self) -> dict[str, Seat]:
        return {seat.code: seat for seat in self.seats}

    def _tell_of_round(
        self, approval: Approval, kind: str, asks: str, terms: Sequence[Mapping[str, Any]]
    ) -> None:
        """The employer reads the text in its own table: the text of the proposal, never who among the workers answers."""
        clock = self.draft.clocks.start("consent_reply" if kind == NoticeKind.PROPOSAL else "sign_reply")
        text = personal.read(self.proposal.text_key).get("text", "") if self.proposal else ""
        said = [{name: str(value) for name, value in term.items()} for term in terms]
        body = self.draft.keep({"text": text, "terms": said})
        self.tell_employers(kind, asks, clock.due_on if clock else None, body, approval.code)

    # ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, ASKING, may=who.seat_holder, label=pgettext_lazy("step", "表态"), weight=4, by_hand=False
    )  # fmt: skip
    def answer_consent(
        self, *, approval: str, round: int, answer: str, seat: str = "", note: str = ""
    ) -> None:
        """表态 or 签字, signed in or with the receipt: ``answer`` yes or no, for the seat one holds.

        ``approval`` and ``round`` say which question was read: when it changed, StaleCase says how. While the round is
        open one may change one's mind.
        """
        asked = rounds.find(self.case, approval, round)
        held = self._own_seat(seat)
        self._need_own_word(held)
        row = rounds.of_seat(self.signatures(asked), held)
        self._note_answer(asked, [row], answer, note, by="self")

    def _need_own_word(self, held: Seat) -> None:
        """Who speaks for a worker (上代下) settles for them only by special written authority."""
        speaks = held.kind == SeatKind.WORKER and held.speaker_id == self.actor.signs_as is not None
        if speaks and not held.may_settle:
            raise NotPossible(_("职工没有书面特别授权，不能由代为发言的人表态或签字；请由职工本人表态。"))

    @step(
        state, ASKING, may=who.invited, label=pgettext_lazy("step", "凭链接表态"), weight=4, by_hand=False
    )  # fmt: skip
    def answer_by_link(self, *, answer: str, phone_tail: str = "", note: str = "") -> None:
        """表态 or 签字 by a one-time link, which is spent with it. Where a telephone is known, its last four digits show
        that the link was not forwarded.
        """
        found = rounds.by_link(self.actor)
        asked = rounds.check_link(found, self.case, self.draft.at)
        self._need_own_phone(found, phone_tail)
        row = next(one for one in self.signatures(asked) if one.pk == found.pk)
        row.link_used_at = self.draft.at
        self._note_answer(asked, [row], answer, note, by="link")

    def _need_own_phone(self, row: Signature, tail: str) -> None:
        seat = row.seat
        key = seat.party.personal_key if seat and seat.party else seat.name_key if seat else None
        phone = str(personal.read(key).get("phone", ""))
        if phone and not invitations.tail_fits(phone, tail):
            raise BadInput(_("链接只给本人使用：请填写您留下的手机号后四位。"), "phone_tail")

    @step(
        state, ASKING, may=who.handler, label=pgettext_lazy("step", "登记表态或签字"), weight=12,
        when=[g.mediator_is_free, g.certificate_holds],
    )  # fmt: skip
    def record_answer(
        self, *, approval: str, round: int, seats: Sequence[str], answer: str, evidence: str, note: str = ""
    ) -> None:
        """登记: answers or signatures given on paper or by voice, of one seat or many; ``evidence`` is the paper's code."""
        asked = rounds.find(self.case, approval, round)
        paper = Evidence.objects.filter(case=self.case, code=evidence).first()
        if paper is None:
            raise BadInput(_("请先上传表态或签字的凭证，再从材料中选择。"), "evidence")
        if self.proposal is not None and paper.added_at < self.proposal.made_at:
            raise BadInput(
                _("这份材料在这一版方案提出以前就有了，不能作为对它的意见；请上传这次的凭证。"), "evidence"
            )
        if not seats:
            raise BadInput(_("请选择是谁的意见。"), "seats")
        rows = [
            rounds.of_seat(self.signatures(asked), self.seat(code, "seats")) for code in dict.fromkeys(seats)
        ]
        for row in rows:
            row.by_evidence = paper
        self._note_answer(asked, rows, answer, note, by="evidence")

    def _note_answer(
        self, asked: Approval, rows: Sequence[Signature], answer: str, note: str, by: str
    ) -> None:
        """Write the answers down, say them, and decide the round anew."""
        said = rounds.saying(answer, asked.kind)
        if len(note) > LONGEST_NOTE:
            raise BadInput(_("意见最多2000字，其余可以作为附件。"), "note")
        key = self.draft.keep({"note": note.strip()}) if note.strip() else None
        changed = sum(row.answer not in (Answer.OPEN, said) for row in rows)
        for row in rows:
            row.answer, row.answered_at, row.note_key = said, self.draft.at, key
            row.signed_by = self.actor.person
            if by != "evidence":
                row.by_evidence = None
        self.draft.changed += rows
        name = EventName.SIGNED if asked.kind == ApprovalKind.SIGN else EventName.CONSENT_GIVEN
        self.say(
            name, {"note": note}, approval=asked.code, round=asked.round, answer=answer, by=by, changed=changed,
            seats=[row.seat.code for row in rows if row.seat],
        )  # fmt: skip
        self._settle(asked, rows)

    def _settle(self, asked: Approval, rows: Sequence[Signature]) -> None:
        found = approvals.settle(self.draft, asked, also=rows)
        if found == Verdict.OPEN:
            return
        self.approved = True
        if found != Verdict.APPROVED:
            self.not_consented()
        elif asked.kind == ApprovalKind.CONSENT:
            self.go_to_signing()
        else:
            self.everybody_has_signed()
            self.say(EventName.ALL_SIGNED, approval=asked.code)
        self.approved = False

    @step(
        state, (*ASKING, S.PROPOSED), may=who.any_of(who.seat_holder, who.handler), label=pgettext_lazy("step", "发表意见"),
        weight=60, by_hand=False,
    )  # fmt: skip
    def comment(self, *, note: str, seat: str = "") -> None:
        """发表意见: a word to the mediator, binding nobody."""
        if not note.strip() or len(note) > LONGEST_NOTE:
            raise BadInput(_("请写下意见，最多2000字。"), "note")
        held = who.seats_of(self, self.actor)
        code = self._own_seat(seat).code if held else ""
        self.say(EventName.COMMENT_MADE, {"note": note}, seat=code, version=self.detail.proposal_version)

    @step(
        state, ASKING, may=who.handler, label=pgettext_lazy("step", "发一次性链接"), weight=14, when=[g.mediator_is_free]
    )  # fmt: skip
    def offer_links(self, *, approval: str, round: int, tokens: Mapping[str, str]) -> None:
        """发链接: seat code → a token of ``protection.invitations.issue()``. Only fingerprints are kept; an earlier link of
        the same seat opens nothing any more.
        """
        asked, until = rounds.find(self.case, approval, round), self.draft.at + rounds.LINK_LASTS
        rows = []
        for code, token in tokens.items():
            row = rounds.of_seat(self.signatures(asked), self.seat(code, "tokens"))
            mark = invitations.fingerprint(token)
            if not mark:
                raise BadInput(_("链接没有生成好，请重新生成。"), "tokens")
            if row.answer != Answer.OPEN:
                raise NotPossible(_("有席位已经表态，不需要链接。"))
            row.link_hash, row.link_until, row.link_used_at = mark, until, None
            rows.append(row)
        if not rows:
            raise BadInput(_("请选择要发给谁。"), "tokens")
        self.draft.changed += rows
        self.say(EventName.LINKS_SENT, approval=asked.code, seats=sorted(tokens), until=until.isoformat())

    @step(
        state, ASKING, may=who.handler, label=pgettext_lazy("step", "结束征求意见"), weight=16,
        when=[g.mediator_is_free, g.round_is_open],
    )  # fmt: skip
    def end_collection(self, *, approval: str, round: int, reason: str = "") -> None:
        """结束征求: in a group, who did not answer counts as not consenting (or not signing); they stay open and are
        counted apart.
        """
        asked = rounds.find(self.case, approval, round)
        rows = [row for row in self.signatures(asked) if row.answer == Answer.OPEN]
        silent = [row for row in rows if row.step.mode == Mode.EACH]
        if not silent:
            raise NotPossible(
                _("还在等的一方必须自己表态，不能由我们结束；可以登记书面意见，或认定协商不成。")
            )
        for row in silent:
            row.answer = Answer.SILENT
        self.draft.changed += silent
        self.say(
            EventName.COLLECTION_ENDED, {"reason": reason}, approval=asked.code, silent=len(silent),
            seats=[row.seat.code for row in silent if row.seat],
        )  # fmt: skip
        self._settle(asked, silent)

    # ── What follows from the answers ───────────────────────────────────────────────────────────────────────────

    @step(
        state, ASKING, target=S.PROPOSED, may=who.approved, label=pgettext_lazy("step", "未获同意"), by_hand=False
    )  # fmt: skip
    def not_consented(self) -> None:
        """A side said no, to the proposal or to signing it: back to the mediator, who mends it or ends the table."""
        self.detail.signed_at = None
        self.say(EventName.NOT_CONSENTED, version=self.detail.proposal_version)

    @step(
        state, S.CONSENTING, target=S.SIGNING, may=who.approved, label=pgettext_lazy("step", "转入签字"), by_hand=False
    )  # fmt: skip
    def go_to_signing(self) -> None:
        """各方同意: each bound worker or who stands for them, the employer, and the mediator are asked to sign."""
        consents = self.last_round(ApprovalKind.CONSENT)
        bound = rounds.bound_by(self.signatures(consents)) if consents else []
        steps = sides.signing_steps(self.detail.matter, self.is_group, self.sitting, bound)
        version = self.detail.proposal_version
        owed = self.owed_now()
        approval, rows = rounds.put(self.draft, ApprovalKind.SIGN, version, steps, self._by_code(), owed)
        self._ask_mediator(approval, len(steps) + 1)
        parties = {seat.party_id for seat in self.seats if seat.code in bound and seat.party_id is not None}
        terms = self.agreed_terms(parties, owed)
        self._tell_of_round(approval, NoticeKind.SIGNING, self._asks_to_sign(parties, terms, owed), terms)
        self.say(
            EventName.ALL_CONSENTED, approval=approval.code, version=version, bound=len(bound),
            signatures=len(rows) + 1,
        )  # fmt: skip

    def _asks_to_sign(
        self, bound: Collection[int | None], terms: Sequence[Mapping[str, Any]], owed: Owed | None
    ) -> str:
        """What the employer is asked. No ledger says what of a dispute's sums is whose: where some workers did not consent
        the employer is told to look at them, for what it signs is what it owes those who did.
        """
        workers = [seat for seat in self.seats if seat.kind == SeatKind.WORKER]
        left = sum(seat.party_id not in bound for seat in workers)
        if owed is None and left and any(term["amount"] for term in terms):
            return _(
                "同意的职工已经确定，请贵单位签署协议。有%(n)s名职工没有同意，协议不约束他们；所列金额没有因此减少，都是付给同意的职工的。数目不对的先不要签，请告诉调解员改方案。"
            ) % {"n": left}
        return _("各方已同意协商方案，请贵单位签署协议。协议只约束同意的职工，所列金额是他们的。")

    def _ask_mediator(self, approval: Approval, order: int) -> None:
        """The mediator's own signature, a step of its own."""
        chain = Step(approval=approval, order=order, mode=Mode.ALL)
        row = Signature(
            code=codes.fresh(), step=chain, round=approval.round, signer_id=self.case.handler_id, role=Role.MEDIATOR,
            unit=self.case.unit,
        )  # fmt: skip
        self.draft.born += [chain, row]
