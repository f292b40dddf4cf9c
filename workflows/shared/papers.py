"""Evidence and messages."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import codes
from cases.documents import StoredFile
from cases.models import Evidence, EvidenceKind, Message
from organizations.roles import Role
from record.names import EventName
from workflows.errors import BadInput
from workflows.machine import common

from . import who
from .base import Base, plain_choice

LONGEST_MESSAGE = 2_000
HANDS = who.any_of(who.handler, who.intake, who.chair_above)


class Papers(Base):
    """Files and messages."""

    @common(
        "any",
        may=who.any_of(who.receipt, who.handler, who.intake),
        label=gettext_lazy("提交材料"),
        weight=50,
    )
    def add_evidence(self, *, file: StoredFile, kind: str = EvidenceKind.EVIDENCE) -> None:
        """提交材料: the file was checked and stored before; its hash goes on record."""
        from_worker = self.actor.role == Role.RECEIPT
        if from_worker and kind != EvidenceKind.EVIDENCE:
            raise BadInput(_("请作为证据提交。"), "kind")
        row = Evidence(
            code=codes.fresh(), case=self.case, kind=plain_choice(kind, EvidenceKind, "kind"),
            name_key=self.draft.keep({"name": file.name}), media_type=file.media_type, size=file.size, sha256=file.sha256,
            from_worker=from_worker, added_by=self.actor.person, added_at=self.draft.at,
        )  # fmt: skip
        self.draft.born.append(row)
        self.say(EventName.EVIDENCE_ADDED, evidence=row.code, kind=kind, sha256=file.sha256, size=file.size)

    @common("any", may=who.any_of(who.receipt, HANDS), label=gettext_lazy("发消息"), weight=48)
    def message(self, *, body: str, asks_confirmation: bool = False) -> None:
        """消息. One from the worker starts our answer's clock; one from us stops it."""
        text = body.strip()
        if not text:
            raise BadInput(_("请写下要说的话。"), "body")
        if len(text) > LONGEST_MESSAGE:
            raise BadInput(_("一条消息最多%(n)s字，请分几条发。") % {"n": LONGEST_MESSAGE}, "body")
        from_worker = self.actor.role == Role.RECEIPT
        row = Message(
            code=codes.fresh(), case=self.case, body_key=self.draft.keep({"body": text}), from_worker=from_worker,
            sent_by=self.actor.person, sent_at=self.draft.at, asks_confirmation=asks_confirmation and not from_worker,
        )  # fmt: skip
        self.draft.born.append(row)
        if from_worker and self.case.is_open:
            self.draft.clocks.start("message_reply")
        elif not from_worker:
            self.draft.clocks.stop("message_reply")
        self.say(EventName.MESSAGE_SENT, message=row.code, from_worker=from_worker)

    @common("any", may=who.receipt, label=gettext_lazy("确认"), by_hand=False)
    def confirm(self, *, message: str, answer: str) -> None:
        """“我同意/我不同意” to a message that asks."""
        row = Message.objects.filter(case=self.case, code=message, asks_confirmation=True).first()
        if row is None or row.confirmed_at is not None:
            raise BadInput(_("这条消息不需要确认，或已经确认过。"), "message")
        if answer not in ("yes", "no"):
            raise BadInput(_("请选择同意或不同意。"), "answer")
        row.confirmed_at, row.answer = self.draft.at, answer
        self.draft.changed.append(row)
        self.say(EventName.REPLY_CONFIRMED, message=row.code, answer=answer)
