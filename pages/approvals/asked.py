"""Approvals as a chair reads them. What several need is asked for once for all of them."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, Clock, ClockState, Evidence, EvidenceKind, Payment, Performance
from cases.visibility import visible_to
from organizations.acting import Acting
from organizations.models import CodeList, PartnerBody
from organizations.roles import SIGNING_ROLES, Role
from pages.approvals import consequences, secondments
from pages.approvals.consequences import Beside, Pairs
from pages.approvals.differences import Difference, differences
from pages.approvals.differences import names as host_names
from pages.approvals.steps import StepLine, is_turn, lines, others_after, steps_left
from pages.clocks import clock_view
from pages.kinds import page_of
from pages.labels import label
from pages.parts import ClockView
from pages.rows import ROW_JOINS, to_chairs
from pages.speech import listed
from protection import personal
from record.models import Event
from record.names import EventName
from workflows.approvals import signature_among
from workflows.chains import named
from workflows.errors import Refused
from workflows.models import Approval, ApprovalKind, Signature, Step, Verdict
from workflows.offers import acting_for

CASE_JOINS = (*ROW_JOINS, *secondments.JOINS)
#: Events that tell a chair nothing new: clocks, reminders, and the asking itself.
QUIET = frozenset(
    {
        EventName.CLOCK_STARTED, EventName.CLOCK_PAUSED, EventName.CLOCK_RESUMED, EventName.CLOCK_EXTENDED,
        EventName.CLOCK_REBOUND, EventName.CLOCK_STOPPED, EventName.CLOCK_WARNED, EventName.REMINDED,
        EventName.APPROVAL_ASKED, EventName.CLOSING_ASKED, EventName.CLOSING_RETURNED, EventName.RETURNED,
        EventName.REFUSED, EventName.APPROVAL_WITHDRAWN, EventName.APPROVED, EventName.NEXT_STEP_ASKED,
        EventName.APPROVAL_TRANSFERRED, EventName.SIGNER_ADDED, EventName.SIGNER_REMOVED, EventName.APPROVAL_URGED,
        EventName.APPROVAL_READDRESSED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One signature that was given: who, for whom, what, why, when."""

    who: str
    whose: str
    answer: str
    note: str
    at: datetime.datetime | None


@dataclass(frozen=True)
class Earlier:
    """An earlier request of the same kind on the same case, and what came of it."""

    asked_at: datetime.datetime
    verdict: str
    wanted: str
    said: Sequence[Said]


@dataclass
class Asked:
    """One approval, ready to be read. ``acting`` is the way the reader may answer it; else ``blocked`` says why not."""

    approval: Approval
    case: Case
    title: str
    reason: str
    asked_by: str
    on_yes: str
    on_no: str
    facts: Pairs
    clock: ClockView | None
    wanted: str
    acting: Acting | None = None
    blocked: str = ""
    earlier: Sequence[Earlier] = ()
    since: Sequence[str] = ()
    changed: Sequence[Difference] = ()
    said: Sequence[Said] = ()
    waits_for: str = ""
    together: bool = False
    url: str = ""
    steps: Sequence[StepLine] = ()
    rows: Sequence[Signature] = ()

    @property
    def on_behalf_of(self) -> str:
        """Whose signature it would be, when the reader stands in."""
        principal = self.acting.on_behalf_of if self.acting else None
        return principal.name if principal else ""


def principals(actings: Iterable[Acting]) -> set[int]:
    """Whose signatures the reader may give: their own, and those of the people they stand in for."""
    return {
        acting.signs_as for acting in actings if acting.role in SIGNING_ROLES and acting.signs_as is not None
    }


def waiting(actings: Sequence[Acting]) -> QuerySet[Approval]:
    """Open approvals whose turn at the reader it is, the longest waiting first."""
    addressed = Signature.objects.ready().filter(signer__in=principals(actings))
    return (
        _visible(actings)
        .filter(verdict=Verdict.OPEN, pk__in=addressed.values("step__approval"))
        .order_by("asked_at", "pk")
    )


def asked_by(person_id: int, actings: Sequence[Acting]) -> QuerySet[Approval]:
    """What a person asked, the newest first."""
    return _visible(actings).filter(asked_by=person_id).order_by("-asked_at", "-pk")


def readable(actings: Sequence[Acting]) -> QuerySet[Approval]:
    """Approvals on cases the reader may see."""
    return _visible(actings)


def _visible(actings: Sequence[Acting]) -> QuerySet[Approval]:
    joins = [f"case__{name}" for name in CASE_JOINS]
    found = to_chairs(Approval.objects.filter(case__in=visible_to(actings)))
    return found.select_related("asked_by", "unit", *joins)


