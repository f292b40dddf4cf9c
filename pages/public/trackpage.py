"""What the tracking page shows, read in a number of queries that does not grow with the case."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, Evidence, EvidenceKind, Message, Term, TermState
from organizations.acting import Acting
from organizations.models import CodeList
from pages.kinds import line_of, state_words
from pages.labels import label
from pages.parts import ChartState
from pages.rows import state_of
from pages.speech import spoken_date, spoken_money
from protection import personal
from workflows.offers import offers

from . import clocks, story
from .deeds import DEEDS, form_of
from .wages import own_wages

#: Lines of the story that are seen without asking for more.
NEWEST = 5
Private = dict[uuid.UUID, dict[str, Any]]


@dataclass(frozen=True)
class Said:
    """A message; ``asks`` is its code while it waits for the worker's yes or no."""

    at: datetime.datetime
    who: str
    text: str
    mine: bool
    asks: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Paper:
    """A file the worker may have."""

    name: str
    url: str
    kind: str
    at: datetime.datetime
    size: int


@dataclass(frozen=True)
class Agreed:
    """One term of the agreement and how it stands."""

    what: str
    amount: str
    due: str
    state: str
    label: str


def readable_evidence(case: Case) -> QuerySet[Evidence]:
    """What the worker sent, and the agreement: nothing the handlers gathered from others."""
    return Evidence.objects.filter(Q(from_worker=True) | Q(kind=EvidenceKind.AGREEMENT), case=case)


def context_of(case: Case, at: datetime.datetime, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """Everything the page shows; ``bound`` are forms that were refused, by deed."""
    messages = list(Message.objects.filter(case=case))
    papers = list(readable_evidence(case))
    terms = list(Term.objects.filter(case=case, epoch=case.epoch))
    keys = [*(m.body_key for m in messages), *(p.name_key for p in papers), *(t.what_key for t in terms)]
    private = personal.read_many(keys)
    events = story.told(case)
    seen = story.visited(events)
    told = story.timeline(case, events)
    talk = [_said(message, private) for message in messages]
    on = story.end_of_merging(case)
    return {
        "case": case, "detail": case.detail, "case_state": state_of(case), "category": label(CodeList.CATEGORY, case.category), "facts": _facts(case),
        "now": story.now_sentence(case), "result": "" if case.merged_into_id else label(CodeList.RESULT, case.conclusion),
        "merged": on, "merged_state": state_of(on) if on else "",
        "dates": clocks.next_dates(case, at), "limitation": clocks.limitation(case, at),
        "chart": _chart(case, seen), "visited": seen, "timeline": told[:NEWEST], "earlier": told[NEWEST:],
        "messages_said": talk, "asked": any(one.asks for one in talk),
        "papers": [_paper(row, private) for row in papers], "terms": [_term(row, private) for row in terms],
        **own_wages(case), **_forms(case, at, bound),
    }  # fmt: skip


def _facts(case: Case) -> list[tuple[str, Any]]:
    """Who handles it. The office's number is told once somebody has spoken to the worker: before that it would tell a
    stranger how many others came in between."""
    handler = case.handler.name if case.handler else ""
    number = case.number if case.detail.contacted_at else ""
    return [
        (_("承办工会"), case.unit.name),
        (_("调解员"), handler),
        (_("编号"), number),
        (_("谁可以知道"), case.detail.get_disclosure_display()),
    ]


def _chart(case: Case, visited: set[str]) -> list[ChartState]:
    """The main line; where it stands beside it, that state too."""
    return [ChartState(one, state_words(case.kind, one)) for one in line_of(case, visited)]


def _said(message: Message, private: Private) -> Said:
    answers = {"yes": _("您答复：我同意"), "no": _("您答复：我不同意")}
    return Said(
        at=message.sent_at,
        who=_("我") if message.from_worker else _("工会"),
        text=str(private.get(message.body_key, {}).get("body", _("(内容已依法删除)"))),
        mine=message.from_worker,
        asks=message.code if message.asks_confirmation and message.confirmed_at is None else "",
        answer=answers.get(message.answer, ""),
    )


def _paper(row: Evidence, private: Private) -> Paper:
    name = str(private.get(row.name_key, {}).get("name") or _("文件"))
    kind = _("我交的") if row.from_worker else str(row.get_kind_display())
    return Paper(name, reverse("track_paper", args=[row.code]), kind, row.added_at, row.size)


def _term(row: Term, private: Private) -> Agreed:
    what = str(private.get(row.what_key, {}).get("what", ""))
    amount = spoken_money(row.amount) if row.is_money else ""
    if row.state == TermState.PART:
        amount = _("%(sum)s，已付 %(paid)s") % {"sum": amount, "paid": spoken_money(row.paid)}
    return Agreed(what, amount, spoken_date(row.due_on, with_year=True), row.state, row.get_state_display())


def _forms(case: Case, at: datetime.datetime, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """A form for each deed that is possible now, and why the others are not."""
    offered = {offer.verb: offer.reason for offer in offers(case, [Acting.receipt(case)], at)}
    found: dict[str, forms.Form] = {}
    for name, deed in DEEDS.items():
        possible = offered.get(deed.verb, "x") == "" or deed.verb == "confirm"
        if possible and not _pointless(case, name):
            found[name] = bound.get(name) or form_of(name, initial=_initial(case, name))
    refused = [error for form in bound.values() for error in form.non_field_errors()]
    return {"forms": found, "refused": refused, "reopening_asked": case.detail.reopening_asked_at}


def _pointless(case: Case, name: str) -> bool:
    """An anonymous worker leaves a name instead of choosing who may know it, and before there is anything to claim for."""
    return name in ("disclosure", "claim") and case.detail.is_lead


def _initial(case: Case, name: str) -> dict[str, Any]:
    return {"disclosure": case.detail.disclosure} if name == "disclosure" else {}
