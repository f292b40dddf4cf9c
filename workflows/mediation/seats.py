"""席位: who sits at the table, who speaks for whom, who mediates it, and what an agenda has on it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.models import (
    CaseReader,
    Evidence,
    Party,
    ReaderReason,
    Seat,
    SeatKind,
    Speaker,
    Topic,
    TopicState,
)
from organizations.models import Employer, PartnerBody, PartnerKind, Person, Post, Unit
from record.names import EventName
from workflows.errors import BadInput, NotPossible
from workflows.machine import step
from workflows.models import Answer, ApprovalKind, Verdict
from workflows.shared.base import plain_choice

from . import guards as g
from . import who
from .base import MEDIATING, Table, conflicts, expired, posts_of
from .birth import MOST_TOPICS, topics_of, worker_seat
from .sides import NEEDS_PAPER, may_speak_so
from .states import ASKING, OPEN, SEATING, TALKING, S, state

#: Before whatever the mediator does at the table.
LEADS = [g.mediator_is_free, g.certificate_holds]
HANDS = who.any_of(who.handler, who.chair)
LONGEST_NAME = 60
MOST_SEATS = 400
#: Seats that speak for the public hand or for a body of its own: nobody else counts as one of the four parties there.
PUBLIC_SEATS = (SeatKind.GOVERNMENT, SeatKind.UNION, SeatKind.EMPLOYERS_BODY, SeatKind.COMMITTEE)
SEAT_OF_BODY = {
    PartnerKind.CHAMBER: SeatKind.EMPLOYERS_BODY, PartnerKind.PROTECTION_COMMITTEE: SeatKind.COMMITTEE,
}  # fmt: skip


class Seating(Table):
    """Who is here."""

    @step(
        state, (*SEATING, *ASKING), may=HANDS, label=gettext_lazy("增加席位"), weight=20,
        when=[g.no_proposal_is_out],
    )  # fmt: skip
    def add_seat(
        self,
        *,
        kind: str,
        employer: Employer | None = None,
        partner: PartnerBody | None = None,
        unit: Unit | None = None,
        person: Person | None = None,
        name: str = "",
        phone: str = "",
    ) -> None:
        """增加席位. Exactly one of employer, partner, unit, person, ``name`` says who; name and phone are kept apart.

        Workers of the case served come by ``refresh_parties``.
        """
        plain_choice(kind, SeatKind, "kind")
        given = [one for one in (employer, partner, unit, person, name.strip()) if one]
        if len(given) != 1:
            raise BadInput(_("请说明这个席位是谁：单位、机构、工会、人员或姓名，只选一项。"), "name")
        if len(name) > LONGEST_NAME:
            raise BadInput(_("姓名太长，请控制在60字以内。"), "name")
        self._need_place(kind, employer, partner, unit, person)
        seat = Seat(
            code=codes.fresh(), case=self.case, kind=kind, order=self._next_order(), employer=employer, partner=partner,
            unit=unit, person=person, name_key=self._named(name, phone),
        )  # fmt: skip
        self._sit(seat)
        self.say(EventName.SEAT_ADDED, seat=seat.code, kind=kind, partner=seat.partner_id, unit=seat.unit_id)

    def _need_place(
        self,
        kind: str,
        employer: Employer | None,
        partner: PartnerBody | None,
        unit: Unit | None,
        person: Person | None,
    ) -> None:
        if len(self.seats) >= MOST_SEATS:
            raise BadInput(_("一张桌子坐不下这么多席位。"), "kind")
        if kind == SeatKind.WORKER and not self.is_agenda:
            raise BadInput(_("职工一方的席位来自所服务案件的当事人名单，请先在案件里增加当事人。"), "kind")
        if kind == SeatKind.EMPLOYER and not self.is_agenda and employer is None:
            raise BadInput(_("请选择用人单位。"), "employer")
        if employer is not None and kind in PUBLIC_SEATS:
            raise BadInput(_("用人单位不能坐这个席位。"), "kind")
        proper = SEAT_OF_BODY.get(PartnerKind(partner.kind)) if partner is not None else None
        if proper is not None and kind in PUBLIC_SEATS and kind != proper:
            raise BadInput(
                _("%(body)s应当坐“%(seat)s”的席位。")
                % {"body": partner.name if partner else "", "seat": proper.label},
                "kind",
            )
        if any(place is not None and not place.is_active for place in (partner, unit, person)):
            raise BadInput(_("这个单位或人员已经停用。"), "name")
        for seat in self.seats:
            taken = (
                (employer is not None and seat.employer_id == employer.pk)
                or (partner is not None and seat.partner_id == partner.pk)
                or (unit is not None and seat.unit_id == unit.pk)
                or (person is not None and seat.person_id == person.pk)
            )
            if taken:
                raise BadInput(_("这一方已经有席位。"), "who")

    def _next_order(self) -> int:
        return max((seat.order for seat in self.seats), default=0) + 1

    def _named(self, name: str, phone: str) -> uuid.UUID | None:
        said = {"name": name.strip(), "phone": phone.strip()}
        return self.draft.keep(said) if name.strip() or phone.strip() else None

    def _sit(self, seat: Seat) -> None:
        """Put a seat at the table; a body or union, or the one an officer comes from, reads the case from now on."""
        self.draft.born.append(seat)
        self.seats.append(seat)
        reads = self._reading(seat)
        if reads is None:
            return
        old = CaseReader.objects.filter(case=self.case, **reads).first()
        if old is None:
            self.draft.born.append(CaseReader(case=self.case, **reads))
        elif not old.is_active:
            old.is_active = True
            self.draft.changed.append(old)

    def _reading(self, seat: Seat) -> dict[str, Any] | None:
        """Who reads because of a seat: the body or union, for a named officer the place of their post. None for others."""
        partner, unit = seat.partner_id, seat.unit_id
        if seat.person_id is not None:
            posts = Post.objects.on(self.today).filter(person=seat.person_id, employer=None)
            partner, unit = posts.order_by("starts_on", "pk").values_list("partner", "unit").first() or (
                None,
                None,
            )
        if partner is None and unit is None:
            return None
        return {"partner_id": partner, "unit_id": unit, "reason": ReaderReason.INVITED}

    @step(
        state, (*SEATING, *ASKING), may=HANDS, label=gettext_lazy("撤去席位"), weight=72,
        when=[g.no_proposal_is_out],
    )  # fmt: skip
    def remove_seat(self, *, seat: str, reason: str) -> None:
        """撤去席位: it stays on record and reads no more. A side of a dispute is not removed."""
        row = self.seat(seat)
        if row.is_side and not self.is_agenda:
            raise NotPossible(_("当事人的席位不能撤去。"))
        if not reason.strip():
            raise BadInput(_("请写明原因。"), "reason")
        row.is_active = False
        self.draft.changed.append(row)
        self._stop_reading(row)
        for other in self.seats:
            if other.represented_by == row.code:
                other.represented_by, other.speaks, other.may_settle = "", Speaker.SELF, False
                self.draft.changed.append(other)
        self.say(EventName.SEAT_REMOVED, {"reason": reason}, seat=row.code, kind=row.kind)

    def _stop_reading(self, row: Seat) -> None:
        reads = self._reading(row)
        if reads is None:
            return
        for reader in CaseReader.objects.filter(case=self.case, is_active=True, **reads):
            reader.is_active = False
            self.draft.changed.append(reader)

    @step(
        state, (*SEATING, *ASKING), may=HANDS, label=gettext_lazy("更新职工名单"), weight=60,
        when=[g.serves_a_case, g.no_proposal_is_out],
    )  # fmt: skip
    def refresh_parties(self) -> None:
        """更新职工名单: parties who joined the case since, and whom each representative stands for, as they are there."""
        parties = list(Party.objects.filter(case=self.detail.serves_id).order_by("id"))
        held = {seat.party_id: seat for seat in self.seats if seat.party_id is not None}
        order, added = self._next_order(), 0
        for party in parties:
            if party.pk not in held:
                held[party.pk] = worker_seat(self.case, party, order + added)
                self._sit(held[party.pk])
                added += 1
        for party in parties:
            by = held.get(party.represented_by_id) if party.represented_by_id else None
            self._represent(held[party.pk], by.code if by else "")
        self.say(EventName.SEAT_ADDED, kind=str(SeatKind.WORKER), added=added, seats=len(held))

    def _represent(self, seat: Seat, by: str) -> None:
        if seat.represented_by == by:
            return
        seat.represented_by = by
        seat.speaks = Speaker.REPRESENTATIVE if by else Speaker.SELF
        if seat.pk is not None:
            # The authority was given to somebody else: it does not pass on with the seat.
            seat.may_settle, seat.authority = False, None
            self.draft.changed.append(seat)

    @step(
        state, (*SEATING, *ASKING), may=HANDS, label=gettext_lazy("登记代理人"), weight=55, when=[g.no_proposal_is_out]
    )  # fmt: skip
    def set_speaker(
        self,
        *,
        seat: str,
        how: str,
        name: str = "",
        phone: str = "",
        person: Person | None = None,
        by: str = "",
        evidence: str = "",
        may_settle: bool = False,
    ) -> None:
        """登记代理: an agent (``name``, ``phone``), an officer of a higher union (``person``, 上代下), or a representative
        (``by``, another worker's seat). ``evidence`` is the code of the paper; ``may_settle`` that it is 特别授权.
        """
        row = self.seat(seat)
        plain_choice(how, Speaker, "how")
        if not may_speak_so(row.kind, how):
            raise BadInput(_("这个席位不能这样由人代理。"), "how")
        paper = self._paper(evidence) if how in NEEDS_PAPER or may_settle or evidence else None
        self._speak(row, how, name, person, by)
        row.speaker_key = self._named(name, phone)
        row.speaks, row.speaker, row.authority, row.may_settle = how, person, paper, may_settle
        row.represented_by = by if how == Speaker.REPRESENTATIVE else ""
        if person is not None and row.is_side and person.pk in self.mediators:
            raise NotPossible(_("代表一方说话的人不能主持这次协商，请先改派调解员。"))
        self.draft.changed.append(row)
        self.say(
            EventName.SPEAKER_NAMED, seat=row.code, how=how, by=by, may_settle=may_settle,
            evidence=paper.code if paper else None,
        )  # fmt: skip

    def _speak(self, row: Seat, how: str, name: str, person: Person | None, by: str) -> None:
        if how == Speaker.AGENT and not name.strip():
            raise BadInput(_("请写明代理人的姓名。"), "name")
        if how == Speaker.HIGHER_UNION and person is None:
            raise BadInput(_("请选择上级工会的同志。"), "person")
        if how != Speaker.REPRESENTATIVE:
            return
        other = self.seat(by, "by")
        if other.kind != SeatKind.WORKER or other.code == row.code:
            raise BadInput(_("代表应是另一位职工。"), "by")

    def _paper(self, code: str) -> Evidence:
        found = Evidence.objects.filter(case=self.case, code=code).first()
        if found is None:
            raise BadInput(_("请先上传书面凭证，再从材料中选择。"), "evidence")
        return found

    @step(
        state, (*SEATING, *ASKING), may=HANDS, label=gettext_lazy("登记特别授权"), weight=56,
        when=[g.has_workers, g.no_proposal_is_out],
    )  # fmt: skip
    def authorise(self, *, seats: Sequence[str], evidence: str) -> None:
        """登记书面特别授权 of several workers at once: their representative may settle for them (调解仲裁法 7、民诉法 62)."""
        paper, wanted = self._paper(evidence), set(seats)
        rows = [seat for seat in self.seats if seat.code in wanted and seat.kind == SeatKind.WORKER]
        if not rows or len(rows) != len(wanted):
            raise BadInput(_("请从职工席位中选择。"), "seats")
        if any(not row.represented_by for row in rows):
            raise BadInput(_("有职工还没有推举代表，请先登记由谁代表。"), "seats")
        for row in rows:
            row.may_settle, row.authority = True, paper
        self.draft.changed += rows
        self.say(EventName.SETTLING_AUTHORISED, seats=sorted(wanted), evidence=paper.code)

    # ── Topics of a meeting without a dispute ───────────────────────────────────────────────────────────────────

    @step(
        state, (*SEATING, *ASKING), may=HANDS, label=gettext_lazy("增加议题"), weight=50,
        when=[g.has_agenda, g.no_proposal_is_out],
    )  # fmt: skip
    def add_topics(self, *, topics: Sequence[str]) -> None:
        """增加议题."""
        there = Topic.objects.filter(case=self.case).count()
        if not topics or any(not topic.strip() for topic in topics):
            raise BadInput(_("有的议题还没有写内容。"), "topics")
        if there + len(topics) > MOST_TOPICS:
            raise BadInput(_("议题最多60个，其余请另开一次协商。"), "topics")
        self.draft.born += topics_of(self.draft, topics, there)
        self.say(EventName.TOPICS_SET, topics=there + len(topics))

    @step(
        state, (S.IN_SESSION, S.ADJOURNED, S.PROPOSED, S.IN_FORCE), may=who.handler, label=gettext_lazy("登记议题进展"),
        weight=15, when=[g.has_agenda],
    )  # fmt: skip
    def mark_topic(self, *, topic: str, outcome: str, note: str = "") -> None:
        """议题进展: settled, put off to the next session, or dropped."""
        row = Topic.objects.filter(case=self.case, code=topic).first()
        if row is None:
            raise BadInput(_("请从议题中选择。"), "topic")
        row.state = plain_choice(outcome, TopicState, "outcome")
        self.draft.changed.append(row)
        self.say(EventName.TOPIC_MARKED, {"note": note}, topic=row.code, outcome=outcome)

    # ── Who mediates ────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, OPEN, may=who.any_of(who.chair, who.chair_above), label=pgettext_lazy("step", "指定调解员"), weight=18
    )  # fmt: skip
    def assign(self, *, mediator: Person, reason: str = "") -> None:
        """指定、改派调解员: no state; in the middle of signing the new one signs."""
        if mediator.pk == self.case.handler_id:
            raise BadInput(_("案件本来就由这位同志承办。"), "mediator")
        if mediator.pk == self.detail.stepped_aside_id:
            raise BadInput(_("这位同志已经回避。"), "mediator")
        self.check_mediator(mediator)
        before, self.case.handler = self.case.handler_id, mediator
        self._readdress_signature(mediator)
        name = EventName.REASSIGNED if before else EventName.ASSIGNED
        self.say(name, {"reason": reason}, mediator=mediator.pk)

    def check_mediator(self, mediator: Person) -> None:
        """Refuse who may not mediate this table: no post here or above, a side's man, or a certificate that ran out."""
        posts = posts_of({mediator.pk}, self)
        here = [
            post
            for post in posts
            if post.role in MEDIATING
            and post.unit
            and not post.manages_for_employer
            and self.case.unit_path.startswith(post.unit.path)
        ]
        if not here:
            raise BadInput(_("这位同志现在不是本工会或上级工会的调解员。"), "mediator")
        if conflicts({mediator.pk}, posts, self.seats, self.case):
            raise BadInput(_("这位同志代表一方当事人或用人单位，应当回避。"), "mediator")
        if expired({mediator.pk}, posts, self):
            raise BadInput(_("这位同志的证书已经到期，换证以前不能主持协商。"), "mediator")

    def _readdress_signature(self, mediator: Person) -> None:
        asked = self.last_round(ApprovalKind.SIGN)
        if asked is None or asked.verdict != Verdict.OPEN:
            return
        for row in self.signatures(asked):
            if row.seat_id is None:
                row.signer, row.signed_by, row.answered_at, row.answer = mediator, None, None, Answer.OPEN
                self.draft.changed.append(row)

    @step(state, TALKING, may=who.handler, label=gettext_lazy("回避"), weight=78)
    def step_aside(self, *, reason: str) -> None:
        """回避: the mediator leaves the table; the chair names another."""
        if not reason.strip():
            raise BadInput(_("请写明回避的原因。"), "reason")
        self.detail.stepped_aside_id, self.case.handler = self.case.handler_id, None
        self.say(EventName.STEPPED_ASIDE, {"reason": reason}, mediator=self.detail.stepped_aside_id)

    @step(state, TALKING, may=who.seat_holder, label=gettext_lazy("启用日程订阅"), weight=90, by_hand=False)
    def take_feed(self, *, token: str, seat: str = "") -> None:
        """启用日程订阅: the holder of a seat takes a calendar address; an earlier one opens nothing any more."""
        from protection import invitations

        row = self._own_seat(seat)
        row.feed_hash = invitations.fingerprint(token, "feed") or None
        if row.feed_hash is None:
            raise BadInput(_("日程地址不对，请重新生成。"), "token")
        self.draft.changed.append(row)
        self.say(EventName.FEED_TAKEN, seat=row.code)

    def _own_seat(self, code: str) -> Seat:
        """The seat the actor holds: the one named, or the only one."""
        held = who.seats_of(self, self.actor)
        wanted = code or (held[0] if len(held) == 1 else "")
        if wanted not in held:
            raise BadInput(_("请选择您代表的席位。"), "seat")
        return self.seat(wanted)

    @step(state, TALKING, may=HANDS, label=gettext_lazy("发放日程地址"), weight=91, by_hand=False)
    def give_feed(self, *, seat: str, token: str) -> None:
        """发放日程地址 for somebody without an account: shown once, to be passed on."""
        from protection import invitations

        row = self.seat(seat)
        row.feed_hash = invitations.fingerprint(token, "feed") or None
        if row.feed_hash is None:
            raise BadInput(_("日程地址不对，请重新生成。"), "token")
        self.draft.changed.append(row)
        self.say(EventName.FEED_TAKEN, seat=row.code, given=True)