@dataclass
class _Facts:
    """Everything beside a page of approvals, by the id of the case or the approval."""

    signatures: dict[int, list[Signature]] = field(default_factory=lambda: defaultdict(list))
    steps: dict[int, list[Step]] = field(default_factory=lambda: defaultdict(list))
    earlier: dict[int, list[Approval]] = field(default_factory=lambda: defaultdict(list))
    clocks: dict[tuple[int, str, str], Clock] = field(default_factory=dict)
    proofs: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    events: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    partners: dict[int, str] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    forms: secondments.OfForms = field(default_factory=secondments.OfForms)
    texts: dict[uuid.UUID, personal.Private] = field(default_factory=dict)

    def text(self, key: uuid.UUID | None, name: str) -> str:
        """A private text; empty when there is none or it was erased."""
        return str(self.texts.get(key, {}).get(name, "")) if key else ""


def asked(approvals: Collection[Approval], actings: Sequence[Acting], at: datetime.datetime) -> list[Asked]:
    """The approvals as their reader sees them. Eight queries, however many."""
    known = _load(list(approvals))
    return [_asked(approval, known, actings, at) for approval in approvals]


def _load(approvals: list[Approval]) -> _Facts:
    known, cases = _Facts(), {approval.case_id: approval.case for approval in approvals}
    shown = {approval.pk for approval in approvals}
    others = to_chairs(Approval.objects.filter(case__in=cases)).exclude(verdict=Verdict.OPEN)
    for other in others.order_by("asked_at", "pk"):
        known.earlier[other.case_id].append(other)
    relevant = shown | {other.pk for each in known.earlier.values() for other in each}
    signatures = Signature.objects.filter(step__approval__in=relevant).select_related(
        "step", "signer", "signed_by", "unit", "partner", "added_by"
    )
    for signature in signatures.order_by("pk"):
        known.signatures[signature.step.approval_id].append(signature)
    for step in Step.objects.filter(approval__in=shown).order_by("order"):
        known.steps[step.approval_id].append(step)
    for clock in Clock.objects.filter(case__in=cases, rule_id__in=["approval_decide", "mediation_close"]):
        known.clocks[clock.case_id, clock.rule_id, clock.key] = clock
    for case_id in _proofs(cases).values_list("case", flat=True):
        known.proofs[case_id] += 1
    again = {approval.case_id for approval in approvals if approval.round > 1}
    subjects = [case.subject for case in cases.values() if known.earlier[case.pk] or case.pk in again]
    events = Event.objects.filter(subject__in=subjects, line=0).order_by("version")
    for event in events.only("subject", "name", "version", "data"):
        known.events[event.subject].append(event)
    others_too = [*approvals, *(other for each in known.earlier.values() for other in each)]
    wanted = [one.payload.get("partner") for one in others_too if one.kind == ApprovalKind.REFER]
    known.hosts = host_names(others_too)
    known.forms = secondments.load(approvals)
    known.partners = dict(PartnerBody.objects.filter(pk__in=wanted).values_list("pk", "name"))
    keys = [approval.reason_key for approval in approvals]
    keys += [key for case in cases.values() for key in (case.story_key, *page_of(case.kind).title_keys(case))]
    keys += [one.note_key for each in known.signatures.values() for one in each]
    known.texts = personal.read_many(keys)
    return known


def _proofs(cases: Iterable[int]) -> QuerySet[Evidence]:
    """What proves that it was performed; the voucher of a payment that was reversed proves nothing."""
    paid = Payment.objects.filter(voucher=OuterRef("pk"))
    reversed_only = Exists(paid.filter(is_live=False)) & ~Exists(paid.filter(is_live=True))
    return Evidence.objects.filter(case__in=cases, kind=EvidenceKind.PROOF).exclude(reversed_only)


def _asked(approval: Approval, known: _Facts, actings: Sequence[Acting], at: datetime.datetime) -> Asked:
    case = approval.case
    beside = Beside(
        known.partners,
        known.proofs[case.pk],
        known.text(case.story_key, "story"),
        known.clocks.get((case.pk, "mediation_close", "")),
        known.hosts,
        known.forms,
        secondments.is_about(approval, actings),
    )
    clock = known.clocks.get((case.pk, "approval_decide", approval.code))
    rows = [row for row in known.signatures[approval.pk] if row.round == approval.round]
    before = _before(approval, known)
    steps = known.steps[approval.pk]
    left = steps_left(steps, rows)
    found = Asked(
        approval=approval,
        case=case,
        title=consequences.title(case, known.texts),
        reason=known.text(approval.reason_key, "reason"),
        asked_by=_asker(approval),
        on_yes=_on_yes(approval, beside, left),
        on_no=consequences.on_no(approval, case, beside),
        facts=consequences.facts(approval, case, beside, at),
        clock=clock_view(clock, case, at) if clock and clock.state == ClockState.RUNNING else None,
        wanted=_wanted(approval),
        earlier=[_earlier(other, known) for other in before],
        since=_since(before, approval, known.events[case.subject]),
        changed=_changed(before, approval, known) if not beside.about_reader else (),
        said=_all_said(known.signatures[approval.pk], steps, known),
        waits_for="、".join(str(row.signer) for row in rows if is_turn(row, rows)),
        url=reverse("approval", args=[approval.code]),
        steps=_way_of(steps, rows),
        rows=rows,
    )
    if approval.verdict == Verdict.OPEN:
        found.acting, found.blocked = _way(approval, rows, actings, at)
        _tell_what_follows(found, bool(left), bool(before))
    return found


