"""全过程: the record of one case as people read it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CaseKind, Colour, EvidenceKind
from cases.selectors import Dossier
from organizations.code_values import Category
from organizations.models import CodeList
from organizations.roles import Role
from pages.casefile.said import words_of
from pages.kinds import state_words
from pages.labels import FINDINGS, label
from pages.parts import FilterGroup, FilterOption, TimelineEntry
from pages.speech import headed, spoken_date, spoken_money
from protection.models import NoticeKind
from record.models import Event
from record.names import EventName as E
from record.timekeeping import day_of
from workflows.models import ApprovalKind, BodyAnswer, CheckConclusion
from workflows.rules import NoSuchRule, book

MESSAGES = {E.MESSAGE_SENT, E.REPLY_CONFIRMED, E.REPORTED, E.RATED, E.REOPENING_ASKED}
PAPERS = {
    E.EVIDENCE_ADDED, E.EMPLOYER_NOTIFIED, E.EMPLOYER_REPLIED, E.APPROVAL_ASKED, E.APPROVED, E.RETURNED, E.REFUSED,
    E.APPROVAL_WITHDRAWN,
}  # fmt: skip
LATE = {E.REMINDED, E.SUPERIORS_TOLD, E.TERM_BREACHED, E.SUPERVISION_ORDERED, E.URGED}
CLOCKS = {name for name in E if name.value.startswith("clock_")}
KINDS = {"step": ("step", "late", "note"), "clock": ("clock", "late"), "paper": ("paper", "message")}
#: Recorded this much after it happened: worth saying.
LATER = datetime.timedelta(hours=1)
CODED = {
    "category": CodeList.CATEGORY, "source": CodeList.SOURCE, "conclusion": CodeList.RESULT, "agreement": CodeList.RESULT,
    "road": CodeList.ROAD,
}  # fmt: skip
GROUNDS = {
    E.DECLINED: CodeList.DECLINE_GROUND,
    E.SUSPENDED: CodeList.SUSPEND_GROUND,
    E.FAILED: CodeList.FAIL_GROUND,
}
DAYS = ("received_on", "asked_on", "answered_on", "signed_on", "performed_on", "happened_on", "ended_on", "review_on",
        "until", "reply_by", "due_on")  # fmt: skip
ANSWERS = {"agreed": gettext_lazy("同意调解"), "declined": gettext_lazy("不同意调解"), "yes": gettext_lazy("同意"),
           "no": gettext_lazy("不同意")}  # fmt: skip


def kind_of(event: Event) -> str:
    """Which of the page's filters shows it."""
    name = E(event.name)
    if name in CLOCKS:
        return "clock"
    if name in LATE or event.data.get("by") == "clock":
        return "late"
    if name in PAPERS:
        return "paper"
    return "message" if name in MESSAGES else "step"


def filters() -> FilterGroup:
    """全部, 步骤, 期限, 文书与消息."""
    options = [
        FilterOption("step", _("步骤")),
        FilterOption("clock", _("期限")),
        FilterOption("paper", _("文书与消息")),
    ]
    return FilterGroup("show", _("只看"), options)


def entries(found: Dossier, show: str = "", *, full: bool = True) -> list[TimelineEntry]:
    """Newest first; what a step did to clocks is told with it, and alone where the page shows only clocks.

    Who only reported (not ``full``) reads 并案 as a closing: it would say that somebody else reported too.
    """
    wanted = KINDS.get(show)
    lines: list[TimelineEntry] = []
    clocks: dict[int, list[Event]] = {}
    told: set[int] = set()
    for event in found.events:
        if kind_of(event) == "clock":
            clocks.setdefault(event.version, []).append(event)
    for event in found.events:
        kind = kind_of(event)
        if kind == "clock" or (wanted is not None and kind not in wanted):
            continue
        also = clocks.get(event.version, []) if event.line == 0 and show != "paper" else []
        told.add(event.version)
        line = _entry(found, event, kind, [_clock_words(one) for one in also])
        told_plainly = full or event.name != E.MERGED
        lines.append(line if told_plainly else replace(line, title=str(E.CLOSED.label), note=""))
    if wanted is None or "clock" in wanted:
        lines += [_clock_entry(events) for version, events in clocks.items() if version not in told]
    return sorted(lines, key=lambda entry: entry.at, reverse=True)


def _entry(found: Dossier, event: Event, kind: str, clocks: list[str]) -> TimelineEntry:
    private = found.of(event.private_key)
    moved, words = (
        event.from_state != event.to_state and event.to_state,
        partial(state_words, found.case.kind),
    )
    changes = (
        [(words(event.from_state) or _began(found), words(event.to_state))]
        if moved and event.line == 0
        else []
    )
    return TimelineEntry(
        at=event.occurred_at,
        title=_title(found, event),
        kind=kind,
        who=who(found, event),
        on_behalf_of=found.people.get(event.on_behalf_of or 0, ""),
        why=str(private.get("reason", "")),
        note="\n".join(part for part in (_said(found, event), _text(event, private), *clocks) if part),
        recorded_at=event.recorded_at if event.recorded_at - event.occurred_at > LATER else None,
        changes=changes,
    )


