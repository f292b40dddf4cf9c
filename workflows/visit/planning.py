"""A visit that is still to be made: another day, another visitor, or none at all."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from organizations.models import Person
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import step

from . import who
from .recording import Recording
from .states import OPEN, S, VisitEnd, state


class Planning(Recording):
    """The plan."""

    @step(
        state,
        S.PLANNED,
        may=who.any_of(who.visitor, who.chair),
        label=pgettext_lazy("step", "走访改期"),
        weight=40,
    )
    def replan(self, *, planned_on: datetime.date, reason: str) -> None:
        """改期: the planned day's clock starts anew."""
        if not reason.strip():
            raise BadInput(_("请写明改期的原因。"), "reason")
        if planned_on == self.detail.planned_on:
            raise BadInput(_("还是原来的日期。"), "planned_on")
        self.plan_for(planned_on)
        self.say(EventName.VISIT_MOVED, {"reason": reason}, planned_on=planned_on)

    def plan_for(self, planned_on: datetime.date) -> None:
        """Set the planned day, and the clock that waits for it."""
        if planned_on < self.today:
            raise BadInput(_("计划日期不能早于今天；已经走访过的，请直接记录。"), "planned_on")
        relation = self.detail.relation
        if relation is not None and planned_on > relation.ends_on:
            raise BadInput(
                _("联系关系到%(day)s为止，请安排在此之前。") % {"day": relation.ends_on.isoformat()},
                "planned_on",
            )
        self.check_day(planned_on)
        self.detail.planned_on = planned_on
        self.draft.clocks.start("visit_make", until=planned_on)

    @step(state, S.PLANNED, target=S.CLOSED, may=who.any_of(who.visitor, who.chair), weight=90,
        label=pgettext_lazy("step", "取消走访"),
    )  # fmt: skip
    def cancel(self, *, reason: str) -> None:
        """取消: what was owed stays owed."""
        if not reason.strip():
            raise BadInput(_("请写明取消的原因。"), "reason")
        self.end(VisitEnd.CANCELLED)
        self.say(EventName.VISIT_CANCELLED, {"reason": reason}, conclusion=str(VisitEnd.CANCELLED))

    @step(
        state,
        OPEN,
        may=who.any_of(who.chair, who.chair_above),
        label=gettext_lazy("改由他人走访和跟进"),
        weight=80,
    )
    def pass_on(self, *, visitor: Person, reason: str) -> None:
        """改由他人: whoever left or is away, so that no visit is nobody's; their open entries go along."""
        if not reason.strip():
            raise BadInput(_("请写明原因。"), "reason")
        if visitor.pk == self.case.handler_id:
            raise BadInput(_("本来就是这位同志。"), "visitor")
        self.officer(visitor, self.case.unit, "visitor")
        relation = self.detail.relation
        if relation is not None and self.case.state == S.PLANNED and relation.person_id != visitor.pk:
            self.detail.relation = None
            self.draft.clocks.stop("contact_cycle")
        before = self.case.handler_id
        self.case.handler = visitor
        if self.case.state == S.PLANNED:
            self.detail.visitor = visitor
        for row in self.waiting:
            if row.owner_id == before:
                row.owner = visitor
                self.draft.changed.append(row)
        self.say(EventName.VISIT_PASSED_ON, {"reason": reason}, visitor=visitor.pk)
