"""Versions and what each side and seat said to them. Shapes for the templates; no queries."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import SIDES, Proposal, SeatKind
from pages.mediations.diff import Change, TermLine, compare, plain
from pages.mediations.reading import TableFile
from pages.speech import spoken_money
from workflows.mediation.rounds import bound_by
from workflows.models import Answer, Approval, ApprovalKind, Mode, Signature, Verdict


@dataclass(frozen=True)
class VersionView:
    """One version: its text, its terms with what changed against the one before."""

    version: int
    made_at: datetime.datetime
    made_by: str
    text: str
    lines: Sequence[TermLine]
    total: str
    changed: Sequence[tuple[str, int]]
    is_newest: bool


@dataclass(frozen=True)
class AnswerView:
    """What one seat said. ``how``: signed in, by link, on paper; ``also`` are those it answered for."""

    name: str
    kind: str
    is_side: bool
    answer: str
    tone: str
    at: datetime.datetime | None
    how: str
    paper_url: str
    note: str
    also: Sequence[str]
    link: str
    code: str
    advises: bool


@dataclass(frozen=True)
class RoundView:
    """One question put to all. ``groups``: 同意/不同意/未表态 with everybody who said so, sides apart from advisers."""

    code: str
    number: int
    kind: str
    version: int
    asked_at: datetime.datetime
    verdict: str
    tone: str
    is_open: bool
    is_signing: bool
    counts: Sequence[tuple[str, int, str]]
    groups: Sequence[tuple[str, str, Sequence[AnswerView]]]
    advice: Sequence[AnswerView]
    mediator: AnswerView | None
    progress: tuple[int, int]
    bound: int = 0
    unbound: Sequence[str] = field(default_factory=tuple)


def versions(table: TableFile) -> list[VersionView]:
    """The newest first."""
    made = list(table.proposals)
    return [_version(table, one, made[n - 1] if n else None) for n, one in reversed(list(enumerate(made)))]


def _version(table: TableFile, one: Proposal, before: Proposal | None) -> VersionView:
    terms, seats = table.terms_of(one), table.names
    if before is None:
        lines = [plain(term, table.texts, seats) for term in terms]
    else:
        lines = compare(table.terms_of(before), terms, table.texts, seats)
    changed = [
        (change.word, sum(line.change == change for line in lines))
        for change in (Change.ADDED, Change.CHANGED, Change.DROPPED)
    ]
    total = sum(term.amount for term in terms)
    return VersionView(
        version=one.version, made_at=one.made_at, made_by=one.made_by.name if one.made_by else "",
        text=table.of(one.text_key, "text"), lines=lines, total=spoken_money(total) if total else "",
        changed=[pair for pair in changed if pair[1]], is_newest=one == table.newest,
    )  # fmt: skip


def rounds(table: TableFile, sought: str = "") -> list[RoundView]:
    """The newest first; ``sought`` leaves out other names."""
    return [_round(table, one, len(table.rounds) - n, sought) for n, one in enumerate(table.rounds)]


def _round(table: TableFile, asked: Approval, number: int, sought: str) -> RoundView:
    rows = table.answers_of(asked)
    mine = [row for row in rows if row.seat_id is None]
    binding = [row for row in rows if row.seat_id is not None and row.step.mode != Mode.ADVISORY]
    advising = [row for row in rows if row.step.mode == Mode.ADVISORY]
    views = [_answer(table, asked, row) for row in binding]
    shown = [view for view in views if sought in view.name or any(sought in name for name in view.also)]
    needed = [*binding, *mine]
    return RoundView(
        code=asked.code, number=number, kind=str(asked.get_kind_display()), version=int(asked.payload.get("version", 0)),
        asked_at=asked.asked_at, verdict=_verdict(asked), tone=_tone(asked), is_open=asked.verdict == Verdict.OPEN,
        is_signing=asked.kind == ApprovalKind.SIGN, counts=_counts(views), groups=_groups(shown),
        advice=[_answer(table, asked, row) for row in advising],
        mediator=_answer(table, asked, mine[0]) if mine else None,
        progress=(sum(row.answer != Answer.OPEN for row in needed), len(needed)),
        **_bound(table, asked, rows),
    )  # fmt: skip


def _verdict(asked: Approval) -> str:
    words = {
        Verdict.OPEN: _("进行中"), Verdict.APPROVED: _("各方同意"), Verdict.REFUSED: _("有一方不同意"),
        Verdict.VOID: _("已作废(方案有了新的版本，或回到协商)"),
    }  # fmt: skip
    if asked.kind == ApprovalKind.SIGN and asked.verdict == Verdict.APPROVED:
        return _("全部签字")
    return words.get(Verdict(asked.verdict), str(asked.get_verdict_display()))


def _tone(asked: Approval) -> str:
    tones = {Verdict.OPEN: "wait", Verdict.APPROVED: "done", Verdict.REFUSED: "warn"}
    return tones.get(Verdict(asked.verdict), "ended")


def words_for(answer: str, *, signing: bool) -> str:
    """An answer as it is called here: nobody 退回s at a table."""
    consent = {
        Answer.APPROVE: _("同意"), Answer.REFUSE: _("不同意"), Answer.SILENT: _("到期未表态"), Answer.OPEN: _("未表态"),
        Answer.VOID: _("无需表态"),
    }  # fmt: skip
    sign = {
        Answer.APPROVE: _("已签字"), Answer.REFUSE: _("不签"), Answer.SILENT: _("到期未签"), Answer.OPEN: _("未签"),
        Answer.VOID: _("无需签字"),
    }  # fmt: skip
    return (sign if signing else consent).get(Answer(answer), "")


def _answer(table: TableFile, asked: Approval, row: Signature) -> AnswerView:
    tones = {Answer.APPROVE: "good", Answer.REFUSE: "late", Answer.OPEN: "wait"}
    seat = table.by_id.get(row.seat_id or 0)
    # What a side said to the mediator is not for the other seats; advice is for everybody.
    shown = table.full or seat is None or seat.kind not in SIDES
    also = [table.name(table.by_code[code].pk) for code in row.for_seats if code in table.by_code]
    return AnswerView(
        name=table.name(row.seat_id) if seat else (row.signer.name if row.signer else ""),
        kind=str(seat.get_kind_display()) if seat else _("调解员"), is_side=seat is not None and seat.kind in SIDES,
        answer=words_for(row.answer, signing=asked.kind == ApprovalKind.SIGN), tone=tones.get(Answer(row.answer), "info"),
        at=row.answered_at, how=_how(row),
        paper_url=reverse("case_evidence", args=[table.case.code, row.by_evidence.code]) if row.by_evidence and shown else "",
        note=table.of(row.note_key, "note") if shown else "", also=also, link=_link(row), code=seat.code if seat else "",
        advises=row.step.mode == Mode.ADVISORY,
    )  # fmt: skip


def _how(row: Signature) -> str:
    if row.answered_at is None:
        return ""
    if row.by_evidence_id:
        return _("凭书面或录音，由调解员登记")
    if row.link_used_at is not None:
        return _("用一次性链接")
    if row.signed_by_id is None:
        return _("用回执码")
    return _("本人登录") if row.seat_id else _("登录签字")


def _link(row: Signature) -> str:
    if row.answer != Answer.OPEN or row.link_hash is None or row.link_until is None:
        return ""
    return _("链接已发")


def _counts(views: Sequence[AnswerView]) -> list[tuple[str, int, str]]:
    """(word, people, tone): who answers for others counts for them too."""
    found: dict[str, tuple[int, str]] = {}
    for view in views:
        before = found.get(view.answer, (0, view.tone))[0]
        found[view.answer] = (before + 1 + len(view.also), view.tone)
    return [(word, number, tone) for word, (number, tone) in found.items()]


def _groups(views: Sequence[AnswerView]) -> list[tuple[str, str, list[AnswerView]]]:
    """Who has still to answer first, then those who said no, then the others."""
    order = {"wait": 0, "late": 1, "info": 2, "good": 3}
    words = sorted({(order[view.tone], view.answer, view.tone) for view in views})
    return [(word, tone, [view for view in views if view.answer == word]) for _n, word, tone in words]


def _bound(table: TableFile, asked: Approval, rows: Sequence[Signature]) -> dict[str, Any]:
    """Of a decided question in a group: how many workers are bound, and who is not."""
    if asked.verdict != Verdict.APPROVED or table.served is None:
        return {}
    for row in rows:
        row.seat = table.by_id.get(row.seat_id or 0)
    bound = set(bound_by(rows))
    workers = [seat for seat in table.active if seat.kind == SeatKind.WORKER]
    return {
        "bound": sum(seat.code in bound for seat in workers),
        "unbound": [table.name(seat.pk) for seat in workers if seat.code not in bound],
    }
