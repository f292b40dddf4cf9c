"""What the parts of a visit share: its own row, its list, its papers, and when they are done with."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Finding, FindingState, Rectification, RectificationState, VisitDetail
from organizations.models import Employer, Person, Post, Unit
from organizations.paths import under
from organizations.roles import HANDLING_ROLES, Role
from record.timekeeping import now
from workflows.errors import BadInput
from workflows.models import ApprovalKind
from workflows.shared.base import Base

from .clocks import STATE_CLOCKS, STATUTORY, UNTIL_MADE
from .states import GROUPS, S
from .who import VISITORS


def manages(people: Iterable[Person], on: datetime.date, employer: Employer | None = None) -> bool:
    """Whether one of ``people`` acts for an employer in any post: for ``employer``, or for any. One query."""
    held = Post.objects.on(on).filter(person__in=list(people))
    own = Q(role=Role.EMPLOYER_REP) | Q(manages_for_employer=True)
    if employer is not None:
        own &= Q(employer=employer) | Q(unit__employer=employer)
    return held.filter(own).exists()


class Visiting(Base):
    """Facts and helpers. ``settling`` is set only while the list itself ends the visit."""

    kind = "visit"
    state_clocks = STATE_CLOCKS
    state_choices = S.choices
    groups = GROUPS
    statutory = STATUTORY
    after_closing: ClassVar[tuple[str, ...]] = ()
    #: Nothing of a visit is put to a chair: what needs that has become a case.
    step_of: ClassVar[Mapping[ApprovalKind, str]] = {}
    back_of: ClassVar[Mapping[ApprovalKind, str]] = {}
    settling = False

    @property
    def detail(self) -> VisitDetail:
        """The visit's own row."""
        detail = self.draft.detail
        assert isinstance(detail, VisitDetail)  # noqa: S101  the registry pairs kind and detail; tells mypy
        return detail

    @property
    def visitor(self) -> Person:
        """Whose visit it is now."""
        person: Person | None = self.case.handler
        assert person is not None  # noqa: S101  every visit is born with one; tells mypy
        return person

    @property
    def findings(self) -> list[Finding]:
        """The list, in order. One query a step."""
        return cast(
            list[Finding], self.fact("findings", lambda: list(Finding.objects.filter(case=self.case)))
        )

    @property
    def waiting(self) -> list[Finding]:
        """Entries without an answer."""
        return [row for row in self.findings if row.state == FindingState.OPEN]

    @property
    def papers(self) -> list[Rectification]:
        """限期整改通知书, in order. One query a step."""
        return cast(
            list[Rectification],
            self.fact("papers", lambda: list(Rectification.objects.filter(case=self.case))),
        )

    @property
    def something_waits(self) -> bool:
        """Whether an entry or a paper is still open."""
        return bool(self.waiting) or any(row.state == RectificationState.WAITING for row in self.papers)

    def finding(self, code: str) -> Finding:
        """The entry of that code, or a sentence."""
        for row in self.findings:
            if row.code == code:
                return row
        raise BadInput(_("请从清单中选择一项。"), "finding")

    def waiting_finding(self, code: str) -> Finding:
        """As ``finding``, one that has no answer yet."""
        row = self.finding(code)
        if row.state != FindingState.OPEN:
            raise BadInput(_("这一项已经答复过。"), "finding")
        return row

    def arrived(self) -> datetime.datetime:
        """When our own clocks begin: a visit made without signal is acted on from the moment it is known here."""
        return max(self.draft.at, now())

    def officer(self, person: Person, within: Unit, field: str) -> Post:
        """The post ``person`` holds today in the subtree of ``within`` and may visit in; a sentence where there is none.

        Nobody who manages for an employer in any post of theirs: they would learn who said what.
        """
        posts = Post.objects.on(self.today).filter(
            under(within.path, "unit__path"), person=person, role__in=VISITORS, manages_for_employer=False
        )
        held = list(posts.select_related("unit").order_by("unit__path", "pk"))
        # Of several posts the one that reads files, so that what is given can be looked at.
        found = min(held, key=lambda post: post.role not in HANDLING_ROLES, default=None)
        if found is None or manages([person], self.today):
            raise BadInput(_("这位同志现在不是本工会或下属工会的工作人员，或代表用人单位管理。"), field)
        return found

    def settle_list(self) -> None:
        """Once nothing of the list waits any more, the visit is done with."""
        if self.case.state == S.FOLLOWING and not self.something_waits:
            self.settling = True
            self.all_answered()  # type: ignore[attr-defined]  # declared in ``following``, of the same class
            self.settling = False

    def settle_clocks(self, before: str) -> None:
        """State clocks; the planned day and the relation's year are waited for until the visit is made."""
        if self.case.state != S.PLANNED:
            for rule_id in UNTIL_MADE:
                self.draft.clocks.stop(rule_id)
        super().settle_clocks(before)

    def more_personal_keys(self) -> set[Any]:
        """What was written on the visit, where it was, and every text of its list and papers."""
        found: set[Any] = {self.detail.said_key, self.detail.spot_key}
        for row in self.findings:
            found |= {row.text_key, row.answer_key}
        return found | {row.hazard_key for row in self.papers}
