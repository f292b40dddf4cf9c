"""Everything one table holds, read in a number of queries that does not grow with its seats, versions or answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from cases.models import (
    Attendance,
    Case,
    ExtensionConsent,
    Proposal,
    ProposalTerm,
    Seat,
    Session,
    SessionPaper,
    Topic,
)
from pages.mediations.names import Texts, keys_of, phone_of, seat_name, seats_of, speaks_how
from protection import personal
from workflows.models import AT_THE_TABLE, Approval, ApprovalKind, Signature, Verdict


@dataclass
class TableFile:
    """One mediation with all that hangs on it. ``full`` says whether workers' names may be shown whole."""

    case: Case
    served: Case | None
    seats: Sequence[Seat]
    sessions: Sequence[Session]
    attendance: Sequence[Attendance]
    papers: Sequence[SessionPaper]
    topics: Sequence[Topic]
    proposals: Sequence[Proposal]
    terms: Sequence[ProposalTerm]
    rounds: Sequence[Approval]
    signatures: Sequence[Signature]
    extensions: Sequence[ExtensionConsent]
    full: bool = False
    texts: Texts = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[int, Seat]:
        """Seats by id, those that left too."""
        return {seat.pk: seat for seat in self.seats}

    @cached_property
    def by_code(self) -> dict[str, Seat]:
        """Seats by code."""
        return {seat.code: seat for seat in self.seats}

    @cached_property
    def names(self) -> dict[int, str]:
        """Every seat's name by id."""
        return {seat.pk: seat_name(seat, self.texts, full=self.full) for seat in self.seats}

    @property
    def active(self) -> list[Seat]:
        """Who sits there now."""
        return [seat for seat in self.seats if seat.is_active]

    @property
    def newest(self) -> Proposal | None:
        """The version that counts."""
        return self.proposals[-1] if self.proposals else None

    @property
    def open_round(self) -> Approval | None:
        """The question that is out for answers."""
        return next((one for one in self.rounds if one.verdict == Verdict.OPEN), None)

    def last(self, kind: ApprovalKind) -> Approval | None:
        """The newest round of a kind."""
        return next((one for one in self.rounds if one.kind == kind), None)

    def name(self, seat_id: int | None) -> str:
        """A seat's name."""
        return self.names.get(seat_id or 0, "")

    def speaks(self, seat: Seat) -> str:
        """Who speaks for it."""
        return speaks_how(seat, self.texts, self.by_code, full=self.full)

    def phone(self, seat: Seat) -> str:
        """What telephone is known of it."""
        return phone_of(seat, self.texts)

    def of(self, key: UUID | None, name: str) -> str:
        """A private text."""
        return str(self.texts.get(key, {}).get(name, "")) if key else ""

    def terms_of(self, proposal: Proposal) -> list[ProposalTerm]:
        """One version's terms, in order."""
        return [term for term in self.terms if term.proposal_id == proposal.pk]

    def answers_of(self, approval: Approval) -> list[Signature]:
        """The signatures of one round, in the order they were asked."""
        rows = [row for row in self.signatures if row.step.approval_id == approval.pk]
        return [row for row in rows if row.round == approval.round]


def read_table(case: Case, *, full: bool) -> TableFile:
    """Thirteen queries at most, however large the table. ``case.mediation`` is loaded."""
    served = case.mediation.serves_id
    found = TableFile(
        case=case,
        served=Case.objects.select_related("dispute", "wage_arrears").get(pk=served) if served else None,
        seats=list(seats_of(case)),
        sessions=list(Session.objects.filter(case=case)),
        attendance=list(Attendance.objects.filter(session__case=case)),
        papers=list(SessionPaper.objects.filter(session__case=case).select_related("evidence")),
        topics=list(Topic.objects.filter(case=case)),
        proposals=list(Proposal.objects.filter(case=case).select_related("made_by")),
        terms=list(ProposalTerm.objects.filter(proposal__case=case)),
        rounds=list(Approval.objects.filter(case=case, kind__in=AT_THE_TABLE).order_by("-pk")),
        signatures=_signatures(case),
        extensions=list(ExtensionConsent.objects.filter(case=case).select_related("evidence").order_by("until", "pk")),
        full=full,
    )  # fmt: skip
    found.texts = personal.read_many(_keys(found))
    return found


def _signatures(case: Case) -> list[Signature]:
    rows = Signature.objects.filter(step__approval__case=case, step__approval__kind__in=AT_THE_TABLE)
    return list(
        rows.select_related("step", "signed_by", "signer", "by_evidence").order_by("step__order", "pk")
    )


def _keys(found: TableFile) -> Iterable[UUID | None]:
    yield found.case.mediation.title_key
    yield from keys_of(found.seats)
    for session in found.sessions:
        yield from (session.reason_key, session.minutes_key)
    yield from (paper.evidence.name_key for paper in found.papers)
    yield from (topic.what_key for topic in found.topics)
    yield from (proposal.text_key for proposal in found.proposals)
    yield from (term.what_key for term in found.terms)
    yield from (row.note_key for row in found.signatures)
    yield from (row.by_evidence.name_key for row in found.signatures if row.by_evidence)
    yield from (row.evidence.name_key for row in found.extensions)
