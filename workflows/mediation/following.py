"""After the agreement or without one: terms followed, roads taken, everybody told, and the end."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import (
    EnforceableBy,
    Evidence,
    Instalment,
    Matter,
    Proposal,
    ProposalTerm,
    Session,
    Term,
    TermNature,
    Topic,
)
from organizations.code_values import FailGround, Result, Road
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.models import ApprovalKind
from workflows.shared.base import plain_choice

from . import guards as g
from . import who
from .extending import Extending
from .roads import Agreement, OpenRoad, TermFact, roads
from .states import ENDED, S, state

#: A road taken stops its clock.
CLOCK_OF_ROAD = {
    Road.ARBITRATION_REVIEW: "arb_review_apply",
    Road.COURT_CONFIRMATION: "judicial_confirm_apply",
}
#: Roads out of a failed table.
AFTER_FAILURE = (Road.LEGAL_AID, Road.ARBITRATION, Road.INSPECTION, Road.LAWSUIT, Road.POLICE)


class Following(Extending):
    """In force or failed, until it is closed."""

    def open_roads(self) -> list[OpenRoad]:
        """后续途径 as they stand today, with their facts. Three queries."""
        review, confirm = (self._last_day(rule) for rule in CLOCK_OF_ROAD.values())
        return roads(
            Agreement(
                self.detail.matter, self.today, self.detail.sealed_on, self._term_facts(), review, confirm,
                self.detail.enforceable_by,
            )
        )  # fmt: skip

    def _last_day(self, rule: str) -> datetime.date | None:
        clock = self.draft.clocks.get(rule)
        return clock.due_on if clock is not None else None

    def _term_facts(self) -> list[TermFact]:
        """What was agreed, and how much of it the case that follows it has seen paid."""
        if self.detail.matter == Matter.WAGES:
            made = Instalment.objects.filter(case=self.detail.serves_id, plan__mediation_code=self.case.code)
            return [
                TermFact(row.order, TermNature.WAGES, row.amount, row.paid, row.due_on)
                for row in made.order_by("order")
            ]
        paid: dict[int, Any] = {}
        if self.served is not None:
            terms = Term.objects.filter(case=self.served, epoch=self.served.epoch)
            paid = dict(terms.values_list("order", "paid"))
        rows = self.terms_of(self.detail.proposal_version)
        return [
            TermFact(row.order, row.nature, row.amount, paid.get(row.order, row.amount * 0), row.due_on)
            for row in rows
        ]

    @step(
        state, ENDED, may=who.handler, label=pgettext_lazy("step", "转入后续途径"), weight=20,
        when=[g.agreement_has_roads, g.mediator_is_free],
    )  # fmt: skip
    def take_road(self, *, road: str, note: str) -> None:
        """转入后续途径: from an agreement only a road whose ground exists, with its reason if it does not; after failure
        legal aid, arbitration, inspection, court, police.
        """
        if not note.strip():
            raise BadInput(_("请写明办理情况。"), "note")
        plain_choice(road, Road, "road")
        if self.case.state == S.FAILED:
            if road not in AFTER_FAILURE:
                raise BadInput(_("请从列表中选择一项。"), "road")
        else:
            self._need_ground(road)
        rule = CLOCK_OF_ROAD.get(Road(road))
        if rule is not None:
            self.draft.clocks.stop(rule, because="applied")
        else:
            self.detail.road = road
            self.draft.clocks.stop("enforcement_follow")
        self.say(EventName.ROAD_TAKEN, {"note": note}, road=road)

    def _need_ground(self, road: str) -> None:
        found = next((one for one in self.open_roads() if one.road == road), None)
        if found is None:
            raise BadInput(_("这份协议没有这条途径。"), "road")
        if found.reason:
            raise BadInput(found.reason, "road")

    @step(
        state, S.IN_FORCE, may=who.handler, label=pgettext_lazy("step", "登记执行依据"), weight=32,
        when=[g.serves_a_case, g.mediator_is_free],
    )  # fmt: skip
    def record_enforceable(self, *, document: str, issued_on: datetime.date, evidence: str) -> None:
        """登记执行依据: the 调解书, the confirmation or the payment order; from then on it can be enforced."""
        self.day_not_after_today(issued_on, "issued_on")
        if plain_choice(document, EnforceableBy, "document") == EnforceableBy.NONE:
            raise BadInput(_("请从列表中选择一项。"), "document")
        paper = Evidence.objects.filter(case=self.case, code=evidence).first()
        if paper is None:
            raise BadInput(_("请先上传文书，再从材料中选择。"), "evidence")
        self.detail.enforceable_by, self.detail.enforceable_on = document, issued_on
        self.say(EventName.ENFORCEABLE, document=document, issued_on=issued_on, evidence=paper.code)

    @step(
        state, S.IN_FORCE, may=who.handler, label=gettext_lazy("登记履行"), weight=10, when=[g.stands_alone]
    )  # fmt: skip
    def perform_term(self, *, term: str, paid: Decimal, performed_on: datetime.date, note: str) -> None:
        """登记履行 of one term of a table that stands alone; the case served follows its own."""
        super().perform_term(term=term, paid=paid, performed_on=performed_on, note=note)

    @step(state, S.FAILED, may=who.handler, label=pgettext_lazy("step", "告知各方"), weight=5)
    def inform_parties(self, *, note: str) -> None:
        """告知各方: no agreement, and where to go now; in writing."""
        if not note.strip():
            raise BadInput(_("请写明怎样告知的。"), "note")
        self.detail.informed_at = self.draft.at
        self.say(EventName.PARTIES_INFORMED, {"note": note})

    # ── The end ─────────────────────────────────────────────────────────────────────────────────────────────────

    @step(
        state, ENDED, target=S.CLOSED, may=who.handler, label=pgettext_lazy("step", "归档结束"), weight=28,
        when=[g.serves_a_case, g.parties_were_informed, g.nothing_awaits_approval],
    )  # fmt: skip
    def close_table(self, *, note: str = "") -> None:
        """归档: the case served goes on; its own chair decides its closing."""
        self._end(note)

    @step(
        state, ENDED, may=who.handler, label=pgettext_lazy("step", "提请结案"), weight=28,
        when=[g.stands_alone, g.parties_were_informed, g.agreement_was_performed, g.nothing_awaits_approval],
    )  # fmt: skip
    def ask_close(self, *, reason: str, ask_again: bool = False) -> None:
        """提请结案: a table that stands alone is closed by the chair."""
        self.put_to_chair(ApprovalKind.CLOSE, reason, ask_again=ask_again, conclusion=self._conclusion())

    @step(
        state, ENDED, target=S.CLOSED, may=who.approved, label=pgettext_lazy("step", "结案"), by_hand=False
    )  # fmt: skip
    def close(self, *, conclusion: str) -> None:
        """结案, approved."""
        self._end("")

    def _end(self, note: str) -> None:
        conclusion = self._conclusion()
        self.end(conclusion)
        self.say(EventName.CLOSED, {"note": note}, conclusion=conclusion)

    def _conclusion(self) -> str:
        if not self.detail.fail_ground:
            return str(Result.WRITTEN_AGREEMENT)
        return RESULT_OF_GROUND.get(self.detail.fail_ground, str(Result.NO_AGREEMENT_IN_TIME))

    def more_personal_keys(self) -> set[uuid.UUID | None]:
        """What the tables of a mediation keep apart."""
        case, found = self.case, {self.detail.title_key}
        for seat in case.seats.values_list("name_key", "speaker_key"):
            found |= set(seat)
        for session in Session.objects.filter(case=case).values_list("reason_key", "minutes_key"):
            found |= set(session)
        found |= set(Topic.objects.filter(case=case).values_list("what_key", flat=True))
        found |= set(Proposal.objects.filter(case=case).values_list("text_key", flat=True))
        found |= set(ProposalTerm.objects.filter(proposal__case=case).values_list("what_key", flat=True))
        return found


RESULT_OF_GROUND: dict[str, str] = {
    FailGround.OTHER_SIDE_REFUSED: str(Result.OTHER_SIDE_REFUSED),
    FailGround.UNREACHABLE: str(Result.UNREACHABLE),
}
