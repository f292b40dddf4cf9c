"""Versions of a proposal: reading terms that are given, and saying in words what a new version changed. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Performer, Proof, ProposalTerm, TermNature
from protection import personal
from workflows.errors import BadInput
from workflows.shared.base import money
from workflows.shared.terms import MOST_TERMS

FIELDS = frozenset({"what", "who", "seat", "nature", "amount", "due_on", "proof"})
LONGEST_TERM = 2_000
#: Beyond this a year was mistyped.
FURTHEST_YEARS = 20


@dataclass(frozen=True, slots=True)
class TermGiven:
    """One term as it was given, checked. ``what`` is private; ``seat`` is a seat's code where ``who`` is a seat."""

    what: str
    who: str
    seat: str
    nature: str
    amount: Decimal
    due_on: datetime.date
    proof: str

    @property
    def digest(self) -> str:
        """Blind index of the text, by which two versions are compared."""
        return personal.blind_index("term", self.what)


def read_terms(given: Sequence[dict[str, Any]], on: datetime.date) -> list[TermGiven]:
    """The terms, or BadInput on ``terms`` naming the one at fault. ``on`` is the day they are made."""
    if not 1 <= len(given) <= MOST_TERMS:
        raise BadInput(_("方案至少要有一项条款，最多%(n)s项。") % {"n": MOST_TERMS}, "terms")
    return [_read(order, term, on) for order, term in enumerate(given, 1)]


def _read(order: int, given: dict[str, Any], on: datetime.date) -> TermGiven:
    def bad(sentence: str) -> BadInput:
        return BadInput(sentence % {"n": order}, "terms")

    if not set(given) <= FIELDS:
        raise bad(_("第%(n)s项条款里有不认识的项目。"))
    what, due_on = str(given.get("what") or "").strip(), given.get("due_on")
    amount = money(given.get("amount") or 0, "terms")
    term = TermGiven(
        what, str(given.get("who") or Performer.EMPLOYER), str(given.get("seat") or ""),
        str(given.get("nature") or TermNature.OTHER), amount, due_on or on, str(given.get("proof") or Proof.TRANSFER),
    )  # fmt: skip
    checks = (
        (bool(what), _("第%(n)s项条款还没有写内容。")),
        (len(what) <= LONGEST_TERM, _("第%(n)s项条款太长，请控制在2000字以内。")),
        (amount >= 0, _("第%(n)s项条款的金额不能是负数。")),
        (isinstance(due_on, datetime.date), _("第%(n)s项条款还没有履行日期。")),
        (not isinstance(due_on, datetime.date) or due_on >= on, _("第%(n)s项条款的履行日期已经过去。")),
        (
            not isinstance(due_on, datetime.date) or due_on.year - on.year <= FURTHEST_YEARS,
            _("第%(n)s项条款的履行日期太远，请核对年份。"),
        ),
        (term.who in Performer.values, _("请写明第%(n)s项条款由谁履行。")),
        (term.nature in TermNature.values, _("请选择第%(n)s项条款的款项性质。")),
        (term.proof in Proof.values, _("请选择第%(n)s项条款的履行凭证。")),
    )
    for holds, sentence in checks:
        if not holds:
            raise bad(sentence)
    return term


def changes(before: Sequence[ProposalTerm], after: Sequence[ProposalTerm]) -> list[str]:
    """What is different, term by term, in words a side understands: no private text, only figures, days and numbers."""
    said = []
    for old, new in zip(before, after, strict=False):
        said += _change(old, new)
    said += [_("新增第%(n)s项") % {"n": term.order} for term in after[len(before) :]]
    said += [_("删去第%(n)s项") % {"n": term.order} for term in before[len(after) :]]
    return said


def _change(old: ProposalTerm, new: ProposalTerm) -> list[str]:
    n, said = new.order, []
    if old.amount != new.amount:
        said.append(
            _("第%(n)s项金额由%(old)s元改为%(new)s元") % {"n": n, "old": old.amount, "new": new.amount}
        )
    if old.due_on != new.due_on:
        said.append(_("第%(n)s项日期由%(old)s改为%(new)s") % {"n": n, "old": old.due_on, "new": new.due_on})
    same = (old.what_digest, old.who, old.seat_id, old.nature, old.proof) == (
        new.what_digest, new.who, new.seat_id, new.nature, new.proof,
    )  # fmt: skip
    if not same:
        said.append(_("第%(n)s项内容有改动") % {"n": n})
    return said
