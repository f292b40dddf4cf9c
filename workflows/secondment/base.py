"""What the parts of a secondment share: the facts guards ask for, and small writers."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import (
    CaseReader,
    Evidence,
    Objection,
    ReaderReason,
    SecondmentDetail,
    SecondmentSetting,
    ServiceEntry,
)
from organizations import calendar as calendars
from organizations.models import Unit
from organizations.workdays import Calendar
from protection import personal
from record.names import EventName
from workflows import procedures, rules
from workflows.errors import BadInput, NotPossible
from workflows.models import LIVE, ApprovalKind, Match, MatchState
from workflows.shared.approving import Approving
from workflows.shared.base import CLOSED
from workflows.shared.watching import Watching

from . import clocks, terms
from .birth import namesakes
from .states import GROUPS, HOLDING, S


class Form(Approving, Watching):
    """Facts and helpers."""

    kind = "secondment"
    state_clocks = clocks.STATE_CLOCKS
    state_choices = S.choices
    groups = GROUPS
    statutory = clocks.STATUTORY
    after_closing: ClassVar[tuple[str, ...]] = ()

    @property
    def detail(self) -> SecondmentDetail:
        """The form's own row."""
        detail = self.draft.detail
        assert isinstance(detail, SecondmentDetail)  # noqa: S101  the registry pairs kind and detail; tells mypy
        return detail

    @property
    def calendar(self) -> Calendar:
        """The working calendar in use."""
        return calendars.current()

    @property
    def setting(self) -> SecondmentSetting:
        """The county's setting, else the general one. One query a step."""
        found: SecondmentSetting = self.fact("setting", lambda: setting_of(self.case.county))
        return found

    @property
    def limits(self) -> terms.Limits:
        """Months a post lasts in this county on the day of the step: its own rules', else the usual."""
        found: terms.Limits = self.fact("limits", lambda: limits_of(self.case.county, self.today))
        return found

    @property
    def outlasting(self) -> frozenset[str]:
        """Nothing asked outlasts the state it was asked in."""
        return frozenset()

    @property
    def concerned_people(self) -> set[int]:
        """The person seconded signs nothing of their own form, whatever post they hold or stand in for.

        Where the form names no account, nobody in the line of unions above the sender who bears the name signs: two of one
        name cannot be told apart, and an account may have been made since.
        """
        person = self.detail.person_id
        return self._bear_the_name() if person is None else {person}

    def _bear_the_name(self) -> set[int]:
        """Accounts that may be the person. Two queries a step."""

        def load() -> set[int]:
            name = str(personal.read(self.detail.person_key).get("name", ""))
            return namesakes(name, self.detail.sender) if name else set()

        found: set[int] = self.fact("namesakes", load)
        return found

    # ── Matching ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def match(self) -> Match | None:
        """The 双向选择 that is not concluded. One query a step."""
        found: Match | None = self.fact(
            "match", lambda: Match.objects.filter(case=self.case, state__in=LIVE).first()
        )
        return found

    @property
    def match_nodes(self) -> frozenset[str]:
        """Whose turn it is in it; none where no choice runs. One query a step."""
        if self.case.state != S.MATCHING:
            return frozenset()
        found: frozenset[str] = self.fact("match_nodes", lambda: procedures.open_match_nodes(self.case.pk))
        return found

    # ── Posts ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def span(self) -> terms.Span | None:
        """The post as agreed, from 到岗 on."""
        detail = self.detail
        if detail.took_up_on is None or detail.until is None:
            return None
        return terms.Span(detail.took_up_on, detail.until)

    def check_span(self, span: terms.Span, field: str, special: bool = False) -> None:
        """Refuse a post that is too short, too long, or meets another of the same person, in one sentence with dates."""
        reasons = (
            terms.too_long(span, self.limits, self.calendar, special),
            terms.too_short(span, self.limits, self.calendar),
            terms.overlap(span, self.other_posts()),
        )
        for reason in reasons:
            if reason:
                raise BadInput(reason, field)

    def other_posts(self) -> list[terms.Span]:
        """Posts of the same person, held or over, in order; their last day is the real one where they ended.

        All forms of the person are held first, in one order: of two that come into post at once the second sees the first.
        """
        mine = same_person(self.detail.person_id, self.detail.person_index).order_by("pk")
        list(mine.select_for_update(no_key=True).values_list("pk", flat=True))
        rows = posts_of(self.detail.person_id, self.detail.person_index).exclude(case=self.case)
        spans = [
            (first, ended or until)
            for first, until, ended in rows.values_list("took_up_on", "until", "ended_on")
        ]
        return [terms.Span(first, last) for first, last in spans if first is not None and last is not None]

    @property
    def holds_another(self) -> bool:
        """Whether the person is still in another post, even one whose agreed days are over: nobody wrote down that it ended."""
        held = same_person(self.detail.person_id, self.detail.person_index).filter(holds_post=True)
        return held.exclude(case=self.case).exists()

    # ── Writers ─────────────────────────────────────────────────────────────────────────────────────────────────

    def paper(self, code: str, field: str = "paper") -> Evidence:
        """The uploaded paper of that code, or a sentence."""
        found = Evidence.objects.filter(case=self.case, code=code).first()
        if found is None:
            raise BadInput(_("请先上传书面材料，再从材料中选择。"), field)
        return found

    @property
    def asked_about(self) -> dict[str, Any]:
        """What of the form an approver decides on; a step of a second round is not asked again while it stays so."""
        detail = self.detail
        host = detail.host_unit or detail.host_employer
        return {
            "host": host.code if host else "", "first": str(detail.wish_from or ""),
            "last": str(detail.wish_until or ""), "standing": detail.standing,
        }  # fmt: skip

    def need(self, text: str, field: str, sentence: str) -> str:
        """``text`` without outer spaces, or the sentence."""
        if not text.strip():
            raise BadInput(sentence, field)
        return text.strip()

    def pass_to(self, unit: Unit) -> None:
        """Give the form to the next union; the one it came from goes on reading."""
        if unit.pk == self.case.unit_id:
            return
        self.let_read(self.case.unit, ReaderReason.HANDED_UP)
        self.case.unit, self.case.unit_path, self.case.level = unit, unit.path, unit.level
        self.case.handler = None
        self.draft.clocks.refresh()

    def let_read(self, unit: Unit, reason: str) -> None:
        """A union that has a part in it reads the form, once."""
        waiting = [row for row in self.draft.born if isinstance(row, CaseReader) and row.unit_id == unit.pk]
        if waiting or CaseReader.objects.filter(case=self.case, unit=unit).exists():
            return
        self.draft.born.append(CaseReader(case=self.case, unit=unit, reason=reason))

    def finish_as(self, conclusion: str, private: dict[str, Any] | None = None, **data: Any) -> None:
        """Close the form with its coded conclusion."""
        self.detail.holds_post = False
        self.end(conclusion)
        self.say(EventName.SECOND_ENDED, private, conclusion=str(conclusion), **data)

    def settle_clocks(self, before: str) -> None:
        """State clocks; the terms of a post end with it, and whoever left 双向选择 leaves no task of it open."""
        now_in, book = self.case.state, self.draft.clocks
        if before == S.MATCHING and now_in != S.MATCHING:
            self._end_running_match()
        if now_in != S.NOTICE:
            book.stop("second_notice")
        if now_in not in HOLDING:
            for rule_id in clocks.OF_POST:
                book.stop(rule_id)
        if self.case.state == CLOSED and before != CLOSED:
            self.detail.opinions_open = False
        super().settle_clocks(before)

    def _end_running_match(self) -> None:
        match = self.match
        if not isinstance(match, Match) or match.state not in LIVE:
            return
        match.state, match.ended_at = MatchState.CANCELLED, self.draft.at
        self.draft.changed.append(match)
        self.draft.nodes.append(lambda: procedures.cancel_match(match))

    def more_personal_keys(self) -> set[Any]:
        """The form's own texts, those of the choices, the objections and the entries."""
        detail = self.detail
        found = super().more_personal_keys() | {
            detail.person_key, detail.note_key, detail.late_key, detail.publicity_key, detail.promises_key,
            detail.host_mark_key,
        }  # fmt: skip
        for model, columns in (
            (Match, ("host_key", "person_key")), (Objection, ("text_key", "answer_key")), (ServiceEntry, ("text_key",)),
        ):  # fmt: skip
            for keys in model._default_manager.filter(case=self.case).values_list(*columns):
                found |= set(keys)
        return found


