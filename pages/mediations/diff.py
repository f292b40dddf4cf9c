"""What a new version of a proposal added, changed and dropped, term by term. Pure."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases.models import ProposalTerm
from pages.mediations.names import Texts
from pages.speech import spoken_date, spoken_money


class Change(enum.Enum):
    """What happened to a term."""

    SAME = "same"
    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        """In words."""
        return {"added": _("新增"), "changed": _("改动"), "dropped": _("删去")}.get(self.value, "")


@dataclass(frozen=True)
class TermLine:
    """One term in plain words. ``was`` are the values it had before, where they differ: (what it is, old, new)."""

    order: int
    what: str
    amount: str
    who: str
    due: str
    nature: str
    proof: str
    change: Change = Change.SAME
    was: Sequence[tuple[str, str, str]] = field(default_factory=tuple)


def plain(term: ProposalTerm, texts: Texts, seats: dict[int, str]) -> TermLine:
    """One term in words. ``seats``: names by id, for a term that a seat performs."""
    who = seats.get(term.seat_id or 0, "") or str(term.get_who_display())
    return TermLine(
        order=term.order,
        what=str(texts.get(term.what_key, {}).get("what", "")),
        amount=spoken_money(term.amount) if term.amount else "",
        who=who,
        due=spoken_date(term.due_on, with_year=True),
        nature=str(term.get_nature_display()) if term.amount else "",
        proof=str(term.get_proof_display()),
    )


def compare(
    before: Sequence[ProposalTerm], after: Sequence[ProposalTerm], texts: Texts, seats: dict[int, str]
) -> list[TermLine]:
    """The terms of ``after`` with what became of each, then those of ``before`` that are gone.

    A term is the same one when its text is; where no text agrees, when its number does.
    """
    pairs = _pairs(before, after)
    lines = [_line(pairs.get(term.pk), term, texts, seats) for term in after]
    kept = {old.pk for old in pairs.values()}
    return lines + [_marked(old, Change.DROPPED, texts, seats) for old in before if old.pk not in kept]


def _pairs(before: Sequence[ProposalTerm], after: Sequence[ProposalTerm]) -> dict[int, ProposalTerm]:
    """New term's id → the old term it continues."""
    left, found = list(before), {}
    for agrees in (_same_text, _same_number):
        for term in after:
            old = next((one for one in left if term.pk not in found and agrees(one, term)), None)
            if old is not None:
                found[term.pk] = old
                left.remove(old)
    return found


def _same_text(old: ProposalTerm, new: ProposalTerm) -> bool:
    return old.what_digest == new.what_digest


def _same_number(old: ProposalTerm, new: ProposalTerm) -> bool:
    return old.order == new.order


def _line(old: ProposalTerm | None, new: ProposalTerm, texts: Texts, seats: dict[int, str]) -> TermLine:
    if old is None:
        return _marked(new, Change.ADDED, texts, seats)
    then, now = plain(old, texts, seats), plain(new, texts, seats)
    names = {
        "what": _("内容"),
        "amount": _("金额"),
        "who": _("由谁"),
        "due": _("日期"),
        "nature": _("性质"),
        "proof": _("凭证"),
    }
    was = tuple(
        (words, str(getattr(then, name)) or _("无"), str(getattr(now, name)) or _("无"))
        for name, words in names.items()
        if getattr(then, name) != getattr(now, name)
    )
    return _with(now, Change.CHANGED if was else Change.SAME, was)


def _marked(term: ProposalTerm, change: Change, texts: Texts, seats: dict[int, str]) -> TermLine:
    return _with(plain(term, texts, seats), change)


def _with(line: TermLine, change: Change, was: Any = ()) -> TermLine:
    return TermLine(
        line.order, line.what, line.amount, line.who, line.due, line.nature, line.proof, change, was
    )
