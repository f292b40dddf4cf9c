"""甄选 by the town, then 双向选择: the host and the person choose each other, in either order, at the same time."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases import codes
from cases.models import Evidence, ReaderReason, SecondmentEnd
from organizations.models import Employer, Unit
from record.names import EventName
from workflows import procedures
from workflows.errors import BadInput
from workflows.machine import step
from workflows.models import ApprovalKind, Choice, Match, MatchState
from workflows.shared.base import plain_choice

from . import guards as g
from . import who
from .birth import check_host
from .drafting import Drafting
from .states import S, state

ANSWERS = (Choice.YES, Choice.NO)


class Matching(Drafting):
    """The organising union's part."""

    @step(
        state, S.SELECTING, target=S.MATCHING, may=who.office, label=pgettext_lazy("step", "甄选并报送"), weight=10
    )  # fmt: skip
    def file(self, *, note: str = "", late_reason: str = "") -> None:
        """甄选入围并报送. After the round's day it needs a reason and is marked late."""
        detail = self.detail
        self.check_wished()
        detail.organiser, detail.filed_on = self.case.unit, self.today
        detail.is_late = self.today > detail.round.file_by
        if detail.is_late:
            sentence = _("本轮报送截止日是%(day)s，现在报送要写明逾期的原因。") % {
                "day": detail.round.file_by.isoformat()
            }
            detail.late_key = self.draft.keep({"reason": self.need(late_reason, "late_reason", sentence)})
        self.say(
            EventName.SECOND_FILED, {"note": note, "late_reason": late_reason if detail.is_late else ""},
            late=detail.is_late, file_by=detail.round.file_by,
        )  # fmt: skip
        self._ask_both()

    @step(
        state, S.SELECTING, target=S.CLOSED, may=who.office, label=pgettext_lazy("step", "未入选"), weight=60
    )  # fmt: skip
    def not_select(self, *, reason: str) -> None:
        """未入选, with the reason."""
        note = self.need(reason, "reason", _("请写明未入选的理由。"))
        self.finish_as(SecondmentEnd.NOT_SELECTED, {"reason": note})

    def _ask_both(self) -> None:
        """Open the choice with the host named, and let that host's union read the form."""
        detail = self.detail
        match = Match(
            code=codes.fresh(), case=self.case, host_unit=detail.host_unit, host_employer=detail.host_employer,
            asked_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(match)
        union = detail.host_employer.union if detail.host_employer else detail.host_unit
        if union is not None and union.pk != self.case.unit_id:
            self.let_read(union, ReaderReason.INVITED)
        self.draft.nodes.append(partial(procedures.start_match, match))

    # ── The two sides ───────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, S.MATCHING, may=who.any_of(who.host, who.office), label=pgettext_lazy("step", "接收单位表态"), weight=11,
        when=[g.host_is_waited_for],
    )  # fmt: skip
    def choose_as_host(self, *, choice: str, note: str = "", paper: str = "") -> None:
        """接收单位选择. The host's own officer answers; the organising union records it only from a paper."""
        match, written = self._running(), self._written(who.host(self, self.actor), paper)
        match.host_choice, match.host_at = self._choice_of(choice, note), self.draft.at
        match.host_by, match.host_paper = self.actor.person, written
        match.host_key = self.draft.keep({"note": note.strip()}) if note.strip() else None
        self._chosen(match, procedures.HOST, choice, paper)

    @step(
        state, S.MATCHING, may=who.any_of(who.person, who.office), label=pgettext_lazy("step", "本人表态"), weight=12,
        when=[g.person_is_waited_for],
    )  # fmt: skip
    def choose_as_person(self, *, choice: str, note: str = "", paper: str = "") -> None:
        """本人选择: signed in, or recorded from a signed paper."""
        match, written = self._running(), self._written(who.person(self, self.actor), paper)
        match.person_choice, match.person_at = self._choice_of(choice, note), self.draft.at
        match.person_by, match.person_paper = self.actor.person, written
        match.person_key = self.draft.keep({"note": note.strip()}) if note.strip() else None
        self._chosen(match, procedures.PERSON, choice, paper)

    def _running(self) -> Match:
        match = self.match
        if match is None:
            raise BadInput(_("双向选择已经结束。"))
        return match

    def _written(self, is_own: bool, paper: str) -> Evidence | None:
        if is_own and not paper:
            return None
        if not paper:
            raise BadInput(_("代为登记要有对方签字或盖章的书面材料。"), "paper")
        return self.paper(paper)

    def _choice_of(self, choice: str, note: str) -> str:
        if choice not in ANSWERS:
            raise BadInput(_("请从列表中选择一项。"), "choice")
        if choice == Choice.NO:
            self.need(note, "note", _("不愿意的，请写明原因。"))
        return plain_choice(choice, Choice, "choice")

    def _chosen(self, match: Match, node: str, choice: str, paper: str) -> None:
        if not match.waits_for:
            match.state = MatchState.CHOSEN
        self.draft.changed.append(match)
        self.draft.nodes.append(partial(procedures.pass_match, match, node))
        self.say(EventName.MATCH_ANSWERED, match=match.code, side=node, choice=choice, paper=paper)

    # ── What the organising union makes of it ───────────────────────────────────────────────────────────────────

    @step(
        state, S.MATCHING, target=S.COUNTY_REVIEW, may=who.office, label=pgettext_lazy("step", "报县总工会审批"), weight=10,
        when=[g.both_chose, g.both_chose_yes],
    )  # fmt: skip
    def put_to_county(self, *, reason: str, ask_again: bool = False) -> None:
        """报县总工会: both chose each other."""
        match = self._running()
        self._conclude(match, MatchState.MATCHED)
        self.pass_to(self.case.county)
        self.put_to_chair(ApprovalKind.SECOND_COUNTY, reason, ask_again=ask_again, **self.asked_about)

    def _conclude(self, match: Match, outcome: MatchState) -> None:
        match.state, match.ended_at = outcome, self.draft.at
        self.draft.changed.append(match)
        self.draft.nodes.append(partial(procedures.pass_match, match, procedures.CONCLUDE))

    @step(
        state, S.MATCHING, may=who.office, label=pgettext_lazy("step", "改选接收单位"), weight=50,
        when=[g.both_chose, g.somebody_chose_no],
    )  # fmt: skip
    def try_other_host(
        self, *, host_unit: Unit | None = None, host_employer: Employer | None = None, note: str = ""
    ) -> None:
        """改选: another host is asked, and the person is asked anew."""
        detail = self.detail
        if (host_unit is None) == (host_employer is None):
            raise BadInput(_("请选择一个接收单位。"), "host_unit")
        check_host(detail.direction, detail.sender, host_unit, host_employer)
        if (host_unit, host_employer) == (detail.host_unit, detail.host_employer):
            raise BadInput(_("请选择另一个接收单位。"), "host_unit")
        self._conclude(self._running(), MatchState.UNMATCHED)
        detail.host_unit, detail.host_employer = host_unit, host_employer
        self.draft.clocks.start("second_match", because="other_host")
        self.say(EventName.MATCH_AGAIN, {"note": note}, host=(host_unit or host_employer).code)  # type: ignore[union-attr]  # one of them is there
        self._ask_both()

    @step(
        state, S.MATCHING, target=S.CLOSED, may=who.office, label=pgettext_lazy("step", "双向选择未成"), weight=70,
        when=[g.both_chose, g.somebody_chose_no],
    )  # fmt: skip
    def not_matched(self, *, reason: str) -> None:
        """未选定: the form ends."""
        note = self.need(reason, "reason", _("请写明双向选择未成的情况。"))
        self._conclude(self._running(), MatchState.UNMATCHED)
        self.finish_as(SecondmentEnd.NOT_MATCHED, {"reason": note})
