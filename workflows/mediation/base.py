"""What the parts of a table share: the facts guards ask for, and small writers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    Clock,
    ClockState,
    Matter,
    MediationDetail,
    Party,
    Proposal,
    ProposalTerm,
    Seat,
    SeatKind,
    Session,
    SessionState,
)
from cases.wages.own import reporter_of
from organizations.models import Post
from organizations.roles import Role
from workflows.errors import BadInput
from workflows.models import AT_THE_TABLE, Approval, ApprovalKind, Signature, Verdict
from workflows.shared.base import Base

from .clocks import STATE_CLOCKS, STATUTORY
from .sides import Sitting
from .states import GROUPS, TALKING, S


class Table(Base):
    """Facts and helpers."""

    kind = "mediation"
    state_clocks = STATE_CLOCKS
    state_choices = S.choices
    groups = GROUPS
    statutory = STATUTORY
    after_closing: ClassVar[tuple[str, ...]] = ()

    @property
    def detail(self) -> MediationDetail:
        """The table's own row."""
        detail = self.draft.detail
        assert isinstance(detail, MediationDetail)  # noqa: S101  the registry pairs kind and detail; tells mypy
        return detail

    @property
    def outlasting(self) -> frozenset[str]:
        """A question of more time stays open while the table goes on talking."""
        return frozenset({ApprovalKind.EXTEND}) if self.case.state in TALKING else frozenset()

    @property
    def has_open_approval(self) -> bool:
        """Whether a question to the chair is unanswered; what is put to the table itself is not one."""
        if not getattr(self.case, "has_open_approval", False):
            return False
        found: bool = self.fact(
            "asks_chair",
            lambda: (
                Approval.objects.filter(case=self.case, verdict=Verdict.OPEN)
                .exclude(kind__in=AT_THE_TABLE)
                .exists()
            ),
        )
        return found

    @property
    def served(self) -> Case | None:
        """The dispute or wage case the table is held for, with its detail. One query a step."""
        found: Case | None = self.fact("served", self._served)
        return found

    def _served(self) -> Case | None:
        if self.detail.serves_id is None:
            return None
        return Case.objects.select_related("dispute", "wage_arrears").get(pk=self.detail.serves_id)

    @property
    def is_agenda(self) -> bool:
        """Whether there is no dispute at the table."""
        return self.detail.matter == Matter.AGENDA

    @property
    def seats(self) -> list[Seat]:
        """Who sits at the table now, in order. One query a step."""
        found: list[Seat] = self.fact(
            "seats", lambda: list(Seat.objects.filter(case=self.case, is_active=True))
        )
        return found

    @property
    def sitting(self) -> list[Sitting]:
        """The same, as the rules see it."""
        return [Sitting(seat.code, seat.kind, seat.represented_by, seat.may_settle) for seat in self.seats]

    def seat(self, code: str, field: str = "seat") -> Seat:
        """The active seat of that code, or a sentence."""
        for seat in self.seats:
            if seat.code == code:
                return seat
        raise BadInput(_("请从席位名单中选择。"), field)

    def receipt_seat_of(self, case_id: int) -> int | None:
        """Which seat the holder of the served case's receipt has: that of the worker who reported or came forward, never
        another's because that name stands first. None elsewhere.
        """
        if case_id != self.detail.serves_id:
            return None
        served = self.served
        own: Party | None = self.fact("reporter", lambda: reporter_of(served) if served else None)
        held = [seat.pk for seat in self.seats if own is not None and seat.party_id == own.pk]
        return held[0] if held else None

    @property
    def ended_closing(self) -> Clock | None:
        """The fifteen days as they stood when everybody had signed; None before that, or where none ran. One query a step."""
        found: Clock | None = self.fact("ended_closing", self._ended_closing)
        return found

    def _ended_closing(self) -> Clock | None:
        if self.detail.signed_at is None:
            return None
        ended = Clock.objects.filter(case=self.case, rule_id="mediation_close", state=ClockState.STOPPED)
        return ended.first()

    @property
    def coming(self) -> Session | None:
        """The session that is planned or open; there is at most one. One query a step."""
        found: Session | None = self.fact(
            "coming",
            lambda: (
                Session.objects.filter(case=self.case, state__in=(SessionState.PLANNED, SessionState.OPEN))
                .order_by("-number")
                .first()
            ),
        )
        return found

    @property
    def proposal(self) -> Proposal | None:
        """The version that counts: the newest. One query a step."""
        found: Proposal | None = self.fact(
            "proposal", lambda: Proposal.objects.filter(case=self.case).order_by("-version").first()
        )
        return found

    def terms_of(self, version: int) -> list[ProposalTerm]:
        """The terms of one version, in order. One query."""
        return list(ProposalTerm.objects.filter(proposal__case=self.case, proposal__version=version))

    def last_round(self, kind: ApprovalKind) -> Approval | None:
        """The newest approval of a kind put to this table, open or not. One query a step."""
        found: Approval | None = self.fact(
            f"round:{kind}",
            lambda: Approval.objects.filter(case=self.case, kind=kind).order_by("-id").first(),
        )
        return found

    def signatures(self, approval: Approval) -> list[Signature]:
        """The signatures of an approval's present round, with step and seat. One query a step."""
        found: list[Signature] = self.fact(
            f"signatures:{approval.code}",
            lambda: list(
                Signature.objects.filter(step__approval=approval, round=approval.round)
                .select_related("step", "seat")
                .order_by("step__order", "id")
            ),
        )
        return found

    # ── Who mediates ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def mediators(self) -> set[int]:
        """The mediator named, and whoever acts in their place."""
        acting = self.actor.person.pk if self.actor.person and self.actor.role in MEDIATING else None
        return {pk for pk in (self.case.handler_id, acting) if pk is not None}

    @property
    def mediator_posts(self) -> list[Post]:
        """Today's posts of who mediates. One query a step."""
        found: list[Post] = self.fact("posts", lambda: posts_of(self.mediators, self))
        return found

    def settle_clocks(self, before: str) -> None:
        """State clocks; the wait for a session ends with it; the fifteen days end with the talking, the wait for the seal with
        the signing.
        """
        book, now_in = self.draft.clocks, self.case.state
        if now_in not in (S.NOTIFIED, S.ADJOURNED):
            book.stop("table_session")
        if now_in not in TALKING:
            book.stop("mediation_close")
        if now_in != S.SIGNING:
            book.stop("agreement_seal")
        super().settle_clocks(before)


