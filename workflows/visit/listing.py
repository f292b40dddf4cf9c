"""三张清单: every entry has an owner, a clock and an answer that whoever asked can rate."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from cases import codes
from cases.models import (
    Case,
    CaseReader,
    Finding,
    FindingKind,
    FindingOutcome,
    FindingState,
    Party,
    ReaderReason,
)
from organizations.models import Person, Post
from organizations.roles import HANDLING_ROLES
from protection import receipts
from record.names import EventName
from record.timekeeping import day_of
from workflows.errors import BadInput, NotPermitted
from workflows.machine import step
from workflows.shared.base import plain_choice

from . import guards as g
from . import who
from .base import Visiting
from .states import LISTING, RATABLE, state

LONGEST_FINDING = 2_000
HANDS = who.any_of(who.visitor, who.chair)
#: What an answer can come to by hand; becoming a case is a step of its own.
ANSWERS = (FindingOutcome.SOLVED, FindingOutcome.EXPLAINED, FindingOutcome.PASSED_ON)


class Listing(Visiting):
    """Entries, from the asking to the rating."""

    @step(state, LISTING, may=HANDS, label=pgettext_lazy("step", "列入清单"), weight=20)
    def add_finding(
        self,
        *,
        kind: str,
        text: str,
        asker: str = "",
        due_on: datetime.date | None = None,
        receipt_code: str = "",
    ) -> None:
        """列入问题、需求、服务清单. ``asker`` is the code of somebody met; ``receipt_code`` lets them come back to it."""
        party = None
        if asker:
            party = next((row for row in self.parties if row.code == asker), None)
            if party is None:
                raise BadInput(_("清单事项的提出人应是这次走访见到的人。"), "asker")
        self.list_finding(kind=kind, text=text, asker=party, due_on=due_on, receipt_code=receipt_code)

    def list_finding(
        self,
        *,
        kind: str,
        text: str,
        asker: Party | None = None,
        due_on: datetime.date | None = None,
        receipt_code: str = "",
    ) -> Finding:
        """The entry, whose clock runs from now; until it is given to somebody, it is the visitor's."""
        plain_choice(kind, FindingKind, "kind")
        if not text.strip() or len(text) > LONGEST_FINDING:
            raise BadInput(_("请写明清单事项的内容，最多2000字。"), "text")
        mark = self.fresh_mark(receipt_code) if receipt_code else ""
        row = Finding(
            code=codes.fresh(), case=self.case, order=len(self.findings) + 1, kind=kind, asker=asker,
            text_key=self.draft.keep({"text": text.strip()}), owner=self.visitor, due_on=due_on,
            receipt_hash=mark or None,
        )  # fmt: skip
        self.findings.append(row)
        self.draft.born.append(row)
        self._start_clock(row)
        self.say(
            EventName.FINDING_LISTED, finding=row.code, kind=kind, owner=row.owner_id, due_on=due_on,
            asked=asker is not None,
        )  # fmt: skip
        return row

    def fresh_mark(self, code: str) -> str:
        """What is kept of a receipt's code; a sentence for what is none, or opens something already."""
        mark = receipts.fingerprint(code)
        if not mark:
            raise BadInput(_("回执编号不正确。"), "receipt_code")
        here = any(row.receipt_hash == mark for row in self.findings)
        if (
            here
            or Finding.objects.filter(receipt_hash=mark).exists()
            or Case.objects.filter(receipt_hash=mark).exists()
        ):
            raise BadInput(_("这个回执编号已经用过，请重新出具一个。"), "receipt_code")
        return mark

    def _start_clock(self, row: Finding) -> None:
        book = self.draft.clocks
        if row.due_on is not None and row.due_on < day_of(self.arrived()):
            raise BadInput(_("答复期限不能早于今天。"), "due_on")
        book.start("finding_answer", row.code, at=self.arrived(), until=row.due_on)
        clock = book.get("finding_answer", row.code)
        row.due_on = clock.due_on if clock is not None else row.due_on

    @step(
        state,
        LISTING,
        may=HANDS,
        label=pgettext_lazy("step", "交办清单事项"),
        weight=22,
        when=[g.an_entry_waits],
    )
    def assign_finding(self, *, finding: str, owner: Person, due_on: datetime.date | None = None) -> None:
        """交办 to an officer of the visiting union, one below it or one above; their union may read the visit from now on.

        Nobody who manages for an employer: the visit says who told what. Nobody who reads no case file but their own,
        except whose visit it is: they could not answer what they cannot see.
        """
        row = self.waiting_finding(finding)
        post = self.officer(owner, self.case.county, "owner")
        if owner.pk != self.case.handler_id:
            self._need_reader(post)
        row.owner = owner
        if due_on is not None:
            row.due_on = due_on
            self._start_clock(row)
        self.draft.changed.append(row)
        if post.unit is not None and not self.case.unit_path.startswith(post.unit.path):
            self._let_read(post.unit_id)
        self.say(EventName.FINDING_ASSIGNED, finding=row.code, owner=owner.pk, due_on=row.due_on)

    def _need_reader(self, post: Post) -> None:
        """Refuse who reads no files of others, and a union that is neither below the visiting one nor above it."""
        place = post.unit.path if post.unit else ""
        near = place.startswith(self.case.unit_path) or self.case.unit_path.startswith(place)
        if post.role not in HANDLING_ROLES or not near:
            raise BadInput(
                _("清单事项交给本工会、上级或下级工会办理案件的同志（主席、副主席、调解员、窗口、督查员）。"),
                "owner",
            )

    def _let_read(self, unit_id: int | None) -> None:
        reads = CaseReader.objects.filter(case=self.case, unit=unit_id, is_active=True)
        if not reads.exists():
            self.draft.born.append(CaseReader(case=self.case, unit_id=unit_id, reason=ReaderReason.INVITED))

    @step(state, LISTING, may=who.any_of(who.visitor, who.owner, who.chair), weight=10,
        label=pgettext_lazy("step", "答复清单事项"), when=[g.an_entry_waits],
    )  # fmt: skip
    def answer_finding(self, *, finding: str, answer: str, outcome: str = FindingOutcome.SOLVED) -> None:
        """答复: what was done, told to whoever asked. The last answer ends the visit."""
        row = self.waiting_finding(finding)
        self.need_hand(row)
        if not answer.strip() or len(answer) > LONGEST_FINDING:
            raise BadInput(_("请写明怎样答复和办理的，最多2000字。"), "answer")
        if outcome not in ANSWERS:
            raise BadInput(_("请从列表中选择一项。"), "outcome")
        self.answered(row, FindingState.ANSWERED, outcome)
        row.answer_key = self.draft.keep({"answer": answer.strip()})
        self.say(EventName.FINDING_ANSWERED, finding=row.code, outcome=outcome)
        self.settle_list()

    def need_hand(self, row: Finding) -> None:
        """An entry is its owner's, the visitor's and the chair's; not that of who was given another."""
        if not HANDS(self, self.actor) and self.actor.signs_as != row.owner_id:
            raise NotPermitted(_("这一项不是交给您办理的。"))

    def answered(self, row: Finding, state: FindingState, outcome: str) -> None:
        """Write down that the entry is done with; its clock ends."""
        row.state, row.outcome, row.answered_at = state, outcome, self.draft.at
        self.draft.changed.append(row)
        self.draft.clocks.stop("finding_answer", row.code)

    @step(state, RATABLE, may=HANDS, label=pgettext_lazy("step", "出具清单回执"), weight=60,
        when=[g.an_entry_has_no_rating],
    )  # fmt: skip
    def give_receipt(self, *, finding: str, receipt_code: str) -> None:
        """出具回执: whoever holds ``receipt_code`` may read the answer to this one entry and rate it. An earlier one is void."""
        row = self.finding(finding)
        if row.rating is not None:
            raise BadInput(_("这一项已经评价过，不用再出具回执。"), "finding")
        mark = self.fresh_mark(receipt_code)
        again, row.receipt_hash = row.receipt_hash is not None, mark
        self.draft.changed.append(row)
        self.say(EventName.FINDING_RECEIPT_GIVEN, finding=row.code, again=again)

    @step(state, RATABLE, may=who.asker, label=pgettext_lazy("step", "评价清单答复"), weight=20,
        when=[g.an_answer_can_be_rated],
    )  # fmt: skip
    def rate_finding(self, *, stars: int, note: str = "") -> None:
        """评价, one to five, by the holder of the entry's receipt: of that entry alone, and once."""
        mark = receipts.fingerprint(self.actor.link)
        row = next(one for one in self.findings if one.receipt_hash == mark)
        if row.answered_at is None:
            raise BadInput(_("这一项还没有答复。"), "stars")
        if row.rating is not None:
            raise BadInput(_("您已经评价过。"), "stars")
        if stars not in range(1, 6):
            raise BadInput(_("请选择一到五颗星。"), "stars")
        row.rating, row.rated_at = stars, self.draft.at
        self.draft.changed.append(row)
        self.say(EventName.FINDING_RATED, {"note": note}, finding=row.code, stars=stars)
