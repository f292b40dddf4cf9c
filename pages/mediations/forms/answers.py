"""方案、表态、签字: versions of a proposal, links to send, answers recorded from paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import (
    EvidenceKind,
    Performer,
    Proof,
    Proposal,
    ProposalTerm,
    TermNature,
)
from pages.casefile.forms.base import StepForm, day, line, money, note, one_of, pick, reason
from pages.mediations.forms.fields import OfQuestion, fill, many, offer_paper, seat_choices
from pages.mediations.names import named, with_phone
from pages.speech import spoken_money
from protection import invitations, personal
from workflows.mediation import sides
from workflows.mediation.proposals import LONGEST_TEXT
from workflows.mediation.rounds import LINK_LASTS
from workflows.mediation.versions import LONGEST_TERM
from workflows.models import Answer, ApprovalKind, Mode, Signature
from workflows.shared.limits import GROUP_SIZE
from workflows.shared.terms import MOST_TERMS

OF_TERM = ("what", "who", "seat", "nature", "amount", "due_on", "proof")


class Propose(StepForm):
    """提出方案: the newest version's terms are there to be changed; a row left empty does not count."""

    template = "mediations/do_propose.html"
    lead = _("每一项写清谁、做什么、多少钱、哪天前、凭什么算做到。提出新的一版，对上一版的表态就都作废。")
    START_ROWS = 2
    text = note(_("方案正文"), required=True, rows=5, most=LONGEST_TEXT)

    def prepare(self) -> None:
        """As many rows as the newest version has, and more of them on request."""
        newest = Proposal.objects.filter(case=self.desk.case).order_by("-version").first()
        before = list(newest.terms.all()) if newest else []
        # What the form was made for is in ``expects``: who was overtaken reads the new version before this one counts.
        self.newest = newest.version if newest else 0
        texts = personal.read_many([*(term.what_key for term in before), newest.text_key if newest else None])
        if newest is not None:
            self.fields["text"].initial = texts.get(newest.text_key, {}).get("text", "")
        self.seat_names = seat_choices(self.desk.case)
        asked = self.data.get("rows") or self.initial.get("rows")
        self.row_count = _rows(asked, len(before) or self.START_ROWS)
        for number in range(self.row_count):
            self._add_row(number, before[number] if number < len(before) else None, texts)

    def _add_row(self, n: int, term: ProposalTerm | None, texts: Any) -> None:
        what = texts.get(term.what_key, {}).get("what", "") if term else None
        fields: dict[str, tuple[forms.Field, Any]] = {
            "what": (line(_("做什么"), LONGEST_TERM, required=False), what),
            "who": (_select(_("由谁做"), Performer.choices), term.who if term else Performer.EMPLOYER),
            "seat": (_select(_("哪个席位(由席位做的)"), [("", gettext("不是席位")), *self.seat_names]),
                     self._seat_code(term)),
            "nature": (_select(_("是什么钱"), TermNature.choices), term.nature if term else TermNature.WAGES),
            "amount": (money(_("金额(元)"), _("不涉及金钱的不写。")), term.amount or None if term else None),
            "due_on": (day(_("哪天前"), required=False), term.due_on if term else None),
            "proof": (_select(_("凭什么算做到"), Proof.choices), term.proof if term else Proof.TRANSFER),
        }  # fmt: skip
        if self.desk.case.mediation.serves_id is not None:
            # At the table of a dispute the sides do what is agreed; a seat only advises.
            del fields["seat"]
            fields["who"] = (
                _select(_("由谁做"), [one for one in Performer.choices if one[0] != Performer.SEAT]),
                fields["who"][1],
            )
        for name, (field, initial) in fields.items():
            field.initial = initial
            self.fields[f"{name}_{n}"] = field

    def _seat_code(self, term: ProposalTerm | None) -> str:
        return term.seat.code if term is not None and term.seat is not None else ""

    def term_rows(self) -> Iterable[list[BoundField]]:
        """The rows for the template."""
        for number in range(self.row_count):
            yield [self[f"{name}_{number}"] for name in OF_TERM if f"{name}_{number}" in self.fields]

    def clean(self) -> dict[str, Any]:
        """A row that was begun must be finished; one without text, sum or day does not count."""
        values = super().clean() or {}
        terms = []
        for n in range(self.row_count):
            row = {name: values.get(f"{name}_{n}") for name in OF_TERM}
            row["what"] = str(row["what"] or "").strip()
            if not (row["what"] or row["amount"]):
                continue
            if not row["what"]:
                self.add_error(f"what_{n}", gettext("请写明做什么。"))
            if row["due_on"] is None and f"due_on_{n}" not in self.errors:
                self.add_error(f"due_on_{n}", gettext("请写明哪天前做完。"))
            terms.append(row | {"amount": row["amount"] or Decimal(0), "seat": row["seat"] or ""})
        if not terms and not self.errors:
            self.add_error("what_0", gettext("方案至少要有一项条款。"))
        values["terms"] = terms
        return values

    def data_for_step(self) -> dict[str, Any]:
        """The verb's fields."""
        given = self.cleaned_data
        return {"text": given["text"], "terms": given["terms"], "replaces": self.newest}


