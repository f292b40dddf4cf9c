"""Read models of cases: everything one page shows, in a number of queries that does not grow with its rows."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import Employer, Person, Unit
from protection import personal
from protection.models import EmployerNotice
from record.models import Event
from record.names import EventName

from .models import Case, CaseKind, Clock, Evidence, EvidenceKind, Message, Party, Term

Private = dict[str, Any]
#: How far back the same matter may have been reported already.
DUPLICATE_DAYS = 90


@dataclass(frozen=True)
class Dossier:
    """One case with all that hangs on it; ``private`` holds the readable personal data by key."""

    case: Case
    parties: Sequence[Party]
    evidence: Sequence[Evidence]
    messages: Sequence[Message]
    terms: Sequence[Term]
    notices: Sequence[EmployerNotice]
    clocks: Sequence[Clock]
    events: Sequence[Event]
    full: bool = True
    people: dict[int, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    private: dict[uuid.UUID, Private] = field(default_factory=dict)

    def of(self, key: uuid.UUID | None) -> Private:
        """The personal data under a key; empty when there is none, it was erased, or it may not be read."""
        return self.private.get(key, {}) if key else {}


#: What somebody said to the union alone: a side's answer at a table, a word to the mediator, a joint check.
SAID_TO_THE_UNION = frozenset(
    {
        EventName.CONSENT_GIVEN, EventName.SIGNED, EventName.COMMENT_MADE, EventName.COLLECTION_ENDED,
        EventName.CHECK_ASKED, EventName.CHECK_ANSWERED, EventName.CHECK_URGED, EventName.CHECK_EXCUSED,
        EventName.CHECK_SUMMED_UP,
    }
)  # fmt: skip
#: Papers at a table that bear a side's own word: signatures, authority, who stands for whom.
OWN_PAPERS = (EvidenceKind.ANSWER, EvidenceKind.AUTHORITY, EvidenceKind.MANDATE)


def files_of(case: Case, *, handles: bool) -> QuerySet[Evidence]:
    """Files that may be read. Who sits at a table (not ``handles``) does not read what the sides signed or authorised."""
    rows = Evidence.objects.filter(case=case)
    return rows if handles or case.kind != CaseKind.MEDIATION else rows.exclude(kind__in=OWN_PAPERS)


def dossier(
    case: Case, *, full: bool, handles: bool = True, files: QuerySet[Evidence] | None = None,
    workers_named: int | None = None,
) -> Dossier:  # fmt: skip
    """Ten queries. Without ``full`` nothing personal is read: who only reported sees steps, not what was said.

    Who was invited and does not ``handles`` the case does not read what was said to the union alone.
    ``workers_named`` is how many workers' names are wanted, those who stand for others first; None is all.
    """
    if files is None:
        files = files_of(case, handles=handles)
    parties = list(case.parties.select_related("represented_by")) if full else []
    evidence = list(files) if full else []
    messages = list(case.messages.all()) if full else []
    terms = list(case.terms.filter(epoch=case.epoch)) if full else []
    notices = list(EmployerNotice.objects.filter(case_code=case.code)) if full else []
    # Digests of the rows a step wrote are the record's own: thousands where a list of wages was imported.
    events = list(Event.objects.filter(subject=case.subject).order_by("version", "line").defer("rows"))
    found = Dossier(
        case, parties, evidence, messages, terms, notices, list(case.clocks.all()), events, full=full,
        people=_people(case, events), units=_units(events),
    )  # fmt: skip
    if full:
        found.private.update(personal.read_many(_keys(found, leading(parties)[:workers_named], handles)))
    return found


def leading(parties: Iterable[Party]) -> list[Party]:
    """Workers as a file lists them: those who stand for others first."""
    return sorted(parties, key=lambda party: (not party.is_representative, party.pk))


def _keys(found: Dossier, named: Iterable[Party], handles: bool) -> Iterable[uuid.UUID | None]:
    yield found.case.story_key
    for party in named:
        yield party.personal_key
        yield party.represented_by.personal_key if party.represented_by else None
    yield from (row.name_key for row in found.evidence)
    yield from (row.body_key for row in found.messages)
    yield from (row.what_key for row in found.terms)
    yield from (event.private_key for event in found.events if handles or event.name not in SAID_TO_THE_UNION)
    for notice in found.notices:
        yield from (notice.reply_key, notice.applicant_key)


def _people(case: Case, events: Iterable[Event]) -> dict[int, str]:
    """Names of everybody the record names, by id. One query."""
    keys = {case.handler_id, case.reported_by_id}
    for event in events:
        keys |= {event.actor, event.on_behalf_of, event.data.get("mediator"), event.data.get("lead")}
    rows = Person.objects.filter(pk__in={key for key in keys if key}).values_list("pk", "name")
    return dict(rows)


def _units(events: Iterable[Event]) -> dict[str, str]:
    """Names of the unions the record names, by code. One query."""
    codes = {
        code for event in events for code in (event.actor_place, event.data.get("frm"), event.data.get("to"))
    }
    return dict(Unit.objects.filter(code__in={code for code in codes if code}).values_list("code", "name"))


def matches(text: str) -> Q:
    """Cases by number or employer; by an applicant's whole phone number or name through the blind index."""
    found = Q(number__icontains=text) | Q(employer_name__icontains=text) | Q(ledger_number=text)
    phone = "".join(text.split()).replace("-", "")
    party = Party.objects.filter(case=OuterRef("pk")).filter(
        Q(phone_index__in=[personal.blind_index("phone", text), personal.blind_index("phone", phone)])
        | Q(name_index=personal.blind_index("name", text))
    )
    return found | Q(Exists(party))


