"""Who handles a case, first contact, findings, and the ends every kind knows: 并案, 撤回, 回访."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import Case
from organizations.code_values import Result
from organizations.models import Person, Post
from organizations.roles import Role
from record.names import EventName
from workflows.errors import BadInput, NotPossible
from workflows.machine import common

from . import guards as g
from . import who
from .base import Base, ReportedBase


class Handled(Base):
    """A mediator, a return call."""

    @common("reassignable", may=who.any_of(who.chair, who.chair_above),
        label=gettext_lazy("改派调解员"), weight=80,
    )  # fmt: skip
    def reassign(self, *, mediator: Person, reason: str) -> None:
        """改派. No state: the handler changes, with an event."""
        self.take_mediator(mediator)
        self.say(EventName.REASSIGNED, {"reason": reason}, mediator=mediator.pk)

    def take_mediator(self, mediator: Person) -> None:
        """Name who handles the case: a mediator or chair of this union or one above, with no side in it."""
        posts = Post.objects.on(self.today).filter(
            person=mediator, role__in=[Role.MEDIATOR, Role.CHAIR, Role.VICE_CHAIR]
        )
        places = [
            post for post in posts.select_related("unit") if post.unit and not post.manages_for_employer
        ]
        if not any(self.case.unit_path.startswith(post.unit.path) for post in places if post.unit):
            raise BadInput(_("这位同志现在不是本工会或上级工会的调解员。"), "mediator")
        if (
            self.case.employer_id
            and mediator.posts.on(self.today).filter(employer=self.case.employer_id).exists()
        ):
            raise BadInput(_("这位同志代表用人单位，应当回避。"), "mediator")
        if mediator.pk == self.case.handler_id:
            raise BadInput(_("案件本来就由这位同志承办。"), "mediator")
        self.case.handler = mediator

    @common(
        "closed",
        may=who.any_of(who.handler, who.intake),
        label=gettext_lazy("登记回访"),
        weight=10,
        when=[g.not_called_back_yet],
    )
    def return_call(self, *, note: str) -> None:
        """回访: the only clock of a closed case."""
        self.detail.return_called_at = self.draft.at
        self.draft.clocks.stop("return_call")
        self.say(EventName.RETURN_CALLED, {"note": note})


class Taken(Handled, ReportedBase):
    """What is taken in from a worker: contact, findings, 并案, 撤回."""

    @common(
        "contactable",
        may=who.intake,
        when=[g.not_contacted_yet],
        label=gettext_lazy("登记首次联系"),
        weight=10,
    )
    def contact(self, *, note: str = "") -> None:
        """首次联系: someone spoke to the worker. Stops the contact clock."""
        self.detail.contacted_at = self.draft.at
        self.draft.clocks.stop("first_contact")
        self.say(EventName.CONTACTED, {"note": note})

    @common("verifying", may=who.handler, label=pgettext_lazy("step", "记录核实情况"), weight=10)
    def record_finding(self, *, finding: str, note: str) -> None:
        """核实情况: confirmed, partly, or not; the text is kept apart."""
        if finding not in ("confirmed", "partly", "not"):
            raise BadInput(_("请从列表中选择一项。"), "finding")
        if not note.strip():
            raise BadInput(_("请写明核实的经过和依据。"), "note")
        self.detail.finding = finding
        self.say(EventName.FINDING_RECORDED, {"note": note}, finding=finding)

    @common("mergeable", target="closed", may=who.any_of(who.intake, who.handler),
        when=[g.nothing_awaits_approval, g.no_table_open], label=gettext_lazy("并入另一案件"), weight=90,
    )  # fmt: skip
    def merge(self, *, into: Case, note: str = "") -> None:
        """并案: the same matter reported twice. The other case goes on; this one ends and is counted once."""
        into = Case.objects.get(pk=into.pk)  # as it is now, not as some page showed it
        if into.pk == self.case.pk or into.kind != self.case.kind or not into.is_open:
            raise NotPossible(_("只能并入另一个尚未办结的同类案件。"))
        if into.county_id != self.case.county_id or not into.unit_path.startswith(self.case.unit_path[:4]):
            raise NotPossible(_("只能并入本县的案件。"))
        self.case.merged_into = into
        self.end(Result.MERGED)
        self.say(EventName.MERGED, {"note": note}, into=into.code)

    @common("open", target="closed", may=who.any_of(who.receipt, who.handler, who.intake),
        label=pgettext_lazy("step", "撤回"), weight=95, when=[g.no_table_open],
    )  # fmt: skip
    def withdraw(self, *, reason: str) -> None:
        """撤回: the worker's own wish, from the receipt or as a record made by who handles it.

        One worker's receipt takes back that worker's word, never the others'.
        """
        if self.actor.role == Role.RECEIPT and self.case.people > 1:
            raise NotPossible(
                _("这个案件关系到几名职工，不能凭一个人的回执撤回；只撤回您自己的，请给承办工会留言。")
            )
        if not reason.strip():
            raise BadInput(_("请写明撤回的原因。"), "reason")
        self.end(Result.WITHDRAWN)
        self.say(EventName.WITHDRAWN, {"reason": reason})