def _rows(asked: object, least: int) -> int:
    text = str(asked or "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return max(least, min(wanted, MOST_TERMS))


def _select(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class AskConsents(StepForm):
    """征求各方意见: says whom, before it is done."""

    template = "mediations/do_summary.html"
    lead = _("同时问所有人，谁先谁后都可以。问出去以后席位不能改；改方案就是新的一版，要重新征求。")

    def prepare(self) -> None:
        """Who will be asked, and how it is decided."""
        case, rows = self.desk.case, named(self.desk.case)
        sitting = [
            sides.Sitting(seat.code, seat.kind, seat.represented_by, seat.may_settle) for seat, _n in rows
        ]
        workers = sum(one.kind == "worker" for one in sitting)
        detail = case.mediation
        is_group = case.is_group or (detail.serves_id is not None and workers >= GROUP_SIZE)
        steps = sides.consent_steps(detail.matter, is_group, detail.share, sitting)
        self.summary = [(gettext("方案"), gettext("第 %(n)d 版") % {"n": detail.proposal_version})]
        self.summary += [
            (_how(step.mode), _who(step, {seat.code: name for seat, name in rows})) for step in steps
        ]


def _how(mode: str) -> str:
    words = {
        Mode.ALL: gettext("都要同意"), Mode.EACH: gettext("各自决定，只约束本人"), Mode.ADVISORY: gettext("提意见"),
        Mode.SHARE: gettext("达到比例"),
    }  # fmt: skip
    return words.get(Mode(mode), "")


def _who(step: sides.Asked, names: dict[str, str]) -> str:
    shown = [names[code] for code in step.seats]
    also = sum(len(codes) for codes in step.also_for.values())
    said = "、".join(shown[:8]) + (gettext("等 %(n)d 个") % {"n": len(shown)} if len(shown) > 8 else "")
    return said + (gettext("(另有 %(n)d 人书面特别授权由代表表态)") % {"n": also} if also else "")


class BackToTable(StepForm):
    """回到协商."""

    lead = _("已经收到的表态和签字都作废，可以重新安排席位、再谈方案。")
    confirm = _("已经收到的表态和签字都会作废。")
    reason = reason(_("为什么回到协商"))


class RecordAnswer(OfQuestion, StepForm):
    """登记表态或签字, of one or many on the same paper."""

    lead = _("书面、录音或者当面说的，有凭证才能登记。同一张纸上签字的可以一起登记。")
    seats = many(_("谁的意见"))
    answer = one_of(_("怎么说"))
    evidence = pick(_("凭证"))
    note = note(_("原话或补充"))

    def prepare(self) -> None:
        """Who was asked; those who have not answered first."""
        asked = self.remember()
        signing = asked is not None and asked.kind == ApprovalKind.SIGN
        rows = open_signatures(asked.pk if asked else 0, everybody=True)
        names = {seat.pk: name for seat, name in named(self.desk.case)}
        fill(self, "seats", [(row.seat.code, _asked_name(row, names, signing)) for row in rows if row.seat])
        yes, no = (gettext("签字"), gettext("不签")) if signing else (gettext("同意"), gettext("不同意"))
        self.offer("answer", [("yes", yes), ("no", no)])
        offer_paper(self, EvidenceKind.ANSWER)
        self.fields["seats"].initial = [(self.desk.suggested or {}).get("seat", "")]

    def data_for_step(self) -> dict[str, Any]:
        """With the question it is about."""
        given = self.cleaned_data
        return self.asked() | {name: given[name] for name in ("seats", "answer", "evidence", "note")}


def open_signatures(approval_id: int, *, everybody: bool = False) -> list[Signature]:
    """What seats were asked in a round; without ``everybody`` only those that have not answered. One query."""
    rows = Signature.objects.filter(step__approval=approval_id, seat__isnull=False).select_related(
        "seat", "step"
    )
    found = sorted(rows, key=lambda row: (row.answer != Answer.OPEN, row.step.order, row.pk))
    return found if everybody else [row for row in found if row.answer == Answer.OPEN]


def _asked_name(row: Signature, names: dict[int, str], signing: bool) -> str:
    from pages.mediations.answers import words_for

    also = gettext("，代表 %(n)d 人") % {"n": len(row.for_seats)} if row.for_seats else ""
    said = "" if row.answer == Answer.OPEN else f" · {words_for(row.answer, signing=signing)}"
    return f"{names.get(row.seat_id or 0, '')}{also}{said}"


class OfferLinks(OfQuestion, StepForm):
    """发一次性链接. The addresses are shown once, on the page that follows."""

    lead = _(
        "没有账号的一方，用一次性链接在手机上看方案、表态。链接只显示一次，只能用一次；重新生成以后，以前的就打不开了。"
    )
    seats = many(_("发给谁"), _("已经勾选的是没有账号的。能登录的单位、机构，登录后自己就能看到。"))

    def prepare(self) -> None:
        """Who was asked and has not answered; those without an account are chosen already."""
        asked = self.remember()
        rows = open_signatures(asked.pk if asked else 0)
        self.names = {seat.code: name for seat, name in named(self.desk.case)}
        fill(self, "seats", [(row.seat.code, self.names.get(row.seat.code, "")) for row in rows if row.seat])
        alone = [
            row.seat.code
            for row in rows
            if row.seat and (row.seat.party_id or row.seat.name_key) and not row.link_hash
        ]
        asked_for = (self.desk.suggested or {}).get("seat")
        self.fields["seats"].initial = [asked_for] if asked_for else alone

    def data_for_step(self) -> dict[str, Any]:
        """A fresh token each."""
        self.tokens = {code: invitations.issue() for code in self.cleaned_data["seats"]}
        return self.asked() | {"tokens": self.tokens}

    def shown_once(self, absolute: Callable[[str], str]) -> tuple[str, dict[str, Any]]:
        """The page with the addresses."""
        known = with_phone(self.desk.case)
        links = [
            {
                "name": self.names.get(code, ""),
                "url": absolute(reverse("table_link", args=[token])),
                "tail_asked": code in known,
            }
            for code, token in self.tokens.items()
        ]
        until = self.desk.at + LINK_LASTS
        return "mediations/links.html", {"links": links, "until": until}


class EndCollection(OfQuestion, StepForm):
    """结束征求意见, in a group."""

    template = "mediations/do_summary.html"
    lead = _("只有群体案件可以结束：还没有表态的职工记为到期未表态，不受协议约束，他们的事另外接着办。")
    confirm = _("还没有表态的职工不受这份协议约束。")
    reason = note(_("为什么现在结束"))

    def prepare(self) -> None:
        """Who has not answered."""
        asked = self.remember()
        rows = [row for row in open_signatures(asked.pk if asked else 0) if row.step.mode == Mode.EACH]
        names = {seat.pk: name for seat, name in named(self.desk.case)}
        who = "、".join(names.get(row.seat_id or 0, "") for row in rows[:30])
        self.summary = [
            (_("还没有表态"), gettext("%(n)d 人：%(who)s") % {"n": len(rows), "who": who} if rows else "0")
        ]

    def data_for_step(self) -> dict[str, Any]:
        """With the question it is about."""
        return self.asked() | {"reason": self.cleaned_data["reason"]}


class SignAsMediator(OfQuestion, StepForm):
    """调解员签字."""

    template = "mediations/do_summary.html"
    lead = _("您以调解员身份在协议上签字。")
    confirm = _("签字以后不能收回。")

    def prepare(self) -> None:
        """What is signed."""
        self.remember()
        newest = Proposal.objects.filter(case=self.desk.case).order_by("-version").first()
        total = sum(term.amount for term in newest.terms.all()) if newest else 0
        self.summary = [
            (_("方案"), gettext("第 %(n)d 版") % {"n": newest.version if newest else 0}),
            (_("合计金额"), spoken_money(total) if total else ""),
        ]

    def data_for_step(self) -> dict[str, Any]:
        """Which round."""
        return self.asked()