@dataclass(frozen=True)
class Twin:
    """A case that may be the same matter, and what the two share: ``employer``, ``phone``, ``name``."""

    case: Case
    shared: tuple[str, ...]


def possible_duplicates(case: Case, among: QuerySet[Case], limit: int = 5) -> list[Twin]:
    """Same employer and category within 90 days, or the same applicant's phone or name. One query.

    Only for whoever accepts; a reporter never learns whether another report exists.
    """
    days = datetime.timedelta(days=DUPLICATE_DAYS)
    phones = case.parties.order_by().exclude(phone_index="").values("phone_index")
    names = case.parties.order_by().exclude(name_index="").values("name_index")
    party = Party.objects.filter(case=OuterRef("pk"))
    same_employer = Q(category=case.category) & _same_employer(case)
    rows = (
        among.filter(kind=case.kind, county=case.county_id)
        .filter(reported_at__range=(case.reported_at - days, case.reported_at + days))
        .exclude(pk=case.pk)
        .annotate(
            shares_phone=Exists(party.filter(phone_index__in=phones)),
            shares_name=Exists(party.filter(name_index__in=names)),
        )
        .filter(same_employer | Q(shares_phone=True) | Q(shares_name=True))
        .select_related("unit", "handler")
        .order_by("-reported_at")[:limit]
    )
    return [Twin(row, _shared(case, row)) for row in rows]


def _same_employer(case: Case) -> Q:
    named = Q(employer_name=case.employer_name)
    return named | Q(employer=case.employer_id) if case.employer_id else named


def _shared(case: Case, other: Any) -> tuple[str, ...]:
    employer = other.employer_name == case.employer_name or (
        case.employer_id is not None and other.employer_id == case.employer_id
    )
    asked = {
        "employer": employer and other.category == case.category,
        "phone": other.shares_phone,
        "name": other.shares_name,
    }
    return tuple(name for name, holds in asked.items() if holds)


def employers_like(text: str, paths: Q, limit: int = 12) -> list[Employer]:
    """Employers whose name holds ``text``, or whose number it is. One query."""
    rows = Employer.objects.filter(paths, is_active=True).filter(
        Q(name__icontains=text) | Q(uscc=text.upper())
    )
    return list(rows.select_related("unit")[:limit])