def _began(found: Dossier) -> str:
    """What a case comes from before its first state."""
    words = {
        CaseKind.MEDIATION: _("发起"), CaseKind.SECONDMENT: _("建立呈报表"), CaseKind.VISIT: _("登记走访"),
    }  # fmt: skip
    return words.get(CaseKind(found.case.kind), _("上报"))


def _title(found: Dossier, event: Event) -> str:
    """Who only reported never reads that the same matter was reported by another."""
    name = E(event.name)
    return str((E.CLOSED if name == E.MERGED and not found.full else name).label)


def _text(event: Event, private: dict[str, Any]) -> str:
    parts = [str(private.get(name, "")) for name in ("note", "place", "body", "handler")]
    return "\n".join(part for part in parts if part)


def who(found: Dossier, event: Event) -> str:
    """「窗口/代办员 周敏(枫桥镇总工会)」, 职工本人, 系统."""
    role = str(Role(event.actor_role).label) if event.actor_role in Role.values else ""
    if event.actor_role == Role.RECEIPT:
        return _("职工本人")
    if event.actor_role == Role.EMPLOYER_REP:
        return _("用人单位代表")
    name = found.people.get(event.actor or 0, "")
    place = found.units.get(event.actor_place, "")
    said = " ".join(part for part in (role, name) if part)
    return f"{said}({place})" if place else said


def _said(found: Dossier, event: Event) -> str:
    """What the step decided, in words: codes, days, money, people."""
    data = event.data
    parts: list[object] = []
    if data.get("mediator") or data.get("lead"):
        parts.append(found.people.get(data.get("mediator") or data.get("lead"), ""))
    if data.get("frm") in found.units and data.get("to") in found.units:
        parts.append(f"{found.units[data['frm']]} → {found.units[data['to']]}")
    if event.name == E.COLOUR_SET:
        parts.append(f"{Colour(data['frm']).label} → {Colour(data['to']).label}")
    parts += [label(of, str(data[name])) for name, of in CODED.items() if data.get(name)]
    if data.get("ground") and E(event.name) in GROUNDS:
        parts.append(label(GROUNDS[E(event.name)], str(data["ground"])))
    parts += _papers(event)
    parts += words_of(event) if found.full else []
    parts += [spoken_date(_day(str(data[name]))) for name in DAYS if data.get(name)]
    if Decimal(data.get("paid") or 0):
        parts.append(spoken_money(data["paid"]))
    if data.get("people") and event.name in (E.REPORTED, E.PARTY_ADDED):
        parts.append(_("%(n)s 人") % {"n": data["people"]})
    if data.get("stars"):
        parts.append(_("%(n)s 星") % {"n": data["stars"]})
    return " · ".join(str(part) for part in parts if part)


def _day(text: str) -> datetime.date:
    """A day, or the day of an instant."""
    is_day = len(text) == len("2026-03-02")
    return datetime.date.fromisoformat(text) if is_day else day_of(datetime.datetime.fromisoformat(text))


def _papers(event: Event) -> Iterable[object]:
    data = event.data
    if event.name == E.EMPLOYER_NOTIFIED:
        yield NoticeKind(data["kind"]).label
    elif event.name == E.EVIDENCE_ADDED:
        yield EvidenceKind(data["kind"]).label
    elif data.get("approval") and data.get("kind") in ApprovalKind.values:
        yield ApprovalKind(data["kind"]).label
        yield data.get("called", "")
    elif event.name == E.CHECK_ANSWERED:
        yield BodyAnswer(data["said"]).label
    elif event.name == E.CHECK_SUMMED_UP:
        yield CheckConclusion(data["conclusion_code"]).label
    if data.get("answer") in ANSWERS:
        yield ANSWERS[data["answer"]]
    if data.get("finding") in FINDINGS:
        yield FINDINGS[data["finding"]]
    if event.name == E.FACTS_CORRECTED:
        for name, (before, after) in dict(data.get("changes", {})).items():
            if name == "employer":
                yield _("已对上单位库里的单位") if after else _("单位库里没有这个单位")
            else:
                yield f"{_worded(name, before)} → {_worded(name, after)}"


def _worded(name: str, value: object) -> str:
    if name == "category" and value in Category.values:
        return label(CodeList.CATEGORY, str(value))
    return spoken_money(str(value)) if name == "amount_involved" and value is not None else str(value or "—")


def _clock_entry(events: list[Event]) -> TimelineEntry:
    first = events[0]
    return TimelineEntry(
        at=first.occurred_at,
        title=_("期限"),
        kind="clock",
        note="\n".join(_clock_words(event) for event in events),
        recorded_at=first.recorded_at if first.recorded_at - first.occurred_at > LATER else None,
    )


def _clock_words(event: Event) -> str:
    try:
        name = str(book().latest(str(event.data.get("rule") or event.data["clock"])))
    except NoSuchRule:
        name = str(event.data["clock"])
    words = headed(E(event.name).label, name)
    due = event.data.get("due")
    if event.name in (E.CLOCK_STARTED, E.CLOCK_RESUMED, E.CLOCK_EXTENDED, E.CLOCK_REBOUND) and due:
        return _("%(what)s，到%(day)s") % {
            "what": words,
            "day": spoken_date(datetime.date.fromisoformat(due)),
        }
    return words
