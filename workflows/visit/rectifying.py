"""限期整改通知书 (煤山): a joint paper of the safety body and the union on a hazard, with a day and another look."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from cases.documents import StoredFile
from cases.models import EvidenceKind, Rectification, RectificationState
from organizations.models import PartnerBody
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step
from workflows.shared import guards as shared

from . import guards as g
from . import who
from .listing import LONGEST_FINDING
from .planning import Planning
from .states import LISTING, state

HANDS = who.any_of(who.visitor, who.chair)
LONGEST_TERM = 365


class Rectifying(Planning):
    """The paper and the looks after it. It waits in the same list as the entries: the visit does not end before it."""

    @step(state, LISTING, may=HANDS, label=gettext_lazy("发出限期整改通知书"), weight=45,
        when=[shared.employer_named, g.enterprise_was_visited, g.safety_body_beside],
    )  # fmt: skip
    def issue_rectification(
        self, *, co_issuer: PartnerBody, hazard: str, due_on: datetime.date, paper: StoredFile
    ) -> None:
        """限期整改通知书, jointly with ``co_issuer``: ``paper`` bears both seals; by ``due_on`` the hazard is to be mended."""
        if co_issuer.pk not in {body.pk for body in g.safety_bodies(self)}:
            raise BadInput(str(g.safety_body_beside.sentence), "co_issuer")  # type: ignore[attr-defined]  # set by ``guard``
        if not hazard.strip() or len(hazard) > LONGEST_FINDING:
            raise BadInput(_("请写明安全隐患和整改要求，最多2000字。"), "hazard")
        self._need_term(due_on)
        row = Rectification(
            code=codes.fresh(), case=self.case, number=len(self.papers) + 1, co_issuer=co_issuer,
            hazard_key=self.draft.keep({"hazard": hazard.strip()}), issued_on=self.today, due_on=due_on,
            paper=self._file(paper, EvidenceKind.NOTICE),
        )  # fmt: skip
        self.papers.append(row)
        self.draft.born.append(row)
        self.draft.clocks.start("rectification_due", row.code, until=due_on)
        self.say(
            EventName.RECTIFICATION_ISSUED, paper=row.code, co_issuer=co_issuer.pk, due_on=due_on, evidence=row.paper.code,
        )  # fmt: skip

    def _need_term(self, due_on: datetime.date) -> None:
        if not self.today < due_on <= self.today + datetime.timedelta(days=LONGEST_TERM):
            raise BadInput(_("整改期限应在今天之后、一年之内。"), "due_on")

    @step(
        state,
        LISTING,
        may=HANDS,
        label=pgettext_lazy("step", "限期整改复查"),
        weight=12,
        when=[g.a_paper_waits],
    )
    def recheck(
        self,
        *,
        paper: str,
        met: bool,
        note: str,
        again_by: datetime.date | None = None,
        to_inspection: bool = False,
    ) -> None:
        """复查: mended; or not, and then another day (``again_by``), or 劳动监察 and the safety body take it on."""
        row = next((one for one in self.papers if one.code == paper), None)
        if row is None or row.state != RectificationState.WAITING:
            raise BadInput(_("请选择一份等待复查的限期整改通知书。"), "paper")
        if not note.strip():
            raise BadInput(_("请写明复查看到的情况。"), "note")
        if not met and bool(again_by) == to_inspection:
            raise BadInput(_("没有整改到位的，请另定期限，或移交监察，二者选一。"), "again_by")
        row.checked_on = self.today
        if met or to_inspection:
            row.state = RectificationState.MET if met else RectificationState.INSPECTION
            self.draft.clocks.stop("rectification_due", row.code)
        elif again_by is not None:
            self._need_term(again_by)
            row.due_on, row.round = again_by, row.round + 1
            self.draft.clocks.start("rectification_due", row.code, until=again_by, because="again")
        self.draft.changed.append(row)
        self.say(
            EventName.RECTIFICATION_CHECKED, {"note": note}, paper=row.code, result=str(row.state), round=row.round,
            due_on=row.due_on,
        )  # fmt: skip
        self.settle_list()
