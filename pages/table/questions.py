"""One question put to one seat, in plain words: who is asked, what is proposed, what changed, what the answer means."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Proposal
from pages.mediations.answers import words_for
from pages.mediations.diff import TermLine, compare, plain
from pages.mediations.reading import TableFile
from pages.public.fields import CHOOSE, Story
from pages.speech import spoken_money
from workflows.mediation.consents import LONGEST_NOTE
from workflows.models import Answer, Approval, ApprovalKind, Mode, Signature


@dataclass(frozen=True)
class Question:
    """What a seat is asked. ``said`` is its answer so far, ``meaning`` what a yes does."""

    approval: str
    round: int
    seat: str
    who: str
    stands_for: Sequence[str]
    is_signing: bool
    is_advice: bool
    version: int
    text: str
    lines: Sequence[TermLine]
    total: str
    said: str
    said_at: datetime.datetime | None
    meaning: str


def question(table: TableFile, row: Signature, asked: Approval, *, by_link: bool = False) -> Question:
    """``row`` belongs to a seat of ``table`` and to ``asked``; ``by_link``: read by a link that is used once."""
    version = int(asked.payload.get("version", 0))
    proposal = proposal_of(table, version)
    terms = table.terms_of(proposal) if proposal else []
    total = sum(term.amount for term in terms)
    signing, advice = asked.kind == ApprovalKind.SIGN, row.step.mode == Mode.ADVISORY
    return Question(
        approval=asked.code, round=asked.round, seat=table.by_id[row.seat_id or 0].code, who=table.name(row.seat_id),
        stands_for=[table.name(table.by_code[code].pk) for code in row.for_seats if code in table.by_code],
        is_signing=signing, is_advice=advice, version=version, text=table.of(proposal.text_key, "text") if proposal else "",
        lines=lines_of(table, proposal), total=spoken_money(total) if total else "",
        said=words_for(row.answer, signing=signing) if row.answer != Answer.OPEN else "", said_at=row.answered_at,
        meaning=_meaning(row, signing=signing, advice=advice, by_link=by_link),
    )  # fmt: skip


def proposal_of(table: TableFile, version: int) -> Proposal | None:
    """One version."""
    return next((one for one in table.proposals if one.version == version), None)


def lines_of(table: TableFile, proposal: Proposal | None, since: int = 0) -> list[TermLine]:
    """The terms of a version with what changed: against the version ``since``, or against the one before it."""
    if proposal is None:
        return []
    before = proposal_of(table, since or proposal.version - 1)
    terms = table.terms_of(proposal)
    if before is None:
        return [plain(term, table.texts, table.names) for term in terms]
    return compare(table.terms_of(before), terms, table.texts, table.names)


def _meaning(row: Signature, *, signing: bool, advice: bool, by_link: bool) -> str:
    if advice:
        return _("席位的意见供双方参考，不代替当事人决定。")
    if signing:
        return _("签字以后，等其他各方和调解员都签了字、盖了章，协议就生效，各方都要照着做。")
    if row.step.mode == Mode.EACH:
        return _("同意只约束您本人。不同意的，这份协议对您不起作用，您的事工会另外接着办。")
    if by_link:
        return _("各方都同意以后才签字。这个链接只能用一次；想改主意的，请在征求意见结束以前给调解员打电话。")
    return _("各方都同意以后才签字。征求意见结束以前，您可以回到这一页改主意。")


class AnswerForm(forms.Form):
    """同意 / 不同意, with a word; ``approval`` and ``round`` say which question was read."""

    approval = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    round = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=9999)
    seat = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    answer = forms.ChoiceField(
        label=gettext_lazy("您的意见"), widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )
    note = Story(
        label=gettext_lazy("有话要说"), required=False, most=LONGEST_NOTE, too_long=gettext_lazy("意见最多2000字。"),
        help_text=gettext_lazy("可以不写。不同意的，写写哪一条不行、怎样才行。"),
    )  # fmt: skip

    def __init__(self, asked: Question | None, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # a QueryDict
        self.fields["note"].widget.attrs["rows"] = 3
        signing = asked is not None and asked.is_signing
        answer = self.fields["answer"]
        if isinstance(answer, forms.ChoiceField):
            yes, no = (_("签字"), _("不签")) if signing else (_("同意"), _("不同意"))
            answer.choices = [("yes", yes), ("no", no)]
        if signing:
            answer.label = _("签字吗")
        if asked is not None:
            for name in ("approval", "round", "seat"):
                self.fields[name].initial = getattr(asked, name)


class LinkForm(AnswerForm):
    """The same for a link: the end of the telephone number shows that it was not forwarded."""

    phone_tail = forms.CharField(
        label=gettext_lazy("您的手机号后四位"), max_length=20, required=False,
        help_text=gettext_lazy("核对是不是您本人；号码是您留给工会的那个。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, asked: Question | None, has_phone: bool, *args: object, **kwargs: object) -> None:
        super().__init__(asked, *args, **kwargs)
        for name in ("approval", "round", "seat"):
            del self.fields[name]
        if not has_phone:
            del self.fields["phone_tail"]


class CommentForm(forms.Form):
    """发表意见: a word to the mediator that binds nobody."""

    seat = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    note = Story(
        label=gettext_lazy("想对调解员说的话"), most=LONGEST_NOTE, too_long=gettext_lazy("意见最多2000字。"),
        error_messages={"required": gettext_lazy("这里要写几句。")},
    )  # fmt: skip
