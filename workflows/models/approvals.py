"""Approvals and consents as rows: an approval, its steps, one signature a signer and round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Case, Evidence, Seat
from organizations.models import Unit
from organizations.roles import Role


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


class Approval(models.Model):
    """审批. ``payload`` is what the approved step will be given; ``round`` grows with every new version of it."""

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

    code = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals")
    kind = models.CharField(_("事项"), max_length=16, choices=ApprovalKind)
    verdict = models.CharField(_("结果"), max_length=10, choices=Verdict, default=Verdict.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField(default=dict)
    reason_key = models.UUIDField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
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


class Step(models.Model):
    """One step of an approval's chain, in ``order``; ``share`` per cent are needed where the mode is a share."""

    TRACKED_KEY = "pk"
    TRACKED = ("approval_id", "order", "mode", "share")

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


class Signature(models.Model):
    """签署. Addressed to a person in a role at a unit, or to a seat of a table; who signed for it is kept apart.

    A seat answers signed in, by a one-time link (``link_hash`` is its fingerprint, ``link_used_at`` says it is spent), or
    on paper: ``by_evidence`` is what the mediator recorded it from. ``for_seats`` are seats it also stands for.
    """

    TRACKED_KEY = "code"
    TRACKED = (
        "step_id", "round", "signer_id", "role", "unit_id", "answer", "signed_by_id", "answered_at", "note_key", "seat_id",
        "by_evidence_id", "for_seats", "link_hash", "link_until", "link_used_at",
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

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "round", "signer"], name="one_signature_a_signer_and_round"
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
                condition=Q(answer__in=["", "void", "silent"])
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
