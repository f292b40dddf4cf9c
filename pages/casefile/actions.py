"""What a reader may do with a case: one next action, rarer ones, and what is not allowed now with its reason."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cases.models import Case
from pages.casefile.access import Reader
from pages.kinds import page_of
from pages.next_steps import NextStep, next_step
from pages.parts import ActionView, BlockedAction
from pages.rows import RowFacts, waits_for
from workflows.models import Answer, Signature, Verdict
from workflows.offers import Offer, offers

#: Steps of the ordinary course, whose refusal is worth a reason.
ORDINARY = 30
MOST_BLOCKED = 4
#: Of steps that several kinds have; those of one kind are in its ``KindPage``.
ICONS = {
    "contact": "phone", "accept": "circle-check", "assign": "user", "reassign": "user", "merge": "arrows-exchange",
    "withdraw": "arrow-back-up", "message": "message", "add_evidence": "file-upload", "notify_employer": "send",
    "perform_term": "coins", "ask_close": "check", "suspend": "player-pause", "resume": "player-play", "urge": "bell",
    "order": "flag", "answer_order": "flag", "emergency_entry": "flame", "declare_emergency": "flame",
    "hand_up": "arrow-right", "return_call": "phone", "correct": "edit", "add_party": "users",
    "ask_refer": "external-link", "ask_bodies": "users", "urge_check": "bell", "sum_up": "list-check",
    "name_representatives": "users", "record_consent": "signature",
}  # fmt: skip
#: What has no picture of its own has this one, so that the words of a menu stand in one line.
ANY_STEP = "clipboard-list"


@dataclass(frozen=True)
class Actions:
    """What the head of the case file shows. ``rare`` has what is possible and, each at its place among them, what is
    not allowed now; ``waiting`` says who is waited for when the next step is not the reader's; ``verbs`` are all steps
    that are possible."""

    primary: ActionView | None = None
    rare: list[ActionView | BlockedAction] = field(default_factory=list)
    waiting: str = ""
    next_label: str = ""
    verbs: frozenset[str] = frozenset()


def actions_for(reader: Reader, facts: RowFacts, at: datetime.datetime) -> Actions:
    """A fixed number of queries: guards look at the case's terms, parties and units, not one by one."""
    case = reader.case
    approval = facts.approval
    step = next_step(case, facts.clocks, str(approval.get_kind_display()) if approval else "", facts.table)
    offered = offers(case, reader.ways, at)
    possible = [offer for offer in offered if not offer.reason]
    own = _signing(reader, facts) or _primary(case, possible, step) or _table(reader, facts, step)
    primary = own or _above(case, possible, at)
    return Actions(
        primary=primary,
        rare=_menu(case, offered, primary.url if primary else ""),
        waiting=waits_for(case, step) if own is None and case.is_open else "",
        next_label=step.label if case.is_open else "",
        verbs=frozenset(offer.verb for offer in possible),
    )


def _menu(case: Case, offered: list[Offer], but: str) -> list[ActionView | BlockedAction]:
    """Steps in the order of their weight, whether possible or not: a reason stands where the step is looked for. Not
    ``but``, which has a button; of what cannot be done only the ordinary, and never what has nothing to act on.
    """
    refused = [offer for offer in offered if offer.reason and not offer.idle and offer.weight <= ORDINARY]
    shown = [offer for offer in offered if not offer.reason and _url(case, offer.verb) != but]
    ordered = sorted([*shown, *refused[:MOST_BLOCKED]], key=lambda offer: (offer.weight, offer.verb))
    return [
        BlockedAction(offer.label, offer.reason) if offer.reason else _action(case, offer)
        for offer in ordered
    ]


def _above(case: Case, possible: list[Offer], at: datetime.datetime) -> ActionView | None:
    """What is late and another's: who answers for it orders or urges."""
    if case.due_at is None or case.due_at > at:
        return None
    by_verb = {offer.verb: offer for offer in possible}
    found = by_verb.get("order") or by_verb.get("urge")
    return _action(case, found) if found else None


def _signing(reader: Reader, facts: RowFacts) -> ActionView | None:
    """To the approvals page, for whoever is asked. One query, only while something is asked."""
    if facts.approval is None:
        return None
    asked = Signature.objects.filter(
        step__approval=facts.approval, step__approval__verdict=Verdict.OPEN, answer=Answer.OPEN,
        signer__in=[way.signs_as for way in reader.ways if way.signs_as],
    )  # fmt: skip
    try:
        place = reverse("approval", args=[facts.approval.code])
    except NoReverseMatch:
        return None
    if not asked.exists():
        return None
    return ActionView(_("去审批：%(what)s") % {"what": facts.approval.get_kind_display()}, place, "signature")


def _primary(case: Case, possible: list[Offer], step: NextStep) -> ActionView | None:
    """The case's own next step if it is the reader's; while it is not possible, what makes it so."""
    by_verb = {offer.verb: offer for offer in possible}
    if step.verb in by_verb:
        return replace(_action(case, by_verb[step.verb]), label=step.label)
    earlier = page_of(case.kind).before.get(step.verb, ())
    return next((_action(case, by_verb[verb]) for verb in earlier if verb in by_verb), None)


def _table(reader: Reader, facts: RowFacts, step: NextStep) -> ActionView | None:
    """To the table the case waits for, for who handles the case."""
    if not facts.table or step.verb or not reader.handles:
        return None
    return ActionView(_("去协商"), reverse("case", args=[facts.table]), "messages")


def _url(case: Case, verb: str) -> str:
    return reverse("case_do", args=[case.code, verb])


def _action(case: Case, offer: Offer) -> ActionView:
    hint = ""
    if offer.acting.on_behalf_of:
        hint = _("代 %(name)s") % {"name": offer.acting.on_behalf_of.name}
    icon = page_of(case.kind).icons.get(offer.verb) or ICONS.get(offer.verb, ANY_STEP)
    return ActionView(offer.label, _url(case, offer.verb), icon, hint)
