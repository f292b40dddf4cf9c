"""Approvals and consents as rows: an approval, its steps, one signature a signer and round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Case, Evidence, Seat
from organizations.models import PartnerBody, Unit
from organizations.roles import Role

from .chains import ASKS, Asks


class ApprovalKind(models.TextChoices):
    """What is asked, of the chair or of those at a table."""

    DECLINE = "decline", _("不予受理")
    REFER = "refer", _("移送")
    NOT_CONFIRMED = "not_confirmed", _("不属实")
    EXTEND = "extend", _("延期")
    CLOSE = "close", _("结案")
    REOPEN = "reopen", _("重开")
    CONSENT = "consent", _("征求各方意见")
    SIGN = "sign", _("签署协议")
    SECOND_SENDER = "second_sender", _("选送挂职干部")
    SECOND_COUNTY = "second_county", _("挂职审批")
    SECOND_EXTEND = "second_extend", _("特批延长挂职")
    SECOND_GRADE = "second_grade", _("挂职考核等次")


#: Put to the sides and seats of a table, not to a chair.
AT_THE_TABLE = (ApprovalKind.CONSENT, ApprovalKind.SIGN)


class Verdict(models.TextChoices):
    """Where an approval stands."""

    OPEN = "open", _("待审批")
    APPROVED = "approved", pgettext_lazy("event", "同意")
    RETURNED = "returned", pgettext_lazy("event", "退回")
    REFUSED = "refused", pgettext_lazy("event", "不同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    VOID = "void", _("已失效")


class Mode(models.TextChoices):
    """How a step is decided."""

    ALL = "all", _("会签(全部)")
    ANY = "any", _("或签(任一人)")
    SHARE = "share", _("会签(达到比例)")
    IN_TURN = "in_turn", _("依次会签")
    ADVISORY = "advisory", _("征求意见")
    EACH = "each", _("各自表态")


class Answer(models.TextChoices):
    """What a signer says."""

    OPEN = "", _("待签")
    APPROVE = "approve", pgettext_lazy("event", "同意")
    RETURN = "return", pgettext_lazy("event", "退回")
    REFUSE = "refuse", pgettext_lazy("event", "不同意")
    VOID = "void", _("无需签署")
    SILENT = "silent", _("到期未表态")
    PASSED = "passed", _("已转他人")
    REMOVED = "removed", _("已减签")


#: Signatures that count for nothing any more: nobody needs them, somebody else has them, or they were taken away.
GONE = (Answer.VOID, Answer.PASSED, Answer.REMOVED)


class Added(models.TextChoices):
    """加签: where a signature stands beside the one of who asked for it."""

    BEFORE = "before", _("在我之前签")
    AFTER = "after", _("在我之后签")
    BESIDE = "beside", _("与我同时签")


class Approval(models.Model):
    """审批. ``payload`` is what the approved step will be given; ``round`` grows with every new version of it.

    ``asked_for`` is whose post the asker filled as a deputy: neither of the two signs.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "case_id",
        "kind",
        "verdict",
        "round",
        "payload",
        "asked_by_id",
        "asked_role",
        "unit_id",
        "closed_at",
        "back_to",
        "reason_key",
        "asked_at",
    )
    TRACKED_LATER = ("asked_for_id",)

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    kind = models.CharField(_("事项"), max_length=16, choices=ApprovalKind)
    verdict = models.CharField(_("结果"), max_length=10, choices=Verdict, default=Verdict.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField(default=dict)
    reason_key = models.UUIDField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_role = models.CharField(max_length=24)
    asked_at = models.DateTimeField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="approvals")
    closed_at = models.DateTimeField(null=True)
    back_to = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(verdict="open"),
                name="one_open_approval_per_case_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(verdict="open", closed_at__isnull=True)
                | (~Q(verdict="open") & Q(closed_at__isnull=False)),
                name="decided_approval_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"


class Step(Asks):
    """One step of an approval's chain, in ``order``; ``share`` per cent are needed where the mode is a share.

    Whom it asks was copied from the chain when the approval was asked: a later change of the chain touches none.
    """

    TRACKED_KEY = "pk"
    TRACKED = ("approval_id", "order", "mode", "share")
    TRACKED_LATER = ASKS

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ANY)
    share = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "order"], name="approval_step_once"),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="step_share_is_per_cent"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}.{self.order}"