MEDIATING = frozenset({Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR})


def posts_of(people: set[int], flow: Table) -> list[Post]:
    """Posts these people hold on the day of the step. One query."""
    return list(Post.objects.on(flow.today).filter(person__in=people).select_related("unit"))


def conflicts(people: set[int], posts: Sequence[Post], seats: Sequence[Seat], case: Case) -> bool:
    """Whether one of ``people`` sits on a side, speaks for one, or represents the employer; where no worker sits as a
    party it is an agenda meeting, and every seat decides. Pure.
    """
    agenda = not any(seat.party_id is not None for seat in seats)
    sides = [seat for seat in seats if agenda or seat.is_side]
    spoken = {pk for seat in sides for pk in (seat.person_id, seat.speaker_id) if pk is not None}
    if people & spoken:
        return True
    employers = {case.employer_id, *(seat.employer_id for seat in sides)} - {None}
    return any(post.employer_id in employers or post.manages_for_employer for post in posts)


def expired(people: set[int], posts: Sequence[Post], flow: Table) -> bool:
    """Whether a mediator's own certificate has run out: none registered means none was asked for."""
    held = [
        post
        for post in posts
        if post.role in MEDIATING and post.unit and flow.case.unit_path.startswith(post.unit.path)
    ]
    for person in people:
        dated = [post.certificate_expires_on for post in held if post.person_id == person]
        if dated and all(day is not None and day < flow.today for day in dated):
            return True
    return False


def worker_seats(seats: Sequence[Seat]) -> list[Seat]:
    """The workers' side."""
    return [seat for seat in seats if seat.kind == SeatKind.WORKER]


def table_of(served: Case) -> Q:
    """Cases that are tables held for ``served``."""
    return Q(mediation__serves=served)