def _changed(before: Sequence[Approval], approval: Approval, known: _Facts) -> Sequence[Difference]:
    return differences(before[-1], approval, known.partners, known.hosts) if before else ()


def _before(approval: Approval, known: _Facts) -> list[Approval]:
    """Earlier requests of the same kind on the same case."""
    return [
        other
        for other in known.earlier[approval.case_id]
        if other.kind == approval.kind and other.pk != approval.pk and other.asked_at <= approval.asked_at
    ]


def _tell_what_follows(found: Asked, steps_after: bool, asked_before: bool) -> None:
    """Who must still sign the step after the reader's yes, and whether it may be given among others."""
    others = others_after(found.rows, found.acting)
    if others:
        # What the last yes opens does not follow from this one.
        found.on_yes = _("这一步还要等%(who)s签，这一步都签完再往下办。") % {"who": listed(others)}
    decides = found.acting is not None and not steps_after and not others
    found.together = decides and is_plain(found.approval, asked_before)


def is_plain(approval: Approval, asked_before: bool) -> bool:
    """Whether it may be signed among others: a closing, everything performed, nothing unusual to read first."""
    case = approval.case
    return (
        approval.kind == ApprovalKind.CLOSE
        and case.performance == Performance.FULL
        and not case.is_emergency
        and not case.detail.order_open
        and not asked_before
    )


def _way(
    approval: Approval, rows: Sequence[Signature], actings: Sequence[Acting], at: datetime.datetime
) -> tuple[Acting | None, str]:
    """How the reader may answer, or the reason why not."""
    blocked = ""
    for acting in actings:
        if acting_for(approval.case, "approve", [acting], at) is None:
            continue
        try:
            signature_among(rows, approval, acting)
        except Refused as refused:
            blocked = blocked or refused.sentence
            continue
        return acting, ""
    return None, blocked or _("您现在的任职不能审批这个案件。")


def _asker(approval: Approval) -> str:
    if approval.asked_by is None:
        return _("职工本人")
    return f"{approval.asked_by.name}({Role(approval.asked_role).label})"


def _wanted(approval: Approval) -> str:
    """What exactly was asked, so that two requests can be compared."""
    payload = approval.payload
    if "conclusion" in payload:
        return label(CodeList.RESULT, payload["conclusion"])
    if "ground" in payload:
        return label(CodeList.DECLINE_GROUND, payload["ground"])
    return secondments.spoken(payload["until"]) if payload.get("until") else ""


def _earlier(approval: Approval, known: _Facts) -> Earlier:
    said = [_said(row, known) for row in known.signatures[approval.pk] if row.signed_by_id]
    return Earlier(approval.asked_at, approval.get_verdict_display(), _wanted(approval), said)


def _said(row: Signature, known: _Facts) -> Said:
    signed = row.signed_by.name if row.signed_by else ""
    whose = row.signer.name if row.signer and row.signed_by_id != row.signer_id else ""
    return Said(signed, whose, row.get_answer_display(), known.text(row.note_key, "note"), row.answered_at)


def _way_of(steps: Sequence[Step], rows: Sequence[Signature]) -> Sequence[StepLine]:
    """The steps, where there is more to see than one chair who is asked."""
    plain = len(steps) <= 1 and not any(row.added_how or row.instead_of_id for row in rows)
    return () if plain else lines(steps, rows)


def _on_yes(approval: Approval, beside: Beside, left: Sequence[Step]) -> str:
    """What follows when the reader agrees: the next step first, if there is one."""
    then = consequences.on_yes(approval, beside)
    if not left:
        return then
    return _("先送“%(step)s”这一步审批；各步都同意后：%(then)s") % {"step": named(left[0]), "then": then}


def _all_said(rows: Sequence[Signature], steps: Sequence[Step], known: _Facts) -> list[Said]:
    """Every signature that was given, each once: what a later round carried over was said before."""
    names = {step.order: named(step) for step in steps}
    given = [row for row in rows if row.signed_by_id and not row.carried_from_id]
    return [
        replace(_said(row, known), answer=_("退回到“%(step)s”") % {"step": names.get(row.return_to, "")})
        if row.return_to
        else _said(row, known)
        for row in given
    ]


def _since(before: Sequence[Approval], approval: Approval, events: Sequence[Event]) -> list[str]:
    """What happened on the case after the last answer or the last return, each thing once."""
    codes = {approval.code} if approval.round > 1 else {before[-1].code} if before else set()
    if not codes:
        return []
    told = [
        event.version
        for event in events
        if event.data.get("approval") in codes
        and (approval.round == 1 or event.name in (EventName.RETURNED, EventName.APPROVAL_READDRESSED))
    ]
    names = [event.name for event in events if event.version > max(told, default=0)]
    return [str(EventName(name).label) for name in dict.fromkeys(names) if name not in QUIET]


__all__ = ["Asked", "asked", "asked_by", "is_plain", "principals", "readable", "waiting"]
