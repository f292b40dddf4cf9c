"""Who signs, changed while it waits: 转办、加签、减签、催办; and who stands in for somebody who left."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import codes
from organizations.models import Person, Post
from organizations.roles import DECIDING_ROLES, HANDLING_ROLES, Role
from record.names import EventName
from record.timekeeping import day_of
from workflows import chains, sheets
from workflows.chains import Signer
from workflows.errors import BadInput, NotPermitted, NotPossible
from workflows.machine import common
from workflows.models import GONE, Added, Answer, Mode, Signature, Step
from workflows.sheets import Sheet
from workflows.verdicts import first_before

from . import guards as g
from . import who
from .answering import Answering
from .base import plain_choice

#: No step is signed by more: what so many must read is a meeting.
MOST_SIGNERS = 30
#: Nor does it hold more signatures, those passed on and taken off among them: a question that only wanders is decided.
MOST_ROWS = 60


class Signers(Answering):
    """Verbs on single signatures. None of them answers for anybody."""

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "转办"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def transfer(self, *, approval: str, round: int, to: Person, reason: str) -> None:
        """转办: my open signature becomes another's, who holds a post that may sign it; the reason goes with it."""
        _need(reason)
        sheet = self.sheet(approval, round)
        mine = self.own_signature(sheet)
        post = self._post_of(to, mine, self._may_replace(mine), sheet)
        _need_room(sheet.rows_of(mine.step))
        row = self._instead(mine, chains.of_post(post))
        self._pass_on(sheet, mine, [row], Answer.PASSED)
        mine.note_key = self.draft.keep({"note": reason})
        self.say(
            EventName.APPROVAL_TRANSFERRED, {"reason": reason}, approval=approval, kind=sheet.approval.kind,
            step=mine.step.order, signature=row.code, signer=to.pk,
        )  # fmt: skip

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "加签"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def add_signer(self, *, approval: str, round: int, person: Person, how: str, reason: str) -> None:
        """加签: somebody else signs this step too, ``how``: before me, after me, or beside me. Without their yes it does
        not pass, whatever the step's mode.
        """
        _need(reason)
        plain_choice(how, Added, "how")
        sheet = self.sheet(approval, round)
        # Whoever waits for their turn may want somebody's word as well; only who signed cannot.
        mine = self._own_open(sheet)
        post = self._post_of(person, mine, HANDLING_ROLES, sheet)
        if len(sheets.live(sheet.rows_of(mine.step))) >= MOST_SIGNERS:
            raise NotPossible(_("这一步的签署人已经够多了。"))
        _need_room(sheet.rows_of(mine.step))
        row = sheets.new_signature(sheet, mine.step, chains.of_post(post))
        row.added_by_id, row.added_how = self.actor.signs_as, how
        self._place_beside(sheet, mine, row, how)
        self.draft.born.append(row)
        self.say(
            EventName.SIGNER_ADDED, {"reason": reason}, approval=approval, kind=sheet.approval.kind, step=mine.step.order,
            signature=row.code, signer=person.pk, how=how,
        )  # fmt: skip

    def _own_open(self, sheet: Sheet) -> Signature:
        try:
            return self.own_signature(sheet)
        except NotPossible:
            principal = self.actor.signs_as
            open_ones = [row for row in sheet.rows if row.answer == Answer.OPEN]
            return next(row for row in open_ones if row.signer_id == principal)

    def _place_beside(self, sheet: Sheet, mine: Signature, row: Signature, how: str) -> None:
        """Into the order of the step: before mine, right after it, or at the same time."""
        if how == Added.AFTER:
            self._wait_instead(sheet, mine.code, row.code)
            row.waits_for = mine.code
            return
        row.waits_for = mine.waits_for
        if how == Added.BEFORE:
            mine.waits_for = row.code
            self.draft.changed.append(mine)

    def _wait_instead(self, sheet: Sheet, before: str, after: str) -> None:
        """Whoever waited for one signature waits for another."""
        for row in sheet.rows:
            if row.waits_for == before and row.answer == Answer.OPEN:
                row.waits_for = after
                self.draft.changed.append(row)

    @common(
        "asked",
        may=who.signer,
        label=pgettext_lazy("step", "减签"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def remove_signer(self, *, approval: str, round: int, signature: str, reason: str) -> None:
        """减签: a signer that was added and has not answered, by who added them. The step's own signers stay."""
        _need(reason)
        sheet = self.sheet(approval, round)
        row = next((row for row in sheet.rows if row.code == signature), None)
        if row is None:
            raise BadInput(_("请从签署人中选择。"), "signature")
        if not row.added_how:
            raise NotPossible(_("只有加签的人可以减去；审批流程规定的人不能减。"))
        if row.answer != Answer.OPEN:
            raise NotPossible(_("这位已经签过，不能再减。"))
        if row.added_by_id != self.actor.signs_as:
            raise NotPermitted(_("谁加的签由谁减。"))
        self._pass_on(sheet, row, [], Answer.REMOVED)
        row.note_key = self.draft.keep({"note": reason})
        self.say(
            EventName.SIGNER_REMOVED, {"reason": reason}, approval=approval, kind=sheet.approval.kind, step=row.step.order,
            signature=row.code, signer=row.signer_id,
        )  # fmt: skip
        self.go_on(sheet)

    @common("asked", may=who.any_of(who.handler, who.intake, who.petitioner), label=pgettext_lazy("step", "催办审批"),
        by_hand=False, when=[g.something_awaits_approval],
    )  # fmt: skip
    def urge_approval(self, *, approval: str, note: str = "") -> None:
        """催办: whoever's turn it is, once a day each, by who asked or who handles the case. A word inside the union."""
        sheet = self.sheet(approval)
        me = self.actor.person.pk if self.actor.person else None
        if me is None or (me != sheet.approval.asked_by_id and not who.handler(self, self.actor)):
            raise NotPermitted(_("只有提请的人和承办人可以催办。"))
        today = day_of(self.draft.at)
        turn = [row for row in sheet.rows if row.answer == Answer.OPEN and not first_before(row, sheet.rows)]
        rows = [row for row in turn if row.urged_at is None or day_of(row.urged_at) < today]
        if not rows:
            raise NotPossible(_("今天已经催过了，同一个人一天只催一次。"))
        for row in rows:
            row.urged_at = self.draft.at
        self.draft.changed += rows
        self.say(
            EventName.APPROVAL_URGED, {"note": note}, approval=approval, kind=sheet.approval.kind,
            signatures=[row.code for row in rows],
        )  # fmt: skip

    @common(
        "asked",
        may=who.system,
        label=gettext_lazy("审批改送他人"),
        by_hand=False,
        when=[g.something_awaits_approval],
    )
    def readdress(self, *, approval: str) -> None:
        """Whoever holds their post no more is stood in for, as at submission: by the deputy office or the union above."""
        sheet = self.sheet(approval)
        left = [row for row in sheet.rows if row.answer == Answer.OPEN and self._has_left(row)]
        if not left:
            raise NotPossible(_("签署人都还在任，不需要改送。"))
        for row in left:
            self._stand_in(sheet, row, left)
        self.say(
            EventName.APPROVAL_READDRESSED, approval=approval, kind=sheet.approval.kind,
            signatures=[row.code for row in left],
        )  # fmt: skip
        self.go_on(sheet)

    def _has_left(self, row: Signature) -> bool:
        posts = Post.objects.on(day_of(self.draft.at)).filter(person=row.signer_id, role=row.role)
        return not posts.filter(unit=row.unit_id, partner=row.partner_id).exists()

    def _stand_in(self, sheet: Sheet, row: Signature, left: Collection[Signature]) -> None:
        """A signature whose holder left goes to whoever the step asks now; an added one is taken off."""
        if row.added_how:
            self._pass_on(sheet, row, [], Answer.REMOVED)
            return
        others = [
            one for one in sheets.live(sheet.rows_of(row.step)) if one not in left and not one.added_how
        ]
        gone = {one.signer_id for one in left if one.signer_id}
        busy = {one.signer_id for one in others if one.signer_id}
        found = self._asked_now(sheet, row.step, gone, others)
        free = [one for one in found if one.person not in busy]
        wanted = free if row.step.mode == Mode.ANY else free[:1]
        if not wanted and not others:
            raise NotPossible(_("签署人已经离任，也没有可以接替的人。"))
        self._pass_on(sheet, row, [self._instead(row, one) for one in wanted], Answer.PASSED)

    def _asked_now(
        self, sheet: Sheet, step: Step, gone: set[int], others: Collection[Signature]
    ) -> list[Signer]:
        unit = self.approval_place(step.place)
        excluded = sheets.nobody_of(self, sheet.approval) | gone
        try:
            return chains.who_signs(step, unit, day_of(self.draft.at), excluded)
        except NotPossible:
            if others:
                return []  # the others of this step decide it
            raise

    # ── What the verbs share ────────────────────────────────────────────────────────────────────────────────────

    def _may_replace(self, row: Signature) -> Collection[str]:
        """Roles that may sign in the place of a row: the same, or where a chair decides, a chair or vice-chair."""
        return DECIDING_ROLES if row.role in DECIDING_ROLES else {row.role}

    def _post_of(self, person: Person, beside: Signature, roles: Collection[str], sheet: Sheet) -> Post:
        """The post by which ``person`` may sign beside or instead of a row; a sentence why there is none."""
        today = day_of(self.draft.at)
        if person.pk in sheets.nobody_of(self, sheet.approval):
            raise BadInput(_("提请的人和事项涉及的人不能签。"), "person")
        signs = [row for row in sheet.rows_of(beside.step) if row.answer not in GONE]
        if any(person.pk in (row.signer_id, row.signed_by_id) for row in signs):
            raise BadInput(_("这位已经在这一步的签署人中。"), "person")
        if any(person.pk == row.signed_by_id or self._said(person, row) for row in sheet.rows):
            raise BadInput(_("这位在这一轮已经签过，不能再签。"), "person")
        if beside.partner_id is not None:
            posts = Post.objects.on(today).filter(person=person, partner=beside.partner_id)
            found = posts.select_related("partner", "unit").first()
        else:
            held = chains.eligible(self.approval_place(beside.step.place), today, roles, ())
            found = next((post for post in held if post.person_id == person.pk), None)
        if found is None:
            words = "、".join(str(Role(role).label) for role in roles)
            raise BadInput(_("要选本级或上级工会现任的%(roles)s。") % {"roles": words}, "person")
        return found

    def _said(self, person: Person, row: Signature) -> bool:
        """Whether a row is that person's answer, though a deputy gave it."""
        return row.signer_id == person.pk and row.answer in sheets.GIVEN

    def _instead(self, row: Signature, signer: Signer) -> Signature:
        """A signature of ``signer`` in the place of ``row``."""
        return Signature(
            code=codes.fresh(), step=row.step, round=row.round, signer_id=signer.person, role=signer.role,
            unit=signer.unit, partner=signer.partner, waits_for=row.waits_for, instead_of=row, added_by_id=row.added_by_id,
            added_how=row.added_how,
        )  # fmt: skip

    def _pass_on(self, sheet: Sheet, row: Signature, instead: Collection[Signature], answer: Answer) -> None:
        """``row`` counts no more; those instead of it take its place in the order."""
        row.answer = answer
        self.draft.changed.append(row)
        self._wait_instead(sheet, row.code, next((one.code for one in instead), row.waits_for))
        sheet.rows += instead
        self.draft.born += instead


def _need_room(rows: Collection[Signature]) -> None:
    if len(rows) >= MOST_ROWS:
        raise NotPossible(_("这一步转办和加签的次数太多了，请直接签署或退回。"))


def _need(reason: str) -> None:
    if not reason.strip():
        raise BadInput(_("请写明原因。"), "reason")
