"""An employer at a table: the proposal as it stands in its own paper, its answer, and its calendar.

What the other side said, and who answers there, is in no paper and on no page of these.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import Performer, Proof
from pages.mediations.answers import words_for
from pages.mediations.diff import TermLine
from pages.speech import spoken_date, spoken_money
from pages.table.questions import AnswerForm
from protection.models import EmployerNotice, NoticeKind
from workflows.models import Answer, Signature, Verdict

#: Papers of a table: they are answered by 同意, 不同意 or a signature, or only read; never by a letter.
OF_TABLES = (NoticeKind.SESSION, NoticeKind.PROPOSAL, NoticeKind.SIGNING)


@dataclass(frozen=True)
class OwnQuestion:
    """What the employer is asked by one paper, and what it said."""

    text: str
    lines: list[TermLine]
    total: str
    is_signing: bool
    is_open: bool
    said: str
    said_at: datetime.datetime | None


def own_question(notice: EmployerNotice, body: Mapping[str, Any]) -> OwnQuestion | None:
    """None for papers that ask nothing of this kind. One query for those that do."""
    if not notice.question:
        return None
    row = own_signatures([notice]).get((notice.question, notice.employer_code))
    terms = list(body.get("terms", ()))
    total = sum((Decimal(str(term["amount"])) for term in terms), Decimal(0))
    signing = notice.kind == NoticeKind.SIGNING
    return OwnQuestion(
        text=str(body.get("text", "")), lines=[_line(n, term) for n, term in enumerate(terms, 1)],
        total=spoken_money(total) if total else "", is_signing=signing,
        is_open=row is not None and row.step.approval.verdict == Verdict.OPEN and row.step.approval.round == notice.round,
        said=words_for(row.answer, signing=signing) if row and row.answer in (Answer.APPROVE, Answer.REFUSE) else "",
        said_at=row.answered_at if row else None,
    )  # fmt: skip


def own_signatures(notices: Iterable[EmployerNotice]) -> dict[tuple[str, str], Signature]:
    """(question, employer) → the employer's own signature. One query, none where nothing was asked."""
    asked = [one for one in notices if one.question]
    rows = asked_of_employers(asked) if asked else ()
    return {
        (row.step.approval.code, row.seat.employer.code): row
        for row in rows
        if row.seat and row.seat.employer
    }


def asked_of_employers(notices: Iterable[EmployerNotice]) -> QuerySet[Signature]:
    """Signatures that these papers ask of the employers they were sent to."""
    asked = list(notices)
    return Signature.objects.filter(
        step__approval__code__in={one.question for one in asked},
        seat__employer__code__in={one.employer_code for one in asked},
    ).select_related("step__approval", "seat__employer")


def _line(order: int, term: Mapping[str, Any]) -> TermLine:
    amount = Decimal(str(term["amount"]))
    due = datetime.date.fromisoformat(str(term["due_on"]))
    return TermLine(
        order=order, what=str(term["what"]), amount=spoken_money(amount) if amount else "",
        who=str(Performer(term["who"]).label), due=spoken_date(due, with_year=True), nature="",
        proof=str(Proof(term["proof"]).label),
    )  # fmt: skip


def answer_form(asked: OwnQuestion, data: Any = None) -> AnswerForm:
    """同意/不同意, or 签字/不签."""
    form = AnswerForm(None, data)
    for name in ("approval", "round", "seat"):
        del form.fields[name]
    if asked.is_signing:
        field: Any = form.fields["answer"]
        field.choices, field.label = [("yes", _("签字")), ("no", _("不签"))], _("签字吗")
    return form