class Ready(models.QuerySet["Signature"]):
    """Signatures by whether they can be given."""

    def ready(self) -> Ready:
        """Open ones of an open approval's present round that wait for no other signature first."""
        first = Signature.objects.filter(code=OuterRef("waits_for"), answer=Answer.OPEN)
        return self.filter(
            ~Exists(first),
            answer=Answer.OPEN,
            step__approval__verdict=Verdict.OPEN,
            round=F("step__approval__round"),
        )


class Signature(models.Model):
    """签署. Addressed to a person in a role at a unit, or to a seat of a table; who signed for it is kept apart.

    A seat answers signed in, by a one-time link (``link_hash`` is its fingerprint, ``link_used_at`` says it is spent), or
    on paper: ``by_evidence`` is what the mediator recorded it from. ``for_seats`` are seats it also stands for.

    ``waits_for`` is the code of the signature that must be given first. An added one (加签) says who ``added_by`` and how;
    one that came in another's place (转办) says whose; one given in an earlier round, or in an earlier step by the same
    person, was ``carried_from`` there. ``return_to`` is the step a return names, 0 for who asked.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "step_id", "round", "signer_id", "role", "unit_id", "answer", "signed_by_id", "answered_at", "note_key", "seat_id",
        "by_evidence_id", "for_seats", "link_hash", "link_until", "link_used_at",
    )  # fmt: skip
    TRACKED_LATER = (
        "partner_id", "waits_for", "added_by_id", "added_how", "instead_of_id", "carried_from_id", "return_to", "urged_at",
    )  # fmt: skip

    code = models.CharField(max_length=16, unique=True)
    step = models.ForeignKey(Step, models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField(default=1)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="signatures")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="signatures")
    role = models.CharField(max_length=24, choices=Role, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.OPEN, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    note_key = models.UUIDField(null=True)
    by_evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    for_seats = models.JSONField(default=list)
    #: Keyed hash of 160 random bits: nobody can guess what it was made of, so it stays when personal data is erased.
    link_hash = models.CharField(max_length=64, null=True, unique=True)
    link_until = models.DateTimeField(null=True)
    link_used_at = models.DateTimeField(null=True)
    partner = models.ForeignKey(PartnerBody, models.PROTECT, null=True, related_name="+", db_index=False)
    waits_for = models.CharField(max_length=16, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    added_how = models.CharField(max_length=8, choices=Added, blank=True)
    instead_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    return_to = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)

    objects = Ready.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            # Who passed theirs on, or was taken off, may be asked again.
            models.UniqueConstraint(
                fields=["step", "round", "signer"],
                condition=~Q(answer__in=["passed", "removed"]),
                name="one_signature_a_signer_and_round",
            ),
            # A deputy who also signs for himself would sign twice.
            models.UniqueConstraint(
                fields=["step", "round", "signed_by"],
                condition=Q(signed_by__isnull=False, seat__isnull=True),
                name="nobody_signs_twice",
            ),
            models.UniqueConstraint(
                fields=["step", "round", "seat"],
                condition=Q(seat__isnull=False),
                name="one_signature_a_seat_and_round",
            ),
            models.CheckConstraint(
                condition=Q(signer__isnull=False) | Q(seat__isnull=False),
                name="a_signature_is_asked_of_somebody",
            ),
            # A seat's answer may come without an account: by receipt, by link, or on paper.
            models.CheckConstraint(
                condition=Q(answer__in=["", "void", "silent", "passed", "removed"])
                | Q(answered_at__isnull=False) & (Q(signed_by__isnull=False) | Q(seat__isnull=False)),
                name="an_answer_has_its_author",
            ),
        ]
        indexes = [
            models.Index(fields=["signer"], condition=Q(answer=""), name="signature_waiting"),
            models.Index(fields=["seat"], condition=Q(answer=""), name="signature_waiting_by_seat"),
        ]

    def __str__(self) -> str:
        return self.code