def setting_of(county: Unit) -> SecondmentSetting:
    """The county's own setting, else the general one. One query."""
    rows = SecondmentSetting.objects.filter(Q(county=county) | Q(county=None)).order_by("county_id")
    own = {row.county_id: row for row in rows}
    found = own.get(county.pk) or own.get(None)
    if found is None:
        raise NotPossible(_("还没有挂职设置，请联系系统管理员。"))
    return found


def limits_of(county: Unit, on: datetime.date) -> terms.Limits:
    """Months: the rules in force at a county, else the usual three, six and twelve."""
    return terms.Limits(
        _months(clocks.LEAST, county, on, terms.LEAST_MONTHS),
        _months(clocks.MOST, county, on, terms.MOST_MONTHS),
    )


def _months(rule_id: str, county: Unit, on: datetime.date, usual: int) -> int:
    try:
        places = rules.jurisdictions_of(county.division_code or county.code)
        rule = rules.resolve(rule_id, places, on)
    except rules.NoSuchRule:
        return usual
    return rule.months or usual


def unfit_wish(
    first: datetime.date | None, last: datetime.date | None, county: Unit, on: datetime.date
) -> str:
    """Why a wish is no post that could be agreed: longer or shorter than one lasts; empty where it is, or is not whole."""
    if first is None or last is None or last < first:
        return ""
    span, limits, calendar = terms.Span(first, last), limits_of(county, on), calendars.current()
    return terms.too_long(span, limits, calendar, special=False) or terms.too_short(span, limits, calendar)


def same_person(person_id: int | None, person_index: str) -> QuerySet[SecondmentDetail]:
    """Forms of everybody who is, or cannot be told from, this person."""
    same = Q(person_index=person_index)
    if person_id is not None:
        same |= Q(person=person_id)
    return SecondmentDetail.objects.filter(same)


def posts_of(person_id: int | None, person_index: str) -> QuerySet[SecondmentDetail]:
    """Of these forms those whose person came into post."""
    return same_person(person_id, person_index).filter(took_up_on__isnull=False).order_by("took_up_on")


#: What is asked while the form waits for the answer: a no moves it.
MOVING = (ApprovalKind.SECOND_SENDER, ApprovalKind.SECOND_COUNTY)
